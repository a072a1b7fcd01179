"""The small values an author writes as text (a duration, a number, a guard, a destination) and how text becomes them.

Every scalar of a procedure file arrives as text; nothing here guesses a type that the schema did not ask for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.procedure.guard import Guard, GuardProblem, parse
from engine.procedure.units import parse_duration

Kind = Literal["step", "end", "leave"]
MOST_ARMS = 50  # DESIGN: far more than people can follow


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a way leads: a step of this file, an end of this procedure, or another procedure for good."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        """The destination as an author writes it."""
        return self.name if self.kind == "step" else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a decision: a guard, or None for the arm `unknown`, and where it leads."""

    text: str
    guard: Guard | None
    to: Destination


def _custom(problem: GuardProblem) -> PydanticCustomError:
    context: dict[str, Any] = {
        "sentence": problem.sentence,
        "offset": problem.column,
        "length": problem.length,
        "expected": problem.expected,
        "mend": problem.mend,
    }
    return PydanticCustomError("guard", "{sentence}", context)


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        shape = "a list" if isinstance(value, list) else "a map"
        raise PydanticCustomError(
            "text", "{what} is one line of text, not {shape}", {"what": what, "shape": shape}
        )
    return value


def _guard(value: object) -> Any:
    if not isinstance(value, str | list | dict):
        return value
    result = parse(_text(value, "a guard"))
    if isinstance(result, GuardProblem):
        raise _custom(result)
    return result


_GLUED = re.compile(r"\d+(?:\.\d+)? ?[a-z]+#")
_NO_COMMENT = "a comment needs a blank before its '#'; here it belongs to the time"


def _from_now(value: object) -> int:
    if isinstance(value, int):
        return value
    try:
        return parse_duration(_text(value, "a length of time"))
    except ValueError as error:
        if isinstance(value, str) and _GLUED.match(value):
            raise PydanticCustomError("duration", "{sentence}", {"sentence": _NO_COMMENT}) from None
        raise PydanticCustomError("duration", "{sentence}", {"sentence": str(error)}) from None


def _duration(value: object) -> int:
    ms = _from_now(value)
    if ms == 0 and isinstance(value, str):
        raise PydanticCustomError(
            "duration",
            "'{got}' is no time at all; write a longer one, or leave the key out",
            {"got": value[:40]},
        )
    return ms


def _number(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    text = _text(value, "a number")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text) or len(text) > 40 or _octal(text):
        raise PydanticCustomError(
            "number", "'{got}' is not a number; write digits as in 16 or 0.5", {"got": text[:60]}
        )
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern above leaves nothing for this
        raise PydanticCustomError("number", "'{got}' is not a number", {"got": text[:60]}) from None


def _octal(text: str) -> bool:
    """Whether a nought stands before other digits: 010 is 8 to readers of YAML 1.1, and 10 to people."""
    return re.match(r"[+-]?0\d", text) is not None


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value, "a whole number")
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0 or _octal(text):
        raise PydanticCustomError(
            "whole", "'{got}' is not a whole number from 1 on", {"got": text[:60]}
        )
    return int(text)


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"yes": True, "no": False}
    text = _text(value, "yes or no")
    if text not in words:
        raise PydanticCustomError("yes", "'{got}' is neither yes nor no", {"got": text[:60]})
    return words[text]


def _destination(value: object) -> Destination:
    if isinstance(value, Destination):
        return value
    text = _text(value, "a destination").strip()
    for kind in ("end", "leave"):
        if text.startswith(kind + " "):
            return Destination(kind, text[len(kind) + 1 :].strip())
    if not text:
        raise PydanticCustomError("destination", "a step name is needed here", {})
    if text in {"end", "leave"}:
        what = "of an end" if text == "end" else "of a procedure"
        said = {"word": text, "what": what}
        raise PydanticCustomError("destination", "after '{word}' the name {what} is missing", said)
    return Destination("step", text)


def _arms(value: object) -> Any:
    if not isinstance(value, dict):
        if isinstance(value, tuple):
            return value
        raise PydanticCustomError("arms", "a decision is a map from guard to step", {})
    if len(value) > MOST_ARMS:
        context = {"max_length": MOST_ARMS, "actual_length": len(value)}
        raise PydanticCustomError("too_long", "too many arms", context)
    arms = []
    for key, to in value.items():
        guard = None
        if key.strip() != "unknown":
            result = parse(key)
            if isinstance(result, GuardProblem):
                error = _custom(result)
                raise PydanticCustomError(
                    "guard_key", "{sentence}", {**(error.context or {}), "key": key}
                )
            guard = result
        arms.append(Arm(key, guard, _destination(to)))
    return tuple(arms)


def _one_or_more(value: object) -> Any:
    return (value,) if isinstance(value, str) else value


def _says_something(value: object) -> object:
    if isinstance(value, str) and value and not value.strip():
        raise PydanticCustomError("blank", "this is empty: nothing but blanks stands here", {})
    return value


def _schema(**keys: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **keys})


_TIME = _schema(pattern=r"^\d+(\.\d+)? ?(ms|s|min|h|d)$", examples=["30 s", "5 min"])
Duration = Annotated[int, BeforeValidator(_duration), _TIME]
# So long after something; at once (0 s) is a moment too.
After = Annotated[int, BeforeValidator(_from_now), _TIME]
Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": ["number", "string"]})
]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": ["integer", "string"]})]
YesNo = Annotated[bool, BeforeValidator(_yes), WithJsonSchema({"enum": ["yes", "no", True, False]})]
GuardText = Annotated[Any, BeforeValidator(_guard), _schema(examples=["air.sm.voc < 4 ppm"])]
To = Annotated[Destination, BeforeValidator(_destination), _schema()]
Arms = Annotated[
    tuple[Arm, ...],
    BeforeValidator(_arms),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
Ident = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^([a-z][a-z0-9.-]*|[A-Z][A-Z0-9]*[0-9]{6})$", max_length=60)]
Role = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9-]*$", max_length=20)]
Prose = Annotated[str, BeforeValidator(_says_something), Field(min_length=1, max_length=2000)]
_Some = Field(min_length=1, max_length=50)
Roles = Annotated[tuple[Role, ...], BeforeValidator(_one_or_more), _Some]
Alerts = Annotated[tuple[Prose, ...], BeforeValidator(_one_or_more), _Some]
Words = Annotated[tuple[Prose, ...], BeforeValidator(_one_or_more), _Some]
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_more)]
