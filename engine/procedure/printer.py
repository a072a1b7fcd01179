"""A procedure as canonical YAML text: reading the text gives the same procedure back.

Comments and layout of an author's file are not in a procedure, so this never writes over one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel

from engine.procedure.guard import print_
from engine.procedure.model import Item, Procedure, StepParts, verb_of
from engine.procedure.stated import Need
from engine.procedure.units import duration_text
from engine.procedure.values import Arm, Destination

WIDTH: Final = 100  # DESIGN: a map or list is written on one line when it fits
_TIMES: Final = frozenset({"stale", "within", "hold"})
_PARTS: Final = ("roles", "channels", "records", "preconditions", "anytime", "steps", "properties")
_ALWAYS_BLOCK: Final = frozenset({*_PARTS, "do", "decide", "close"})
_ONE_ALONE: Final = frozenset(  # lists of which one entry may stand without brackets
    {"by", "sign", "warning", "caution", "note", "record", "do", "without", "reach", "from"}
    | {"inhibits"}
)
_GUARDS: Final = frozenset({"if", "sensed", "verify", "watch"})
# What YAML 1.2 would read as something else than text.
_NOT_TEXT: Final = re.compile(
    r"(?i:true|false|null|~)|[-+]?(\.?\d[\d_.]*(e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|\.(inf|nan))"
    r"|\d+(:\d+)+|\d{4}-\d\d?-\d\d?.*",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"[^\W_(][^\x00-\x1f\x7f]*|\([^\x00-\x1f\x7f]+")

Tree = Any  # text, or a list or map of trees: what the reader calls Node


def decimal_text(value: Decimal) -> str:
    """A number as an author writes it, without an exponent."""
    return format(value, "f")


def print_procedure(procedure: Procedure) -> str:
    """The procedure in canonical YAML, ending in a line feed; defaults are left out."""
    lines: list[str] = []
    for key, value in _tree(procedure).items():
        if key == "steps":
            lines += ["", "steps:"]
            for n, step in enumerate(value):
                lines += ([""] if n else []) + list(_entry(step, 2))
        else:
            blank = isinstance(value, dict | list) and key in _ALWAYS_BLOCK
            lines += ([""] if blank else []) + list(_pair(key, value, 0))
    return "\n".join(lines) + "\n"


def _tree(model: BaseModel) -> dict[str, Tree]:
    """The keys an author would write, in the order of the model, the verb of a step before its ways."""
    found: dict[str, Tree] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if value is not None and (field.is_required() or value != field.get_default()):
            key = field.alias or name
            found[key] = _value(key, value)
    return _ordered(model, found) if isinstance(model, StepParts) else found


def _ordered(step: StepParts, tree: dict[str, Tree]) -> dict[str, Tree]:
    """Warnings and cautions stand before the verb they guard, limits and ways after it."""
    verb = verb_of(step)
    first = ["step", "title", "warning", "caution", "note", "by", "visits", verb, "for", "verify"]
    first += ["sign", "hold"]
    last = ["within", "else", "answers", "ends", "next", "end", "leave", "return"]
    return {key: tree[key] for key in [*first, *last] if key in tree}


def _value(key: str, value: Any) -> Tree:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return duration_text(value) if key in _TIMES else _Typed(str(value))
    if isinstance(value, Decimal):
        return _Typed(decimal_text(value))
    if key in _GUARDS:
        return print_(value)
    if isinstance(value, Item) and not value.by and value.sensed is None:
        return value.item
    if isinstance(value, BaseModel):
        return _tree(value)
    if isinstance(value, Mapping):
        return {name: _value("", one) for name, one in value.items()}
    if isinstance(value, tuple):
        return _sequence(key, value)
    if isinstance(value, Need):
        return value.text
    return str(value) if isinstance(value, Destination) else value


class _Typed(str):
    """Text that the schema reads as a number: never put in quotes."""

    __slots__ = ()


def _sequence(key: str, value: tuple[Any, ...]) -> Tree:
    if value and isinstance(value[0], Arm):
        return {arm.text: str(arm.to) for arm in value}
    tree = [_value("", one) for one in value]
    return tree[0] if key in _ONE_ALONE and len(tree) == 1 and isinstance(tree[0], str) else tree


def _pair(key: str, value: Tree, indent: int) -> Iterator[str]:
    """The lines of one key with its value."""
    head = " " * indent + _scalar(key, flow=False) + ":"
    if isinstance(value, str):
        yield f"{head} {_scalar(value, flow=False)}"
        return
    flow = _flow(value)
    block = key in _ALWAYS_BLOCK or not _shallow(value)
    if not value or (not block and len(head) + 1 + len(flow) <= WIDTH):
        yield f"{head} {flow}"
        return
    yield head
    yield from _block(value, indent + 2)


def _block(value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _pair(key, one, indent)
        return
    for one in value:
        flow = _flow(one) if isinstance(one, dict | list) else _scalar(one, flow=False)
        if isinstance(one, str) or indent + 2 + len(flow) <= WIDTH:
            yield f"{' ' * indent}- {flow}"
        else:
            yield from _entry(one, indent)


def _entry(value: Tree, indent: int) -> Iterator[str]:
    """The lines of a map or list that is one entry of a list: the dash stands before the first."""
    for n, line in enumerate(_block(value, indent + 2)):
        yield line if n else " " * indent + "- " + line[indent + 2 :]


def _shallow(value: Tree) -> bool:
    parts = value.values() if isinstance(value, dict) else value
    inner = [one for one in parts if isinstance(one, dict | list)]
    return all(isinstance(part, str) for one in inner for part in _parts(one))


def _parts(value: Tree) -> Iterator[Tree]:
    yield from value.values() if isinstance(value, dict) else value


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        pairs = (f"{_scalar(key, flow=True)}: {_flow(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(text: str, *, flow: bool) -> str:
    """The text plain where every YAML reader takes it as this text, else in double quotes."""
    plain = isinstance(text, _Typed) or (
        _PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and not (": " in text or " #" in text or text.endswith(":") or "\t" in text)
        and not (flow and re.search(r"[][{},:?]", text))
        and not _NOT_TEXT.fullmatch(text)
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
