"""Units: what is read, what is refused, and that kinds are never mixed."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.procedure.units import (
    UNITS,
    UnitError,
    convert,
    nearest_unit,
    parse_duration,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("16 ppm", "16", "ppm"),
        ("16ppm", "16", "ppm"),
        ("-0.05 kPa/min", "-0.05", "kPa/min"),
        ("21 °C", "21", "°C"),
        ("3", "3", ""),
        ("12.49 m3", "12.49", "m3"),
    ],
)
def test_quantities_are_exact(text: str, value: str, unit: str) -> None:
    assert parse_quantity(text) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("16 PPM", "did you mean 'ppm'?"),
        ("16 mmhg", "did you mean 'mmHg'?"),
        ("16 furlongs", "not a unit"),
        ("ppm", "not a number"),
        ("1e5 ppm", "not a number"),
        ("nan ppm", "not a number"),
        ("1,5 ppm", "not a number"),
        ("٣ ppm", "not a number"),
        ("", "not a number"),
        ("9" * 100 + " ppm", "too long"),
    ],
)
def test_what_is_no_quantity_is_said(text: str, said: str) -> None:
    with pytest.raises(UnitError, match=said.replace("?", r"\?")):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("5 min", 300_000),
        ("30 s", 30_000),
        ("250 ms", 250),
        ("1.5 h", 5_400_000),
        ("2 d", 172_800_000),
        ("0 s", 0),
    ],
)
def test_durations_are_whole_milliseconds(text: str, milliseconds: int) -> None:
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5", "has no unit"),
        ("5 ppm", "is in ppm"),
        ("soon", "not a length of time"),
        ("5 minutes", "not a length of time"),
        ("-5 s", "less than nothing"),
        ("0.0001 s", "whole number"),
        ("0." + "0" * 50 + "1 s", "whole number"),
        ("9" * 60 + " s", "longer than a year"),
        ("9" * 60 + "9" * 9 + " s", "not a length of time"),
    ],
)
def test_what_is_no_duration_is_said(text: str, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        parse_duration(text)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("14.7", "psia", "kPa", "101.353"),
        ("760", "mmHg", "atm", "1"),
        ("760", "torr", "kPa", "101.325"),
        ("0", "degC", "K", "273.15"),
        ("273.15", "K", "°C", "0"),
        ("1", "mmHg/min", "kPa/h", "7.99934"),
        ("1", "psi/min", "Pa/s", "114.912622"),
        ("60", "L/min", "m3/h", "3.6"),
        ("1", "mg/m3", "µg/m3", "1000"),
        ("90", "min", "h", "1.5"),
    ],
)
def test_known_conversions(value: str, source: str, target: str, expected: str) -> None:
    assert abs(convert(Decimal(value), source, target) - Decimal(expected)) < Decimal("0.001")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("psia", "psig"),
        ("psid", "psia"),
        ("psid", "psig"),
        ("ppm", "mg/m3"),
        ("%", "ppm"),
        ("kPa", "kPa/min"),
    ],
)
def test_kinds_are_never_mixed(source: str, target: str) -> None:
    with pytest.raises(UnitError, match="cannot be turned into the other"):
        convert(Decimal(1), source, target)


NAMES = st.sampled_from(sorted(UNITS))


@given(NAMES, NAMES, st.decimals(-10_000, 10_000, places=4))
def test_there_and_back_again(source: str, target: str, value: Decimal) -> None:
    if UNITS[source].dimension != UNITS[target].dimension:
        return
    back = convert(convert(value, source, target), target, source)
    assert abs(back - value) <= Decimal("1e-15")


@given(st.text(max_size=80))
def test_no_text_raises_anything_but_a_unit_error(text: str) -> None:
    for read in (parse_quantity, parse_duration):
        with contextlib.suppress(UnitError):
            read(text)
    assert nearest_unit(text) is None or nearest_unit(text) in UNITS


def test_every_unit_is_its_own_nearest() -> None:
    assert [name for name in UNITS if nearest_unit(name) != name] == []
