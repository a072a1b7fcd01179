"""One finding is allowed at its line, with a reason; nothing else is."""

from __future__ import annotations

import pytest

from engine.lint.page import laid_over
from tests.lint.shelves import SHIPPED, look

SHOUT = """\
steps:
  - step: fan
    by: CDR
    do: Switch the fan off IMMEDIATELY{on}
    within: 5 min
    else: finish
"""
ABOVE = """\
steps:
  - step: fan
    by: CDR
    {above}
    do: Switch the fan off IMMEDIATELY
    within: 5 min
    else: finish
"""
GOOD = "# lint: allow capitals because it is on the panel so"


def rules(text):
    return [one.rule for one in look(text).findings]


def test_a_comment_on_the_line_or_above_it_allows():
    for text in (
        laid_over(SHOUT.format(on="  " + GOOD)),
        laid_over(ABOVE.format(above=GOOD)),
        laid_over(ABOVE.format(above=GOOD + "\n\n    # and another word")),
    ):
        report = look(text)
        assert report.findings == ()
        assert report.clean
        ((quiet, why),) = report.allowed
        assert quiet.rule == "capitals"
        assert why == "it is on the panel so"


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# lint: allow capitals", "allow-form"),
        ("# lint: allow capitals because", "allow-form"),
        ("# lint: disable=capitals", "allow-form"),
        ("# lint: allow", "allow-form"),
        ("# lint: allow capitols because of the panel", "allow-unknown-rule"),
        ("# lint: allow guard because of the panel", "allow-refused"),
        ("# lint: allow no-timeout because of the panel", "allow-unused"),
    ],
)
def test_a_comment_that_does_not_allow_is_told_and_the_finding_stays(comment, rule):
    assert set(rules(laid_over(SHOUT.format(on="  " + comment)))) == {"capitals", rule}


def test_a_comment_for_another_line_allows_nothing():
    text = laid_over(SHOUT.format(on="")).replace("within:", f"within: 5 min  {GOOD}\n    #", 1)
    assert sorted(rules(text)) == ["allow-unused", "capitals"]


def test_a_sign_inside_quotes_is_no_comment():
    text = laid_over(SHOUT.format(on="")).replace(
        "Switch the fan off IMMEDIATELY", '"Say # lint: allow capitals"'
    )
    assert rules(text) == []


def test_a_comment_of_a_higher_profile_is_not_called_unused_below_it():
    text = laid_over(SHOUT.format(on="  # lint: allow no-timeout because so")).replace(
        "IMMEDIATELY", "now"
    )
    assert look(text, "style").findings == ()
    assert rules(text) == ["allow-unused"]


def test_what_is_allowed_does_not_keep_a_file_from_being_proved():
    name = "rapid-depressurization.yaml"
    assert "# lint: allow " in SHIPPED[name]
    sound = look(SHIPPED[name], "flight", name)
    assert (sound.proves, sound.reached) == (True, "flight")
    wrong = SHIPPED[name].replace("always: rate, before: ships-first", "never: ships-first")
    report = look(wrong, "flight", name)
    assert "proof-property" in {one.rule for one in report.findings}
    assert report.reached == "safety"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_that_reaches_flight_is_proved(name):
    report = look(SHIPPED[name], "flight", name)
    assert (report.proves, report.reached) == (True, "flight")
