"""Whether the site's key was in use when the entries under each checkpoint were made (docs/decisions/0007).

It asks nothing of a key without dates; it must never take the time of a checkpoint from the
checkpoint, which has none, but from the entries it covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from engine.audit.heads import Head
from engine.audit.verdict import Fault
from engine.errors import BoldfaceError
from engine.log import decode
from engine.log.allowed import stamp
from engine.log.page import StoredPage
from engine.log.policy import Policy

_APART: Final = timedelta(days=1)
"""So far may a site's clock be before that of its witness (DESIGN): more is no drift."""


class Times:
    """When the entries at both ends of what each checkpoint adds were made; without dates, the last a witness saw."""

    def __init__(self, heads: Sequence[Head], policy: Policy | None) -> None:
        """What is kept without dates is one entry: decoding costs more than hashing."""
        sizes = {one.checkpoint.size for one in heads} if policy and policy.dates else set()
        wanted = {0} | sizes | {size - 1 for size in sizes if size} if sizes else set()
        wanted |= {last.checkpoint.size - 1 for last in _last_seen(heads)[:1]}
        self._wanted = sorted(wanted)
        self._wanted.reverse()
        self._walked = 0
        self.at: dict[int, str] = {}

    def take(self, page: StoredPage) -> None:
        """Look at the next page of entries."""
        while self._wanted and self._wanted[-1] < self._walked + len(page.rows):
            index = self._wanted.pop()
            try:
                self.at[index] = stamp(decode(page.rows[index - self._walked][0], index).at)
            except BoldfaceError:
                continue  # the walk or the links say that it is altered
        self._walked += len(page.rows)


def _last_seen(heads: Sequence[Head]) -> list[Head]:
    """The largest checkpoint that a witness saw, as often as it is kept."""
    seen = [one for one in heads if one.seen and one.checkpoint.size]
    most = max((one.checkpoint.size for one in seen), default=0)
    return [one for one in seen if one.checkpoint.size == most]


def seen_too_soon(heads: Sequence[Head], times: Mapping[int, str]) -> Iterator[str]:
    """A witness that says it saw the newest checkpoint when its last entry was not yet made."""
    for one in _last_seen(heads):
        size = one.checkpoint.size
        made = times.get(size - 1, "")
        if made and _day(one.seen) + _APART < _day(made):
            yield (
                f"the checkpoint at {size} in the {one.where} was seen by its witness at {one.seen}, and entry "
                f"{size - 1} under it was made at {made}: one of the two clocks was wrong, or the word is false."
            )


def _day(at: str) -> datetime:
    return datetime.strptime(at[:8], "%Y%m%d")  # noqa: DTZ007 - both are UTC


def out_of_date(
    heads: Sequence[Head], times: Mapping[int, str], policy: Policy | None
) -> Iterator[Fault]:
    """Checkpoints signed only by keys that were not in use when what they add was recorded."""
    if policy is None or not policy.dates:
        return
    covered = 0
    for one in sorted(heads, key=lambda head: head.checkpoint.size):
        size = one.checkpoint.size
        if not one.signed or not size:
            continue
        ends = [times[index] for index in (covered, size - 1) if index < size and index in times]
        dates = [policy.dates.get(key) for key in one.signers]
        if any(date is None or all(date.hold(at) for at in ends) for date in dates):
            covered = max(covered, size)
            continue
        known = " or ".join(date.words for date in dates if date is not None)
        yield Fault(
            "altered",
            covered,
            f"entries {covered} to {size - 1} are of {min(ends)} to {max(ends)}, and the checkpoint "
            f"at {size} in the {one.where} is signed by a key that was in use {known}: it was "
            "signed again, or by a key that was given up.",
        )
