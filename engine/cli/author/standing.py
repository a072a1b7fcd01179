"""What `author releases` does: read the release log of a folder, and say how its procedures stand to it.

Nothing is written; what a broken log is, is said by `engine.procedure.release`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from engine.adapters.library_files import LibraryFiles
from engine.adapters.release_file import NAME, read_log
from engine.cli.say import safe
from engine.errors import ProcedureError
from engine.procedure.reader import read_procedure
from engine.procedure.release import FIRST, Release, Standing, heads_of, standings

LEAST_HEAD: Final = 8  # DESIGN: hex digits; fewer may be met by chance
_WRONG: Final = frozenset({"touched", "older", "no file"})


def hold(folder: str, head: str, *, as_json: bool) -> int:
    """Print how log and files stand; returns the exit code."""
    if head and not re.fullmatch(rf"[0-9a-f]{{{LEAST_HEAD},64}}", head):
        raise click.UsageError(f"--head must be {LEAST_HEAD} to 64 hex digits of a digest")
    root = Path(folder)
    if not root.is_dir():
        raise ProcedureError(f"{folder}: is no folder; name the one that holds {NAME}")
    releases = read_log(root)
    found = standings(releases, _texts(root)) if releases else ()
    heads = heads_of(releases)
    at = next((n for n, one in enumerate(heads, 1) if one.startswith(head)), 0) if head else 0
    if as_json:
        _tell_data(root, releases, found, head, at)
    else:
        _tell(root, releases, found, head, at)
    wrong = not releases or any(one.state in _WRONG for one in found)
    return 1 if wrong or (head and not at) else 0


def _texts(root: Path) -> dict[str, tuple[int, str]]:
    """Name, revision and text of every procedure of the folder that can be read."""
    library, found = LibraryFiles(root), {}
    for name in library.own("procedure"):
        text = library.text("procedure", name)
        procedure = read_procedure(text).procedure
        if procedure is not None:
            found[procedure.procedure] = (procedure.revision, text)
    return found


def _tell(
    root: Path, releases: Sequence[Release], found: Sequence[Standing], head: str, at: int
) -> None:
    if not releases:
        click.echo(
            safe(f"{root / NAME}: nothing was released here, or the log was taken away; restore it")
        )
    for one in found:
        click.echo(safe(f"{one.procedure}: {_said(one)}"))
    if releases:
        count = "1 line" if len(releases) == 1 else f"{len(releases)} lines"
        click.echo(f"{count}, each follows from the one before; head {heads_of(releases)[-1]}")
    if head and at:
        click.echo(f"head {head} is that of line {at}: nothing up to there was changed")
    elif head:
        click.echo(
            f"head {head} is that of no line: the last lines were changed or taken off since it was "
            "kept; restore the log from a copy"
        )


def _said(one: Standing) -> str:
    last = one.release
    if last is None:
        return f"revision {one.revision} is a draft; nothing of it was ever released"
    by = f"revision {last.revision} was released by {last.by} at {last.at}"
    return {
        "in force": f"revision {last.revision} is in force ({last.digest[:12]}), by {last.by} at {last.at}",
        "draft": f"revision {one.revision} is a draft; {by}",
        "touched": f"revision {one.revision} has been touched; {by} as {last.digest[:12]}: restore it",
        "older": f"the file is revision {one.revision}, which is no longer in force; {by}",
        "no file": f"there is no sound file of it; {by}",
    }[one.state]


def _tell_data(
    root: Path, releases: Sequence[Release], found: Sequence[Standing], head: str, at: int
) -> None:
    data = {
        "log": str(root / NAME),
        "lines": len(releases),
        "head": heads_of(releases)[-1] if releases else FIRST,
        "procedures": [asdict(one) for one in found],
        **({"asked": {"head": head, "line": at or None}} if head else {}),
    }
    click.echo(json.dumps(data, indent=1))
