"""The headless commands: plain and automatic drills, and the audit of what was stored.

Nothing here may load the screen; heavy rooms are imported in the command that needs them.
"""
