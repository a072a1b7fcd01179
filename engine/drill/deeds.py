"""What is done to the station of a drill: by ticks, by a deed that ticks its item, by simulated people of themselves.

Read off scenario, table and state; it must never do anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.drill.scenario import Scenario
from engine.machine.table import ItemSpec, Table
from engine.run import commands as c
from engine.run import events as e
from engine.run.state import DONE, RunState

Owed = tuple[str, str, str]  # role, act, item


def owed(scenario: Scenario, state: RunState) -> list[Owed]:
    """What ticked items mean in the world and has not been done: also after a cut between the two.

    An item that was refused and then taken as done by an override is not tried again.
    """
    return [
        (box.role, act, item)
        for item, box in state.boxes.items()
        if box.status in DONE and box.status != "sensed"
        if not (box.status == "overridden" and _refused(state, item, box.entry))
        for act in scenario.acts.get(item, ())
        if not _omitted(scenario, state, box.role, act) and not _done_since(state, item, act, box.t)
    ]


def _refused(state: RunState, item: str, entry: int) -> bool:
    known = state.refused.get(item)
    return known is not None and known.entry == entry


def _omitted(scenario: Scenario, state: RunState, role: str, act: str) -> bool:
    """Whether a simulated person only says that it is done."""
    played = state.opened.played if state.opened else []
    taken_off = act.startswith("mask ") and act.endswith(" off")  # of a mask that nobody wears
    first = act.split(maxsplit=1)[0]
    return first in scenario.crew.omits and not taken_off and role not in played


class DueDeed(NamedTuple):
    """What a simulated person is going to do outside the procedure, and when (run clock, ms)."""

    t: int
    role: str
    act: str


def due_deeds(
    scenario: Scenario,
    states: Sequence[RunState],
    entered: Mapping[str, int],
    played: Collection[str],
) -> Iterator[DueDeed]:
    """Every deed whose step was entered and that no log of the drill holds since then."""
    for one in scenario.crew.deeds:
        since = entered.get(one.step)
        if since is None or one.by in played:
            continue
        t = since + one.after
        if not any(_done_since(state, None, one.act, t) for state in states):
            yield DueDeed(t, one.by, one.act)


def _done_since(state: RunState, item: str | None, act: str, t: int) -> bool:
    return any((what, of) == (act, item) and when >= t for when, what, of in state.acts)


def cut_off(scenario: Scenario, table: Table, state: RunState, last: e.ActTaken) -> list[Owed]:
    """What is left of the deeds of a sensed item, where the log ends (`last`) in the middle of them.

    Nobody tries a deed twice in one visit, so what a cut left undone would never be done.
    """
    sensed = any(
        one.sensed is not None for one in table.states[state.at].items if one.id == last.item
    )
    if last.item is None or not sensed:
        return []
    tried = {act for t, act, item in state.acts if (t, item) == (last.t, last.item)}
    acts = scenario.acts.get(last.item, ())
    return [(last.role, act, last.item) for act in acts if act not in tried]


def sensed_item(table: Table, state: RunState, command: c.Command) -> ItemSpec | None:
    """The sensed item of the present step that a tick is meant for and that is not done; else None."""
    if not isinstance(command, c.Tick) or state.closed:
        return None
    box = state.boxes.get(command.item)
    done = box is not None and box.status in DONE and box.entry == state.local.entry
    return next(
        (
            one
            for one in table.states[state.at].items
            if one.id == command.item and one.sensed is not None and not done
        ),
        None,
    )
