"""What the tests of the station share: the real layout, and small ones made to measure."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.station.layout import Layout
from engine.station.layout_reader import layout_from

STATION = Path(__file__).parents[2] / "procedures" / "stations" / "iss-2024.yaml"


def figure(text: str) -> dict[str, str]:
    return {"is": text, "mark": "DESIGN", "source": "test"}


def small_station(
    volumes: Mapping[str, str], hatches: Mapping[str, tuple[str, str]], **parts: Any
) -> dict[str, Any]:
    """Give the data of a station without leaks, exchange, fans or sensors, plus `parts`."""
    data: dict[str, Any] = {
        "station": "small",
        "title": "A small station",
        "air": {
            "density": figure("1.2 kg/m3"),
            "pressure": figure("101.4 kPa"),
            "exchange_open": figure("0 m3/h"),
            "exchange_shut": figure("0 m3/h"),
        },
        "compartments": {
            name: {"title": name.upper(), "volume": figure(volume), "leak": figure("0 kg/day")}
            for name, volume in volumes.items()
        },
        "hatches": {
            name: {"title": f"Hatch {name}", "between": list(sides), "start": "open"}
            for name, sides in hatches.items()
        },
        "fans": {},
        "scrubbers": {},
        "sensors": {},
        "contaminants": {
            "gas": {
                "title": "Gas",
                "smells_like": "gas",
                "molar_mass": figure("92.14 g/mol"),
                "limits": {"1 h": figure("16 ppm")},
                "odor": {"faint": figure("1 ppm"), "strong": figure("10 ppm")},
                "capture": {"charcoal": figure("0.8")},
            },
            "freon": {
                "title": "Freon",
                "smells_like": "nothing",
                "molar_mass": figure("188.02 g/mol"),
                "limits": {},
                "odor": {},
                "capture": {"charcoal": figure("0")},
            },
        },
    }
    return data | parts


@pytest.fixture(scope="session")
def station_data() -> Callable[[], dict[str, Any]]:
    """Give a fresh copy of the station file as nested text."""
    # BaseLoader makes text of every scalar, as the strict reader does.
    data = yaml.load(STATION.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    return lambda: deepcopy(data)


@pytest.fixture(scope="session")
def layout(station_data: Callable[[], dict[str, Any]]) -> Layout:
    return layout_from(station_data())


@pytest.fixture(scope="session")
def small() -> Callable[..., dict[str, Any]]:
    return small_station


@pytest.fixture(scope="session")
def fig() -> Callable[[str], dict[str, str]]:
    return figure


@pytest.fixture(scope="session")
def box() -> Layout:
    """Give one compartment of 10 m3 with a charcoal scrubber of 30 m3/h and three sensors."""
    meter = {
        "kind": "air",
        "of": "a",
        "period": figure("10 s"),
        "range": {"low": figure("0 ppm"), "high": figure("50 ppm")},
        "resolution": figure("0.1 ppm"),
        "noise": figure("0 ppm"),
        "lag": figure("0 s"),
    }
    data = small_station(
        {"a": "10 m3", "b": "5 m3"},
        {"ab": ("a", "b")},
        scrubbers={
            "bed": {
                "title": "Bed",
                "in": "a",
                "takes": "charcoal",
                "flow": figure("30 m3/h"),
                "start": "on",
            }
        },
        sensors={
            "quick": meter,
            "slow": meter | {"lag": figure("60 s")},
            "noisy": meter | {"noise": figure("0.5 ppm")},
            "door": {"kind": "hatch", "of": "ab", "period": figure("1 s")},
        },
    )
    return layout_from(data)
