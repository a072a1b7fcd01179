"""Paper in a second language, and in two side by side: every step in both, boxes and signatures once."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from engine.cli.app import cli
from engine.paper.html import html
from engine.paper.languages import side_by_side, translated_sheet
from engine.paper.sheet import sheet
from engine.procedure.reader import read_procedure
from engine.procedure.translation import read_translation
from tests.builders import PROCEDURES

NAME = "unknown-odor-on-hatch-opening"


@pytest.fixture(scope="module")
def copies():
    procedure = read_procedure((PROCEDURES / f"{NAME}.yaml").read_text("utf-8")).procedure
    text = (PROCEDURES / "translations" / f"{NAME}.ru.yaml").read_text("utf-8")
    translation = read_translation(text, procedure).translation
    first, second = sheet(procedure, "0" * 64), translated_sheet(procedure, "0" * 64, translation)
    return first, second, translation


def test_each_step_stands_beside_itself_with_all_its_warnings(copies):
    first, second, translation = copies
    both = side_by_side(first, second)
    assert len(both.blocks) == len(first.blocks) > 30
    for block, written in zip(both.blocks, first.blocks, strict=True):
        assert block.beside.number == written.number
        assert block.beside.title == translation.texts[written.title]
        for part in ("warnings", "cautions", "notes"):
            told = getattr(block.beside, part)
            assert told == tuple(translation.texts[one] for one in getattr(written, part))
        assert len(block.beside.entries) == len(written.entries)


def test_boxes_blanks_and_signatures_stand_once(copies):
    first, second, _ = copies
    for block in side_by_side(first, second).blocks:
        assert {one.kind for one in block.beside.entries} <= {"line"}
        assert not block.beside.signs
        assert not block.beside.onward
    assert html(side_by_side(first, second)).count("☐") == html(first).count("☐")


def test_warnings_stand_above_the_action_in_both_columns(copies):
    first, second, translation = copies
    page = html(side_by_side(first, second)).replace("&quot;", '"')
    warning = "Do not smell again to make sure. Many poisons dull the nose, and a fading smell is no all-clear."
    action = 'Mask on, purge, say "mask on"'
    assert page.index(warning) < page.index(action)
    assert page.index(translation.texts[warning]) < page.index(translation.texts[action])


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_the_command_writes_both_forms(ending, tmp_path):
    if ending == "pdf":
        pytest.importorskip("typst", reason="the extra pdf")
    for args in (["--language", "ru"], ["--side-by-side", "en,ru"]):
        out = tmp_path / f"x.{ending}"
        done = CliRunner().invoke(cli, ["author", "print", "head-count", *args, "-o", str(out)])
        assert done.exit_code == 0, done.output
        assert out.stat().st_size > 1_000


@pytest.mark.parametrize(
    "args",
    [
        ["--language", "xx"],
        ["--side-by-side", "ru"],
        ["--language", "ru", "--side-by-side", "en,ru"],
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(args, tmp_path):
    out = tmp_path / "x.html"
    done = CliRunner().invoke(cli, ["author", "print", "head-count", *args, "-o", str(out)])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert not out.exists()
