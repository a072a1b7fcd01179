"""The keys of where you stand, in one or two rows: what is not allowed now is in brackets, never gone.

It reads the bindings that are in force, so that a key somebody moved shows where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.screen import Screen

from tui.text import Line, length
from tui.widgets.pane import Pane


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key as people write it, what it does, whether it is allowed now."""

    key: str
    label: str
    enabled: bool


class KeyBar(Pane):
    """Replaces Textual's footer: one widget instead of one a key."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.keys: Sequence[KeyHint] = ()

    def read(self, screen: Screen[None], first: str = "") -> None:
        """Take the bindings of a screen; `first` is what Enter does at the moment."""
        hints: dict[str, KeyHint] = {}
        for _, binding, enabled, _ in screen.active_bindings.values():
            if not binding.show or binding.action in hints:
                continue
            label = first if first and binding.id == "act" else binding.description
            key = screen.app.get_key_display(binding)
            hints[binding.action] = KeyHint(key, label, enabled)
        if tuple(hints.values()) != tuple(self.keys):
            self.keys = tuple(hints.values())
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """As many keys as fit, the last always the help key."""
        return key_lines(self.keys, width, max(1, self.size.height))


def key_lines(keys: Sequence[KeyHint], width: int, rows: int) -> list[Line]:
    """The keys in rows; those that are not allowed now give way first where room is short."""
    order = [*(key for key in keys if key.enabled), *(key for key in keys if not key.enabled)]
    room = rows * width
    kept = set()
    for key in order:
        room -= length(_hint(key)) + 1
        if room < rows * 8:
            break
        kept.add(key.key)
    lines: list[Line] = []
    row: Line = ()
    for key in keys:
        if key.key not in kept:
            continue
        part = _hint(key)
        if row and length(row) + length(part) + 1 > width:
            lines.append(row)
            row = ()
        row = (*row, (" ", "text"), *part) if row else part
    return [*lines, row][:rows]


def _hint(key: KeyHint) -> Line:
    if key.enabled:
        return ((f" {key.key} ", "key"), (f" {key.label}", "text"))
    return ((f"({key.key})", "key-off"), (f" {key.label}", "key-off"))
