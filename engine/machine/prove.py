"""Whether a procedure keeps its promises in every situation it can get into, each with a verdict and a counterexample.

Everything is read off the compiled table; it must never read the author's file, nor say "holds" of a space it cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.machine.compile import PRECONDITIONS
from engine.machine.counterexample import Counterexample
from engine.machine.deciding import decisions
from engine.machine.explore import Edge, Space, explore
from engine.machine.graph import can_reach, components, path_to, shortest
from engine.machine.moves import Passed, time_text
from engine.machine.node import Options
from engine.machine.properties import asked_by, prove_stated
from engine.machine.table import Table
from engine.machine.telling import told
from engine.machine.timing import longest_of, times
from engine.machine.verdict import Verdict
from engine.procedure.stated import Property


def prove(
    table: Table, stated: Sequence[Property] = (), *, deviations: bool = False
) -> list[Verdict]:
    """Every verdict about a table, the author's own properties last.

    With `deviations` people also skip, override and abort: what fails then and holds without is what they can break.
    """
    return list(verdicts(table, stated, deviations=deviations))


def verdicts(
    table: Table, stated: Sequence[Property] = (), *, deviations: bool = False
) -> Iterator[Verdict]:
    """The same one by one, as they are found; the space is explored before the first."""
    space = explore(table, asked_by(table, stated, Options(deviations=deviations)))
    for judge in (safe_end, no_dead_end, loops_bounded, waits_end):
        yield judge(space)
    yield from decisions(space)
    yield readings_lost(space)
    yield time_to_ends(space)
    yield from roles_missing(space)
    yield from prove_stated(space, stated)


def _verdict(
    name: str,
    words: str,
    space: Space,
    bad: Counterexample | None,
    why: str,
    notes: tuple[str, ...] = (),
) -> Verdict:
    if bad is not None:
        return Verdict(name, words, "fails", bad.sentence, bad, notes)
    if not space.whole:
        return Verdict(name, words, "not proved", space.cut, None, notes)
    return Verdict(name, words, "holds", why, None, notes)


def _resting(space: Space) -> Iterator[int]:
    """Nodes in which the run stands in a step."""
    for number, node in enumerate(space.nodes):
        if node.frozen is None and space.state(number).kind == "step":
            yield number


def _size(space: Space) -> str:
    return f"in {len(space.nodes)} situations"


def safe_end(space: Space) -> Verdict:
    """A safe end can be reached from everywhere, but for the last words before an unsafe one."""
    ends = can_reach(space, _closings(space, safe=True))
    lost = {one for one in _resting(space) if one not in ends and not _last_words(space, one)}
    bad = None
    if lost:
        path = path_to(space, lost)
        at = space.state(path[-1].dest if path else space.starts[0])
        bad = told(space, path, "safe-end", f"from '{at.id}' no safe end can be reached any more")
    return _verdict(
        "safe-end", "a safe end can be reached from everywhere", space, bad, _size(space)
    )


def _closings(space: Space, *, safe: bool | None = None) -> list[int]:
    return [
        number
        for number in range(len(space.nodes))
        if (state := space.state(number)).kind in {"closing", "end"}
        and safe in {None, state.outcome in space.table.safe_ends}
    ]


def _last_words(space: Space, node: int) -> bool:
    """Whether every way out leads straight to an end that its author calls unsafe."""
    return all(
        space.state(edge.dest).kind == "closing" and not _is_safe(space, edge.dest)
        for one in [node, *(edge.dest for edge in space.edges[node] if edge.way is None)]
        for edge in space.edges[one]
        if edge.way is not None
    )


def _is_safe(space: Space, node: int) -> bool:
    return space.state(node).outcome in space.table.safe_ends


def no_dead_end(space: Space) -> Verdict:
    """Nowhere does a run stand for ever, and nowhere does it go round without an end in reach."""
    ends = can_reach(space, _closings(space))
    stuck = {one for one in range(len(space.nodes)) if one not in ends}
    still = {one for one in stuck if not any(edge.way for edge in space.edges[one])}
    bad = None
    if stuck:
        path = path_to(space, still or stuck)
        at = space.state(path[-1].dest if path else space.starts[0]).id
        sentence = (
            f"the run stands in '{at}' and nothing leads out of it"
            if still
            else f"from '{at}' the run goes round for ever"
        )
        bad = told(space, path, "no-dead-end", sentence)
    return _verdict("no-dead-end", "no dead end and no livelock", space, bad, _size(space))


def loops_bounded(space: Space) -> Verdict:
    """No loop can be gone round for ever."""
    bad = None
    for group in components(space):
        inside = frozenset(group)
        turn = next(
            (e for node in group for e in space.edges[node] if e.way and e.dest in inside), None
        )
        if turn is None:
            continue
        back = () if turn.dest == turn.source else _round(space, turn, inside)
        path = (*path_to(space, {turn.source}), turn, *back)
        names = " -> ".join(dict.fromkeys(space.state(e.dest).id for e in (turn, *back) if e.way))
        sentence = f"nothing counts the rounds of {names}; {_counted(space, (turn, *back))}"
        bad = told(space, path, "loops-bounded", sentence)
        break
    return _verdict("loops-bounded", "every loop is bounded", space, bad, _size(space))


def _counted(space: Space, loop: tuple[Edge, ...]) -> str:
    """What to do about a loop: its step, by name, and the contingency that leads back, if one does."""
    ways = [edge for edge in loop if edge.way is not None]
    forced = [edge for edge in ways if edge.way is not None and edge.way.contingency is not None]
    step = space.state((forced or ways)[0].dest).id.partition(">")[0]
    counted = f"give '{step}' 'visits:' and 'else:'"
    return (
        f"a contingency leads to it each time: shorten its 'during:', or {counted}"
        if forced
        else counted
    )


def _round(space: Space, turn: Edge, inside: frozenset[int]) -> tuple[Edge, ...]:
    found = shortest(
        space, lambda edge, _: edge.dest == turn.source, within=inside, starts=(turn.dest,)
    )
    return found or ()


def waits_end(space: Space) -> Verdict:
    """Every step is left in the end even if nobody acts and no reading changes."""
    waiting = {
        one
        for one in _resting(space)
        if not space.nodes[one].held
        and space.state(one).id != PRECONDITIONS
        and not any(isinstance(edge.act, Passed) and not edge.act.hold for edge in space.edges[one])
    }
    bad = None
    if waiting:
        path = path_to(space, waiting)
        at = space.state(path[-1].dest if path else space.starts[0]).id
        sentence = f"'{at}' waits for ever when nobody acts; give it 'within:' and 'else:'"
        bad = told(space, path, "waits-end", sentence)
    notes: tuple[str, ...] = ()
    if PRECONDITIONS in space.table.states:
        notes = ("'preconditions' waits for people: until they are ticked nothing has begun",)
    return _verdict("waits-end", "every wait has a way out", space, bad, _size(space), notes)


def readings_lost(space: Space) -> Verdict:
    """From everywhere an end can still be reached when readings are lost for good."""
    words = "nothing needs a reading whose loss has no way"
    table = space.table
    bad = _stuck_without(space, frozenset(table.channels))
    # With more readings lost there are fewer moves: what ends without any ends without one of them.
    for channel in table.channels if bad is not None else ():
        one = _stuck_without(space, frozenset({channel}))
        if one is not None:
            bad = one
            break
    why = f"without any of {len(table.channels)} readings, {_size(space)}"
    if not table.channels:
        why = "no reading is used"
    return _verdict("readings-lost", words, space, bad, why)


def _stuck_without(space: Space, lost: frozenset[str]) -> Counterexample | None:
    options = space.options
    resting = tuple(_resting(space))
    blind = explore(
        space.table,
        Options(options.missing, lost, options.deviations, options.reads, options.guards),
        starts=tuple(space.nodes[one] for one in resting),
    )
    ends = can_reach(blind, _closings(blind))
    stuck = [n for n, _ in enumerate(resting) if n not in ends]
    if not stuck:
        return None
    path = path_to(space, {resting[n] for n in stuck})
    at = space.state(path[-1].dest if path else space.starts[0]).id
    names = next(iter(lost)) if len(lost) == 1 else "every reading"
    sentence = f"'{at}' cannot be left for an end when {names} is lost there"
    return told(space, path, "readings-lost", sentence)


def time_to_ends(space: Space) -> Verdict:
    """The longest time to each end."""
    far = times(space)
    ends = {
        outcome: max(far[n] for n in _closings(space) if space.state(n).outcome == outcome)
        for outcome in sorted({space.state(n).outcome or "" for n in _closings(space)})
    }
    words = "the time to every end has a bound"
    bad = None
    if boundless := [name for name, ms in ends.items() if math.isinf(ms)]:
        path, because = _without_bound(space)
        names = ", ".join(f"'{name}'" for name in boundless)
        bad = told(space, path, "time", f"{because}, so the time to {names} has no bound")
        return _verdict("time", words, space, bad, "")
    since = " after the preconditions" if PRECONDITIONS in space.table.states else ""
    most = ", ".join(f"{name}: {time_text(int(ms))}" for name, ms in ends.items())
    return _verdict("time", words, space, bad, f"at most{since}: {most} (holds left out)")


def _without_bound(space: Space) -> tuple[tuple[Edge, ...], str]:
    """The way to a step without a time limit, or once round a loop in which time passes; and what it is."""
    waits = {
        edge.source
        for edges in space.edges
        for edge in edges
        if longest_of(space, edge) == math.inf
    }
    if waits:
        path = path_to(space, waits)
        return (
            path,
            f"'{space.state(path[-1].dest if path else space.starts[0]).id}' has no time limit",
        )
    turn, inside = next(
        (edge, inside)
        for inside in map(frozenset, components(space))
        for node in inside
        for edge in space.edges[node]
        if edge.dest in inside and longest_of(space, edge) > 0
    )
    back = () if turn.dest == turn.source else _round(space, turn, inside)
    path = (*path_to(space, {turn.source}), turn, *back)
    return path, f"a run can come back to '{space.state(turn.source).id}' again and again"


def roles_missing(whole: Space) -> Iterator[Verdict]:
    """For each role: with it gone, from any moment on, an end is still reached.

    People only add moves, and those they do not make they do not change: where a run ends with nobody
    there, it ends with any of them. So one look does for all roles, unless it finds something.
    """
    roles = tuple(whole.table.procedure.roles)
    alone = _without(whole, frozenset(roles), _stays(whole, held=False))
    if not _stuck(alone) and alone.whole:
        for role in roles:
            yield Verdict(
                f"without:{role}", _ends_without(role), "holds", f"even alone, {_size(alone)}"
            )
        return
    yield from (role_missing(whole, role) for role in roles)


def _ends_without(role: str) -> str:
    return f"without {role}, from any moment on, a run still comes to an end"


def _stays(whole: Space, *, held: bool) -> tuple[int, ...]:
    """The nodes from which a role may be gone; `held`: also those on hold, which the others can release."""
    return tuple(n for n in _resting(whole) if held or not whole.nodes[n].held)


def _without(whole: Space, missing: frozenset[str], starts: tuple[int, ...]) -> Space:
    options = whole.options
    gone = Options(missing, options.lost, False, options.reads, options.guards)
    return explore(whole.table, gone, starts=tuple(whole.nodes[one] for one in starts))


def _stuck(space: Space) -> set[int]:
    """Where the run stands for ever; before the preconditions nothing has begun."""
    ends = can_reach(space, _closings(space))
    return {n for n in _resting(space) if n not in ends and space.state(n).id != PRECONDITIONS}


def role_missing(whole: Space, role: str) -> Verdict:
    """With one role gone from any moment on an end is still reached; what else its absence takes away is noted."""
    resting = _stays(whole, held=len(whole.table.procedure.roles) > 1)
    space = _without(whole, frozenset({role}), resting)
    stuck = _stuck(space)
    bad = None
    if stuck:
        # A run may get there before the role is gone, or after.
        path = path_to(whole, {resting[n] for n in stuck if n < len(resting)})
        at = space.state(min(stuck)).id
        bad = told(whole, path, f"without:{role}", f"when {role} is gone, '{at}' is never left")
    words = _ends_without(role)
    return _verdict(f"without:{role}", words, space, bad, _size(space), _taken(space, role))


def _taken(space: Space, role: str) -> tuple[str, ...]:
    """What the absence of the role takes away."""
    notes: list[str] = []
    acted = {"do", "record", "ask", "call"}
    done = {
        edge.way.source
        for edges in space.edges
        for edge in edges
        if edge.way is not None and edge.way.trigger == "proceed"
    }
    asked = dict.fromkeys(space.state(n).id for n in _resting(space))
    blocked = [one for one in asked if one not in done and space.table.states[one].verb in acted]
    if blocked:
        notes.append(f"without {role} never done: {', '.join(blocked)}")
    safe = can_reach(space, _closings(space, safe=True))
    lost = dict.fromkeys(
        space.state(n).id for n in _resting(space) if n not in safe and not _last_words(space, n)
    )
    if lost:
        notes.append(f"without {role} no safe end can be reached from: {', '.join(lost)}")
    if role in space.table.close.sign:
        notes.append(f"without {role} the run cannot be closed: a signature is missing")
    return tuple(notes)
