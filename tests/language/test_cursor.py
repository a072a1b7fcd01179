"""What is offered at a cursor, on files as they are while they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.complete import Library, offers
from engine.language.hover import hover
from engine.language.names import written
from engine.language.outline import outline
from tests.builders import PROCEDURES

ODOR = (PROCEDURES / "unknown-odor-on-hatch-opening.yaml").read_text("utf-8")
KNOWN = written(ODOR)
LIBRARY = Library({"head-count": ["all accounted for", "someone missing"], "toxic-atmosphere": []})
MASKS = "    else: masks\n"
STRONG = "if: symptom is strong, leave: toxic-atmosphere}"

# What is replaced, what is typed instead (| is the cursor), what must be offered, what must not.
TYPED = [
    (MASKS, "    else: |\n", {"masks", "end reopened", "leave toxic-atmosphere"}, {"FE-1"}),
    (MASKS, "    else: end h|\n", {"end hatch kept shut"}, set()),
    (MASKS, "    |\n", {"else: ", "sign: "}, {"do: ", "hold: ", "within: "}),
    (MASKS, "    el|\n", {"else: "}, {"ends: "}),
    ("by: [FE-1, FE-2]\n", "by: [FE-1, F|\n", {"FE-2", "CDR"}, {"masks"}),
    (STRONG, "if: |, leave: toxic-atmosphere}", {"symptom", "air.sm.voc"}, {"masks"}),
    (STRONG, "if: symptom |}", {"is"}, {"<"}),
    (STRONG, "if: symptom is |}", {"strong", "unknown", "not"}, {"open"}),
    (STRONG, "if: symptom is not s|}", {"strong", "unknown"}, {"not"}),
    (STRONG, "if: symptom is strong |}", {"and", "or"}, {"strong"}),
    (STRONG, "if: symptom is strong and |}", {"tube-sm"}, {"strong"}),
    (STRONG, "if: air.sm.voc > |}", {"air.poisk.voc"}, {"air.sm.voc", "tube-sm", "hatch.poisk"}),
    (STRONG, "if: air.sm.voc - air|}", {"air.poisk.voc"}, {"tube-sm"}),
    (STRONG, "if: air.sm.voc - air.poisk.voc |}", {">", "<="}, {"and", "in"}),
    (STRONG, "if: air.sm.voc - air.poisk.voc > 4 |}", {"ppm"}, {"kPa"}),
    (STRONG, "if: symptom is strong, le|}", {"leave: "}, {"if: "}),
    (STRONG, "if: symptom is strong, leave: |", {"toxic-atmosphere"}, {"masks"}),
    ("tube-sm <= 16 ppm: monitor", "tube-sm |", {"<=", "in", "is unknown"}, {"ppm"}),
    ("tube-sm <= 16 ppm: monitor", "tube-sm <= 16 |", {"ppm"}, {"kPa"}),
    ("tube-sm <= 16 ppm: monitor", "tube-sm in 2..16 |", {"ppm"}, {"and"}),
    ("      unknown: toxic\n", "      |\n", {"unknown", "tube-sm"}, {"step: "}),
    ("someone missing: toxic}", "so|: toxic}", {"someone missing"}, {"all accounted for"}),
    ("perform: head-count", "perform: |", {"head-count"}, {"unknown-odor-on-hatch-opening"}),
    ("record: [odor,", "record: [|,", {"tube-sm"}, {"air.sm.voc"}),
    ("type: choice, of: [sol", "type: |, of: [sol", {"choice", "yes-no"}, set()),
    ("type: choice, of: [sol", "t|, of: [sol", {"type: "}, {"ask: "}),
    ("unit: ppm, range", "unit: |, range", {"ppm", "mmHg"}, set()),
    ("steps:\n", "re|\nsteps:\n", {"close: "} - {"close: "}, {"steps: "}),
    ("never: reopen, without: ask", "never: |, without: ask", {"reopen"}, {"CDR"}),
    ("{GO: smell-check, NO-GO", "{GO: smell-check, N|", {"NO-GO"}, {"GO"}),
    ("isolation lost: unsafe", "isolation lost: |", {"safe", "unsafe"}, set()),
    ("return: yes", "return: |", {"yes", "no"}, set()),
    ("  - step: masks\n", "  - |\n", {"step: "}, set()),
]


@pytest.mark.parametrize(
    ("old", "new", "wanted", "unwanted"), TYPED, ids=[t[1].strip() for t in TYPED]
)
def test_what_is_offered(old, new, wanted, unwanted):
    assert old in ODOR
    found = {one.text for one in typed(old, new)}
    assert wanted <= found
    assert not unwanted & found


def typed(old, new):
    at = ODOR.index(old) + new.index("|")
    text = ODOR.replace(old, new.replace("|", ""), 1)
    line = text.count("\n", 0, at) + 1
    return offers(text, line, at - text.rfind("\n", 0, at), KNOWN, LIBRARY)


def test_an_offer_takes_the_place_of_what_is_written_of_it():
    found = {one.text: one.length for one in typed(MASKS, "    else: end h|\n")}
    assert found["end hatch kept shut"] == len("end h")
    found = {one.text: one.length for one in typed(STRONG, "if: symptom is st|}")}
    assert found["strong"] == len("st")


def test_an_offer_says_limits_and_units():
    found = {one.text: one.about for one in typed(STRONG, "if: |}")}
    assert "warning above 16 ppm" in found["air.sm.voc"]


@pytest.mark.parametrize("new", ["    # else: |\n", "    title: Masks |\n", "    within: 3|\n"])
def test_nothing_is_offered_in_comments_and_prose_and_never_a_number(new):
    assert typed(MASKS, new) == []


def test_names_are_offered_though_the_file_below_is_in_ruins():
    found = {one.text for one in typed(MASKS, "    else: |\n  - step: {[\n")}
    assert "masks" in found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(ODOR)), st.text("ab:[]{}#'\" \n\t-,ж🚀", max_size=6))
def test_no_text_and_no_place_is_too_much(at, inserted):
    text = ODOR[:at] + inserted + ODOR[at:]
    known = written(text)
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    assert all(one.text for one in offers(text, line, column, known, LIBRARY))
    about = hover(known, line, column, {})
    assert about is None or about[1].line <= line
    assert all(entry.name for entry in outline(known))


@pytest.mark.parametrize(
    ("needle", "said"),
    [
        ("watch: air.sm.voc", "caution above 4 ppm; warning above 16 ppm"),
        ("watch: air.sm.voc", "stale after 90 s"),
        ("      tube-sm", "range 0..500 ppm"),
        ("else: masks", "**masks** step 2 (do)"),
        ("    hold", "without a break"),
        ("end hatch kept shut", "people are safe"),
        ("by: CDR", "station commander"),
        ("unit: ppm", "volume fraction"),
    ],
)
def test_a_hover_says_what_the_file_says(needle, said):
    offset = ODOR.index(needle) + len(needle) - 1
    line = ODOR.count("\n", 0, offset) + 1
    found = hover(KNOWN, line, offset - ODOR.rfind("\n", 0, offset), {})
    assert found is not None
    assert said in found[0]


def test_a_hover_on_a_half_written_channel_shows_what_is_there():
    text = "channels:\n  t: {unit: ppm, stale: soon}\nsteps:\n  - step: a\n    watch: t < 2 ppm\n"
    found = hover(written(text), 5, 12, {})
    assert found is not None
    assert "stale soon" in found[0]


def test_the_outline_holds_every_step_with_its_title():
    parts = {one.name: one for one in outline(KNOWN)}
    assert [one.name for one in parts["steps"].inside][:2] == ["1 report", "2 masks"]
    assert parts["steps"].inside[1].about == "Masks on"
    assert {one.name for one in parts["channels"].inside} == set(KNOWN.data["channels"])
    for part in parts.values():
        for one in (part, *part.inside):
            whole, name = one.whole, one.name_place
            assert (whole.line, whole.column) <= (name.line, name.column)
            assert (name.end_line, name.end_column) <= (whole.end_line, whole.end_column)
