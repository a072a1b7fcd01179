"""Rules about numbers that no author can have meant: turned round, a decimal point away, beyond what there is.

They compare the constants of a file with each other and with what units can be; what is right they cannot say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from engine.lint.guards import GuardUse, guard_uses
from engine.lint.likeness import one_off
from engine.lint.rule import Hit, Rule, Subject
from engine.lint.texts import every_text
from engine.procedure.guard import And, Compare, Guard, atoms
from engine.procedure.model import Ask, Call, Channel, Do, Limit, Write
from engine.procedure.units import UNITS

SHORTEST_MS: Final = 10_000  # DESIGN: the shortest that ships; a person reads one line in that time
LONGEST_STALE_MS: Final = 15 * 60_000  # DESIGN: three times the longest that ships
SHORTEST_STALE_MS: Final = 2_000  # DESIGN: two readings of a public feed, which brings one a second
_PEOPLE: Final = (Do, Write, Ask, Call)
# Units of things of which there is none or some (units.py); differences of pressure, temperatures, angles go below nought.
_AMOUNTS: Final = frozenset({"ppm", "ppb", "mg/m3", "g/m3", "µg/m3", "ug/m3", "%", "people"})
_AMOUNT: Final = re.compile(r"(?<![\w.,-])(\d+(?:\.\d+)?) ?([A-Za-zµ%][\w/%]*)")
_TIMES: Final = frozenset({"ms", "s", "min", "h", "d"})  # texts name times of many things
_SLIPS: Final = tuple(Decimal(10) ** n for n in (-3, -2, -1, 1, 2, 3))


def condition_reversed(subject: Subject) -> Iterator[Hit]:
    """A contingency that holds while its reading is within its limits; a watch that holds beyond them only."""
    for use in subject.uses:
        forced = use.loc[0] in {"anytime", "called"}
        wanted = use.loc[-1] in {"watch", "verify"}
        for atom in _parts(use.guard) if wanted else [use.guard] if forced else ():
            channel = subject.procedure.channels.get(getattr(atom, "name", ""))
            if not isinstance(atom, Compare) or channel is None or channel.unit != atom.unit:
                continue
            holds = {atom.holds({atom.name: one}.get) for one in _normal(channel)}
            if holds == {forced}:
                said = "holds as long as" if forced else "never holds while"
                yield Hit(
                    subject.compared(use, atom),
                    f"this {said} '{atom.name}' is within its limits",
                    "the sign the other way round" if len(holds) == 1 else "",
                    "look at the sign, the number and the limits of the channel",
                )


def _parts(guard: Guard) -> list[Guard]:
    return (
        [part for one in guard.parts for part in _parts(one)] if isinstance(guard, And) else [guard]
    )


def _normal(channel: Channel) -> list[float]:
    """Values a little inside the limits of a channel, and halfway; none where it has no limits."""
    if channel.range is None or (channel.high is None and channel.low is None):
        return []
    low = max(_values(channel.low), default=channel.range[0])
    high = min(_values(channel.high), default=channel.range[1])
    if low >= high:
        return []
    inside = (high - low) / 1000
    return [float(one) for one in (low + inside, (low + high) / 2, high - inside)]


def _values(limit: Limit | None) -> list[Decimal]:
    both = (limit.caution, limit.warning) if limit is not None else ()
    return [one for one in both if one is not None]


def decimal_slip(subject: Subject) -> Iterator[Hit]:
    """A condition that compares a channel with ten, a hundred or a thousand times one of its limits, or a part of it."""
    compared: dict[str, list[tuple[GuardUse, Compare]]] = {}
    for use in subject.uses:
        for atom in atoms(use.guard):
            if isinstance(atom, Compare):
                compared.setdefault(atom.name, []).append((use, atom))
    for name, channel in subject.procedure.channels.items():
        limits, used = list(_limits(channel)), compared.get(name, [])
        if not limits or not used:
            continue
        counts = Counter(Decimal(str(atom.value)) for _, atom in used)
        own = {one for _, one in limits}
        # A limit that no condition has, and of which several are a slip, is at fault itself.
        wrong = {one: _often(one, counts, own) for one in own if one not in counts}
        for use, atom in used:
            value = Decimal(str(atom.value))
            slip = next((one for one in own if _slipped(one, value)), None)
            if slip is not None and value not in own and not wrong.get(slip):
                yield Hit(
                    subject.inside(use, atom.value_column, 1),
                    f"{value.normalize():f} is a decimal point away from {slip:f}, a limit of '{name}'",
                    "the limit itself, or a number that is no slip of it",
                    f"did you mean {slip:f} {atom.unit}?",
                )
        for loc, one in limits:
            other = wrong.get(one)
            if other:
                yield subject.hit(
                    ("channels", name, *loc),
                    f"{one:f} is a decimal point away from {other.normalize():f}, with which "
                    "conditions compare it",
                    expected="one number",
                    mend="correct the limit, or the conditions",
                )


def _often(limit: Decimal, counts: Counter[Decimal], own: set[Decimal]) -> Decimal | None:
    slips = (value for value, count in counts.items() if count > 1 and value not in own)
    return next((value for value in slips if _slipped(limit, value)), None)


def _slipped(limit: Decimal, value: Decimal) -> bool:
    return bool(value) and any(limit * factor == value for factor in _SLIPS)


def _limits(channel: Channel) -> Iterator[tuple[tuple[str, str], Decimal]]:
    for side in ("high", "low"):
        for word in ("caution", "warning"):
            value = getattr(getattr(channel, side), word, None)
            if value is not None:
                yield (side, word), value


def range_impossible(subject: Subject) -> Iterator[Hit]:
    """A range with less than nothing of what cannot be less, or more than a hundred per cent."""
    for kind in ("channels", "records"):
        for name, one in getattr(subject.procedure, kind).items():
            if one.range is None or one.unit not in _AMOUNTS:
                continue
            low, high = one.range
            below, above = low < 0, one.unit == "%" and high > 100
            if below or above:
                yield subject.hit(
                    (kind, name, "range"),
                    f"there is no {low if below else high} {one.unit}",
                    expected="from 0" if below else "at most 100",
                    mend="write what the instrument can show",
                )


def time_too_short(subject: Subject) -> Iterator[Hit]:
    """A time limit in which nobody can act, answer or write."""
    for n, step in enumerate(subject.procedure.steps):
        boxes = getattr(step, "do", ())
        waits = isinstance(step, _PEOPLE) and not (boxes and all(one.sensed for one in boxes))
        if waits and step.within is not None and step.within < SHORTEST_MS:
            yield subject.hit(
                ("steps", n, "within"),
                f"nobody does this in {step.within / 1000:g} s",
                expected=f"{SHORTEST_MS // 1000} s or more",
                mend="look at the unit: s, min or h",
            )


def stale_long(subject: Subject) -> Iterator[Hit]:
    """A reading that counts as new for so long that everything can have changed."""
    for name, channel in subject.procedure.channels.items():
        if channel.stale is not None and channel.stale > LONGEST_STALE_MS:
            yield subject.hit(
                ("channels", name, "stale"),
                f"a reading of '{name}' would count for {channel.stale // 60_000} min",
                expected=f"at most {LONGEST_STALE_MS // 60_000} min",
                mend="look at the unit: s, min or h",
            )


def stale_short(subject: Subject) -> Iterator[Hit]:
    """A reading that is old before the next one can come."""
    for name, channel in subject.procedure.channels.items():
        if channel.stale is not None and channel.stale < SHORTEST_STALE_MS:
            yield subject.hit(
                ("channels", name, "stale"),
                f"a reading of '{name}' would count for {channel.stale / 1000:g} s only",
                expected=f"{SHORTEST_STALE_MS // 1000} s or more: telemetry comes once a second at most",
                mend="look at the unit: ms, s or min",
            )


def value_differs(subject: Subject) -> Iterator[Hit]:
    """A text of a step that names a value no condition and no limit of the file has, in a unit that they have."""
    known = _constants(subject)
    for loc, text in every_text(subject):
        amounts = [(m[2], Decimal(m[1])) for m in _AMOUNT.finditer(text)]
        # A note may tell of other limits beside the one that the conditions go by.
        told = "note" in loc and any(value in known.get(unit, ()) for unit, value in amounts)
        if loc[0] != "steps":
            continue
        for found in _AMOUNT.finditer(text):
            unit = found[2]
            if unit not in known:
                near = next((one for one in known if len(one) > 2 and one_off(one, unit)), "")
                if near and unit not in UNITS:
                    yield Hit(
                        subject.word(loc, text, found.start(2), len(unit)),
                        f"'{unit}' is no unit, and '{near}' is one of this file",
                        near,
                        f"did you mean '{near}'?",
                    )
            elif not told and Decimal(found[1]) not in known[unit]:
                yield Hit(
                    subject.word(loc, text, found.start(1), len(found[1])),
                    f"no condition and no limit of this file has {found[1]} {unit}",
                    "the value that the conditions go by: "
                    + ", ".join(f"{one.normalize():f}" for one in sorted(known[unit])[:8]),
                    "correct the text, or the condition",
                )


def _constants(subject: Subject) -> dict[str, set[Decimal]]:
    """Every number that conditions, limits and ranges have, by unit."""
    found: dict[str, set[Decimal]] = {}
    guards = [use.guard for use in guard_uses(subject.procedure)]
    guards += [
        need.guard for one in subject.procedure.properties for need in one.without if need.guard
    ]
    for atom in (one for guard in guards for one in atoms(guard)):
        if isinstance(atom, Compare):
            found.setdefault(atom.unit, set()).add(Decimal(str(atom.value)))
    for channel in subject.procedure.channels.values():
        if channel.unit:
            limits = {one for _, one in _limits(channel)}
            found.setdefault(channel.unit, set()).update(limits, channel.range or ())
    for record in subject.procedure.records.values():
        if record.unit:
            found.setdefault(record.unit, set()).update(record.range or ())
    return {unit: values for unit, values in found.items() if unit not in _TIMES and values}


_FAMILY = "sense"
RULES = (
    Rule("condition-reversed", "warning", "safety", _FAMILY, condition_reversed),
    Rule("decimal-slip", "warning", "safety", _FAMILY, decimal_slip),
    Rule("range-impossible", "warning", "safety", _FAMILY, range_impossible),
    Rule("time-too-short", "warning", "safety", _FAMILY, time_too_short, "L20"),
    Rule("value-differs", "warning", "style", _FAMILY, value_differs, "L08"),
    Rule("stale-long", "warning", "safety", _FAMILY, stale_long),
    Rule("stale-short", "warning", "safety", _FAMILY, stale_short),
)
