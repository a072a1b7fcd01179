"""The properties an author states, judged on the space of the author's own procedure: never, always, within, reachable.

A step "was done" when it was left by its own way (not by its time limit), at any moment since the start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.machine.explore import Edge, Space
from engine.machine.graph import can_reach, path_to, shortest
from engine.machine.moves import time_text
from engine.machine.node import Options
from engine.machine.table import Table, Transition
from engine.machine.telling import told
from engine.machine.timing import Until, longest_of, until
from engine.machine.verdict import Verdict
from engine.procedure.guard_tree import evaluate, names
from engine.procedure.stated import EVERY_STEP, Need, Property
from engine.procedure.values import Destination


def asked_by(table: Table, stated: Sequence[Property], options: Options) -> Options:
    """The options with what the properties need to know: records read where a step is entered, and their guards."""
    reads: dict[str, frozenset[str]] = {}
    guards = []
    for one in stated:
        for need in one.without:
            if need.guard is not None and one.never is not None:
                read = frozenset(names(need.guard)) & set(table.records)
                reads[one.never] = reads.get(one.never, frozenset()) | read
                guards.append(need.guard)
    return replace(options, reads=reads, guards=tuple(guards))


def prove_stated(space: Space, stated: Sequence[Property]) -> Iterator[Verdict]:
    """A verdict for each property."""
    for one in stated:
        form = one.forms[0]
        verdict = {"never": _never, "always": _always, "within": _within, "reachable": _reachable}[
            form
        ](space, one)
        cut = verdict.holds and not space.whole
        yield (replace(verdict, result="not proved", why=space.cut) if cut else verdict)


def _holds(one: Property, space: Space, why: str = "") -> Verdict:
    return Verdict(
        f"property:{one.name}", one.words, "holds", why or f"in {len(space.nodes)} situations"
    )


def _fails(
    one: Property, space: Space, path: Sequence[Edge], why: str, *, late: bool = False
) -> Verdict:
    name = f"property:{one.name}"
    return Verdict(name, one.words, "fails", why, told(space, path, name, why, late=late))


def _never(space: Space, one: Property) -> Verdict:
    step = one.never or ""
    marking = [_marks(space.table, need) for need in one.without]
    guards = [need.guard for need in one.without]

    def seen(marks: int, edge: Edge) -> int:
        for n, marked in enumerate(marking):
            if edge.way is not None and marked(edge.way):
                marks |= 1 << n
        return marks

    def bad(edge: Edge, marks: int) -> bool:
        if edge.way is None or edge.way.dest != step or edge.way.returns:
            return False
        marks = seen(marks, edge)
        known = dict(space.nodes[edge.dest].values)
        return not guards or any(
            not marks >> n & 1 if guard is None else evaluate(guard, known.get) is not True
            for n, guard in enumerate(guards)
        )

    path = () if _opens_at(space, step) else shortest(space, bad, seen)
    if path is None:
        return _holds(one, space)
    return _fails(one, space, path, f"'{step}' is come to, and {_lacking(one)}")


def _opens_at(space: Space, step: str) -> bool:
    """Whether a run begins in the step, which no way leads to then: nothing was so before."""
    return any(space.nodes[one].at == step for one in space.starts)


def _lacking(one: Property) -> str:
    texts = [need.text for need in one.without]
    return "not all of this was so: " + ", ".join(texts) if texts else "that must never be"


def _marks(table: Table, need: Need) -> Callable[[Transition], bool]:
    """Whether a way says that the need is met."""
    state = table.states.get(need.step or "")

    def marked(way: Transition) -> bool:
        if way.trigger != "proceed" or state is None:
            return False
        if state.verb == "perform":
            return way.source.startswith(state.id + ">") and not way.dest.startswith(state.id + ">")
        return way.source == state.id and need.word in {None, way.label}

    return marked


def _always(space: Space, one: Property) -> Verdict:
    first, then = one.always or "", one.before

    def seen(marks: int, edge: Edge) -> int:
        return int(bool(marks) or space.nodes[edge.dest].at == first)

    def bad(edge: Edge, marks: int) -> bool:
        return not marks and edge.way is not None and edge.way.dest == then

    if _opens_at(space, first):  # then it is before everything
        return _holds(one, space)
    path = () if _opens_at(space, then or "") else shortest(space, bad, seen)
    if path is None:
        return _holds(one, space)
    return _fails(one, space, path, f"'{then}' is come to, and '{first}' was not yet")


def _goals(space: Space, wanted: Sequence[Destination]) -> frozenset[int]:
    return frozenset(n for n in range(len(space.nodes)) if any(_is(space, n, to) for to in wanted))


def _is(space: Space, node: int, to: Destination) -> bool:
    state = space.state(node)
    if to.kind == "end":
        return state.kind in {"closing", "end"} and state.outcome == to.name
    if to.kind == "leave":
        return state.frame == to.name + "/"
    return state.id == to.name


def _within(space: Space, one: Property) -> Verdict:
    limit = one.within or 0
    goals = _goals(space, one.reach)
    far = until(space, goals)
    entered = [n for n, node in enumerate(space.nodes) if node.at == one.of and not node.resumed]
    if not entered:
        return _fails(one, space, (), f"'{one.of}' is never come to")
    worst = max(entered, key=lambda n: far.worst[n])
    longest = far.worst[worst]
    if longest <= limit:
        return _holds(one, space, f"it takes at most {time_text(int(longest))}")
    onward = far.path(space, worst)
    path = path_to(space, {worst})
    takes = "" if math.isinf(longest) else f"it can take {time_text(int(longest))}"
    why = takes or _never_there(space, far, worst, onward, one)
    return _fails(one, space, (*path, *onward), why, late=True)


def _never_there(
    space: Space, far: Until, start: int, onward: Sequence[Edge], one: Property
) -> str:
    """How a run misses every goal: it ends before, stands in a step without a limit, or goes round."""
    goals = " or ".join(f"'{to}'" for to in one.reach)
    node = onward[-1].dest if onward else start
    last = space.state(node)
    if last.kind in {"closing", "end"} and node not in far.goals:
        return f"a run can end at '{last.outcome}' without {goals}"
    open_ = next((edge for edge in onward if math.isinf(longest_of(space, edge))), None)
    if open_ is not None:
        return f"'{space.state(open_.source).id}' has no time limit, and {goals} comes after it"
    if node in far.onward:
        return f"a run can come back to '{last.id}' again and again without {goals}"
    return f"a run can stand in '{last.id}' for ever without {goals}"


def _reachable(space: Space, one: Property) -> Verdict:
    assert one.reachable is not None
    able = can_reach(space, _goals(space, (one.reachable,)))
    every = EVERY_STEP in one.from_
    lost = {
        n
        for n, node in enumerate(space.nodes)
        if n not in able
        and node.frozen is None
        and space.state(n).kind == "step"
        and (space.state(n).frame == "" if every else node.at in one.from_)
    }
    if not lost:
        return _holds(one, space)
    path = path_to(space, lost)
    at = space.state(path[-1].dest if path else space.starts[0]).id
    return _fails(one, space, path, f"from '{at}' there is no way to '{one.reachable}'")
