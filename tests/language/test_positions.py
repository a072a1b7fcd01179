"""Columns in the units an editor counts in: there and back, past the end, and inside a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.positions import Columns

UNITS = ["utf-8", "utf-16", "utf-32"]


@given(st.text("aж€🚀é\n\r\u2028", max_size=40), st.sampled_from(UNITS), st.data())
def test_there_and_back(text, encoding, data):
    columns = Columns(text, encoding)
    line = data.draw(st.integers(1, len(columns.lines)))
    column = data.draw(st.integers(1, len(columns.lines[line - 1]) + 1))
    assert columns.into(*columns.out(line, column)) == (line, column)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_a_rocket_is_as_wide_as_the_encoding_says(encoding, units):
    assert Columns("aж🚀b", encoding).out(1, 4) == (0, units)


def test_a_place_inside_a_character_is_its_start_and_one_past_the_end_is_the_end():
    columns = Columns("🚀b\r\nc")
    assert columns.into(0, 1) == (1, 1)
    assert columns.into(0, 99) == (1, 3)
    assert columns.into(99, 0) == (2, 1)


def test_a_line_separator_ends_no_line():
    assert Columns("a\u2028b\nc").lines == ["a\u2028b", "c"]
