"""What stands where in a procedure file: which keys make a name, which keys and values use one.

One table for every question an editor asks; it must never name a key that the model does not have.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from engine.procedure.model import (
    VERBS,
    Called,
    Channel,
    Close,
    Consequence,
    Contingency,
    Item,
    Limit,
    Procedure,
    Record,
)
from engine.procedure.places import Path
from engine.procedure.stated import Property

Kind: TypeAlias = Literal[
    "procedure", "step", "role", "channel", "record", "end", "unit", "property"
]
Use: TypeAlias = Literal[
    "procedure", "step", "role", "record", "end", "unit", "way", "guard", "need", "step-or-every"
]

# A form is a path without its positions; a key that an author chose is written "*".
_CHOSEN: Final = frozenset(
    {"roles", "ends", "channels", "records", "steps/decide", "steps/answers", "steps/ends"}
)

# Values and keys that make a name.
MADE_BY_VALUE: Final[dict[str, Kind]] = {
    "procedure": "procedure",
    "steps/step": "step",
    "properties/name": "property",
}
MADE_BY_KEY: Final[dict[str, Kind]] = {
    "roles/*": "role",
    "ends/*": "end",
    "channels/*": "channel",
    "records/*": "record",
}

# Values and keys that use one.
USED_BY_VALUE: Final[dict[str, Use]] = {
    "ground": "role",
    "called/if": "guard",
    "inhibits": "procedure",
    "consequences/from": "step",
    "deferred at": "step",
    "channels/*/unit": "unit",
    "records/*/unit": "unit",
    "records/*/by": "role",
    "preconditions/by": "role",
    "preconditions/sensed": "guard",
    "anytime/if": "guard",
    "anytime/during": "step",
    "anytime/then": "way",
    "anytime/leave": "procedure",
    "steps/by": "role",
    "steps/sign": "role",
    "steps/else": "way",
    "steps/next": "way",
    "steps/end": "end",
    "steps/leave": "procedure",
    "steps/do/by": "role",
    "steps/do/sensed": "guard",
    "steps/verify": "guard",
    "steps/record": "record",
    "steps/watch": "guard",
    "steps/decide/*": "way",
    "steps/answers/*": "way",
    "steps/call": "role",
    "steps/perform": "procedure",
    "steps/ends/*": "way",
    "close/sign": "role",
    "properties/never": "step",
    "properties/always": "step",
    "properties/before": "step",
    "properties/of": "step",
    "properties/without": "need",
    "properties/reach": "way",
    "properties/reachable": "way",
    "properties/from": "step-or-every",
}
GUARD_KEYS: Final = "steps/decide/*"
OTHERS_ENDS: Final = "steps/ends/*"  # keys: ends of the procedure that the step performs

# Values of a few words.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "ends/*": ("safe", "unsafe"),
    "records/*/type": ("text", "number", "choice", "yes-no", "time"),
    "steps/return": ("yes", "no"),
}

# Maps whose keys the model gives; steps are asked of `keys_of`, since their verb decides.
_MAPS: Final[dict[str, Any]] = {
    "": Procedure,
    "called": Called,
    "consequences": Consequence,
    "channels/*": Channel,
    "channels/*/high": Limit,
    "channels/*/low": Limit,
    "records/*": Record,
    "preconditions": Item,
    "anytime": Contingency,
    "steps/do": Item,
    "close": Close,
    "properties": Property,
}
# In the order in which authors write them.
_FIRST: Final = ("step", "title", "warning", "caution", "note", "by", *VERBS)


def form_of(path: Path) -> str:
    """The form of a path: `("steps", 3, "decide", "x < 2 ppm")` is "steps/decide/*"."""
    form = ""
    for part in path:
        if isinstance(part, int):
            continue
        name = "*" if form in _CHOSEN else part
        form = f"{form}/{name}" if form else name
    return form


def keys_of(form: str, present: frozenset[str]) -> list[str]:
    """The keys that may still be written in a map of this form beside those that are there."""
    if form == "steps":
        keys = _step_keys(present)
    else:
        model = _MAPS.get(form)
        keys = _names(model) if model is not None else []
    return [key for key in keys if key not in present]


def _step_keys(present: frozenset[str]) -> list[str]:
    """All keys of the verb that stands there; before a verb is chosen, those of every verb."""
    verbs = [verb for verb in VERBS if verb in present] or list(VERBS)
    keys = dict.fromkeys(key for key in _FIRST if key not in VERBS or key in verbs)
    for verb in verbs:
        keys |= dict.fromkeys(_names(VERBS[verb]))
    return list(keys)


def _names(model: Any) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def help_of(key: str) -> str:
    """What a key means in one sentence, "" where its name says it."""
    from engine.procedure.schema import HELP

    return HELP.get(key, "")
