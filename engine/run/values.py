"""What a person types for a record, read against what the author asked for: type, unit, range.

A value is kept as text with its unit; nothing is converted, and a number in another unit is refused, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from engine.machine.spec import ChannelSpec, RecordSpec

_NUMBER = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))(?![eE][+-]?\d)\s*([^\s\d.,].*)?")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
WORDS = {"y": "yes", "n": "no", "yes": "yes", "no": "no"}


class ReadValue(Struct, frozen=True):
    """A value fit to be recorded: its canonical text and its unit."""

    text: str
    unit: str | None


def read_value(record: RecordSpec, typed: str) -> ReadValue | str:
    """The value a person typed, or the sentence that says why it cannot be taken."""
    text = typed.strip()
    if not text:
        return "nothing was typed; type the value, or say that you cannot tell"
    if len(text) > 500:
        return f"the value has {len(text)} characters; 500 is the most"
    if record.type == "number":
        return _number(record, text)
    if record.type == "text":
        return ReadValue(text, None)
    if record.type == "time":
        return (
            ReadValue(text, None)
            if _TIME.fullmatch(text)
            else f"'{text[:40]}' is not a time of day; write it as 14:05"
        )
    return _choice(("yes", "no") if record.type == "yes-no" else record.of, text)


def read_sample(channel: ChannelSpec, typed: str) -> ReadValue | str:
    """What a person reads from an instrument, against its channel; or the sentence why it cannot be."""
    text = typed.strip()
    if not text:
        return "nothing was typed; type what the instrument shows"
    if channel.states:
        return _choice(channel.states, text)
    asked = RecordSpec("", "number", channel.unit, channel.range)
    return _number(asked, text)


def _choice(of: tuple[str, ...], text: str) -> ReadValue | str:
    word = WORDS.get(text.lower(), text) if of == ("yes", "no") else text
    return ReadValue(word, None) if word in of else f"'{text[:40]}' is not one of {', '.join(of)}"


def _number(record: RecordSpec, text: str) -> ReadValue | str:
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > 40:
        return f"'{text[:40]}' is not a number" + (f" in {record.unit}" if record.unit else "")
    unit = (found[2] or "").strip()
    if unit and unit != (record.unit or ""):
        return (
            f"'{unit}' is not the unit asked for; read the instrument in {record.unit or 'no unit'}"
        )
    number = Decimal(found[1].replace(",", "."))
    if record.range is not None and not record.range[0] <= number <= record.range[1]:
        low, high = record.range
        return (
            f"{number} is outside {low} to {high}{' ' + record.unit if record.unit else ''}; "
            "read again, or say that you cannot tell"
        )
    return ReadValue(f"{number:f}", record.unit)
