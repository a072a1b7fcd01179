"""Whether the record of one run is whole and unaltered: a verdict in words, never a boolean.

It says what was checked, what was not, and against which trust file; it must never call a log
witnessed when anything it was shown is wrong or missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from engine.audit.dates import Times, out_of_date
from engine.audit.heads import Head, Kept, Unread, judged
from engine.audit.listing import Listed, against_list, not_seen, taken_out
from engine.audit.signoffs import MARK, SignOffs, look
from engine.audit.verdict import (
    MOST_FAULTS,
    Fault,
    Trust,
    Verdict,
    Word,
    checked,
    not_checked,
    unreadable,
    why_unwitnessed,
)
from engine.errors import BoldfaceError
from engine.log import StoredEntry, decode
from engine.log.note import Check
from engine.log.policy import Policy
from engine.log.subtrees import Closing, closed_here
from engine.log.walk import Walk

EARLY_SIZE: Final = 100
"""A program signs its first checkpoint after so many entries at the latest (engine/adapters/evidence)."""
EARLY: Final = (
    "a program that was killed in its first second leaves a run so, and so does whoever removed "
    "them; going on with it (`--resume`) signs the first one."
)
REMOVED: Final = "no program that recorded so many entries leaves a run so; they were removed."
CLOSED: Final = b'"event":"RunClosed"'


def verify(
    run: str,
    rows: Iterable[StoredEntry],
    kept: Sequence[Kept],
    trust: Trust,
    check: Check,
    close: Closing = closed_here,
    listed: Listed | None = None,
) -> Verdict:
    """Judge the entries `rows` (from index 0, as they lie) and the checkpoints kept of them.

    Lazy over rows: memory stays flat. `close` makes roots of pages of leaf hashes. `listed` is how
    a store lists the run, None for a bundle. Raises what reading `rows` raises.
    """
    found = judged(kept, trust.policy, check)
    heads = [one for one in found if isinstance(one, Head)]
    walk, log = _walked(rows, heads, trust, check, close)
    if walk.size == 0 and not heads:
        return unreadable(run, "it has no entry, so there is no record.", trust)
    faults = [
        *(Fault("altered", one.size, one.sentence) for one in found if isinstance(one, Unread)),
        *log.faults,
        *_against(walk, heads, log, trust),
        *(() if log.simulated else out_of_date(heads, log.times, trust.policy)),
        *against_list(listed, log.opened),
    ]
    log.beside = tuple(taken_out(listed, heads))
    log.not_seen = tuple(not_seen(listed, heads, closed=CLOSED in log.last))
    witnessed = _witnessed(walk, heads, trust.policy)
    return _verdict(run, walk, log, heads, trust, faults, witnessed)


class _Log(Struct):
    """What a walk over the entries found."""

    signoffs: SignOffs
    faults: list[Fault]
    origin: str = ""
    opened_as: str = ""
    simulated: bool = False  # a drill whose times are those of its scenario
    times: Mapping[int, str] = {}  # of the entries that date the checkpoints
    opened: Mapping[str, object] = {}
    last: bytes = b""
    beside: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()


def _walked(
    rows: Iterable[StoredEntry],
    heads: Sequence[Head],
    trust: Trust,
    check: Check,
    close: Closing,
) -> tuple[Walk, _Log]:
    walk = Walk({one.checkpoint.size for one in heads}, MARK, close)
    times = Times(heads, trust.policy)
    log = _Log(SignOffs(), [], times=times.at)
    late = _Tail(max((one.checkpoint.size for one in heads if one.signed), default=0))

    def seen(page: Sequence[StoredEntry]) -> None:
        if page[0].index == 0:
            _first(page[0], log)
        log.last = page[-1].body
        late.take(page)
        times.take(page)

    for row, root in walk.over(rows, seen):
        look(row.body, row.index, root, log.origin, trust.signers, check, log.signoffs)
    log.faults += [Fault("altered", at, why) for at, why in walk.faults[:MOST_FAULTS]]
    log.faults += late.faults(walk)
    log.faults += [Fault("altered", at, why) for at, why in log.signoffs.broken.items()]
    return walk, log


class _Tail:
    """Entries no signed checkpoint covers: their own links are all that holds them, so each is read."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._found: list[Fault] = []
        self._chain = _Links()

    def take(self, page: Sequence[StoredEntry]) -> None:
        if max(page[0].index, page[-1].index) < self._first - 1:
            return  # the common page; one whose rows stand out of order is told by the walk
        for row in page:
            if row.index >= self._first - 1:
                self._found += self._chain.next(row)

    def faults(self, walk: Walk) -> list[Fault]:
        named = {at for at, _ in walk.faults}
        return [one for one in self._found if one.at not in named][:MOST_FAULTS]


class _Links:
    """Whether each entry follows the one before it."""

    def __init__(self) -> None:
        self._prev: str | None = None

    def next(self, row: StoredEntry) -> Iterator[Fault]:
        try:
            entry = decode(row.body, row.index)
        except BoldfaceError as error:
            yield Fault("altered", row.index, str(error))
            self._prev = None
            return
        expected = "0" * 64 if row.index == 0 else self._prev
        if expected is not None and entry.prev != expected:
            yield Fault(
                "altered",
                row.index,
                f"entry {row.index} does not follow the entry before it: one of the two is altered.",
            )
        self._prev = row.leaf.hex()


def _first(row: StoredEntry, log: _Log) -> None:
    try:
        entry = decode(row.body, 0)
    except BoldfaceError as error:
        log.faults.append(Fault("altered", 0, str(error)))
        return
    log.origin = str(entry.data.get("origin") or "")
    log.opened_as = str(entry.data.get("run") or "")
    log.simulated = entry.data.get("kind") == "drill" and entry.data.get("clock") == "simulated"
    log.opened = entry.data


def _against(walk: Walk, heads: Sequence[Head], log: _Log, trust: Trust) -> Iterator[Fault]:
    """What the checkpoints say against the log, and against each other."""
    # Where the first entry names no origin, or is not there, every checkpoint counts against the log.
    own = [one for one in heads if log.origin in {"", one.checkpoint.origin}]
    for one in heads:
        if log.origin and one.checkpoint.origin != log.origin:
            size = one.checkpoint.size
            yield Fault(
                "altered",
                size,
                f"the checkpoint at {size} in the {one.where} is of another origin, "
                f"{one.checkpoint.origin[:80]}.",
            )
    policy = trust.policy
    believed = [one for one in own if one.signed] if policy is not None else own
    if policy is not None:
        yield from _unsigned(own, believed, walk)
    if log.origin and not believed and not (policy and own):
        yield Fault(
            "incomplete",
            walk.size,
            "its first entry promises checkpoints, and none was found: "
            + (EARLY if walk.size <= EARLY_SIZE else REMOVED),
        )
    yield from _shortfall(walk, believed)
    yield from _heads_against_log(walk, believed)


def _unsigned(own: Sequence[Head], believed: Sequence[Head], walk: Walk) -> Iterator[Fault]:
    strangers = [one for one in own if not one.signed]
    if strangers and not believed:
        yield Fault(
            "incomplete",
            walk.size,
            f"none of its {len(strangers)} checkpoints is signed by a key that the trust file "
            "believes for this origin.",
        )
    elif strangers:
        for one in strangers[:MOST_FAULTS]:
            size = one.checkpoint.size
            yield Fault(
                "altered",
                size,
                f"the checkpoint at {size} in the {one.where} is signed by no key that the trust "
                "file believes.",
            )


def _shortfall(walk: Walk, believed: Sequence[Head]) -> Iterator[Fault]:
    """The largest checkpoint that promises more than is there: it says how much is missing at least."""
    promised = max(believed, key=lambda head: head.checkpoint.size, default=None)
    if promised is not None and promised.checkpoint.size > walk.size:
        yield Fault(
            "incomplete",
            walk.size,
            f"a checkpoint in the {promised.where} promises {promised.checkpoint.size} entries, "
            f"and {walk.size} are there.",
        )


def _heads_against_log(walk: Walk, believed: Sequence[Head]) -> Iterator[Fault]:
    roots: dict[int, bytes] = {}
    wrong: list[Head] = []
    right = 0
    for one in sorted(believed, key=lambda head: head.checkpoint.size):
        size, root = one.checkpoint.size, one.checkpoint.root
        if roots.setdefault(size, root) != root:
            yield Fault("forked", size, f"there are two checkpoints of size {size}.")
        if size > walk.size:
            continue
        if walk.roots[size] == root:
            right = max(right, size)
        else:
            wrong.append(one)
    if not wrong:
        return
    first = wrong[0].checkpoint.size
    before = max((s for s in walk.roots if s < first and roots.get(s) == walk.roots[s]), default=0)
    if right > first:
        yield Fault(
            "forked",
            before,
            f"one checkpoint of size {first} ({wrong[0].where}) and one of size {right} are both "
            f"signed and do not belong to one log; they part after entry {before}.",
        )
    else:
        named = [at for at, _ in walk.faults if before <= at < first]
        yield Fault(
            "altered",
            min(named, default=before),
            f"what was altered begins in entries {before} to {first - 1}: they are not those of the "
            f"checkpoint at {first} ({wrong[0].where}).",
        )


def _witnessed(walk: Walk, heads: Sequence[Head], policy: Policy | None) -> int:
    """The largest size of a checkpoint of this log that a quorum has cosigned; 0 for none."""
    if policy is None or not policy.witnesses:
        return 0
    by_size: dict[int, set[str]] = {}
    for one in heads:
        size = one.checkpoint.size
        if one.signed and walk.roots.get(size) == one.checkpoint.root:
            by_size.setdefault(size, set()).update(one.witnesses)
    return max((s for s, names in by_size.items() if names and policy.enough(names)), default=0)


def _verdict(
    run: str,
    walk: Walk,
    log: _Log,
    heads: Sequence[Head],
    trust: Trust,
    faults: Sequence[Fault],
    witnessed: int,
) -> Verdict:
    doubts = [
        f"the checkpoint at {one.checkpoint.size} in the {one.where}: {doubt}."
        for one in heads
        for doubt in one.doubts
    ]
    doubts += [*log.beside, *log.signoffs.doubted.values()]
    if log.opened_as and run and log.opened_as != run:
        faults = [
            *faults,
            Fault("altered", 0, f"its first entry opens {log.opened_as}, not {run}."),
        ]
    worst = _worst(faults)
    word: Word = worst.word if worst else "intact, unwitnessed"
    at = worst.at if worst else witnessed
    reason = worst.sentence if worst else why_unwitnessed(walk, heads, trust, witnessed, doubts)
    if worst is None and witnessed == walk.size > 0 and not doubts:
        word, at, reason = "intact and witnessed", walk.size, "a quorum of witnesses saw all of it."
    if worst is None and doubts and witnessed == walk.size:
        at = min([one.checkpoint.size for one in heads if one.doubts] + [walk.size])
    return Verdict(
        run,
        word,
        at,
        reason,
        log.origin,
        walk.size,
        walk.root().hex(),
        witnessed,
        trust.name,
        tuple(checked(walk, log.signoffs, heads)),
        (
            *not_checked(log.signoffs, heads, trust, simulated=log.simulated),
            *log.not_seen,
        ),
        tuple(dict.fromkeys([*(one.sentence for one in faults), *doubts]))[:MOST_FAULTS],
    )


def _worst(faults: Sequence[Fault]) -> Fault | None:
    order = ("unreadable", "forked", "altered", "incomplete")
    ranked = [one for one in faults if one.word in order]
    return min(ranked, key=lambda one: (order.index(one.word), one.at), default=None)
