"""The library as files: procedures in one folder, scenarios and stations in folders beside them.

Reads text and refuses what is not text, too large, or not there; it never looks at what the text means.
"""

from __future__ import annotations

import difflib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from engine.errors import BoldfaceError, ProcedureError, ScenarioError
from engine.procedure.places import Problem, format_problem
from engine.procedure.yaml_reader import decode

FOLDERS: Final = {"procedure": "", "scenario": "scenarios", "station": "stations"}
MOST_BYTES: Final = 1_000_000


class LibraryFiles:
    """The shipped library, or one in another folder of the same shape; a path may stand for a name."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds procedures and the folders scenarios/ and stations/; None is the shipped one."""
        self._roots: list[Traversable] = [folder] if folder is not None else []
        self._roots.append(files("procedures"))

    def text(self, kind: str, name: str) -> str:
        """The text of a kind by name, or by path when the name ends in .yaml."""
        error = ProcedureError if kind == "procedure" else ScenarioError
        found = Path(name) if name.endswith((".yaml", ".yml")) else self._find(kind, name)
        if found is None:
            near = difflib.get_close_matches(name, self.names(kind), 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            known = ", ".join(self.names(kind)) or "none"
            raise error(f"there is no {kind} called '{name}'{hint} (known: {known})")
        return _read(found, str(name), error)

    def names(self, kind: str) -> list[str]:
        """The names of every file of a kind."""
        found = {
            one.name.removesuffix(".yaml")
            for root in self._roots
            for one in _listing(_folder(root, kind))
            if one.name.endswith(".yaml")
        }
        return sorted(found)

    def _find(self, kind: str, name: str) -> Traversable | None:
        for root in self._roots:
            one = _folder(root, kind) / f"{name}.yaml"
            if "/" not in name and "\\" not in name and one.is_file():
                return one
        return None


def _folder(root: Traversable, kind: str) -> Traversable:
    return root / FOLDERS[kind] if FOLDERS[kind] else root


def _listing(folder: Traversable) -> list[Traversable]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _read(path: Traversable, name: str, error: type[BoldfaceError]) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise error(f"{name}: cannot be read ({fault.strerror or fault}); check the path") from None
    if len(content) > MOST_BYTES:
        raise error(f"{name}:1:1: the file is larger than 1 MB; split the procedure")
    text = decode(content)
    if isinstance(text, Problem):
        raise error(format_problem(text, name, ""))
    return text
