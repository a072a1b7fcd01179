"""The release log of a library: which revision of which procedure is in force, under which digest, by whom and why.

Lines of JSON, each holding the hash of the one before; pure: text in, text out, the time is passed in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from engine.errors import ProcedureError

FIRST = "0" * 64
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
FIELDS = ("procedure", "revision", "digest", "by", "at", "why", "profile", "prev")


@dataclass(frozen=True)
class Release:
    """One line: a revision frozen under the SHA-256 of its file."""

    procedure: str
    revision: int
    digest: str
    by: str
    at: str
    why: str
    profile: str
    prev: str


def digest_of(text: str) -> str:
    """SHA-256 of the file's UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def line_of(release: Release) -> str:
    """The line of a release, without its end of line."""
    return json.dumps(asdict(release), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_releases(text: str, source: str) -> tuple[Release, ...]:
    """Every release of a log; raises ProcedureError naming the line that is broken or was changed."""
    found: list[Release] = []
    prev = FIRST
    # Not splitlines: a reason may hold a sign that Unicode calls an end of line and JSON does not.
    for n, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        try:
            release = _release(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ProcedureError(
                f"{source}:{n}:1: this is not a release; restore the release log from a copy"
            ) from None
        if release.prev != prev or line_of(release) != line:
            raise ProcedureError(
                f"{source}:{n}:1: this line does not follow from the one before; the "
                "release log was changed by hand, restore it from a copy"
            )
        newest = max((x.revision for x in found if x.procedure == release.procedure), default=0)
        if release.revision <= newest:
            raise ProcedureError(
                f"{source}:{n}:1: {release.procedure} revision {release.revision} does not come "
                f"after revision {newest} above; the release log was changed by hand, restore it "
                "from a copy"
            )
        prev = hashlib.sha256(line.encode()).hexdigest()
        found.append(release)
    return tuple(found)


def heads_of(releases: Sequence[Release]) -> tuple[str, ...]:
    """The head of the log after each line, 64 hex digits: whoever keeps the last can tell that lines were taken off."""
    return tuple(hashlib.sha256(line_of(one).encode()).hexdigest() for one in releases)


def _release(data: Mapping[str, object]) -> Release:
    values = {name: data[name] for name in FIELDS}
    if any(type(one) is not (int if name == "revision" else str) for name, one in values.items()):
        raise TypeError
    if not all(_DIGEST.fullmatch(str(values[name])) for name in ("digest", "prev")):
        raise ValueError
    return Release(**values)  # type: ignore[arg-type]  # looked at one line above


def next_release(releases: Sequence[Release], last_line: str, wanted: Release) -> Release:
    """The release to be added; raises ProcedureError when the revision is released already.

    `last_line` is the log's last line ('' for a new log); `wanted` comes without a `prev`.
    """
    for one in releases:
        if (one.procedure, one.revision) == (wanted.procedure, wanted.revision):
            same = "with the same text" if one.digest == wanted.digest else "with another text"
            raise ProcedureError(
                f"{wanted.procedure} revision {wanted.revision} is released already "
                f"({same}, by {one.by} at {one.at}); raise 'revision:' and release that"
            )
    newest = max((one.revision for one in releases if one.procedure == wanted.procedure), default=0)
    if wanted.revision < newest:
        raise ProcedureError(
            f"{wanted.procedure} revision {newest} is released already; revision "
            f"{wanted.revision} is older and cannot follow it"
        )
    prev = hashlib.sha256(last_line.encode()).hexdigest() if last_line else FIRST
    return Release(
        wanted.procedure,
        wanted.revision,
        wanted.digest,
        wanted.by,
        wanted.at,
        wanted.why,
        wanted.profile,
        prev,
    )


def refusals(releases: Sequence[Release], texts: Mapping[str, tuple[int, str]]) -> list[str]:
    """Why procedures (name: revision, text) may not be run for real; empty when all are in force as they are."""
    found = [
        _refusal(releases, name, revision, digest_of(text))
        for name, (revision, text) in texts.items()
    ]
    return [one for one in found if one]


def _refusal(releases: Sequence[Release], name: str, revision: int, digest: str) -> str:
    """One sentence, or '' for a revision that is in force; a newer one takes the force of an older."""
    own = {one.revision: one for one in releases if one.procedure == name}
    release = own.get(revision)
    newest = max(own, default=revision)
    how = f"release it with `boldface author release {name}.yaml --by NAME`"
    if release is not None and release.digest != digest:
        return (
            f"{name} revision {revision} was released as {release.digest[:12]} by "
            f"{release.by}, and the file is now {digest[:12]}: it has been touched; "
            "restore it, or raise the revision and release that"
        )
    if revision < newest:
        return (
            f"{name} revision {revision} is no longer in force: revision {newest} was released "
            f"by {own[newest].by} at {own[newest].at}; restore the file of revision {newest}"
        )
    if release is not None:
        return ""
    if own:
        return f"{name} revision {revision} is a draft, revision {max(own)} is released; {how}"
    return (
        f"{name} revision {revision} is a draft, or was copied away from its release log: the log "
        f"here does not know it; run it where it was released, or {how}"
    )


State = Literal["in force", "touched", "older", "draft", "no file"]


@dataclass(frozen=True)
class Standing:
    """How a procedure stands to the log: its file's revision (0: no file) and its last release, if any."""

    procedure: str
    state: State
    revision: int
    release: Release | None


def standings(
    releases: Sequence[Release], texts: Mapping[str, tuple[int, str]]
) -> tuple[Standing, ...]:
    """How files (name: revision, text) and log stand to each other, by name."""
    last = {one.procedure: one for one in releases}
    return tuple(
        _standing(name, last.get(name), texts.get(name)) for name in sorted({*last, *texts})
    )


def _standing(name: str, last: Release | None, file: tuple[int, str] | None) -> Standing:
    if file is None:
        return Standing(name, "no file", 0, last)
    revision, text = file
    if last is None or revision > last.revision:
        return Standing(name, "draft", revision, last)
    if revision < last.revision:
        return Standing(name, "older", revision, last)
    same = digest_of(text) == last.digest
    return Standing(name, "in force" if same else "touched", revision, last)
