"""From texts to what can be run: a procedure with those it needs, compiled; pure, so a library may be files or a log.

A text that cannot be used raises an error that names file, line and column of every fault in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import ProcedureError
from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.machine.spec import ProcedureSpec
from engine.ports import Library
from engine.procedure.checked import destinations
from engine.procedure.model import Perform, Procedure
from engine.procedure.places import Problem, format_problem
from engine.procedure.reader import read_procedure
from engine.procedure.translation import BEFORE, Translation, read_translation, translated
from engine.run.kept import Text
from engine.run.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Plan:
    """A procedure ready to run, and the texts in force from which it was made."""

    drive: Drive
    texts: tuple[Text, ...]

    @property
    def procedure(self) -> ProcedureSpec:
        """The procedure that is run."""
        return self.drive.table.procedure


def load_plan(library: Library, name: str) -> Plan:
    """The plan of a procedure and all it performs or leaves for; raises ProcedureError."""
    texts: dict[str, Text] = {}
    found: dict[str, Procedure] = {}
    waiting = [(name, "")]
    while waiting:
        one, asker = waiting.pop(0)
        if one in found:
            continue
        text = _text(library, one, asker)
        found[one] = _sound(one, text)
        texts[one] = Text("procedure", one, text)
        waiting += [(other, one) for other in needed(found[one])]
    digests = {one: text.digest for one, text in texts.items()}
    return Plan(Drive(compile_(found[name], found, digests)), tuple(texts.values()))


def load_spoken(library: Library, name: str, language: str) -> tuple[Spoken, tuple[Text, ...]]:
    """A procedure with all it performs or leaves for in another language, and the translations it took.

    The procedure itself must have one; of the others, those without stay as they are written. Raises
    ProcedureError for a translation that does not fit the procedure, whatever is wrong with it.
    """
    plan = load_plan(library, name)
    found: dict[str, Procedure] = {}
    texts: list[Text] = []
    words: dict[str, str] = {}
    before: dict[str, str] = {}
    for one in plan.texts:
        procedure = found[one.name] = _sound(one.name, one.text)
        called = f"{one.name}.{language}"
        if one.name != name and called not in library.names("translation"):
            continue
        text = Text("translation", called, library.text("translation", called))
        translation = _fitting(text, procedure)
        found[one.name] = translated(procedure, translation.texts)
        words |= translation.words
        if procedure.preconditions:
            before[one.name] = translation.texts[BEFORE]
        texts.append(text)
    table = compile_(found[name], found, before=before)
    return Spoken(language, Drive(table), words), tuple(texts)


def _fitting(text: Text, procedure: Procedure) -> Translation:
    result = read_translation(text.text, procedure)
    if result.translation is None or result.problems:
        raise ProcedureError(problems_text(result.problems, f"{text.name}.yaml", text.text))
    return result.translation


def _text(library: Library, name: str, asker: str) -> str:
    try:
        return library.text("procedure", name)
    except ProcedureError as error:
        if not asker:
            raise
        raise ProcedureError(f"{asker}.yaml needs the procedure '{name}': {error}") from None


def _sound(name: str, text: str) -> Procedure:
    result = read_procedure(text)
    if result.procedure is None:
        raise ProcedureError(problems_text(result.errors, f"{name}.yaml", text))
    if result.procedure.procedure != name:
        raise ProcedureError(
            f"{name}.yaml:1:1: the file is called '{name}' and the procedure in it "
            f"'{result.procedure.procedure}'; give both one name"
        )
    return result.procedure


def problems_text(problems: tuple[Problem, ...], source: str, text: str, most: int = 20) -> str:
    """The problems as people read them, one after the other."""
    shown = [format_problem(one, source, text) for one in problems[:most]]
    more = len(problems) - most
    return "\n".join([*shown, *([f"... and {more} more"] if more > 0 else [])])


def needed(procedure: Procedure) -> Iterator[str]:
    """The names of the procedures that this one performs or leaves for."""
    for one in procedure.anytime:
        if one.leave is not None:
            yield one.leave
    for step in procedure.steps:
        if isinstance(step, Perform):
            yield step.perform
        if step.leave is not None:
            yield step.leave
        yield from (to.name for _, to in destinations(step) if to.kind == "leave")


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """The texts that a run kept with itself, as a library."""

    texts: tuple[Text, ...]

    def text(self, kind: str, name: str) -> str:
        """The text; raises ProcedureError when the run did not keep it."""
        for one in self.texts:
            if (one.kind, one.name) == (kind, name):
                return one.text
        raise ProcedureError(f"this run kept no {kind} '{name}'; it cannot be continued")

    def names(self, kind: str) -> list[str]:
        """The names of the texts of a kind."""
        return [one.name for one in self.texts if one.kind == kind]
