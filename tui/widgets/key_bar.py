"""The keys of where you stand, in one or two rows: what is not allowed now is in brackets, never gone.

It reads the bindings that are in force, so that a key somebody moved shows where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from textual.screen import Screen

from tui import keymap
from tui.text import Line, length
from tui.widgets.pane import Pane


class KeyHint(Struct, frozen=True):
    """A key as people write it, what it does, whether it is allowed now."""

    key: str
    label: str
    enabled: bool
    ident: str = ""


# Where room is short the keys that come last here go first; they all stand in the help panel.
RANK = (
    "act",
    "again",
    "help",
    "quit",
    "open",
    "pane",
    "problem",
    "edit",
    "rehearse",
    "sight",
    "explain",
    "begin",
    "done",
    "change",
    "answer",
    "sign",
    "cannot-tell",
    "raise",
    "skip-ahead",
    "queue",
    "next-open",
    "dispose",
    "hold",
    "act.other",
    "read-out",
    "role",
    "faster",
    "pause",
    "redline",
    "untick",
    "override",
)
_ORDER = [one.id for one in keymap.DRILL]


def _place(ident: str) -> int:
    """Keys stand in the order of the keymap, others before them in the order they were bound."""
    return _ORDER.index(ident) if ident in _ORDER else -1


def _rank(ident: str) -> int:
    return RANK.index(ident) if ident in RANK else len(RANK)


def help_parts(screen: Screen[Any]) -> list[tuple[str, str] | tuple[str, str, str]]:
    """Every key of a screen with its sentence, in the order of the keymap; `(key)`: not now."""
    found: dict[str, tuple[str, KeyHint]] = {}
    for _, binding, enabled, _ in screen.active_bindings.values():
        key = screen.app.get_key_display(binding)
        if not (binding.id and binding.tooltip):
            continue
        if binding.action in found:
            key = f"{found[binding.action][1].key} {key}"
        found[binding.action] = (
            binding.tooltip,
            KeyHint(key, binding.description, enabled, binding.id),
        )
    rows = sorted(found.values(), key=lambda row: _place(row[1].ident))
    parts: list[tuple[str, str] | tuple[str, str, str]] = [
        (screen.HELP or "", "text"),
        ("", "text"),
    ]
    for sentence, hint in rows:
        key = hint.key if hint.enabled else f"({hint.key})"
        parts.append(
            (f"{key:<12} ", f"{hint.label}: {sentence}", "text" if hint.enabled else "muted")
        )
    return parts


class KeyBar(Pane):
    """Replaces Textual's footer: one widget instead of one a key."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.keys: list[KeyHint] = []

    def read(self, screen: Screen[Any], first: str = "") -> None:
        """Take the bindings of a screen; `first` is what Enter does at the moment."""
        hints: dict[str, KeyHint] = {}
        for _, binding, enabled, _ in screen.active_bindings.values():
            label = first if first and binding.id == "act" else binding.description
            twice = label == first and binding.id != "act"
            if not binding.show or binding.action in hints or twice:
                continue
            key = screen.app.get_key_display(binding)
            hints[binding.action] = KeyHint(key, label, enabled, binding.id or "")
        keys = sorted(hints.values(), key=lambda one: _place(one.ident))
        if keys != self.keys:
            self.keys = keys
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """As many keys as fit, the last always the help key."""
        return key_lines(self.keys, width, max(1, self.size.height))


def key_lines(keys: Sequence[KeyHint], width: int, rows: int) -> list[Line]:
    """The keys in rows; those that are not allowed now give way first where room is short."""
    order = sorted(keys, key=lambda key: (not key.enabled, _rank(key.ident)))
    room = rows * width - (rows - 1) * 12  # a row may end short of its width by one hint
    kept = set()
    for key in order:
        wide = length(_hint(key)) + 2
        if wide <= room:
            room -= wide
            kept.add(key.key)
    lines: list[Line] = []
    row: Line = ()
    for key in keys:
        if key.key not in kept:
            continue
        part = _hint(key)
        if row and length(row) + length(part) + 2 > width:
            lines.append(row)
            row = ()
        row = (*row, ("  ", "text"), *part) if row else part
    return [*lines, row][:rows]


def _hint(key: KeyHint) -> Line:
    if key.enabled:
        return ((key.key, "key"), (f" {key.label}", "text"))
    return ((f"({key.key})", "key-off"), (f" {key.label}", "key-off"))
