"""Several open procedures as one: what is called for is opened, what comes first is before the crew, the rest is told.

A drill and a real run share it; where what may be called for comes from, and who looks after a run that was opened, is
theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from msgspec.structs import replace

from engine.desk import Beside, Desk, Place
from engine.errors import BoldfaceError
from engine.face import Face
from engine.machine.spec import ChannelSpec
from engine.machine.table import Table
from engine.procedure.guard_tree import names
from engine.run import commands as c
from engine.run import events as e
from engine.run.channels import row
from engine.run.decide import Refusal
from engine.run.queue import calling, choose, next_turn
from engine.run.queue_rows import carried, left_behind, offer_alerts, on_shelf, queue_rows, stands
from engine.run.rows import ReadingRow, View

MOST_TURNS = 50  # at one moment; a queue that wants more goes on at the next look


class Turns:
    """The places of a desk, and what may be called for beside them (`beside`: nothing, where that is None)."""

    def __init__(self, desk: Desk, beside: Beside | None, taken: Callable[[Place], None]) -> None:
        """`taken` is called with every run that is opened from now on."""
        self.desk = desk
        self._unopened = ""  # why a procedure that is called for has no run
        own = calling(desk.places[0].table.procedure)
        self.callings = beside.callings if beside is not None else {own.procedure: own}
        self.tables = beside.tables if beside is not None else {}
        self._beside, self._taken = beside, taken

    @property
    def trouble(self) -> str:
        """Why something is not being stored, in a sentence; '' while all is well."""
        troubles = (place.console.trouble for place in self.desk.places)
        return next((one for one in troubles if one), self._unopened)

    def take_up(self) -> None:
        """Every run that the logs say was opened; raises a BoldfaceError."""
        beside, first = self._beside, self.desk.places[0]
        if beside is not None:
            self.desk.add_all(
                lambda opened: beside.take_up(opened, first.console, self.desk.sitting())
            )

    def alarms(self) -> dict[str, ChannelSpec]:
        """The channels by which procedures may be called for."""
        return {channel: table.channels[channel] for table, channel in self._calling()}

    def _calling(self) -> Iterator[tuple[Table, str]]:
        for name, table in self.tables.items():
            guard = self.callings[name].call.guard
            for channel in names(guard) if guard is not None else ():
                if channel in table.channels:
                    yield table, channel

    def alarm_rows(self, t: int) -> tuple[ReadingRow, ...]:
        """What the alarms show that the procedure before the crew does not watch itself."""
        found = {
            channel: row(self.desk.facts(table, t), channel, table.channels[channel])
            for table, channel in self._calling()
            if channel not in self.desk.front.table.channels
        }
        return tuple(found.values())

    def choose(self, command: c.Command, t: int) -> Refusal | None:
        """A person's word on the queue: stored, or refused with a reason that is stored too."""
        log = self.desk.log.console
        if log.state.closed:
            return Refusal(f"this run is closed: {self.desk.places[0].state.outcome}")
        if not any(command.role in place.state.seats for place in self.desk.open()):
            return Refusal(f"no role is called '{command.role}' here")
        made = choose(self.desk.queue, self.callings, self.tables, command, t)
        if isinstance(made, Refusal):
            words = " ".join(str(value) for value in (type(command).__name__, *_words(command)))
            log.write([e.InputRefused(t, command.role, words[:300], made.reason)])
            return made
        return log.write(made)

    def seat(self, command: c.HandOver, t: int) -> None:
        """Whoever took a seat in the run before the crew sits there in the other open ones too."""
        for place in self.desk.open():
            if place is not self.desk.front and command.seat in place.state.seats:
                place.console.give(command, t, keep_refusal=False)

    def follow(self, t: int, face: Face) -> None:
        """Open what is called for, and turn the face to what comes first."""
        for _ in range(MOST_TURNS if self._beside is not None else 0):
            if not self._bring() or not self.desk.open():
                break
            event = self._turn(t)
            if event is None or self.desk.log.console.write([event]) is not None:
                break
        self.face(face)

    def face(self, face: Face) -> None:
        """Turn the face to what comes first."""
        front, language = self.desk.front, face.language
        face.console, face.events = front.console, front.events
        if language != face.language:
            with suppress(BoldfaceError):  # a procedure that has no other language keeps its own
                face.console.speak(language)

    def _turn(self, t: int) -> e.Event | None:
        values = {name: self.desk.facts(table, t).value for name, table in self.tables.items()}
        return next_turn(self.desk.queue, self.callings, values, t, self.desk.places[0].run)

    def _bring(self) -> bool:
        """Put every run that was opened at a console of its own; false while the store keeps it from that."""
        while self._beside is not None and (opened := self.desk.missing()) is not None:
            try:
                first = self.desk.places[0].console
                place = self._beside.take_up(opened, first, self.desk.sitting())
            except BoldfaceError as error:
                self._unopened = str(error)
                return False
            self.desk.add(place)
            self._unopened = ""
            self._taken(place)
        return True

    def view(self, shown: View, *, recording: bool) -> View:
        """What a display shows of the procedure before the crew's eyes, with the queue of all."""
        if self._beside is None:
            return shown
        rows = queue_rows(self.desk.queue, self.callings, stands(self.desk.places, shown.clock.t))
        notes = (*shown.card.notes, *carried(self.desk.places, self.desk.front, self.desk.queue))
        return replace(
            shown,
            queue=rows,
            shelf=on_shelf(self.desk.queue, self.callings, self.tables, rows),
            behind=left_behind(self.desk.places, self.desk.queue),
            alerts=(*shown.alerts, *offer_alerts(rows)),
            card=replace(shown.card, notes=notes),
            recording=recording,
        )


def _words(command: c.Command) -> Iterator[str]:
    yield from (str(getattr(command, name)) for name in command.__struct_fields__ if name != "role")
