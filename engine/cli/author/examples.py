"""`author check --counterexamples DIR`: each failed property's shortest way there, as a file that can be read and walked.

What is written was found by the proof; nothing is added but words for people and where the procedure lies.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import click

from engine.adapters.library_files import COUNTEREXAMPLE
from engine.cli.say import safe
from engine.errors import BoldfaceError
from engine.lint.check import Report
from engine.machine.counterexample import (
    Counterexample,
    counterexample_text,
    read_counterexample,
)


def write_examples(reports: Sequence[Report], folder: Path) -> None:
    """Write every counterexample of the reports, and say where they are and how to walk them."""
    for report in reports:
        if not report.proves:
            click.echo(
                f"{safe(report.source)}: nothing was proved, because it does not reach the profile "
                "safety; mend that first",
                err=True,
            )
        written = [_write(example, told, report, folder) for example, told in report.examples]
        if report.proves:
            _take_away(report, folder, written)


def _write(example: Counterexample, told: Sequence[str], report: Report, folder: Path) -> Path:
    path = folder / _name(example)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(example, told, report, path), encoding="utf-8")
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BoldfaceError(f"{path}: cannot be written ({reason}); check the path") from None
    click.echo(f"{safe(str(path))}: walk it with", err=True)
    click.echo(f"  boldface drill --counterexample {safe(str(path))}", err=True)
    return path


def _take_away(report: Report, folder: Path, written: Sequence[Path]) -> None:
    """Counterexamples of an earlier check of the same file, which fail no more; nothing else is touched."""
    for path in sorted(folder.glob(f"*{COUNTEREXAMPLE}")):
        if path in written or not _is_of(path, report):
            continue
        try:
            path.unlink()
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise BoldfaceError(
                f"{path}: fails no more, and cannot be taken away ({reason}); take it away"
            ) from None
        click.echo(f"{safe(str(path))}: fails no more, taken away", err=True)


def _is_of(path: Path, report: Report) -> bool:
    """Whether a file was written here, under its own name, for the file that was checked."""
    try:
        example = read_counterexample(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, BoldfaceError):
        return False
    source = path.parent / example.file
    return path.name == _name(example) and source.resolve() == Path(report.source).resolve()


def _name(example: Counterexample) -> str:
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", example.claim)
    return f"{example.procedure}.{slug}{COUNTEREXAMPLE}"


def _text(example: Counterexample, told: Sequence[str], report: Report, path: Path) -> str:
    if Path(report.source).is_file():
        source = os.path.relpath(Path(report.source).absolute(), path.parent.absolute())
        digest = sha256(report.text.encode()).hexdigest()
        example = replace(example, file=Path(source).as_posix(), digest=digest)
    said = [
        f"How '{example.claim}' fails in {example.procedure}. Walk it with",
        f"  boldface drill --counterexample {path.name}",
        "",
        *told,
    ]
    return counterexample_text(example, said)
