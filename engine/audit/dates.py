"""Whether the site's key was in use when the entries under each checkpoint were made (docs/decisions/0007).

It asks nothing of a key without dates; it must never take the time of a checkpoint from the
checkpoint, which has none, but from the entries it covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.audit.heads import Head
from engine.audit.verdict import Fault
from engine.errors import BoldfaceError
from engine.log import decode
from engine.log.allowed import stamp
from engine.log.page import StoredPage
from engine.log.policy import Policy


class Times:
    """When the entries at both ends of what each checkpoint adds were made."""

    def __init__(self, heads: Sequence[Head], policy: Policy | None) -> None:
        """Nothing is kept when no key has dates."""
        sizes = {one.checkpoint.size for one in heads} if policy and policy.dates else set()
        self._wanted = sorted({0} | sizes | {size - 1 for size in sizes if size}) if sizes else []
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
