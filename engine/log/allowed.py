"""The trust file for people, `allowed_signers` as OpenSSH reads it: who, for what meanings, from when till when.

It says whether a key was a person's at a time; it must never be asked without the time of signing.

Format: ssh-keygen(1), ALLOWED SIGNERS (READ); of its options those that are used here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Final

from msgspec import Struct

from engine.log.errors import NoteError, TrustError
from engine.log.sshsig import public_of

_LINE: Final = re.compile(
    r'(?P<who>\S+)\s+(?:(?P<options>(?:[a-z-]+(?:="[^"]*")?,?)+)\s+)??(?P<kind>ssh-\S+)\s+(?P<key>\S+)'
)
_OPTION: Final = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


class AllowedSigner(Struct, frozen=True):
    """One line: principals and namespaces as patterns, the key, and dates as YYYYMMDDHHMMSS, UTC."""

    principals: tuple[str, ...]
    public: bytes
    namespaces: tuple[str, ...] = ("*",)
    after: str = ""
    before: str = ""


def read_allowed(text: str) -> list[AllowedSigner]:
    """Every line of the file; raises TrustError, which names the line."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found.append(_line(line.strip()))
        except (NoteError, TrustError) as error:
            raise TrustError(f"allowed_signers, line {number}: {error}") from None
    return found


def _line(line: str) -> AllowedSigner:
    match = _LINE.match(line)
    if match is None:
        raise TrustError(f"found {line[:60]!a}, expected a name, options and a key.")
    options = dict(_OPTION.findall(match["options"] or ""))
    unknown = options.keys() - {"namespaces", "valid-after", "valid-before"}
    if unknown:
        raise TrustError(f"found the option {min(unknown)}, which is not understood here.")
    return AllowedSigner(
        tuple(match["who"].split(",")),
        public_of(match["kind"], match["key"]),
        tuple(options.get("namespaces", "*").split(",")),
        read_date(options.get("valid-after", "")),
        read_date(options.get("valid-before", "")),
    )


def read_date(text: str) -> str:
    """A date of a trust file as YYYYMMDDHHMMSS, '' as it is; raises TrustError."""
    digits = text.removesuffix("Z")
    if text and not re.fullmatch(r"\d{8}(\d{4}(\d{2})?)?", digits):
        raise TrustError(f"found the date {text[:30]!a}, expected YYYYMMDD or YYYYMMDDHHMMSSZ.")
    return digits.ljust(14, "0") if text else ""


def principal(person: str) -> str:
    """The person's name as it stands in the file, which takes no spaces."""
    return person.replace(" ", "_")


def moment_of(seconds: int) -> str:
    """A POSIX time in the digits that dates are compared in; one that is past the calendar as its end."""
    most = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    return f"{datetime.fromtimestamp(min(seconds, most), UTC):%Y%m%d%H%M%S}"


def stamp(at: str) -> str:
    """The time of an entry (RFC 3339, UTC) as the digits that dates are compared in, YYYYMMDDHHMMSS."""
    return re.sub(r"\D", "", at)[:14]


def allows(
    allowed: Sequence[AllowedSigner], who: str, public: bytes, namespace: str, at: str
) -> str:
    """Empty when the key was this person's for this namespace at that time; otherwise why not.

    at: RFC 3339 in any zone; a key that was given up must not sign in one that is hours behind.
    """
    mine = [one for one in allowed if one.public == public and _matches(one.principals, who)]
    if not mine:
        return "the trust file does not name this key as theirs"
    mine = [one for one in mine if _matches(one.namespaces, namespace)]
    if not mine:
        return f"the key may not be used for {namespace}"
    try:
        when = f"{datetime.fromisoformat(at).astimezone(UTC):%Y%m%d%H%M%S}"
    except (ValueError, OverflowError):
        return f"its time {at[:40]!a} is none"
    if not any(
        (not o.after or when >= o.after) and (not o.before or when < o.before) for o in mine
    ):
        return f"the key was not valid at {at}"
    return ""


def _matches(patterns: Sequence[str], text: str) -> bool:
    return any(fnmatchcase(text, one) for one in patterns)
