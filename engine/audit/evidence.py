"""Rules about what was known: readings stale at a decision, limits exceeded, GO without a link, entries lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.audit.rule import Hit, Rule
from engine.audit.trail import Deed, Trail
from engine.machine.abstract import guards_of
from engine.machine.spec import ChannelSpec
from engine.machine.table import Table
from engine.procedure.guard_tree import names
from engine.run import events as e
from engine.run.channels import LINK, level_of
from engine.run.decide_step import CANNOT_TELL
from engine.run.lines import clock, line

GROUND = frozenset({"GO", "NO-GO"})


def _decisions(trail: Trail) -> Iterator[Deed]:
    """The moments at which a person decided: answers, signatures before the close, verifies overridden."""
    for deed in trail.deeds:
        here = trail.table.states.get(deed.state.at)
        if here is not None and here.kind == "step":
            event = deed.event
            if isinstance(event, e.AnswerGiven | e.SignedOff | e.VerifyOverridden):
                yield deed


def stale(trail: Trail) -> Iterator[Hit]:
    """A decision while a channel with limits told nothing."""
    for deed in _decisions(trail):
        facts = trail.facts(deed)
        for name in trail.limited(deed.state.at):
            if facts.value(name) is not None:
                continue
            sample = deed.state.samples.get(name)
            what = _title(trail, name)
            who = f"{deed.event.role} ({deed.person})"
            words = line(deed.event, trail.table, deed.state.redlines)
            if sample is None:
                yield Hit(f"'{words}' while {what} had never been read", (deed.index,), who, "info")
            else:
                why = "stale" if facts.stale(name) else sample.quality
                age = clock(deed.t - sample.taken)
                sentence = f"'{words}' while {what} was {why} ({age} old)"
                yield Hit(sentence, (deed.index,), who, "info" if _told_so(deed) else None)


def _told_so(deed: Deed) -> bool:
    """Whether the answer says itself that nothing can be told."""
    return isinstance(deed.event, e.AnswerGiven) and deed.event.word == CANNOT_TELL


def _title(trail: Trail, name: str) -> str:
    channel = trail.table.channels.get(name)
    return (channel.title if channel else None) or name


def limit_exceeded(trail: Trail) -> Iterator[Hit]:
    """A channel was beyond its caution or warning: for how long, and the worst of it."""
    for one in trail.spans:
        channel = trail.table.channels[one.channel]
        sentence = (
            f"{_title(trail, one.channel)} was beyond its {one.level} {_limit(channel, one.level)} for "
            f"{clock(one.end - one.start)}, at worst {one.worst:g} {channel.unit or ''}"
        )
        yield Hit(sentence.rstrip(), tuple(one.entries))


def _limit(channel: ChannelSpec, level: str) -> str:
    known = [getattr(one, level) for one in (channel.high, channel.low) if one is not None]
    return " / ".join(f"{one} {channel.unit or ''}".rstrip() for one in known if one is not None)


def go_above_limit(trail: Trail) -> Iterator[Hit]:
    """GO was given while a channel was beyond a limit; info where no condition of the procedure reads it."""
    asked = _asked(trail.table)
    for deed in _decisions(trail):
        event, facts = deed.event, trail.facts(deed)
        if not isinstance(event, e.AnswerGiven) or event.word != "GO":
            continue
        for name in trail.limited(deed.state.at):
            channel, value = trail.table.channels[name], facts.value(name)
            level = level_of(channel, value)
            if level in {"caution", "warning"}:
                sentence = (
                    f"GO was given while {_title(trail, name)} was beyond its {level}, "
                    f"at {value:g} {channel.unit or ''}".rstrip()
                )
                told: Literal["info"] | None = None if name in asked else "info"
                yield Hit(sentence, (deed.index,), f"{event.role} ({deed.person})", told)


def _asked(table: Table) -> set[str]:
    """The channels on which the procedure hangs: those that any of its conditions reads."""
    guards = [one for state in table.states.values() for one in guards_of(table, state)]
    guards += [watcher.guard for watcher in table.watchers]
    return {name for guard in guards for name in names(guard)}


def go_during_los(trail: Trail) -> Iterator[Hit]:
    """A word from the ground while there was no link to the ground."""
    for deed in _decisions(trail):
        event = deed.event
        here = trail.table.states[deed.state.at].step
        if not isinstance(event, e.AnswerGiven) or here is None or here.call is None:
            continue
        link = trail.facts(deed).value(LINK)
        who = f"{event.role} ({deed.person})"
        if event.word in GROUND and link == "LOS":
            yield Hit(f"'{event.word}' was taken during loss of signal", (deed.index,), who)
        elif event.word in GROUND and link is None and LINK in deed.state.samples:
            sentence = f"'{event.word}' was taken while it was not known whether there was a link"
            yield Hit(sentence, (deed.index,), who, "warning")


def decided_unknown(trail: Trail) -> Iterator[Hit]:
    """A decision went the way of 'unknown', because what it asks could not be told."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.StepEntered) and event.label == "unknown":
            sentence = f"'{trail.title(event.source)}' could not be told, so '{trail.title(event.state)}' came next"
            yield Hit(sentence, (deed.index,))


def value_unchecked(trail: Trail) -> Iterator[Hit]:
    """A decision was taken on a number that one person typed, and for which no other had signed."""
    typed: dict[str, Deed] = {}
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.ValueRecorded):
            typed[event.name] = deed
        elif isinstance(event, e.ValueNotKnown):
            typed.pop(event.name, None)
        elif isinstance(event, e.SignedOff) and event.state in trail.table.states:
            signed = trail.table.states[event.state].records
            typed = {
                name: one
                for name, one in typed.items()
                if name not in signed or one.person == event.person
            }
        elif isinstance(event, e.StepEntered) and event.trigger == "proceed":
            for name in _decided_by(trail, event.source) & typed.keys():
                one = typed[name]
                words = line(one.event, trail.table)
                sentence = (
                    f"'{trail.title(event.source)}' was decided by {words}, which one person read "
                    "and no other signed for"
                )
                yield Hit(sentence, (one.index, deed.index), _who(one))


def _decided_by(trail: Trail, state: str) -> set[str]:
    """The numbers that people type and that the ways out of a step hang on."""
    known = trail.table.states.get(state)
    read = guards_of(trail.table, known, struck=False) if known is not None else ()
    numbers = {name for name, one in trail.table.records.items() if one.type == "number"}
    return {name for guard in read for name in names(guard)} & numbers


def _who(deed: Deed) -> str:
    return f"{deed.event.role} ({deed.person})"


def recording_lost(trail: Trail) -> Iterator[Hit]:
    """Entries could not be written for a while."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.RecordingLost):
            lost = f"{len(event.unrecorded)} inputs are not in the log"
            yield Hit(f"recording was lost: {event.reason}; {lost}", (deed.index,))


def resumed(trail: Trail) -> Iterator[Hit]:
    """The program stopped and the run was taken up again, perhaps by another version."""
    software = trail.opened.software if trail.opened else ""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.RunResumed):
            other = (
                f" by {event.software} instead of {software}" if event.software != software else ""
            )
            software = event.software
            yield Hit(f"the run was taken up again after {event.gap}{other}", (deed.index,))


_FAMILY = "evidence"
RULES = (
    Rule("stale-at-decision", "warning", _FAMILY, stale, "A9"),
    Rule("limit-exceeded", "info", _FAMILY, limit_exceeded, "A9"),
    Rule("go-above-limit", "warning", _FAMILY, go_above_limit, "A9"),
    Rule("go-during-los", "error", _FAMILY, go_during_los, "A10"),
    Rule("decided-unknown", "info", _FAMILY, decided_unknown, "A9"),
    Rule("value-unchecked", "info", _FAMILY, value_unchecked, "A9"),
    Rule("recording-lost", "error", _FAMILY, recording_lost, "A28"),
    Rule("resumed", "info", _FAMILY, resumed, "A10"),
)
