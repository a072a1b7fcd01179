"""Guards through their door: grammar, places of faults, units, three values, printing."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.procedure.guard import (
    And,
    Compare,
    Guard,
    GuardProblem,
    Is,
    IsUnknown,
    Not,
    Or,
    Quantity,
    Truth,
    Value,
    check,
    evaluate,
    explain,
    names,
    parse,
    print_,
)

ENVIRONMENT = {
    "cabin.nh3": Quantity("ppm", (), 0, 500),
    "cabin.dp": Quantity("kPa/min", (), -10, 10),
    "hatch": Quantity(None, ("open", "shut")),
    "count": Quantity(""),
    "smell": Quantity(),
}


def guard(text: str) -> Guard:
    found = parse(text)
    assert not isinstance(found, GuardProblem), found
    return found


def problem(text: str) -> GuardProblem:
    """The one problem of a text, of reading or else of checking."""
    found = parse(text)
    if isinstance(found, GuardProblem):
        return found
    (only,) = check(found, ENVIRONMENT)
    return only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cabin.nh3 < 20 ppm", Compare("cabin.nh3", "<", 20, "ppm")),
        ("cabin.dp<-0.05kPa/min", Compare("cabin.dp", "<", -0.05, "kPa/min")),
        ("count == 3", Compare("count", "=", 3, "")),
        ("t >= 5 °C", Compare("t", ">=", 5, "°C")),
        ("co2 != 5 %", Compare("co2", "!=", 5, "%")),
        ("hatch is shut", Is("hatch", "shut")),
        ("hatch is not shut", Not(Is("hatch", "shut"))),
        ("FE-1 is unknown", IsUnknown("FE-1")),
        ("FE-1 is not unknown", Not(IsUnknown("FE-1"))),
        (
            "tube in 20..30 ppm",
            And((Compare("tube", ">=", 20, "ppm"), Compare("tube", "<=", 30, "ppm"))),
        ),
        ("a is x or b is y and c is z", Or((Is("a", "x"), And((Is("b", "y"), Is("c", "z")))))),
        (
            "(a is x or b is y) and not c is z",
            And((Or((Is("a", "x"), Is("b", "y"))), Not(Is("c", "z")))),
        ),
    ],
)
def test_what_is_written_is_what_is_read(text: str, expected: Guard) -> None:
    assert guard(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "length", "rule"),
    [
        ("cabin.nh4 < 20 ppm", 0, 9, "name-unknown"),
        ("cabin.nh3 < 20 mmHg", 15, 4, "unit-mismatch"),
        ("cabin.nh3 < 20", 14, 1, "unit-missing"),
        ("cabin.nh3 in 20..30 mg/m3", 20, 5, "unit-mismatch"),
        ("count < 20 ppm", 11, 3, "unit-mismatch"),
        ("cabin.nh3 < 501 ppm", 12, 3, "out-of-range"),
        ("cabin.nh3 in 20..501 ppm", 17, 3, "out-of-range"),
        ("hatch is shut and hatch is opened", 27, 6, "state-unknown"),
        ("hatch > 3 ppm", 0, 5, "kind-mismatch"),
        ("smell = 3 ppm", 0, 5, "kind-mismatch"),
        ("cabin.nh3 is open", 0, 9, "kind-mismatch"),
        ("smell is bad", 0, 5, "kind-mismatch"),
        ("", 0, 1, "guard"),
        ("hatch", 5, 1, "guard"),
        ("hatch is", 8, 1, "guard"),
        ("hatch is 3", 9, 1, "guard"),
        ("hatch = shut", 8, 4, "guard"),
        ("a < 0,5 ppm", 5, 1, "guard"),
        ("a < .5 ppm", 4, 1, "guard"),
        ("a < 5. ppm", 5, 1, "guard"),
        ("a < −5 ppm", 4, 1, "guard"),
        ("a ≤ 5 ppm", 2, 1, "guard"),
        ("a < 20..30 ppm", 6, 2, "guard"),
        ("a in 20 ppm", 8, 3, "guard"),
        ("a in 30..20 ppm", 9, 2, "guard"),
        ("a is x && b is y", 7, 1, "guard"),
        ("a is x AND b is y", 7, 3, "guard"),
        ("a is x b is y", 7, 1, "guard"),
        ("(a is x", 7, 1, "guard"),
        ("a is x)", 6, 1, "guard"),
        ("and is x", 0, 3, "guard"),
        ("a is in", 5, 2, "guard"),
        ("a is x and\n b is y", 10, 1, "guard"),
        ('hatch is "open"', 9, 1, "guard"),
        ("a < " + "9" * 400, 4, 400, "guard"),
        ("(" * 21 + "a is x", 20, 1, "guard"),
        ("not " * 21 + "a is x", 80, 3, "guard"),
        ("a is " + "x" * 996, 1000, 1, "guard"),
    ],
)
def test_each_fault_stands_at_its_place(text: str, column: int, length: int, rule: str) -> None:
    found = problem(text)
    assert (found.column, found.length, found.rule) == (column, length, rule)
    assert found.sentence


def test_the_nearest_name_and_state_are_offered() -> None:
    assert "'cabin.nh3'" in problem("cabin.nh4 < 20 ppm").mend
    assert "'open'" in problem("hatch is opened").mend
    assert problem("hatch is opened").expected == "open, shut"


def test_all_problems_of_a_guard_are_told_in_order() -> None:
    found = check(guard("hatch is ajar or cabin.nh3 < 700 ppm and cabin.dq < 1 kPa"), ENVIRONMENT)
    assert [p.rule for p in found] == ["state-unknown", "out-of-range", "name-unknown"]


@given(st.integers(0, 500), st.sampled_from(["mmHg", "mg/m3", "kPa", "PPM", "ppb", ""]))
def test_a_wrong_unit_is_never_mended_with_the_same_number(value: int, unit: str) -> None:
    """The deadly mend: `write 20 ppm` for `20 mmHg`."""
    found = problem(f"cabin.nh3 < {value} {unit}")
    said = f"{found.sentence} {found.expected} {found.mend}".replace("cabin.nh3", "it")
    assert "ppm" in said
    assert not any(character.isdigit() for character in said.replace(unit or " ", ""))


def test_capitals_are_offered_but_never_milli_for_mega() -> None:
    pressure = {"p": Quantity("MPa")}
    (found,) = check(guard("p < 3 mPa"), pressure)
    assert "capitals" not in found.mend
    assert "capitals" in problem("cabin.nh3 < 3 PPM").mend


# --- three values ---

T, F, U = True, False, None


@pytest.mark.parametrize("values", list(itertools.product([T, F, U], repeat=2)))
def test_and_or_not_are_kleenes(values: tuple[Truth, Truth]) -> None:
    words: dict[Truth, Value] = {T: "yes", F: "no", U: None}
    lookup = dict(zip("ab", (words[v] for v in values), strict=True)).get
    order = {F: 0, U: 1, T: 2}
    back = {number: truth for truth, number in order.items()}
    low, high = sorted(order[v] for v in values)
    assert evaluate(guard("a is yes and b is yes"), lookup) is back[low]
    assert evaluate(guard("a is yes or b is yes"), lookup) is back[high]
    assert evaluate(guard("not a is yes"), lookup) is back[2 - order[values[0]]]


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_not_known_is_unknown_and_never_false(value: float | None) -> None:
    lookup = {"x": value}.get
    for op in ("<", "<=", ">", ">=", "=", "!="):
        assert evaluate(guard(f"x {op} 5 ppm"), lookup) is None
        assert evaluate(guard(f"not x {op} 5 ppm"), lookup) is None
    assert evaluate(guard("x in 1..5 ppm"), lookup) is None
    assert evaluate(guard("x is unknown"), lookup) is True
    assert evaluate(guard("x is not unknown"), lookup) is False


def test_a_state_beside_a_number_is_not_known() -> None:
    assert evaluate(guard("x < 5 ppm"), {"x": "open"}.get) is None
    assert evaluate(guard("x is open"), {"x": 5.0}.get) is None


@pytest.mark.parametrize(
    ("text", "value", "truth"),
    [
        ("x < 4 ppm", 4.0, False),
        ("x <= 4 ppm", 4.0, True),
        ("x > 4 ppm", 4.0, False),
        ("x >= 4 ppm", 4.0, True),
        ("x = 4 ppm", 4.0, True),
        ("x != 4 ppm", 4.0, False),
        ("x in 4..5 ppm", 4.0, True),
        ("x in 4..5 ppm", 5.0, True),
        ("x in 4..5 ppm", 5.01, False),
        ("x is open", "open", True),
        ("x is not open", "open", False),
    ],
)
def test_comparisons_at_their_edges(text: str, value: Value, truth: Truth) -> None:
    assert evaluate(guard(text), {"x": value}.get) is truth


# --- laws over any guard ---

NAMES = st.sampled_from(["a", "cabin.nh3", "FE-1", "x/y", "температура"])
WORDS = st.sampled_from(["open", "no-go", "yes", "Ab.c"])
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3).map(float)
UNITS = st.sampled_from(["", "ppm", "kPa/min", "%", "°C", "µSv", "m3/h"])
COMPARES = st.builds(
    Compare, NAMES, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS, UNITS
)
ATOMS = st.one_of(COMPARES, st.builds(Is, NAMES, WORDS), st.builds(IsUnknown, NAMES))


def ranges(name: str, ends: list[float], unit: str) -> Guard:
    low, high = sorted(ends)
    return And((Compare(name, ">=", low, unit), Compare(name, "<=", high, unit)))


RANGES = st.builds(ranges, NAMES, st.lists(NUMBERS, min_size=2, max_size=2), UNITS)


def joined(parts: st.SearchStrategy[Guard]) -> st.SearchStrategy[Guard]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, some), st.builds(Or, some), st.builds(Not, parts))


GUARDS: st.SearchStrategy[Guard] = st.recursive(st.one_of(ATOMS, RANGES), joined, max_leaves=8)
VALUES = st.one_of(st.none(), NUMBERS, WORDS, st.just(math.nan))
READINGS = st.fixed_dictionaries(
    dict.fromkeys(["a", "cabin.nh3", "FE-1", "x/y", "температура"], VALUES)
)


@given(GUARDS)
def test_printing_and_reading_give_the_same_guard(tree: Guard) -> None:
    text = print_(tree)
    found = parse(text)
    assert found == tree
    assert print_(tree) == print_(guard(text))


@given(GUARDS, READINGS)
def test_denying_a_guard_denies_its_truth_and_keeps_the_unknown(
    tree: Guard, readings: dict[str, Value]
) -> None:
    truth = evaluate(tree, readings.get)
    assert evaluate(Not(tree), readings.get) is (None if truth is None else not truth)


@given(GUARDS, READINGS, st.data())
def test_knowing_more_never_changes_an_answer(
    tree: Guard, readings: dict[str, Value], data: st.DataObject
) -> None:
    """Kleene's law: what was true or false with less known stays so (`is unknown` apart)."""
    forgotten = data.draw(st.sets(st.sampled_from(sorted(readings))))
    less = {name: None if name in forgotten else value for name, value in readings.items()}
    before = evaluate(tree, less.get)
    if before is None or "unknown" in print_(tree):
        return
    assert evaluate(tree, readings.get) is before


@given(GUARDS, READINGS)
def test_explaining_names_everything_the_guard_reads(
    tree: Guard, readings: dict[str, Value]
) -> None:
    clauses = explain(tree, readings.get)
    assert clauses
    for clause in clauses:
        assert evaluate(guard(clause.text), readings.get) is clause.truth
        assert clause.value
    seen = {name for clause in clauses for name in names(guard(clause.text))}
    assert seen == set(names(tree))


@given(st.one_of(st.text(max_size=60), st.text("ab<>=!.()0159 -ion%", max_size=60)))
@settings(max_examples=400)
def test_no_text_is_an_exception(text: str) -> None:
    found = parse(text)
    if isinstance(found, GuardProblem):
        assert 0 <= found.column <= len(text)
        assert found.length >= 1
    else:
        assert parse(print_(found)) == found
        check(found, ENVIRONMENT)


def test_the_crew_is_told_what_is_asked_and_what_is_known() -> None:
    tree = guard("air.poisk.voc < 4 ppm and (hatch is not open or tube in 1..2 ppm)")
    readings: dict[str, Value] = {"air.poisk.voc": 23.10000001, "hatch": "shut", "tube": None}
    assert [str(clause) for clause in explain(tree, readings.get)] == [
        "air.poisk.voc < 4 ppm: 23.1 ppm, not yet",
        "hatch is not open: shut, yes",
        "tube in 1..2 ppm: unknown, cannot tell",
    ]
