"""What a scenario author may write: hidden truth, injects, simulated roles, what is scored.

Frozen pydantic models and the reading of a file's text into them; whether its names are those of a
procedure and a station is asked in `names.py`, and nothing here may know either.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from engine.drill.faults import faults
from engine.drill.forms import (
    Acts,
    ActText,
    GuardText,
    Items,
    OnOff,
    Ppm,
    Rule,
    Spills,
    SpillText,
)
from engine.drill.habits import with_habit, without_habit
from engine.drill.harder import harder, is_hard
from engine.drill.people import Crew, Records, Word
from engine.procedure.places import Places, Problem
from engine.procedure.values import (
    After,
    Duration,
    Ident,
    Name,
    Names,
    Number,
    Prose,
    Role,
    Roles,
    Whole,
)
from engine.procedure.written import Written
from engine.procedure.yaml_reader import read_yaml
from engine.station.sensors import FaultKind

LOS_KIND = "los"
Habit = Literal["idle", "hasty", "careless", "misreading", "deaf", "backwards"]


class Truth(Written):
    """What the crew is not told: what leaked where, and how the station stands at the start.

    `acts` are done at time 0, after the spills: `hole soyuz 2 mm`, `show alarm.toxic on`.

    `spread` is the geometric standard deviation of the released mass between seeds.
    """

    contaminant: Ident
    spills: Spills = ()
    acts: Acts = ()
    spread: Number = Field(default=Decimal(1), ge=1, le=10)
    hatches: dict[Ident, str] = Field(default_factory=dict)
    switches: dict[Ident, OnOff] = Field(default_factory=dict)


class FreeAct(Written):
    """Something a person may do outside the procedure; `by` is whose deed it is, if one's own."""

    act: ActText
    label: Prose
    by: Role | None = None


class Inject(Written):
    """Something that happens `at` a time, `after` a step is first entered, at a reading, or by hand.

    `when` is a guard over the latest good readings of the log; `instructor: yes` waits for whoever
    leads the drill. `away` takes a simulated person out of the work for a while.
    """

    inject: Ident
    at: After | None = None
    step: str | None = None
    when: GuardText | None = None
    instructor: Literal["yes"] | None = None
    after: After = 0
    to: Roles = ()
    notice: Prose | None = None
    dropout: Name | None = None
    kind: FaultKind = "missing"
    los: Duration | None = None
    spill: SpillText | None = None
    act: Acts = ()
    away: Role | None = None
    for_: Duration | None = Field(None, alias="for")

    @model_validator(mode="after")
    def _one_of_each(self) -> Inject:
        moments = [self.at, self.step, self.when, self.instructor]
        if sum(moment is not None for moment in moments) != 1:
            raise ValueError(f"inject '{self.inject}' needs one of: at, step, when, instructor")
        if self.after and self.step is None:
            raise ValueError(f"inject '{self.inject}': after counts from a step; write step: NAME")
        kinds = [self.notice, self.dropout, self.los, self.spill, self.act or None, self.away]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError(
                f"inject '{self.inject}' needs one of: notice, dropout, los, spill, act, away"
            )
        if (self.dropout is None and self.away is None) != (self.for_ is None):
            raise ValueError(
                f"inject '{self.inject}': dropout and away, and no other, say how long: for: 4 min"
            )
        return self


class Never(Written):
    """What must not come true in the station, and the words with which the debrief says it did.

    `if` is a guard over the station's channels as they truly are, whatever a sensor showed. With
    `since` it counts only from the first entry of that step on, with `until` only up to it.
    """

    if_: GuardText = Field(alias="if")
    since: str | None = None
    until: str | None = None
    say: Prose


class Sensing(Written):
    """What a role does `after` an offer, or after an inject is `sensed`: accept, or decline with words."""

    by: Role
    after: Duration = 30_000
    sensed: Ident | None = None
    declines: Prose | None = None


class Part(Written):
    """A procedure that may be called for: keys of the scenario and of its `crew`, about this one.

    Simulated people who are in the compartment `shelter` work on no other procedure any more.
    """

    acts: dict[str, Acts] = Field(default_factory=dict)
    own: dict[str, Duration] = Field(default_factory=dict)
    waits: dict[str, Items] = Field(default_factory=dict)
    records: Records = Field(default_factory=dict)
    answers: dict[str, dict[str, Rule]] = Field(default_factory=dict)
    closes: Role | None = None
    words: tuple[Word, ...] = ()
    offer: Sensing | None = None
    shelter: Ident | None = None


class Measures(Written):
    """What the debrief looks at: times from the alarm, what must not come true, a hatch, the air.

    `times` maps words to the item, record or step that ends the time. `where` says of an end in which
    compartments everybody then must truly be, whatever was ticked. What is about a hatch that
    isolates is left out where none does; so are `exposure` and `peak` where no air is breathed.
    """

    alarm: Ident
    times: dict[Prose, str] = Field(default_factory=dict)
    never: tuple[Never, ...] = ()
    where: dict[str, Names] = Field(default_factory=dict)
    masks: Roles = ()
    hatch: Ident = ""
    behind: Names = ()
    first_reading: Names = Field((), alias="first reading")
    clean: Names = ()
    below: Annotated[Ppm, Field(ge=0)] = 0.0
    dwell: str = ""
    go: str = ""
    exposure: str = ""
    peak: Annotated[Ppm, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _whole(self) -> Measures:
        hatch = [self.hatch, self.behind, self.clean, self.below, self.dwell, self.go]
        if any(hatch) and not all(hatch):
            raise ValueError(
                "a hatch that isolates needs all of: hatch, behind, clean, below, dwell, go"
            )
        if bool(self.exposure) != bool(self.peak):
            raise ValueError("what is breathed needs both: exposure, peak")
        return self


class Scenario(Written):
    """One drill, exactly as written.

    `accept` names the ends that count as good here; where it is left out, every safe end does.
    `cautious` names those at which nobody is at risk, though less would have done.
    `hard` is what stands instead in the variant NAME-hard (see `harder.py`), `habits` what a habit
    means here beyond what it means everywhere, laid over `crew` (see `habits.py`). `slow` is how often
    telemetry comes in steps that take days: months need not be sampled by the second.
    """

    scenario: Ident
    title: Prose
    procedure: Ident
    station: Ident
    epoch: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    minutes: Whole
    briefing: Prose
    telemetry: Annotated[Duration, Field(ge=100)]
    slow: dict[str, Annotated[Duration, Field(ge=1000)]] = Field(default_factory=dict)
    seats: dict[Role, Prose]
    start: dict[Role, Ident]
    truth: Truth
    acts: dict[str, Acts] = Field(default_factory=dict)
    free: tuple[FreeAct, ...] = ()
    injects: tuple[Inject, ...] = ()
    crew: Crew
    calls: dict[Ident, Part] = Field(default_factory=dict)
    measures: Measures
    accept: Items = ()
    cautious: Items = ()
    hard: dict[str, Any] | None = None
    habits: dict[Habit, dict[str, Any]] | None = None
    _places: Places = PrivateAttr(default_factory=Places)
    _written: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def places(self) -> Places:
        """Where each key and value stands in the file it was read from."""
        return self._places

    def text_at(self, loc: Sequence[int | str]) -> str:
        """The text of a value as it was written, '' where there is none."""
        found: Any = self._written
        try:
            for part in loc:
                found = found[part]
        except (LookupError, TypeError):
            return ""
        return found if isinstance(found, str) else ""

    def period(self, state: str) -> int:
        """How often telemetry comes while the run stands in a state, ms."""
        return self.slow.get(state, self.telemetry)


def scenario_from(text: str, name: str) -> Scenario | list[Problem]:
    """The scenario in a file's text, or every problem with its place; `name` is the file's name."""
    document = read_yaml(text)
    if document.problems or document.data is None:
        return list(document.problems)
    data: dict[str, Any] = document.data
    places = document.places
    base, habit = without_habit(name) if data.get("scenario") != name else (name, "")
    if is_hard(data, base):
        data, places = harder(data, places)
    if habit:
        data, places = with_habit(data, places, habit)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        return faults(error, places, Scenario)
    if scenario.scenario != name:
        return [
            Problem(
                places.of(("scenario",)),
                "scenario-name",
                f"the file '{name}' holds the scenario '{scenario.scenario}'",
                name,
                "give both one name",
            )
        ]
    scenario._places, scenario._written = places, data  # noqa: SLF001 - set once, before anyone sees it
    return _reused(scenario) or scenario


def _reused(scenario: Scenario) -> list[Problem]:
    """Every inject that bears the name of one before it."""
    names = [one.inject for one in scenario.injects]
    return [
        Problem(
            scenario.places.of(("injects", n, "inject")),
            "name-reused",
            f"two injects are called '{name}'; give each its own name",
        )
        for n, name in enumerate(names)
        if name in names[:n]
    ]
