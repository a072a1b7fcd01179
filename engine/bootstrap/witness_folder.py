"""What the folder of a witness shows: of one log, of other logs of a run of its name, and of logs that a store has not.

Who has a site's key can begin a run anew under another origin and have it cosigned, as anybody may;
only the witness knows the first. It must never be told as proof which of the two is the true one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from engine.adapters.checkpoint_file import checkpoint_path, notes_in
from engine.audit.heads import Kept
from engine.audit.verdict import WITNESS, Trust
from engine.errors import BoldfaceError
from engine.log import StoredEntry, decode
from engine.log.checkpoint import read_checkpoint

_SHOWN: Final = 5  # origins that a sentence names
_ENDING: Final = ".checkpoints"


def origin_in(rows: Iterator[StoredEntry]) -> str:
    """The origin that the first entry names; '' where there is none to be read."""
    try:
        first = next(rows, None)
        return str(decode(first.body, 0).data.get("origin") or "") if first is not None else ""
    except BoldfaceError:
        return ""  # the verdict says that it cannot be read


def held(origin: str, trust: Trust) -> list[Kept]:
    """What the witness itself holds of the log of this origin."""
    if not trust.book or not origin:
        return []
    path = checkpoint_path(Path(trust.book), origin)
    return [Kept(f"{WITNESS} {path}", None, note) for note in notes_in(path)]


def rivals(origin: str, here: Collection[str], trust: Trust) -> Iterator[str]:
    """Other logs of a run of this name and site that the witness holds, and that are not `here`; a sentence each."""
    run = _run_of(origin)
    for other in _origins(trust) if run else ():
        if other not in here and other != origin and _run_of(other) == run:
            yield (
                f"the witness also holds {other} with {_size(other, trust)} entries: another history "
                "of a run of this name, which may have been put away for this one."
            )


def missing(here: Collection[str], trust: Trust) -> Iterator[str]:
    """Logs of the sites of a store that the witness holds and the store has not, in a sentence."""
    sites = {run[::2] for one in here if (run := _run_of(one))}
    gone = [
        f"{one} ({_size(one, trust)} entries)"
        for one in (_origins(trust) if sites else ())
        if one not in here and (run := _run_of(one)) and run[::2] in sites and run[1] != "keys"
    ]
    if gone:
        more = f" and {len(gone) - _SHOWN} more" if gone[_SHOWN:] else ""
        yield (
            f"the witness holds {', '.join(gone[:_SHOWN])}{more}, and this store does not: taken out "
            "of it, or kept in another store of the site."
        )


def _origins(trust: Trust) -> list[str]:
    if not trust.book:
        return []
    return sorted(
        unquote(path.name.removesuffix(_ENDING)) for path in Path(trust.book).glob(f"*{_ENDING}")
    )


def _size(origin: str, trust: Trust) -> int:
    """How much of a log the witness has seen; 0 where its record cannot be read."""
    try:
        notes = notes_in(checkpoint_path(Path(trust.book), origin))
        return max((read_checkpoint(note)[0].size for note in notes), default=0)
    except BoldfaceError:
        return 0


def _run_of(origin: str) -> tuple[str, str, str] | None:
    """Authority, name of the run, and site, of `<authority>/run/<run>-<own>/<site>`."""
    head, slash, site = origin.rpartition("/")
    authority, run, named = head.rpartition("/run/")
    name, dash, _ = named.rpartition("-")
    return (authority, name, site) if slash and run and dash and "/" not in named else None
