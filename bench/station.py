"""How fast the station is: 24 h of drill in real seconds of one core.

Run it with `python bench/station.py [--quick]`; it prints one row and measures nothing else.
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
from engine.station.sensors import Reading, read_all  # noqa: E402
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


def simulate(layout: Layout, hours: int) -> Vehicle:
    """Play `hours` in steps of 10 s, every channel read at each step; gives the last state."""
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
        readings = read_all(vehicle, layout, seed=7, last=readings)
    return vehicle


def measure(rounds: int, hours: int) -> tuple[float, float, float]:
    """Give real seconds: the first round with its matrices, the median, and CPU of the median."""
    data = yaml.load(
        (ROOT / "procedures/stations/iss-2024.yaml").read_text("utf-8"), Loader=yaml.BaseLoader
    )
    layout = layout_from(data)
    real, cpu = [], []
    for _ in range(rounds + 1):
        wall, used = time.perf_counter(), time.process_time()
        simulate(layout, hours)
        real.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - used)
    return real[0], median(real[1:]), median(cpu[1:])


def rows(*, quick: bool) -> list[Row]:
    """Give the one row of this bench, as `python -m bench` prints it."""
    hours = 6 if quick else 24
    first, real, cpu = measure(3 if quick else 5, hours)
    figure = (
        f"{hours / 24 / real:.2f} ({hours} h in steps of 10 s, every channel read: {real:.2f} s, "
        f"CPU {cpu:.2f} s; first time, with its matrices: {first:.2f} s)"
    )
    return [Row("24 h of station time simulated / real second of one core", figure)]


if __name__ == "__main__":
    print(table(rows(quick="--quick" in sys.argv)))
