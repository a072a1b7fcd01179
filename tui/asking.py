"""From a key to a command: which dialog asks what, which role gives it, and what the core answered.

Every function asks until the core accepts or the person goes back; none decides what is allowed.
"""

from __future__ import annotations

from engine.procedure.units import parse_duration
from engine.run import commands as c
from engine.run.rows import FieldRow, ObservationRow
from tui import deviating
from tui.desk import Desk, Earlier, matter, speaker, told, until_taken
from tui.dialogs import observation
from tui.dialogs.choose import Choose
from tui.dialogs.reason import Reason
from tui.dialogs.record import Given, RecordLine, record_choice
from tui.dialogs.sign_off import WHY, SignOff
from tui.widgets.targets import Target

LINES = frozenset({"text", "number", "time"})


async def act(desk: Desk) -> None:
    """Enter: what the line under the cursor asks for."""
    found = desk.target()
    if found is None:
        real = desk.view.kind == "run"
        desk.say(
            "Nothing to do here by hand: the step goes on by itself"
            + (
                "; i takes what an instrument shows."
                if real
                else ", or press . for what comes next."
            )
        )
        return
    doing = {
        "tick": tick,
        "record": record,
        "answer": answer_target,
        "sign": sign_target,
        "dispose": dispose_target,
        "outstanding": deviating.outstanding,
    }
    await doing[found.kind](desk, found)


async def earlier(desk: Desk) -> None:
    """What Enter does, of something done some time ago: how long ago, then as ever."""
    said = typed = ""
    while (
        text := await desk.ask(
            Reason("Done earlier", "How long ago was it done? (10 min)", said=said, typed=typed)
        )
    ) is not None:
        try:
            ago = parse_duration(text)
        except ValueError as error:
            said, typed = str(error), text
            continue
        await act(Earlier(desk, desk.view.clock.t - ago))
        return


async def tick(desk: Desk, found: Target) -> None:
    """Tick an item; one that is ticked is not un-ticked by Enter."""
    await told(desk, desk.give(c.Tick(speaker(desk, found.by), found.key)))


async def record(desk: Desk, found: Target) -> None:
    """Record a value, or that nobody can tell, until the core takes it."""
    if found.by and not set(found.by) & set(desk.view.played):
        desk.say(f"That value is for {' or '.join(found.by)}, whom you do not play.", "caution")
        return
    field = next(one for one in desk.view.card.fields if one.name == found.key)
    role, said, typed = speaker(desk, found.by), "", ""
    while (given := await _value(desk, field, said, typed)) is not None:
        command = (
            c.CannotTell(role, field.name)
            if given.text is None
            else c.RecordValue(role, field.name, given.text)
        )
        refusal = await desk.give(command)
        if refusal is None:
            desk.say("")
            return
        said, typed = refusal.reason, given.text or ""


async def _value(desk: Desk, field: FieldRow, said: str, typed: str) -> Given | None:
    if field.type in LINES:
        return await desk.ask(RecordLine(field, said=said, typed=typed))
    place = await desk.ask(record_choice(field, said, desk.view.sense))
    if place is None:
        return None
    return Given(field.choices[place] if place < len(field.choices) else None)


async def cannot_tell(desk: Desk) -> None:
    """Of the value under the cursor, or else of the step's question."""
    found = desk.target()
    if found is not None and found.kind == "record":
        await told(desk, desk.give(c.CannotTell(speaker(desk, found.by), found.key)))
        return
    await told(desk, desk.give(c.CannotTell(speaker(desk, desk.view.card.who), None)))


async def answer(desk: Desk) -> None:
    """Choose one of the answers."""
    await _answered(desk, 0)


async def answer_target(desk: Desk, found: Target) -> None:
    """The answer under the cursor, asked for once more: a second Enter on the last tick must not answer."""
    await _answered(desk, desk.view.card.answers.index(found.key))


async def _answered(desk: Desk, at: int) -> None:
    card = desk.view.card
    words = list(map(desk.view.sense, card.answers))
    place = await desk.ask(Choose(card.title, card.question, words, at=at))
    if place is not None:
        await told(desk, desk.give(c.Answer(speaker(desk, card.who), card.answers[place])))


async def sign(desk: Desk) -> None:
    """Sign in the acting role, or the played one whose signature waits."""
    waiting = tuple(one.role for one in desk.view.card.signs if one.person is None)
    await _signed(desk, speaker(desk, waiting))


async def sign_target(desk: Desk, found: Target) -> None:
    """Sign on the line under the cursor: a role the person does not play cannot be signed for."""
    if found.key in desk.view.played:
        await _signed(desk, found.key)
    else:
        desk.say(
            f"{found.key} signs here; you play {', '.join(desk.view.played) or 'nobody'}.",
            "caution",
        )


async def _signed(desk: Desk, role: str) -> None:
    view = desk.view
    person = view.roles.get(role, role)
    reason = ""
    while found := await desk.ask(SignOff(role, person, view.card, reason)):
        if found != WHY:
            await told(desk, desk.give(c.Sign(role, found, reason)))
            return
        said = await desk.ask(Reason("Because", f"Why {person} signs:", typed=reason))
        reason = reason if said is None else said.strip()


async def raise_observation(desk: Desk) -> None:
    """Something was noticed."""
    role = desk.acting
    await until_taken(
        desk,
        lambda said, typed: observation.raise_one(role, said, typed),
        lambda text: c.Raise(role, text),
    )


async def note(desk: Desk) -> None:
    """A remark for the log."""
    role = desk.acting
    await until_taken(
        desk,
        lambda said, typed: Reason("Note", f"{role} writes into the log:", said=said, typed=typed),
        lambda text: c.Note(role, text),
    )


async def dispose(desk: Desk) -> None:
    """A word on an observation: which, which word, and the note."""
    waiting = [
        row
        for row in desk.view.observations
        if row.disposition is None and row.kind in {"observation", "record"}
    ]
    place: int | None = 0
    if len(waiting) > 1:
        place = await desk.ask(observation.which(waiting))
    if waiting and place is not None:
        await _disposed(desk, waiting[place])


async def dispose_target(desk: Desk, found: Target) -> None:
    """A word on the observation under the cursor."""
    await _disposed(desk, matter(desk, found))


async def _disposed(desk: Desk, row: ObservationRow) -> None:
    words = desk.view.dispositions
    place = await desk.ask(observation.disposition(row, words))
    if place is None:
        return
    word, role = words[place], desk.acting
    await until_taken(
        desk,
        lambda said, typed: observation.note_on(row, word, said, typed),
        lambda text: c.Dispose(role, row.id, word, text),
    )


async def read_out(desk: Desk) -> None:
    """What an instrument shows, read by a person: which, and its value."""
    rows = desk.view.instruments
    place: int | None = 0
    if len(rows) > 1:
        names = [f"{row.title}: {row.value} {row.unit}".rstrip() for row in rows]
        place = await desk.ask(Choose("Read an instrument", "Which one?", names))
    if not rows or place is None:
        return
    row, role = rows[place], desk.acting
    unit = f"in {row.unit}" if row.unit else f"one of {' | '.join(row.states)}"
    await until_taken(
        desk,
        lambda said, typed: Reason(
            "Read an instrument",
            f"{role} reads {row.title} ({row.channel}), {unit}:",
            said=said,
            typed=typed,
        ),
        lambda text: c.ReadOut(role, row.channel, text),
    )


async def hand_over(desk: Desk) -> None:
    """Put another person into a seat."""
    seats = list(desk.view.roles)
    place = await desk.ask(
        Choose(
            "Hand over a seat",
            "Which seat?",
            [f"{seat}: {desk.view.roles[seat]}" for seat in seats],
        )
    )
    if place is None:
        return
    seat, role = seats[place], desk.acting
    await until_taken(
        desk,
        lambda said, typed: Reason(
            f"Hand over {seat}", "Who takes the seat?", said=said, typed=typed
        ),
        lambda text: c.HandOver(role, seat, text),
    )


async def do_other(desk: Desk) -> None:
    """Something outside the procedure, wise or not."""
    acts = await desk.call(lambda drill: drill.acts())
    place = await desk.ask(
        Choose(
            "Outside the procedure",
            "The station answers; the log says so.",
            [label for _, label in acts],
        )
    )
    if place is None:
        return
    doing, label = acts[place]
    role = desk.acting
    refusal = await desk.call(lambda drill: drill.do(role, doing))
    desk.say(refusal.reason if refusal else f"Done: {label}", "caution" if refusal else "text")
