"""SVG and Mermaid show the same ways as the table, whatever the words in them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from engine.machine.compile import compile_
from engine.paper.mermaid import escaped, mermaid
from engine.paper.outline import outline
from engine.paper.spine import spine
from engine.paper.svg import svg
from tests.builders import library
from tests.paper.written import HOSTILE, procedures

SVG = "{http://www.w3.org/2000/svg}"
NODE = re.compile(r'    (s\d+)\["([^"]*)"\]')
EDGE = re.compile(r'  (s\d+) -->(?:\|"([^"]*)"\|)? ([se]\d+)')
SAFE = re.compile(r"[\w\s.,/%°#;-]*")


def _drawn_ways(table):
    ways = [
        one for one in table.transitions if one.trigger not in ("start", "close", "skip", "abort")
    ]
    return [one for one in ways if one.trigger != "contingency" and not one.returns]


def check_svg(table):
    shape = outline(table)
    root = ET.fromstring(svg(shape, "<title> & more"))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "style", "rect", "text", "path",
    }  # fmt: skip
    arcs = [
        (one.get("data-from"), one.get("data-to"))
        for one in root.iter(f"{SVG}path")
        if one.get("class") == "arc"
    ]
    rows = [row.state for part in shape.parts for row in part.rows]
    wanted = {
        (one.source, one.dest)
        for one in _drawn_ways(table)
        if one.dest in rows
        and table.states[one.source].frame == table.states[one.dest].frame
        and rows.index(one.dest) != rows.index(one.source) + 1
    }
    assert sorted(arcs) == sorted(wanted)
    names = {
        (one.text or "").split()[0]: float(one.get("y"))
        for one in root.iter(f"{SVG}text")
        if one.get("class") == "name"
    }
    for one in root.iter(f"{SVG}path"):
        if one.get("class") == "arc":
            ys = [float(y) for y in re.findall(r"Q\S+ \S+ \S+ (\S+?)H", one.get("d"))]
            assert ys == [names[shape.numbers[one.get("data-to")]] - 4]
    said = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    signs = sum(said.count(sign) for sign in ("↓", "→", "▸", "■"))
    assert signs >= len(_drawn_ways(table))
    return root


def check_mermaid(table):
    shape = outline(table)
    text = mermaid(shape)
    lines = text.splitlines()
    nodes = dict(match.groups() for line in lines if (match := NODE.fullmatch(line)))
    assert len(nodes) == len(shape.numbers)
    steps = dict(zip([f"s{n}" for n in range(len(nodes))], shape.numbers, strict=True))
    closings = dict(enumerate(one.state for one in shape.ends))
    names = steps | {f"e{n}": state for n, state in closings.items()}
    edges = [match.groups() for line in lines if (match := EDGE.fullmatch(line))]
    assert sorted((names[a], names[b]) for a, _, b in edges) == sorted(
        (one.source, one.dest) for one in _drawn_ways(table)
    )
    assert sum(" -.->" in line for line in lines) == len(shape.anytime) + len(shape.returns)
    for words in re.findall(r'"([^"]*)"', text):
        assert SAFE.fullmatch(words), words
    assert text.count('"') % 2 == 0


@pytest.mark.parametrize("name", sorted(library()))
def test_drawings_of_shipped_procedures_have_every_way_and_none_besides(name):
    table = compile_(library()[name], library())
    check_svg(table)
    check_mermaid(table)


@settings(max_examples=30)
@given(procedures(hostile=True))
def test_drawings_of_any_procedure_have_every_way_and_none_besides(procedure):
    table = compile_(procedure, {})
    check_svg(table)
    check_mermaid(table)


@pytest.mark.parametrize("word", HOSTILE)
def test_every_word_comes_out_of_mermaid_whole(word):
    back = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), escaped(word))
    assert back == word.replace("\n", "\\x0a")


def test_a_way_into_another_procedure_ends_at_its_first_step():
    table = compile_(library()["unknown-odor-on-hatch-opening"], library())
    shape = outline(table)
    into = [one for one in shape.edges if one.label == "performs"]
    assert {(one.source, one.dest) for one in into} == {
        ("head-count", "head-count>call-names"),
        ("toxic-atmosphere/count-all", "toxic-atmosphere/count-all>call-names"),
    }


def test_what_may_come_at_any_time_leads_to_a_step_by_the_sign_that_the_terminal_has():
    shape = outline(compile_(library()["fire"], library()))
    way = next(one for one in shape.anytime if one.dest in shape.numbers)
    said = f" →{shape.numbers[way.dest]}"
    assert f"{said}<" in svg(shape, "x")
    assert f"{said} " in str(spine(shape))
