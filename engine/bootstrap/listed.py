"""What a store says beside the entries of its runs, for a verdict: list, reviews, traces of what is gone."""

from __future__ import annotations

from engine.adapters.sqlite_traces import traces
from engine.adapters.stores import place_of
from engine.audit.listing import Listed
from engine.audit.review import KIND, ReviewMade, log_of, remarks
from engine.errors import BoldfaceError
from engine.ports import Store


def listed_in(store: Store, address: str) -> dict[str, Listed]:
    """The line of every run, with what reviews of it saw; raises a StoreError."""
    rows = store.runs()
    found = traces_in(address)
    logs = {row.run for row in rows if row.kind == KIND}
    return {
        row.run: Listed(row.kind, row.meta, found, _reviews(store, row.run, logs)) for row in rows
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
