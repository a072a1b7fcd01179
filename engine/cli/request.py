"""What was asked for on the command line: a drill, a real run, a place to write; shared by every way of showing it.

Values and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Request(Struct, frozen=True):
    """What a drill was asked for on the command line."""

    scenario: str | None
    roles: tuple[str, ...]
    seed: int | None
    speed: int
    store: str | None
    resume: str | None
    counterexample: str | None = None
    language: str = ""


class LiveRequest(Struct, frozen=True):
    """A real run that was asked for; `seats` by role, `telemetry` a path or `-` for standard input."""

    procedure: str | None
    roles: tuple[str, ...]
    seats: Mapping[str, str]
    store: str | None
    telemetry: str | None
    resume: str | None


class AuditRequest(Struct, frozen=True):
    """The stored runs that are to be looked at, or one of them."""

    run: str | None


class EditRequest(Struct, frozen=True):
    """A place to write procedures: a folder (None: the library), and a file of it to begin with."""

    folder: str | None
    first: str | None


Asked = Request | LiveRequest | AuditRequest | EditRequest
