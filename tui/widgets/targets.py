"""What the arrow keys go through: items, values, answers, signatures and open matters of the step.

Read off the view in the order in which the card shows them; pure, it never decides what is allowed.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.run.rows import ItemRow, View

Kind = Literal["tick", "record", "answer", "sign", "dispose", "outstanding"]


class Target(Struct, frozen=True):
    """One thing that Enter acts on: what Enter would do, its name, who may, whether it still waits."""

    kind: Kind
    key: str
    by: tuple[str, ...]
    waits: bool


def targets(view: View) -> tuple[Target, ...]:
    """Everything the cursor can stand on, top to bottom."""
    card = view.card
    found = [Target("tick", one.id, one.by, _by_hand(one)) for one in card.items]
    found += [
        Target("record", one.name, (one.by,) if one.by else (), not one.recorded)
        for one in card.fields
    ]
    found += [Target("answer", word, card.who, waits=True) for word in card.answers]
    if view.closing:
        found += [
            Target(_matter(one.kind), one.id, (), one.disposition is None)
            for one in view.observations
            if one.disposition is None
        ]
    found += [Target("sign", one.role, (one.role,), one.person is None) for one in card.signs]
    return tuple(found)


def _by_hand(item: ItemRow) -> bool:
    """Open, and somebody's to do; a sensed item without a role ticks itself and waits for nobody."""
    return item.status in {"open", "unticked", "deferred", "refused"} and bool(
        item.by or not item.sensed
    )


def _matter(kind: str) -> Kind:
    return "dispose" if kind in {"observation", "record"} else "outstanding"


def first_waiting(found: tuple[Target, ...], played: tuple[str, ...], start: int = 0) -> int:
    """The place of the next thing that waits for a role the person plays, else for anybody, else 0."""
    order = [*range(start, len(found)), *range(min(start, len(found)))]
    waiting = [place for place in order if found[place].waits]
    mine = [place for place in waiting if not found[place].by or set(found[place].by) & set(played)]
    return next(iter(mine or waiting), 0)
