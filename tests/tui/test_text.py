"""No character is lost, none can act on the terminal, no line is wider than it may be."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.text import about, cells, flow, length, plain, tabular, wrap

anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)


def bare(text):
    return "".join(text.split())


@given(anything, st.integers(1, 100))
@example("[x] Verify [ON] valve [/b] [1]", 10)
@example("\x1b[2J\x9b2J\u202egnp.exe\u200b", 5)
@example("\u5b87\u5b99" * 9, 7)
def test_wrapping_loses_nothing(text, width):
    shown = "".join(wrap(text, width))
    assert bare(shown) == bare(
        "".join(plain(one) for one in text.replace("\r\n", "\n").split("\n"))
    )


@given(anything, st.integers(2, 100))
def test_no_line_is_wider_than_it_may_be(text, width):
    assert all(cells(line) <= width or len(line) == 1 for line in wrap(text, width))


@given(anything)
def test_nothing_shown_can_act_on_a_terminal(text):
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [c for c in plain(text) if unicodedata.category(c) in hidden]


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "P", "N", "Zs"))))
def test_plain_words_stay_as_they_are(text):
    assert plain(text) == text


@given(anything, st.integers(20, 100))
def test_a_lead_and_a_tail_stay_within_the_width(text, width):
    lines = flow((("> ", "text"), ("[ ] ", "text")), text, "text", width, (("DONE", "text"),))
    assert all(length(line) <= width for line in lines)


def test_short_lines_stand_side_by_side_and_a_long_one_alone():
    cells_ = [(("a", "text"),), (("b", "text"),), (("c" * 30, "text"),), (("d", "text"),)]
    lines = ["".join(text for text, _ in line).rstrip() for line in tabular(cells_, 20, 2)]
    assert lines == ["a" + " " * 19 + "b", "c" * 30, "d"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(45, "45 min"), (150, "2 h 30 min"), (900, "15 h"), (2_880, "2 days"), (150_000, "104 days")],
)
def test_a_length_of_time_is_told_as_people_tell_it(minutes, words):
    assert about(minutes) == words
