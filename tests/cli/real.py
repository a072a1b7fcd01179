"""A small procedure as `author new` writes it, released, and a script that takes it to a safe end.

It knows the command line only.
"""

from __future__ import annotations

from pathlib import Path

from tests.cli.door import Done, ask

TO_A_SAFE_END = (
    "1",
    "record reading 5 mmHg",
    "as MCC",
    "answer NO-GO",
    "as CDR",
    "1",
    "sign",
)


def written(folder: Path, name: str = "leak") -> Path:
    """The file of a new procedure that reaches the profile flight."""
    assert (
        ask("author", "new", name, "--yes", "--entry", "A leak is heard", "--in", folder).code == 0
    )
    return folder / f"{name}.yaml"


def released(folder: Path, name: str = "leak") -> Path:
    """The file of a released procedure."""
    path = written(folder, name)
    done = ask("author", "release", path, "--by", "Ann", "--why", "first use")
    assert done.code == 0, done
    return path


def run(
    path: object, *lines: str, store: object = "memory:", more: tuple[object, ...] = ()
) -> Done:
    """A real run by a script."""
    typed = "".join(f"{line}\n" for line in lines)
    return ask("run", path, "--plain", "--store", store, *more, typed=typed)


def name_of(done: Done) -> str:
    """The name of the run, from its first line."""
    return done.out.splitlines()[0].removeprefix("REAL RUN ").partition(":")[0]
