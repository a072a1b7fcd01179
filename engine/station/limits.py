"""How bad a dose is: ppm and mg/m3, and exposure as a part of a published limit.

It compares and never judges: what a fraction of 1.0 means for the crew is the procedure's word.
"""

from __future__ import annotations

from engine.station.errors import UnknownNameError
from engine.station.figure import amount
from engine.station.layout import Contaminant, Layout
from engine.station.oxygen import SHARES

_MOLAR_VOLUME = 24.45  # L/mol at 25 C, 101.3 kPa; RECALL, domain-facts.md 4


def ppm_of(mg_m3: float, contaminant: Contaminant) -> float:
    """Turn mg/m3 into ppm: ppm = mg/m3 * 24.45 / M (domain-facts.md 4)."""
    return mg_m3 * _MOLAR_VOLUME / contaminant.molar_mass.value


def mg_m3_of(ppm: float, contaminant: Contaminant) -> float:
    """Turn ppm into mg/m3: the reverse of `ppm_of`."""
    return ppm * contaminant.molar_mass.value / _MOLAR_VOLUME


def always_there(contaminant: Contaminant) -> float:
    """Give the mg/m3 of a gas that belongs to the cabin air, carbon dioxide above all; 0 for any other.

    Of the nominal air (shares: `oxygen.SHARES`), whatever the pressure: what is breathed of it and
    what a spill adds are measured against the same limits.
    """
    return mg_m3_of(1e6 * SHARES.get(contaminant.name, 0.0), contaminant)


def contaminant_of(layout: Layout, name: str) -> Contaminant:
    """Give a contaminant by name; raises UnknownNameError with the names there are."""
    if name not in layout.contaminants:
        message = f"found no contaminant {name!r}; use one of {', '.join(layout.contaminants)}."
        raise UnknownNameError(message)
    return layout.contaminants[name]


def full_dose(contaminant: Contaminant, period: str) -> float | None:
    """Give the dose, mg min/m3, of one whole `period` ("1 h") at its limit; None if no limit."""
    limit = contaminant.limits.get(period)
    if limit is None:
        return None
    return mg_m3_of(limit.value, contaminant) * amount(period, "s") / 60


def fraction(breathed: float, contaminant: Contaminant, period: str) -> float | None:
    """Give an exposure, mg min/m3, as a part of the limit for `period`.

    1.0 is one hour at the 1 h limit (domain-facts.md 8.3). None where there is no limit: unknown,
    which is not the same as safe.
    """
    full = full_dose(contaminant, period)
    return breathed / full if full else None
