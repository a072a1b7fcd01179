"""What `author release` does: look at the files as for flight, then add their lines to the release log beside them.

All or nothing: as long as one file stands in the way, nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import click

from engine.adapters.clock import WallClock
from engine.adapters.library_files import LibraryFiles, is_path
from engine.adapters.release_file import NAME, add, released
from engine.cli.say import safe
from engine.errors import ProcedureError
from engine.library import load_plan
from engine.lint.check import Report, check_text, make_shelf
from engine.lint.report import as_object, as_text
from engine.procedure.release import Release, heads_of, line_of, next_release, refusals
from engine.run.kept import Text

LONGEST = 500  # DESIGN: a name or a reason, characters
PROFILE: Final = "flight"


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file looked at: its text, its report, and the procedures it cannot do without."""

    text: Text
    report: Report
    revision: int
    needed: tuple[Text, ...]


def release_files(paths: Sequence[str], by: str, why: str, *, as_json: bool) -> int:
    """Release the files, or say what stands in the way; returns the exit code."""
    who, reason = _words("--by", by), _words("--why", why)
    if not who:
        raise click.UsageError("--by is empty; say who answers for the release")
    folder = _folder(paths)
    looked = [_look(folder, Path(path)) for path in dict.fromkeys(paths)]
    findings = [one.report for one in looked if not one.report.clean]
    missing = _missing(folder, looked)
    if findings or missing:
        _tell_what_is_missing(findings, missing, as_json=as_json)
        return 1
    at = WallClock().at()
    wanted = [
        Release(one.text.name, one.revision, one.text.digest, who, at, reason, PROFILE, "")
        for one in looked
    ]
    _tell(add(folder, lambda known, last: _chained(known, last, wanted)), folder, as_json=as_json)
    return 0


def _words(option: str, text: str) -> str:
    found = " ".join(text.split())
    if not found.isprintable() or len(found) > LONGEST:
        raise click.UsageError(f"{option} must be plain text of at most {LONGEST} characters")
    return found


def _folder(paths: Sequence[str]) -> Path:
    for path in paths:
        if not is_path(path):
            raise ProcedureError(
                f"{path[:200]}: found no path of a procedure; name the file, as in head-count.yaml"
            )
    folders = {Path(path).absolute().parent for path in paths}
    if len(folders) > 1:
        raise ProcedureError(
            "the files lie in several folders; release those of one folder at a time"
        )
    return folders.pop()


def _look(folder: Path, path: Path) -> _Looked:
    """The file and what it needs, read and checked; raises ProcedureError for what cannot be read."""
    library = LibraryFiles(folder)
    text = library.text("procedure", str(path))
    names = dict.fromkeys(library.names("procedure"), "")
    first = check_text(text, path.as_posix(), "load")
    procedure = first.procedure
    if procedure is None or not first.clean:
        return _Looked(Text("procedure", path.stem, text), first, 0, ())
    plan = load_plan(library, path.stem)
    others = {one.name: one.text for one in plan.texts[1:]}
    shelf = make_shelf({path.as_posix(): text}, {**names, **others})
    report = check_text(text, path.as_posix(), PROFILE, shelf)
    return _Looked(plan.texts[0], report, procedure.revision, plan.texts[1:])


def _missing(folder: Path, looked: Sequence[_Looked]) -> list[str]:
    """Why what the files need is not in force; those released together count."""
    together = {one.text.name for one in looked}
    needed = {
        text.name: (_revision(text), text.text)
        for one in looked
        for text in one.needed
        if text.name not in together
    }
    return refusals(released(folder), needed)


def _revision(text: Text) -> int:
    procedure = check_text(text.text, text.name, "load").procedure
    return procedure.revision if procedure is not None else 0


def _chained(
    known: tuple[Release, ...], last: str, wanted: Sequence[Release]
) -> tuple[Release, ...]:
    made: list[Release] = []
    for one in wanted:
        made.append(next_release((*known, *made), line_of(made[-1]) if made else last, one))
    return tuple(made)


def _tell(made: Sequence[Release], folder: Path, *, as_json: bool) -> None:
    if as_json:
        log, head = str(folder / NAME), heads_of(made)[-1]
        _echo({"released": [asdict(one) for one in made], "log": log, "head": head})
        return
    for one in made:
        click.echo(
            safe(
                f"{one.procedure} revision {one.revision} is released as {one.digest} by {one.by}; "
                f"written to {folder / NAME}"
            )
        )
    click.echo(
        f"head of the log: {heads_of(made)[-1]} (keep it: author releases --head asks for it)"
    )


def _tell_what_is_missing(
    findings: Sequence[Report], missing: Sequence[str], *, as_json: bool
) -> None:
    if as_json:
        _echo({"findings": [as_object(one) for one in findings], "missing": list(missing)})
        return
    for report in findings:
        click.echo("\n".join(map(safe, as_text(report).split("\n"))))
    for sentence in missing:
        click.echo(f"needed: {safe(sentence)}")
    click.echo("nothing was released")


def _echo(data: Any) -> None:
    click.echo(json.dumps(data, indent=1))
