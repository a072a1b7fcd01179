"""The shape of a compiled procedure for drawings: parts, rows with numbers, the ways between them, ends, contingencies.

Made from the table alone, so a drawing shows what the machine does; skipping and aborting are left out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.machine.conditions import (
    Answered,
    Condition,
    Expired,
    HeldFor,
    Holds,
    NoneKnown,
    SignedBy,
    Verified,
    VisitsOver,
)
from engine.machine.table import ABORTED, IDLE, State, Table, Transition
from engine.procedure.guard import print_
from engine.procedure.units import duration_text

LEFT_OUT = ("skip", "abort")


@dataclass(frozen=True, slots=True)
class Row:
    """A step: its state, the number people call it by, its name and title."""

    state: str
    number: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """One use of a procedure: the procedure itself, one it performs at a step, or one it leaves for."""

    frame: str
    procedure: str
    caller: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A way between two states, and what must be so for it ("" when the step need only be done)."""

    source: str
    dest: str
    label: str


@dataclass(frozen=True, slots=True)
class End:
    """An outcome: the state in which the run is closed, its part, and what closing needs."""

    state: str
    end: str
    outcome: str
    frame: str
    safe: bool
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anytime:
    """A contingency: what is looked at, in which states, and where it leads."""

    index: int
    guard: str
    states: tuple[str, ...]
    dest: str


@dataclass(frozen=True, slots=True)
class Return:
    """A step at the end of a contingency, the states it may go back to, and what must be so."""

    source: str
    origins: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything a drawing shows; `numbers` by state, `edges` in the order of the table."""

    start: str
    parts: tuple[Part, ...]
    edges: tuple[Edge, ...]
    ends: tuple[End, ...]
    anytime: tuple[Anytime, ...]
    returns: tuple[Return, ...]
    numbers: Mapping[str, str]

    def ways(self, state: str) -> tuple[Edge, ...]:
        """The ways out of a state that are drawn as edges."""
        return tuple(edge for edge in self.edges if edge.source == state)

    def ranges(self, states: Sequence[str]) -> str:
        """The numbers of the states, rows that follow one another as "2-27"."""
        wanted = set(states)
        found = [run for part in self.parts for run in _runs(part.rows, wanted)]
        return ", ".join(
            first.number if first is last else f"{first.number}-{last.number}"
            for first, last in found
        )


def outline(table: Table) -> Outline:
    """The outline of a compiled procedure with all that it performs and leaves for."""
    parts = tuple(_parts(table))
    numbers = {row.state: row.number for part in parts for row in part.rows}
    drawn = [
        way
        for way in table.transitions
        if way.trigger not in ("start", "contingency", "close", *LEFT_OUT) and not way.returns
    ]
    return Outline(
        start=next(way.dest for way in table.transitions if way.source == IDLE),
        parts=parts,
        edges=tuple(Edge(way.source, way.dest, label(way)) for way in drawn),
        ends=tuple(_ends(table)),
        anytime=tuple(_anytime(table, numbers)),
        returns=tuple(_returns(table, numbers)),
        numbers=numbers,
    )


def _parts(table: Table) -> Iterator[Part]:
    """Parts in the order in which people meet them: the root, what it performs, what it leaves for."""
    steps = [one for one in table.states.values() if one.kind == "step"]
    frames: dict[str, list[State]] = {}
    for state in steps:
        frames.setdefault(state.frame, []).append(state)
    marks: dict[str, str] = {}
    roots = list(dict.fromkeys(map(_root, frames)))
    for frame in sorted(frames, key=lambda one: (roots.index(_root(one)), one.count(">"))):
        caller = frame.removesuffix(">") if ">" in frame else ""
        mark = f"{marks[caller]}." if caller else _letter(frame, marks)
        rows = []
        for n, one in enumerate(frames[frame], 1):
            marks[one.id] = f"{mark}{n}"
            name = one.id[len(frame) :]
            rows.append(Row(one.id, marks[one.id], name, one.title if one.title != name else ""))
        yield Part(frame, frames[frame][0].procedure, caller, tuple(rows))


def _root(frame: str) -> str:
    """The name of the procedure left for ("" for the procedure itself)."""
    return frame.split("/", maxsplit=1)[0] + "/" if "/" in frame else ""


def _letter(frame: str, marks: Mapping[str, str]) -> str:
    """The letter before the numbers of a procedure left for, doubled where another has it."""
    mark = frame[:1].upper()
    taken = {number.rstrip("0123456789.") for number in marks.values()}
    while frame and mark in taken:
        mark += frame[:1].upper()
    return mark


def label(way: Transition) -> str:
    """What must be so for a way to be taken, in words; "" when the step need only be done."""
    if way.label == "perform":
        return "performs"
    words = [text for one in way.conditions if (text := _words(one))]
    return ", ".join(words).replace(", for ", " for ")


def _words(condition: Condition) -> str:
    match condition:
        case Holds(guard=guard):
            return print_(guard)
        case HeldFor(ms=ms):
            return f"for {duration_text(ms)}" if ms else ""
        case Verified(guard=guard):
            return f"verified {print_(guard)}"
        case SignedBy(roles=roles):
            return "signed " + " and ".join(roles)
        case NoneKnown():
            return "unknown"
        case Answered(word=word):
            return word
        case Expired(ms=ms):
            return f"after {duration_text(ms)}"
        case VisitsOver(most=most):
            return f"visit {most + 1}"
    return ""


def _ends(table: Table) -> Iterator[End]:
    for way in table.transitions:
        state = table.states[way.source]
        if way.trigger == "close" and state.outcome is not None and state.outcome != ABORTED:
            roles = tuple(
                role for one in way.conditions if isinstance(one, SignedBy) for role in one.roles
            )
            safe = state.outcome in table.safe_ends
            yield End(way.source, way.dest, state.outcome, state.frame, safe, roles)


def _anytime(table: Table, numbers: Mapping[str, str]) -> Iterator[Anytime]:
    for one in table.watchers:
        states = tuple(state for state in numbers if state in one.states)
        yield Anytime(one.index, print_(one.guard), states, one.to)


def _returns(table: Table, numbers: Mapping[str, str]) -> Iterator[Return]:
    back: dict[tuple[str, str], list[str]] = {}
    for way in table.transitions:
        if way.returns and way.trigger != "contingency":
            back.setdefault((way.source, label(way)), []).append(way.dest)
    for (source, words), dests in back.items():
        yield Return(source, tuple(one for one in numbers if one in dests), words)


def _runs(rows: Sequence[Row], wanted: set[str]) -> list[tuple[Row, Row]]:
    """First and last of every unbroken run of wanted rows."""
    found: list[tuple[Row, Row]] = []
    for before, row in zip((None, *rows), rows, strict=False):
        if row.state not in wanted:
            continue
        if before is not None and before.state in wanted:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
