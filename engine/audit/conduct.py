"""Rules about where people left the written way: said or unsaid, in what order, who signed, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.audit.rule import Hit, Look, Rule
from engine.audit.trail import Deed, Trail
from engine.run import events as e
from engine.run.facts import item_text
from engine.run.lines import clock, line

SAID_MS = 300_000  # DESIGN: words within five minutes before or after count as said about it
LONG = 5  # DESIGN: letters from which on a word says what a text is about
WORDS = (
    e.NoteMade,
    e.ObservationRaised,
    e.Redlined,
    e.StepSkipped,
    e.StepDeferred,
    e.HoldPlaced,
    e.RunAborted,
    e.VerifyOverridden,
    e.ItemOverridden,
)


def _each(*kinds: type[e.Event], test: Callable[[Any], bool] = lambda _: True) -> Look:
    """A finding for each deed of a kind, in the words of the log."""

    def look(trail: Trail) -> Iterator[Hit]:
        for deed in trail.deeds:
            if isinstance(deed.event, kinds) and test(deed.event):
                words = line(deed.event, trail.table, deed.state.redlines)
                yield Hit(words, (deed.index,), _who(deed))

    return look


def _who(deed: Deed) -> str:
    return deed.person if deed.person == deed.event.role else f"{deed.event.role} ({deed.person})"


def undeclared(trail: Trail) -> Iterator[Hit]:
    """Something was done outside the procedure, or a step ran out of time, and nobody said why."""
    said = [deed.t for deed in trail.deeds if isinstance(deed.event, WORDS)]

    def unsaid(t: int) -> bool:
        return not any(abs(t - one) <= SAID_MS for one in said)

    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.ActTaken) and event.item is None and not event.refused:
            if unsaid(event.t):
                sentence = f"'{event.act}' was done outside the procedure and nobody said why"
                yield Hit(sentence, (deed.index,), _who(deed))
        elif isinstance(event, e.StepEntered) and event.trigger == "expire" and unsaid(event.t):
            left = _undone(trail, deed, event.source)
            if left:
                sentence = f"'{trail.title(event.source)}' ran out of time with {left} not done, and nobody said why"
                yield Hit(sentence, (deed.index,))


def _undone(trail: Trail, deed: Deed, state: str) -> str:
    known, facts = trail.table.states.get(state), trail.facts(deed)
    if known is None:
        return ""
    items = sum(not facts.ticked(one.id) for one in known.items)
    records = sum(not facts.recorded(name) for name in known.records)
    parts = [(items, "item"), (records, "value")]
    return " and ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in parts if n)


def time_over(trail: Trail) -> Iterator[Hit]:
    """A step was left because its time, or its number of visits, was over."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.StepEntered) and event.trigger in {"expire", "revisit"}:
            why = "its time was over" if event.trigger == "expire" else "it came round too often"
            yield Hit(f"'{trail.title(event.source)}' was left because {why}", (deed.index,))


def out_of_order(trail: Trail) -> Iterator[Hit]:
    """A person did an item before an earlier one of the same person in the same step."""
    for deed in trail.deeds:
        event = deed.event
        if not isinstance(event, e.ItemTicked | e.ItemOverridden):
            continue
        here = trail.table.states.get(deed.state.at)
        this = next((one for one in here.items if one.id == event.item), None) if here else None
        if here is None or this is None:
            continue
        for one in here.items[: here.items.index(this)]:
            same = set(one.by) & set(this.by) or not (one.by or this.by)
            if same and one.sensed is None and not trail.facts(deed).ticked(one.id):
                first, left = (
                    item_text(trail.table, each.id, deed.state.redlines) for each in (this, one)
                )
                yield Hit(f'"{first}" was done before "{left}"', (deed.index,), _who(deed))
                break


def done_late(trail: Trail) -> Iterator[Hit]:
    """An item was done after its step had been left."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.ItemTicked) and event.item.rpartition("#")[0] != deed.state.at:
            text = item_text(trail.table, event.item, deed.state.redlines)
            yield Hit(f'"{text}" was done after its step was left', (deed.index,), _who(deed))


def signed_twice(trail: Trail) -> Iterator[Hit]:
    """One person, however the name is spelled, signed more than once in one visit of a step."""
    signed: dict[tuple[int, str], tuple[int, str]] = {}
    for deed in trail.deeds:
        event = deed.event
        if not isinstance(event, e.SignedOff):
            continue
        key = (deed.state.local.entry, " ".join(event.person.casefold().split()))
        if key in signed:
            first, role = signed[key]
            sentence = (
                f"{event.person} signed '{trail.title(event.state)}' as {role} and as {event.role}"
            )
            yield Hit(sentence, (first, deed.index), event.person)
        signed.setdefault(key, (deed.index, event.role))


def refused(trail: Trail) -> Iterator[Hit]:
    """Inputs that were refused, by who gave them."""
    found: dict[str, list[Deed]] = {}
    for deed in trail.deeds:
        if isinstance(deed.event, e.InputRefused):
            found.setdefault(_who(deed), []).append(deed)
    for who, deeds in found.items():
        last = deeds[-1].event
        reason = last.reason if isinstance(last, e.InputRefused) else ""
        word = "input was" if len(deeds) == 1 else "inputs were"
        entries = tuple(one.index for one in deeds)
        yield Hit(f"{len(deeds)} {word} refused; the last: {reason}", entries, who)


def observation_open(trail: Trail) -> Iterator[Hit]:
    """An observation on which no word was said."""
    raised = {
        deed.event.observation: deed.index
        for deed in trail.deeds
        if isinstance(deed.event, e.ObservationRaised)
    }
    for name, one in trail.state.observations.items():
        if one.disposition is None:
            sentence = f"{name} ({one.text}): no word was said on it"
            yield Hit(sentence, (raised.get(name, trail.last),), one.role)


def notice_not_raised(trail: Trail) -> Iterator[Hit]:
    """Of a drill: what the crew was told and nobody raised as an observation, in these words or others."""
    raised = [
        (deed.index, _telling(deed.event.text))
        for deed in trail.deeds
        if isinstance(deed.event, e.ObservationRaised)
    ]
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.InjectDelivered) and event.text:
            words = _telling(event.text)
            if words and not any(index > deed.index and words & said for index, said in raised):
                sentence = f"'{event.text}': nobody raised it as an observation"
                yield Hit(sentence, (deed.index,))


def _telling(text: str) -> set[str]:
    """The words of a text that say what it is about."""
    words = "".join(one if one.isalnum() else " " for one in text.casefold()).split()
    return {one for one in words if len(one) >= LONG}


def observation_left_open(trail: Trail) -> Iterator[Hit]:
    """An observation that was left open by name."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.ObservationDisposed) and event.disposition == "left open":
            yield Hit(f"{event.observation} was left open: {event.note}", (deed.index,), _who(deed))


def not_closed(trail: Trail) -> Iterator[Hit]:
    """The log ends before the run was closed."""
    if not trail.state.closed:
        where = trail.title(trail.state.at)
        yield Hit(
            f"the log ends at {clock(trail.state.t)} in '{where}'; the run is not closed",
            (trail.last,),
        )


def ended_unsafe(trail: Trail) -> Iterator[Hit]:
    """The run closed at an end that the author does not call safe."""
    if trail.state.closed and not trail.state.safe:
        yield Hit(f"the run ended at '{trail.state.outcome}', which is not safe", (trail.last,))


_FAMILY = "conduct"
RULES = (
    Rule("undeclared-deviation", "warning", _FAMILY, undeclared, "A15"),
    Rule("step-skipped", "warning", _FAMILY, _each(e.StepSkipped), "A15"),
    Rule("step-deferred", "info", _FAMILY, _each(e.StepDeferred), "A15"),
    Rule("item-given-up", "warning", _FAMILY, _each(e.ItemSkipped), "A15"),
    Rule("override", "warning", _FAMILY, _each(e.ItemOverridden, e.VerifyOverridden), "A15"),
    Rule("item-unticked", "info", _FAMILY, _each(e.ItemUnticked), "A11"),
    Rule("corrected", "info", _FAMILY, _each(e.Corrected), "A11"),
    Rule("redlined", "info", _FAMILY, _each(e.Redlined), "A15"),
    Rule("held", "info", _FAMILY, _each(e.HoldPlaced), "A10"),
    Rule("aborted", "warning", _FAMILY, _each(e.RunAborted), "A15"),
    Rule(
        "contingency-taken", "info", _FAMILY,
        _each(e.StepEntered, test=lambda one: one.contingency is not None), "A10",
    ),
    Rule("time-over", "info", _FAMILY, time_over, "A10"),
    Rule("out-of-order", "warning", _FAMILY, out_of_order, "A16"),
    Rule("done-late", "info", _FAMILY, done_late, "A5"),
    Rule("same-person-twice", "error", _FAMILY, signed_twice, "A13"),
    Rule("inputs-refused", "info", _FAMILY, refused, "A10"),
    Rule("observation-open", "warning", _FAMILY, observation_open, "A10"),
    Rule("notice-not-raised", "warning", _FAMILY, notice_not_raised, "A10"),
    Rule("observation-left-open", "info", _FAMILY, observation_left_open, "A10"),
    Rule("not-closed", "warning", _FAMILY, not_closed, "A10"),
    Rule("ended-unsafe", "warning", _FAMILY, ended_unsafe, "A15"),
)  # fmt: skip
