"""Whether the record of one run is whole and unaltered: a verdict in words, never a boolean.

It says what was checked, what was not, and against which trust file; it must never call a log
witnessed when anything it was shown is wrong or missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from engine.audit.against import against
from engine.audit.dates import Times, out_of_date, seen_too_soon
from engine.audit.ending import (
    Ending,
    answered,
    gone_on,
    may_have_gone_on,
    seen_less,
    unsigned_close,
)
from engine.audit.heads import Head, Kept, Unread, judged
from engine.audit.listing import (
    IMPORTED,
    Listed,
    Reviewed,
    against_list,
    not_seen,
    parted,
    taken_out,
)
from engine.audit.opening import Opening
from engine.audit.signoffs import MARK, SignOffs, look
from engine.audit.tail import Tail
from engine.audit.verdict import (
    MOST_FAULTS,
    Fault,
    Told,
    Trust,
    Verdict,
    Word,
    checked,
    not_checked,
    unreadable,
    why_unwitnessed,
)
from engine.errors import BoldfaceError
from engine.log import decode
from engine.log.note import Check
from engine.log.page import StoredPage
from engine.log.policy import Policy
from engine.log.subtrees import Closing, closed_here
from engine.log.walk import Walk
from engine.run.events import RunOpened


def verify(
    run: str,
    pages: Iterable[StoredPage],
    kept: Sequence[Kept],
    trust: Trust,
    check: Check,
    close: Closing = closed_here,
    listed: Listed | None = None,
    told: Told | None = None,
) -> Verdict:
    """Judge the entries in `pages` (from index 0, as they lie) and the checkpoints kept of them.

    Lazy over pages: memory stays flat. `close` makes roots of pages of leaf hashes. `listed` is how
    a store lists the run, None for a bundle. `told`: what witnesses say now, None when none was
    asked. Raises what reading `pages` raises.
    """
    found = judged(kept, trust.policy, check)
    heads = [one for one in found if isinstance(one, Head)]
    walk, log = _walked(pages, heads, trust, check, close, listed)
    if walk.size == 0 and not heads:
        return unreadable(run, "it has no entry, so there is no record.", trust)
    told = told or Told()
    sizes = answered(heads, told)
    witnessed = _witnessed(walk, heads, trust.policy)
    log.asked = bool(sizes) and trust.policy is not None and trust.policy.enough(sizes)
    faults = [
        *(Fault("altered", one.size, one.sentence) for one in found if isinstance(one, Unread)),
        *log.faults,
        *against(walk, heads, log.origin, trust.policy),
        *(() if log.simulated else out_of_date(heads, log.times, trust.policy)),
        *against_list(listed, log.opened),
        *gone_on(sizes, walk.size),
        *parted(listed),
    ]
    names = {run, listed.meta.get(IMPORTED, run) if listed else run}
    if log.opened_as and run and log.opened_as not in names:
        faults.append(Fault("altered", 0, f"its first entry opens {log.opened_as}, not {run}."))
    log.beside = (
        *unsigned_close(log.ending, heads),
        *taken_out(listed, heads, open_run=log.open),
        *(() if log.simulated else seen_too_soon(heads, log.times)),
        *seen_less(sizes, witnessed),
        *told.rivals,
    )
    log.not_seen = tuple(not_seen(listed, heads))
    if log.ending.closed is None:
        log.not_seen += tuple(may_have_gone_on(log.ending, walk.size, told, asked=log.asked))
    return _verdict(run, walk, log, heads, trust, faults, witnessed)


class _Log(Struct):
    """What a walk over the entries found."""

    signoffs: SignOffs
    faults: list[Fault]
    opening: Opening
    ending: Ending
    origin: str = ""
    opened_as: str = ""
    simulated: bool = False  # a drill whose times are those of its scenario
    times: Mapping[int, str] = {}  # of the entries that date the checkpoints
    opened: Mapping[str, object] = {}
    is_run: bool = False  # not a log of keys or of reviews
    asked: bool = False  # whether enough witnesses said how much they have seen
    beside: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is a run that no entry closes."""
        return self.is_run and self.ending.closed is None


def _walked(
    pages: Iterable[StoredPage],
    heads: Sequence[Head],
    trust: Trust,
    check: Check,
    close: Closing,
    listed: Listed | None,
) -> tuple[Walk, _Log]:
    walk = Walk({one.checkpoint.size for one in heads}, MARK, close)
    times = Times(heads, trust.policy)
    log = _Log(SignOffs(), [], Opening(), Ending(), times=times.at)
    reviewed = Reviewed(listed)
    late = Tail(max((one.checkpoint.size for one in heads if one.signed), default=0))

    def seen(page: StoredPage) -> None:
        if page.indices[0] == 0:
            _first(page.rows[0][0], log)
        log.opening.take(page)
        log.ending.take(page)
        reviewed.take(page)
        late.take(page)
        times.take(page)

    for row, root in walk.over(pages, seen):
        look(row.body, row.index, root, log.opened, trust.signers, check, log.signoffs)
    log.faults += [Fault("altered", at, why) for at, why in walk.faults[:MOST_FAULTS]]
    log.faults += late.faults(walk)
    log.faults += [Fault("altered", at, why) for at, why in log.signoffs.broken.items()]
    log.ending.finish()
    log.faults += [*log.ending.faults, *reviewed.faults(walk.size)]
    log.faults += log.opening.faults(listed.kind if listed else "", is_run=log.is_run)
    return walk, log


def _first(body: bytes, log: _Log) -> None:
    try:
        entry = decode(body, 0)
    except BoldfaceError as error:
        log.faults.append(Fault("altered", 0, str(error)))
        return
    log.origin = str(entry.data.get("origin") or "")
    log.opened_as = str(entry.data.get("run") or "")
    log.simulated = entry.data.get("kind") == "drill" and entry.data.get("clock") == "simulated"
    log.opened = entry.data
    log.is_run = entry.event == RunOpened.__name__


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
    worst = _worst(faults)
    word: Word = worst.word if worst else "intact, unwitnessed"
    at = worst.at if worst else witnessed
    reason = worst.sentence if worst else why_unwitnessed(walk, heads, trust, witnessed, doubts)
    if worst is None and witnessed == walk.size > 0:
        if doubts:
            at = min([one.checkpoint.size for one in heads if one.doubts] + [walk.size])
        else:
            word, at, reason = _seen_to_the_end(walk.size, log)
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
        (*checked(walk, log.signoffs, heads), *_ends(log)),
        (
            *not_checked(log.signoffs, heads, trust, simulated=log.simulated),
            *log.not_seen,
        ),
        tuple(dict.fromkeys([*(one.sentence for one in faults), *doubts]))[:MOST_FAULTS],
        log.open,
    )


def _ends(log: _Log) -> Iterator[str]:
    """What was checked at both ends of a run."""
    if log.opening.opened is not None:
        yield "the first entry: itself, and the texts kept behind it"
    if log.ending.closed is not None:
        yield f"its close: entry {log.ending.closed}, and nothing was added behind it"


def _seen_to_the_end(size: int, log: _Log) -> tuple[Word, int, str]:
    """The verdict on a log of which a quorum saw every entry that is here."""
    end = log.ending
    if end.closed is not None:
        return "intact and witnessed", size, "a quorum of witnesses saw all of it, to its close."
    seen = f"a quorum of witnesses saw all {size} entries that are here{end.when}; it is open"
    if log.asked:
        return "intact and witnessed", size, f"{seen}, and they say that they saw no more."
    asked = (
        "and they were not asked whether they saw more: a tail cut off everywhere would not show."
    )
    return "intact, unwitnessed", size, f"{seen}, {asked}"


def _worst(faults: Sequence[Fault]) -> Fault | None:
    order = ("unreadable", "forked", "altered", "incomplete")
    ranked = [one for one in faults if one.word in order]
    return min(ranked, key=lambda one: (order.index(one.word), one.at), default=None)
