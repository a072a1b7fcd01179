"""`author adopt`: the redlines that a crew made in a run, as a draft of the next revision.

Exit codes: 0 done, 1 the run holds no redline, 2 misuse or own failure.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import address, store_option
from engine.errors import BoldfaceError, ProcedureError, RunError

if TYPE_CHECKING:  # loaded when the command is run
    from engine.machine.table import State
    from engine.procedure.redline import Redlining
    from engine.run.events import Event, Redlined


@click.command(
    epilog="Example:\n\n  boldface author adopt head-count-2026-11-23 -o drafts/head-count.yaml"
)
@click.argument("run")
@click.option(
    "-o", "--output", metavar="FILE|DIR", help="Where to write it (default: to the screen)."
)
@click.option("--of", "procedure", metavar="NAME", help="Which procedure, if several were changed.")
@store_option
@click.pass_context
def adopt(
    ctx: click.Context, run: str, output: str | None, procedure: str | None, store: str | None
) -> None:
    """Make a draft of the procedure kept with RUN, with the crew's redlines in their places."""
    events = _events(address(ctx, store), run)
    found = _redlines(run, events)
    if not found:
        click.echo(f"run {run} holds no redline; there is nothing to adopt", err=True)
        sys.exit(1)
    draft = _draft(run, events, found, procedure)
    if output is None:
        click.echo(draft, nl=False)
        return
    # A procedure lies in the file of its name, or no library finds it.
    name, path = f"{_named(draft)}.yaml", Path(output)
    path = path / name if path.is_dir() else path
    _write(path, draft)
    said = "" if path.name == name else f"move it into a folder of its own as {name}, then "
    checked = path if path.name == name else name
    click.echo(f"{path} is written. Next: {said}boldface author check --profile flight {checked}")


def _named(draft: str) -> str:
    from engine.procedure.reader import read_procedure

    procedure = read_procedure(draft).procedure
    assert (
        procedure is not None
    )  # what was kept with a run could be read, and a redline is one text
    return procedure.procedure


def _events(store: str | None, run: str) -> list[Event]:
    from engine.bootstrap import open_reading
    from engine.console import read_run

    with closing(open_reading(store)) as reading:
        return [event for _, event in read_run(reading, run)]


def _redlines(run: str, events: Sequence[Event]) -> dict[str, list[Redlining]]:
    """The last redline of each place in a text, by the procedure it changes."""
    from engine.library import KeptLibrary, load_plan
    from engine.run.events import Redlined, RunOpened
    from engine.run.kept import kept

    first = events[0] if events else None
    if not isinstance(first, RunOpened):
        raise RunError(f"run {run}: its first entry does not open it; nothing can be adopted")
    made = [event for event in events if isinstance(event, Redlined)]
    if not made:
        return {}
    states = load_plan(KeptLibrary(kept(events)), first.procedure).drive.table.states
    # By place and not by target: a procedure that is performed twice has each place once.
    last: dict[tuple[str, str, int | None], Redlining] = {}
    for event in made:
        procedure, one = _redlining(run, states, event)
        last[procedure, one.step, one.item] = one
    found: dict[str, list[Redlining]] = {}
    for (procedure, _, _), one in last.items():
        found.setdefault(procedure, []).append(one)
    return found


def _redlining(run: str, states: Mapping[str, State], event: Redlined) -> tuple[str, Redlining]:
    from engine.procedure.redline import Redlining

    name, _, number = event.target.partition("#")
    state = states.get(name)
    if state is None or state.step is None:
        raise RunError(f"run {run}: a redline is for '{name}', which its procedure does not have")
    item = int(number) if number else None
    return state.procedure, Redlining(state.step.step, item, event.after, event.role, event.reason)


def _draft(
    run: str,
    events: Sequence[Event],
    found: Mapping[str, Sequence[Redlining]],
    procedure: str | None,
) -> str:
    from engine.library import KeptLibrary
    from engine.procedure import redline
    from engine.run.kept import kept

    names = ", ".join(found)
    if procedure is None and len(found) > 1:
        raise ProcedureError(f"run {run} changed {names}; say with --of which one to adopt")
    name = procedure or next(iter(found))
    if name not in found:
        raise ProcedureError(f"run {run} changed nothing in '{name}'; it changed {names}")
    text = KeptLibrary(kept(events)).text("procedure", name)
    return redline.adopt(text, found[name], run)


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise ProcedureError(
            f"{path} is there already and stays as it is; choose another name"
        ) from None
    except OSError as fault:
        raise BoldfaceError(
            f"{path} cannot be written ({fault.strerror or fault}); choose another folder"
        ) from None
