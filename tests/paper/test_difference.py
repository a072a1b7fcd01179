"""What changed in meaning is said; what did not change is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.procedure import model
from engine.procedure.difference import differences
from engine.procedure.printer import print_procedure
from engine.procedure.reader import read_procedure
from tests.builders import a_procedure, library
from tests.paper.written import procedures

ODOR = (Path(__file__).parent / "data" / "odor.yaml").read_text("utf-8")


def said(old, new, count=1, text=ODOR):
    """The sentences of what changes when `old` is written as `new`."""
    assert old in text
    changed = a_procedure(text.replace(old, new, count))
    return [one.sentence for one in differences(a_procedure(text), changed)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("tube-sm > 16 ppm: toxic", "tube-sm > 16 ppm: monitor",
         "judge-zvezda: 'tube-sm > 16 ppm' now goes to monitor, was toxic"),
        ("    hold: 10 min", "    hold: 5 min", "monitor: hold 5 min, was 10 min"),
        ("    within: 4 h", "    within: 240 min", None),
        ("    within: 4 h", "    within: 5 h", "monitor: time limit 5 h, was 4 h"),
        ("revision: 1", "revision: 2", None),
        ("warning: Everyone out of Poisk first.", "note: Everyone out of Poisk first.",
         'shut-again: warning "Everyone out of Poisk first." is gone'),
        ("    visits: 3\n    watch", "    visits: 2\n    watch",
         "monitor: visits at most 2, was at most 3"),
        ("sign: [CDR, FE-1]", "sign: [CDR, FE-2]", "confirm: signatures CDR, FE-2, was CDR, FE-1"),
        ("sign: [CDR, MCC-H]", "sign: [CDR]", "close: signatures CDR, was CDR, MCC-H"),
        ("high: {caution: 4, warning: 16}", "high: {caution: 4, warning: 20}",
         "channel air.sm.voc: warning above 20 ppm, was 16 ppm"),
        ("CDR: station commander, in Zvezda", "CDR: commander",
         'procedure: role CDR "commander", was "station commander, in Zvezda"'),
        ("someone: keep-shut", "someone: toxic",
         "smell-check: answer 'someone' now goes to toxic, was keep-shut"),
        ("{if: symptom is strong, leave: toxic-atmosphere}",
         "{if: symptom is strong, then: toxic}",
         "procedure: anytime 'symptom is strong' now goes to toxic, was leave toxic-atmosphere"),
        ("isolation lost: unsafe", "isolation lost: safe",
         "procedure: end 'isolation lost' safe, was unsafe"),
        ("tube-sm <= 16 ppm: monitor\n      tube-sm > 16 ppm: toxic",
         "tube-sm <= 12 ppm: monitor\n      tube-sm > 12 ppm: toxic",
         "judge-zvezda: 'tube-sm <= 12 ppm' goes to monitor, was 'tube-sm <= 16 ppm'"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(old, new, sentence):
    found = said(old, new)
    if sentence is None:
        assert found == []
    else:
        assert sentence in found


def test_comments_and_the_order_of_keys_make_no_difference():
    canonical = a_procedure(print_procedure(a_procedure(ODOR)))
    assert differences(a_procedure(ODOR), canonical) == ()


def test_a_renamed_step_is_one_change_though_many_ways_lead_to_it():
    found = differences(a_procedure(ODOR), a_procedure(ODOR.replace("keep-shut", "stay-shut")))
    steps = [one.sentence for one in found if one.where != "procedure"]
    assert steps == ["stay-shut: step renamed, was keep-shut"]


def test_an_added_step_is_one_change():
    text = ODOR.replace(
        "  - step: clean-air",
        "  - step: breathe\n    do: Take a breath.\n    within: 1 min\n    else: clean-air\n\n"
        "  - step: clean-air",
    )
    assert [one.sentence for one in differences(a_procedure(ODOR), a_procedure(text))] == [
        "breathe: step added after stop-ventilation"
    ]
    assert [one.sentence for one in differences(a_procedure(text), a_procedure(ODOR))] == [
        "breathe: step removed"
    ]


def test_a_moved_step_is_one_change():
    head, tail = ODOR.split("  - step: masks-off\n", 1)
    block, rest = tail.split("  - step: restore\n", 1)
    first, after = rest.split("  - step: resume\n", 1)
    text = (
        f"{head}  - step: restore\n{first.replace('else: resume', 'else: masks-off')}"
        f"  - step: masks-off\n{block.replace('else: restore', 'else: resume')}"
        f"  - step: resume\n{after}"
    )
    kinds = [one.kind for one in differences(a_procedure(ODOR), a_procedure(text))]
    assert kinds.count("moved") == 1
    assert set(kinds) == {"moved", "changed"}


@pytest.mark.parametrize("name", sorted(library()))
def test_nothing_differs_from_itself(name):
    assert differences(library()[name], library()[name]) == ()


@settings(max_examples=30)
@given(procedures(), procedures())
def test_no_difference_means_the_same_canonical_text(old, new):
    """Whatever the printer would write differently is a difference, revision and order apart."""
    found = differences(old, new)
    new = new.model_copy(update={"revision": old.revision})
    if not found:
        assert sorted(print_procedure(old).splitlines()) == sorted(
            print_procedure(new).splitlines()
        )
    else:
        assert print_procedure(old) != print_procedure(new)


def _edits(text):
    """The text with one line taken out, one digit or one word changed; each in turn."""
    lines = text.splitlines()
    for n, line in enumerate(lines):
        changed = {"", re.sub(r"[1-8]", lambda m: str(int(m[0]) + 1), line, count=1)}
        changed |= {line.replace(" on ", " off "), re.sub(r"\w+\W*$", "altered", line)}
        for one in changed - {line}:
            yield "\n".join([*lines[:n], *([one] if one else []), *lines[n + 1 :]]) + "\n"


@pytest.mark.parametrize(
    "name",
    [
        "head-count",
        "toxic-atmosphere",
        pytest.param("unknown-odor-on-hatch-opening", marks=pytest.mark.slow),
    ],
)
def test_every_change_of_a_line_that_changes_the_procedure_is_told(name):
    old = library()[name].model_copy(update={"date": None})
    told = 0
    for text in _edits(print_procedure(old)):
        new = read_procedure(text).procedure
        if new is None:
            continue
        same = new.model_copy(update={"revision": old.revision, "date": None}) == old
        assert bool(differences(old, new)) != same, text
        told += not same
    assert told > 20


def test_every_key_of_the_model_is_known_to_the_facts():
    """A key that is added to the model must be added to `facts.py`, `plain.py` and `sheet.py` too."""
    known = {
        "Procedure": "procedure title revision date entry roles ground ends channels records"
        " preconditions anytime steps properties close called inhibits consequences deferred_at",
        "Called": "if_ level sense",
        "Consequence": "note from_",
        "Channel": "title unit states range stale high low",
        "Record": "ask type unit range of by observed",
        "Item": "item by sensed",
        "Contingency": "if_ during then leave",
        "Close": "each_observation each_record sign",
        "StepParts": "step title warning caution note by sign visits within else_ next end leave"
        " return_",
    }
    for name, keys in known.items():
        assert set(getattr(model, name).model_fields) == set(keys.split()), name


def do_lines(*texts):
    """The changes between a step with the items a, b and c and one with these."""
    old, new = (
        ODOR.replace(
            "steps:\n",
            "steps:\n  - step: extra\n    do:\n"
            + "".join(f"      - {{item: {one}, by: CDR}}\n" for one in items)
            + "    within: 2 min\n    else: keep-shut\n",
            1,
        )
        for items in (("Open a", "Open b", "Open c"), texts)
    )
    found = differences(a_procedure(old), a_procedure(new))
    return [one.sentence for one in found]


def test_other_words_for_an_item_are_one_change_and_no_other_order():
    assert do_lines("Open a", "Open d", "Open c") == [
        'extra: do "CDR: Open d", was do "CDR: Open b"'
    ]
    assert do_lines("Open a", "Open c") == ['extra: do "CDR: Open b" is gone']
    moved = do_lines("Open c", "Open b", "Open a")
    assert len(moved) == 1
    assert moved[0].startswith("extra: order of 'do' CDR: Open c > ")


def test_a_contingency_more_or_less_is_no_other_order_of_the_rest():
    guards = [f"voc.sm > {limit} ppm" for limit in (9, 8, 7)]
    head = (
        "procedure: x\ntitle: X\nrevision: 1\nentry: a test\nroles: {CDR: crew}\nends: {well: safe}\n"
        "channels: {voc.sm: {unit: ppm, range: [0, 50], stale: 60 s}}\nanytime:\n"
    )
    steps = "steps:\n  - {step: a, by: CDR, do: Open it}\n  - {step: b, by: CDR, do: Shut it, end: well}\n"

    def told(*orders):
        texts = [
            head + "".join(f"  - {{if: {guards[n]}, then: b}}\n" for n in order) + steps
            for order in orders
        ]
        return [one.sentence for one in differences(*map(a_procedure, texts))]

    gone = "procedure: anytime 'voc.sm > 8 ppm' b is gone"
    assert told((0, 1, 2), (0, 2)) == [gone]
    assert told((0, 1), (0,)) == [gone]
    assert told((0,), (0, 1)) == [gone.replace("gone", "new")]
    assert told((0, 1), (1, 0)) == [
        "procedure: order of 'anytime' voc.sm > 8 ppm > voc.sm > 9 ppm, was voc.sm > 9 ppm > voc.sm > 8 ppm"
    ]
