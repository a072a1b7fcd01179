"""From redlines to a draft: words in their places, comments kept, every shipped procedure readable after."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ProcedureError
from engine.procedure.model import Do
from engine.procedure.reader import read_procedure
from engine.procedure.redline import Redlining, adopt
from engine.procedure.yaml_characters import BAD_CHARACTER

TEXT = """\
# head
procedure: small
title: Small
revision: 7  # raised by hand
date: 2026-11-23
entry: Always
roles: {CDR: commander}
ends: {done: safe}
preconditions: [Masks at hand, Light on]
steps:
  - step: one  # the first
    by: CDR
    do:
      - {item: Say it, by: CDR}  # aloud
      - Say it again
    within: 1 min
    else: two
  - step: two
    note: Old note
    by: CDR
    do: Leave
    within: 1 min
    else: end done
    end: done
close:
  each observation: [explained, handed over, left open]
  sign: [CDR]
"""
SHIPPED = sorted(one.name for one in files("procedures").iterdir() if one.name.endswith(".yaml"))
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), min_size=1, max_size=60
).filter(lambda text: text.strip() and not BAD_CHARACTER.search(text))  # those the check tells


def redlining(step: str, item: int | None, words: str = 'New: "words" # here') -> Redlining:
    return Redlining(step, item, words, "CDR", "because\nit was wrong")


def read(text: str):
    found = read_procedure(text)
    assert found.procedure is not None, found.errors
    return found.procedure


def test_each_redline_stands_in_its_place_and_comments_stay():
    lines = [
        redlining("preconditions", 2),
        redlining("one", 1),
        redlining("one", 2),
        redlining("one", None),
        redlining("two", 1),
        redlining("two", None),
    ]
    draft = adopt(TEXT, lines, "run-1")
    procedure = read(draft)
    one, two = procedure.steps
    words = 'New: "words" # here'
    assert [item.item for item in procedure.preconditions] == ["Masks at hand", words]
    assert [item.item for item in one.do] == [words, words]
    assert one.do[0].by
    assert list(one.note) == [words]
    assert list(two.note) == ["Old note", words]
    assert [item.item for item in two.do] == [words]
    assert procedure.revision == 8
    for comment in ("# head", "# raised by hand", "# the first", "# aloud"):
        assert comment in draft
    assert draft.startswith("# Draft adopted from run run-1.")
    assert "#   CDR, step one, item 2: because it was wrong\n" in draft


@pytest.mark.parametrize(("step", "item"), [("nope", 1), ("one", 3), ("preconditions", 3)])
def test_a_place_that_is_not_there_is_named(step, item):
    with pytest.raises(ProcedureError, match=f"'{step}'"):
        adopt(TEXT, [redlining(step, item)], "run-1")


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(ProcedureError, match="cannot be read"):
        adopt("a: [", [redlining("one", 1)], "run-1")


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SHIPPED), st.data())
def test_a_draft_of_a_shipped_procedure_differs_in_the_redline_and_reads(name, data):
    text = (files("procedures") / name).read_text("utf-8")
    was = read(text)
    step = data.draw(st.sampled_from([one for one in was.steps if isinstance(one, Do)]))
    n = data.draw(st.integers(1, len(step.do)))
    words = data.draw(WORDS)
    now = read(adopt(text, [redlining(step.step, n, words)], "run-1"))
    changed = next(one for one in now.steps if one.step == step.step)
    assert changed.do[n - 1].item == words
    assert now.revision == was.revision + 1
    comments = re.findall(r"# .*", text)
    assert set(comments) <= set(re.findall(r"# .*", adopt(text, [], "run-1")))
