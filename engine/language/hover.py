"""What an editor shows of the word under the pointer: limits, units, titles, and the meaning of keys and rules.

Text in Markdown; it repeats what the files say and adds no judgement of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.language.forms import help_of
from engine.language.names import Mention, Written, str_at
from engine.procedure.facts import value_facts
from engine.procedure.model import VERBS, Channel, Record
from engine.procedure.places import Place
from engine.procedure.units import UNITS


def hover(
    known: Written, line: int, column: int, others: Mapping[str, Written]
) -> tuple[str, Place] | None:
    """Markdown and the place it is about, or None; `others` are procedures by name."""
    mention = known.at(line, column)
    if mention is not None:
        text = about(known, mention, others)
        return (text, mention.place) if text else None
    for path, span in known.places.keys.items():
        place = Place(*span)
        if place.line == line and place.column <= column <= place.end_column:
            text = help_of(str(path[-1]))
            return (f"**{path[-1]}:** {text}", place) if text else None
    return None


def about(known: Written, one: Mention, others: Mapping[str, Written]) -> str:
    """What is known of a name, as Markdown; "" when nothing is."""
    match one.kind:
        case "channel":
            return _titled(one, channel_line(known, one.name))
        case "record":
            return _titled(one, record_line(known, one.name))
        case "step":
            return _step(known, one.name)
        case "role":
            return _titled(one, str_at(known.data, ("roles", one.name)))
        case "end":
            return _end(others.get(one.owner, Written("")) if one.owner else known, one)
        case "unit":
            unit = UNITS.get(one.name)
            return f"**{one.name}** unit of {unit.dimension}" if unit is not None else ""
        case "procedure":
            return _procedure(known if one.made else others.get(one.name), one)
        case "property":
            return ""


def _titled(one: Mention, line: str) -> str:
    return f"**{one.name}** {one.kind}\n\n{line}" if line else ""


def channel_line(known: Written, name: str) -> str:
    """Everything a channel says of itself: "Vapour in Zvezda; unit ppm; range 0..500 ppm; ..."."""
    return _facts(known, "channels", name, Channel)


def record_line(known: Written, name: str) -> str:
    """Everything a record says of itself."""
    return _facts(known, "records", name, Record)


def _facts(known: Written, key: str, name: str, form: type[Channel | Record]) -> str:
    held = known.data.get(key)
    data: Any = held.get(name) if isinstance(held, dict) else None
    if not isinstance(data, dict):
        return ""
    try:
        facts = value_facts(form.model_validate(data))
    except ValidationError:  # half written: what is there is shown as it is
        return "; ".join(f"{word} {value}" for word, value in data.items())
    return "; ".join(one.said for one in facts)


def _step(known: Written, name: str) -> str:
    made = next((one for one in known.made("step") if one.name == name), None)
    if made is None:
        return ""
    number = int(made.path[1]) + 1
    steps: Any = known.data["steps"]
    step = steps[number - 1]
    verb = next((verb for verb in VERBS if verb in step), "")
    lines = [f"**{name}** step {number} ({verb or 'no verb yet'})", _text(step.get("title"))]
    lines += [f"{word}: {_text(step[word])}" for word in ("warning", "caution") if word in step]
    action = _text(step.get(verb)) if verb else ""
    limits = ", ".join(
        f"{word} {_text(step[word])}"
        for word in ("hold", "within", "visits", "else")
        if word in step
    )
    return "\n\n".join(line for line in (*lines, action, limits) if line)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        item = value.get("item")
        if item is not None:
            return _text(item)
        return "; ".join(f"`{key}` → {_text(to)}" for key, to in value.items())
    return str(value) if value is not None else ""


def _end(owner: Written, one: Mention) -> str:
    said = str_at(owner.data, ("ends", one.name))
    of = f" of {one.owner}" if one.owner else ""
    return f"**{one.name}** end{of}{f': people are {said}' if said else ''}"


def _procedure(other: Written | None, one: Mention) -> str:
    if other is None or not other.readable:
        return ""
    title, entry = (str_at(other.data, (key,)) for key in ("title", "entry"))
    revision = str_at(other.data, ("revision",))
    return f"**{one.name}** procedure, revision {revision}\n\n{title}\n\nEntry: {entry}"
