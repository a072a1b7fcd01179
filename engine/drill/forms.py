"""How the single words of a scenario are read: acts, rules of answers, guards, amounts; each refused with what to write.

Forms of values only; what they mean together is the scenario's to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.procedure.guard import Guard, GuardProblem, parse
from engine.station.acts import FORMS, SpillAct, parse_act
from engine.station.errors import ActError
from engine.station.figure import amount


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """When a simulated role gives an answer: a guard, a chance in percent, or otherwise."""

    text: str
    guard: Guard | None = None
    percent: int | None = None


def _verb(text: str) -> str:
    if text not in FORMS:
        message = f"no act begins with '{text[:40]}'; write one of: {', '.join(FORMS)}"
        raise ValueError(message)
    return text


def _act(text: str) -> str:
    try:
        parse_act(text)
    except ActError as error:
        raise ValueError(str(error)) from None
    return text


def _spill(text: str) -> str:
    if not isinstance(parse_act(_act(text)), SpillAct):
        raise ValueError(  # noqa: TRY004 - pydantic takes a ValueError
            f"found '{text[:40]}'; write spill COMPARTMENT 1500 mg [over 20 min]"
        )
    return text


def _rule(value: object) -> AnswerRule:
    if isinstance(value, AnswerRule):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if text == "otherwise":
        return AnswerRule(text)
    chance = re.fullmatch(r"(\d{1,3}) ?%", text)
    if chance and int(chance[1]) <= _ALL:
        return AnswerRule(text, percent=int(chance[1]))
    guard = parse(text)
    if isinstance(guard, GuardProblem):
        said = f"'{text[:40]}' is neither a guard, a chance such as 10 %, nor otherwise: "
        raise _at_the_word(guard, said + guard.sentence)
    return AnswerRule(text, guard=guard)


def _guard(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = parse(value)
    if isinstance(found, GuardProblem):
        raise _at_the_word(found, found.sentence)
    return found


def _at_the_word(problem: GuardProblem, sentence: str) -> PydanticCustomError:
    """The fault with its place in the text, which pydantic's own errors do not have."""
    where = {"said": sentence, "column": problem.column, "length": problem.length}
    return PydanticCustomError(NOT_A_GUARD, "{said}", where)


def _ppm(value: object) -> float:
    return value if isinstance(value, float) else amount(str(value), "ppm")


def _some(value: object) -> Any:
    return (value,) if isinstance(value, str) else value


_ALL = 100
NOT_A_GUARD: Final = "not-a-guard"
"""The kind of pydantic's error of which `column` and `length` are known."""
ActText = Annotated[str, AfterValidator(_act)]
SpillText = Annotated[str, AfterValidator(_spill)]
Spills = Annotated[tuple[SpillText, ...], BeforeValidator(_some)]
Acts = Annotated[tuple[ActText, ...], BeforeValidator(_some)]
Items = Annotated[tuple[str, ...], BeforeValidator(_some)]
_AS_TEXT = WithJsonSchema({"type": "string"})
Rule = Annotated[AnswerRule, BeforeValidator(_rule), _AS_TEXT]
Ppm = Annotated[float, BeforeValidator(_ppm), _AS_TEXT]
Verbs = Annotated[tuple[Annotated[str, AfterValidator(_verb)], ...], BeforeValidator(_some)]
OnOff = Literal["on", "off"]
GuardText = Annotated[Guard, BeforeValidator(_guard), _AS_TEXT]
