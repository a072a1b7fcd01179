"""What tests of the systems ask of a vehicle: acts that must not be refused, and what a channel shows.

It judges nothing; a test says what must be true of what it gives.
"""

from engine.station.acts import act, parse_act
from engine.station.layout import Layout
from engine.station.sensors import read
from engine.station.vehicle import Vehicle

CREW = {"CDR": "lab", "FE-1": "poisk", "FE-2": "soyuz"}
MINUTE = 60_000


def play(vehicle: Vehicle, layout: Layout, *lines: str) -> Vehicle:
    """Do acts that must not be refused."""
    for line in lines:
        after = act(vehicle, layout, parse_act(line))
        assert isinstance(after, Vehicle), after
        vehicle = after
    return vehicle


def show(vehicle: Vehicle, layout: Layout, channel: str) -> str | None:
    """Give what a channel shows."""
    return read(vehicle, layout, channel, seed=7).value


def number(vehicle: Vehicle, layout: Layout, channel: str) -> float:
    """Give what a channel shows as a number."""
    return float(show(vehicle, layout, channel) or "nan")
