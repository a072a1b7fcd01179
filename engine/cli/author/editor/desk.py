"""The files an editor has open, laid over those on disk: their names, their findings, the library round them.

Reads files and writes none; what is found is for `engine.lint` and `engine.language` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.adapters.library_files import MOST_BYTES, SHIPPED, LibraryFiles
from engine.cli.author.beside import PASSED_OVER, shelf_of
from engine.errors import BoldfaceError
from engine.language.complete import Library
from engine.language.names import Written, written
from engine.lint.check import Report, check_text
from engine.lint.rule import Profile
from engine.procedure.yaml_reader import decode

_OURS: Final = re.compile(r"^\ufeff?procedure:|^#.*procedure\.schema\.json", re.MULTILINE)
_OTHER: Final = re.compile(r"^(scenario|station):", re.MULTILINE)

names_of = lru_cache(maxsize=256)(written)


@dataclass
class Desk:
    """Texts by path; `kept` is the last readable state of each, from which names are offered."""

    profile: Profile = "safety"
    open: dict[Path, str] = field(default_factory=dict)
    kept: dict[Path, Written] = field(default_factory=dict)

    def put(self, path: Path, text: str) -> None:
        """The text of an open file as it is now."""
        self.open[path] = text
        names = names_of(text)
        if names.readable:
            self.kept[path] = names

    def drop(self, path: Path) -> None:
        """A file that was closed: what is on disk counts again."""
        self.open.pop(path, None)
        self.kept.pop(path, None)

    def text(self, path: Path) -> str:
        """The text of a file, open or on disk; "" when it cannot be read."""
        return self.open[path] if path in self.open else _on_disk(path)

    def names(self, path: Path) -> Written:
        """The names of a file as it is now."""
        return names_of(self.text(path))

    def report(self, path: Path) -> Report | None:
        """The findings of a file, its folder taken as a library; None when it is no procedure."""
        text = self.text(path)
        if not is_procedure(path, text):
            return None
        texts = {one.as_posix(): self.text(one) for one in self.beside(path)}
        texts[path.as_posix()] = text
        return check_text(text, path.as_posix(), self.profile, shelf_of(texts))

    def beside(self, path: Path) -> list[Path]:
        """The procedures of the file's folder, itself among them."""
        found = {one for one in self.open if one.parent == path.parent}
        found |= {one for one in _listed(path.parent) if one not in found}
        return sorted(one for one in found if is_procedure(one, self.text(one)))

    def library(self, path: Path) -> dict[str, tuple[Path, Written]]:
        """Every procedure that may be referred to from a file, by name: its path and names."""
        found = dict(_shipped())
        for one in self.beside(path):
            names = self.names(one)
            if names.procedure:
                found[names.procedure] = (one, names)
        return found

    def ends(self, path: Path) -> Library:
        """The names and ends of that library, for completion."""
        library = self.library(path)
        return Library({name: names.known("end") for name, (_, names) in library.items()})

    def scenarios(self, path: Path) -> Iterator[tuple[Path, str]]:
        """The scenarios beside a file and in its folder `scenarios`, with their texts."""
        for folder in (path.parent, path.parent / "scenarios"):
            for one in _listed(folder):
                text = self.text(one)
                if re.search(r"^scenario:", text, re.MULTILINE):
                    yield one, text


def is_procedure(path: Path, text: str) -> bool:
    """Whether a file is for us: editors send every YAML file, and most are somebody else's."""
    return (
        path.parent.name not in PASSED_OVER and bool(_OURS.search(text)) and not _OTHER.search(text)
    )


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    except OSError:
        return []


def _on_disk(path: Path) -> str:
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return ""
    return _read(path, stat.st_mtime_ns, stat.st_size) if path.is_file() else ""


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, size: int) -> str:
    """The text of a file in one state; the time of its last change is part of the question."""
    if size > MOST_BYTES:
        return ""
    try:
        text = decode(path.read_bytes())
    except OSError:
        return ""
    return text if isinstance(text, str) else ""


@lru_cache(maxsize=1)
def _shipped() -> dict[str, tuple[Path, Written]]:
    """The procedures that come with Boldface, where they are files that an editor can open."""
    shipped, found = LibraryFiles(), {}
    for name in shipped.names("procedure"):
        try:
            names = names_of(shipped.text("procedure", name))
        except BoldfaceError:
            continue
        found[name] = (SHIPPED / f"{name}.yaml", names)
    return found
