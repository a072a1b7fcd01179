"""The words `boldface witness ...`: the ground's witness, by file drop and over HTTP; options only.

The work is in `witnessing.py`, loaded when a command is run.
"""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, store_option

__all__ = ["command"]

name_option = click.option(
    "--name", metavar="NAME", help="What this witness is called (default: as its key was made)."
)
trust_option = click.option(
    "--trust", metavar="FILE", help="The logs it knows (default: `policy` of the key folder)."
)
book_option = click.option(
    "--book",
    metavar="FOLDER",
    help="What it has cosigned (default: `witnessed` of the key folder).",
)


@click.group(
    "witness",
    epilog="Examples:\n\n  boldface witness serve --port 8642\n\n"
    "  boldface witness request RUN -o up.req\n\n"
    "  boldface witness add-checkpoint up.req -o down.sig\n\n"
    "  boldface witness accept RUN down.sig",
)
def command() -> None:
    """Witness the step logs of a site: the ground says what it saw, and when.

    Its key is made by `boldface keys new witness NAME`. Over a link that stores and forwards, three
    files travel instead: a request, an answer, and what is accepted from it.
    """


@command.command(epilog="Example:\n\n  boldface witness serve --host 0.0.0.0 --port 8642")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True)
@name_option
@trust_option
@book_option
def serve(host: str, port: int, name: str | None, trust: str | None, book: str | None) -> None:
    """Answer `POST /add-checkpoint` until it is stopped (C2SP tlog-witness)."""
    from engine.cli.witness.witnessing import serve_http

    sys.exit(serve_http(host, port, name, trust, book))


@command.command(
    "add-checkpoint", epilog="Example:\n\n  boldface witness add-checkpoint up.req -o down.sig"
)
@click.argument("request", type=click.Path())
@click.option("-o", "--output", metavar="FILE", default="-", help="The answer; - prints it.")
@name_option
@trust_option
@book_option
def add_checkpoint(
    request: str, output: str, name: str | None, trust: str | None, book: str | None
) -> None:
    """Answer one request that came as a file; exit code 1 when it is refused, with the status."""
    from engine.cli.witness.witnessing import answer_file

    sys.exit(answer_file(request, output, name, trust, book))


@command.command(epilog="Example:\n\n  boldface witness request ms-29-7 -o up.req")
@click.argument("run")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where the request goes.")
@click.option(
    "--old", type=click.IntRange(0), help="Size the witness has seen (default: by our records)."
)
@store_option
@click.pass_context
def request(ctx: click.Context, run: str, output: str, old: int | None, store: str | None) -> None:
    """Write the request that brings the latest checkpoint of RUN to a witness."""
    from engine.cli.witness.witnessing import write_request

    sys.exit(write_request(address(ctx, store), run, output, old))


@command.command(epilog="Example:\n\n  boldface witness accept ms-29-7 down.sig")
@click.argument("run")
@click.argument("answer", type=click.Path())
@store_option
@click.pass_context
def accept(ctx: click.Context, run: str, answer: str, store: str | None) -> None:
    """Keep the cosignature of an answer with the checkpoint of RUN that it is of."""
    from engine.cli.witness.witnessing import accept_answer

    sys.exit(accept_answer(address(ctx, store), run, answer))
