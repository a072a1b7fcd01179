"""The world behind the ports: stores, clocks, files.

Only `engine/bootstrap.py` may join these to the core; no room of the core may import this one.
"""
