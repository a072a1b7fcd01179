"""What may be typed beside an input: [by NAME; REFERENCE] after the reason of a departure, `ago 10 min:` before a deed.

A line without them means what it always meant.
"""

from __future__ import annotations

import re
from typing import Final, TypeVar

from msgspec.structs import replace

from engine.procedure.units import parse_duration
from engine.run import commands as c

AGO: Final = "write how long ago, a colon, and what was done: ago 10 min: 2"
_ALLOWED: Final = re.compile(r"\s*\[by\b([^\[\];]*)(?:;([^\[\]]*))?\]\s*$")
_DEPARTURES = c.Override | c.Defer | c.Skip | c.Abort | c.Redline
T = TypeVar("T")


def allowed(read: T) -> T:
    """A departure whose reason ends in [by NAME; REFERENCE] with the two as fields of their own."""
    if not isinstance(read, _DEPARTURES):
        return read
    found = _ALLOWED.search(read.reason)
    if found is None:
        return read
    authority, reference = (one or "" for one in found.groups())
    said = {"authority": authority.strip(), "reference": reference.strip()}
    return replace(read, reason=read.reason[: found.start()], **said)


def ago(rest: str) -> tuple[int, str] | str:
    """How long ago (ms) and what was done, of `10 min: 2`; else a sentence that says what was expected."""
    before, colon, line = rest.partition(":")
    try:
        return (parse_duration(before), line.strip()) if colon and line.strip() else AGO
    except ValueError as error:
        return f"{error} ({AGO})"
