"""Rules about channels and records: limits in order, values complete, records made before they are read.

A record is what a person writes, a channel what telemetry brings; neither is judged by its value here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from engine.lint.guards import guard_uses
from engine.lint.rule import Hit, Rule, Subject
from engine.procedure.guard import names
from engine.procedure.model import Channel, Limit, Write
from engine.procedure.places import Path
from engine.procedure.units import UNITS

# What says the same of a compound in two ways (domain-facts.md 7.3, L09).
_PARTS: Final = ("ppm", "ppb", "mg/m3", "µg/m3", "ug/m3")


def limit_order(subject: Subject) -> Iterator[Hit]:
    """A caution limit that lies beyond the warning limit of its side."""
    for name, channel in subject.procedure.channels.items():
        for side, limit, sign in (("high", channel.high, 1), ("low", channel.low, -1)):
            if limit is None or limit.caution is None or limit.warning is None:
                continue
            if (limit.caution - limit.warning) * sign >= 0:
                yield subject.hit(
                    ("channels", name, side, "caution"),
                    f"the caution at {limit.caution} does not come before the warning at "
                    f"{limit.warning}",
                    expected=f"caution {'below' if sign > 0 else 'above'} warning",
                    mend="exchange or correct the two limits",
                )
        low, high = _values(channel.low), _values(channel.high)
        if low and high and max(low) >= min(high):
            yield subject.hit(
                ("channels", name, "low"),
                f"the low limit {max(low)} is not below the high limit {min(high)}",
                expected="low below high",
                mend="correct the limits",
                key=True,
            )


def _values(limit: Limit | None) -> list[Decimal]:
    both = (limit.caution, limit.warning) if limit is not None else ()
    return [one for one in both if one is not None]


def limit_outside_range(subject: Subject) -> Iterator[Hit]:
    """A caution or warning limit outside what its channel can read: it could never be met."""
    for name, channel in subject.procedure.channels.items():
        for side in ("high", "low"):
            limit = getattr(channel, side)
            for word in ("caution", "warning"):
                value = getattr(limit, word) if limit is not None else None
                if value is not None and _outside(value, channel, side):
                    low, high = channel.range or (0, 0)
                    yield subject.hit(
                        ("channels", name, side, word),
                        f"no reading of '{name}' lies beyond {value}",
                        expected=f"{low} to {high} {channel.unit or ''}".rstrip(),
                        mend="correct the limit, or the range",
                    )


def _outside(value: Decimal, channel: Channel, side: str) -> bool:
    """Whether no reading lies beyond the limit: what is at the very end of the range is never exceeded."""
    if channel.range is None or channel.range[0] >= channel.range[1]:
        return False
    low, high = channel.range
    return not (low <= value < high if side == "high" else low < value <= high)


def stale_missing(subject: Subject) -> Iterator[Hit]:
    """A channel that never goes stale: an old reading would count for ever."""
    for name, channel in subject.procedure.channels.items():
        if channel.stale is None:
            yield subject.hit(
                ("channels", name),
                f"'{name}' never goes stale: an old reading would count for ever",
                expected="'stale:' and how long a reading counts",
                mend="write stale: and a time, as in stale: 90 s",
                key=True,
            )


def value_incomplete(subject: Subject) -> Iterator[Hit]:
    """A number without the unit or the range by which a slip of the pen is noticed."""
    for name, record in subject.procedure.records.items():
        missing = [key for key in ("unit", "range") if getattr(record, key) is None]
        if record.type == "number" and missing:
            yield subject.hit(
                ("records", name),
                f"the number '{name}' has no {' and no '.join(missing)}",
                expected="'unit:' and 'range:'",
                mend="write both: a slip of the pen is then noticed at once",
                key=True,
            )
    for name, channel in subject.procedure.channels.items():
        if channel.unit is not None and channel.range is None:
            yield subject.hit(
                ("channels", name),
                f"the channel '{name}' has no range",
                expected="'range:' and what the sensor can read",
                mend="write range: [lowest, highest]",
                key=True,
            )


def units_mixed(subject: Subject) -> Iterator[Hit]:
    """One kind of thing in two units of one file."""
    first: dict[str, tuple[str, str]] = {}
    for kind in ("channels", "records"):
        for name, one in getattr(subject.procedure, kind).items():
            group = _group(one.unit)
            if group is None:
                continue
            unit, other = first.setdefault(group, (one.unit, name))
            if unit != one.unit:
                yield subject.hit(
                    (kind, name, "unit"),
                    f"'{name}' is in {one.unit}, but '{other}' is in {unit}",
                    expected="one unit for one kind of thing in a file",
                    mend="choose one unit; every limit changes with it, look each up",
                )


def _group(unit: str | None) -> str | None:
    if unit is None or unit not in UNITS:
        return None
    return "amount in air" if unit in _PARTS else UNITS[unit].dimension


def unused_channel(subject: Subject) -> Iterator[Hit]:
    """A channel that no guard reads and that has no limits."""
    read = {name for use in guard_uses(subject.procedure) for name in names(use.guard)}
    for name, channel in subject.procedure.channels.items():
        shown = channel.high is not None or channel.low is not None
        quiet = shown or _link(subject, name) or not subject.sound(("channels", name))
        if name not in read and not quiet:
            yield subject.hit(
                ("channels", name),
                f"no guard reads '{name}' and it has no limits",
                expected="a channel that something depends on",
                mend="remove it, or say at which value it matters",
                key=True,
            )


def _link(subject: Subject, name: str) -> bool:
    return name == "link" and any(
        "LOS" in getattr(step, "answers", {}) for step in subject.procedure.steps
    )


def record_never_made(subject: Subject) -> Iterator[Hit]:
    """A record that no step asks for."""
    made = {
        name for step in subject.procedure.steps if isinstance(step, Write) for name in step.record
    }
    for name in subject.procedure.records:
        if name not in made and subject.sound(("records", name)):
            yield subject.hit(
                ("records", name),
                f"no step asks for '{name}'",
                expected="a step with 'record:' and this name",
                mend="ask for it in a step, or remove it",
                key=True,
            )


def record_read_before_made(subject: Subject) -> Iterator[Hit]:
    """A guard that reads a record on a path where nobody has been asked for it yet."""
    steps = subject.procedure.steps
    makers = {
        name: {n for n, s in enumerate(steps) if isinstance(s, Write) and name in s.record}
        for name in subject.procedure.records
    }
    for use in subject.uses:
        if use.step is None:
            continue
        text = subject.source_of(use)
        for name in names(use.guard):
            if makers.get(name) and not subject.flow.always_before(use.step, makers[name]):
                found = re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text)
                yield Hit(
                    subject.inside(use, found.start() if found else 0, len(name)),
                    f"'{name}' is read here, but a path leads here on which nobody was asked for it",
                    "a step that records it on every path",
                    "ask for it before, or take another reading",
                )


def value_unchecked(subject: Subject) -> Iterator[Hit]:
    """A typed number that a condition reads, and that nobody but who typed it signs for."""
    read = {name for use in subject.uses for name in names(use.guard)}
    for n, step in enumerate(subject.procedure.steps):
        for k, name in enumerate(step.record if isinstance(step, Write) else ()):
            record = subject.procedure.records.get(name)
            if record is None or record.type != "number" or name not in read:
                continue
            others = set(step.sign) - {record.by}
            if len(others) < (1 if record.by else 2):
                item: Path = ("steps", n, "record", k)
                whole = item not in subject.places.values
                yield subject.hit(
                    item[:-1] if whole else item,
                    f"a condition reads '{name}', and nobody signs for it but who typed it",
                    expected="'sign:' in this step, with the role that reads it a second time",
                    mend="write sign: and a second role, where there is time for one",
                )


def record_never_disposed(subject: Subject) -> Iterator[Hit]:
    """Records are made, but `close:` does not say which words may be said of what was noticed."""
    procedure = subject.procedure
    makes = any(isinstance(step, Write) for step in procedure.steps)
    closed = ("close",) in subject.places.keys  # without one, close-missing speaks
    if makes and closed and not (procedure.close.each_observation or procedure.close.each_record):
        yield subject.hit(
            ("close",),
            "records are made here, and nothing says what must be said of them at the close",
            expected="'close:' with 'each observation:' and the words that may be said",
            mend="write close: {each observation: [explained, handed over, left open]}",
            key=True,
        )


_FAMILY = "readings"
RULES = (
    Rule("limit-order", "error", "safety", _FAMILY, limit_order),
    Rule("limit-outside-range", "error", "safety", _FAMILY, limit_outside_range),
    Rule("stale-missing", "warning", "safety", _FAMILY, stale_missing),
    Rule("value-incomplete", "warning", "safety", _FAMILY, value_incomplete, "L08"),
    Rule("units-mixed", "warning", "safety", _FAMILY, units_mixed, "L09"),
    Rule("unused-channel", "warning", "style", _FAMILY, unused_channel),
    Rule("record-never-made", "warning", "style", _FAMILY, record_never_made),
    Rule("record-read-before-made", "error", "safety", _FAMILY, record_read_before_made),
    Rule("value-unchecked", "info", "flight", _FAMILY, value_unchecked),
    Rule("record-never-disposed", "warning", "safety", _FAMILY, record_never_disposed),
)
