"""The trust file: which sites and witnesses an auditor believes, and how many of them it takes.

It says what is enough; it must never count a key it does not name, and never passes for want of a rule.

Format: c2sp.org/tlog-policy at C2SP commit 5ba5ee83 (READ; no tagged version yet). Two things more
(DESIGN): a log may be named with one `*`, as in `station.example/run/*/iss`: the key of a site is
one, and each of its runs is an origin of its own. And a comment `# boldface:valid` gives its dates
(docs/decisions/0007).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from engine.log.allowed import read_date
from engine.log.errors import NoteError, TrustError
from engine.log.note import COSIGNATURE, ED25519, VerifierKey, read_key

NONE: Final = "none"
_BLANKS: Final = " \t"
DATED: Final = re.compile(r"\s*#\s*boldface:")
"""Begins a comment that is meant for us: it must be understood, or the file is refused."""
_DATES: Final = re.compile(
    r"#\s*boldface:valid\s+(?P<key>\S+)(?:\s+after=(?P<after>\S+))?(?:\s+before=(?P<before>\S+))?"
)


class Group(Struct, frozen=True):
    """So many of these members (witnesses or groups) are enough."""

    needed: int
    members: tuple[str, ...]


class Dates(Struct, frozen=True):
    """When a key was in use: from `after` until before `before`, YYYYMMDDHHMMSS in UTC; '' is open."""

    after: str = ""
    before: str = ""

    def hold(self, at: str) -> bool:
        """Whether the moment `at` (as the dates) lies within."""
        return self.after <= at and (not self.before or at < self.before)

    @property
    def words(self) -> str:
        """The dates, to be said after "valid"."""
        return " ".join(
            f"{word} {date}"
            for word, date in (("from", self.after), ("until", self.before))
            if date
        )


class Policy(Struct, frozen=True):
    """Whom to believe: keys of logs and their dates, witnesses (and URLs) by name, groups, the quorum."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str
    urls: Mapping[str, str] = {}
    dates: Mapping[bytes, Dates] = {}  # by public key

    def keys_for(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys that may sign for `origin`, under its name."""
        return tuple(
            VerifierKey(origin, one.public) for one in self.logs if covers(one.name, origin)
        )

    def enough(self, cosigners: Collection[str]) -> bool:
        """Whether these witnesses, by the names of the file, are a quorum; `none` needs nobody."""
        return self.quorum == NONE or self._holds(self.quorum, cosigners)

    def _holds(self, name: str, cosigners: Collection[str]) -> bool:
        if name in self.witnesses:
            return name in cosigners
        group = self.groups[name]
        return sum(self._holds(one, cosigners) for one in group.members) >= group.needed


def covers(name: str, origin: str) -> bool:
    """Whether a log called `name` is that origin, or stands for it with one `*` in place of the run."""
    before, star, after = name.partition("*")
    if not star:
        return name == origin
    middle = origin[len(before) : len(origin) - len(after)]
    return (
        origin.startswith(before)
        and origin.endswith(after)
        and len(origin) >= len(before) + len(after)
        and "/" not in middle
        and middle != ""
    )


def read_policy(text: str) -> Policy:
    """The policy that a trust file says; raises TrustError, which names the line."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace("\t", " ").strip(_BLANKS).split(" ")
        words = [word for word in words if word]
        if not words or (words[0].startswith("#") and not DATED.match(line)):
            continue
        try:
            if words[0].startswith("#"):
                reading.date(line)
            else:
                reading.take(words)
        except (NoteError, TrustError) as error:
            raise TrustError(f"trust file, line {number}: {error}") from None
    if reading.quorum is None:
        raise TrustError(
            "trust file: found no quorum line, expected one; `quorum none` asks nobody."
        )
    reading.check_apart()
    return Policy(
        tuple(reading.logs),
        reading.witnesses,
        reading.groups,
        reading.quorum,
        reading.urls,
        reading.dates,
    )


class _Reading:
    """What has been read of a policy."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.urls: dict[str, str] = {}
        self.dates: dict[bytes, Dates] = {}

    def date(self, line: str) -> None:
        """One comment that gives the dates of a log's key."""
        match = _DATES.fullmatch(line.strip())
        if match is None or not (match["after"] or match["before"]):
            raise TrustError(
                f"found {line[:80]!a}, expected `# boldface:valid NAME+ID after=DATE before=DATE`."
            )
        name = match["key"]
        keys = [one.public for one in self.logs if f"{one.name}+{one.id.hex()}" == name]
        if not keys or keys[0] in self.dates:
            raise TrustError(f"found dates of {name[:80]!a}, expected a log above, and once.")
        self.dates[keys[0]] = Dates(
            read_date(match["after"] or ""), read_date(match["before"] or "")
        )

    def take(self, words: list[str]) -> None:
        """One line."""
        match words:
            case ["log", key] | ["log", key, _]:
                self._new_key(one := read_key(key), ED25519, self.logs)
                self.logs.append(one)
            case ["witness", name, key, *url] if len(url) <= 1:
                self._new_name(name)
                self._new_key(one := read_key(key), COSIGNATURE, list(self.witnesses.values()))
                self.witnesses[name] = one
                self.urls |= {name: url[0]} if url else {}
            case ["group", name, needed, *members] if members:
                self._new_name(name)
                for member in members:
                    self._known(member)
                self.groups[name] = Group(_needed(needed, len(members)), tuple(members))
            case ["quorum", name] if self.quorum is None:
                if name != NONE:
                    self._known(name)
                self.quorum = name
            case _:
                line = " ".join(words)
                raise TrustError(f"found {line[:80]!a}, expected a log, witness, group or quorum.")

    def _new_key(self, key: VerifierKey, kind: int, known: list[VerifierKey]) -> None:
        if key.type != kind:
            raise TrustError(f"found a key of type {key.type}, expected {kind}.")
        if any(one.public == key.public for one in known):
            raise TrustError(f"the key of {key.name} stands there twice.")

    def check_apart(self) -> None:
        """Raises TrustError where one key stands for a log and for a witness."""
        logs = {one.public for one in self.logs}
        for name, key in self.witnesses.items():
            if key.public in logs:
                raise TrustError(
                    f"trust file: the key of the witness {name[:60]!a} is that of a log, and no site "
                    "is a witness to itself."
                )

    def _new_name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise TrustError(f"the name {name[:60]!a} is taken.")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise TrustError(f"found {name[:60]!a}, expected a witness or group of a line above.")


def _needed(word: str, members: int) -> int:
    if word in {"all", "any"}:
        return members if word == "all" else 1
    if word.isascii() and word.isdecimal() and 1 <= int(word) <= members:
        return int(word)
    raise TrustError(f"found {word[:20]!a}, expected all, any or a number from 1 to {members}.")
