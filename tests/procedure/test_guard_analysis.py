"""Proofs about the arms of a decision: the cases of authoring.md 3.2, and the law behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.procedure import guard_solver
from engine.procedure.guard import (
    And,
    Compare,
    Guard,
    GuardProblem,
    Not,
    Or,
    Quantity,
    evaluate,
    parse,
)
from engine.procedure.guard_analysis import Analysis, analyse, witness_text

PPM = Quantity("ppm", (), 0, 500)
ENVIRONMENT = {
    "tube": PPM,
    "nh3": PPM,
    "mask": Quantity(None, ("on", "off")),
    "free": Quantity("ppm"),
    "smell": Quantity(),
    **{f"c{n}": PPM for n in range(12)},
}


def arms(*texts: str) -> dict[str, Guard]:
    found: dict[str, Guard] = {}
    for label, text in zip("abcdefghijkl", texts, strict=False):
        guard = parse(text)
        assert not isinstance(guard, GuardProblem), guard
        found[label] = guard
    return found


def proof(*texts: str) -> Analysis:
    return analyse(arms(*texts), ENVIRONMENT)


def test_a_sound_decision_lacks_nothing_but_the_unknown() -> None:
    found = proof("tube < 20 ppm", "tube in 20..30 ppm", "tube > 30 ppm")
    assert found == Analysis(unknown_gap={"tube": None})


def test_two_arms_at_once_are_found_at_the_very_point() -> None:
    found = proof("tube <= 20 ppm", "tube in 20..30 ppm", "tube > 30 ppm")
    (overlap,) = found.overlaps
    assert (overlap.first, overlap.second, overlap.witness) == ("a", "b", {"tube": 20.0})


def test_a_gap_of_one_point_is_found() -> None:
    found = proof("tube < 20 ppm", "tube >= 20 ppm and tube < 30 ppm", "tube > 30 ppm")
    assert found.gaps == ({"tube": 30.0},)


def test_a_gap_between_two_constants_and_at_the_end_of_the_range_is_found() -> None:
    assert proof("tube < 20 ppm", "tube > 21 ppm").gaps == ({"tube": 20.0},)
    assert proof("tube <= 20 ppm", "tube >= 21 ppm").gaps == ({"tube": 20.5},)
    assert proof("tube < 500 ppm").gaps == ({"tube": 500.0},)
    assert proof("free < 5 ppm").gaps == ({"free": 5.0},)


def test_an_arm_that_can_never_hold_is_dead() -> None:
    found = proof("tube < 20 ppm", "tube > 30 ppm and tube < 10 ppm", "tube >= 20 ppm")
    assert found.dead == ("b",)
    assert proof("tube < 0 ppm", "tube >= 0 ppm").dead == ("a",)


def test_states_and_several_channels() -> None:
    found = proof("nh3 < 20 ppm and mask is on", "nh3 >= 20 ppm", "mask is off and nh3 < 20 ppm")
    assert (found.overlaps, found.gaps, found.dead) == ((), (), ())
    assert proof("mask is on").gaps == ({"mask": "off"},)


def test_an_arm_for_the_unknown_closes_the_last_gap() -> None:
    assert proof("mask is on", "mask is off", "mask is unknown").unknown_gap is None
    assert proof("smell is unknown", "smell is not unknown") == Analysis()


def test_no_arms_are_nothing_to_prove() -> None:
    assert analyse({}, {}) == Analysis()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the solver, as most have it."""
    monkeypatch.setattr(guard_solver, "installed", lambda: False)


@pytest.mark.usefixtures("alone")
def test_what_is_too_large_is_said_and_pairs_are_still_compared() -> None:
    texts = [f"c{n} > {n} ppm and c{(n + 1) % 12} < 100 ppm" for n in range(10)]
    found = proof(*texts, "c3 > 600 ppm")
    assert found.not_proved[0] == "that one of the arms always holds"
    assert found.gaps == ()
    assert ("a", "b") in {(o.first, o.second) for o in found.overlaps}
    assert found.dead == ("k",)


@pytest.mark.usefixtures("alone")
def test_one_arm_too_large_by_itself_is_said_too() -> None:
    wide = " and ".join(f"c{n} > 1 ppm" for n in range(12))
    assert "that 'a' can hold" in proof(wide, "tube > 1 ppm").not_proved


def test_a_witness_is_told_in_words() -> None:
    text = witness_text({"tube": 20.5, "mask": "on", "nh3": None}, ENVIRONMENT)
    assert text == "tube 20.5 ppm, mask on, nh3 unknown"


CUTS = st.integers(0, 10).map(float)
COMPARES = st.builds(
    Compare,
    st.sampled_from(["tube", "nh3"]),
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    CUTS,
    st.just("ppm"),
)


def joined(parts: st.SearchStrategy[Guard]) -> st.SearchStrategy[Guard]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, some), st.builds(Or, some), st.builds(Not, parts))


GUARDS: st.SearchStrategy[Guard] = st.recursive(COMPARES, joined, max_leaves=4)
FINE = st.integers(0, 44).map(lambda quarters: quarters / 4)


@given(st.lists(GUARDS, min_size=1, max_size=3), FINE, FINE)
def test_no_reading_contradicts_the_proof(guards: list[Guard], tube: float, nh3: float) -> None:
    labelled = {str(n): guard for n, guard in enumerate(guards)}
    found = analyse(labelled, ENVIRONMENT)
    readings = {"tube": tube, "nh3": nh3}
    hit = [label for label, guard in labelled.items() if evaluate(guard, readings.get)]
    if not hit:
        assert found.gaps
    assert not set(hit) & set(found.dead)
    pairs = {(o.first, o.second) for o in found.overlaps}
    assert not hit[1:] or (hit[0], hit[1]) in pairs


@given(st.lists(GUARDS, min_size=2, max_size=3))
def test_every_witness_is_one(guards: list[Guard]) -> None:
    labelled = {str(n): guard for n, guard in enumerate(guards)}
    found = analyse(labelled, ENVIRONMENT)
    for overlap in found.overlaps:
        for label in (overlap.first, overlap.second):
            assert evaluate(labelled[label], overlap.witness.get) is True
    for gap in found.gaps:
        assert not any(evaluate(guard, gap.get) for guard in guards)
        assert None not in gap.values()


@pytest.mark.parametrize("low", [float("-inf"), 0.0])
@pytest.mark.parametrize("high", [float("inf"), 1e308])
def test_ranges_without_ends_are_tried_beyond_the_last_constant(low: float, high: float) -> None:
    environment = {"x": Quantity("ppm", (), low, high)}
    x = Compare("x", ">", 1e300, "ppm")
    assert analyse({"a": x}, environment).dead == ()
    assert analyse({"a": Not(x), "b": x}, environment).gaps == ()
