"""The witness over HTTP: `POST /add-checkpoint`, on waitress; and the other end of that line, for a site.

The rules are in engine/log/witness.py. Nothing a stranger sends is repeated into a log or a header.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from engine.adapters.witness_book import PLAIN, Answer, WitnessBook
from engine.errors import BoldfaceError
from engine.log.note import MOST_BYTES

MOST_REQUEST: Final = MOST_BYTES + 64 * 64
TIMEOUT_S: Final = 5.0
"""How long a witness is waited for; the crew waits for nobody meanwhile (DESIGN)."""

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def application(book: WitnessBook) -> Application:
    """The WSGI application of a witness."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        status, kind, body = _answer(book, environ)
        words = f"{status} {HTTPStatus(status).phrase}"
        start(words, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def _answer(book: WitnessBook, environ: WSGIEnvironment) -> Answer:
    if not environ["PATH_INFO"].endswith("/add-checkpoint"):
        return 404, PLAIN, b"only add-checkpoint is answered here\n"
    if environ["REQUEST_METHOD"] != "POST":
        return 405, PLAIN, b"only POST is answered here\n"
    raw = environ["wsgi.input"].read(MOST_REQUEST + 1)
    if len(raw) > MOST_REQUEST:
        return 413, PLAIN, b"the request is too long\n"
    try:
        return book.add_checkpoint(raw)
    except (BoldfaceError, OSError) as error:
        return 500, PLAIN, f"{error}\n".encode()


def server(book: WitnessBook, host: str, port: int) -> Any:
    """A server that is bound and not yet running; raises BoldfaceError when it cannot be."""
    try:
        from waitress import create_server
    except ImportError:
        raise BoldfaceError(
            "witness serve needs waitress, which is not installed: pip install 'boldface[witness]'."
        ) from None
    more: dict[str, Any] = {"ident": None, "max_request_body_size": MOST_REQUEST}
    try:
        return create_server(application(book), host=host, port=port, threads=4, **more)
    except OSError as error:
        raise BoldfaceError(f"witness: {host}:{port} cannot be used: {error.strerror}.") from None


def post(url: str, request: bytes) -> Answer:
    """The answer of the witness at `url` (its submission prefix); raises OSError when none comes."""
    if not url.startswith(("http://", "https://")):
        raise OSError(f"the witness at {url[:80]} is reached over neither http nor https")
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at above
        url.rstrip("/") + "/add-checkpoint", data=request, method="POST"
    )
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as said:  # noqa: S310 - as above
            return said.status, said.headers.get_content_type(), said.read(MOST_BYTES)
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read(MOST_BYTES)
    except (HTTPException, ValueError) as error:  # no HTTP at all, or a URL that is none
        raise OSError(f"what answers there speaks no HTTP ({type(error).__name__})") from None
