"""A rename changes a name everywhere and nothing else; there and back gives the same bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.names import written
from engine.language.rename import (
    RenameError,
    applied,
    elsewhere,
    renamable,
    rename,
    scenario_lines,
)
from engine.lint.check import check_text
from engine.procedure.printer import print_procedure
from tests.builders import PROCEDURES
from tests.paper.written import procedures

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(PROCEDURES.glob("*.yaml"))}
ODOR = TEXTS["unknown-odor-on-hatch-opening"]
NEW = {"role": "ZZ-9", "end": "zz nine", "step": "zz-9", "property": "zz-9"}
CAN = ("step", "role", "channel", "record", "end", "property")


def renamed(text, one, new):
    return applied(text, rename(written(text), one, new))


@settings(max_examples=40)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_there_and_back_gives_the_same_bytes(name, data):
    text = TEXTS[name]
    known = written(text)
    one = data.draw(st.sampled_from([one for one in known.mentions if one.kind in CAN]))
    if one.owner or one.name == "link":
        return
    new = NEW.get(one.kind, "zz.9")
    there = renamed(text, one, new)
    assert there != text
    assert not [two for two in written(there).mentions if two.name == one.name and same(two, one)]
    back = next(two for two in written(there).mentions if two.name == new and two.made)
    assert renamed(there, back, one.name) == text


def same(one, two):
    return (one.kind, one.owner) == (two.kind, two.owner)


@settings(max_examples=30)
@given(procedures(), st.data())
def test_there_and_back_on_generated_procedures(procedure, data):
    text = print_procedure(procedure)
    known = written(text)
    one = data.draw(
        st.sampled_from([one for one in known.mentions if one.kind in CAN and one.made])
    )
    there = renamed(text, one, NEW.get(one.kind, "zz.9"))
    back = next(two for two in written(there).mentions if two.path[:1] == one.path[:1] and two.made
                and two.name == NEW.get(one.kind, "zz.9"))  # fmt: skip
    assert renamed(there, back, one.name) == text


@pytest.mark.parametrize(
    "name",
    [
        name if name == "head-count" else pytest.param(name, marks=pytest.mark.slow)
        for name in sorted(TEXTS)
    ],
)
def test_a_renamed_procedure_has_the_findings_it_had(name):
    text = TEXTS[name]
    before = [one.rule for one in check_text(text).findings]
    for kind in CAN:
        for one in written(text).made(kind):
            if one.name == "link":
                continue  # a name with a meaning of its own, which is refused
            there = renamed(text, one, NEW.get(kind, "zz.9"))
            after = [found.rule for found in check_text(there).findings]
            if kind == "role":  # prose is people's: it keeps the old name, and the linter says so
                after = [rule for rule in after if rule != "abbreviation-unknown"]
            assert after == before, one


def test_a_step_is_renamed_in_properties_and_in_a_range_of_steps():
    one = next(one for one in written(ODOR).made("step") if one.name == "confirm")
    there = renamed(ODOR, one, "read-back")
    assert "during: [stop-ventilation, read-back]" in there
    assert "without: [first-sample, second-sample, read-back]" in there
    assert there.count("read-back") == len(written(ODOR).same(one))


def test_a_channel_is_renamed_in_the_keys_of_a_decision():
    one = next(one for one in written(ODOR).made("channel") if one.name == "hatch.poisk")
    there = renamed(ODOR, one, "hatch.rassvet")
    assert "hatch.rassvet is not open: keep-shut" in there


def test_quotes_and_comments_stay():
    text = "steps:\n  - step: 'a'   # a\n    next: \"a\" # ж 🚀 a\n    title: a\n"
    one = written(text).made("step")[0]
    assert renamed(text, one, "b") == text.replace("'a'", "'b'").replace('"a"', '"b"')


@pytest.mark.parametrize(
    ("needle", "new", "said"),
    [
        ("step: masks", "report", "a step is called 'report' already, on line 47"),
        ("step: masks", "Masks", "is no name for a step"),
        ("step: masks", "preconditions", "is the step made from preconditions:"),
        ("tube-sm:", "hatch.poisk", "a channel is called 'hatch.poisk' already"),
        ("tube-sm:", "unknown", "is a word of guards"),
        ("  CDR:", "cdr", "is no name for a role"),
        ("  CDR:", "FE-1", "a role is called 'FE-1' already"),
    ],
)
def test_a_bad_new_name_is_refused_with_a_reason(needle, new, said):
    with pytest.raises(RenameError, match=said):
        rename(written(ODOR), at(ODOR, needle), new)


@pytest.mark.parametrize(
    ("needle", "said"),
    [
        ("unit: ppm", "is a unit, and a unit is never renamed"),
        ("perform: head-count", "is called as its file is"),
        ("procedure: unknown", "is called as its file is"),
        ("someone missing", "is an end of 'head-count'"),
        ("  link", "is looked for under this name"),
        ("title: Masks on", "there is no name here"),
    ],
)
def test_what_cannot_be_renamed_says_why(needle, said):
    with pytest.raises(RenameError, match=said):
        at(ODOR, needle)


def at(text, needle):
    offset = text.index(needle) + len(needle) - 1
    line = text.count("\n", 0, offset) + 1
    return renamable(written(text), line, offset - text.rfind("\n", 0, offset))


def test_a_name_with_escapes_is_not_renamed():
    text = 'steps:\n  - step: ab\n    next: "a\\x62"\n'
    with pytest.raises(RenameError, match="on line 3 is written with escapes"):
        rename(written(text), written(text).made("step")[0], "c")


def test_an_end_is_renamed_where_others_name_it():
    head = written(TEXTS["head-count"])
    one = next(one for one in head.made("end") if one.name == "someone missing")
    other = written(ODOR)
    changed = applied(ODOR, elsewhere(other, "head-count", one, "one missing"))
    assert "one missing: toxic" in changed
    assert elsewhere(other, "toxic-atmosphere", one, "one missing") == []


def test_the_lines_of_a_scenario_that_name_a_step_are_told():
    text = (PROCEDURES / "scenarios" / "ms-29.yaml").read_text("utf-8")
    one = next(one for one in written(ODOR).made("step") if one.name == "masks")
    lines = scenario_lines(text, frozenset({"unknown-odor-on-hatch-opening"}), one)
    assert lines
    assert all("masks" in text.split("\n")[line - 1] for line in lines)
    assert scenario_lines(text, frozenset({"another"}), one) == []
    assert scenario_lines("not: [yaml", frozenset({"another"}), one) == []
