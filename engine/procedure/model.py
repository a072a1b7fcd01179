"""What an author may write: the procedure and its parts as frozen pydantic models, one class for each form in the file.

The keys are the keys of the YAML file; whatever needs the whole file (names, ways, roles) is checked in `checks.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from engine.procedure.stated import Property
from engine.procedure.values import (
    Alerts,
    Arms,
    Duration,
    GuardText,
    Ident,
    Name,
    Names,
    Number,
    Prose,
    Role,
    Roles,
    To,
    Whole,
    Words,
    YesNo,
)
from engine.procedure.written import Written

# The most entries of a part (DESIGN): far more than people can follow, and a bound on every look at a file.
MOST_STEPS = 500
MOST_NAMES = 300  # channels, records
MOST = 100  # boxes of a step, contingencies, properties, consequences
MOST_WAYS = 50  # answers, arms, ends, roles

Safety = Literal["safe", "unsafe"]
CallLevel = Literal["warning", "caution", "advisory", "unannunciated"]


class Limit(Written):
    """The values at which a channel is at caution (protects equipment) or warning (protects people)."""

    caution: Number | None = None
    warning: Number | None = None


class Channel(Written):
    """A reading that telemetry brings: a number with a unit, or one of a list of states."""

    title: Prose | None = None
    unit: str | None = None
    states: tuple[str, ...] = ()
    range: tuple[Number, Number] | None = None
    stale: Duration | None = None
    high: Limit | None = None
    low: Limit | None = None


class Record(Written):
    """A value that a person is asked for; a value among `observed` needs a word before the run closes."""

    ask: Prose
    type: Literal["text", "number", "choice", "yes-no", "time"]
    unit: str | None = None
    range: tuple[Number, Number] | None = None
    of: tuple[str, ...] = ()
    by: Role | None = None
    observed: Words = ()


class Item(Written):
    """One box of a step: done by a person, or sensed (ticks itself while its guard holds)."""

    item: Prose
    by: Roles = ()
    sensed: GuardText | None = None


def _item(value: Any) -> Any:
    return {"item": value} if isinstance(value, str) else value


def _items(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


BoxedItem = Annotated[Item, BeforeValidator(_item)]


class Contingency(Written):
    """A condition that is looked at the whole time, or `during` a range of steps, and where it leads."""

    if_: GuardText = Field(alias="if")
    during: tuple[Ident, Ident] | None = None
    then: To | None = None
    leave: Ident | None = None


class StepParts(Written):
    """What every step may carry; warnings and cautions stand before the action they guard."""

    step: Ident
    title: Prose | None = None
    warning: Alerts = ()
    caution: Alerts = ()
    note: Alerts = ()
    by: Roles = ()
    sign: Roles = ()
    visits: Whole | None = None
    within: Duration | None = None
    else_: To | None = Field(None, alias="else")
    next: To | None = None
    end: str | None = None
    leave: Ident | None = None
    return_: YesNo = Field(default=False, alias="return")

    @property
    def heading(self) -> str:
        """The title, or the step's name where the author gave none."""
        return self.title or self.step


class Do(StepParts):
    """Actions: boxes to tick, and perhaps a guard that must hold before the step is done."""

    do: Annotated[
        tuple[BoxedItem, ...], BeforeValidator(_items), Field(min_length=1, max_length=MOST)
    ]
    verify: GuardText | None = None


class Ask(StepParts):
    """A decision that people take; one arm is always `cannot tell`."""

    ask: Prose
    answers: Annotated[dict[str, To], Field(max_length=MOST_WAYS)]


class Write(StepParts):
    """Values to be recorded by people."""

    record: Annotated[Names, Field(min_length=1, max_length=MOST)]


class Watch(StepParts):
    """A guard that must hold without a break for the hold time, before the timeout."""

    watch: GuardText
    hold: Duration = 0
    within: Duration
    else_: To = Field(alias="else")


class Decide(StepParts):
    """A decision taken by the readings; arms are disjoint and complete, `unknown` among them."""

    decide: Arms


class Call(StepParts):
    """A question to the ground, with a rule for every answer, for silence and for loss of signal."""

    call: Role
    for_: Prose = Field(alias="for")
    within: Duration
    answers: Annotated[dict[str, To], Field(max_length=MOST_WAYS)]


class Perform(StepParts):
    """Another procedure, carried out whole, then back here by the way named for its end."""

    perform: Ident
    ends: dict[str, To] = Field(default_factory=dict, max_length=MOST_WAYS)


VERBS: dict[str, type[StepParts]] = {
    "do": Do,
    "record": Write,
    "watch": Watch,
    "decide": Decide,
    "ask": Ask,
    "call": Call,
    "perform": Perform,
}


def verb_of(step: StepParts) -> str:
    """The one verb of a step, as the author wrote it."""
    return next(verb for verb, model in VERBS.items() if type(step) is model)


def _tag(value: Any) -> str | None:
    if isinstance(value, StepParts):
        return f"<{verb_of(value)}>"
    if not isinstance(value, dict):
        return None
    found = [verb for verb in VERBS if verb in value]
    return f"<{found[0]}>" if len(found) == 1 else None


# Tags are spelled <do>, not do: a tag that looks like a key sends the walk from loc to place astray.
Step = Annotated[
    Annotated[Do, Tag("<do>")]
    | Annotated[Write, Tag("<record>")]
    | Annotated[Watch, Tag("<watch>")]
    | Annotated[Decide, Tag("<decide>")]
    | Annotated[Ask, Tag("<ask>")]
    | Annotated[Call, Tag("<call>")]
    | Annotated[Perform, Tag("<perform>")],
    Discriminator(
        _tag,
        custom_error_type="verb",
        custom_error_message="a step needs exactly one of: " + ", ".join(VERBS),
    ),
]


class Close(Written):
    """What must be said before the run can close."""

    each_observation: tuple[str, ...] = Field((), alias="each observation")
    each_record: tuple[str, ...] = Field((), alias="each record")
    sign: Roles = ()


class Called(Written):
    """What calls for the procedure while another is open: an alarm, or what the crew must `sense` first.

    With `if` alone it opens by itself; with `sense` too it is offered while the guard holds; with
    `sense` alone (unannunciated: no alarm tells of it) it is on offer the whole time.
    """

    if_: GuardText | None = Field(None, alias="if")
    level: CallLevel
    sense: Prose | None = None


class Consequence(Written):
    """What holds for everyone once it is begun, or `from` a step on: told beside every open procedure."""

    note: Prose
    from_: Ident | None = Field(None, alias="from")


class Procedure(Written):
    """One procedure revision, exactly as written."""

    procedure: Ident
    title: Prose
    revision: Whole
    date: str | None = None
    entry: Prose
    roles: Annotated[dict[Role, Prose], Field(max_length=MOST_WAYS)]
    ground: tuple[Role, ...] = ()
    ends: dict[str, Safety] = Field(default_factory=dict, max_length=MOST_WAYS)
    channels: dict[Name, Channel] = Field(default_factory=dict, max_length=MOST_NAMES)
    records: dict[Name, Record] = Field(default_factory=dict, max_length=MOST_NAMES)
    preconditions: tuple[BoxedItem, ...] = Field((), max_length=MOST)
    anytime: tuple[Contingency, ...] = Field((), max_length=MOST)
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]
    close: Close = Close()
    properties: tuple[Property, ...] = Field((), max_length=MOST)
    called: Called | None = None
    inhibits: Annotated[Names, Field(max_length=MOST)] = ()
    consequences: tuple[Consequence, ...] = Field((), max_length=MOST)
    deferred_at: Ident | None = Field(None, alias="deferred at")

    def safe(self, outcome: str) -> bool:
        """Whether people are safe at this end; an end without a word on it is taken as safe."""
        return self.ends.get(outcome, "safe") == "safe"
