"""What is told above the keys when the view has moved: what somebody notices, and which procedure is before the crew.

Pure words about two views; what has been told already is remembered by entry, so that nothing is told twice.
"""

from __future__ import annotations

from engine.run.rows import View

UNTOLD = ("readings: ", "(")  # telemetry as it comes, and injects of which nobody notices anything


class News:
    """Remembers what of each run has been told."""

    def __init__(self, view: View) -> None:
        """What the first view shows is no news."""
        self._told = {view.run: _last(view)}
        self._lead = "TELEMETRY" if view.kind == "run" else "NOTICED"

    def of(self, old: View, new: View, *, braked: bool) -> list[str]:
        """The sentences that the new view brings; `braked`: the clock fell back to 1x for it."""
        last = self._told.get(new.run, -1)
        self._told[new.run] = _last(new)
        noticed = [
            f"{self._lead}: {row.text}"
            for row in new.log
            if row.index > last
            and row.role in {"station", "telemetry"}
            and not row.text.startswith(UNTOLD)
        ]
        back = ["The clock is back at 1x: you are needed."] if braked else []
        return [*_turned(old, new), *_moved(old, new), *noticed, *back]


def _last(view: View) -> int:
    return view.log[-1].index if view.log else -1


def _turned(old: View, new: View) -> list[str]:
    """A word on another procedure before the crew's eyes."""
    if old.run == new.run:
        return []
    row = next((one for one in new.queue if one.key == new.run), None)
    level = f"{row.level.upper()}: " if row is not None else ""
    still = next((one for one in new.queue if one.key == old.run), None)
    rest = f" {old.title} goes on at {still.detail} (j)." if still else f" {old.title} is over."
    return [f"{level}{new.title} is before you now.{rest}"]


def _moved(old: View, new: View) -> list[str]:
    """A word on each of the other open procedures that went on to another step meanwhile."""
    before = {one.key: one.detail for one in old.queue if one.is_open}
    return [
        f"MEANWHILE {one.title}: {one.detail} (j)."
        for one in new.queue
        if one.is_open and one.key not in {new.run, old.run}
        if before.get(one.key, one.detail) != one.detail
    ]
