"""Several procedures at once: what is called for, what is open, what comes first, what is held back and by whom.

A queue is a fold of the events of all runs of one drill and of nothing else; it must never open anything itself, only say
what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.machine.spec import CALL_LEVELS, CallSpec, ProcedureSpec
from engine.procedure.guard_tree import evaluate, print_
from engine.run import commands as c
from engine.run import events as e
from engine.run.moment import Refusal, too_long

Value = Callable[[str], float | str | None]


class Calling(Struct, frozen=True):
    """A procedure that may be open beside others: what calls for it, and which others it holds back."""

    procedure: str
    title: str
    call: CallSpec
    inhibits: tuple[str, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether the crew must sense it first."""
        return bool(self.call.sense)


def calling(spec: ProcedureSpec) -> Calling:
    """What a procedure says of itself; one that says nothing is unannunciated: opened by people alone."""
    call = spec.called or CallSpec("unannunciated")
    return Calling(spec.procedure, spec.title, call, spec.inhibits)


class Opened(Struct, frozen=True):
    """A run of a procedure: when it was opened, as which in order, whether it is over."""

    run: str
    procedure: str
    level: str
    t: int
    place: int
    why: str = ""
    outcome: str | None = None


class Called(Struct, frozen=True):
    """A call that still stands: since when (ms), and what became of it."""

    t: int
    status: Literal["called", "accepted", "declined", "opened"]
    why: str = ""
    by_hand: bool = False


class Queue(Struct, frozen=True):
    """What is open and called for; `front` is the run before the crew's eyes, `left` those it was turned from.

    known: the closed runs of which the crew knows what they left behind.
    """

    opened: Mapping[str, Opened] = {}
    called: Mapping[str, Called] = {}
    front: str = ""
    left: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()

    def open(self) -> tuple[Opened, ...]:
        """The runs that are not over, what comes first before the others."""
        still = [one for one in self.opened.values() if one.outcome is None]
        return tuple(sorted(still, key=lambda one: (rank(one.level), one.t, one.place)))

    def is_open(self, procedure: str) -> bool:
        """Whether a run of the procedure is open."""
        return any(one.procedure == procedure for one in self.open())


def rank(level: str) -> int:
    """0 comes first."""
    return CALL_LEVELS.index(level) if level in CALL_LEVELS else len(CALL_LEVELS)


# -- the fold -----------------------------------------------------------------------------------


def queue_after(queue: Queue, run: str, event: e.Event, level: str = CALL_LEVELS[-1]) -> Queue:
    """The queue after one more event of a run; `level` is that of the run with which the drill begins."""
    match event:
        case e.RunOpened() if not queue.opened:
            first = Opened(run, event.procedure, level, event.t, 0)
            return replace(queue, opened={run: first}, front=run)
        case e.ProcedureCalled():
            return _called(queue, event.procedure, _call(queue, event))
        case e.CallCleared():
            left = {name: one for name, one in queue.called.items() if name != event.procedure}
            return replace(queue, called=left)
        case e.OfferAccepted():
            return _called(
                queue, event.procedure, Called(event.t, "accepted", "sensed by the crew")
            )
        case e.OfferDeclined():
            return _called(queue, event.procedure, Called(event.t, "declined", event.reason))
        case e.ProcedureOpened():
            return _opened(queue, event)
        case e.FrontChosen():
            return _front(queue, event.to)
        case e.NotesAcknowledged():
            return replace(queue, known=queue.known | {event.run})
        case e.RunClosed() if run in queue.opened:
            over = replace(queue.opened[run], outcome=event.outcome)
            return _returned(replace(queue, opened={**queue.opened, run: over}))
    return queue


FACTS_OF_QUEUE = (
    e.ProcedureCalled,
    e.CallCleared,
    e.OfferAccepted,
    e.OfferDeclined,
    e.ProcedureOpened,
    e.FrontChosen,
    e.NotesAcknowledged,
)  # the facts that the queue itself writes
TURNING = (e.RunOpened, *FACTS_OF_QUEUE, e.RunClosed)  # the events that `queue_after` looks at


def _call(queue: Queue, event: e.ProcedureCalled) -> Called:
    """What a call becomes; a person's is accepted from the beginning."""
    if queue.is_open(event.procedure):
        return Called(event.t, "opened", event.why)
    if event.role != e.ENGINE:
        return Called(event.t, "accepted", event.why, by_hand=True)
    return Called(event.t, "called", event.why)


def _called(queue: Queue, procedure: str, call: Called) -> Queue:
    return replace(queue, called={**queue.called, procedure: call})


def _opened(queue: Queue, event: e.ProcedureOpened) -> Queue:
    place = len(queue.opened)
    one = Opened(event.run, event.procedure, event.level, event.t, place, event.why)
    queue = replace(queue, opened={**queue.opened, event.run: one})
    if event.procedure in queue.called:
        known = queue.called[event.procedure]
        queue = _called(queue, event.procedure, replace(known, status="opened"))
    return _front(queue, event.run) if event.front or _over(queue, queue.front) else queue


def _over(queue: Queue, run: str) -> bool:
    return run not in queue.opened or queue.opened[run].outcome is not None


def _closed(queue: Queue, run: str) -> bool:
    return run in queue.opened and _over(queue, run)


def _front(queue: Queue, run: str) -> Queue:
    """Another run before the crew's eyes; the one they looked at is remembered."""
    if run == queue.front or _over(queue, run):
        return queue
    left = (*(one for one in queue.left if one not in {run, queue.front}), queue.front)
    return replace(queue, front=run, left=left)


def _returned(queue: Queue) -> Queue:
    """Back to what was interrupted last and is still open, else to what comes first."""
    left = tuple(run for run in queue.left if not _over(queue, run))
    if not _over(queue, queue.front):
        return replace(queue, left=left)
    following = [*reversed(left), *(one.run for one in queue.open())]
    if not following:
        return replace(queue, left=left)
    return replace(queue, front=following[0], left=tuple(r for r in left if r != following[0]))


# -- what follows and what may be done ----------------------------------------------------------


def held_back(queue: Queue, callings: Mapping[str, Calling], procedure: str) -> tuple[str, ...]:
    """The open procedures that inhibit this one, what comes first before the others."""
    return tuple(
        one.procedure
        for one in queue.open()
        if one.procedure != procedure
        and one.procedure in callings
        and procedure in callings[one.procedure].inhibits
    )


def next_turn(
    queue: Queue, callings: Mapping[str, Calling], values: Mapping[str, Value], t: int, base: str
) -> e.Event | None:
    """The one event that follows first at `t`, or None; the drill must not be over.

    `values`: what each procedure's guard reads. `base`: the run from whose name others are named.
    """
    return next(_turns(queue, callings, values, t, base), None)


def _turns(
    queue: Queue, callings: Mapping[str, Calling], values: Mapping[str, Value], t: int, base: str
) -> Iterator[e.Event]:
    for name, one in callings.items():
        if one.call.guard is None or name not in values:
            continue
        holds, known = evaluate(one.call.guard, values[name]), queue.called.get(name)
        if holds is True and known is None:
            why = one.call.sense or print_(one.call.guard)
            yield e.ProcedureCalled(t, e.ENGINE, name, one.call.level, why, one.offered)
        # Unknown is not false: a dead channel clears no call, and what people called for is theirs.
        if holds is False and known is not None and not (known.by_hand and _waits(known)):
            yield e.CallCleared(t, e.ENGINE, name)
    waiting = [name for name, call in queue.called.items() if _opens(callings.get(name), call)]
    for name in sorted(waiting, key=lambda one: _order(queue, callings, one)):
        if not queue.is_open(name) and not held_back(queue, callings, name):
            level, call = callings[name].call.level, queue.called[name]
            run, front = (
                free_name(queue, f"{base}.{name}"),
                call.by_hand or _comes_first(queue, level),
            )
            yield e.ProcedureOpened(t, e.ENGINE, name, run, level, call.why, front)


def _waits(call: Called) -> bool:
    return call.status == "accepted"


def _opens(one: Calling | None, call: Called) -> bool:
    if one is None:
        return False
    return _waits(call) or (call.status == "called" and not one.offered)


def _order(queue: Queue, callings: Mapping[str, Calling], name: str) -> tuple[int, int, int]:
    place = list(callings).index(name)
    return rank(callings[name].call.level), queue.called[name].t, place


def _comes_first(queue: Queue, level: str) -> bool:
    """A warning interrupts whatever is before the crew's eyes; what they accepted does where it outranks that."""
    front = queue.opened.get(queue.front)
    return level == "warning" or front is None or rank(level) < rank(front.level)


def free_name(queue: Queue, name: str) -> str:
    """A name that no run of the queue bears yet."""
    tried, n = name, 2
    while tried in queue.opened:
        tried, n = f"{name}-{n}", n + 1
    return tried


def choose(
    queue: Queue,
    callings: Mapping[str, Calling],
    ready: Container[str],
    command: c.Command,
    t: int,
) -> tuple[e.Event, ...] | Refusal:
    """What a person's word on the queue makes, or why not; `ready`: procedures that can be opened here."""
    match command:
        case c.GoTo():
            if _over(queue, command.run):
                return Refusal("that is not an open procedure; go to one that is open")
            if command.run == queue.front:
                return Refusal("that procedure is before you already")
            return (e.FrontChosen(t, command.role, command.run),)
        case c.Acknowledge():
            return _acknowledged(queue, command, t)
        case c.Accept():
            why = _not_on_offer(queue, callings, command.procedure)
            held = held_back(queue, callings, command.procedure)
            if not why and held:
                why = f"it is inhibited while {callings[held[0]].title} is open"
            return Refusal(why) if why else (e.OfferAccepted(t, command.role, command.procedure),)
        case c.Decline():
            call = queue.called.get(command.procedure)
            if call is None or call.status != "called":
                return Refusal("nothing calls for that, so there is nothing to decline")
            why = _not_on_offer(queue, callings, command.procedure)
            if not why and not command.reason.strip():
                why = "declining needs a reason; say what is seen instead"
            if why:
                return Refusal(why)
            return (e.OfferDeclined(t, command.role, command.procedure, command.reason.strip()),)
        case c.Call():
            return _by_hand(queue, callings, ready, command, t)
    return Refusal("that is not a word about the queue")


def _acknowledged(queue: Queue, command: c.Acknowledge, t: int) -> tuple[e.Event, ...] | Refusal:
    if command.run in queue.known or not _closed(queue, command.run):
        return Refusal("only what a closed procedure left behind is acknowledged, and once")
    return (e.NotesAcknowledged(t, command.role, command.run),)


def _by_hand(
    queue: Queue, callings: Mapping[str, Calling], ready: Container[str], command: c.Call, t: int
) -> tuple[e.Event, ...] | Refusal:
    """A procedure opened because a person says so, whatever the alarms say; only what inhibits it holds it back."""
    name = command.procedure
    if name not in ready:
        known = ", ".join(one for one in callings if one in ready) or "none"
        return Refusal(f"no procedure called '{name[:60]}' can be opened here; there are: {known}")
    if queue.is_open(name):
        return Refusal("that procedure is open already; go to it")
    held = held_back(queue, callings, name)
    if held:
        return Refusal(f"it is inhibited while {callings[held[0]].title} is open")
    if not command.reason.strip():
        return Refusal("opening a procedure by hand needs a reason; say what is seen")
    level, why = callings[name].call.level, command.reason.strip()
    return too_long(why) or (e.ProcedureCalled(t, command.role, name, level, why, offered=False),)


def _not_on_offer(queue: Queue, callings: Mapping[str, Calling], procedure: str) -> str:
    one = callings.get(procedure)
    if one is None or not one.offered:
        return "that procedure is not on offer"
    if queue.is_open(procedure):
        return "that procedure is open already"
    if one.call.guard is not None and procedure not in queue.called:
        return "nothing calls for that procedure now"
    return ""
