"""The first entry of a run held against what it names: the texts kept behind it, its origin, its kind, its times.

It asks nothing of a log that no run wrote (keys, reviews) and never of a run what only its procedure
can say: that is for `replay`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from engine.audit.reading import Noted, noted
from engine.audit.verdict import Fault
from engine.errors import RunError
from engine.log.page import StoredPage
from engine.run.events import ENGINE, KINDS, Event, RunOpened, TextKept
from engine.run.kept import Text, kept

_TOO_MANY: Final = 1_000
"""Entries that keep texts (DESIGN: 12 MB of text); what comes after is not held in memory."""
_CLOCKS: Final = frozenset({"wall", "simulated"})


class Opening(Struct):
    """The entries with which a run begins, as they come by; and what is wrong with them at the end."""

    first: Noted | None = None
    _texts: list[Event] = field(default_factory=list)
    _over: bool = False

    def take(self, page: StoredPage) -> None:
        """Look at the next page of entries."""
        if self._over:
            return
        for one in noted(page.entries()):
            if self.first is None:
                self.first = one
            elif isinstance(one.event, TextKept) and len(self._texts) < _TOO_MANY:
                self._texts.append(one.event)
            else:
                self._over = True
                return

    @property
    def opened(self) -> RunOpened | None:
        """The event that opens the run; None where the first entry is another one."""
        event = self.first.event if self.first is not None else None
        return event if isinstance(event, RunOpened) else None

    def faults(self, kind: str, *, is_run: bool) -> Iterator[Fault]:
        """What does not fit. kind: of the run in the list of its store, '' where there is none.

        is_run: whether the first entry says that it opens a run, readable or not.
        """
        opened = self.opened
        if kind in KINDS and self.first is not None and not is_run:
            yield _fault("opens no run")
        if opened is None or self.first is None:
            return
        for wrong in (*_itself(opened, self.first.at), *self._against_texts(opened)):
            yield _fault(wrong)

    def _against_texts(self, opened: RunOpened) -> Iterator[str]:
        if not self._over and not self._texts:
            return  # nothing came behind it: the program was killed there, or the tail is gone
        try:
            texts = kept(self._texts)
        except RunError as error:
            if self._over:
                yield f"does not fit what is kept with it: {error}"
            return
        yield from _procedure(opened, texts)
        scenarios = {one.name for one in texts if one.kind == "scenario"}
        if self._over and opened.scenario is not None and opened.scenario not in scenarios:
            yield f"names the scenario '{opened.scenario[:60]}', and no text of it is kept"


def _procedure(opened: RunOpened, texts: Sequence[Text]) -> Iterator[str]:
    named = [one for one in texts if (one.kind, one.name) == ("procedure", opened.procedure)]
    if not named:
        yield f"names the procedure '{opened.procedure[:60]}', and no text of it is kept"
    elif opened.digest != named[0].digest:
        yield (
            f"names the digest {opened.digest[:12]} of its procedure, and the text kept with the "
            f"run has {named[0].digest[:12]}"
        )


def _itself(opened: RunOpened, at: str) -> Iterator[str]:
    """What the entry says against itself."""
    if opened.role != ENGINE:
        yield f"is by {opened.role[:60]!a}, and only the engine opens a run"
    if opened.clock not in _CLOCKS:
        yield f"names the clock {opened.clock[:60]!a}, which there is not"
    drill = opened.kind == "drill"
    if drill != (opened.scenario is not None) or drill != (opened.seed is not None):
        yield f"says {opened.kind}, and {'no' if drill else 'a'} scenario and seed"
    if not set(opened.played) <= set(opened.seats):
        yield "has people in roles that have no seat"
    if opened.origin and not _is_origin(opened.origin, opened.run):
        yield f"names the origin {opened.origin[:80]!a}, which is not of run {opened.run[:60]!a}"
    if opened.clock == "simulated" and _ms(at) != _ms(opened.epoch) + opened.t:
        yield f"was made at {at}, and the clock of this drill begins at {opened.epoch[:40]}"


def _is_origin(origin: str, run: str) -> bool:
    """Whether it is `<authority>/run/<run>-<own>/<site>`."""
    parts = origin.split("/")
    name, dash, own = parts[-2].rpartition("-") if len(parts) > 3 else ("", "", "")
    return bool(dash) and parts[-3] == "run" and name == run and len(own) == 12 and own.isalnum()


def _ms(at: str) -> int:
    try:
        return round(datetime.fromisoformat(at).timestamp() * 1000)
    except ValueError:
        return -1


def _fault(wrong: str) -> Fault:
    return Fault("altered", 0, f"its first entry {wrong}.")
