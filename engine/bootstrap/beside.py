"""The procedures that may be called for beside a run: from the texts kept with it, each a run of its own in the same store.

What a run begins with follows from the entry that opened it, so one that was cut off while it was being opened is finished.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from engine.bootstrap.evidence import attach, refuse_a_lost_tail, with_origin
from engine.bootstrap.settings import software
from engine.bootstrap.speaking import can_speak
from engine.console import Console, read_run
from engine.desk import Place
from engine.errors import RunError
from engine.library import KeptLibrary, Plan, load_plan
from engine.log import UnknownRun
from engine.machine.table import Table
from engine.ports import Store
from engine.run.events import (
    ENGINE,
    Event,
    ProcedureOpened,
    RunOpened,
    RunResumed,
    StepEntered,
)
from engine.run.kept import Text, keep
from engine.run.queue import Calling, calling
from engine.run.settle import open_run

Seated = Callable[[RunOpened, Plan], tuple[Mapping[str, str], Sequence[str]]]
"""Who sits where in a run that is opened beside another (its first entry), and which roles people play."""


def go_on(console: Console, t: int) -> None:
    """Go on with a drill's run at `t` (ms): what a cut left out at the moment of its last entry, then the word on it.

    A drill's clock stood still meanwhile. Where the log has gone on since that moment, it was not cut there.
    """
    if console.state.closed:
        return
    if console.state.moment == console.state.t:
        console.look(console.state.t)
    console.write([RunResumed(t, ENGINE, software(), "a stop of the program")])


class Beside:
    """What conductor and real run ask for: the callings, their tables, and their runs taken up."""

    def __init__(
        self,
        console: Console,
        texts: Sequence[Text],
        names: Sequence[str],
        seated: Seated,
        address: str | None,
        t: int = 0,
    ) -> None:
        """Compile every procedure of `names`; `texts`: all that was kept with the first run; `t`: as Begun has it."""
        library = KeptLibrary(tuple(texts))
        self._seated, self._address, self._t = seated, address, t
        self._plans: Mapping[str, Plan] = {name: load_plan(library, name) for name in names}
        self._parts = tuple(one for one in texts if one.kind != "procedure")
        specs = [console.drive.table.procedure, *(one.procedure for one in self._plans.values())]
        self.callings: Mapping[str, Calling] = {one.procedure: calling(one) for one in specs}
        self.tables: Mapping[str, Table] = {
            name: plan.drive.table for name, plan in self._plans.items()
        }

    def take_up(self, opened: ProcedureOpened, of: Console, sitting: Mapping[str, str]) -> Place:
        """The run at a console of its own, its first step entered; raises a BoldfaceError.

        sitting: who sits in which seat by a hand-over, whatever was said at first.
        """
        plan, store = self._plans.get(opened.procedure), of.store
        if plan is None:
            raise RunError(
                f"run {opened.run}: nothing is kept of the procedure '{opened.procedure}'"
            )
        first = self._first_entry(opened, of, plan, sitting)
        texts = (*plan.texts, *self._parts)
        begun = self._begun(store, first)
        console = Console(store, of.clock, opened.run, plan.drive)
        known = console.state.opened
        if known is not None and known.beside != of.run:
            raise RunError(
                f"run {opened.run}: another run bears this name in the store; use another store"
            )
        if any(isinstance(event, StepEntered) for _, event in read_run(store, opened.run)):
            attach(console, self._address)
            if known is not None and known.kind == "drill":
                go_on(console, max(self._t, console.state.t))
        else:
            begin: list[Event] = [first, *keep(texts, opened.t), open_run(plan.drive, opened.t)]
            console.begin(begin[begun:])
            attach(console, self._address)
        can_speak(console, texts)
        return Place(console, read_run(store, opened.run))

    def _begun(self, store: Store, first: RunOpened) -> int:
        """How many entries the store holds of the run; it knows the run after this."""
        try:
            begun = store.size(first.run)
        except UnknownRun:
            meta = {"procedure": first.procedure}
            store.open_run(
                first.run,
                first.kind,
                meta if first.scenario is None else {**meta, "scenario": first.scenario},
            )
            return 0
        refuse_a_lost_tail(store, first.run, self._address)
        return begun

    def _first_entry(
        self, opened: ProcedureOpened, of: Console, plan: Plan, sitting: Mapping[str, str]
    ) -> RunOpened:
        """The entry with which the run begins: as that of the first, at the time of the entry that opened it."""
        known, spec = of.state.opened, plan.procedure
        assert known is not None  # the first run of all has its first entry
        seats, played = self._seated(known, plan)
        first = replace(
            known,
            t=opened.t,
            run=opened.run,
            procedure=spec.procedure,
            revision=spec.revision,
            digest=plan.texts[0].digest,
            title=spec.title,
            seats={role: sitting.get(role, person) for role, person in seats.items()},
            played=list(played),
            software=software(),
            beside=known.run,
            because=opened.why,
        )
        return with_origin(first, of.clock.at(), self._address) if known.origin else first
