"""The JSON Schema that editors use to complete and check a procedure while it is typed; made from the model.

It must never mark a file that the reader takes; what needs the whole file is the checker's, not the schema's.
"""

from __future__ import annotations

import json
from typing import Any, Final

from engine.procedure.model import VERBS, Procedure

DRAFT: Final = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server reads best
TITLE: Final = "Boldface procedure"
Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_ONE_OR_MORE: Final = frozenset(
    {
        "by",
        "sign",
        "warning",
        "caution",
        "note",
        "observed",
        "record",
        "do",
        "without",
        "reach",
        "from",
        "inhibits",
    }
)
_ITEMS: Final = frozenset({"do", "preconditions"})

# What an editor says where a pattern does not fit (patternErrorMessage, yaml-language-server).
_SAID: Final = {
    r"^\d+(\.\d+)? ?(ms|s|min|h|d)$": "a length of time is a number and ms, s, min, h or d: 5 min",
    "^[a-z][a-z0-9-]*$": "a name: small letters, digits and -, as in shut-hatch",
    "^([a-z][a-z0-9.-]*|[A-Z][A-Z0-9]*[0-9]{6})$": (
        "a name: small letters, digits, . and -, as in air.sm.voc, or USLAB000058"
    ),
    "^[A-Z][A-Za-z0-9-]*$": "a role: a capital, then letters, digits and -, as in FE-1",
}
_WIDER: Final = {  # the reader takes a plus sign too
    r"^\d+(\.\d+)? ?(ms|s|min|h|d)$": r"^\s*\+?\d+(\.\d+)? ?(ms|s|min|h|d)\s*$",
}
HELP: Final = {
    "do": "Actions: one text, or a list of items with by: and sensed:",
    "record": "Values that people record; each is declared under records:",
    "watch": "A guard that must hold without a break for hold:, before within:",
    "decide": "A map from guard to step; one arm is 'unknown'",
    "ask": "A question to the crew; answers: hold 'cannot tell'",
    "call": "The ground role that is asked; answers: hold 'silence'",
    "perform": "Another procedure, carried out whole, then back here by ends:",
    "within": "Time limit; else: says where to go when it is over",
    "else": "Where to go when the time limit or the visits are over",
    "visits": "How often the step may be entered; then else:",
    "return": "yes: back to the step that a contingency interrupted",
    "sign": "Roles that sign; each a different person",
    "verify": "A guard that must hold before the step is done",
    "warning": "Protects people; printed above the action",
    "caution": "Protects equipment; printed above the action",
    "leave": "Another procedure, for good",
    "stale": "From this age a reading is unknown",
    "procedure": "The name: small letters, digits and -; the file is called the same",
    "revision": "A whole number; it goes up with every release",
    "entry": "When this procedure is entered, in a sentence",
    "roles": "Who takes part, ROLE: who that is; the first one commands",
    "ground": "The roles that are on the ground",
    "ends": "Under the name of each end whether people are safe there; in a step that performs, where to go",
    "channels": "Readings that telemetry brings: a number with a unit, or one of some states",
    "records": "Values that people are asked for",
    "preconditions": "What must be so before the first step",
    "anytime": "Conditions looked at the whole time; the first one that holds wins",
    "steps": "The steps in order; each has one verb",
    "close": "What must be said and signed before the run can close",
    "properties": "What is to be proved of every run that can be",
    "note": "Printed above the action; protects nothing",
    "by": "The role, or roles, that do it",
    "next": "The step that follows, where it is not the one below",
    "end": "The end of the procedure that is reached when the step is done",
    "answers": "Where to go for each answer",
    "hold": "How long the guard must hold without a break",
    "sensed": "A guard; the box ticks itself while it holds",
    "observed": "Answers that need a word before the run closes",
    "during": "[FIRST, LAST]: the steps in which it is looked at",
    "then": "Where to go when the condition holds",
    "high": "Limits above which the channel is at caution or warning",
    "low": "Limits below which the channel is at caution or warning",
    "range": "[least, most] that can be read",
    "called": "What calls for it while another procedure is open: if: a guard, sense: what is sensed",
    "level": "warning, caution, advisory, or unannunciated: no alarm tells of it",
    "sense": "What the crew must sense before it is opened; it is offered until then",
    "inhibits": "Procedures that are not opened while this one is open",
    "consequences": "What everyone must bear in mind meanwhile and afterwards, from: a step on",
    "deferred at": "The step at which items that were put off come back",
    "never": "A step that is never come to, unless without: was so",
    "always": "A step that is always come to before the one at before:",
    "reachable": "A way that can be reached from every step at from:",
}


def procedure_schema() -> Schema:
    """The schema as plain data, JSON Schema draft 7; steps are one form with a branch for each verb."""
    schema: Schema = Procedure.model_json_schema(by_alias=True)
    forms = schema.pop("$defs")
    forms["Step"] = _step(forms)
    for model in VERBS.values():
        del forms[model.__name__]
    schema["properties"]["steps"]["items"] = {"$ref": "#/definitions/Step"}
    made = {"$schema": DRAFT, **schema, "title": TITLE, "definitions": dict(sorted(forms.items()))}
    mended: Schema = _mend(made)
    return mended


def translation_schema() -> Schema:
    """The schema of a translation, draft 7, in an editor's words."""
    from engine.procedure.translation import Translation

    made = {"$schema": DRAFT, **Translation.model_json_schema(by_alias=True)}
    mended: Schema = _mend({**made, "title": "Boldface translation"})
    return mended


def schema_text(of: str = "procedure") -> str:
    """The schema of a procedure or a translation as the committed file holds it."""
    schema = translation_schema() if of == "translation" else procedure_schema()
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _step(forms: Schema) -> Schema:
    """One object with every key of every verb; the verb that stands there says which may."""
    properties: Schema = {}
    for model in VERBS.values():
        for key, value in forms[model.__name__]["properties"].items():
            properties.setdefault(key, value)
    own = {verb: set(forms[model.__name__]["properties"]) for verb, model in VERBS.items()}
    required = {verb: forms[model.__name__]["required"] for verb, model in VERBS.items()}
    rules = [
        {
            "if": {"required": [verb]},
            "then": {
                "required": required[verb],
                "propertyNames": {"enum": [key for key in properties if key in own[verb]]},
            },
        }
        for verb in VERBS
    ]
    return {
        "type": "object",
        "description": "A step: exactly one of " + ", ".join(VERBS),
        "properties": properties,
        "required": ["step"],
        "additionalProperties": False,
        "allOf": rules,
        "anyOf": [{"required": [verb]} for verb in VERBS],
    }


def _mend(node: Any, key: str = "") -> Any:
    """The node in draft 7 and in an editor's words: definitions, forms as written, no pydantic titles."""
    if isinstance(node, list):
        return [_mend(one) for one in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node
    if key in {"properties", "definitions"}:
        return {name: _named(name, _mend(one, "one"), key) for name, one in node.items()}
    left_out = {"default", "discriminator"} | ({"title"} if key else set())
    mended = {name: _mend(one, name) for name, one in node.items() if name not in left_out}
    return _as_written(mended)


def _named(name: str, node: Any, key: str) -> Any:
    """A property with its help, and in every form in which authors may write it."""
    if key != "properties":
        return node
    if name in _ONE_OR_MORE and node.get("type") == "array":
        node["minItems"] = node.pop("minLength", node.get("minItems", 0))
        node = {"anyOf": [*_one(node["items"]), node]}
    if name in _ITEMS:
        items = node["anyOf"][-1] if "anyOf" in node else node
        items["items"] = {"anyOf": [dict(_TEXT), items["items"]]}
    return {"description": HELP[name], **node} if name in HELP else node


def _one(entry: Schema) -> list[Schema]:
    return [entry] if "$ref" not in entry else [dict(_TEXT), entry]


def _as_written(node: Schema) -> Schema:
    """What YAML 1.2 reads as a number is text to the reader; nothing is ever null."""
    options = [one for one in node.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1 and len(node["anyOf"]) == 2:
        node = {**{k: v for k, v in node.items() if k != "anyOf"}, **options[0]}
    if "prefixItems" in node:
        node["items"] = node.pop("prefixItems")
    if node.get("pattern") in _SAID:
        node["patternErrorMessage"] = _SAID[node["pattern"]]
        node["pattern"] = _WIDER.get(node["pattern"], node["pattern"])
    elif node.get("type") == "string" and "enum" not in node and "const" not in node:
        node["type"] = list(_TEXT["type"])
    return node
