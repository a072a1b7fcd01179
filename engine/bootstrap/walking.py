"""From a counterexample's file to a walk: the procedure is found and compiled, and a run opened in memory.

Nothing of it is stored; a file that cannot be walked is refused in one sentence.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from engine.adapters.clock import SimulatedClock
from engine.adapters.library_files import LibraryFiles, is_path
from engine.adapters.stores import open_store
from engine.bootstrap.begin import begin_run
from engine.bootstrap.settings import software, stem
from engine.console import Console
from engine.errors import ProcedureError
from engine.library import Plan, load_plan
from engine.machine.counterexample import Counterexample, read_counterexample
from engine.run.events import ENGINE, RunOpened
from engine.walk import Walk

EPOCH = "2026-01-01T00:00:00Z"  # DESIGN: a walk belongs to no day
CHANGED = "The procedure has changed since this was found: the walk may go another way."


def open_walk(file: str, procedure: str | None = None) -> Walk:
    """The walk of a counterexample's file, on the procedure named there or here; raises ProcedureError."""
    try:
        example = read_counterexample(LibraryFiles().text("procedure", _path(file)))
    except ProcedureError as error:
        said = str(error)
        raise ProcedureError(said if said.startswith(file) else f"{file}: {said}") from None
    source = procedure or _source(file, example)
    plan = load_plan(_library(source), stem(source))
    if plan.procedure.procedure != example.procedure:
        raise ProcedureError(
            f"{file}: it was found in the procedure '{example.procedure}', not in "
            f"'{plan.procedure.procedure}'"
        )
    texts = plan.texts[0]
    changed = example.digest and sha256(texts.text.encode()).hexdigest() != example.digest
    try:
        return Walk(example, lambda: _opened(plan), CHANGED if changed else "")
    except ProcedureError as error:
        raise ProcedureError(f"{file}: {error}") from None


def _path(file: str) -> str:
    if is_path(file):
        return file
    raise ProcedureError(
        f"{file}: a counterexample ends in .yaml; expected the file that "
        "`boldface author check --counterexamples` wrote"
    )


def _source(file: str, example: Counterexample) -> str:
    """The procedure's path as written there, else its name, which may stand beside the file or ship."""
    beside = Path(file).absolute().parent
    if example.file and (found := beside / example.file).is_file():
        return str(found)
    found = beside / f"{example.procedure}.yaml"
    return str(found) if found.is_file() else example.procedure


def _library(source: str) -> LibraryFiles:
    given = is_path(source)
    library = LibraryFiles(Path(source).absolute().parent if given else None)
    if given:
        library.content("procedure", source)  # a path that leads nowhere is told as a path
    return library


def _opened(plan: Plan) -> Console:
    procedure = plan.procedure
    seats = {role: role for role in procedure.roles}
    opened = RunOpened(
        0,
        ENGINE,
        run="walk",
        kind="drill",
        procedure=procedure.procedure,
        revision=procedure.revision,
        digest=plan.texts[0].digest,
        title=procedure.title,
        epoch=EPOCH,
        seats=seats,
        played=[],
        scenario=None,
        seed=None,
        clock="simulated",
        software=software(),
    )
    return begin_run(open_store("memory:"), SimulatedClock(EPOCH), opened, plan.drive, ())
