"""The only place where a status meets a mark, a word and a style; every other module names a tone.

Mark and word come first and stand alone where there is no colour; a tone never says more than they do.
"""

from __future__ import annotations

from engine.run.rows import IN_QUEUE, QUALITY, STATUS, Level, QueueRow
from tui.text import Line

# tone -> how it looks. $-names are of `themes.py`; a reversed pair has the contrast of its colour.
TONES = {
    "text": "color: $foreground;",
    "strong": "color: $foreground; text-style: bold;",
    "muted": "color: $muted;",
    "warning": "color: $error; text-style: bold;",
    "caution": "color: $warning; text-style: bold;",
    "normal": "color: $primary;",
    "heading": "color: $primary; text-style: bold;",
    "unknown": "color: $foreground; text-style: bold underline;",
    "now": "color: $foreground; text-style: bold;",
    "cursor": "color: $background; background: $foreground; text-style: bold;",
    "bar": "color: $background; background: $primary; text-style: bold;",
    "warning-box": "color: $background; background: $error; text-style: bold;",
    "caution-box": "color: $background; background: $warning; text-style: bold;",
    "key": "color: $foreground; text-style: bold reverse;",
    "key-off": "color: $muted;",
}

_STATUS_TONE = {
    "now": "strong",
    "hold": "caution",
    "done": "muted",
    "ticked": "normal",
    "sensed": "normal",
    "overridden": "caution",
    "unticked": "caution",
    "deferred": "caution",
    "refused": "warning",
    "skipped": "caution",
    "timed out": "caution",
    "interrupted": "caution",
    "aborted": "caution",
    "open": "text",
}
_LEVEL_TONE: dict[Level, str] = {
    "normal": "text",
    "caution": "caution",
    "warning": "warning",
    "unknown": "unknown",
}
_LEVELS = {"warning": "warning", "caution": "caution"}
# what a checker says: level -> mark, word, tone
_FINDING = {
    "error": ("!!", "ERROR", "warning"),
    "warning": ("! ", "WARNING", "caution"),
    "info": ("i ", "INFO", "text"),
    "hint": ("- ", "HINT", "muted"),
}
_TRUTH = {True: ("yes", "normal"), False: ("NOT YET", "caution"), None: ("UNKNOWN", "unknown")}
_TREND = {"up": "/ up", "down": "\\ down", "": ""}


def mark(status: str) -> tuple[str, str, str]:
    """Mark, word and tone of a step's or item's status; one nobody planned for shows its own word."""
    sign, word = STATUS.get(status, ("[?]", status.upper()))
    return sign, word, _STATUS_TONE.get(status, "text")


def level(value: Level) -> tuple[str, str, str]:
    """Mark, word and tone of a reading's level."""
    sign, word = QUALITY[value]
    return sign, word, _LEVEL_TONE[value]


def finding(level: str) -> tuple[str, str, str]:
    """Mark, word and tone of something a checker found."""
    return _FINDING.get(level, ("?", level.upper(), "text"))


def in_queue(row: QueueRow) -> tuple[str, str, str]:
    """Mark, word and tone of a procedure in the queue; the word only where the mark leaves a doubt."""
    sign, word = IN_QUEUE[row.status]
    quiet = row.status in {"now", "open", "interrupted"}
    tone = "muted" if row.status == "inhibited" else _LEVELS.get(row.level, "text")
    return sign, "" if quiet else word, tone


def truth(value: bool | None) -> tuple[str, str]:  # noqa: FBT001  three-valued, and the only argument
    """Word and tone of a comparison: yes, NOT YET, UNKNOWN."""
    return _TRUTH[value]


def trend(value: str) -> str:
    """A trend as a mark and a word."""
    return _TREND.get(value, value)


def alert(value: str) -> tuple[str, str]:
    """Lead and tone of an alert: `!! WARNING`, `! CAUTION`, `i`."""
    if value == "warning":
        return " !! WARNING ", "warning-box"
    return (" ! CAUTION ", "caution-box") if value == "caution" else (" i ", "bar")


def link(value: str) -> Line:
    """The ground link as a short line."""
    tone = {"AOS": "normal", "LOS": "caution"}.get(value, "unknown")
    words = {"AOS": "AOS", "LOS": "LOS no signal", "unknown": "link UNKNOWN"}.get(value, "")
    return ((words, tone),) if words else ()
