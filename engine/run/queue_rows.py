"""What a display shows of several procedures: the queue in rows, offers in the banner, the consequences of the others.

Runs are given as values; nothing here decides what comes first or knows a console.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

from engine.machine.conditions import Expired
from engine.machine.table import Table
from engine.run.facts import RunFacts
from engine.run.queue import Calling, Queue, held_back, rank
from engine.run.rows import AlertRow, QueueRow
from engine.run.state import RunState


class OpenedRun(Protocol):
    """A run that is open beside others, or was."""

    @property
    def run(self) -> str:
        """Its name."""

    @property
    def state(self) -> RunState:
        """Where it stands."""

    @property
    def table(self) -> Table:
        """What can happen in it."""


def queue_rows(
    queue: Queue, callings: Mapping[str, Calling], stands: Mapping[str, tuple[str, int | None]]
) -> tuple[QueueRow, ...]:
    """Everything open, held back or on offer, in order; `stands`: the step of each open run and its time left, ms."""
    rows: list[tuple[tuple[int, int, int, int], QueueRow]] = []
    for one in queue.open():
        title = callings[one.procedure].title if one.procedure in callings else one.procedure
        status: Literal["now", "open", "interrupted"] = "open"
        if one.run == queue.front:
            status = "now"
        elif one.run in queue.left:
            status = "interrupted"
        step, left = stands.get(one.run, ("", None))
        row = QueueRow(one.run, one.procedure, title, one.level, status, one.t, step, left)
        rows.append(((rank(one.level), one.t, 0, one.place), row))
    for place, (name, calling_) in enumerate(callings.items()):
        found = _waiting_row(queue, callings, name)
        if found is not None:
            t = found.t if found.t is not None else 1 << 62
            rows.append(((rank(calling_.call.level), t, 1, place), found))
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def on_shelf(
    queue: Queue,
    callings: Mapping[str, Calling],
    ready: Iterable[str],
    rows: Iterable[QueueRow],
) -> tuple[tuple[str, str], ...]:
    """What else could be opened by hand, name and title: neither open nor in the rows of the queue but declined."""
    there = {row.procedure for row in rows if row.status != "declined"}
    return tuple(
        (name, callings[name].title)
        for name in sorted(ready)
        if name not in there and not held_back(queue, callings, name)
    )


def offer_alerts(rows: Iterable[QueueRow]) -> tuple[AlertRow, ...]:
    """What is offered because of an alarm, for the banner: somebody must look whether it is so."""
    return tuple(
        AlertRow(
            "warning" if row.level == "warning" else "caution",
            f"OFFERED: {row.title}: {row.detail}",
        )
        for row in rows
        if row.status == "offered"
    )


def _waiting_row(queue: Queue, callings: Mapping[str, Calling], name: str) -> QueueRow | None:
    one, call = callings[name], queue.called.get(name)
    if queue.is_open(name) or (call is None and (one.call.guard is not None or not one.offered)):
        return None
    unannunciated = one.offered and one.call.guard is None
    if call is not None and call.status == "opened" and not unannunciated:
        return None
    held = held_back(queue, callings, name)
    t = call.t if call is not None and call.status != "opened" else None
    if call is not None and call.status == "declined":
        return QueueRow(name, name, one.title, one.call.level, "declined", t, call.why)
    if held:
        detail = "held back by " + ", ".join(callings[by].title for by in held)
        return QueueRow(name, name, one.title, one.call.level, "inhibited", t, detail)
    status: Literal["offered", "to sense"] = "offered" if t is not None else "to sense"
    return QueueRow(name, name, one.title, one.call.level, status, t, one.call.sense)


def carried(runs: Sequence[OpenedRun], me: OpenedRun, queue: Queue) -> tuple[str, ...]:
    """The consequences of all other runs, as notes; what was left behind holds after the end too, until it is known."""
    return tuple(
        f"{one.table.procedure.title}: {note}"
        for one in runs
        if one is not me and one.run not in queue.known
        for note in _consequences(one)
    )


def left_behind(runs: Sequence[OpenedRun], queue: Queue) -> tuple[tuple[str, str], ...]:
    """The closed runs of which consequences are still told: run, and what it left behind."""
    return tuple(
        (one.run, f"{one.table.procedure.title}: {'; '.join(_consequences(one))}")
        for one in runs
        if one.state.closed and one.run not in queue.known and _consequences(one)
    )


def _consequences(one: OpenedRun) -> list[str]:
    return [
        note.note
        for note in one.table.procedure.consequences
        if note.from_ is None or note.from_ in one.state.visits
    ]


def stands(runs: Sequence[OpenedRun], t: int) -> dict[str, tuple[str, int | None]]:
    """Where each open run stands at `t` (ms): its step in words, and what is left of the step's time, ms."""
    return {
        one.run: (one.table.states[one.state.at].title, _left(one.table, one.state, t))
        for one in runs
        if not one.state.closed
    }


def _left(table: Table, state: RunState, t: int) -> int | None:
    elapsed = RunFacts(table, state, t).elapsed()
    times = [
        condition.ms - elapsed
        for way in table.ways(state.at)
        for condition in way.conditions
        if isinstance(condition, Expired)
    ]
    return max(0, min(times)) if times else None
