"""Options that several commands share, and groups of commands whose modules are loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from engine.cli.request import Asked
from engine.errors import NotATerminal

# The screen is not this room's: whoever has one (tui.main) hands it in.
Screen = Callable[[Asked | None, str | None], int]

STORE_HELP = (
    "Where runs are kept: a path or an address (default: BOLDFACE_STORE, else your data folder)."
)
store_option = click.option("--store", metavar="ADDRESS", envvar="BOLDFACE_STORE", help=STORE_HELP)

trust_option = click.option(
    "--trust",
    metavar="FILE",
    help="Sites and witnesses you believe, as C2SP tlog-policy (default: the one of `boldface keys`).",
)
signers_option = click.option(
    "--signers",
    metavar="FILE",
    help="People you believe, as OpenSSH allowed_signers (default: the one of `boldface keys`).",
)


def address(ctx: click.Context, store: str | None) -> str | None:
    """The store of this command, or the one named before the command."""
    named: str | None = store or ctx.meta.get("store")
    return named


def screen_of(ctx: click.Context, instead: str) -> Screen:
    """The screen that stands behind this command line; raises NotATerminal where there is none."""
    if callable(ctx.obj):
        screen: Screen = ctx.obj
        return screen
    raise NotATerminal(f"this door has no screen; {instead}")


class LateGroup(click.Group):
    """A group of which some commands stand in modules of their own, loaded when they are asked for.

    `late` names them: the command, and the module that holds a click command called `command`.
    """

    def __init__(self, *args: Any, late: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.late = late or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, late ones among them."""
        return sorted({*super().list_commands(ctx), *self.late})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its module loaded now if it is a late one."""
        if cmd_name not in self.late:
            return super().get_command(ctx, cmd_name)
        command: click.Command = import_module(self.late[cmd_name]).command
        return command
