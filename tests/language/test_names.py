"""What the names of a text are: the same that the model, the rules and the reader see, and all of them resolve."""

from __future__ import annotations

import typing

import pytest
from hypothesis import given, settings

from engine.language.forms import USED_BY_VALUE, form_of, keys_of
from engine.language.names import written
from engine.lint.guards import guard_uses
from engine.lint.shelf import references
from engine.procedure.checked import destinations
from engine.procedure.guard import names
from engine.procedure.model import (
    VERBS,
    Called,
    Channel,
    Consequence,
    Contingency,
    Item,
    Procedure,
    Record,
)
from engine.procedure.printer import print_procedure
from engine.procedure.stated import Property
from tests.builders import PROCEDURES
from tests.paper.written import procedures

SHIPPED = sorted(PROCEDURES.glob("*.yaml"))
LOCAL = ("step", "role", "channel", "record", "end")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_reference_of_a_shipped_procedure_resolves(path):
    known = written(path.read_text("utf-8"))
    made = {kind: set(known.known(kind)) for kind in LOCAL}
    assert [
        one
        for one in known.mentions
        if one.kind in LOCAL and not one.owner and one.name not in made[one.kind]
    ] == []
    assert all(one.exact for one in known.mentions)


@settings(max_examples=60)
@given(procedures())
def test_the_names_are_those_of_the_model(procedure):
    text = print_procedure(procedure)
    known = written(text)
    found = {(one.kind, one.name) for one in known.mentions}
    assert known.known("step") == [step.step for step in procedure.steps]
    assert set(known.known("channel")) == set(procedure.channels)
    assert set(known.known("record")) == set(procedure.records)
    for use in guard_uses(procedure):
        for name in names(use.guard):
            kind = "record" if name in procedure.records else "channel"
            assert (kind, name) in found
    for step in procedure.steps:
        for _, to in destinations(step):
            kind = {"leave": "procedure"}.get(to.kind, to.kind)
            assert (kind, to.name) in found
        for role in (*step.by, *step.sign):
            assert ("role", role) in found
    for _, name in references(procedure):
        assert ("procedure", name) in found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_guard_in_a_key_and_in_a_value_is_placed_on_its_own_words(path):
    text = path.read_text("utf-8")
    lines = text.split("\n")
    for one in written(text).mentions:
        place = one.place
        assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == one.name


def test_a_range_mentions_its_name_once():
    text = "channels:\n  t: {unit: ppm}\nsteps:\n  - step: a\n    watch: t in 2..3 ppm\n"
    assert [one.kind for one in written(text).mentions] == [
        "channel", "unit", "step", "channel", "unit",
    ]  # fmt: skip


def test_a_guard_that_cannot_be_parsed_still_mentions_known_names():
    text = "channels:\n  t: {unit: ppm}\nsteps:\n  - step: a\n    watch: t < and\n"
    assert [one.kind for one in written(text).mentions][-1] == "channel"


def test_a_name_with_escapes_is_not_exact():
    text = 'steps:\n  - step: "a\\x62"\n    next: ab\n'
    assert [(one.name, one.exact) for one in written(text).mentions] == [
        ("ab", False),
        ("ab", True),
    ]


def test_what_cannot_be_read_has_no_names():
    assert written("steps: [a").mentions == ()
    assert written("- a\n").mentions == ()
    assert written("").mentions == ()


def references_in(model, form):
    """The forms of a model whose type is a role, a step or another name."""
    named = {"Role", "Roles", "To", "GuardText", "Names", "Needs", "Goals", "Steps"}
    hints = typing.get_type_hints(model, include_extras=True)
    from engine.procedure import stated, values

    kinds = [getattr(values, one, None) or getattr(stated, one, None) for one in sorted(named)]
    for name, hint in hints.items():
        field = model.model_fields.get(name)
        plain = [hint, *typing.get_args(hint)]
        if field is not None and any(one == kind for one in plain for kind in kinds):
            yield f"{form}/{field.alias or name}".lstrip("/")


def test_every_key_of_the_model_that_takes_a_name_is_in_the_table():
    models = [
        (Channel, "channels/*"), (Record, "records/*"), (Item, "preconditions"),
        (Item, "steps/do"), (Contingency, "anytime"), (Property, "properties"),
        (Procedure, ""), (Called, "called"), (Consequence, "consequences"),
        *((model, "steps") for model in VERBS.values()),
    ]  # fmt: skip
    wanted = {key for model, form in models for key in references_in(model, form)}
    assert len(wanted) > 15
    assert {one for one in wanted if not {one, f"{one}/*"} & set(USED_BY_VALUE)} == set()


def test_every_form_of_the_table_is_a_key_of_the_model():
    for form in USED_BY_VALUE:
        parent, _, last = form.rpartition("/")
        if last != "*":
            assert last in keys_of(parent, frozenset()), form


def test_a_form_leaves_out_positions_and_chosen_words():
    assert form_of(("steps", 3, "decide", "x < 2 ppm")) == "steps/decide/*"
    assert form_of(("channels", "roles", "unit")) == "channels/*/unit"
    assert form_of(("steps", 0, "do", 1, "by", 0)) == "steps/do/by"


def test_a_step_offers_the_keys_of_its_verb_only():
    assert "hold" in keys_of("steps", frozenset({"step", "watch"}))
    assert "hold" not in keys_of("steps", frozenset({"step", "do"}))
    assert set(VERBS) <= set(keys_of("steps", frozenset({"step"})))
    assert set(keys_of("", frozenset())) == {
        field.alias or name for name, field in Procedure.model_fields.items()
    }
