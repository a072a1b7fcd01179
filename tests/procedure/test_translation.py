"""A translation changes words for people and nothing else; what would mislead a crew is an error at its place."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters.library_files import LibraryFiles
from engine.errors import ProcedureError
from engine.library import KeptLibrary, load_plan, load_spoken
from engine.procedure.reader import read_procedure
from engine.procedure.schema import procedure_schema
from engine.procedure.translation import (
    PROSE,
    amounts,
    read_translation,
    texts_of,
    translated,
    word_list,
)
from engine.run.kept import Text

SHIPPED = LibraryFiles().names("translation")
ODOR = "unknown-odor-on-hatch-opening"


def shipped(name):
    return files("procedures").joinpath(f"{name}.yaml").read_text("utf-8")


def pair(called):
    name = called.rpartition(".")[0]
    return read_procedure(shipped(name)).procedure, shipped(f"translations/{called}")


def rules(text, procedure):
    return {one.rule for one in read_translation(text, procedure).problems}


@pytest.mark.parametrize("called", SHIPPED)
def test_every_text_and_word_of_a_shipped_procedure_is_translated(called):
    procedure, text = pair(called)
    read = read_translation(text, procedure)
    assert not read.problems, read.problems
    assert set(read.translation.texts) == set(texts_of(procedure))
    assert set(read.translation.words) == word_list(procedure)
    for source, target in read.translation.texts.items():
        assert amounts(source) == amounts(target)


def test_only_words_change():
    """Names, guards, ways, numbers: the compiled tables are the same but for titles and texts."""
    english = load_plan(LibraryFiles(), ODOR).drive.table
    spoken, _ = load_spoken(LibraryFiles(), ODOR, "ru")
    russian = spoken.drive.table
    assert russian.transitions == english.transitions
    assert russian.watchers == english.watchers
    assert list(russian.states) == list(english.states)
    changed = 0
    for name, state in english.states.items():
        other = russian.states[name]
        assert [one.id for one in other.items] == [one.id for one in state.items]
        assert [one.sensed for one in other.items] == [one.sensed for one in state.items]
        assert [one.by for one in other.items] == [one.by for one in state.items]
        assert (other.watch, other.verify, other.records) == (
            state.watch,
            state.verify,
            state.records,
        )
        changed += other.title != state.title
    assert changed > 30


CASES = [
    ("16 ppm (на 1 час)", "60 ppm (на 1 час)", "translation-differs"),
    ("4 ppm (на 7 суток)", "4 kPa (на 7 суток)", "translation-differs"),
    ("на 7 суток", "на 7 часов", "translation-differs"),
    ("не означает GO.", "не означает NO-GO.", "translation-differs"),
    ("Доложить MCC-H и MCC-M: ", "Доложить MCC-H: ", "translation-differs"),
    ('табличку "DO NOT OPEN"', 'табличку "OPEN"', "translation-differs"),
    ("  Masks off: Снять маски\n", "", "translation-missing"),
    (
        "  Shut the hatch again: ",
        "  Shut the hatch again: Shut the hatch again #",
        "translation-missing",
    ),
    ("  Mask off: ", "  Mask away: ", "translation-stale"),
    ("revision: 2", "revision: 9", "translation-revision"),
    ("translation: unknown", "translation: known", "translation-revision"),
    ("  solvent: ", "  solvents: ", "translation-stale"),
    ("language: ru", "languag: ru", "unknown-key"),
]


@pytest.mark.parametrize(("right", "wrong", "rule"), CASES)
def test_what_would_mislead_is_found_at_its_place(right, wrong, rule):
    procedure, text = pair(f"{ODOR}.ru")
    assert right in text
    spoilt = text.replace(right, wrong, 1)
    found = read_translation(spoilt, procedure).problems
    assert rule in {one.rule for one in found}
    place = next(one.place for one in found if one.rule == rule)
    assert place.line > 1


@pytest.mark.parametrize(
    ("right", "wrong", "held"),
    [
        ("  Masks off: Снять маски", "  Masks off: Снять TODO", "TODO"),
        ("  Masks off: Снять маски", "  Masks off: ???", "???"),
        ("  Masks off: Снять маски", "  Masks off: 'Снять FIXME'", "FIXME"),
        ("  reopened: ", "  reopened: TBD ", "TBD"),
    ],
)
def test_words_to_come_are_found_at_their_line_and_column(right, wrong, held):
    procedure, text = pair(f"{ODOR}.ru")
    assert right in text
    spoilt = text.replace(right, wrong, 1)
    found = read_translation(spoilt, procedure).problems
    place = next(one.place for one in found if one.rule == "translation-unfinished")
    line = spoilt.split("\n")[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == held


def test_a_translation_that_differs_is_never_shown():
    texts = (
        Text("procedure", "head-count", shipped("head-count")),
        Text("translation", "head-count.ru", shipped("translations/head-count.ru")),
    )
    load_spoken(KeptLibrary(texts), "head-count", "ru")
    bad = Text("translation", "head-count.ru", texts[1].text.replace("revision: 1", "revision: 9"))
    with pytest.raises(ProcedureError, match="translation-revision"):
        load_spoken(KeptLibrary((texts[0], bad)), "head-count", "ru")


@given(st.integers(0, 9999), st.sampled_from(["ppm", "mmHg", "min", "h", ""]))
def test_amounts_are_read_whatever_stands_round_them(number, unit):
    expected = [f"{number} {unit}".strip()]
    assert amounts(f"Не более {number} {unit} у FE-1") == expected
    assert amounts(f"at most {number}\u00a0{unit}, not more, Node-free MCC-2") == expected


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_raise(text):
    found = read_translation(text, read_procedure(shipped("head-count")).procedure)
    assert found.problems, "no text of this length is a whole translation"
    assert all(1 <= one.place.line <= text.count("\n") + 2 for one in found.problems)


def test_a_text_without_a_translation_stays_as_written():
    procedure = read_procedure(shipped("head-count")).procedure
    assert translated(procedure, {}) == procedure


def test_every_prose_field_of_the_forms_is_for_translators():
    """A key whose text is prose (2,000 characters) and that no translation reaches would stay unread."""
    forms = procedure_schema()["definitions"].values()
    found = {
        key
        for form in (*forms, procedure_schema())
        for key, value in form.get("properties", {}).items()
        if '"maxLength": 2000' in json.dumps(value)
    }
    not_words = {"do", "preconditions", "observed"}  # lists of forms; values that are recorded
    assert found - not_words <= {one.rstrip("_") for one in PROSE}
