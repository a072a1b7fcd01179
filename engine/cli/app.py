"""The command line: what can be asked for, by which words; each command imports what it needs when it is run.

Exit codes: 0 done, 1 the procedure ended unsafe or unfinished, 2 misuse or own failure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from engine.cli.request import Request
from engine.errors import BoldfaceError, NotATerminal

STORE_HELP = (
    "Where runs are kept: a path or an address (default: BOLDFACE_STORE, else your data folder)."
)


# The screen is not this room's: whoever has one (tui.main) hands it in.
Screen = Callable[[Request | None, str | None], int]


class OneSentence(click.Group):
    """A group whose commands end in one sentence and exit code 2 when something is wrong."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; `--debug` shows where an error came from."""
        try:
            return super().invoke(ctx)
        except BoldfaceError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"boldface: {error}", err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.exit(2)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            kind = type(error).__name__
            click.echo(
                f"boldface: its own failure ({kind}: {error}); nothing stored was lost. "
                "Run it again with --debug and report what it prints.",
                err=True,
            )
            sys.exit(2)


@click.group(
    cls=OneSentence,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Examples:\n\n  boldface drill ms-29\n\n  boldface drill ms-29 --auto --seed 7\n\n"
    "  boldface audit list --json",
)
@click.version_option(package_name="boldface")
@click.option("--store", metavar="ADDRESS", envvar="BOLDFACE_STORE", help=STORE_HELP)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def cli(ctx: click.Context, store: str | None, debug: bool) -> None:  # noqa: FBT001 - click's way
    """Anomaly procedures: run a drill, author a procedure, audit a step log.

    Without a command, opens the library.
    """
    ctx.meta["debug"] = debug
    ctx.meta["store"] = store
    if ctx.invoked_subcommand is None:
        sys.exit(_screen(ctx)(None, store))


def _screen(ctx: click.Context) -> Screen:
    if callable(ctx.obj):
        screen: Screen = ctx.obj
        return screen
    raise NotATerminal("this door has no screen; use `drill --plain` or `drill --auto`")


@cli.command(
    epilog="Examples:\n\n  boldface drill ms-29 --role FE-1 --speed 10\n\n"
    "  boldface drill ms-29 --auto --seed 7\n\n  boldface drill --resume ms-29-7"
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
    "--seed", type=click.IntRange(0, 2**31 - 1), help="The chances of this drill (default: 1)."
)
@click.option(
    "--speed",
    type=click.IntRange(1, 600),
    default=1,
    show_default=True,
    help="How many times faster than life the clock runs.",
)
@click.option("--resume", metavar="RUN", help="Go on with a run that is not closed.")
@click.option("--store", metavar="ADDRESS", envvar="BOLDFACE_STORE", help=STORE_HELP)
@click.pass_context
def drill(
    ctx: click.Context,
    scenario: str | None,
    roles: tuple[str, ...],
    seed: int | None,
    speed: int,
    resume: str | None,
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
    if scenario is None and resume is None and (plain or auto):
        scenario = "ms-29"
    request = Request(scenario, roles, seed, speed, store or ctx.meta["store"], resume)
    if auto:
        from engine.cli.auto import play

        sys.exit(play(request))
    if plain:
        from engine.cli.plain import talk

        sys.exit(talk(request))
    sys.exit(_screen(ctx)(request, request.store))


@cli.group()
def audit() -> None:
    """Read what has been stored."""


@audit.command("list", epilog="Example:\n\n  boldface audit list --json")
@click.option("--store", metavar="ADDRESS", envvar="BOLDFACE_STORE", help=STORE_HELP)
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
@click.pass_context
def list_(ctx: click.Context, store: str | None, *, as_json: bool) -> None:
    """Every run in the store, drills and real runs told apart."""
    from engine.cli.audit import list_runs

    sys.exit(list_runs(store or ctx.meta["store"], as_json=as_json))


@audit.command(epilog="Example:\n\n  boldface audit show ms-29-7")
@click.argument("run")
@click.option("--store", metavar="ADDRESS", envvar="BOLDFACE_STORE", help=STORE_HELP)
@click.option("--json", "as_json", is_flag=True, help="Each entry as it is stored, one line each.")
@click.option("--readings", is_flag=True, help="Show telemetry entries too.")
@click.pass_context
def show(ctx: click.Context, run: str, store: str | None, *, as_json: bool, readings: bool) -> None:
    """The step log of one run, in words."""
    from engine.cli.audit import show_run

    sys.exit(show_run(store or ctx.meta["store"], run, as_json=as_json, readings=readings))


def main(screen: Screen | None = None) -> None:
    """Run the command line; `screen` opens the terminal UI, where there is one."""
    cli(obj=screen, prog_name="boldface")
