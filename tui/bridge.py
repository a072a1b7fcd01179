"""The one thread in which the drill is called, so that a slow disk freezes neither keys nor clock.

It decides nothing: it hands commands over in order, lets time pass in small pieces, and tells what it sees.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from textual.message import Message

from engine.errors import BoldfaceError
from engine.face import farthest
from engine.run.rows import View
from tui.messages import Failed, Viewed
from tui.requests import Drill
from tui.widgets.clocks import Pace
from tui.widgets.targets import targets

SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
PIECE_MS = 5_000  # run clock; a command waits for one piece at most
TICK_MS = 1_000  # how often the screen calls `tick`
CLOCKS_S = 0.9  # the clocks show seconds
LEAVE_S = 2.0  # within the grace that a hang-up leaves (tui/terminal.py)
SLOW_S = 1.5  # longer than this in one call, and the screen says that it waits for the disk
T = TypeVar("T")


class Bridge:
    """Calls one drill from one thread; every public method may be called from the screen and returns at once."""

    def __init__(
        self,
        drill: Drill,
        tell: Callable[[Message], object],
        speed: int = 1,
        *,
        real: bool = False,
    ) -> None:
        """`tell` takes messages from any thread (a screen's post_message); a `real` run has the wall's time."""
        self.drill, self.tell, self.real = drill, tell, real
        self.speed, self.paused, self.asking = speed, False, False
        self._jobs: deque[tuple[Callable[[], Any], asyncio.Future[Any] | None]] = deque()
        self._wake = threading.Condition()
        self._owed = 0
        self._doing_since: float | None = None
        self._piece = 0
        self._stopping = False
        self._ready = False
        self._last = time.monotonic()
        self._seen: View | None = None
        self._seen_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="drill", daemon=True)

    def start(self) -> None:
        """Begin; time goes from when the drill is there, which may be half a second later."""
        self._thread.start()
        self._put(self._begin, None)

    def _begin(self) -> None:
        """Ask for what only a whole drill knows, so that the first key need not wait for one."""
        try:
            self.drill.acts()
        finally:
            gc.freeze()  # the station just loaded stays: to look through it takes 15 ms a time
            self._last = time.monotonic()
            self._ready = True

    def stop(self) -> None:
        """Take no more work and leave the drill where its clock stands; a call that hangs in the disk is left behind."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(LEAVE_S)
        elif not self._ready:  # never begun
            self._leave()

    def _leave(self) -> None:
        with suppress(BoldfaceError):
            self.drill.leave()

    def pace(self) -> Pace:
        """How time goes at the moment, for the clocks."""
        since = self._doing_since
        waiting = since is not None and time.monotonic() - since > SLOW_S
        if self.real:
            ahead = int((time.monotonic() - self._seen_at) * 1000)
            return Pace(ahead=0 if self.drill.closed else ahead, waiting=waiting, real=True)
        # Faster than life the views come often enough; what the brake takes back must not have been shown.
        ahead = self._owed + self._piece if self._speed() == 1 else 0
        return Pace(self._speed(), self.paused, ahead, waiting)

    def tick(self) -> None:
        """Real time since the last call becomes run clock time: once a second, or as often as readings come."""
        with self._wake:
            now = time.monotonic()
            passed, self._last = int((now - self._last) * 1000), now
            if self.paused or not self._ready or self.drill.closed:
                return
            # What is real needs one look, however long nobody looked.
            self._owed = 1 if self.real else self._owed + passed * self._speed()
            self._wake.notify()

    def _speed(self) -> int:
        """While the crew is asked something, time goes at most at 1x."""
        return 1 if self.asking else self.speed

    def faster(self, by: int) -> None:
        """One notch up (1) or down (-1)."""
        nearest = min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - self.speed))
        self.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, nearest + by))]

    def call(self, job: Callable[[], T]) -> asyncio.Future[T]:
        """Have the drill do something, before any more time passes; await the answer."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(job, answer)
        return answer

    def skip_ahead(self) -> asyncio.Future[None]:
        """On to the next moment something happens; while the crew is awaited, as far as `farthest` says.

        `Drill.skip` alone would leap to the end of the night when the next thing is the player's.
        """
        return self.call(self._skip)

    def _skip(self) -> None:
        """In pieces, each of them shown; whatever key comes meanwhile ends it."""
        before, start = _told(self.drill.view()), self.drill.t
        while not (self._jobs or self._stopping):
            t, wanted = self.drill.t, awaited(self.drill.view())
            period = self.drill.period_ms
            if wanted:
                self.drill.advance(max(PIECE_MS, period), stop_when_closed=True)
            else:
                self.drill.skip()
            self._seen, self._seen_at = self.drill.view(), time.monotonic()
            late = wanted and self.drill.t - start >= farthest(period)
            if late or self.drill.t == t or self.drill.closed or _told(self._seen) != before:
                return
            self.tell(Viewed(self._seen))

    def _put(self, job: Callable[[], Any], answer: asyncio.Future[Any] | None) -> None:
        with self._wake:
            self._jobs.append((job, answer))
            self._wake.notify()

    def _run(self) -> None:
        while not self._stopping:
            with self._wake:
                while not (self._jobs or self._owed or self._stopping):
                    if not self._wake.wait(self._often()):
                        self.tick()
                job = self._jobs.popleft() if self._jobs else None
                self._piece = 0 if job else min(PIECE_MS, self._owed)
                self._owed -= self._piece
            if not self._stopping:
                self._doing_since = time.monotonic()
                self._work(job)
                self._doing_since, self._piece = None, 0
        self._leave()

    def _work(self, job: tuple[Callable[[], Any], asyncio.Future[Any] | None] | None) -> None:
        try:
            if job is None:
                before = self.drill.size
                self.drill.advance(self._piece, stop_when_closed=True)
                if self._is_idle(before):
                    return
            else:
                _answer(job[1], job[0]())
            self._look(by_itself=job is None or self._seen is None)
        except Exception as error:  # noqa: BLE001  a thread that dies in silence would freeze the run
            with self._wake:
                self._owed = 0
            self.paused = not self.real
            known = isinstance(error, BoldfaceError)
            self.tell(
                Failed(str(error) if known else f"internal fault, please report it: {error!r}")
            )
            if job is not None:
                _fail(job[1], error)

    def _often(self) -> float | None:
        """Seconds between two looks where readings come more often than the screen ticks, else None."""
        ms = self.drill.period_ms
        return ms / 1000 if ms < TICK_MS else None

    def _is_idle(self, before: int) -> bool:
        """Whether a look that comes often found nothing new, and the clocks have not moved on by a second."""
        often = self._often() is not None and self._speed() == 1
        return often and self.drill.size == before and time.monotonic() - self._seen_at < CLOCKS_S

    def _look(self, *, by_itself: bool) -> None:
        view = self.drill.view()
        brake = by_itself and self._speed() > 1 and calls_for_crew(self._seen, view)
        if brake:
            self.speed = 1
            with self._wake:
                self._owed = 0
        self._seen, self._seen_at = view, time.monotonic()
        self.tell(Viewed(view, braked=brake))


def _answer(answer: asyncio.Future[Any] | None, value: Any) -> None:
    if answer is not None:
        _from_thread(answer, lambda: answer.set_result(value))


def _fail(answer: asyncio.Future[Any] | None, error: Exception) -> None:
    if answer is not None:
        _from_thread(answer, lambda: answer.set_exception(error))


def _from_thread(answer: asyncio.Future[Any], finish: Callable[[], None]) -> None:
    loop = answer.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(lambda: None if answer.done() else finish())


def awaited(view: View) -> bool:
    """Whether something waits for a role that a person plays."""
    mine = set(view.played)
    return view.outcome is None and any(
        one.waits and (not one.by or set(one.by) & mine) for one in targets(view)
    )


def _told(view: View) -> tuple[int, ...]:
    """The last entry that the view shows."""
    return tuple(row.index for row in view.log[-1:])


def calls_for_crew(old: View | None, new: View) -> bool:
    """Whether something has come up that a person at a fast clock must not rush past."""
    if old is None:  # a drill begins, or goes on, with a step that waits for somebody
        return new.outcome is None and (new.closing or awaited(new))
    if new.run != old.run or len(new.queue) > len(old.queue):
        return True
    if new.outcome != old.outcome or new.recording != old.recording:
        return True
    alerts = {one.text.split(" ")[0] + one.level for one in old.alerts}
    if any(
        one.level != "info" and one.text.split(" ")[0] + one.level not in alerts
        for one in new.alerts
    ):
        return True
    return new.card.state != old.card.state and (new.closing or awaited(new))
