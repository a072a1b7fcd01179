"""What is printed reads back as the same procedure, for shipped procedures and for made-up ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.procedure.printer import print_procedure
from engine.procedure.reader import read_procedure
from engine.procedure.units import duration_text, parse_duration
from tests.builders import PROCEDURES, a_procedure, library
from tests.paper.written import procedures


@pytest.mark.parametrize("name", sorted(library()))
def test_every_shipped_procedure_reads_back_the_same(name):
    procedure = library()[name]
    text = print_procedure(procedure)
    assert a_procedure(text) == procedure
    assert print_procedure(a_procedure(text)) == text


def test_the_example_of_the_format_reads_back_the_same():
    folder = PROCEDURES.parent / "tests" / "procedure" / "data"
    for path in folder.glob("*.yaml"):
        procedure = a_procedure(path.read_text("utf-8"))
        assert a_procedure(print_procedure(procedure)) == procedure


@settings(max_examples=50)
@given(procedures(hostile=True))
def test_any_procedure_reads_back_the_same_whatever_its_words(procedure):
    result = read_procedure(print_procedure(procedure))
    assert result.problems == ()
    assert result.procedure == procedure


@given(st.integers(0, 366 * 86_400_000))
def test_a_length_of_time_reads_back_the_same(ms):
    assert parse_duration(duration_text(ms)) == ms


def test_defaults_are_left_out_and_alerts_stand_before_the_action():
    text = print_procedure(library()["toxic-atmosphere"])
    assert "null" not in text
    assert "return:" not in text
    first = text[text.index("- step: masks-all") : text.index("- step: gather")]
    assert first.index("warning:") < first.index("do:") < first.index("within:")


def test_every_line_fits_when_its_words_do():
    text = print_procedure(library()["head-count"])
    assert max(map(len, text.splitlines())) <= 100
