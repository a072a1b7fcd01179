"""A number with its unit, its mark and its source, as every number of a station file must be.

The marks are those of the research notes: READ, READ-2, RECALL, DERIVED, DESIGN; a number without
one of them must never enter the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MARKS: Final = ("READ", "READ-2", "RECALL", "DERIVED", "DESIGN")

# unit as written -> (unit in the model, factor). 1 cfm = 0.3048**3 * 60 m3/h exactly.
_UNITS: Final[dict[str, tuple[str, float]]] = {
    "m3": ("m3", 1.0),
    "m3/h": ("m3/h", 1.0),
    "cfm": ("m3/h", 0.3048**3 * 60),
    "kg/day": ("kg/day", 1.0),
    "kg/m3": ("kg/m3", 1.0),
    "g/mol": ("g/mol", 1.0),
    "ppm": ("ppm", 1.0),
    "kPa": ("kPa", 1.0),
    "torr": ("torr", 1.0),
    "mmHg": ("mmHg", 1.0),
    "mmHg/h": ("mmHg/h", 1.0),
    "mm": ("mm", 1.0),
    "km": ("km", 1.0),
    "L": ("L", 1.0),
    "kg": ("kg", 1.0),
    "kg/h": ("kg/h", 1.0),
    "kg/min": ("kg/min", 1.0),
    "g/s": ("g/s", 1.0),
    "m2/g": ("m2/g", 1.0),
    "1/m": ("1/m", 1.0),
    "kgm2": ("kgm2", 1.0),
    "Nm": ("Nm", 1.0),
    "Nms": ("Nms", 1.0),
    "deg": ("deg", 1.0),
    "deg/s": ("deg/s", 1.0),
    "degC": ("degC", 1.0),
    "W": ("W", 1.0),
    "kW": ("W", 1000.0),
    "W/K": ("W/K", 1.0),
    "kJ/K": ("kJ/K", 1.0),
    "mg": ("mg", 1.0),
    "g": ("mg", 1000.0),
    "ms": ("s", 0.001),
    "s": ("s", 1.0),
    "min": ("s", 60.0),
    "h": ("s", 3600.0),
    "d": ("s", 86400.0),
    "%": ("1", 0.01),
    "": ("1", 1.0),
}
_AMOUNT: Final = re.compile(
    r"([+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?)(?: ?([A-Za-z%1][A-Za-z0-9/%]*))?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: `value` in `unit`, `written` as it stands in the file, its mark and source."""

    value: float
    unit: str
    written: str
    mark: str
    source: str


def in_unit(text: str, unit: str) -> str:
    """The number of `5600 ppm` as it is shown in `unit`; a bare number is taken to be in it.

    Raises ValueError as `amount` does; a unit that no station file writes takes only its own name.
    """
    number, _, written = text.strip().partition(" ")
    if written.strip() in {"", unit} and _AMOUNT.fullmatch(number):
        return number
    model_unit, factor = _UNITS.get(unit, (unit, 1.0))
    return f"{amount(text, model_unit) / factor:.10g}"


def amount(text: str, unit: str) -> float:
    """Read `12.49 m3` or `96 cfm` as a plain number in `unit`.

    Known units stand in `_UNITS`: m3, m3/h (also cfm), kg/day, kPa, torr, Nm, degC, mg (also g),
    s (also ms, min, h, d), 1 (no unit, or %) and others. Raises ValueError with what was found and what was expected.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        wanted = "a number" if unit == "1" else f"a number and its unit, such as 5 {unit}"
        message = f"found {text[:60]!r}, expected {wanted}"
        raise ValueError(message)
    number, written = match.group(1), match.group(2) or ""
    model_unit, factor = _UNITS.get(written, ("?", 1.0))
    if model_unit != unit:
        spellings = [name for name, (known, _) in _UNITS.items() if known == unit]
        wanted = " or ".join(name or "no unit" for name in spellings)
        message = f"found the unit {written or 'missing'!r} in {text[:60]!r}, expected {wanted}"
        raise ValueError(message)
    return float(number) * factor
