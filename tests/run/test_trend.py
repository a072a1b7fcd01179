"""The way a channel goes: what is more than noise over a minute is told, what is less is not."""

from __future__ import annotations

import random

from engine.run.trend import WINDOW_MS, Past, and_then, trend


def readings(count: int, period: int, value, seed: int = 1) -> list[tuple[Past, str]]:
    """The past after each of `count` readings of one decimal."""
    drawn, past, found = random.Random(seed), Past(()), []
    for n in range(count):
        text = f"{value(n) + drawn.gauss(0, 0.1):.1f}"
        past = and_then(past, n * period, float(text))
        found.append((past, text))
    return found


def ways(count: int, period: int, value) -> list[str]:
    return [trend(past, text) for past, text in readings(count, period, value)]


def test_what_falls_slowly_is_seen_to_fall_within_two_minutes() -> None:
    """0.1 mmHg in 5 s, the leak of which nothing was said before."""
    fast = ways(40, 5_000, lambda n: 760 - 0.1 * n)
    assert set(fast[24:]) == {"down"}
    assert set(ways(40, 5_000, lambda n: 20 + 0.1 * n)[24:]) == {"up"}


def test_noise_is_no_trend() -> None:
    found = [one for seed in range(40) for one in readings(100, 5_000, lambda _: 760.0, seed)]
    told = sum(trend(past, text) != "" for past, text in found)
    assert told / len(found) < 0.01


def test_one_of_the_last_decimal_to_and_fro_is_no_trend() -> None:
    past = Past(())
    for n in range(100):
        past = and_then(past, n * 5_000, 0.5 if n % 7 < 4 else 0.6)
        assert trend(past, "0.5") == ""


def test_nothing_is_said_before_a_minute_has_been_seen() -> None:
    assert set(ways(12, 5_000, lambda n: 760 - 5.0 * n)) == {""}


def test_ten_readings_a_second_keep_no_more_and_reach_as_far() -> None:
    past = readings(2_000, 100, lambda n: 0.01 * n)[-1][0]
    assert len(past) <= 14
    assert past[-1][0] - past[0][0] >= WINDOW_MS
    assert past[-1][0] == 199_900
    assert trend(past, "20.0") == "up"


def test_readings_hours_apart_have_a_trend_over_days() -> None:
    assert ways(12, 21_600_000, lambda n: 40 - 2.0 * n)[-1] == "down"


def test_what_lies_days_back_says_nothing_about_this_minute() -> None:
    past = readings(12, 21_600_000, lambda n: 40 - 2.0 * n)[-1][0]
    start = past[-1][0]
    for n in range(40):
        past = and_then(past, start + 5_000 * (n + 1), 18.0)
    assert trend(past, "18.0") == ""
    assert past[0][0] > start
