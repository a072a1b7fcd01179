"""What stands beside the procedures that are looked at: the files of their folders and the shipped library.

Reads only what some text mentions; how much of it can be used is for `engine.lint` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.adapters.library_files import LibraryFiles
from engine.errors import ProcedureError
from engine.lint.check import make_shelf
from engine.lint.rule import Shelf

PASSED_OVER: Final = frozenset({"scenarios", "stations", "schema"})  # folders without procedures


def shelf_of(texts: Mapping[str, str]) -> Shelf:
    """What may be referred to: the checked files, those in their folders, and the shipped ones."""
    shipped = LibraryFiles()
    sources: dict[str, Path | None] = dict.fromkeys(shipped.names("procedure"))
    for name in texts:
        folder = Path(name).parent
        if folder.is_dir():
            sources |= {one.stem: one for one in folder.glob("*.yaml") if "." not in one.stem}
    others = dict.fromkeys(sources, "")
    waiting = list(texts.values())
    while waiting:
        text = waiting.pop()
        for name, source in sources.items():
            if not others[name] and name in text:
                others[name] = _beside(source, name, shipped)
                waiting.append(others[name])
    return make_shelf(texts, others)


def _beside(source: Path | None, name: str, shipped: LibraryFiles) -> str:
    """The text of a procedure beside those checked, or a word that keeps it from being asked again."""
    try:
        return shipped.text("procedure", name if source is None else str(source))
    except ProcedureError:
        return "# cannot be read"
