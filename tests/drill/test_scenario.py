import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.drill.names import check_against
from engine.drill.scenario import Scenario, scenario_from
from tests.drill.conftest import text_of

TEXT = text_of("scenarios/ms-29")


def line_of(text, words):
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)


def test_the_shipped_scenario_names_nothing_unknown(drive, layout, scenario):
    assert check_against(scenario, drive.table, layout) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence", "mend"),
    [
        ("  masks#1: mask", "  mask#1: mask", "no item is called 'mask#1'", "masks#1"),
        ("MCC-M: Moscow", "MCC-X: Moscow", "no role is called 'MCC-X'", "MCC-"),
        ("CDR: sm, FE-1", "CDR: sn, FE-1", "no compartment is called 'sn'", "sm"),
        ("step: ask-ground, after", "step: ask-grond, after", "no step is called", "ask-ground"),
        (
            "dropout: air.poisk.voc",
            "dropout: air.poisk.vox",
            "no channel is called",
            "air.poisk.voc",
        ),
        ("    tube-sm: {measure", "    tube-ms: {measure", "no record is called", "tube-sm"),
        ("{measure: sm}", "{measure: poiks}", "no compartment is called", "poisk"),
        ("  hatch: poisk", "  hatch: poiskk", "no hatch is called", "poisk"),
        ("  go: ask-ground", "  go: ask-groun", "no step is called", "ask-ground"),
        ("contaminant: toluene", "contaminant: toluen", "no contaminant", "toluene"),
        ("  closes: CDR", "  closes: CDX", "no role is called", "CDR"),
        ("{someone: 5 %,", "{someon: 5 %,", "no answer is called", "someone"),
    ],
)
def test_a_wrong_name_is_placed_and_the_nearest_is_told(drive, layout, old, new, sentence, mend):
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    scenario = scenario_from(text, "ms-29")
    assert isinstance(scenario, Scenario), scenario
    found = [
        one for one in check_against(scenario, drive.table, layout) if sentence in one.sentence
    ]
    assert [one.place.line for one in found] == [line_of(text, new)]
    assert mend in found[0].mend


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  masks#1: mask FE-1 on", "  masks#1: mask FE-9 on", "no role 'FE-9'"),
        ("    odor: solvent", "    odor: solvents", "'solvents' is not one of"),
        ("and air.sm.voc < 4 ppm and", "and air.sm.voc < 4 mg/m3 and", "ppm"),
    ],
)
def test_what_a_name_cannot_mean_is_placed(drive, layout, old, new, sentence):
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    found = check_against(scenario_from(text, "ms-29"), drive.table, layout)
    assert [one.place.line for one in found] == [line_of(text, new)]
    assert sentence in found[0].sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("minutes: 150", "minutes: long", "'long' is not a whole number"),
        ("  masks#1: mask FE-1 on", "  masks#1: musk FE-1 on", "musk FE-1 on"),
        ("telemetry: 10 s", "telemetry: 10 ppm", "10 ppm"),
        ("telemetry: 10 s", "telemetri: 10 s", "'telemetri' is not a key here"),
        ("inject: pass-ends, step: ask-ground,", "inject: pass-ends,", "at, step"),
        ("after: 20 s, los: 18 min", "after: 20 s", "notice, dropout, los, spill"),
        ("kind: missing, for: 4 min", "kind: missing", "for: 4 min"),
        ("{someone: 5 %,", "{someone: often,", "neither a guard"),
        ("inject: droplets, at", "inject: smell, at", "two injects are called 'smell'"),
        ("spill progress 400 mg", "hatch poisk open", "write spill"),
        ("scenario: ms-29", "scenario: ms-28", "holds the scenario 'ms-28'"),
    ],
)
def test_a_fault_of_form_is_a_problem_and_no_exception(old, new, sentence):
    assert old in TEXT
    problems = scenario_from(TEXT.replace(old, new, 1), "ms-29")
    assert isinstance(problems, list)
    assert any(sentence in one.sentence for one in problems), problems


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("[]", ["'words' is empty; at least one is needed"]),
        ("[{about: x}]", ["'disposition' is missing", "'note' is missing"]),
    ],
)
def test_a_list_is_called_empty_only_where_it_is(words, sentences):
    head, rest = TEXT.split("  words:", 1)
    tail = rest[rest.index("\nmeasures:") :]
    problems = scenario_from(f"{head}  words: {words}\n{tail}", "ms-29")
    assert isinstance(problems, list)
    assert [one.sentence for one in problems] == sentences


def test_a_missing_key_is_named():
    text = "\n".join(line for line in TEXT.split("\n") if not line.startswith("briefing"))
    problems = scenario_from(text.replace("\n  Evening", "\nx-note: |\n  Evening"), "ms-29")
    assert "'briefing' is missing" in [one.sentence for one in problems]


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(TEXT)), put=st.text(max_size=4), cut=st.integers(0, 30))
def test_no_text_raises(at, put, cut):
    found = scenario_from(TEXT[:at] + put + TEXT[at + cut :], "ms-29")
    assert isinstance(found, Scenario) or all(one.sentence for one in found)
