"""One open run at one console: read, decide, append, evolve, tell. The only loop through which anything enters a log.

An event is stored before it is shown: state moves by what the store has acknowledged and by nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from engine.errors import RunError
from engine.log import (
    FIRST_PREV,
    Conflict,
    Entry,
    EntryError,
    StoredEntry,
    StoreError,
    StoreUnavailable,
    decode,
    encode,
    leaf_hash,
)
from engine.machine.drive import Drive
from engine.ports import Clock, Store
from engine.run.codec import data_of, event_of
from engine.run.commands import Command
from engine.run.decide import Refusal, decide
from engine.run.events import ENGINE, Event, InputRefused, RecordingLost, SignedOff
from engine.run.evolve import evolve
from engine.run.rows import View
from engine.run.settle import settle
from engine.run.spoken import Spoken
from engine.run.state import RunState
from engine.run.view import is_told, view

RECENT = 200
AS_RELEASED = "This run is shown as its procedure was released: translations are for drills."
Indexed = tuple[int, Event]
Listener = Callable[[int, Event], None]
Signing = Callable[[SignedOff], SignedOff]
"""Puts a person's key to a sign-off where there is one; otherwise gives it back as it is."""
Changed = Callable[[int], Event | None]
"""What has changed about the console itself since it was last asked, at a run clock; None for nothing."""
Speaker = Callable[[str], Spoken | None]
"""The run's procedure in a language; None for the one it is written in."""


def read_run(store: Store, run: str) -> list[Indexed]:
    """Every event of a stored run; raises RunError or a StoreError that names run and entry."""
    return [(row.index, to_event(row)) for row in store.read(run)]


def to_event(row: StoredEntry) -> Event:
    """The event of one stored entry."""
    entry = decode(row.body, row.index)
    return event_of(entry.index, entry.event, entry.t, entry.role, entry.data)


class Console:
    """A run, its log and its state. Not safe for several threads; one console, one thread."""

    def __init__(self, store: Store, clock: Clock, run: str, drive: Drive) -> None:
        """Open a stored run (which may have no entry yet) by reading its log."""
        self.store, self.clock, self.run, self.drive = store, clock, run, drive
        self.state = RunState()
        self.size = 0
        self.recent: deque[Indexed] = deque(maxlen=RECENT)
        self.told_last: deque[Indexed] = deque(maxlen=RECENT)  # telemetry must not push people out
        self.missed: list[Event] = []
        self.trouble = ""
        self._prev = FIRST_PREV
        self._listeners: list[Listener] = []
        self._ends: list[Callable[[], None]] = []
        self.signing: Signing | None = None
        self.changed: Changed | None = None
        self.speaker: Speaker | None = None
        self.languages: tuple[str, ...] = ()
        self.spoken: Spoken | None = None  # display only
        self._catch_up()

    @property
    def recording(self) -> bool:
        """Whether the last thing that should have been stored was stored."""
        return not self.trouble

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event stored from now on."""
        self._listeners.append(listener)

    def at_end(self, act: Callable[[], None]) -> None:
        """Call `act` when the console is left, before its store is closed."""
        self._ends.append(act)

    def leave(self) -> None:
        """Put the store to rest; a run that is not closed can be gone on with."""
        self.rest()
        self.store.close()

    def rest(self) -> None:
        """Leave the console of a run whose store serves another run too."""
        for act in self._ends:
            act()
        self._ends.clear()

    @property
    def told(self) -> Drive:
        """The procedure in the words that displays show."""
        return self.drive if self.spoken is None else self.spoken.drive

    def speak(self, language: str) -> None:
        """Show the run in a language from now on; raises a BoldfaceError where it has none."""
        if self.speaker is None:
            raise RunError(AS_RELEASED)
        self.spoken = self.speaker(language)

    def view(self, now: int) -> View:
        """What a display shows at `now`."""
        shown = view(self.told, self.state, now, tuple(self.told_last), recording=self.recording)
        if self.spoken is None:
            return shown
        title = self.told.table.procedure.title
        return replace(shown, title=title, words=self.spoken.words)

    def begin(self, events: Iterable[Event]) -> None:
        """Store the first events of a new run; a store that fails here raises, nothing has begun."""
        for event in events:
            self._append(event)

    def give(self, command: Command, now: int, *, keep_refusal: bool = True) -> Refusal | None:
        """Carry a command out and store what it makes; a refusal says why not, and is stored too."""
        self._note_change(now)
        made = decide(self.drive, self.state, command, now)
        if isinstance(made, Refusal):
            if keep_refusal and not self.state.closed:
                self.write(
                    [
                        InputRefused(
                            max(now, self.state.t), command.role, _words(command), made.reason
                        )
                    ]
                )
            return made
        signing = self.signing
        if signing is not None:
            made = tuple(
                signing(event) if isinstance(event, SignedOff) else event for event in made
            )
        not_recorded = self.write(made)
        return not_recorded or self.look(now)

    def _note_change(self, now: int) -> None:
        """What changed about the console stands before whatever comes after it."""
        changed = self.changed(max(now, self.state.t)) if self.changed is not None else None
        if changed is not None and not self.state.closed:
            self.write([changed])

    def look(self, now: int) -> Refusal | None:
        """Let what follows from state and time happen."""
        self._note_change(now)
        return self.write(settle(self.drive, self.state, now))

    def write(self, events: Sequence[Event]) -> Refusal | None:
        """Store events one by one, moving the state with each; stops at the first that is not stored."""
        for event in events:
            refusal = self._recover(event.t) or self._store(event)
            if refusal is not None:
                self._miss(event)
                return refusal
        return None

    def _store(self, event: Event) -> Refusal | None:
        try:
            self._append(event)
        except Conflict as error:
            self._catch_up()
            return Refusal(f"another console wrote first: {error}")
        except EntryError as error:  # what no entry can hold: the store is well, the input is not
            return Refusal(f"NOT RECORDED: it does not fit into the log: {error}")
        except StoreError as error:
            self.trouble = str(error)
            return Refusal(f"NOT RECORDED: {error}", again=True)
        return None

    def _miss(self, event: Event) -> None:
        """Remember what a person did while nothing could be recorded."""
        opened = self.state.opened
        if not self.recording and opened is not None and event.role in opened.seats:
            self.missed.append(event)

    def _recover(self, t: int) -> Refusal | None:
        """After a failure: the first thing written is that something was not."""
        if self.recording:
            return None
        try:
            self._catch_up()  # what was not acknowledged may have been stored all the same
            stored = [event for _, event in self.recent]
            lost = [_in_short(one) for one in self.missed if one not in stored]
            gap = RecordingLost(max(t, self.state.t), ENGINE, self.trouble, lost[:200])
            self._append(gap)
        except StoreError as error:
            self.trouble = str(error)
            return Refusal(f"NOT RECORDED: {error}", again=True)
        self.trouble, self.missed = "", []
        return None

    def retry(self, now: int) -> bool:
        """Try to record again; true when recording."""
        return self._recover(now) is None

    def _append(self, event: Event) -> None:
        body = encode(
            Entry(
                self.size,
                self._prev,
                event.t,
                self.clock.at(),
                event.role,
                type(event).__name__,
                data_of(event),
            )
        )
        leaf = leaf_hash(body)
        try:
            self.store.append(self.run, self.size, body, leaf)
        except StoreUnavailable:
            if not self._is_there(body):
                raise
            self.store.append(self.run, self.size, body, leaf)  # known again, and made durable
        self._took(self.size, event, leaf)

    def _is_there(self, body: bytes) -> bool:
        """Whether only the answer was lost: the entry lies in its place all the same."""
        try:
            return any(row.body == body for row in self.store.read(self.run, self.size))
        except StoreError:
            return False

    def _took(self, index: int, event: Event, leaf: bytes) -> None:
        self.state = evolve(self.state, event)
        self.recent.append((index, event))
        if is_told(event):
            self.told_last.append((index, event))
        self.size, self._prev = index + 1, leaf.hex()
        for listener in self._listeners:
            listener(index, event)

    def _catch_up(self) -> None:
        for row in self.store.read(self.run, self.size):
            if row.index != self.size:
                raise RunError(
                    f"run {self.run}: found entry {row.index}, expected {self.size}; the log "
                    "has a hole and is not continued"
                )
            self._took(row.index, to_event(row), leaf_hash(row.body))


def _in_short(event: Event) -> str:
    return f"{event.role} {type(event).__name__} at {event.t}"


def _words(command: Command) -> str:
    """A command in words, for the log."""
    names = (name for name in command.__struct_fields__ if name not in {"role", "done"})
    said = (getattr(command, name) for name in names)
    values = [str(one) for one in said if one is not None and one != ""]
    return " ".join([type(command).__name__, *values])[:300]
