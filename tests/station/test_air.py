"""The air against what is known without a computer, and against an independent integration."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from engine.station import ledger
from engine.station.acts import act, parse_act
from engine.station.air import (
    clean_flow,
    leak_flow,
    places,
    propagate,
    rates,
    rows,
    slow_sensors,
    volumes,
)
from engine.station.layout import Layout
from engine.station.layout_reader import layout_from
from engine.station.net import Configuration, flows
from engine.station.vehicle import Vehicle, concentration, configuration_of, start_vehicle, step

HOUR = 3_600_000


def play(vehicle: Vehicle, layout: Layout, *lines: str) -> Vehicle:
    for line in lines:
        after = act(vehicle, layout, parse_act(line))
        assert isinstance(after, Vehicle), after
        vehicle = after
    return vehicle


def test_closed_box_falls_by_q_eta_over_v(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="gas", hatches={"ab": "shut"})
    vehicle = step(play(vehicle, box, "spill a 1000 mg"), box, HOUR)
    k = 30 * 0.8 / 10  # per hour
    assert ledger.mass_in(vehicle, box, ["a"]) == pytest.approx(1000 * math.exp(-k), rel=1e-12)
    assert ledger.removed(vehicle, box, ["a"]) == pytest.approx(1000 * (1 - math.exp(-k)))
    integral = vehicle.vector[rows(box).integrals]
    assert integral == pytest.approx(100 * 60 / k * (1 - math.exp(-k)), rel=1e-12)


def test_freon_is_not_removed(box: Layout, layout: Layout) -> None:
    for each, name, where in ((box, "freon", "a"), (layout, "octafluoropropane", "sm")):
        vehicle = start_vehicle(each, contaminant=name)
        vehicle = step(play(vehicle, each, f"spill {where} 1000 mg"), each, 24 * HOUR)
        assert ledger.removed(vehicle, each, each.compartments) == 0


def test_two_compartments_against_the_analytic_solution(
    small: Callable[..., dict[str, Any]], fig: Callable[[str], dict[str, str]]
) -> None:
    fan = {"path": ["a", "b", "a"], "through": ["ab"], "flow": fig("20 m3/h"), "start": "on"}
    pair = small({"a": "8 m3", "b": "2 m3"}, {"ab": ("a", "b")}, fans={"f": fan})
    two = layout_from(pair)
    vehicle = play(start_vehicle(two, contaminant="gas"), two, "spill a 800 mg")
    for minutes in (1, 7, 30, 240):
        after = step(vehicle, two, minutes * 60_000)
        decay = math.exp(-20 * (1 / 8 + 1 / 2) * minutes / 60)
        assert ledger.mass_in(after, two, ["a"]) == pytest.approx(640 + 160 * decay, rel=1e-12)
        assert ledger.mass_in(after, two, ["b"]) == pytest.approx(160 - 160 * decay, rel=1e-12)


def test_a_one_way_fan_gets_its_air_back_through_the_hatch(
    small: Callable[..., dict[str, Any]], fig: Callable[[str], dict[str, str]]
) -> None:
    fan = {"path": ["a", "b"], "through": ["ab"], "flow": fig("20 m3/h"), "start": "on"}
    data = small({"a": "8 m3", "b": "2 m3"}, {"ab": ("a", "b")}, fans={"f": fan})
    one_way = layout_from(data)
    setting = configuration_of(start_vehicle(one_way, contaminant="gas"), one_way)
    drawn = {(a, b): flow for a, b, flow in flows(one_way, setting) if flow}
    assert drawn == pytest.approx({(0, 1): 20, (1, 0): 20})


def _slopes(
    layout: Layout, setting: Configuration
) -> Callable[[float, np.ndarray[Any, Any]], list[float]]:
    """Write the rates of the whole net out by hand, from the flows and not from the matrix."""
    volume, place, at = volumes(layout), places(layout), rows(layout)
    legs = flows(layout, setting)

    def slope(_: float, x: np.ndarray[Any, Any]) -> list[float]:
        d = [0.0] * len(x)
        for a, b, flow in legs:
            moved = flow / 60 * x[a] / volume[a]
            d[a] -= moved
            d[b] += moved
        for name, i in place.items():
            d[i] -= leak_flow(layout, name) * x[i] / volume[i]
            d[at.integrals + i] += x[i] / volume[i]
        for row, (bed, is_on) in enumerate(
            zip(layout.scrubbers.values(), setting.scrubbers, strict=True), start=at.removed
        ):
            i = place[bed.compartment]
            taken = is_on * clean_flow(layout, bed, setting.contaminant) * x[i] / volume[i]
            d[i] -= taken
            d[row] += taken
        for row, sensor in enumerate(slow_sensors(layout), start=at.lags):
            i = place[sensor.of]
            assert sensor.lag is not None
            d[row] += (x[i] / volume[i] - x[row]) * 60 / sensor.lag.value
        for row, (name, minutes) in enumerate(setting.spills, start=at.spills):
            d[row] -= x[row] / minutes
            d[place[name]] += x[row] / minutes
        return d

    return slope


def test_whole_net_against_solve_ivp(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", switches={"tccs": True})
    vehicle = play(
        vehicle, layout, "spill progress 2 g over 20 min", "spill sm 300 mg", "scrubber cleaner on"
    )
    setting = configuration_of(vehicle, layout)
    exact = np.array(propagate(layout, setting, vehicle.vector, 2 * HOUR))
    there = solve_ivp(
        _slopes(layout, setting),
        (0.0, 120.0),
        np.array(vehicle.vector),
        method="LSODA",
        rtol=1e-10,
        atol=1e-10,
    ).y[:, -1]
    assert np.max(np.abs(exact - there)) < 1e-5
    assert exact[: rows(layout).integrals].max() > 10


@pytest.mark.parametrize("dt_ms", [1, 8191, 9999, 10_000, 123_456_789])
def test_pieces_make_the_exponential_of_the_whole(layout: Layout, dt_ms: int) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    vehicle = play(vehicle, layout, "spill progress 1 g over 20 min", "spill poisk 1 g")
    setting = configuration_of(vehicle, layout)
    whole = expm(rates(layout, setting) * (dt_ms / 60_000)) @ np.array(vehicle.vector)
    pieces = propagate(layout, setting, vehicle.vector, dt_ms)
    assert pieces == pytest.approx(whole.tolist(), rel=1e-11, abs=2e-9)


def test_nothing_is_lost_or_made_over_a_busy_day(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    acts = [
        ["spill progress 2 g over 20 min", "spill poisk 500 mg over 2 h"],
        ["hatch poisk clear", "hatch poisk shut", "fan imv off"],
        ["scrubber cleaner on", "wipe poisk"],
        ["hatch poisk open", "hatch poisk duct", "fan imv on", "scrubber tccs on"],
    ]
    released = 2500.0
    for lines in acts:
        vehicle = step(play(vehicle, layout, *lines), layout, 6 * HOUR)
        assert ledger.total(vehicle, layout) == pytest.approx(released, rel=1e-11)
    assert vehicle.wiped > 0
    assert ledger.leaked(vehicle, layout, layout.compartments) > 0
    assert ledger.removed(vehicle, layout, ["sm"]) > 100


def test_a_uniform_cabin_stays_uniform_while_fans_blow(layout: Layout) -> None:
    vehicle = start_vehicle(
        layout,
        contaminant="octafluoropropane",
        hatches={"fgb": "shut"},
        switches={"progress": True},
    )
    setting = configuration_of(vehicle, layout)
    full = (*volumes(layout), *vehicle.vector[len(volumes(layout)) :])
    after = propagate(layout, setting, full, HOUR)
    leak = max(leak_flow(layout, name) * 60 / layout.compartments[name].volume.value
               for name in layout.compartments)  # fmt: skip
    for mass, volume in zip(after, volumes(layout), strict=False):
        assert mass / volume == pytest.approx(1.0, abs=2 * leak)


def test_gram_of_toluene_as_worked_out_by_hand(layout: Layout) -> None:
    """Section 9: 1 g in Poisk alone is 80 mg/m3; in the whole station about 1.1."""
    shut = {"poisk": "shut", "progress": "shut"}
    vehicle = start_vehicle(layout, contaminant="toluene", hatches=shut)
    vehicle = play(vehicle, layout, "spill poisk 1 g")
    assert concentration(vehicle, layout, "poisk") == pytest.approx(80, abs=0.1)
    mixed = start_vehicle(layout, contaminant="octafluoropropane")
    mixed = step(play(mixed, layout, "spill poisk 1 g"), layout, 48 * HOUR)
    each = [concentration(mixed, layout, name) for name in layout.compartments]
    assert each == pytest.approx([1.15] * len(each), abs=0.02)


def test_a_shut_hatch_keeps_nearly_all(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", hatches={"poisk": "shut"})
    vehicle = step(play(vehicle, layout, "spill poisk 1 g"), layout, 24 * HOUR)
    out = ledger.escaped(vehicle, layout, {"poisk", "vestibule", "progress"})
    assert 0 < out < 2.0


def test_concentrations_never_fall_below_nothing(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    vehicle = play(vehicle, layout, "spill kibo 1 g over 1 min")
    for _ in range(200):
        vehicle = step(vehicle, layout, 977)
        assert min(vehicle.vector) > -1e-9


def test_integrals_only_grow(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    path = [play(vehicle, layout, "spill poisk 1 g")]
    for _ in range(20):
        path.append(step(path[-1], layout, 60_000))
    row = rows(layout).integrals + places(layout)["lab"]
    assert all(a.vector[row] <= b.vector[row] for a, b in pairwise(path))


def test_the_air_cannot_be_carried_back(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene")
    with pytest.raises(ValueError, match="back in time"):
        propagate(layout, configuration_of(vehicle, layout), vehicle.vector, -1)
