"""The paper copy: what guards an action stands above it, every word comes out whole, every page says what it is."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.machine.compile import compile_
from engine.paper.html import html
from engine.paper.plain import plain_text
from engine.paper.sheet import sheet
from engine.paper.typst_text import TEMPLATE, typst_inputs
from tests.builders import a_procedure, library
from tests.paper.written import HOSTILE, procedures

DIGEST = "0123456789abcdef" * 4
WILD = 'Открыть [клапан] #2 *сейчас* $x$ <b> & \\ @ref `raw` "кавычки"'


class Words(HTMLParser):
    """The text and the tags of a page, as a browser takes them."""

    def __init__(self):
        super().__init__()
        self.text, self.tags, self.attributes = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def _page(procedure):
    words = Words()
    words.feed(html(sheet(procedure, DIGEST)))
    return words


@pytest.mark.parametrize("name", sorted(library()))
def test_warnings_stand_above_the_action_they_guard(name):
    for block, step in zip(reversed(sheet(library()[name], DIGEST).blocks),
                           reversed(library()[name].steps), strict=False):  # fmt: skip
        assert block.warnings == step.warning
        assert block.cautions == step.caution
    text = html(sheet(library()["toxic-atmosphere"], DIGEST))
    assert text.index("Shout first.") < text.index("Mask on</span>")


def test_the_copy_says_what_a_crew_needs_at_every_step():
    odor = a_procedure((Path(__file__).parent / "data" / "odor.yaml").read_text("utf-8"))
    copy = sheet(odor, DIGEST)
    number = {one.name: one.number for one in copy.blocks}
    blocks = {one.name: one for one in copy.blocks}
    assert copy.blocks[0].name == "preconditions"
    shown = compile_(odor, library()).numbers
    assert number == {name: shown[name] for name in number}
    assert blocks["monitor"].visits == 3
    assert (
        f"Within 4 h. If not: go to {number['keep-shut']} (keep-shut)" in blocks["monitor"].limits
    )
    assert blocks["confirm"].signs == ("CDR", "FE-1")
    reading = blocks["first-reading"].entries[0]
    assert (reading.kind, reading.who) == ("blank", "FE-2")
    assert reading.detail == "ppm, 0\u00a0to\u00a0500 (tube-sm)"
    smelled = blocks["describe"].entries[0]
    assert smelled.options == (
        "solvent",
        "ammonia",
        "burnt",
        "sweet",
        "other",
        "none",
        "cannot tell",
    )
    assert (
        f"If symptom (step {number['describe']}) is strong: leave for toxic-atmosphere"
        in copy.contingencies
    )
    assert "If Vapour in Zvezda > 16 ppm: leave for toxic-atmosphere" in copy.contingencies
    counted = [(one.text, one.to) for one in blocks["head-count"].entries]
    assert ("any other end", f"go to {number['clear-hatchway']} (clear-hatchway)") in counted
    ways = [(one.text, one.to) for one in blocks["judge-zvezda"].entries]
    assert (
        f"If tube-sm (step {number['first-reading']}) > 16 ppm",
        f"go to {number['toxic']} (toxic)",
    ) in ways
    assert ("If it cannot be told", f"go to {number['toxic']} (toxic)") in ways
    assert copy.footer.endswith("SHA-256 0123456789ab")


@settings(max_examples=25)
@given(procedures(hostile=True))
def test_no_word_of_an_author_becomes_markup(procedure):
    page = _page(procedure)
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "section", "b",
        "span", "br", "table", "thead", "tbody", "tr", "th", "td", "footer",
    }  # fmt: skip
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "class"}
    said = "".join(page.text)
    for step in procedure.steps:
        assert all(text in said for text in (*step.warning, *step.caution, *step.note))
    assert procedure.title in said


def test_the_page_asks_for_nothing_outside():
    text = html(sheet(library()["head-count"], DIGEST))
    assert "http" not in text
    assert "url(" not in text
    assert "<script" not in text


@pytest.mark.parametrize("word", [*HOSTILE, WILD])
def test_words_are_data_to_the_template(word):
    procedure = library()["head-count"].model_copy(update={"title": word})
    data = json.loads(typst_inputs(sheet(procedure, DIGEST))["sheet"])
    assert data["title"].replace("\u200b", "") == word
    assert word not in TEMPLATE or len(word) < 3


def test_the_pdf_holds_every_word():
    typst = pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    pdf = pytest.importorskip("pypdf", reason="pypdf reads the page back; it is not installed")
    shipped = library()["toxic-atmosphere"]
    procedure = shipped.model_copy(update={"title": WILD, "entry": " ".join(HOSTILE)})
    made = typst.compile(
        TEMPLATE.encode(), format="pdf", sys_inputs=typst_inputs(sheet(procedure, DIGEST))
    )
    pages = [page.extract_text() for page in pdf.PdfReader(io.BytesIO(made)).pages]
    for n, page in enumerate(pages, 1):
        assert f"page {n} of {len(pages)}" in page
        assert "0123456789ab" in page
    said = "".join("".join(pages).split()).replace("\u200b", "")
    assert "".join(WILD.split()) in said
    for step in procedure.steps:
        for text in (*step.warning, *step.caution):
            assert (
                "".join(text.split()).replace("ffi", "ﬃ") in said or "".join(text.split()) in said
            )


def test_a_step_longer_than_a_page_is_parted_and_not_cut():
    typst = pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    procedure = library()["head-count"]
    first = procedure.steps[0]
    many = first.model_copy(update={"do": tuple(first.do) * 120})
    long = procedure.model_copy(update={"steps": (many, *procedure.steps[1:])})
    inputs = [typst_inputs(sheet(one, DIGEST)) for one in (procedure, long)]
    pages = [
        typst.compile(TEMPLATE.encode(), format="png", sys_inputs=one, ppi=10) for one in inputs
    ]
    counts = [len(one) if isinstance(one, list) else 1 for one in pages]
    assert counts[1] >= counts[0] + 2


@pytest.mark.parametrize("name", sorted(library()))
def test_the_plain_form_says_every_fact_once_and_depends_on_nothing_else(name):
    procedure = library()[name]
    text = plain_text(procedure)
    assert text == plain_text(procedure)
    for step in procedure.steps:
        assert f"step {step.step}" in text
        assert all(word in text for word in (*step.warning, *step.caution, *step.note))
    for record in procedure.records.values():
        assert record.ask in text


def test_one_changed_limit_changes_one_plain_line():
    head = library()["head-count"]
    from engine.procedure.printer import print_procedure

    changed = a_procedure(print_procedure(head).replace("within: 2 min", "within: 4 min"))
    before, after = plain_text(head).splitlines(), plain_text(changed).splitlines()
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert pairs == [("  after 2 min go to missing", "  after 4 min go to missing")]


@settings(max_examples=25)
@given(procedures(hostile=True))
def test_the_plain_form_is_one_fact_a_line_whatever_the_words(procedure):
    lines = plain_text(procedure).splitlines()
    assert all(line.isprintable() for line in lines)


def test_a_decision_says_where_the_value_that_it_goes_by_was_written_down():
    text = html(sheet(library()["toxic-atmosphere"], DIGEST))
    numbers = {one.name: one.number for one in sheet(library()["toxic-atmosphere"], DIGEST).blocks}
    assert f"tube-haven (step {numbers['measure']}) " in text
    assert "(tube-haven)" in text  # beside its blank
