"""How simulated people work, as a scenario's author writes it: what they write down and answer, how long they take.

Frozen pydantic models and no more; what follows from them in a drill is worked out in `crew.py`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from engine.drill.forms import ActText, Items, Ppm, Rule, Verbs
from engine.procedure.values import After, Duration, Ident, Name, Names, Number, Prose, Role, Whole
from engine.procedure.written import Written

Pace = Literal["tick", "record", "answer", "sign", "raise", "dispose"]
EVERYONE = "everyone"
CANNOT_TELL = "cannot tell"  # written for a record: nothing is known of it, and that is meant


def _record(value: object) -> Any:
    return {"is": value} if isinstance(value, str) else value


class RecordRule(Written):
    """What a simulated role writes down: fixed words, a reading at a place, or a word by exposure.

    `gas` is what the reading is of, the drill's contaminant where it is left out; `reads` names a
    channel of the station that they look at themselves, such as `t1mm.sm` on a gauge in the hand.
    `dose` maps a word to the least part of the exposure limit at which the worst-off person earns
    it. `at` maps a step to what is written there, for a value that is asked for again, and `else` is
    what is written in every other. `heads` is how many are aboard, of whom those count that truly are
    `in` one of the compartments; who has no place in the scenario always counts.
    """

    is_: str | None = Field(None, alias="is")
    measure: Ident | None = None
    gas: Ident | None = None
    reads: Name | None = None
    dose: dict[str, Number] | None = None
    at: dict[str, str] | None = None
    else_: str | None = Field(None, alias="else")
    heads: Whole | None = None
    in_: Names = Field((), alias="in")

    @model_validator(mode="after")
    def _one(self) -> RecordRule:
        kinds = (self.is_, self.measure, self.dose, self.reads, self.at, self.heads)
        if sum(part is not None for part in kinds) != 1:
            raise ValueError(
                "a record is one of: fixed words, {measure: PLACE}, {reads: CHANNEL}, "
                "{dose: {WORD: 0}}, {at: {STEP: WORD}, else: WORD}, {heads: 7, in: [PLACE]}"
            )
        if (self.at is None) != (self.else_ is None):
            raise ValueError("at and else go together: {at: {STEP: WORD}, else: WORD}")
        if (self.heads is None) != (not self.in_):
            raise ValueError("heads and in go together: {heads: 7, in: [PLACE, PLACE]}")
        if self.gas is not None and self.measure is None:
            raise ValueError("gas says what is measured: {measure: PLACE, gas: carbon-monoxide}")
        return self


Records = dict[Name, Annotated[RecordRule, BeforeValidator(_record)]]


class Word(Written):
    """What is said at the end on an observation whose text holds `about` ('' fits every one)."""

    about: str = ""
    disposition: str
    note: Prose


class Deed(Written):
    """What a simulated person does outside the procedure, `after` a step is first entered."""

    by: Role
    step: str
    after: Duration = 10_000
    act: ActText


class Crew(Written):
    """What simulated roles do and how long they take.

    `delays` are medians for everyone or for a role; `own` are medians of single items, records and
    steps; `waits` names items that are done only after others; `words` are taken in order, the
    first that fits.

    The rest are bad ways: those aboard are `haste` times as fast; acts that begin with a word of
    `omits` are reported and not done; `misreads` is how many times too small a gas is read, and how
    many times too large what an instrument shows; `deaf` people do not hear the ground and pass
    nothing on; `backwards` is a step's last item first; `deeds` are done beside the procedure.
    """

    spread: Number = Field(ge=1, le=10)
    delays: dict[str, dict[Pace, After]]
    own: dict[str, After] = Field(default_factory=dict)
    waits: dict[str, Items] = Field(default_factory=dict)
    records: Records = Field(default_factory=dict)
    answers: dict[str, dict[str, Rule]] = Field(default_factory=dict)
    detector: Annotated[Ppm, Field(gt=0)] = 0.1
    closes: Role
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    haste: Number = Field(default=Decimal(1), ge=1, le=100)
    omits: Verbs = ()
    misreads: Number = Field(default=Decimal(1), ge=1, le=1000)
    deaf: Literal["yes", "no"] = "no"
    backwards: Literal["yes", "no"] = "no"
    deeds: tuple[Deed, ...] = ()
