"""From the keys of the queue to a command: go to another open procedure, accept, decline, or open one by hand.

Every function asks until the core accepts or the person goes back; none decides what comes first.
"""

from __future__ import annotations

from engine.run import commands as c
from engine.run.lines import clock
from engine.run.rows import IN_QUEUE, QueueRow
from tui.desk import Desk, until_taken
from tui.dialogs.choose import Choose
from tui.dialogs.reason import Reason


async def next_open(desk: Desk) -> None:
    """Turn to the next of the open procedures, in the order of the queue."""
    runs = [row.key for row in desk.view.queue if row.is_open]
    if len(runs) < 2:
        desk.say("This is the only open procedure; J shows what is offered or held back.")
        return
    here = runs.index(desk.view.run) if desk.view.run in runs else -1
    await _taken(desk, c.GoTo(desk.acting, runs[(here + 1) % len(runs)]))


async def queue(desk: Desk) -> None:
    """Choose from the queue: go to what is open, accept or decline what is offered, acknowledge notes."""
    rows, shelf, behind = desk.view.queue, desk.view.shelf, desk.view.behind
    words = [*map(_row, rows), *(f"Known: {words} (told no more)" for _, words in behind)]
    words += ["Open another procedure by hand ..."] if shelf else []
    place = await desk.look(Choose("Queue", "What comes first stands first.", words))
    if place is None:
        return
    if place >= len(rows):
        known = place - len(rows)
        if known < len(behind):
            await _taken(desk, c.Acknowledge(desk.acting, behind[known][0]))
        else:
            await _by_hand(desk)
        return
    row = rows[place]
    if row.is_open:
        await _taken(desk, c.GoTo(desk.acting, row.key))
    elif row.status == "inhibited":
        desk.say(f"{row.title} is {row.detail}.", "caution")
    else:
        await _offered(desk, row)


async def _by_hand(desk: Desk) -> None:
    shelf, role = desk.view.shelf, desk.acting
    place = await desk.ask(
        Choose("Open by hand", "No alarm calls for it: which one?", [title for _, title in shelf])
    )
    if place is None:
        return
    name, title = shelf[place]
    await until_taken(
        desk,
        lambda said, typed: Reason(
            "Open by hand", f"{title}. What is seen?", said=said, typed=typed
        ),
        lambda text: c.Call(role, name, text),
    )


async def _taken(desk: Desk, command: c.Command) -> None:
    """Give it; what the screen says of the turn stays where it was taken."""
    refusal = await desk.give(command)
    if refusal is not None:
        desk.say(refusal.reason, "caution")


def _row(row: QueueRow) -> str:
    mark, word = IN_QUEUE[row.status]
    detail = f": {row.detail}" if row.detail else ""
    left = f", time left {clock(row.left)}" if row.left is not None else ""
    return f"{mark} {row.level.upper()} {row.title}, {word}{detail}{left}"


async def _offered(desk: Desk, row: QueueRow) -> None:
    words = ["it is so: open the procedure", "it is not so: decline, with a reason"]
    place = await desk.ask(Choose(row.title, row.detail, words[: 1 if row.t is None else 2]))
    role = desk.acting
    if place == 0:
        await _taken(desk, c.Accept(role, row.procedure))
    elif place == 1:
        await until_taken(
            desk,
            lambda said, typed: Reason(
                "Decline", f"{row.title}. What is seen instead?", said=said, typed=typed
            ),
            lambda text: c.Decline(role, row.procedure, text),
        )
