"""Asks before leaving a run that is open.

Leaving loses nothing: every event is stored already; it must say so.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.dialogs.frame import Dialog


class Quit(Dialog[bool]):
    """True to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Leave"),
        Binding("n", "dismiss(None)", "Stay", show=False),
    ]

    def __init__(self, run: str, *, kind: str, recording: bool, back: bool = False) -> None:
        """`kind`: a drill's clock stops; a real run's is the wall's. `back`: to the authoring screen."""
        stops = (
            "Its clock stops while you are away."
            if kind == "drill"
            else "TIME GOES ON: it is real."
        )
        parts = [(f"The {kind} is open. {stops}", "strong")]
        to = ", back to authoring" if back else ""
        if recording:
            parts.append(
                ("Everything so far is stored. Go on later from the library, or with:", "text")
            )
            parts.append((f"boldface {kind} --resume {run}", "heading"))
        else:
            parts.append(
                ("!! NOT RECORDING: what was entered since is lost if you leave.", "warning")
            )
        super().__init__("Leave the run?", parts, f"y: leave{to}   Escape: stay")
