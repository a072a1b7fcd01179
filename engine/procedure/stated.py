"""The properties an author states of a procedure, in the procedure's own words: how they are written, checked, read out.

Knows what may be written, never whether it holds: that is the prover's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from engine.procedure.guard import Guard, GuardProblem, parse
from engine.procedure.units import duration_text
from engine.procedure.values import Duration, Ident, To
from engine.procedure.written import Written

EVERY_STEP: Final = "every step"
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "never": ("without",),
    "always": ("before",),
    "within": ("of", "reach"),
    "reachable": ("from",),
}
ANSWERED: Final = re.compile(r"(?P<step>\S+) answered (?P<word>.+)")


@dataclass(frozen=True, slots=True)
class Need:
    """What must have been: a step done, a question answered so, or records that a guard reads."""

    text: str
    step: str | None = None
    word: str | None = None
    guard: Guard | None = None


def _need(value: Any) -> Any:
    if isinstance(value, Need):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError(
            "text", "one line of text is needed here, not a list or a map", {}
        )
    if re.fullmatch(r"[a-z][a-z0-9-]*", value):
        return Need(value, step=value)
    answered = ANSWERED.fullmatch(value)
    if answered:
        return Need(value, step=answered["step"], word=answered["word"])
    guard = parse(value)
    if isinstance(guard, GuardProblem):
        raise PydanticCustomError(
            "guard",
            "{sentence}",
            {
                "sentence": guard.sentence,
                "offset": guard.column,
                "length": guard.length,
                "expected": guard.expected or "a step, 'STEP answered WORD', or a guard on records",
                "mend": guard.mend,
            },
        )
    return Need(value, guard=guard)


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


OneNeed = Annotated[Any, BeforeValidator(_need)]
Needs = Annotated[tuple[OneNeed, ...], BeforeValidator(_listed)]
Goals = Annotated[tuple[To, ...], BeforeValidator(_listed)]
Steps = Annotated[tuple[Ident | Literal["every step"], ...], BeforeValidator(_listed)]


class Property(Written):
    """One property: exactly one of the forms `never`, `always`, `within`, `reachable`."""

    name: Ident
    never: Ident | None = None
    without: Needs = ()
    always: Ident | None = None
    before: Ident | None = None
    within: Duration | None = None
    of: Ident | None = None
    reach: Goals = ()
    reachable: To | None = None
    from_: Steps = Field((), alias="from")

    @property
    def forms(self) -> list[str]:
        """The forms that were begun; a sound property has one."""
        return [form for form in FORMS if getattr(self, form) is not None]

    @property
    def words(self) -> str:
        """The property as a sentence."""
        if self.never is not None:
            unless = " and ".join(_words(one) for one in self.without)
            return f"'{self.never}' is never come to" + (f" unless {unless}" if unless else "")
        if self.always is not None:
            return f"'{self.always}' is always come to before '{self.before}'"
        if self.within is not None:
            goals = " or ".join(f"'{one}'" for one in self.reach)
            return f"from '{self.of}' it takes at most {duration_text(self.within)} to {goals}"
        places = ", ".join(self.from_)
        return f"'{self.reachable}' can be reached from {places}"


def _words(need: Need) -> str:
    if need.guard is not None:
        return need.text
    return f"'{need.step}' was answered {need.word}" if need.word else f"'{need.step}' was done"
