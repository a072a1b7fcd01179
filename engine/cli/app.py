"""The command line: what can be asked for, by which words; each command imports what it needs when it is run.

Exit codes: 0 done, 1 the procedure ended unsafe or unfinished, 2 misuse or own failure.
"""

from __future__ import annotations

import io
import os
import sys
from errno import ENOSPC
from typing import NoReturn

import click

from engine.cli.options import LateGroup, Screen, address, screen_of, store_option
from engine.cli.request import LiveRequest, Request
from engine.errors import BoldfaceError

# Commands with a module, or a folder, of their own; each holds a click command called `command`.
LATE = {
    "audit": "engine.cli.audit",
    "author": "engine.cli.author",
    "completion": "engine.cli.completion",
    "keys": "engine.cli.keys",
    "witness": "engine.cli.witness",
}
UNHEARD = 141
"""The exit code when nobody reads on, as in `... | head`: 128 and SIGPIPE, what a shell says of any such program."""
WITHOUT = "use `drill --plain` or `drill --auto`"


class OneSentence(LateGroup):
    """A group whose commands end in one sentence and exit code 2 when something is wrong."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; `--debug` shows where an error came from."""
        try:
            return super().invoke(ctx)
        except BoldfaceError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"boldface: {_visible(str(error))}", err=True)
            sys.exit(2)
        except BrokenPipeError:
            _leave_quietly(UNHEARD)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            if isinstance(error, OSError) and error.errno == ENOSPC:
                click.echo("boldface: what it prints cannot be written: the disk is full", err=True)
                _leave_quietly()
            kind = type(error).__name__
            click.echo(
                f"boldface: its own failure ({kind}: {_visible(str(error))}); nothing stored was "
                "lost. Run it again with --debug and report what it prints.",
                err=True,
            )
            sys.exit(2)


def _visible(text: str) -> str:
    """The text with control characters made visible; an error may repeat words from outside."""
    from engine.cli.say import safe

    return "\n".join(safe(line) for line in text.split("\n"))


def _leave_quietly(code: int = 2) -> NoReturn:
    """Leave without the interpreter's own try at what could not be written."""
    os._exit(code)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's way
    if wanted and not ctx.resilient_parsing:
        from engine.bootstrap import software

        click.echo(software())
        ctx.exit()


@click.group(
    cls=OneSentence,
    late=LATE,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Examples:\n\n  boldface drill ms-29\n\n  boldface drill ms-29 --auto --seed 7\n\n"
    "  boldface audit list --json",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
@store_option
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def cli(ctx: click.Context, store: str | None, debug: bool) -> None:  # noqa: FBT001 - click's way
    """Anomaly procedures: run a drill, run for real, author a procedure, audit a step log.

    Without a command, opens the library.
    """
    ctx.meta["debug"] = debug
    ctx.meta["store"] = store
    if ctx.invoked_subcommand is None:
        sys.exit(screen_of(ctx, WITHOUT)(None, store))


@cli.command(
    epilog="Examples:\n\n  boldface drill ms-29 --role FE-1 --speed 10\n\n"
    "  boldface drill ms-29 --auto --seed 7\n\n  boldface drill --resume ms-29-7\n\n"
    "  boldface drill --counterexample found/x.counterexample.yaml --plain"
)
@click.argument("scenario", required=False)
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="A role you play (may be repeated; 'all' for every one). The others are simulated.",
)
@click.option("--plain", is_flag=True, help="Lines of text and prompts instead of a screen.")
@click.option(
    "--auto", is_flag=True, help="Play every role on a simulated clock, then print the debrief."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    help="The chances of this drill (default: 1 for a script and --auto, else drawn; the run's name ends with it).",
)
@click.option(
    "--speed",
    type=click.IntRange(1, 600),
    default=1,
    show_default=True,
    help="How many times faster than life the clock runs.",
)
@click.option("--resume", metavar="RUN", help="Go on with a run that is not closed.")
@click.option(
    "--counterexample",
    metavar="FILE",
    help="Walk the file that `author check --counterexamples` wrote (SCENARIO: its procedure).",
)
@click.option(
    "--language",
    metavar="LL",
    default="",
    help="Show the procedure in this language, as in ru; keeps that translation with a new run.",
)
@store_option
@click.pass_context
def drill(
    ctx: click.Context,
    scenario: str | None,
    roles: tuple[str, ...],
    seed: int | None,
    speed: int,
    resume: str | None,
    counterexample: str | None,
    language: str,
    store: str | None,
    *,
    plain: bool,
    auto: bool,
) -> None:
    """Play a drill: SCENARIO is a name (see the library) or a path to a scenario file."""
    if plain and auto:
        raise click.UsageError("--plain and --auto exclude each other; choose one")
    if auto and roles:
        raise click.UsageError("--auto plays every role; leave --role out")
    walks = counterexample is not None
    if walks and (roles or resume or seed is not None):
        raise click.UsageError("--counterexample is walked as it is: no --role, --seed or --resume")
    if scenario is None and resume is None and (plain or auto) and not walks:
        scenario = "ms-29"
    if walks and language:
        raise click.UsageError("--counterexample is shown as it is written; leave --language out")
    request = Request(
        scenario, roles, seed, speed, address(ctx, store), resume, counterexample, language
    )
    if walks and (plain or auto):
        from engine.cli.walking import tell_walk

        sys.exit(tell_walk(request))
    if auto:
        from engine.cli.auto import play

        sys.exit(play(request))
    if plain:
        from engine.cli.plain import talk

        sys.exit(talk(request))
    sys.exit(screen_of(ctx, WITHOUT)(request, request.store))


@cli.command(
    epilog="Examples:\n\n  boldface run my-procedure.yaml --seat CDR=Ann\n\n"
    "  feed | boldface run my-procedure.yaml --telemetry -\n\n"
    "  boldface run --plain --resume my-procedure-2026-11-23"
)
@click.argument("procedure", required=False)
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="A role at this console (may be repeated; default: every one).",
)
@click.option(
    "--seat", "seats", multiple=True, metavar="ROLE=NAME", help="Who holds a role (repeatable)."
)
@click.option("--plain", is_flag=True, help="Lines of text and prompts instead of a screen.")
@click.option(
    "--telemetry",
    metavar="FILE|-",
    help="Readings as JSON lines from a file, a pipe or (-) standard input; the keys go on beside them.",
)
@click.option("--resume", metavar="RUN", help="Go on with a real run that is not closed.")
@store_option
@click.pass_context
def run(
    ctx: click.Context,
    procedure: str | None,
    roles: tuple[str, ...],
    seats: tuple[str, ...],
    telemetry: str | None,
    resume: str | None,
    store: str | None,
    *,
    plain: bool,
) -> None:
    """Run a released procedure for real: PROCEDURE is a name or a path.

    Nothing is simulated: readings are typed, or come as JSON lines.
    """
    if procedure is None and resume is None:
        raise click.UsageError("say which procedure to run, or --resume RUN")
    from engine.cli.live import seats_of, talk_live

    request = LiveRequest(procedure, roles, seats_of(seats), address(ctx, store), telemetry, resume)
    if plain:
        sys.exit(talk_live(request))
    sys.exit(screen_of(ctx, "use `run --plain`")(request, request.store))


def main(screen: Screen | None = None) -> None:
    """Run the command line; `screen` opens the terminal UI, where there is one."""
    # No other package's pydantic plugin runs inside, and looking for one costs every start 10 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):  # what a terminal has no sign for must not end the run
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli(obj=screen, prog_name="boldface")
