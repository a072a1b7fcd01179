"""The axis of a report's pictures: readable from seconds to years, and times that people can read."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.paper.report.chart import LEFT, WIDE, Axis, dark, grid
from engine.run.lines import age, clock

CELL = 9.5 * 0.61  # px: a cell of the chart's type


@given(st.integers(1_000, 10 * 365 * 86_400_000), st.integers(0, 10**10))
def test_the_words_of_the_axis_never_run_into_each_other(length, since):
    drawn = "\n".join(grid(Axis(since, since + length), 100, "", ""))
    words = re.findall(r'x="([\d.]+)" y="\d+\.0" text-anchor="middle"[^>]*>([^<]*)<', drawn)
    assert len(words) <= 8
    for (x, one), (other_x, other) in pairwise(words):
        assert float(other_x) - float(x) > CELL * (len(one) + len(other)) / 2
    assert all(LEFT <= float(x) <= LEFT + WIDE for x, _ in words)


@given(st.integers(-(10**12), 10**12))
def test_a_clock_names_one_second(ms):
    sign, days, hours, minutes, seconds = re.fullmatch(
        r"(-?)(?:(\d+)d )?(\d+):(\d\d):(\d\d)", clock(ms)
    ).groups()
    told = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    assert told == abs(ms) // 1000
    assert (sign == "-") == (ms < 0)
    assert int(hours) < (24 if days else 100)


def test_an_old_reading_has_a_clock():
    assert [age(None), age(4), age(119), age(10_731)] == ["--", "4 s", "119 s", "2:58:51"]


def test_a_loss_of_signal_too_short_to_be_drawn_to_scale_does_not_darken_the_chart():
    (short,) = dark([(0, 600_000)], Axis(0, 60 * 86_400_000), 100)
    (long,) = dark([(0, 600_000)], Axis(0, 3_600_000), 100)
    assert 'height="4"' in short
    assert 'height="104"' in long
