"""The spine shows every way of the compiled table and none besides, read back from its characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.machine.compile import compile_
from engine.machine.table import ABORTED
from engine.paper.cells import cut, padded, visible, width, wrapped
from engine.paper.outline import label, outline
from engine.paper.spine import spine
from tests.builders import a_procedure, library
from tests.paper.read_spine import read_spine
from tests.paper.written import procedures


def _expected(table, shape):
    """The ways of the table, by the names that a drawing uses."""
    names = dict(shape.numbers)
    ways, arcs, anytime, returns = [], set(), {}, {}
    rows = [row.state for part in shape.parts for row in part.rows]
    for state in table.states.values():
        if state.kind == "closing":
            owner = state.frame.rstrip("/>")
            names[state.id] = (state.outcome, owner)
    for way in table.transitions:
        if way.trigger in ("start", "close", "skip", "abort"):
            continue
        if way.trigger == "contingency":
            anytime.setdefault(way.contingency, set()).add(names[way.source])
        elif way.returns:
            returns.setdefault(names[way.source], set()).add(names[way.dest])
        else:
            dest = names[way.dest]
            ways.append((names[way.source], dest, label(way)))
            source, to = table.states[way.source], table.states[way.dest]
            below = to.kind == "step" and source.frame == to.frame
            if below and rows.index(way.dest) != rows.index(way.source) + 1:
                arcs.add((names[way.source], dest))
    return ways, arcs, anytime, returns


def _same_end(said, expected):
    """An end as a drawing names it, beside (outcome, owner)."""
    outcome, owner = expected
    return said in (outcome, f"{outcome} ({owner or 'this procedure'})")


def check(table, columns):
    shape = outline(table)
    drawn = spine(shape, columns)
    read = read_spine(drawn)
    ways, arcs, anytime, returns = _expected(table, shape)
    assert read.rows == list(shape.numbers.values())
    assert len(read.ways) == len(ways)
    for number, dest, words in ways:
        mine = [one for one in read.ways if one[0] == number and one[2] == words]
        if isinstance(dest, tuple):
            assert any(_same_end(to, dest) for _, to, _ in mine), (number, dest, mine)
        else:
            assert (number, dest, words) in mine, (number, dest, words, mine)
    without = sum("written without an arc" in line for line in drawn.lines)
    assert read.arcs == arcs or (without and read.arcs < arcs)
    assert [one[2] for one in read.anytime] == [
        anytime.get(watcher.index, set()) for watcher in table.watchers
    ]
    assert [one[1] for one in read.anytime] == [shape.numbers[w.to] for w in table.watchers]
    assert read.returns == returns
    outcomes = [one.outcome for one in table.states.values() if one.kind == "closing"]
    assert len(read.ends) == len([one for one in outcomes if one != ABORTED])
    return drawn


@pytest.mark.parametrize("columns", [80, 100, 160])
@pytest.mark.parametrize("name", sorted(library()))
def test_the_drawing_of_a_shipped_procedure_has_every_way_and_none_besides(name, columns):
    drawn = check(compile_(library()[name], library()), columns)
    assert max(map(width, drawn.lines)) <= columns


@settings(max_examples=40)
@given(procedures(), st.sampled_from([60, 80, 200]))
def test_the_drawing_of_any_procedure_has_every_way_and_none_besides(procedure, columns):
    drawn = check(compile_(procedure, {}), columns)
    assert max(map(width, drawn.lines)) <= columns


def test_a_way_that_is_taken_out_of_the_table_is_missed():
    table = compile_(library()["head-count"], library())
    shape = outline(table)
    fewer = type(shape)(
        shape.start, shape.parts, shape.edges[1:], shape.ends, shape.anytime, shape.returns,
        shape.numbers,
    )  # fmt: skip
    assert len(read_spine(spine(fewer)).ways) == len(read_spine(spine(shape)).ways) - 1


@settings(max_examples=25)
@given(procedures(hostile=True))
def test_no_word_of_an_author_breaks_a_line(procedure):
    drawn = spine(outline(compile_(procedure, {})))
    assert all(line.isprintable() for line in drawn.lines)
    assert max(map(width, drawn.lines)) <= 80


def test_what_must_be_so_for_a_way_is_said_in_words():
    odor = a_procedure((Path(__file__).parent / "data" / "odor.yaml").read_text("utf-8"))
    shape = outline(compile_(odor, library()))
    said = {(edge.source, edge.dest): edge.label for edge in shape.edges}
    assert said["monitor", "first-sample"].endswith("air.poisk.voc < 4 ppm for 10 min")
    assert said["judge-zvezda", "monitor"] == "tube-sm <= 16 ppm"
    assert said["shut-hatch", "toxic"] == "after 5 min"
    assert said["ask-ground", "smell-check"] == "GO"
    assert said["clean-air", "describe"] in {"", "after 5 min"}
    assert {edge.label for edge in shape.ways("monitor")} >= {"visit 4", "after 4 h"}
    assert "unknown" in {edge.label for edge in shape.ways("judge-zvezda")}
    assert any(edge.label.endswith("signed CDR and FE-1") for edge in shape.ways("confirm"))


MANY = """
procedure: made-up
title: Made up
revision: 1
entry: x
roles: {CDR: c}
ends: {ok: safe}
steps:
"""


def test_jumps_for_which_there_is_no_lane_are_written_and_counted():
    steps = [
        f"  - step: s{n}\n    do: x\n    within: 5 min\n    else: s{59 - n}\n" for n in range(60)
    ]
    table = compile_(a_procedure(MANY + "".join(steps) + "    end: ok\n"), {})
    narrow, wide = check(table, 80), check(table, 300)
    assert "jumps are written without an arc" in narrow.lines[-1]
    assert "jumps are written without an arc" not in wide.lines[-1]


def test_two_procedures_left_for_have_numbers_of_their_own():
    steps = "  - step: one\n    do: x\n    within: 5 min\n    else: leave t-a\n    leave: t-b\n"
    others = {
        name: a_procedure(MANY.replace("made-up", name) + "  - step: one\n    do: x\n    end: ok\n")
        for name in ("t-a", "t-b")
    }
    table = compile_(a_procedure(MANY + steps), others)
    check(table, 80)
    assert sorted(outline(table).numbers.values()) == ["1", "T1", "TT1"]


def test_numbers_are_those_of_the_screen():
    table = compile_(library()["unknown-odor-on-hatch-opening"], library())
    assert dict(outline(table).numbers) == dict(table.numbers)


@given(st.text(max_size=60), st.integers(1, 40))
def test_text_is_cut_and_filled_to_its_cells(text, most):
    text = visible(text)
    assert width(cut(text, most)) <= most
    if width(text) <= most:
        assert cut(text, most) == text
    assert width(padded(text, most)) == most


@given(st.text(max_size=80), st.integers(2, 30))
def test_text_is_broken_without_losing_a_letter(text, most):
    text = visible(text)
    lines = wrapped(text, most)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= most for line in lines)
