"""What a store says beside the entries of its runs, for a verdict: list, reviews, traces of what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from engine.adapters.sqlite_traces import traces
from engine.adapters.stores import place_of
from engine.audit.listing import Listed
from engine.audit.parting import parting
from engine.audit.review import KIND, ReviewMade, log_of, remarks
from engine.bootstrap.reviews import settled_of
from engine.errors import BoldfaceError
from engine.ports import Store


def listed_in(store: Store, address: str, signers: Path | None = None) -> dict[str, Listed]:
    """The line of every run, with what reviews of it saw; raises a StoreError.

    signers: the people believed where names in reviews are judged; None: those of the key folder.
    """
    rows = store.runs()
    found = traces_in(address)
    logs = {row.run for row in rows if row.kind == KIND}
    forks = _forks(store, [row.run for row in rows])
    return {
        row.run: Listed(
            row.kind,
            row.meta,
            found,
            _reviews(store, row.run, logs),
            tuple(forks.get(row.run, ())),
            row.fault,
            settled_of(
                store, [row.run, *(one for one, _ in forks.get(row.run, ()))], logs, signers
            ),
        )
        for row in rows
    }


def traces_in(address: str) -> tuple[str, ...]:
    """What the store shows of things taken out of it; raises a StoreError."""
    place = place_of(address)
    return traces(place) if place is not None else ()


def _reviews(store: Store, run: str, logs: set[str]) -> tuple[tuple[int, str], ...]:
    if log_of(run) not in logs:
        return ()
    try:
        said = [one.said for one in remarks(store.read(log_of(run)))]
    except BoldfaceError:
        return ()  # the verdict on the review log says so
    return tuple((one.entries, one.leaf) for one in said if isinstance(one, ReviewMade))


def _forks(store: Store, runs: Sequence[str]) -> Mapping[str, list[tuple[str, int]]]:
    """Runs that are copies of one run and part: one went on at two places, and both were brought in here."""
    alike: dict[bytes, list[str]] = {}
    for run in runs:
        try:
            first = next(store.read(run), None)
        except BoldfaceError:
            continue  # the verdict on that run says so
        if first is not None:
            alike.setdefault(first.body, []).append(run)
    found: dict[str, list[tuple[str, int]]] = {}
    for copies in alike.values():
        for one, other in combinations(copies, 2):
            try:
                how = parting(store.read(one), store.read(other))
            except BoldfaceError:
                continue
            if how.how == "forked":
                found.setdefault(one, []).append((other, how.common))
                found.setdefault(other, []).append((one, how.common))
    return found
