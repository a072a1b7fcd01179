"""The shapes of what a display shows: plain frozen rows with marks and words, no colour and no width.

`view.py` fills them; every display (screen, plain lines, paper) shows these and computes nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from engine.run.proved import proved

Level = Literal["normal", "caution", "warning", "unknown"]

# status -> mark, word. Meaning is carried by these; colour comes after, in the screen's own table.
STATUS: Mapping[str, tuple[str, str]] = {
    "open": ("[ ]", ""),
    "ticked": ("[x]", "DONE"),
    "sensed": ("[x]", "SENSED"),
    "overridden": ("[o]", "OVERRIDE"),
    "unticked": ("[ ]", "UN-TICKED"),
    "deferred": ("[=]", "DEFERRED"),
    "refused": ("[!]", "REFUSED"),
    "skipped": ("[/]", "SKIPPED"),
    "now": ("[>]", "NOW"),
    "performing": ("[>]", "PERFORMING"),
    "done": ("[x]", "DONE"),
    "timed out": ("[!]", "TIME OVER"),
    "interrupted": ("[~]", "INTERRUPTED"),
    "aborted": ("[/]", "ABORTED"),
    "hold": ("[=]", "HOLD"),
}
# status of a procedure in the queue -> mark, word
IN_QUEUE: Mapping[str, tuple[str, str]] = {
    "now": ("[>]", "NOW"),
    "open": ("[ ]", "OPEN"),
    "interrupted": ("[~]", "INTERRUPTED"),
    "offered": ("[?]", "OFFERED"),
    "to sense": ("[.]", "IF SENSED"),
    "declined": ("[/]", "DECLINED"),
    "inhibited": ("[=]", "INHIBITED"),
}
QUALITY: Mapping[Level, tuple[str, str]] = {
    "normal": (" ", ""),
    "caution": ("!", "CAUTION"),
    "warning": ("!!", "WARNING"),
    "unknown": ("?", "UNKNOWN"),
}


class Allowed(Struct, frozen=True):
    """Whether a kind of input would be accepted now, and if not, why."""

    ok: bool
    reason: str = ""


class StepRow(Struct, frozen=True):
    """One line of the step list; `kind` heading names a procedure that was left for."""

    state: str
    number: str
    title: str
    status: str
    depth: int = 0
    kind: Literal["step", "heading"] = "step"


class Clause(Struct, frozen=True):
    """One comparison of a guard beside what it reads: `air.sm.voc < 4 ppm`, `2.1 ppm`, yes/no/unknown.

    again: until when (run clock, ms) what was typed for it counts, None where nothing was or it counts for good.
    """

    text: str
    value: str
    holds: bool | None
    again: int | None = None


class ItemRow(Struct, frozen=True):
    """A box: its words, who may tick it, how it stands, and what a sensed one waits for."""

    id: str
    text: str
    by: tuple[str, ...]
    status: str
    sensed: tuple[Clause, ...] = ()
    note: str = ""


class FieldRow(Struct, frozen=True):
    """A value asked for: the question, type, unit, range, choices, who, and what was recorded."""

    name: str
    ask: str
    type: str
    unit: str | None
    range: str
    choices: tuple[str, ...]
    by: str | None
    value: str | None
    recorded: bool


class SignRow(Struct, frozen=True):
    """A signature that is needed: role, who signed when (None: not yet), how far proved, its meaning."""

    role: str
    person: str | None
    t: int | None
    auth: str = "asserted"
    meaning: str = "performed"

    @property
    def word(self) -> str:
        """How far the name is proved, as the log alone can say it."""
        return proved(self.auth, self.auth)  # a state says `ssh` only where there is a signature


class Card(Struct, frozen=True):
    """The present step: what to do now, warnings and cautions first."""

    state: str
    number: str
    title: str
    verb: str
    who: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    items: tuple[ItemRow, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    question: str = ""
    answers: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    verify_overridden: str | None = None
    signs: tuple[SignRow, ...] = ()
    way_out: str = ""


class ReadingRow(Struct, frozen=True):
    """A channel: value with unit, age, quality word, level against its limits, trend, limit text.

    every_s: how much later than it the next comes, where that is slow: until then it is the latest there is.
    states: the words it can show, () for a number.
    """

    channel: str
    title: str
    value: str
    unit: str
    age_s: int | None
    quality: str
    level: Level
    trend: Literal["up", "down", ""]
    limit: str
    every_s: int | None = None
    states: tuple[str, ...] = ()


class ObservationRow(Struct, frozen=True):
    """Something that needs a word before the run can close, or has one."""

    id: str
    kind: str
    text: str
    role: str
    t: int | None
    disposition: str | None
    note: str


class AlertRow(Struct, frozen=True):
    """A line of the banner that stands on every screen."""

    level: Literal["caution", "warning", "info"]
    text: str


class ClockRow(Struct, frozen=True):
    """Times, all milliseconds but `utc`: run clock, in step, left until timeout, hold so far and needed."""

    t: int
    utc: str
    elapsed: int
    left: int | None
    hold_so_far: int | None
    hold_needed: int | None
    on_hold: bool
    hold_reason: str = ""


class LogRow(Struct, frozen=True):
    """One line of the step log: entry index, run clock (ms), role, words."""

    index: int
    t: int
    role: str
    text: str


class QueueRow(Struct, frozen=True):
    """A procedure that is open, on offer or held back: `key` is its run if open, else its name; since `t` (ms).

    left: ms until the time of its present step is over, None where it has none.
    """

    key: str
    procedure: str
    title: str
    level: str
    status: Literal["now", "open", "interrupted", "offered", "to sense", "declined", "inhibited"]
    t: int | None
    detail: str = ""
    left: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be gone to."""
        return self.status in {"now", "open", "interrupted"}


class View(Struct, frozen=True):
    """Everything a display shows of a run at one moment.

    ground_link: `link` as a reading, where the procedure has it. shelf: procedures that could be opened
    by hand, name and title. behind: closed runs, and what each left behind that is still told. alarms: in
    a real run, the channels by which others are called for. words: what words that are answered and
    recorded mean in the language on display.
    """

    run: str
    kind: str
    title: str
    revision: int
    digest: str
    roles: Mapping[str, str]
    played: tuple[str, ...]
    ground: tuple[str, ...]
    steps: tuple[StepRow, ...]
    card: Card
    next_titles: tuple[str, ...]
    readings: tuple[ReadingRow, ...]
    clock: ClockRow
    link: Literal["AOS", "LOS", "unknown", ""]
    observations: tuple[ObservationRow, ...]
    alerts: tuple[AlertRow, ...]
    log: tuple[LogRow, ...]
    allowed: Mapping[str, Allowed]
    dispositions: tuple[str, ...]
    closing: bool
    outcome: str | None
    safe: bool | None
    recording: bool = True
    queue: tuple[QueueRow, ...] = ()
    shelf: tuple[tuple[str, str], ...] = ()
    behind: tuple[tuple[str, str], ...] = ()
    alarms: tuple[ReadingRow, ...] = ()
    ground_link: tuple[ReadingRow, ...] = ()
    words: Mapping[str, str] = {}

    @property
    def instruments(self) -> tuple[ReadingRow, ...]:
        """Everything that a person may read off and type."""
        return (*self.readings, *self.ground_link, *self.alarms)

    def sense(self, word: str) -> str:
        """A word with what it means in the language on display, where that is another one."""
        return f"{word} ({self.words[word]})" if word in self.words else word
