"""The station of a drill as the fold of the story of all its logs, and what the scenario says of each of them.

The same story gives the same world, whether it was lived through or read back; nothing here makes anything happen.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable

from engine.desk import Place
from engine.drill import world as air
from engine.drill.beside import of_procedure
from engine.drill.scenario import Scenario
from engine.run import events as e
from engine.run.together import Told, as_told


class Scene:
    """The world after everything that happened."""

    def __init__(self, rig: air.Rig) -> None:
        self._rig = rig
        self.world = air.start_world(rig)
        self._before = self.world  # the world before what happened at the time of the last event
        self._now: list[Told] = []  # what happened at that time
        self._parts: dict[str, Scenario] = {}

    @property
    def rig(self) -> air.Rig:
        """What the drill is played with."""
        return self._rig

    @rig.setter
    def rig(self, rig: air.Rig) -> None:
        self._rig, self._parts = rig, {}

    def part(self, place: Place) -> Scenario:
        """The scenario as far as it is about the procedure of a run."""
        name = place.table.procedure.procedure
        if name not in self.rig.scenario.calls:
            return self.rig.scenario
        if name not in self._parts:
            self._parts[name] = of_procedure(self.rig.scenario, name)
        return self._parts[name]

    def take(self, told: Told, story: Callable[[], list[Told]]) -> None:
        """The world after one more event; what comes late is put where it belongs."""
        if self._now and told.t < self._now[0].t:
            self.again(story())
            return
        if not self._now or told.t > self._now[0].t:
            self._before, self._now = self.world, []
        in_order = not self._now or as_told(self._now[-1]) < as_told(told)
        insort(self._now, told, key=as_told)
        if in_order:
            self.world = self._after(self.world, told)
        else:
            self.world = self._before
            for one in self._now:
                self.world = self._after(self.world, one)

    def again(self, story: Iterable[Told]) -> None:
        """The world once more from the beginning."""
        world = self._before = air.start_world(self.rig)
        self._now = []
        for told in story:
            if not self._now or told.t > self._now[0].t:
                self._before, self._now = world, []
            self._now.append(told)
            world = self._after(world, told)
        self.world = world

    def _after(self, world: air.World, told: Told) -> air.World:
        """The world after an event; steps are those of the first run: injects name no others."""
        if told.place and isinstance(told.event, e.StepEntered):
            return air.advance(world, told.t, self.rig)
        return air.world_after(world, told.event, self.rig)
