"""`author check` of a translation: the file is held against the procedure that it translates.

What is wrong with it is said by `engine.procedure.translation`; here the two files are found.
"""

from __future__ import annotations

from pathlib import Path

from engine.adapters.library_files import FOLDERS, TRANSLATED, LibraryFiles
from engine.errors import ProcedureError
from engine.lint.check import Report, reached
from engine.lint.rule import Profile
from engine.procedure.model import Procedure
from engine.procedure.places import START, Problem
from engine.procedure.reader import read_procedure
from engine.procedure.translation import read_translation


def is_translation(file: str) -> bool:
    """Whether a file is called as translations are: NAME.LL.yaml."""
    return TRANSLATED.fullmatch(Path(file).stem) is not None


def look_at_translation(text: str, source: str, profile: Profile) -> Report:
    """The report of a translation; its procedure stands beside it, one folder up, or in the library."""
    path = Path(source)
    name, _, language = path.stem.rpartition(".")
    procedure = _procedure(path, name)
    read = read_translation(text, procedure)
    findings = list(read.problems)
    if procedure is None:
        findings.append(_wrong(f"there is no sound procedure '{name}' to translate"))
    found = read.translation
    if found is not None and (found.translation, found.language) != (name, language):
        called = f"{found.translation}.{found.language}.yaml"
        findings.append(_wrong(f"this file is called {path.name}, and is {called}"))
    got = tuple(sorted(findings, key=lambda one: (one.place, one.rule)))
    prints = tuple(f"{one.rule} {one.sentence}" for one in got)
    return Report(source, text, profile, reached(got, profile), got, prints=prints)


def _procedure(path: Path, name: str) -> Procedure | None:
    folder = path.absolute().parent
    library = LibraryFiles(folder.parent if folder.name == FOLDERS["translation"] else folder)
    try:
        return read_procedure(library.text("procedure", name)).procedure
    except ProcedureError:
        return None


def _wrong(sentence: str) -> Problem:
    return Problem(START, "translation-file", sentence, "NAME.LL.yaml", "name the file after both")
