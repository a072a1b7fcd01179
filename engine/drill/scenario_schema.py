"""The JSON Schema that editors use while a scenario is typed; made from the model.

It must never mark a file that the reader takes; what needs procedure or station is the checker's.
"""

from __future__ import annotations

import json
from typing import Any, Final

from engine.drill.scenario import Scenario
from engine.procedure.schema import DRAFT

Schema = dict[str, Any]
_TEXT: Final = [
    "string",
    "number",
    "boolean",
]  # what YAML 1.2 reads as a number is text to the reader
_LEFT_OUT: Final = frozenset({"default", "title", "minimum", "maximum", "exclusiveMinimum"})


def scenario_schema() -> Schema:
    """The schema as plain data, JSON Schema draft 7."""
    made = Scenario.model_json_schema(by_alias=True)
    forms = {name: _mended(one) for name, one in made.pop("$defs").items()}
    rules = forms["Crew"]["properties"]["records"]["patternProperties"]
    for name, form in rules.items():  # fixed words may stand without `is:`
        rules[name] = {"anyOf": [{"type": list(_TEXT)}, form]}
    return {
        "$schema": DRAFT,
        **_mended(made),
        "title": "Boldface scenario",
        "definitions": dict(sorted(forms.items())),
    }


def scenario_schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _mended(node: Any) -> Any:
    """A node in draft 7, in every form in which authors may write it."""
    if isinstance(node, list):
        return [_mended(one) for one in node]
    if isinstance(node, str):
        return node.replace("#/$defs/", "#/definitions/")
    if not isinstance(node, dict):
        return node
    made = {
        key: {name: _mended(one) for name, one in value.items()}
        if key == "properties"
        else _mended(value)
        for key, value in node.items()
        if key not in _LEFT_OUT
    }
    return _as_written(made)


def _as_written(node: Schema) -> Schema:
    options = [one for one in node.get("anyOf", ()) if one != {"type": "null"}]
    if "anyOf" in node and len(options) == 1:
        node = {**{key: one for key, one in node.items() if key != "anyOf"}, **options[0]}
    kind = str(node.get("type"))
    if kind in {"string", "number", "integer"} and "enum" not in node and "const" not in node:
        node = {**node, "type": list(_TEXT)}
    if kind == "array":
        node = {"anyOf": [node, {"type": list(_TEXT)}]}  # one stands for a list of one
    return node
