"""Bundles for tests: made by the command line, taken apart, changed as a stranger would."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.cli.door import Done, ask

RUN = "ms-29-7"
TYPED = "1\nobserve a smell\nwait 1 min\nas FE-1\n1\nskip no time\nwait 3 min\n"


def short_drill(path: Path) -> Path:
    """A store with a short drill, left open, with its checkpoints."""
    words = ("--seed", 7, "--role", "all", "--store", path)
    ask("drill", "ms-29", "--plain", *words, typed=TYPED)
    return path


def export(store: object, output: object, run: str = RUN) -> Done:
    return ask("audit", "export", run, "--as", "bundle", "-o", output, "--store", store)


def bring(bundle: object, store: object, *more: object) -> Done:
    return ask("audit", "import", bundle, "--store", store, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "copy"))


def resummed(folder: Path) -> Path:
    """The folder with SHA256SUMS made anew, as somebody would who changes a bundle with care."""
    sums = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in contents(folder).items()
        if name != "SHA256SUMS"
    }
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def flip(folder: Path, name: str, old: bytes, new: bytes) -> None:
    content = (folder / name).read_bytes()
    assert old in content
    (folder / name).write_bytes(content.replace(old, new, 1))
