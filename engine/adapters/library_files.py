"""The library as files: procedures in one folder, scenarios and stations in folders beside them.

Reads text and refuses what is not text, too large, or not there; it never looks at what the text means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from engine.errors import BoldfaceError, ProcedureError, ScenarioError

FOLDERS: Final = {
    "procedure": "",
    "scenario": "scenarios",
    "station": "stations",
    "translation": "translations",
}
TRANSLATED: Final = re.compile(r"[a-z0-9-]+\.[a-z]{2}")  # how a translation is called, before .yaml
COUNTEREXAMPLE: Final = ".counterexample.yaml"  # how such a file ends; it is no procedure
MOST_BYTES: Final = 1_000_000
SHIPPED: Final = Path(__file__).resolve().parents[2] / "procedures"
"""The shipped library. `importlib.resources` would find it too, and cost a start 3 ms."""
HARD: Final = "-hard"  # how the name of a scenario's hard variant ends
HABITS: Final = (
    "idle",
    "hasty",
    "careless",
    "misreading",
    "deaf",
    "backwards",
)  # and with a bad habit
ENDINGS: Final = (HARD, *(f"-{habit}" for habit in HABITS))


def is_path(name: str) -> bool:
    """Whether a word is the path of a file, by its ending, and not the name of something in a library."""
    return name.endswith((".yaml", ".yml"))


class LibraryFiles:
    """The shipped library, or one in another folder of the same shape; a path may stand for a name."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is laid over the shipped library: what it holds under a name is taken first.

        It holds procedures, and scenarios/ and stations/ or their files beside the procedures.
        """
        self._roots: list[Path] = [folder] if folder is not None else []
        self._roots.append(SHIPPED)

    def text(self, kind: str, name: str) -> str:
        """The text of a kind by name, or by path when the name ends in .yaml."""
        return _text(self.content(kind, name), name, _error(kind))

    def content(self, kind: str, name: str) -> bytes:
        """The bytes of that text, whatever they are; raises as `text` for what cannot be read."""
        error = _error(kind)
        found = _at(kind, Path(name)) if is_path(name) else self._find(kind, name)
        if found is None:
            near = difflib.get_close_matches(name, self.names(kind), 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            known = ", ".join(self.names(kind)) or "none"
            if "/" in name or "\\" in name:
                hint = "; the path of a file ends in .yaml"
            elif path := _lies_here(kind, name):
                hint = f"; for the file that lies here say {path}"
            raise error(f"there is no {kind} called '{name:.200}'{hint} (known: {known})")
        return _read(found, str(name), error)

    def names(self, kind: str) -> list[str]:
        """The names of every file of a kind."""
        return self._names(kind, self._roots)

    def own(self, kind: str) -> list[str]:
        """The names of those that lie in the library's own folder, the shipped ones left out."""
        return self._names(kind, self._roots[:1])

    def _names(self, kind: str, roots: Sequence[Path]) -> list[str]:
        found = {
            one.name.removesuffix(".yaml")
            for root in roots
            for one in _listing(_folder(root, kind))
            if one.name.endswith(".yaml") and not one.name.endswith(COUNTEREXAMPLE)
        }
        if kind == "scenario":
            found |= {f"{name}{HARD}" for name in found if self._has_hard(name)}
        translations = kind == "translation"
        return sorted(one for one in found if bool(TRANSLATED.fullmatch(one)) == translations)

    def _has_hard(self, name: str) -> bool:
        path = self._find("scenario", name)
        try:
            return path is not None and b"\nhard:" in path.read_bytes()
        except OSError:
            return False

    def _find(self, kind: str, name: str) -> Path | None:
        if "/" in name or "\\" in name:
            return None
        for root in self._roots:
            for folder in (_folder(root, kind), root):
                one = folder / f"{name}.yaml"
                if _is_file(one):
                    return one
        for ending in (
            ENDINGS if kind == "scenario" else ()
        ):  # a variant stands in the file of the other
            if name.endswith(ending):
                return self._find(kind, name.removesuffix(ending))
        return None


def library_around(scenario: str) -> LibraryFiles:
    """The library of a scenario given by name or path: what lies beside its file goes first.

    A file in a folder `scenarios` belongs to the library that this folder is part of.
    """
    if not is_path(scenario):
        return LibraryFiles()
    folder = Path(scenario).absolute().parent
    return LibraryFiles(folder.parent if folder.name == FOLDERS["scenario"] else folder)


def _folder(root: Path, kind: str) -> Path:
    return root / FOLDERS[kind] if FOLDERS[kind] else root


def _at(kind: str, path: Path) -> Path:
    """The file of a path; that of the scenario itself where the path is one of its variant, which has no file."""
    for ending in ENDINGS if kind == "scenario" else ():
        if path.stem.endswith(ending) and not _is_file(path):
            plain = _at(kind, path.with_stem(path.stem.removesuffix(ending)))
            return plain if _is_file(plain) else path
    return path


def _lies_here(kind: str, name: str) -> str:
    """The path of a file of that name under the folder one stands in, or ''."""
    paths = [Path(f"{name}.yaml"), Path(FOLDERS[kind]) / f"{name}.yaml"]
    return next((path.as_posix() for path in paths if _is_file(path)), "")


def _is_file(one: Path) -> bool:
    try:
        return one.is_file()
    except OSError:  # a name that is too long, a folder that may not be looked into
        return False


def _listing(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return []


def _error(kind: str) -> type[BoldfaceError]:
    return ProcedureError if kind in {"procedure", "translation"} else ScenarioError


def _read(path: Path, name: str, error: type[BoldfaceError]) -> bytes:
    try:
        if path.exists() and not path.is_file():
            # Opening a pipe or a device would wait for ever, or read for ever.
            raise error(f"{name}: found a folder or a device, expected a file; check the path")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise error(f"{name}: cannot be read ({fault.strerror or fault}); check the path") from None
    if len(content) > MOST_BYTES:
        raise error(f"{name}:1:1: the file is larger than 1 MB; split the procedure")
    return content


def _text(content: bytes, name: str, error: type[BoldfaceError]) -> str:
    # The reader is large, and a drill that was prepared before needs the bytes only.
    from engine.procedure.places import Problem, format_problem
    from engine.procedure.yaml_reader import decode

    text = decode(content)
    if isinstance(text, Problem):
        raise error(format_problem(text, name, ""))
    return text
