"""Two channels beside each other: what is written, where faults stand, three values, what the crew is told, proofs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.procedure import guard_analysis, guard_solver
from engine.procedure.guard import (
    And,
    Compare,
    GuardProblem,
    IsUnknown,
    Not,
    Or,
    Quantity,
    Relation,
    check,
    evaluate,
    explain,
    names,
    parse,
    print_,
)
from engine.procedure.guard_analysis import Analysis, analyse
from engine.procedure.guard_joint import groups, joint, told_apart

MMHG = Quantity("mmHg", (), 0, 1000)
ENVIRONMENT = {
    "prk": MMHG,
    "sm": MMHG,
    "co2": Quantity("kPa", (), 0, 10),
    "free": Quantity("mmHg"),
    "hatch": Quantity(None, ("open", "shut")),
    "tube": Quantity("mmHg", (), 0, 1000, recorded=True),
}
needs_z3 = pytest.mark.skipif(
    not guard_solver.installed(), reason=f"z3 is not installed: {guard_solver.INSTALL}"
)


def guard(text):
    found = parse(text)
    assert not isinstance(found, GuardProblem), found
    return found


def proof(*texts):
    return analyse(dict(zip("abcdef", map(guard, texts), strict=False)), ENVIRONMENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prk > sm", Relation("prk", "sm", ">")),
        ("prk==sm", Relation("prk", "sm", "=")),
        ("prk - sm > 5 mmHg", Relation("prk", "sm", ">", 5, "mmHg")),
        ("prk -sm <= -0.5 mmHg", Relation("prk", "sm", "<=", -0.5, "mmHg")),
        ("not prk - sm > 0 mmHg", Not(Relation("prk", "sm", ">", 0, "mmHg"))),
        ("a-b > c-d", Relation("a-b", "c-d", ">")),
    ],
)
def test_what_is_written_is_what_is_read_and_printed(text, expected):
    found = guard(text)
    assert found == expected
    assert guard(print_(found)) == found
    assert len(names(found)) == 2


@pytest.mark.parametrize(
    ("text", "column", "length", "rule"),
    [
        ("prk > smm", 6, 3, "name-unknown"),
        ("prq > sm", 0, 3, "name-unknown"),
        ("prk > mmHg", 6, 4, "guard"),
        ("prk > co2", 6, 3, "unit-mismatch"),
        ("prk > hatch", 6, 5, "kind-mismatch"),
        ("hatch > prk", 0, 5, "kind-mismatch"),
        ("prk > tube", 6, 4, "kind-mismatch"),
        ("tube - sm > 5 mmHg", 0, 4, "kind-mismatch"),
        ("prk > prk", 6, 3, "kind-mismatch"),
        ("prk - sm > 5 kPa", 13, 3, "unit-mismatch"),
        ("prk - sm > 5", 12, 1, "unit-missing"),
        ("prk - sm > 1001 mmHg", 11, 4, "out-of-range"),
        ("prk - sm", 8, 1, "guard"),
        ("prk - sm in 1..2 mmHg", 9, 2, "guard"),
        ("prk - 5 > sm", 6, 1, "guard"),
        ("prk > sm + 5 mmHg", 9, 1, "guard"),
        ("prk - and > 5 mmHg", 6, 3, "guard"),
    ],
)
def test_each_fault_stands_at_its_place(text, column, length, rule):
    found = parse(text)
    if not isinstance(found, GuardProblem):
        (found,) = check(found, ENVIRONMENT)
    assert (found.column, found.length, found.rule) == (column, length, rule)


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, "open"])
def test_one_reading_that_is_not_known_makes_it_unknown_and_never_false(missing):
    for op in ("<", "<=", ">", ">=", "=", "!="):
        for text in (f"a {op} b", f"a - b {op} 5 mmHg"):
            assert evaluate(guard(text), {"a": missing, "b": 1.0}.get) is None
            assert evaluate(Not(guard(text)), {"a": 1.0, "b": missing}.get) is None


def test_the_digits_people_see_are_subtracted_and_not_the_floats():
    readings = {"a": 0.3, "b": 0.1, "c": 1e300}
    assert evaluate(guard("a - b >= 0.2 mmHg"), readings.get) is True
    assert evaluate(guard("a - b > 0.2 mmHg"), readings.get) is False
    assert evaluate(guard("c - b < 1000 mmHg"), readings.get) is False


def test_the_crew_is_told_both_readings_and_how_far_they_are_apart():
    readings = {"prk": 760.0, "sm": 751.5}
    tree = guard("prk - sm > 5 mmHg and prk > sm")
    assert [str(one) for one in explain(tree, readings.get)] == [
        "prk - sm > 5 mmHg: prk 760 mmHg, sm 751.5 mmHg, 8.5 mmHg apart, yes",
        "prk > sm: prk 760, sm 751.5, yes",  # the machine's own guards know the unit as well
    ]
    lost = {"prk": 760.0, "sm": None}
    assert str(explain(guard("prk - sm > 5 mmHg"), lost.get)[0]) == (
        "prk - sm > 5 mmHg: prk 760 mmHg, sm unknown, cannot tell"
    )


# --- decisions ---


def test_a_sound_relation_lacks_nothing_but_the_unknown():
    found = proof("prk > sm", "prk <= sm")
    assert (found.overlaps, found.gaps, found.dead, found.not_proved) == ((), (), (), ())
    assert found.unknown_gap is not None


def test_equal_readings_are_not_forgotten():
    (gap,) = proof("prk > sm", "prk < sm").gaps
    assert gap["prk"] == gap["sm"]
    (overlap,) = proof("prk >= sm", "prk <= sm").overlaps
    assert overlap.witness["prk"] == overlap.witness["sm"]


def test_a_margin_and_a_limit_are_judged_together():
    found = proof("prk - sm > 5 mmHg and sm > 996 mmHg", "prk - sm <= 5 mmHg", "sm < 995 mmHg")
    assert found.dead == ("a",)  # then prk would be beyond what it can read
    assert proof("prk > sm and sm > 500 mmHg and prk < 400 mmHg", "prk > sm").dead == ("a",)


def test_three_in_a_ring_cannot_each_be_above_the_next():
    assert proof("prk > sm and sm > free and free > prk", "prk >= free").dead == ("a",)


CHANNELS = ("x", "y", "z")
SPAN = {name: Quantity("ppm", (), 0, 10) for name in CHANNELS}
OPS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
PAIRS = st.permutations(CHANNELS).map(lambda three: three[:2])
RELATIONS = st.builds(
    lambda pair, op, value: Relation(*pair, op, value, "ppm"),
    PAIRS,
    OPS,
    st.sampled_from([0.0, 0.5, 3.0]),
)
COMPARES = st.builds(
    Compare, st.sampled_from(CHANNELS), OPS, st.integers(0, 10).map(float), st.just("ppm")
)
ATOMS = st.one_of(RELATIONS, COMPARES, st.builds(IsUnknown, st.sampled_from(CHANNELS)))


def joined(parts):
    some = st.lists(parts, min_size=2, max_size=2).map(tuple)
    return st.one_of(st.builds(And, some), st.builds(Or, some), st.builds(Not, parts))


GUARDS = st.recursive(ATOMS, joined, max_leaves=3)
READING = st.one_of(st.none(), st.integers(0, 40).map(lambda quarters: quarters / 4))
READINGS = st.fixed_dictionaries(dict.fromkeys(CHANNELS, READING))


@given(st.lists(GUARDS, min_size=1, max_size=3), st.lists(READINGS, min_size=5, max_size=20))
@settings(max_examples=60)
def test_no_readings_come_out_in_a_way_that_was_not_tried(guards, several):
    for group in groups(guards):
        points = joint(group, SPAN)
        if points is None:
            continue
        for readings in several:
            mine = tuple(readings[name] for name in group.names)
            assert len(told_apart(group, [*points, mine])) == len(points)


@needs_z3
@given(st.lists(GUARDS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_cutting_and_the_solver_find_the_same(guards):
    arms = {str(n): one for n, one in enumerate(guards)}
    cut = analyse(arms, SPAN)
    if cut.not_proved:
        return
    solved = guard_analysis._solved(arms, guard_solver.Solver(SPAN), guard_analysis.Budget())
    assert {(one.first, one.second) for one in cut.overlaps} == {
        (one.first, one.second) for one in solved.overlaps
    }
    assert bool(cut.gaps) == bool(solved.gaps)
    assert cut.dead == solved.dead
    assert (cut.unknown_gap is None) == (solved.unknown_gap is None)
    for gap in solved.gaps:
        assert not any(evaluate(one, gap.get) for one in guards)


@needs_z3
@given(st.lists(GUARDS, min_size=1, max_size=2))
@settings(max_examples=20, deadline=None)
def test_the_solver_tells_as_many_ways_apart_as_cutting(guards):
    for group in groups(guards):
        cut = joint(group, SPAN)
        if cut is not None and len(cut) <= 60:
            solved = guard_solver.Solver(SPAN).every(group, 4_000)
            assert solved is not None
            assert len(told_apart(group, [*cut, *solved])) == len(cut) == len(solved)


MANY = {name: Quantity("ppm", (), 0, 500) for name in "abcdef"}
CHAIN = " and ".join(
    f"{one} - {other} > 3 ppm" for one, other in zip("abcde", "bcdef", strict=True)
)
WIDE = {"up": guard(CHAIN), "not up": guard(f"not ({CHAIN})")}


def test_without_the_solver_a_decision_too_large_is_said_not_to_be_proved(monkeypatch):
    monkeypatch.setattr(guard_solver, "installed", lambda: False)
    found = analyse(WIDE, MANY)
    assert found.not_proved
    assert found.lacking == "pip install 'boldface[z3]'"


@needs_z3
def test_with_the_solver_it_is_proved():
    found = analyse(WIDE, MANY)
    assert found == Analysis(unknown_gap=found.unknown_gap)
    gaping = analyse({**WIDE, "not up": guard("a - b < 3 ppm")}, MANY)
    assert gaping.gaps
    assert gaping.not_proved == ()
