"""Whether each decision takes exactly one arm for every reading, unknown included; and a run in which one does not.

The arms are judged by cutting at the constants they name, which is exact; the run is looked for in the explored space.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.machine.abstract import Pairs
from engine.machine.conditions import Holds, NoneKnown
from engine.machine.counterexample import Counterexample
from engine.machine.explore import Edge, Space
from engine.machine.graph import path_to
from engine.machine.moment import Moments
from engine.machine.node import Node
from engine.machine.search import Search
from engine.machine.stepper import by_table
from engine.machine.table import State, Table, Transition
from engine.machine.telling import told
from engine.machine.verdict import Verdict
from engine.procedure.checks import quantities
from engine.procedure.guard import Quantity
from engine.procedure.guard_analysis import Analysis, Witness, analyse, witness_text
from engine.procedure.guard_tree import Guard, evaluate, names

_NEEDS = "the proof of this decision needs "
NOT_COME_TO = "no run comes to this decision with such readings as things stand"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the table: the guard and the way of each arm, and whether there is an arm 'unknown'."""

    state: State
    arms: Mapping[str, Guard]
    ways: Mapping[str, Transition]
    unknown: bool

    @property
    def claim(self) -> str:
        """The name of the promise."""
        return f"one-arm:{self.state.id}"

    def fault(self, known: Witness, environment: Mapping[str, Quantity]) -> str:
        """What is wrong at these values, in a sentence; '' where exactly one arm is taken."""
        truths = {label: evaluate(guard, known.get) for label, guard in self.arms.items()}
        hit = [label for label, truth in truths.items() if truth is True]
        if len(hit) == 1 or (not hit and self.unknown and None in truths.values()):
            return ""
        read = dict.fromkeys(name for guard in self.arms.values() for name in names(guard))
        at = witness_text({name: known.get(name) for name in read}, environment)
        if hit:
            return f"at {at} both '{hit[0]}' and '{hit[1]}' hold"
        without = ", and there is no arm 'unknown'" if None in truths.values() else ""
        return f"at {at} no arm holds{without}"


def decisions(space: Space) -> Iterator[Verdict]:
    """For each decision: exactly one arm holds for every reading, unknown included."""
    known = quantities(space.table.channels, space.table.records)
    now = Search(space.table, space.options, by_table(space.table)).now
    for one in _decisions(space.table):
        words = f"'{one.state.id}' takes exactly one arm for every reading"
        looked = analyse(one.arms, known)
        bad = _said(one, looked, known)
        notes = tuple(f"the arm '{label}' can never hold" for label in looked.dead)
        if bad:
            example = _reached(space, now, one, known)
            why = example.sentence if example is not None else f"{bad} ({NOT_COME_TO})"
            yield Verdict(one.claim, words, "fails", why, example, notes)
        elif looked.not_proved:
            why = "; ".join(
                (*looked.not_proved, *(_NEEDS + one for one in (looked.lacking,) if one))
            )
            yield Verdict(one.claim, words, "not proved", why, None, notes)
        else:
            why = f"{len(one.arms)} arms and unknown"
            yield Verdict(one.claim, words, "holds", why, None, notes)


def _decisions(table: Table) -> Iterator[Decision]:
    for state in table.states.values():
        if state.verb != "decide":
            continue
        arms: dict[str, Guard] = {}
        taken: dict[str, Transition] = {}
        unknown = False
        for way in table.ways(state.id):
            guards = [one.guard for one in way.conditions if isinstance(one, Holds)]
            if way.trigger == "proceed" and guards:
                arms[way.label], taken[way.label] = guards[0], way
            unknown = unknown or any(isinstance(one, NoneKnown) for one in way.conditions)
        yield Decision(state, arms, taken, unknown)


def _said(one: Decision, looked: Analysis, known: Mapping[str, Quantity]) -> str:
    """The first fault that the analysis of the arms has found, or ''."""
    points = [*(pair.witness for pair in looked.overlaps), *looked.gaps]
    points += [looked.unknown_gap] if looked.unknown_gap is not None else []
    return next((fault for point in points if (fault := one.fault(point, known))), "")


def _reached(
    space: Space, now: Moments, one: Decision, known: Mapping[str, Quantity]
) -> Counterexample | None:
    """The shortest run that comes to the decision with readings at which none or two of its arms hold."""
    bad: dict[int, tuple[Pairs, str]] = {}
    for number, node in enumerate(space.nodes):
        if node.at != one.state.id or node.held:
            continue
        for readings in now.choices(node):
            fault = one.fault(dict((*node.values, *readings)), known)
            if fault and _undisturbed(now, node, readings):
                bad.setdefault(number, (readings, fault))
    if not bad:
        return None
    path = path_to(space, bad)
    at = path[-1].dest if path else space.starts[0]
    readings, fault = bad[at]
    way = now.automatic(space.nodes[at], readings)
    return told(space, (*path, Edge(at, at, readings, None, way)), one.claim, fault)


def _undisturbed(now: Moments, node: Node, readings: Pairs) -> bool:
    """Whether nothing is taken before the decision is."""
    way = now.automatic(now.cleared(node, readings), readings)
    return way is None or way.trigger == "proceed"
