"""The stored runs that were open beside each other: all of a drill, whichever of them is asked for.

Reads only. What is damaged or not in the store is left out and said; it must not hide the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from engine.audit.calls import Shelf
from engine.audit.reading import noted
from engine.bootstrap.whole import rig_of
from engine.drill.beside import of_procedure
from engine.drill.world import Rig
from engine.errors import BoldfaceError, RunError
from engine.library import KeptLibrary, load_plan
from engine.machine.table import Table
from engine.ports import Store
from engine.run.events import ProcedureOpened, RunOpened
from engine.run.evolve import evolve
from engine.run.kept import Text, kept
from engine.run.queue import Calling, calling
from engine.run.state import RunState
from engine.run.together import Indexed, Together, story
from engine.run.together import together as read_together


@dataclass(frozen=True)
class Part:
    """One run of several: how it was opened, the texts kept with it, its table, all entries that can be read."""

    run: str
    opened: RunOpened
    texts: tuple[Text, ...]
    table: Table
    events: list[Indexed]

    @cached_property
    def state(self) -> RunState:
        """Where it stands at its end."""
        return reduce(lambda state, one: evolve(state, one[1]), self.events, RunState())

    @cached_property
    def rig(self) -> Rig:
        """What it was played with, as far as it is about this procedure; raises a BoldfaceError."""
        whole = rig_of(self.texts, self.opened)
        if not self.opened.beside:
            return whole
        return replace(whole, scenario=of_procedure(whole.scenario, self.opened.procedure))


@dataclass(frozen=True)
class Several:
    """The runs of one drill in the order of opening, those that are not there, and what they say together."""

    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()

    @property
    def first(self) -> Part:
        """The run with which the drill began, or the first there is."""
        return self.parts[0]

    @cached_property
    def told(self) -> Together:
        """The logs read together."""
        level = calling(self.first.table.procedure).call.level
        return read_together([(one.run, one.events) for one in self.parts], level)

    @cached_property
    def callings(self) -> Mapping[str, Calling]:
        """Those that might have been called for, and the one with which it began; raises a BoldfaceError."""
        return self.shelf.callings

    @cached_property
    def shelf(self) -> Shelf:
        """What might have been called for beside the first run; raises a BoldfaceError."""
        return shelf_of(self.first.opened, self.first.texts, self.first.table)


def shelf_of(opened: RunOpened, texts: tuple[Text, ...], table: Table) -> Shelf:
    """What might have been called for beside a run, in the order in which it was looked at.

    Of a drill it is what the scenario calls, of a real run every procedure that was in force
    (engine/bootstrap/whole and live). Raises a BoldfaceError.
    """
    library = KeptLibrary(texts)
    drill = opened.kind == "drill"
    names = rig_of(texts, opened).scenario.calls if drill else library.names("procedure")
    tables = {name: load_plan(library, name).drive.table for name in names}
    specs = [one.procedure for one in (table, *tables.values())]
    callings = {one.procedure: calling(one) for one in specs}
    return Shelf(callings, tables, calling(table.procedure).call.level)


def several(store: Store, run: str) -> Several:
    """All runs of the drill or case that `run` is one of; of most runs that is the run alone.

    Raises RunError or a StoreError where `run` itself cannot be taken up.
    """
    own = _part(store, run)
    first, missing = own, list[str]()
    if own.opened.beside:
        try:
            first = _part(store, own.opened.beside)
        except BoldfaceError as error:
            missing.append(f"{own.opened.beside}: {error}")
    known = {first.run: first}
    tried = set(known)
    while (name := _next(list(known.values()), tried)) is not None:
        tried.add(name)
        try:
            known[name] = _part(store, name)
        except BoldfaceError as error:
            missing.append(f"{name}: {error}")
    known.setdefault(run, own)
    return Several(tuple(known.values()), tuple(missing))


def _next(parts: list[Part], tried: set[str]) -> str | None:
    opened = (
        told.event.run
        for told in story(one.events for one in parts)
        if isinstance(told.event, ProcedureOpened)
    )
    return next((name for name in opened if name not in tried), None)


def _part(store: Store, run: str) -> Part:
    events = [(one.index, one.event) for one in noted(store.read(run)) if one.event is not None]
    first = events[0][1] if events else None
    if not isinstance(first, RunOpened):
        raise RunError(f"run {run}: its first entry does not open it or cannot be read")
    texts = kept(event for _, event in events)
    return Part(
        run, first, texts, load_plan(KeptLibrary(texts), first.procedure).drive.table, events
    )
