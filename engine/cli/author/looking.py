"""From paths to findings on the terminal: which files there are, what stands beside them, how often to look.

What is found is decided in `engine.lint`; here files are read, and with --fix written, and nothing else.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import click

from engine.adapters.library_files import COUNTEREXAMPLE, MOST_BYTES, is_path
from engine.cli.author.beside import PASSED_OVER, shelf_of
from engine.cli.author.scenes import is_scenario, look_at_scenario
from engine.cli.author.translations import is_translation, look_at_translation
from engine.errors import ProcedureError
from engine.lint.check import Report, check_text, failed
from engine.lint.mends import edits, mended
from engine.lint.rule import Profile
from engine.procedure.places import Problem
from engine.procedure.yaml_reader import decode

POLL_S: Final = 0.5  # DESIGN (authoring.md 4.3): modification times, twice a second
MOST_ROUNDS: Final = 5  # DESIGN: a mend may bring another one to light


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    paths: tuple[str, ...]
    profile: str
    form: str
    name: str
    fix: bool
    counterexamples: str | None = None


def look(wanted: Wanted) -> int:
    """Check everything once and print it; returns the exit code."""
    found = _reports(wanted)
    if wanted.fix:
        found = _mend(found, wanted)
    _print(found, wanted)
    if wanted.counterexamples is not None:
        from engine.cli.author.examples import write_examples

        write_examples(found, Path(wanted.counterexamples))
    return 0 if all(one.clean for one in found) else 1


def watch_files(wanted: Wanted) -> int:
    """Check, and again whenever a file is saved, added or taken away, until Ctrl-C."""
    seen: dict[str, int] | None = None
    code = 0
    try:
        while True:
            now = _times(wanted)
            if now != seen:
                if seen is not None:
                    click.echo(f"--- {time.strftime('%H:%M:%S')} ---")
                code = _look_again(wanted)
                seen = _times(wanted)
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        return code


def _look_again(wanted: Wanted) -> int:
    """A look that outlives a file taken away between two looks."""
    try:
        return look(wanted)
    except ProcedureError as error:
        click.echo(f"boldface: {error}", err=True)
        return 2
    finally:
        sys.stdout.flush()


def _times(wanted: Wanted) -> dict[str, int]:
    found = {}
    for path in wanted.paths:
        for one in _files(Path(path)) if Path(path).exists() else ():
            try:
                found[str(one)] = one.stat().st_mtime_ns
            except OSError:
                found[str(one)] = 0
    return found


def _files(path: Path) -> Iterator[Path]:
    """A file itself, or all procedure files of a folder and those below it."""
    if not path.is_dir():
        yield path
        return
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(
            one for one in inner if one not in PASSED_OVER and not one.startswith(".")
        )
        yield from (
            Path(folder, one)
            for one in sorted(names)
            if is_path(one) and not one.startswith(".") and not one.endswith(COUNTEREXAMPLE)
        )


def _reports(wanted: Wanted) -> list[Report]:
    profile = cast("Profile", wanted.profile)
    texts: dict[str, str | Problem] = {}
    for path in wanted.paths:
        if path == "-":
            texts[wanted.name] = _decoded(sys.stdin.buffer.read(MOST_BYTES + 1))
            continue
        for one in _files(Path(path)):
            texts[one.as_posix()] = _decoded(_content(one))
    if not texts:
        raise ProcedureError(f"{wanted.paths[0]}: no .yaml file is in this folder; name another")
    readable = {name: text for name, text in texts.items() if isinstance(text, str)}
    spoken = {name for name in readable if is_translation(name)}
    played = {name for name, text in readable.items() if is_scenario(name, text)}
    others = spoken | played
    shelf = shelf_of({name: text for name, text in readable.items() if name not in others})
    return [
        failed(text, name, profile)
        if isinstance(text, Problem)
        else look_at_translation(text, name, profile)
        if name in spoken
        else look_at_scenario(text, name, profile)
        if name in played
        else check_text(text, name, profile, shelf)
        for name, text in texts.items()
    ]


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        said = fault.strerror or str(fault)
        hint = _hint(path) if isinstance(fault, FileNotFoundError) else "check the path"
        raise ProcedureError(f"{path}: cannot be read ({said}); {hint}") from None


def _hint(path: Path) -> str:
    """What to do about a path that is not there: the nearest file of its folder, if one is near."""
    try:
        beside = [one.name for one in path.parent.iterdir() if one.suffix in {".yaml", ".yml"}]
    except OSError:
        return "check the path"
    near = difflib.get_close_matches(path.name, beside, 1) or [
        one for one in beside if one == f"{path.name}.yaml"
    ]
    return f"did you mean '{path.with_name(near[0])}'?" if near else "check the path"


def _decoded(content: bytes) -> str | Problem:
    return decode(content)


def _mend(found: list[Report], wanted: Wanted) -> list[Report]:
    """Make the safe mends until none is left, and look again."""
    made = 0
    for _ in range(MOST_ROUNDS):
        changed = 0
        for report in found:
            wished = edits(report)
            if wished and Path(report.source).is_file():
                text = mended(report.text, wished)
                Path(report.source).write_bytes(text.encode("utf-8"))
                changed += len(wished)
                click.echo(f"{report.source}: {_edits(len(wished))} made", err=True)
        made += changed
        if not changed:
            break
        found = _reports(wanted)
    if not made and any(one.findings for one in found):
        click.echo("no edit made: none of these mends is safe without its author", err=True)
    return found


def _edits(number: int) -> str:
    return "1 edit" if number == 1 else f"{number} edits"


def _print(found: list[Report], wanted: Wanted) -> None:
    from engine.lint import report as forms

    if wanted.form == "sarif":
        from engine.bootstrap import software

        version = software().rpartition(" ")[2]
        log = forms.as_sarif(found, version, cast("Profile", wanted.profile))
        _echo(log)
    elif wanted.form == "json":
        _echo([forms.as_object(one) for one in found])
    else:
        for one in found:
            text = forms.as_lines(one) if wanted.form == "line" else forms.as_text(one)
            if text:
                click.echo("\n".join(map(_visible, text.split("\n"))))


def _visible(line: str) -> str:
    """The line as a terminal may show it; what shows as it is needs no second look."""
    if line.isprintable():
        return line
    from engine.cli.say import safe

    return safe(line)


def _echo(data: Any) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=True))
