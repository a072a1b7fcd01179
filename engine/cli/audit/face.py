"""What every copy of a run says of it as a whole: how it was opened, the texts kept with it, its size and root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from engine.console import to_event
from engine.errors import BoldfaceError, RunError
from engine.library import KeptLibrary, load_plan
from engine.log import StoredEntry, leaf_hash
from engine.log.tree import Frontier
from engine.machine.table import Table
from engine.paper.exports.lines import Face, corrections, export_lines
from engine.ports import Store
from engine.run.events import Event, RunOpened, TextKept
from engine.run.kept import Text, kept


def first_entries(store: Store, run: str) -> tuple[RunOpened, tuple[Text, ...]]:
    """How the run was opened and the texts kept with it, those that are whole; raises RunError or a StoreError."""
    events = list(takewhile(lambda one: isinstance(one, RunOpened | TextKept), _events(store, run)))
    if not events or not isinstance(events[0], RunOpened):
        raise RunError(
            f"run {run}: its first entry does not open it or cannot be read; "
            f"export it --as jsonl, and see `boldface audit show {run}`"
        )
    try:
        return events[0], kept(events)
    except BoldfaceError:
        return events[0], ()


def _events(store: Store, run: str) -> Iterator[Event]:
    for row in store.read(run):
        try:
            yield to_event(row)
        except BoldfaceError:
            return


def table_of(opened: RunOpened, texts: tuple[Text, ...]) -> Table | None:
    """The table of the procedure kept with the run; None when it cannot be used."""
    try:
        return load_plan(KeptLibrary(texts), opened.procedure).drive.table
    except BoldfaceError:
        return None


def face_of(opened: RunOpened, texts: tuple[Text, ...], rows: Iterable[StoredEntry]) -> Face:
    """What every copy says of the run as a whole; `rows` are all its entries."""
    tree = Frontier()
    digest = next(
        (one.digest for one in texts if (one.kind, one.name) == ("procedure", opened.procedure)),
        opened.digest,
    )
    corrected = corrections(export_lines(_grown(rows, tree)))
    return Face(
        opened.run,
        opened.kind,
        opened.procedure,
        opened.revision,
        digest,
        opened.title,
        opened.scenario or "",
        tree.size,
        tree.root().hex(),
        corrected,
    )


def _grown(rows: Iterable[StoredEntry], tree: Frontier) -> Iterator[StoredEntry]:
    """The rows as they are, each added to the tree by the hash of its bytes."""
    for row in rows:
        tree.add(leaf_hash(row.body))
        yield row
