"""Two copies of one run fetched for comparison: here from a store, there from a store, a bundle or a file of entries.

What a person decides about copies that part is kept in the review log; neither copy is touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.adapters import stores
from engine.adapters.bundle_files import ENDINGS, BundleReader, file_lines
from engine.audit.parting import Parting, parting
from engine.audit.review import ForkSettled
from engine.bootstrap.reviews import Sign, add, entry_of, open_writing
from engine.bootstrap.settings import store_address
from engine.errors import RunError
from engine.log import StoredEntry, leaf_hash
from engine.paper.bundle import ENTRIES


def part(address: str | None, run: str, other: str, name: str | None) -> Parting:
    """How RUN of a store stands to the copy in `other`, there called `name` or the same.

    Raises a BoldfaceError when one of the two cannot be read.
    """
    with (
        closing(stores.open_store(store_address(address), writable=False)) as store,
        _copy(other, name or run) as there,
    ):
        return parting(store.read(run), there)


@contextmanager
def _copy(other: str, run: str) -> Iterator[Iterator[StoredEntry]]:
    path = Path(other).expanduser()
    if path.is_dir() or path.suffix.lower() in ENDINGS:
        with BundleReader(path) as reader:
            yield _rows(reader.lines(ENTRIES))
    elif path.suffix.lower() == ".jsonl":
        yield _rows(file_lines(path))
    else:
        with closing(stores.open_store(other, writable=False)) as store:
            yield store.read(run)


def _rows(lines: Iterator[bytes]) -> Iterator[StoredEntry]:
    for index, body in enumerate(lines):
        yield StoredEntry(index, body, leaf_hash(body))


def settle(
    address: str | None,
    run: str,
    found: Parting,
    keep: str,
    reason: str,
    person: str,
    sign: Sign | None = None,
) -> int:
    """Keep a person's word on two copies that part, in the review log of RUN; the index of the entry.

    Raises RunError unless they part.
    """
    there = found.there.parts
    if found.how != "forked" or there is None:
        raise RunError(f"run {run}: there is nothing to settle: {found.words}")
    with closing(open_writing(address)) as store:
        leaf = leaf_hash(entry_of(store, run, found.common).body).hex()
        said = ForkSettled(
            found.common, leaf, keep, found.there.entries, found.there.root, reason, person
        )
        return add(store, run, said, address, sign)
