"""A table of the units an author may write, and the few functions that read numbers carrying them.

It must never turn one quantity into another of a different kind: absolute, gauge and differential
pressure are three dimensions here, and so are parts per million and milligrams per cubic metre.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from typing import Final

from msgspec import Struct

# Marks (domain-facts.md): SI prefixes and the minute, hour and day are exact by definition.
# The factors of psi, mmHg, torr, atm, degF are RECALL of their definitions; psi is DERIVED:
# pound 0.45359237 kg, standard gravity 9.80665 m/s2, inch 0.0254 m, all exact.
_PSI = "6894.757293168"
_MMHG = "133.322387415"  # RECALL: conventional millimetre of mercury, in Pa
_TORR = "133.3223684211"  # DERIVED: 101325 / 760

MAX_QUANTITY_LENGTH = 64  # DESIGN: no honest number with its unit is longer
MAX_DURATION_MS = 366 * 24 * 3_600_000  # DESIGN: a hold of more than a year is a slip of the pen
# From long to short; a length is written in the longest unit that divides it, and one day as 24 h.
_LENGTHS: Final = (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1))


class UnitError(ValueError):
    """A text that is not a quantity, or a unit that is not known or does not fit; says so."""


class Unit(Struct, frozen=True):
    """One unit: value in the dimension's own unit = number * factor + offset."""

    name: str
    dimension: str
    factor: Decimal
    offset: Decimal = Decimal(0)


def _rows() -> Iterator[tuple[str, str]]:
    """Dimension, then `name factor [offset]` entries parted by commas."""
    yield "ratio", "% 1"
    yield "volume fraction", "ppm 1, ppb 0.001"
    yield "mass concentration", "mg/m3 1, g/m3 1000, ug/m3 0.001, µg/m3 0.001"
    si = "Pa 1, hPa 100, kPa 1000, MPa 1000000, bar 100000, mbar 100"
    yield "absolute pressure", f"{si}, atm 101325, mmHg {_MMHG}, torr {_TORR}, psia {_PSI}"
    yield "gauge pressure", f"kPag 1000, barg 100000, psig {_PSI}"
    yield "differential pressure", f"kPad 1000, mmHgd {_MMHG}, psid {_PSI}"
    per_hour = f"Pa/h 1, kPa/h 1000, mmHg/h {_MMHG}, psi/h {_PSI}"
    mmhg, psi = Decimal(_MMHG) * 60, Decimal(_PSI) * 60
    yield (
        "pressure rate",
        f"{per_hour}, Pa/s 3600, kPa/min 60000, mmHg/min {mmhg}, psi/min {psi}",
    )
    yield "temperature", "K 1, degC 1 273.15, °C 1 273.15"
    yield "temperature rate", "degC/min 1, degC/s 60"
    yield "time", "ms 1, s 1000, min 60000, h 3600000, d 86400000"
    yield "length", "mm 1, cm 10, m 1000, km 1000000"
    yield "volume", "mL 1, L 1000, m3 1000000"
    yield "volume flow", "m3/h 1, m3/min 60, m3/s 3600, L/min 0.06"
    yield "mass", "mg 1, g 1000, kg 1000000"
    yield "mass flow", "g/h 1, kg/h 1000, g/min 60, g/s 3600, kg/s 3600000"
    yield "speed", "mm/s 1, m/s 1000"
    yield "angle", "deg 1"
    yield "angular rate", "deg/s 1, rpm 6"
    yield "torque", "Nm 1"
    yield "angular momentum", "Nms 1"
    yield "voltage", "mV 1, V 1000"
    yield "current", "mA 1, A 1000"
    yield "power", "W 1, kW 1000"
    yield "frequency", "Hz 1, kHz 1000"
    yield "dose", "µSv 1, uSv 1, mSv 1000"


def _table(rows: Iterable[tuple[str, str]]) -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for dimension, entries in rows:
        for entry in entries.split(", "):
            name, factor, *offset = entry.split()
            table[name] = Unit(
                name, dimension, Decimal(factor), Decimal(offset[0] if offset else 0)
            )
    return table


UNITS: dict[str, Unit] = _table(_rows())

_QUANTITY = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)(?: ?(?P<unit>\S+))?", re.ASCII)


def nearest_unit(text: str) -> str | None:
    """The known unit most like `text`, or None; capitals are looked at last.

    It answers a slip of the pen (PPM, mmhg); it never says that the number beside it fits.
    """
    for name in UNITS:
        if name.casefold() == text.casefold():
            return name
    near = difflib.get_close_matches(text, UNITS, 1, 0.6)
    return near[0] if near else None


def unit(name: str) -> Unit:
    """The row of the table for `name`; UnitError with the nearest name when there is none."""
    found = UNITS.get(name)
    if found is None:
        near = nearest_unit(name)
        hint = f"; did you mean '{near}'?" if near else ""
        raise UnitError(f"'{name[:40]}' is not a unit this program knows{hint}")
    return found


def parse_quantity(text: str) -> tuple[Decimal, str]:
    """Read "16 ppm" as (Decimal("16"), "ppm"); a bare number has the unit "".

    The number is written with digits and a full stop, no exponent. Raises UnitError with a sentence
    that says what was found and how to write it.
    """
    short = text[:40]
    if len(text) > MAX_QUANTITY_LENGTH:
        raise UnitError(f"'{short}...' is too long for a number with its unit, as in '16 ppm'")
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise UnitError(f"'{short}' is not a number with its unit, as in '16 ppm'")
    name = match["unit"] or ""
    if name:
        unit(name)
    return Decimal(match["number"]), name


def parse_duration(text: str) -> int:
    """Read "5 min" as 300000, whole milliseconds; units ms, s, min, h, d.

    Raises UnitError for another kind of unit, a missing one, a negative length, a fraction of a
    millisecond, or more than 366 days.
    """
    expected = "a length of time is a number and ms, s, min, h or d, as in '5 min'"
    try:
        number, name = parse_quantity(text)
    except UnitError as error:
        raise UnitError(f"'{text[:40]}' is not a length of time; {expected}") from error
    if not name or UNITS[name].dimension != "time":
        missing = "has no unit" if not name else f"is in {name}"
        raise UnitError(f"'{text[:40]}' {missing}; {expected}")
    if number < 0:
        raise UnitError(f"'{text[:40]}' is less than nothing; {expected}")
    with localcontext() as context:
        context.prec = MAX_QUANTITY_LENGTH + 16  # no rounding before the checks below
        length = number * UNITS[name].factor
        if length > MAX_DURATION_MS:
            raise UnitError(f"'{text[:40]}' is longer than a year (366 d); write a shorter time")
        if length != int(length):
            raise UnitError(f"'{text[:40]}' is not a whole number of milliseconds")
    return int(length)


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """Turn `value` from unit `source` into unit `target`, to 28 significant digits.

    Raises UnitError when a unit is not known or when the two measure different things.
    """
    here, there = unit(source), unit(target)
    if here.dimension != there.dimension:
        raise UnitError(
            f"{source} measures {here.dimension} and {target} measures {there.dimension}; "
            "one cannot be turned into the other"
        )
    if here == there:
        return value
    return (value * here.factor + here.offset - there.offset) / there.factor


def duration_text(ms: int) -> str:
    """A length of time in ms as an author writes it: "90 s", "5 min", "24 h"; reading it gives `ms`."""
    if ms == 0:
        return "0 s"
    lengths = _LENGTHS[1:] if ms == _LENGTHS[0][1] else _LENGTHS
    unit, size = next((unit, size) for unit, size in lengths if ms % size == 0)
    return f"{ms // size} {unit}"
