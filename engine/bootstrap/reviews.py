"""Reviews and corrections put into a store: entries of a review log, or of a run that is still open.

Everything here adds; there is no way to change or take away.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path
from engine.adapters.clock import SimulatedClock, WallClock
from engine.adapters.evidence import Evidence
from engine.adapters.key_folder import KeyFolder
from engine.audit.reading import noted
from engine.audit.review import (
    KIND,
    ROLE,
    CorrectionMade,
    ForkSettled,
    Place,
    Remark,
    ReviewOpened,
    Said,
    Signable,
    data_of,
    is_about,
    log_of,
    remarks,
)
from engine.bootstrap.audited import Records
from engine.bootstrap.evidence import attach, refuse_a_lost_tail
from engine.bootstrap.settings import software, store_address
from engine.bootstrap.signatures import judged_here
from engine.console import Console
from engine.errors import BoldfaceError, RunError
from engine.log import (
    FIRST_PREV,
    Conflict,
    Entry,
    StoredEntry,
    decode,
    encode,
    leaf_hash,
)
from engine.log.note import encode64
from engine.log.tree import Frontier
from engine.ports import Clock, Store
from engine.run.events import Corrected
from engine.run.proved import ASSERTED, Judged, proved

TRIES = 5  # DESIGN: auditors who write at one moment
Sign = Callable[[Signable, Place], Signable]


def open_writing(address: str | None) -> Store:
    """A store that is there already, to add to; raises NoStore when nothing has been stored."""
    stores.open_store(store_address(address), writable=False).close()
    return stores.open_store(store_address(address))


def logs_of(store: Store, run: str) -> list[str]:
    """The review logs of a run that the store holds, the one that is written here first."""
    found = [
        row.run
        for row in store.runs()
        if (row.fault or row.kind == KIND) and is_about(row.run, run)
    ]
    return sorted(found, key=lambda name: (len(name), name))


def said_of(store: Store, run: str, signers: Path | None = None) -> list[Remark]:
    """What auditors said of a run, log by log; raises UnknownRun when there is no such run, or what reading raises.

    signers: the people believed; None: those of the key folder.
    """
    store.size(run)
    logs = ((log, list(store.read(log))) for log in logs_of(store, run))
    return [one for log, rows in logs for one in told_of(log, rows, signers)]


def settled_of(
    store: Store, runs: Sequence[str], logs: Collection[str], signers: Path | None = None
) -> tuple[str, ...]:
    """What people settled of copies of these runs, in words; `logs`: the review logs that the store holds.

    signers: the people believed; None: those of the key folder. Nothing of a log that cannot be read:
    the verdict on it says so.
    """
    found: list[str] = []
    for log in (one for run in runs for one in logs if is_about(one, run)):
        with suppress(BoldfaceError):
            said = told_of(log, list(store.read(log)), signers)
            found += [f"{one.words} [{log}]" for one in said if isinstance(one.said, ForkSettled)]
    return tuple(found)


def corrections(store: Store, run: str, signers: Path | None = None) -> dict[int, list[str]]:
    """What was corrected of a run, by the entry it is about, in words; made while it was open or afterwards.

    A review log that cannot be read is told in place of entry 0.
    """
    found: dict[int, list[str]] = {}
    for one in noted(store.read(run)):
        if isinstance(one.event, Corrected):
            found.setdefault(one.event.entry, []).append(_words(one.event, one.at, ASSERTED))
    try:
        for remark in said_of(store, run, signers):
            if isinstance(remark.said, CorrectionMade):
                told = _words(remark.said, remark.at, remark.proof)
                found.setdefault(remark.said.entry, []).append(told)
    except BoldfaceError as error:
        found.setdefault(0, []).append(f"the review log cannot be read: {error}")
    return found


def is_review_log(rows: Sequence[StoredEntry]) -> bool:
    """Whether a log is one of remarks, by its first entry."""
    try:
        return bool(rows) and decode(rows[0].body, 0).event == ReviewOpened.__name__
    except BoldfaceError:
        return False


def told_of(log: str, rows: Sequence[StoredEntry], signers: Path | None = None) -> list[Remark]:
    """What a review log says, with how far each name is proved; raises a BoldfaceError."""
    judged = judged_here(rows, signers)
    return [
        replace(one, log=log, proof=_proof(one.said, judged.get(one.index)))
        for one in remarks(rows)
    ]


def _proof(said: Said, judged: Judged | None) -> str:
    return ASSERTED if isinstance(said, ReviewOpened) else proved(said.auth, said.signature, judged)


def _words(one: Corrected | CorrectionMade, at: str, proof: str) -> str:
    said = f"CORRECTED: was {one.was}, is {one.becomes}: {one.reason}"
    return f"{said} ({proof}: {one.person}, {at})"


def entry_of(store: Store, run: str, index: int) -> StoredEntry:
    """One entry of a run; raises RunError when it has no such entry."""
    row = next(iter(store.read(run, index)), None) if index >= 0 else None
    if row is None or row.index != index:
        raise RunError(
            f"run {run}: it has no entry {index}; its entries are 0 to {store.size(run) - 1}"
        )
    return row


def add(
    store: Store,
    run: str,
    said: Signable,
    address: str | None = None,
    sign: Sign | None = None,
) -> int:
    """Add a remark to the review log of a run; durable on return, under a signed checkpoint. The index it got.

    `sign` puts a signature to it where it will stand; without it the name is only asserted.
    Raises RunError when a checkpoint promises more than the log holds: nothing is added to it then.
    """
    log, clock = log_of(run), WallClock()
    store.open_run(log, KIND, {"of": run})
    refuse_a_lost_tail(store, log, address)
    for _ in range(TRIES):
        try:
            index = _append(store, run, said, clock, address, sign)
        except Conflict:
            continue
        _checkpoint(store, log, address)
        return index
    raise RunError(f"run {run}: others are writing to its review log; try again")


def _append(
    store: Store, run: str, said: Signable, clock: Clock, address: str | None, sign: Sign | None
) -> int:
    rows = list(store.read(log_of(run)))
    first = next(remarks(rows[:1]), None)
    opened = first.said if first is not None else _opening(store, run, address)
    origin = opened.origin if isinstance(opened, ReviewOpened) else ""
    index, prev = len(rows), rows[-1].leaf.hex() if rows else FIRST_PREV
    begun = first.at if first is not None else clock.at()
    tree = Frontier()
    for row in rows:
        tree.add(row.leaf)
    waiting: list[Said] = [said] if rows else [opened, said]
    for one in waiting:
        at, made = clock.at(), one
        if sign is not None and not isinstance(one, ReviewOpened):
            made = sign(one, Place(run, origin, index, encode64(tree.root()), at))
        t = max(0, _ms(at) - _ms(begun))
        body = encode(Entry(index, prev, t, at, ROLE, type(made).__name__, data_of(made)))
        head = leaf_hash(body)
        store.append(log_of(run), index, body, head)
        tree.add(head)
        index, prev = index + 1, head.hex()
    return index - 1


def _opening(store: Store, run: str, address: str | None) -> ReviewOpened:
    leaf = leaf_hash(entry_of(store, run, 0).body).hex()
    log = log_of(run)
    return ReviewOpened(log, run, leaf, software(), _origin(log, leaf, address))


def _origin(log: str, leaf: str, address: str | None) -> str:
    """The origin of a review log, told apart from one of its name in any other store; '' where none is kept."""
    if checkpoint_folder(store_address(address)) is None:
        return ""
    own = hashlib.sha256(f"{log} {leaf} {WallClock().at()} {address}".encode()).hexdigest()[:12]
    return KeyFolder().site().origin(f"{log}-{own}")


def _checkpoint(store: Store, log: str, address: str | None) -> None:
    """Sign the head of a review log; what cannot be signed now is, with the next remark."""
    folder = checkpoint_folder(store_address(address))
    opened = next(remarks(itertools.islice(store.read(log), 1))).said
    if folder is not None and isinstance(opened, ReviewOpened) and opened.origin:
        file = checkpoint_path(folder, log)
        Evidence(store, log, opened.origin, KeyFolder().site_key, file).close()


def correct_open(store: Store, run: str, event: Corrected, address: str | None = None) -> int:
    """Add a correction to a run that is still open, as its next entry; the index it got. Leaves the store."""
    refuse_a_lost_tail(store, run, address)
    record = Records(store)(run)
    simulated = SimulatedClock(record.opened.epoch) if record.opened.clock == "simulated" else None
    clock: Clock = simulated or WallClock()
    console = Console(store, clock, run, record.plan.drive)
    now = console.state.t
    if simulated is not None:
        simulated.set_t(now)
    elif record.opened.kind == "run":
        now = max(now, _ms(clock.at()) - _ms(record.opened.epoch))
    role = next((seat for seat, who in console.state.seats.items() if who == event.person), ROLE)
    attach(console, address)
    refusal = console.write([replace(event, t=now, role=role)])
    console.leave()
    if refusal is not None:
        raise RunError(f"run {run}: {refusal.reason}")
    return console.size - 1


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)
