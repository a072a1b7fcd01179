"""The words of another language for a run: its own kept texts first, then the translations of the library.

Displays only; a translation is kept with a run when it was asked for as the run was opened, and at no other time.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.adapters.library_files import LibraryFiles
from engine.console import Console, read_run
from engine.errors import ProcedureError
from engine.ports import Library
from engine.run.kept import Text, kept

if TYPE_CHECKING:  # the reader of procedures is loaded when a language is asked for
    from engine.run.spoken import Spoken

WRITTEN: Final = "en"  # the language in which the shipped procedures are written


def can_speak(console: Console, texts: tuple[Text, ...]) -> None:
    """Let the displays of a run be switched to the languages of its own texts and of the library."""
    called = {one.name for one in texts if one.kind == "translation"}
    called |= set(LibraryFiles().names("translation"))
    opened = console.state.opened
    name = opened.procedure if opened is not None else ""
    console.languages = tuple(
        sorted(one.rpartition(".")[2] for one in called if one.rpartition(".")[0] == name)
    )
    console.speaker = partial(_spoken, console)


def translations(texts: tuple[Text, ...], library: Library, language: str) -> tuple[Text, ...]:
    """The translations of the texts of a run about to be opened; raises ProcedureError."""
    if language in {"", WRITTEN}:
        return ()
    from engine.library import load_spoken

    return load_spoken(_Both(texts, library), texts[0].name, language)[1]


def _spoken(console: Console, language: str) -> Spoken | None:
    if language in {"", WRITTEN} or console.state.opened is None:
        return None
    from engine.library import load_spoken

    texts = kept(event for _, event in read_run(console.store, console.run))
    both = _Both(texts, LibraryFiles())
    return load_spoken(both, console.state.opened.procedure, language)[0]


class _Both(Struct, frozen=True):
    """The texts of a run before those of a library; procedures never from the library."""

    texts: tuple[Text, ...]
    library: Library

    def text(self, kind: str, name: str) -> str:
        """The text; raises ProcedureError when neither has it."""
        for one in self.texts:
            if (one.kind, one.name) == (kind, name):
                return one.text
        if kind == "procedure":
            raise ProcedureError(f"this run kept no procedure '{name}'; it cannot be translated")
        return self.library.text(kind, name)

    def names(self, kind: str) -> list[str]:
        """The names that either has."""
        own = [one.name for one in self.texts if one.kind == kind]
        return sorted({*own, *self.library.names(kind)})
