"""From a key to a departure from what is written: un-tick, override, defer, skip, abort, hold, redline.

Every function asks until the core accepts or the person goes back; none decides what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.run import commands as c
from engine.run.rows import ItemRow
from tui.desk import Desk, matter, speaker, told, until_given, until_taken
from tui.dialogs import deviation
from tui.dialogs.choose import Choose
from tui.dialogs.reason import Reason
from tui.widgets.targets import Target


async def untick(desk: Desk) -> None:
    """Correct the tick under the cursor."""
    item = _item(desk)
    if item is None:
        desk.say("Put the cursor on the item that was not done.", "caution")
        return
    role = speaker(desk, item.by)
    await until_taken(
        desk,
        lambda said, typed: deviation.why("untick", item.text, said=said, typed=typed),
        lambda text: c.Untick(role, item.id, text),
    )


async def override(desk: Desk) -> None:
    """Take the item under the cursor (sensed, or refused by the station), or else the step's verify, as met."""
    item = _item(desk)
    open_ = item is not None and (
        item.status == "refused" or (item.sensed and item.status == "open")
    )
    sensed = item if open_ else None
    about = sensed.text if sensed else f"verify of: {desk.view.card.title}"
    role = speaker(desk, sensed.by if sensed else desk.view.card.who)
    await _departed(
        desk,
        "override",
        about,
        lambda text: c.Override(role, sensed.id if sensed else None, text),
    )


async def _departed(desk: Desk, kind: str, about: str, made: Callable[[str], c.Deviation]) -> None:
    """Ask why, by whom it is allowed and on what paper, until the core takes the departure."""
    await until_given(
        desk,
        lambda said, typed: deviation.Departure(kind, about, said=said, typed=typed),
        lambda given: given.on(made(given.reason)),
        deviation.NOTHING,
    )


async def defer(desk: Desk) -> None:
    """Put the open items of the step off."""
    role = desk.acting
    await _departed(desk, "defer", desk.view.card.title, lambda text: c.Defer(role, text))


async def skip_step(desk: Desk) -> None:
    """Leave the step undone."""
    role = desk.acting
    await _departed(desk, "skip", desk.view.card.title, lambda text: c.Skip(role, text))


async def abort(desk: Desk) -> None:
    """Give the run up."""
    role = desk.acting
    await _departed(desk, "abort", "", lambda text: c.Abort(role, text))


async def hold(desk: Desk) -> None:
    """Place a hold with a reason, or release the one that is placed."""
    if desk.view.clock.on_hold:
        await told(desk, desk.give(c.Release(desk.acting)))
    else:
        role = desk.acting
        await until_taken(
            desk,
            lambda said, typed: deviation.why("hold", "", said=said, typed=typed),
            lambda text: c.Hold(role, text),
        )


async def outstanding(desk: Desk, found: Target) -> None:
    """A deferred or un-ticked item at the end: done now, or given up with a reason."""
    row = matter(desk, found)
    place = await desk.ask(Choose("Still outstanding", row.text, ["it is done now", "give it up"]))
    if place == 0:
        await told(desk, desk.give(c.Tick(desk.acting, row.id)))
    elif place == 1:
        role = desk.acting
        await _departed(desk, "skip", row.text, lambda text: c.Skip(role, text, row.id))


async def redline(desk: Desk) -> None:
    """Other words for the item under the cursor, or words beside the step; then why. The author gets them too."""
    item, role = _item(desk), desk.acting
    about = item.text if item else f"a note beside: {desk.view.card.title}"
    target = item.id if item else desk.view.card.state
    said = typed = ""
    why = deviation.NOTHING
    while True:
        question = f"{role}, now: {about}\nWhat shall stand there, in this run and for the author?"
        words = await desk.ask(Reason("Redline", question, said=said, typed=typed))
        if words is None:
            return
        given = await desk.ask(deviation.Departure("redline", words, typed=why))
        if given is None:
            return
        refusal = await desk.give(given.on(c.Redline(role, target, words, given.reason)))
        if refusal is None:
            desk.say("")
            return
        said, typed, why = refusal.reason, words, given


def _item(desk: Desk) -> ItemRow | None:
    found = desk.target()
    return (
        None
        if found is None
        else next((one for one in desk.view.card.items if one.id == found.key), None)
    )
