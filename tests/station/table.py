"""The physics against published numbers: every row computed, written as docs/physics.md.

`python -m tests.station.table` prints the page and `--write` writes it; a test holds the committed
page equal to what is computed. No row may be left out because it is bad.
"""

from __future__ import annotations

import math
import sys
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from engine.procedure.yaml_reader import read_yaml
from engine.station import fire, heat, hull, windows
from engine.station.acts import act, parse_act
from engine.station.gauges import GAUGES
from engine.station.layout import Layout, Sensor
from engine.station.layout_reader import layout_from
from engine.station.limits import ppm_of
from engine.station.vehicle import Vehicle, concentration, start_vehicle, step

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "physics.md"
MINUTE = 60_000
HOUR = 3_600_000
VOLUME = 799  # m3, the sum of the table in 5.1b (DERIVED there)
# Hole in mm: kg/h, mmHg/h, hours to 490 mmHg, each from Cd 1.0 and 0.65 (3.2, DERIVED).
HOLES = {
    2: ((1.8, 2.7), (1.4, 2.1), (156, 239)),
    6: ((16, 24), (13, 19), (17, 27)),
    10: ((44, 67), (35, 54), (6.2, 9.6)),
    25: ((270, 420), (220, 335), (1.0, 1.5)),
    50: ((1100, 1690), (870, 1340), (15 / 60, 23 / 60)),
    100: ((4380, 6740), (3480, 5360), (3.6 / 60, 6 / 60)),
}


@dataclass(frozen=True)
class Row:
    """One line of the table; `low` and `high` bound what was published, `ours` is a number."""

    what: str
    low: float
    high: float
    unit: str
    source: str
    ours: float
    note: str = ""

    @property
    def error(self) -> float:
        """How far ours lies outside what was published, as a part of the nearer end; 0 inside."""
        if self.low <= self.ours <= self.high:
            return 0.0
        near = self.low if self.ours < self.low else self.high
        return (self.ours - near) / near


@cache
def data() -> dict[str, Any]:
    """Give the station file as nested text."""
    text = (ROOT / "procedures" / "stations" / "iss-2024.yaml").read_text("utf-8")
    read = read_yaml(text).data
    assert isinstance(read, dict)
    return read


@cache
def station() -> Layout:
    """Give the station of the file."""
    return layout_from(data())


def single(volume: float, discharge: float, kpa: float) -> Layout:
    """Give one compartment with the gas of the file, for the closed forms of 3.2."""
    changed = deepcopy(data())
    for section in ("fans", "hatches", "scrubbers", "sensors", "exchangers", "bottles", "ships"):
        changed[section] = {}
    figure = {"mark": "DESIGN", "source": "test"}
    changed["compartments"] = {
        "all": {
            "title": "All",
            "volume": {"is": f"{volume} m3", **figure},
            "leak": {"is": "0 kg/day", **figure},
        }
    }
    changed["air"]["pressure"] = {"is": f"{kpa:.6f} kPa", **figure}
    changed["hull"]["discharge"] = {"is": f"{discharge}", **figure}
    changed["hull"]["temperature"] = {"is": "21.85 degC", **figure}  # 295 K of 3.2
    return layout_from(changed)


def play(vehicle: Vehicle, layout: Layout, *lines: str) -> Vehicle:
    """Do acts that must not be refused."""
    for line in lines:
        after = act(vehicle, layout, parse_act(line))
        assert isinstance(after, Vehicle), after
        vehicle = after
    return vehicle


def shown(vehicle: Vehicle, layout: Layout, kind: str, of: str, unit: str = "") -> float:
    """Give the truth of a gauge as a number."""
    period = layout.pressure  # any figure: a gauge does not look at it
    value = GAUGES[kind].truth(vehicle, layout, Sensor("x", kind, of, period, unit or None))
    assert isinstance(value, float)
    return value


def hole_rows() -> list[Row]:
    """The table of 3.2: what a hole lets out and how long there is."""
    rows = []
    for bore, (mass, fall, reserve) in HOLES.items():
        for discharge, end in ((0.65, 0), (1.0, 1)):
            layout = single(VOLUME, discharge, 760 * hull.KPA_PER_MMHG)
            start = play(
                start_vehicle(layout, contaminant="toluene"), layout, f"hole all {bore} mm"
            )
            plant = layout.plant.hull
            assert plant is not None
            rho = 760 * hull.KPA_PER_MMHG * 1000 / (287.05 * 295)
            kg = hull.hole_flow(plant, bore) * 3600 * rho
            mmhg = 3600 / shown(start, layout, "t1mm", "all")
            hours = shown(start, layout, "tres", "all") / 60
            case = f"hole {bore} mm, Cd {discharge:g}"
            rows += [
                _rounded(f"{case}: outflow", mass[end], "kg/h", kg),
                _rounded(f"{case}: fall of pressure", fall[end], "mmHg/h", mmhg),
                _rounded(f"{case}: Tres to 490 mmHg", reserve[1 - end], "h", hours),
            ]
    return rows


def _rounded(what: str, value: float, unit: str, ours: float) -> Row:
    return Row(what, value, value, unit, "3.2 DERIVED", ours)


def depress_rows() -> list[Row]:
    """Reserve time from T1mm, and two holes that were reported."""
    layout = single(VOLUME, 0.8, 747 * hull.KPA_PER_MMHG)
    flow = VOLUME / (747 * 60)  # m3/s that make T1mm 60 s at 747 mmHg
    plant = layout.plant.hull
    assert plant is not None
    bore = 2000 * math.sqrt(flow / (math.pi * 0.8 * hull.outflow_speed(plant)))
    start = start_vehicle(layout, contaminant="toluene")
    leaking = play(start, layout, f"hole all {bore:.9f} mm")
    six, two = (play(start, layout, f"hole all {mm} mm") for mm in (6, 2))
    return [
        Row("747 mmHg, T1mm 60 s: Tres", 315, 315, "min", "3.2 DERIVED",
            shown(leaking, layout, "tres", "all")),
        Row("hole 6 mm, Cd 0.8: time to life-threatening", 14, 14, "h", "3.2 READ G7",
            shown(six, layout, "tres", "all") / 60,
            "the page gives no end pressure and no volume"),
        Row("MS-09, 2 mm, Cd 0.8: fall of pressure", 0.6, 0.8, "mmHg/h", "3.2 RECALL",
            3600 / shown(two, layout, "t1mm", "all"),
            "a plugged channel under insulation lets out less than a clean hole"),
    ]  # fmt: skip


@dataclass
class Turning:
    """What the run of 29 July 2021 gave."""

    peak: float = 0.0
    lost_at: float = 0.0
    nulled_at: float = 0.0
    excursion: float = 0.0
    without: float = 0.0
    silent: float = 0.0


@cache
def turning() -> Turning:
    """Play 29 July 2021: Nauka fires 15 min, Zvezda then Progress against it, then the way back."""
    layout, found = station(), Turning()
    now = start_vehicle(layout, contaminant="toluene")
    now = play(now, layout, "thrusters nauka fire", "thrusters sm hold")
    while now.t_ms < 2 * HOUR:
        now = _act_of_29_july(now, layout, found)
        now = step(now, layout, 1000)
        rate = abs(shown(now, layout, "attitude", "rate-pitch", "deg/s"))
        found.peak = max(found.peak, rate)
        minutes = now.t_ms / MINUTE
        if now.motion.lost and not found.lost_at:
            found.lost_at = minutes
        if not found.nulled_at and minutes > 16 and not now.motion.damping:
            found.nulled_at = minutes
            found.excursion = math.degrees(now.motion.turned)
        if found.nulled_at and not now.motion.lost:
            break
    found.without = now.motion.lost_ms / MINUTE
    found.silent = now.motion.blocked_ms / MINUTE
    return found


def _act_of_29_july(now: Vehicle, layout: Layout, found: Turning) -> Vehicle:
    if now.t_ms == 8 * MINUTE:
        return play(now, layout, "control rs")
    if now.t_ms == 15 * MINUTE:
        lines = ("thrusters nauka off", "thrusters sm off", "thrusters progress hold")
        return play(now, layout, *lines)
    if found.nulled_at and now.motion.firing.get("sm") == "off":
        return play(now, layout, "thrusters sm hold")
    return now


def motion_rows() -> list[Row]:
    """29 July 2021 (1.3): torques of Nauka and of those that held are fitted to the first two."""
    found = turning()
    return [
        Row("29 July 2021: peak rate", 0.56, 0.56, "deg/s", "1.3 READ B2 B4", found.peak,
            "fitted: torque of Nauka"),
        Row("29 July 2021: excursion until the rate was nulled", 540, 540, "deg",
            "1.3 READ B2 B3", found.excursion, "fitted: torque of those that held"),
        Row("29 July 2021: first motion to loss of control", 8, 15, "min",
            "1.3 READ, conflict B4 B7", found.lost_at, "loss is called at 45 deg (DESIGN)"),
        Row("29 July 2021: time without control", 45, 47, "min", "1.3 READ B7 B10 B11",
            found.without, "a check; ends when the attitude is back"),
        Row("29 July 2021: signal lost", 11, 11, "min", "1.3 READ B11", found.silent,
            "fitted: angle at which the station hides its antennas"),
    ]  # fmt: skip


def _flown(persons: int, celsius: float) -> float:
    """The cabin after six hours of flight without a loop."""
    layout = station()
    plant = layout.plant.ships["soyuz"]
    ship = heat.Ship(celsius, 0.0, cooling="off", power="flight")
    return heat.ship_after(ship, plant, 6 * 3600, persons, 22.2).celsius


def ship_rows() -> list[Row]:
    """Soyuz MS-22 (1.2): the leak, the docked cabin, the way down."""
    layout = station()
    plant = layout.plant.ships["soyuz"]
    start = play(start_vehicle(layout, contaminant="toluene"), layout, "coolant soyuz 0.8 mm")
    empty = heat.seconds_to(start.ships["soyuz"], plant, 0.05 * plant.volume.value) / 3600
    later = step(start, layout, 4 * 24 * HOUR)
    ducted = step(play(later, layout, "cooling soyuz station-air"), layout, 24 * HOUR)
    warm = shown(later, layout, "ship", "soyuz", "degC")
    return [
        Row("MS-22: a hole of 0.8 mm empties the loop in", 3, 6, "h", "1.2 READ C3 C4 (over 3 h)",
            empty, "fitted: volume of the loop; upper end DESIGN"),
        Row("MS-22: cabin docked without its loop, 4 days", 18, 50, "degC",
            "1.2 READ (over 50 denied) C8 C10", warm),
        Row("MS-22: the same cabin a day after station air was led in", 18, 28, "degC",
            "1.2 READ (inside limits) C4; limits RECALL",
            shown(ducted, layout, "ship", "soyuz", "degC")),
        Row("MS-22: cabin after 6 h of return, two persons", 30, 40, "degC", "1.2 READ C9 C10 C11",
            _flown(2, warm), "fitted: heat capacity and conductance"),
        Row("MS-22: cabin after 6 h of return, three persons", 40, 44, "degC",
            "1.2 READ (low 40s) C9 C10 C11", _flown(3, warm), "a check"),
    ]  # fmt: skip


def air_rows() -> list[Row]:
    """Gases in a volume: the figures of 5.5 and 9, the extinguisher, a mask."""
    layout = station()
    shut = start_vehicle(
        layout, contaminant="toluene", hatches={"poisk": "shut", "progress": "shut"}
    )
    gram = play(shut, layout, "spill poisk 1 g")
    mg = concentration(gram, layout, "poisk")
    one = play(start_vehicle(layout, contaminant="carbon-dioxide", hatches={"lab": "shut"}),
               layout, "extinguish node1 co2")  # fmt: skip
    co2 = ppm_of(concentration(one, layout, "node1"), layout.contaminants["carbon-dioxide"])
    masked = start_vehicle(layout, contaminant="toluene", people={"CDR": "poisk"})
    masked = play(masked, layout, "breathe CDR pba", "spill poisk 1 g")
    left = 0
    while masked.people["CDR"].masked:
        masked, left = step(masked, layout, 1000), left + 1
    return [
        Row("1 g of toluene in Poisk", 80, 80, "mg/m3", "9 DERIVED", mg),
        Row("1 g of toluene in Poisk", 21, 21, "ppm", "9 DERIVED",
            ppm_of(mg, layout.contaminants["toluene"])),
        Row("one CO2 extinguisher in Node 1: not to be breathed", 20_000, math.inf, "ppm",
            "3.1 READ F3; 1 h limit RECALL 4", co2),
        Row("PBA bottle", 7, 7, "min", "2.3 READ D2", left / 60),
    ]  # fmt: skip


def fire_rows() -> list[Row]:
    """Smoke (3.1): the threshold, the CO yield, and how much later a detector without flow is."""
    layout = station()
    plant = layout.plant.fire
    assert plant is not None
    soot = 1000 * plant.threshold.value / plant.extinction.value  # mg/m3 at the threshold
    foot = 100 * (1 - math.exp(-fire.extinction(plant, soot) * 0.3048))
    times = {}
    for flow in ("on", "off"):
        now = start_vehicle(layout, contaminant="smoke", switches={"imv": flow == "on"})
        now = play(now, layout, f"cabin node1 {flow}", "fire node1")
        while not any(one.alarm for one in now.detectors.values()) and now.t_ms < 2 * HOUR:
            now = step(now, layout, 5000)
        times[flow] = now.t_ms / 1000
    return [
        Row("smoke at the threshold: light lost in a foot", 1, 1, "%", "3.1 READ-2 F2", foot),
        Row("CO from 1 g of foam (Koylu-Faeth, 63 % carbon, 0.1 soot)", 0.0242, 0.0242, "g",
            "3.1 DERIVED from F2", fire.plume(1, 12 / 0.63, 0.1)),
        Row("first smoke alarm of a hidden fire, with flow", 0, 981, "s",
            "3.1 READ-2 F1 (Saffire VI: 981 s)", times["on"], "another fire, another cabin"),
        Row("the same without flow, times later", 1.5, math.inf, "-", "3.1 READ-2 F2 (late)",
            times["off"] / times["on"], "capped at 2 h"),
    ]  # fmt: skip


def window_rows() -> list[Row]:
    """The orbit and the passes of one ground station in a week (8.4)."""
    changed = deepcopy(data())
    stations = changed["windows"]["stations"]
    changed["windows"]["stations"] = {"shchyolkovo": stations["shchyolkovo"]}
    one = layout_from(changed)
    plant = one.plant.windows
    assert plant is not None
    lengths = sorted(
        (end - start) / 60 for day in range(7) for start, end in windows.passes(one, day)
    )
    every = [edge for day in range(2) for edge in windows.passes(one, day)]
    gaps = [(b[0] - a[1]) / 3600 for a, b in pairwise(every)]
    return [
        Row("one orbit", 92.8, 92.8, "min", "1 orbit at 420 km, RECALL", windows.period(plant) / 60),
        Row("a pass over one ground station, median", 5, 10, "min", "8.4 RECALL",
            lengths[len(lengths) // 2]),
        Row("longest gap between its passes", 6, 24, "h", "8.4 RECALL (long)", max(gaps)),
    ]  # fmt: skip


def rows() -> list[Row]:
    """Give every row of the table."""
    parts = (hole_rows, depress_rows, motion_rows, ship_rows, fire_rows, air_rows, window_rows)
    return [row for part in parts for row in part()]


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _published(row: Row) -> str:
    if math.isinf(row.high):
        return f"over {_number(row.low)}"
    same = row.low == row.high
    return _number(row.low) if same else f"{_number(row.low)} to {_number(row.high)}"


def page() -> str:
    """Give the text of docs/physics.md."""
    head = (
        "# Physics against published numbers",
        "",
        "Made by `python -m tests.station.table --write`; a test holds this page equal to what is",
        "computed. Sections and sources are those of the research notes; marks: READ in the source,",
        "READ-2 quoted by another, RECALL from memory, DERIVED worked out, DESIGN ours. *Error* is how",
        "far ours lies outside what was published, 0 inside. *Fitted*: a number that is not public was",
        "chosen so that this row comes out, so it shows the shape and proves nothing.",
        "",
        "| What | Published | Unit | Source, mark | Ours | Error | Note |",
        "|---|---|---|---|---|---|---|",
    )
    body = (
        f"| {one.what} | {_published(one)} | {one.unit} | {one.source} | {_number(one.ours)} "
        f"| {100 * one.error:+.0f} % | {one.note} |"
        for one in rows()
    )
    return "\n".join((*head, *body)) + "\n"


def main() -> None:
    """Print the page, or write it with `--write`."""
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), "utf-8")
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main()
