"""`author language-server`: what an editor starts to have findings, names and mends while a procedure is typed.

Only options here; the server comes with the extra `lsp` and is loaded when the command is run.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, cast

import click

from engine.errors import BoldfaceError

if TYPE_CHECKING:  # loaded when the command is run
    from engine.cli.author.editor.server import ProcedureServer
    from engine.lint.rule import Profile

MISSING = (
    "the language server needs the extra 'lsp', which is not installed here: "
    "install 'boldface[lsp]' (in a clone: .venv/bin/pip install -e '.[lsp]'), then start it again"
)


@click.command(
    "language-server",
    epilog="Editors start it by themselves; docs/editors.md has the lines for VS Code, Neovim and "
    "Helix.\n\nExamples:\n\n  boldface author language-server\n\n"
    "  boldface author language-server --profile flight\n\n"
    "  boldface author language-server --tcp 2087",
)
@click.option("--stdio", is_flag=True, help="Speak over standard input and output (the default).")
@click.option(
    "--tcp", "port", type=click.IntRange(1, 65535), metavar="PORT",
    help="Wait for one editor on this port of this machine instead.",
)  # fmt: skip
@click.option(
    "--profile",
    type=click.Choice(["load", "style", "safety", "flight"]),
    default="safety",
    show_default=True,
    help="How much is asked, as in `author check`; flight proves at every change.",
)
def language_server(port: int | None, profile: str, *, stdio: bool) -> None:
    """Answer an editor: findings as you type, completion, go to, hover, rename, outline, mends."""
    if stdio and port is not None:
        raise click.UsageError("--stdio and --tcp exclude each other; give one")
    server = _server(profile)
    if port is None:
        if sys.stdin.isatty():
            click.echo("this speaks to an editor, which starts it by itself; Ctrl-C ends", err=True)
        # The thread that reads is waiting for a line and would keep Ctrl-C from ending the program.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        server.start_io()
    else:
        click.echo(f"waiting for an editor on 127.0.0.1:{port}", err=True)
        server.start_tcp("127.0.0.1", port)


def _server(profile: str) -> ProcedureServer:
    from engine.bootstrap import software

    try:
        from engine.cli.author.editor.server import make
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in {"pygls", "lsprotocol"}:
            raise BoldfaceError(MISSING) from None
        raise
    return make(software().rpartition(" ")[2], cast("Profile", profile))
