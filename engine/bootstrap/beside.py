"""The procedures that may be called for in a drill: from the texts kept with it, each a run of its own in the same store.

What a run begins with follows from the entry that opened it, so one that was cut off while it was being opened is finished.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.bootstrap.evidence import attach, refuse_a_lost_tail, with_origin
from engine.bootstrap.prepare import all_texts
from engine.bootstrap.settings import software
from engine.bootstrap.speaking import can_speak
from engine.console import Console, read_run
from engine.desk import Place
from engine.drill.world import Rig
from engine.errors import RunError
from engine.library import KeptLibrary, Plan, load_plan
from engine.log import UnknownRun
from engine.machine.table import Table
from engine.ports import Store
from engine.run.events import ENGINE, Event, ProcedureOpened, RunOpened, RunResumed, StepEntered
from engine.run.kept import Text, keep
from engine.run.queue import Calling, calling
from engine.run.settle import open_run


class Beside:
    """What the conductor asks for: the callings of a drill, their tables, and their runs taken up."""

    def __init__(
        self, texts: Sequence[Text], rig: Rig, console: Console, address: str | None
    ) -> None:
        """Read and compile every procedure that the scenario says may be called for."""
        library = KeptLibrary(tuple(texts))
        self._rig, self._address = rig, address
        self._plans: Mapping[str, Plan] = {
            name: load_plan(library, name) for name in rig.scenario.calls
        }
        self._parts = tuple(one for one in texts if one.kind != "procedure")
        specs = [console.drive.table.procedure, *(one.procedure for one in self._plans.values())]
        self.callings: Mapping[str, Calling] = {one.procedure: calling(one) for one in specs}
        self.tables: Mapping[str, Table] = {
            name: plan.drive.table for name, plan in self._plans.items()
        }

    def take_up(self, opened: ProcedureOpened, of: Console) -> Place:
        """The run at a console of its own, its first step entered; raises a BoldfaceError."""
        plan, store = self._plans.get(opened.procedure), of.store
        if plan is None:
            raise RunError(
                f"run {opened.run}: nothing is kept of the procedure '{opened.procedure}'"
            )
        texts = (*all_texts(plan, ()), *self._parts)
        begun = self._begun(store, opened, self._rig.scenario.scenario)
        console = Console(store, of.clock, opened.run, plan.drive)
        first = console.state.opened
        if first is not None and first.beside != of.run:
            raise RunError(
                f"run {opened.run}: another run bears this name in the store; use another store"
            )
        if any(isinstance(event, StepEntered) for _, event in read_run(store, opened.run)):
            attach(console, self._address)
            if not console.state.closed:
                console.look(console.state.t)
                gap = RunResumed(console.state.t, ENGINE, software(), "a stop of the program")
                console.write([gap])
        else:
            console.begin(self._first(opened, of, plan, texts)[begun:])
            attach(console, self._address)
        can_speak(console, texts)
        return Place(console, read_run(store, opened.run))

    def _begun(self, store: Store, opened: ProcedureOpened, scenario: str) -> int:
        """How many entries the store holds of the run; it knows the run after this."""
        try:
            begun = store.size(opened.run)
        except UnknownRun:
            meta = {"procedure": opened.procedure, "scenario": scenario}
            store.open_run(opened.run, "drill", meta)
            return 0
        refuse_a_lost_tail(store, opened.run, self._address)
        return begun

    def _first(
        self, opened: ProcedureOpened, of: Console, plan: Plan, texts: tuple[Text, ...]
    ) -> list[Event]:
        """The entries with which the run begins, at the time of the entry that opened it."""
        known = of.state.opened
        assert known is not None  # a console of a drill has its first entry
        spec, scenario = plan.procedure, self._rig.scenario
        first = RunOpened(
            opened.t,
            ENGINE,
            run=opened.run,
            kind="drill",
            procedure=spec.procedure,
            revision=spec.revision,
            digest=plan.texts[0].digest,
            title=spec.title,
            epoch=known.epoch,
            seats={role: scenario.seats.get(role, role) for role in spec.roles},
            played=[role for role in known.played if role in spec.roles],
            scenario=scenario.scenario,
            seed=known.seed,
            clock=known.clock,
            software=software(),
            beside=known.run,
            because=opened.why,
        )
        return [
            with_origin(first, of.clock.at(), self._address) if known.origin else first,
            *keep(texts, opened.t),
            open_run(plan.drive, opened.t),
        ]
