"""The verdict on the record of a run: its words, its exit codes, and what it says was checked and what was not.

It must never be turned into a boolean: whoever needs one has the exit code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from engine.audit.heads import Head
from engine.audit.signoffs import SignOffs
from engine.log.allowed import AllowedSigner
from engine.log.policy import Policy
from engine.log.walk import Walk

Word = Literal[
    "intact and witnessed", "intact, unwitnessed", "incomplete", "altered", "forked", "unreadable"
]
CODES: Final[dict[Word, int]] = {
    "intact and witnessed": 0,
    "intact, unwitnessed": 0,
    "incomplete": 3,
    "altered": 4,
    "forked": 5,
    "unreadable": 6,
}
"""Exit codes; 2 is misuse, as everywhere."""
WITNESS: Final = "witness's file"
"""Where a checkpoint lies that the witness itself has kept."""
MOST_FAULTS: Final = 50
SHOWN_FAULTS: Final = 10


class Told(Struct, frozen=True):
    """What witnesses say they have seen of a log, by name; and why others said nothing.

    rivals: other logs of a run of the same name that they hold, a sentence each.
    """

    sizes: Mapping[str, int] = {}
    silent: Mapping[str, str] = {}
    rivals: tuple[str, ...] = ()


Ask = Callable[[Policy, Sequence[bytes]], Told]
"""Asks the witnesses of a policy how much they have seen; given every checkpoint that was found."""


class Trust(Struct, frozen=True):
    """Whom the auditor believes. policy: sites and witnesses. signers: people. None: nobody was named.

    book: the folder in which a witness keeps what it has cosigned; empty: there is none here.
    ask: asks the witnesses of the policy; None: nobody is asked.
    """

    name: str
    policy: Policy | None = None
    signers_name: str = ""
    signers: tuple[AllowedSigner, ...] | None = None
    book: str = ""
    ask: Ask | None = None


class Verdict(Struct, frozen=True):
    """The verdict of one run. at: the index it names, or since which the log is unwitnessed.

    open: it is a run without a closing entry, so it may have gone on. settled: what people said of
    copies of it that part.
    """

    run: str
    word: Word
    at: int | None
    reason: str
    origin: str
    size: int
    root: str
    witnessed: int
    trust: str
    checked: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    open: bool = False
    settled: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The verdict in words, with its number."""
        if self.word == "intact, unwitnessed":
            return f"{self.word} since {self.at}"
        return f"{self.word} at {self.at}" if self.word == "altered" else self.word

    @property
    def code(self) -> int:
        """The exit code."""
        return CODES[self.word]


def verdict_lines(one: Verdict, signers: str) -> Iterator[str]:
    """A verdict as lines for people; `signers` names whose sign-offs were believed. Words from a log stand in it."""
    yield f"run {one.run[:200] or '(bundle)'}: {one.words.upper()}"
    yield f"  {one.reason}"
    if one.open:
        yield "  OPEN: no entry closes it, so this is not a whole run"
    if one.origin:
        yield f"  origin {one.origin}"
    if one.size:
        yield f"  {one.size} entries, root {one.root}"
    yield from (f"  settled: {text}" for text in one.settled)
    yield from (f"  checked: {text}" for text in one.checked)
    yield from (f"  not checked: {text}" for text in one.not_checked)
    yield f"  against: {one.trust}; people: {signers}"
    yield from (f"  !! {text}" for text in one.faults[:SHOWN_FAULTS])
    if len(one.faults) > SHOWN_FAULTS:
        yield f"  ... and {len(one.faults) - SHOWN_FAULTS} more"


def summary(found: Sequence[Verdict]) -> Iterator[str]:
    """Several verdicts counted, the worst last; all but the best are named."""
    best: Word = "intact and witnessed"
    yield f"{len(found)} verdicts: {sum(one.word == best for one in found)} {best}"
    for word in CODES:
        names = [
            f"{one.run[:200] or '(bundle)'} {_where(one)}".rstrip()
            for one in found
            if one.word == word
        ]
        if names and word != best:
            yield f"  {len(names)} {word}: {', '.join(names)}"


def _where(one: Verdict) -> str:
    if one.word == "intact, unwitnessed":
        return f"since {one.at}"
    return f"at {one.at}" if one.word == "altered" else ""


class Fault(Struct, frozen=True):
    """One thing wrong: which verdict it asks for, at which index, in a sentence."""

    word: Word
    at: int
    sentence: str


def unreadable(run: str, reason: str, trust: Trust, at: int | None = None) -> Verdict:
    """The verdict of a run that cannot be read far enough to be judged."""
    return Verdict(run, "unreadable", at, reason, "", at or 0, "", 0, trust.name)


def why_unwitnessed(
    walk: Walk, heads: Sequence[Head], trust: Trust, witnessed: int, doubts: Sequence[str]
) -> str:
    """In a sentence, why an intact log is not witnessed to its end."""
    if doubts:
        return doubts[0]
    if not heads:
        return (
            "it promises no checkpoints and has none: nobody's signature stands behind any of it, and "
            "a tail that was cut off would not show."
        )
    if trust.policy is None:
        return "no trust file was given, so no signature counts."
    if not trust.policy.witnesses:
        return "the trust file names no witness."
    return f"a quorum of witnesses saw {witnessed} of its {walk.size} entries."


def checked(walk: Walk, signoffs: SignOffs, heads: Sequence[Head]) -> Iterator[str]:
    """What was checked, a line each."""
    yield f"{walk.size} entries: order, leaf hash, tree"
    covered = max((one.checkpoint.size for one in heads if one.signed), default=0)
    if covered < walk.size:
        yield f"{walk.size - covered} entries after the last signed checkpoint: form and link"
    if heads:
        signed = sum(one.signed for one in heads)
        yield f"{len(heads)} checkpoints against the tree, {signed} of them signed by a believed key"
    if signoffs.good:
        yield f"{signoffs.good} signed sign-offs: statement, key, time"


def not_checked(
    signoffs: SignOffs, heads: Sequence[Head], trust: Trust, *, simulated: bool
) -> Iterator[str]:
    """What was not, a line each."""
    if trust.policy is None:
        yield "who signed the checkpoints: no trust file"
    elif not trust.policy.witnesses:
        yield "whether another history exists: no witness in the trust file"
    if any(one.signed for one in heads) and trust.policy and simulated:
        yield "whether the site's key was in use then: the times of this drill are its scenario's"
    elif any(one.signed for one in heads) and trust.policy and not trust.policy.dates:
        yield "whether the site's key was in use then: the trust file gives it no dates"
    if signoffs.unjudged:
        yield f"whose keys signed {signoffs.unjudged} sign-offs: no allowed_signers file"
    if not heads:
        yield "whether a tail was cut off: no checkpoint"
    if any(one.signed for one in heads):
        yield "form and links of entries under a signed checkpoint: the root stands for them"
    yield "whether the procedure was followed: `boldface audit replay`"
    yield "sign-offs that are asserted: nobody's key stands behind them"
