"""One line of plain words for each event: what the log pane, the plain mode, the debrief and the audit print.

Words only; no colour, no width. The reader is a person who was not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import UNSET

from engine.machine.table import Table
from engine.run import events as e
from engine.run.facts import RECORD, UNCHANGED, item_text
from engine.run.proved import proved
from engine.run.state import Redlining

REASON = {
    "proceed": "",
    "expire": " (time over)",
    "skip": " (skipped)",
    "revisit": " (too many visits)",
    "abort": " (aborted)",
    "contingency": " (CONTINGENCY)",
    "start": "",
}


SECONDS_TOLD = 120  # DESIGN: two minutes are still told in seconds
MOST_HOURS = 100  # DESIGN: a drill of hours stays as it is; months are not read in hours


def clock(ms: int) -> str:
    """Run clock as H:MM:SS, from 100 hours on with days: 60d 07:28:24."""
    sign, seconds = ("-" if ms < 0 else ""), abs(ms) // 1000
    hours, rest = seconds // 3600, f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return sign + (
        f"{hours}:{rest}" if hours < MOST_HOURS else f"{hours // 24}d {hours % 24:02d}:{rest}"
    )


def age(seconds: int | None) -> str:
    """How old a reading is: in seconds up to two minutes, then as a clock; -- where there is none."""
    if seconds is None:
        return "--"
    return f"{seconds} s" if seconds < SECONDS_TOLD else clock(seconds * 1000)


def line(
    event: e.Event,
    table: Table | None = None,
    redlines: Mapping[str, Redlining] = UNCHANGED,
) -> str:
    """What happened, in words, without the time and the role; `redlines`: those in force when it did."""
    return _said(event, table, redlines) + also_said(event)


def _said(event: e.Event, table: Table | None, redlines: Mapping[str, Redlining]) -> str:
    of_item = _OF_ITEM.get(type(event))
    if of_item is not None:
        item: str = event.item  # type: ignore[attr-defined]
        return of_item(event, f'"{item_text(table, item, redlines)}"' if table else item)
    words = _WORDS.get(type(event))
    return words(event, table) if words else type(event).__name__


def also_said(event: e.Event) -> str:
    """What was said with an event beside what it is, in brackets; '' where nothing was."""
    if isinstance(event, e.Act) and event.done is not UNSET:
        return f" (done at {clock(event.done)}, told {clock(event.t - event.done)} later)"
    if isinstance(event, e.Deviation):
        allowed = f"allowed by {event.authority}" if event.authority else ""
        paper = f"reference {event.reference}" if event.reference else ""
        said = "; ".join(one for one in (allowed, paper) if one)
        return f" ({said})" if said else ""
    return ""


def redlines_before(event: e.Event, after: Mapping[str, Redlining]) -> Mapping[str, Redlining]:
    """The redlines in force before an event, from those after it: for who reads the end of a log only."""
    if not isinstance(event, e.Redlined) or event.target not in after:
        return after
    known = after[event.target].before
    others = {target: one for target, one in after.items() if target != event.target}
    return others if known is None else {**others, event.target: known}


def _title(state: str, table: Table | None) -> str:
    known = table.states.get(state) if table else None
    return known.title if known else state


def _opened(event: e.RunOpened, _: Table | None) -> str:
    what = "DRILL" if event.kind == "drill" else "RUN"
    scenario = f", scenario {event.scenario} seed {event.seed}" if event.scenario else ""
    beside = f", beside {event.beside}: {event.because}" if event.beside else ""
    return f"{what} opened: {event.title} revision {event.revision}{scenario}{beside}"


def _entered(event: e.StepEntered, table: Table | None) -> str:
    back = "back to " if event.returns and event.contingency is None else ""
    arm = (
        f" [{event.label}]"
        if event.trigger == "proceed" and event.label not in {"done", "perform", "return"}
        else ""
    )
    return f"-> {back}{_title(event.state, table)}{arm}{REASON.get(event.trigger, '')}"


def _corrected(event: e.Corrected, _: Table | None) -> str:
    words = f"CORRECTION of entry {event.entry}: was {event.was}, is {event.becomes}"
    return f"{words}: {event.reason} ({event.auth}: {event.person})"


def _readings(event: e.ReadingsTaken, _: Table | None) -> str:
    shown = [
        f"{one.channel} {one.value if one.quality == 'good' else one.quality.upper()}"
        for one in event.readings
    ]
    return "readings: " + ", ".join(shown)


def _signed(event: e.SignedOff, table: Table | None) -> str:
    why = f' because "{event.reason}"' if event.reason else ""
    how = proved(event.auth, event.signature)
    return f"sign-off ({how}): {event.person}, {event.meaning}{why}, {_title(event.state, table)}"


def _console(event: e.ConsoleNoted, _: Table | None) -> str:
    sure = f", to {event.uncertainty_ms} ms" if event.uncertainty_ms is not None else ""
    stepped = f", stepped by {event.stepped_ms} ms" if event.stepped_ms else ""
    where = f"console {event.console}, session {event.session}, user {event.user}"
    return f"{where}: clock {event.state}{sure}{stepped} ({event.why})"


def _act(event: e.ActTaken, _: Table | None) -> str:
    outside = "" if event.item else " (outside the procedure)"
    return f"did: {event.act}{outside}" + (f"; refused: {event.refused}" if event.refused else "")


def _called(event: e.ProcedureCalled, _: Table | None) -> str:
    word = "offered" if event.offered else "called for"
    return f"{event.level.upper()}: {event.procedure} is {word}: {event.why}"


def _beside(event: e.ProcedureOpened, _: Table | None) -> str:
    front = "; it comes first now" if event.front else ""
    return f"OPENED {event.procedure} ({event.level}) as run {event.run}: {event.why}{front}"


def _matter(name: str) -> str:
    """An observation by its name; a record that needed a word by its own, and as what it is."""
    return f"{name.removeprefix(RECORD)} (record)" if name.startswith(RECORD) else name


def _closed(event: e.RunClosed, _: Table | None) -> str:
    return f"CLOSED: {event.outcome} ({'safe' if event.safe else 'UNSAFE'})"


_OF_ITEM: dict[type[e.Event], Callable[[Any, str], str]] = {
    e.ItemTicked: lambda _, text: f"[x] {text}",
    e.ItemSensed: lambda _, text: f"[x] sensed {text}",
    e.ItemCleared: lambda _, text: f"[ ] no longer sensed {text}",
    e.ItemUnticked: lambda v, text: f"[ ] UN-TICKED {text}: {v.reason}",
    e.ItemOverridden: lambda v, text: f"[o] OVERRIDE {text}: {v.reason}",
    e.ItemSkipped: lambda v, text: f"[/] given up {text}: {v.reason}",
}

_WORDS: dict[type[e.Event], Callable[[Any, Table | None], str]] = {
    e.RunOpened: _opened,
    e.TextKept: lambda v, _: f"kept {v.kind} {v.name}, part {v.part} of {v.of}, {v.digest[:12]}",
    e.StepEntered: _entered,
    e.VerifyOverridden: lambda v, t: f"[o] OVERRIDE verify of {_title(v.state, t)}: {v.reason}",
    e.ValueRecorded: lambda v, _: f"{v.name} = {v.value}" + (f" {v.unit}" if v.unit else ""),
    e.ValueNotKnown: lambda v, _: f"{v.name}: cannot tell",
    e.AnswerGiven: lambda v, t: f"answer: {v.word} ({_title(v.state, t)})",
    e.SignedOff: _signed,
    e.StepDeferred: lambda v, t: f"DEFERRED {_title(v.state, t)}: {v.reason}",
    e.StepSkipped: lambda v, t: f"SKIPPED {_title(v.state, t)}: {v.reason}",
    e.RunAborted: lambda v, _: f"ABORTED: {v.reason}",
    e.HoldPlaced: lambda v, _: f"HOLD: {v.reason}",
    e.HoldReleased: lambda _v, _t: "hold released",
    e.WatchStarted: lambda v, t: f"holds: {_title(v.state, t)}",
    e.WatchBroken: lambda v, t: f"hold time broken ({v.why}): {_title(v.state, t)}",
    e.ContingencyCleared: lambda _v, _t: "contingency cleared",
    e.ObservationRaised: lambda v, _: f"OBSERVATION {v.observation}: {v.text}",
    e.ObservationDisposed: lambda v, _: f"{_matter(v.observation)} {v.disposition}: {v.note}",
    e.NoteMade: lambda v, _: f"note: {v.text}",
    e.RoleHandedOver: lambda v, _: f"{v.seat} handed over to {v.person}",
    e.ReadingsTaken: _readings,
    e.Redlined: lambda v, _: f"REDLINE: {v.after} (was: {v.before or 'nothing'}): {v.reason}",
    e.Corrected: _corrected,
    e.ActTaken: _act,
    e.InjectDelivered: lambda v, _: f"{v.text}" if v.text else f"(inject {v.inject})",
    e.ProcedureCalled: _called,
    e.CallCleared: lambda v, _: f"{v.procedure} is no longer called for",
    e.OfferAccepted: lambda v, _: f"accepts {v.procedure}",
    e.OfferDeclined: lambda v, _: f"declines {v.procedure}: {v.reason}",
    e.ProcedureOpened: _beside,
    e.FrontChosen: lambda v, _: f"turns to run {v.to}",
    e.NotesAcknowledged: lambda v, _: f"knows what run {v.run} left behind",
    e.InputRefused: lambda v, _: f"refused: {v.input}: {v.reason}",
    e.InputCancelled: lambda v, _: f"begun and not given: {v.input}",
    e.ClockKept: lambda v, _: "left; it can be gone on with from here" if v.left else "at work",
    e.RunResumed: lambda v, _: f"resumed after {v.gap}",
    e.ConsoleNoted: _console,
    e.RecordingLost: lambda v, _: f"NOT RECORDED: {v.reason}; {len(v.unrecorded)} input(s) lost",
    e.RunClosed: _closed,
}
