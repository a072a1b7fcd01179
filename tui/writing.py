"""What the authoring screen looks at: the procedures of a folder, one of them as saved, and what can be said of it.

The way from that screen to the engine's reader, linter and paper; it only reads files, writing is the editor's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from engine.adapters.library_files import MOST_BYTES
from engine.bootstrap.rehearse import overlay
from engine.cli.author.beside import shelf_of
from engine.errors import BoldfaceError
from engine.library import load_plan
from engine.lint.check import Report, check_text, failed
from engine.lint.report import verdict
from engine.lint.rule import PROFILES, Profile
from engine.paper.outline import Outline, outline
from engine.paper.plain import plain_text
from engine.paper.sheet import Sheet, sheet
from engine.procedure.model import Procedure
from engine.procedure.places import Problem
from engine.procedure.release import digest_of
from engine.procedure.yaml_reader import decode

MOST_DRAWN = 400  # DESIGN: twice a very long procedure; the drawing takes a tenth of a second there
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was saved: its text (what could not be read as text has a fault), when, its stamp."""

    path: Path
    text: str
    saved: str
    fault: Problem | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What can be said of a draft: findings, the verdict, shape, paper copy and plain words where it can be read.

    steps: the line (1-based) at which each step begins, and its name.
    no_shape, no_words, no_paper: why there is none, in a sentence; '' if there is one.
    """

    draft: Draft
    profile: Profile
    findings: tuple[Problem, ...]
    verdict: str
    reached: str
    steps: tuple[tuple[int, str], ...] = ()
    shape: Outline | None = None
    no_shape: str = ""
    words: str | None = None
    no_words: str = ""
    paper: Sheet | None = None
    no_paper: str = ""


def library_folder() -> Path:
    """The folder of the shipped procedures."""
    # A namespace package may lie in several places; the one that holds a procedure is meant.
    found = (one for one in files("procedures").iterdir() if one.name.endswith(".yaml"))
    return next((Path(str(one)).parent for one in found), Path())


def procedures_in(folder: Path) -> tuple[Path, ...]:
    """The procedure files of a folder, by name; those below it are scenarios, stations and schemas."""
    try:
        found = [one for one in folder.iterdir() if one.suffix in {".yaml", ".yml"}]
    except OSError:
        return ()
    return tuple(sorted(one for one in found if not one.name.startswith(".") and one.is_file()))


def stamp(path: Path) -> Stamp | None:
    """What changes when a file is saved; None while it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_draft(path: Path) -> Draft:
    """The file as it lies there now; raises OSError when it cannot be read."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
        saved = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%H:%M:%S")
    text = decode(content)
    if isinstance(text, Problem):
        return Draft(path, content[:MOST_BYTES].decode("utf-8", "replace"), saved, text)
    return Draft(path, text, saved)


def look_at(draft: Draft, profile: Profile) -> Look:
    """Everything that can be said of a draft; takes as long as it takes, so never in the screen's thread."""
    name = draft.path.as_posix()
    if draft.fault is not None:
        report = failed(draft.fault, name, profile)
    else:
        report = check_text(draft.text, name, profile, shelf_of({name: draft.text}))
    shape, why = _shape(draft, report)
    words = plain_text(report.procedure) if report.procedure is not None else None
    said = verdict(report).removeprefix(f"{name}: ")
    reached = report.reached or "cannot be used"
    paper, no_paper = _paper(draft, report)
    return Look(
        draft,
        profile,
        report.findings,
        said,
        reached,
        _steps(report),
        shape,
        why,
        words,
        "" if words is not None else "There are no plain words: the text cannot be read yet.",
        paper,
        no_paper,
    )


def _shape(draft: Draft, report: Report) -> tuple[Outline | None, str]:
    if report.procedure is None:
        return None, "There is no spine: the text cannot be read as a procedure yet."
    if len(report.procedure.steps) > MOST_DRAWN:
        return None, _too_long("spine", report.procedure, f"show {draft.path.name}")
    library = overlay(draft.path, draft.text)
    try:
        return outline(load_plan(library, library.name).drive.table), ""
    except BoldfaceError as error:
        return None, f"There is no spine: {error}"


def _too_long(what: str, procedure: Procedure, instead: str) -> str:
    return (
        f"There is no {what} of {len(procedure.steps)} steps here ({MOST_DRAWN} at most): "
        f"boldface author {instead}"
    )


def _paper(draft: Draft, report: Report) -> tuple[Sheet | None, str]:
    if report.procedure is None:
        return None, "There is no paper copy: the text cannot be read as a procedure yet."
    if len(report.procedure.steps) > MOST_DRAWN:
        return None, _too_long("paper copy", report.procedure, f"print {draft.path.name} -o x.html")
    return sheet(report.procedure, digest_of(draft.text)), ""


def _steps(report: Report) -> tuple[tuple[int, str], ...]:
    lines = report.text.split("\n")
    found = []
    for path, span in report.places.values.items():
        if len(path) == 3 and path[0] == "steps" and path[2] == "step" and span[0] == span[2]:
            found.append((span[0], lines[span[0] - 1][span[1] - 1 : span[3] - 1].strip("\"'")))
    return tuple(sorted(found))


def step_at(steps: Sequence[tuple[int, str]], line: int) -> str | None:
    """The step in which a line (1-based) stands; None before the first."""
    return next((name for start, name in reversed(steps) if start <= line), None)


def following(profile: Profile) -> Profile:
    """The profile that comes after one when one goes round."""
    return PROFILES[(PROFILES.index(profile) + 1) % len(PROFILES)]
