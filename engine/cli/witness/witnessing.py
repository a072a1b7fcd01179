"""What `boldface witness` does: answers over HTTP or by file, writes requests, takes answers in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.bootstrap import witnessing
from engine.cli.say import safe
from engine.errors import BoldfaceError

REFUSED = 1
CONFLICT = 409  # C2SP tlog-witness: the body is the size that the witness saw last


def serve_http(host: str, port: int, name: str | None, trust: str | None, book: str | None) -> int:
    """Serve until it is stopped."""
    from engine.adapters.witness_http import server

    bound = server(witnessing.witness(name, trust, book), host, port)
    place = getattr(bound, "effective_port", port)
    click.echo(f"witness: http://{host}:{place}/add-checkpoint")
    sys.stdout.flush()
    try:
        bound.run()  # returns at Ctrl-C
    finally:
        bound.close()
    click.echo("stopped")
    return 0


def answer_file(
    request: str, output: str, name: str | None, trust: str | None, book: str | None
) -> int:
    """Answer the request in a file."""
    status, _, body = witnessing.witness(name, trust, book).add_checkpoint(_read(request))
    if status != 200:
        said = safe(body.decode().strip())
        if status == CONFLICT:
            said = f"it has seen {said} entries of that log; ask with `boldface witness request RUN --old {said}`"
        click.echo(f"boldface: refused, {status}: {said}", err=True)
        return REFUSED
    _write(output, body)
    return 0


def write_request(address: str | None, run: str, output: str, old: int | None) -> int:
    """Write a request."""
    _write(output, witnessing.request_of(address, run, old))
    return 0


def accept_answer(address: str | None, run: str, answer: str) -> int:
    """Take an answer in."""
    size, name = witnessing.accept(address, run, _read(answer))
    click.echo(safe(f"run {run}: {name} has witnessed {size} entries"))
    return 0


def _read(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise BoldfaceError(f"file {path}: it cannot be read: {error.strerror}.") from None


def _write(path: str, content: bytes) -> None:
    if path == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise BoldfaceError(f"file {path}: it cannot be written: {error.strerror}.") from None
