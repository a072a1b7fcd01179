"""What instruments, noses and the link say: faults, lag, noise, words, windows, limits."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.station.acts import act, parse_act
from engine.station.errors import UnknownNameError
from engine.station.layout import Layout
from engine.station.limits import (
    contaminant_of,
    fraction,
    full_dose,
    mg_m3_of,
    ppm_of,
)
from engine.station.link import Silence, link_state, next_change
from engine.station.noses import see, smell
from engine.station.sensors import QUALITIES, Fault, FaultKind, noise, read, read_all
from engine.station.vehicle import Vehicle, start_vehicle, step

SEED = 7


def play(vehicle: Vehicle, layout: Layout, *lines: str) -> Vehicle:
    for line in lines:
        after = act(vehicle, layout, parse_act(line))
        assert isinstance(after, Vehicle), after
        vehicle = after
    return vehicle


@pytest.fixture
def closed(box: Layout) -> Vehicle:
    """Give compartment a closed, with 20 ppm in it that stays."""
    vehicle = start_vehicle(
        box, contaminant="gas", hatches={"ab": "shut"}, switches={"bed": False}, people={"A": "a"}
    )
    mg = mg_m3_of(20, box.contaminants["gas"]) * 10
    return play(vehicle, box, f"spill a {mg:.6f} mg")


def test_offered_channels(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    readings = read_all(vehicle, layout, SEED)
    places = ("poisk", "sm", "fgb", "node1", "node3", "lab")
    wanted = {f"air.{place}.voc" for place in places}
    wanted |= {"hatch.poisk", "hatch.progress", "hatch.fgb", "imv", "fan.poisk"}
    wanted |= {"cleaner", "tccs", "cabin.p"}
    assert wanted <= set(readings)
    worn = {name: one for name, one in readings.items() if name.startswith("mask.")}
    assert {each.quality for each in worn.values()} == {"missing"}  # nobody wears a counted one
    assert {one.quality for name, one in readings.items() if name not in worn} == {"good"}
    assert readings["hatch.poisk"].value == "obstructed"
    assert readings["imv"].value == "on"
    assert readings["cleaner"].value == "off"
    assert abs(Decimal(readings["cabin.p"].value or "0") - Decimal("101.4")) < 1


def test_state_channels_follow_the_acts(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    vehicle = play(vehicle, layout, "hatch poisk clear", "hatch poisk shut", "fan imv off")
    vehicle = play(vehicle, layout, "scrubber cleaner on", "fan imv-pmm on")
    now = read_all(vehicle, layout, SEED)
    shown = {name: now[name].value for name in ("hatch.poisk", "imv", "cleaner")}
    assert shown == {"hatch.poisk": "shut", "imv": "on", "cleaner": "on"}
    quiet = play(vehicle, layout, "fan imv-pmm off")
    assert read(quiet, layout, "imv", SEED).value == "off"


def test_ppm_is_rounded_to_the_resolution(box: Layout, closed: Vehicle) -> None:
    assert read(closed, box, "quick", SEED).value == "20.0"


def test_a_slow_sensor_follows_by_its_lag(box: Layout, closed: Vehicle) -> None:
    for seconds in (0, 60, 150):
        vehicle = step(closed, box, seconds * 1000)
        wanted = 20 * (1 - math.exp(-seconds / 60))
        assert float(read(vehicle, box, "slow", SEED).value or "nan") == pytest.approx(
            wanted, abs=0.051
        )


def test_noise_is_the_same_for_the_same_seed_and_another_for_another(
    box: Layout, closed: Vehicle
) -> None:
    def series(seed: int) -> list[str | None]:
        times = range(0, 400_000, 10_000)
        return [read(replace(closed, t_ms=t), box, "noisy", seed).value for t in times]

    assert series(1) == series(1)
    assert series(1) != series(2)
    values = [float(value or "nan") for value in series(1)]
    assert sum(values) / len(values) == pytest.approx(20, abs=0.4)
    assert len(set(values)) > 10


def test_noise_is_standard_normal() -> None:
    draws = [noise(3, "channel", index) for index in range(4000)]
    mean = sum(draws) / len(draws)
    spread = math.sqrt(sum(draw**2 for draw in draws) / len(draws) - mean**2)
    assert abs(mean) < 0.06
    assert spread == pytest.approx(1.0, abs=0.05)


def test_a_sensor_holds_its_sample_until_the_next_period(box: Layout, closed: Vehicle) -> None:
    first = read(closed, box, "noisy", SEED)
    later = replace(closed, t_ms=9_999)
    assert read(later, box, "noisy", SEED, last=first) is first
    next_one = read(replace(closed, t_ms=10_000), box, "noisy", SEED, last=first)
    assert next_one.taken_ms == 10_000


def test_out_of_range_is_clamped_and_said(box: Layout, closed: Vehicle) -> None:
    reading = read(play(closed, box, "spill a 5 g"), box, "quick", SEED)
    assert (reading.value, reading.quality) == ("50.0", "out-of-range")


def test_noise_about_clean_air_is_not_out_of_range(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="gas")
    for t in range(0, 300_000, 10_000):
        reading = read(replace(vehicle, t_ms=t), box, "noisy", SEED)
        assert reading.quality == "good"
        assert Decimal(reading.value or "nan") >= 0


@pytest.mark.parametrize(
    ("kind", "value", "quality", "taken"),
    [
        ("missing", None, "missing", 25_000),
        ("nan", None, "missing", 25_000),
        ("frozen", "20.0", "frozen", 25_000),
        ("stale", "20.0", "stale", 0),
    ],
)
def test_faults(
    box: Layout,
    closed: Vehicle,
    kind: FaultKind,
    value: str | None,
    quality: str,
    taken: int,
) -> None:
    last = read(closed, box, "quick", SEED)
    faults = [Fault("quick", 20_000, 30_000, kind)]
    during = replace(closed, t_ms=25_000)
    reading = read(play(during, box, "spill a 300 mg"), box, "quick", SEED, faults, last)
    assert (reading.value, reading.quality, reading.taken_ms) == (value, quality, taken)
    again = read(replace(closed, t_ms=26_000), box, "quick", SEED, faults, reading)
    assert again.value == value
    after = read(replace(closed, t_ms=30_000), box, "quick", SEED, faults, again)
    assert (after.value, after.quality, after.taken_ms) == ("20.0", "good", 30_000)
    assert read(during, box, "noisy", SEED, faults).quality == "good"


def test_a_frozen_sensor_that_never_read_has_nothing_to_show(box: Layout, closed: Vehicle) -> None:
    for kind in ("frozen", "stale"):
        reading = read(closed, box, "quick", SEED, [Fault("quick", 0, 9, kind)])
        assert (reading.value, reading.quality) == (None, "missing")


@given(
    t=st.integers(0, 10**9),
    mg=st.floats(0, 1e6),
    kind=st.sampled_from([None, "missing", "nan", "frozen", "stale"]),
)
def test_a_value_is_always_a_number_in_the_range_or_none(
    box: Layout, t: int, mg: float, kind: FaultKind | None
) -> None:
    vehicle = start_vehicle(box, contaminant="gas")
    vehicle = replace(vehicle, t_ms=t, vector=(mg, *vehicle.vector[1:]))
    faults = [Fault("noisy", 0, 10**9, kind)] if kind else []
    reading = read(vehicle, box, "noisy", SEED, faults)
    assert reading.quality in QUALITIES
    assert reading.value is None or 0 <= Decimal(reading.value) <= 50
    assert (reading.value is None) == (reading.quality == "missing")


def test_an_unknown_channel_is_named(box: Layout, closed: Vehicle) -> None:
    with pytest.raises(UnknownNameError, match="quick"):
        read(closed, box, "qick", SEED)


@pytest.mark.parametrize(
    ("ppm", "strength"), [(0.0, "none"), (0.9, "none"), (1.1, "faint"), (11, "strong")]
)
def test_a_nose_gives_words_and_never_numbers(box: Layout, ppm: float, strength: str) -> None:
    vehicle = start_vehicle(box, contaminant="gas", people={"A": "a"})
    mass = mg_m3_of(ppm, box.contaminants["gas"]) * 10
    vehicle = replace(vehicle, vector=(mass, *vehicle.vector[1:]))
    sensed = smell(vehicle, box, "A")
    assert sensed.strength == strength
    assert not any(letter.isdigit() for letter in sensed.text)
    masked = smell(play(vehicle, box, "mask A on"), box, "A")
    assert masked.strength == "none"


def test_an_odourless_gas_and_a_stranger(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="freon", people={"A": "a"})
    vehicle = play(vehicle, box, "spill a 5 g")
    assert smell(vehicle, box, "A").strength == "none"
    with pytest.raises(UnknownNameError, match="'B'"):
        smell(vehicle, box, "B")


def test_droplets_are_seen_until_they_are_gone(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="gas", people={"A": "a", "B": "b"})
    assert see(vehicle, box, "A") is None
    vehicle = play(vehicle, box, "spill a 500 mg over 20 min")
    assert "droplets" in (see(vehicle, box, "A") or "")
    assert see(vehicle, box, "B") is None
    assert see(step(vehicle, box, 6 * 3_600_000), box, "A") is None
    assert see(play(vehicle, box, "wipe a"), box, "A") is None


_WINDOWS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Silence(*pair)), max_size=5
)


@given(windows=_WINDOWS, t=st.integers(-5, 70))
def test_the_next_change_of_the_link_is_the_first(windows: list[Silence], t: int) -> None:
    now = link_state(windows, t)
    later = [u for u in range(t + 1, 80) if link_state(windows, u) != now]
    assert next_change(windows, t) == (later[0] if later else None)


def test_link_windows_are_half_open() -> None:
    windows = [Silence(10, 20)]
    assert [link_state(windows, t) for t in (9, 10, 19, 20)] == ["AOS", "LOS", "LOS", "AOS"]


def test_dose_of_one_hour_at_the_one_hour_limit_is_one(layout: Layout) -> None:
    toluene = contaminant_of(layout, "toluene")
    dose = mg_m3_of(16, toluene) * 60
    assert fraction(dose, toluene, "1 h") == pytest.approx(1.0)
    assert fraction(dose, toluene, "24 h") == pytest.approx(1 / 24)
    assert fraction(dose, toluene, "7 d") == pytest.approx(16 / 4 / 168)


def test_no_limit_is_unknown_and_not_safe(layout: Layout) -> None:
    udmh = contaminant_of(layout, "udmh")
    assert fraction(1e6, udmh, "1 h") is None
    assert full_dose(udmh, "1 h") is None


def test_published_limits(layout: Layout) -> None:
    toluene, ammonia = (contaminant_of(layout, name) for name in ("toluene", "ammonia"))
    assert [toluene.limits[period].value for period in ("1 h", "24 h", "7 d")] == [16, 16, 4]
    assert [ammonia.limits[period].value for period in ("1 h", "24 h")] == [30, 20]
    assert toluene.limits["1 h"].mark == "RECALL"
    assert ammonia.limits["1 h"].mark == "READ"
    assert mg_m3_of(1, toluene) == pytest.approx(3.769, abs=1e-3)
    assert ppm_of(mg_m3_of(3.3, ammonia), ammonia) == pytest.approx(3.3)
    with pytest.raises(UnknownNameError, match="toluene"):
        contaminant_of(layout, "soap")
