"""Attitude: gyroscopes that saturate, a body that turns on by itself."""

import numpy as np
import pytest

from engine.station.layout import Layout
from engine.station.vehicle import Vehicle, start_vehicle, step
from tests.station.asking import CREW, MINUTE, number, play, show


@pytest.fixture
def start(layout: Layout) -> Vehicle:
    return start_vehicle(layout, contaminant="ammonia", people=CREW)


def test_gyroscopes_hold_a_small_torque_and_saturate_under_a_large_one(
    layout: Layout, start: Vehicle
) -> None:
    vehicle = step(play(start, layout, "thrusters nauka fire"), layout, MINUTE)
    assert show(vehicle, layout, "USLAB000041") == "alarm"
    assert show(vehicle, layout, "USLAB000042") == "normal"
    assert number(vehicle, layout, "USLAB000010") > 95
    later = step(vehicle, layout, 10 * MINUTE)
    assert show(later, layout, "USLAB000042") == "alarm"
    assert number(later, layout, "USLAB000026") < -0.3


def test_what_nobody_holds_turns_on_for_ever(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "control drift", "thrusters nauka fire")
    vehicle = play(step(vehicle, layout, 2 * MINUTE), layout, "thrusters nauka off")
    before = number(vehicle, layout, "USLAB000026")
    after = number(step(vehicle, layout, 10 * MINUTE), layout, "USLAB000026")
    assert after == pytest.approx(before, rel=0.02)
    assert show(vehicle, layout, "USLAB000012") == "free-drift"


def test_free_rotation_keeps_energy_and_momentum(layout: Layout, start: Vehicle) -> None:
    plant = layout.plant.motion
    assert plant is not None
    inertia = [plant.roll_inertia.value, plant.pitch_inertia.value, plant.yaw_inertia.value]
    vehicle = play(start, layout, "control drift", "thrusters nauka fire")
    vehicle = play(step(vehicle, layout, 15 * MINUTE), layout, "thrusters nauka off")
    later = step(vehicle, layout, 30 * MINUTE)

    def kept(one: Vehicle) -> list[float]:
        h = [i * w for i, w in zip(inertia, one.motion.rate, strict=True)]
        return [
            float(np.linalg.norm(h)),
            sum(a * w for a, w in zip(h, one.motion.rate, strict=True)),
        ]

    assert kept(later) == pytest.approx(kept(vehicle), rel=1e-6)
    assert np.linalg.norm(later.motion.attitude) == pytest.approx(1)
