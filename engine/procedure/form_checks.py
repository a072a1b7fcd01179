"""What the parts of a file say of themselves: units that are known, ranges in order, channels and records of one kind.

Small generators of problems with places, like their siblings in `checks.py`; they never look at a second file.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.procedure.checked import CheckedFile, Loc
from engine.procedure.guard_parse import may_be_asked
from engine.procedure.model import Channel, Record
from engine.procedure.places import Problem
from engine.procedure.units import UNITS, nearest_unit

_NUMBERS = ("range", "high", "low")
UNKNOWN = "unknown"


def forms(file: CheckedFile) -> Iterator[Problem]:
    """Units, ranges, and what a channel or record says that another kind of it would need."""
    for name, channel in file.procedure.channels.items():
        at: Loc = ("channels", name)
        yield from _unit(file, at, channel)
        yield from _channel(file, at, channel)
    for name, record in file.procedure.records.items():
        yield from _unit(file, ("records", name), record)
        yield from _record(file, ("records", name), record)


def _unit(file: CheckedFile, at: Loc, one: Channel | Record) -> Iterator[Problem]:
    if one.unit is not None and one.unit not in UNITS and one.unit != "people":
        close = nearest_unit(one.unit)
        yield file.problem(
            (*at, "unit"),
            "unit-unknown",
            f"'{one.unit[:40]}' is not a unit that is known here",
            mend=f"did you mean '{close}'?" if close else "",
        )
    if one.range is not None and one.range[0] >= one.range[1]:
        yield file.problem((*at, "range"), "range-order", "the range runs backwards")


def _channel(file: CheckedFile, at: Loc, channel: Channel) -> Iterator[Problem]:
    name = at[-1]
    if bool(channel.states) == bool(channel.unit):
        sentence = f"'{name}' needs either a unit or a list of states"
        yield file.problem(at, "channel-form", sentence, key=True)
        return
    for key in _NUMBERS if channel.states else ():
        if getattr(channel, key) is not None:
            sentence = f"'{name}' has states, and '{key}' is for numbers"
            yield file.problem((*at, key), "channel-form", sentence, mend="take it out", key=True)
    if len(channel.states) == 1:
        sentence = f"'{name}' has one state, and can never be in another"
        yield file.problem(
            (*at, "states"), "channel-form", sentence, expected="at least two states"
        )
    if UNKNOWN in channel.states:
        yield file.problem(
            (*at, "states", channel.states.index(UNKNOWN)),
            "channel-form",
            "'unknown' is what is said when there is no good reading; no sensor sends it",
            mend="give the state another name, or take it out",
        )
    for n, state in enumerate(channel.states):
        if state != UNKNOWN and not may_be_asked(state):
            yield file.problem(
                (*at, "states", n),
                "channel-form",
                f"no condition can ask for the state '{state[:40]}'",
                expected="one word: a letter, then letters, digits, - and .",
                mend="write it as one word, as in half-open",
            )
    for key in ("high", "low"):
        limit = getattr(channel, key)
        if limit is not None and limit.caution is None and limit.warning is None:
            sentence = f"'{key}' gives no limit"
            yield file.problem(
                (*at, key), "channel-form", sentence, expected="caution: or warning:", key=True
            )


def _record(file: CheckedFile, at: Loc, record: Record) -> Iterator[Problem]:
    name = at[-1]
    if record.type == "choice" and len(record.of) < 2:
        sentence = f"the choice '{name}' needs at least two words in 'of:'"
        yield file.problem(at, "record-form", sentence, key=True)
    foreign = [] if record.type == "number" else ["unit", "range"]
    foreign += [] if record.type == "choice" else ["of"]
    for key in foreign:
        if getattr(record, key):
            sentence = f"'{name}' is a {record.type}, and '{key}' is for another type"
            yield file.problem((*at, key), "record-form", sentence, mend="take it out", key=True)
    if record.observed and record.type not in {"choice", "yes-no"}:
        sentence = f"'{name}' is a {record.type}, whose answers are not known before"
        yield file.problem(
            (*at, "observed"), "record-form", sentence, mend="take 'observed:' out", key=True
        )
    words = record.of if record.type == "choice" else ("yes", "no")
    for n, word in enumerate(record.observed if record.type in {"choice", "yes-no"} else ()):
        if word not in words:
            whole = (*at, "observed", n) not in file.places.values
            yield file.problem(
                (*at, "observed") if whole else (*at, "observed", n),
                "record-form",
                f"'{word[:40]}' can never be recorded here",
                expected="one of " + ", ".join(words),
                mend=file.near(word, words),
            )
