"""How fast the station is: 24 h of drill in real seconds of one core.

Run it with `python bench/station.py [--quick]`; it prints two rows and measures nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one core, before numpy is first loaded
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from bench.row import Row, table  # noqa: E402
from engine.station.acts import act, parse_act  # noqa: E402
from engine.station.layout import Layout  # noqa: E402
from engine.station.layout_reader import layout_from  # noqa: E402
from engine.station.sensors import Reading, read  # noqa: E402
from engine.station.vehicle import Vehicle, start_vehicle, step  # noqa: E402

STEP_MS = 10_000
# Minute of the day -> what is done then: about what a drill does.
DEEDS = {
    0: ("spill progress 3 g over 20 min", "spill poisk 500 mg over 40 min"),
    4: ("mask FE-1 on", "mask FE-2 on"),
    6: ("hatch poisk clear", "go FE-1 sm", "go FE-2 sm", "hatch poisk shut"),
    8: ("fan imv off", "scrubber cleaner on", "scrubber tccs on"),
    180: ("fan imv on", "scrubber cleaner off"),
    240: ("hatch poisk open", "hatch poisk duct"),
}
# The same day with every system beside the air at work, one after the other and together.
SYSTEMS = {
    **DEEDS,
    5: ("coolant soyuz 0.8 mm", "breathe CDR pba", "bottle progress-air open"),
    30: ("hole rassvet 6 mm", "bottle progress-air shut"),
    90: ("hatch rassvet shut", "patch rassvet", "valve rassvet open"),
    100: ("valve poisk open",),
    120: ("fire fgb", "breach node2-ltl 1 mm"),
    132: ("power fgb off", "extinguish fgb water", "loop a off", "breach node2-ltl 0 mm"),
    300: ("thrusters nauka fire", "thrusters sm hold"),
    308: ("control rs",),
    315: ("thrusters nauka off", "thrusters progress hold"),
    360: ("cooling soyuz station-air", "control us"),
}
# What a drill about the air samples, and one with all of it.
AIR = (
    *(f"air.{place}.voc" for place in ("poisk", "sm", "fgb", "node1", "node3", "lab")),
    "cabin.p", "hatch.poisk", "hatch.progress", "hatch.fgb", "imv", "fan.poisk", "cleaner",
    "cleaner.poisk", "tccs", "bmp",
)  # fmt: skip
WATCHED = (
    "air.poisk.voc", "air.sm.voc", "p.sm", "p.rassvet", "t1mm.sm", "tres.sm", "across.rassvet",
    "draft.fgb", "air.fgb.co", "air.fgb.hcn", "air.fgb.hcl", "air.node2.nh3", "air.lab.o2",
    "alarm.fire", "alarm.depress", "alarm.toxic", "ship.soyuz.temperature", "ship.soyuz.coolant",
    "USLAB000010", "USLAB000012", "USLAB000023", "USLAB000026", "USLAB000042", "USLAB000056",
    "USLAB000058", "S1000001", "mask.cdr", "window.rs-ground", "window.relay", "hatch.rassvet",
)  # fmt: skip


def simulate(layout: Layout, hours: int) -> Vehicle:
    """Play `hours` in steps of 10 s, the channels of the air read at each step; gives the last state."""
    crew = {"CDR": "lab", "FE-1": "poisk", "FE-2": "poisk"}
    vehicle = start_vehicle(layout, contaminant="toluene", people=crew)
    readings: dict[str, Reading] = {}
    for tick in range(hours * 360):
        for line in DEEDS.get(tick // 6, ()) if tick % 6 == 0 else ():
            after = act(vehicle, layout, parse_act(line))
            if not isinstance(after, Vehicle):
                raise SystemExit(after.reason)
            vehicle = after
        vehicle = step(vehicle, layout, STEP_MS)
        readings = read_some(vehicle, layout, AIR, readings)
    return vehicle


def read_some(
    vehicle: Vehicle, layout: Layout, channels: tuple[str, ...], last: dict[str, Reading]
) -> dict[str, Reading]:
    """Read some channels now, each knowing what it showed before."""
    return {name: read(vehicle, layout, name, 7, last=last.get(name)) for name in channels}


def simulate_all(layout: Layout, hours: int) -> Vehicle:
    """Play `hours` with every system, the channels of a drill read at each step of 10 s."""
    crew = {"CDR": "lab", "FE-1": "poisk", "FE-2": "poisk"}
    vehicle = start_vehicle(layout, contaminant="ammonia", people=crew)
    readings: dict[str, Reading] = {}
    for tick in range(hours * 360):
        for line in SYSTEMS.get(tick // 6, ()) if tick % 6 == 0 else ():
            after = act(vehicle, layout, parse_act(line))
            if not isinstance(after, Vehicle):
                raise SystemExit(after.reason)
            vehicle = after
        vehicle = step(vehicle, layout, STEP_MS)
        readings = read_some(vehicle, layout, WATCHED, readings)
    return vehicle


def whole(layout: Layout, hours: int) -> Row:
    """Give the row of the station with all systems: seconds of station time in a real second."""
    used = []
    for _ in range(3):
        began = time.process_time()
        simulate_all(layout, hours)
        used.append(time.process_time() - began)
    real = median(used)
    figure = (
        f"{hours * 3600 / real:.0f} ({hours} h in steps of 10 s, {len(WATCHED)} channels read, a "
        f"fire, ammonia, a hole, a leak and an hour of turning: {real:.2f} s of CPU)"
    )
    return Row("station seconds / second of one core, with all systems", figure)


def measure(rounds: int, hours: int) -> tuple[float, float, float]:
    """Give real seconds: the first round with its matrices, the median, and CPU of the median."""
    layout = station()
    real, cpu = [], []
    for _ in range(rounds + 1):
        wall, used = time.perf_counter(), time.process_time()
        simulate(layout, hours)
        real.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - used)
    return real[0], median(real[1:]), median(cpu[1:])


def station() -> Layout:
    """Give the station of the file."""
    text = (ROOT / "procedures/stations/iss-2024.yaml").read_text("utf-8")
    return layout_from(yaml.load(text, Loader=yaml.BaseLoader))


def rows(*, quick: bool) -> list[Row]:
    """Give the rows of this bench, as `python -m bench` prints it."""
    hours = 6 if quick else 24
    first, real, cpu = measure(3 if quick else 5, hours)
    figure = (
        f"{hours / 24 / real:.2f} ({hours} h in steps of 10 s, {len(AIR)} channels read: {real:.2f} s, "
        f"CPU {cpu:.2f} s; first time, with its matrices: {first:.2f} s)"
    )
    air = Row("24 h of station time simulated / real second of one core", figure)
    return [air, whole(station(), 8 if quick else 24)]


if __name__ == "__main__":
    print(table(rows(quick="--quick" in sys.argv)))
