"""The authoring screen: live on save, problems jump to their line, long files stay cheap, drilling from the cursor."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bootstrap.rehearse import fitting, rehearse
from engine.paper.sheet import sheet
from engine.procedure.reader import read_procedure
from engine.procedure.release import digest_of
from tests.cli.real import written
from tests.tui.drills import TestDoor, until
from tests.tui.drills import run as go
from tests.tui.views import frame
from tui import editor
from tui.app import Boldface
from tui.dialogs.choose import Choose
from tui.dialogs.listing import Listing
from tui.dialogs.quit import Quit
from tui.messages import AuthorAsked
from tui.screens.author import AuthorScreen
from tui.screens.drill import DrillScreen
from tui.screens.library import LibraryScreen
from tui.text import cells, plain
from tui.widgets.paper import PaperView, page
from tui.widgets.problems import ProblemList
from tui.widgets.source import SourceView, source_line
from tui.writing import library_folder
from tui.yaml_tones import spans

ODOR = "unknown-odor-on-hatch-opening"


class WritingDoor(TestDoor):
    def fitting(self, path, text):
        return fitting(path, text)

    def rehearse(self, path, text, step, scenario):
        return rehearse(path, text, step, scenario, self.store)


def shown(app):
    return "\n".join(frame(app))


@asynccontextmanager
async def writing(folder, name=None, size=(80, 24)):
    app = Boldface(WritingDoor(), author=AuthorAsked(folder, folder / name if name else None))
    async with app.run_test(size=size) as pilot:
        desk = app.screen
        assert isinstance(desk, AuthorScreen)
        if name:
            await until(pilot, lambda: desk.look is not None)
            await pilot.pause()
        yield app, desk, pilot


def test_a_save_from_any_editor_is_checked_and_its_problems_jump_to_their_place(tmp_path):
    path = written(tmp_path)
    text = path.read_text()

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, desk, pilot):
            assert "reaches safety (clean)" in shown(app)
            path.write_text(text.replace("else: measure", "else: mesure", 1))
            await until(pilot, lambda: "PROBLEMS 1" in shown(app))
            assert "no step is called 'mesure'" in shown(app)
            await pilot.press("n")
            line = text.split("\n").index("    else: measure") + 1
            assert desk.query_one(SourceView).cursor == line
            row = next(row for row in frame(app) if "else: mesure" in row)
            assert row.startswith(f"!! {line:>4}>")
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, Listing))
            await pilot.pause()
            assert "What it checks" in shown(app)
            await pilot.press("escape")
            path.write_text(text)
            await until(pilot, lambda: "reaches safety (clean)" in shown(app))

    go(play())


def test_a_finding_far_to_the_right_is_shown_with_what_stands_before_it_and_left_when_it_is_mended(
    tmp_path,
):
    path = written(tmp_path)
    far = "    answers: {GO: complete, NO-GO: hand-over, silence: hand-over, LOS: hand-over, wait a while: hand-ovr}"
    lines = path.read_text().replace("LOS: hand-over}", "LOS: hand-over, wait a while: hand-over}")
    near = "    answers: {GO: complete, NO-GO: hand-over, silence: hand-over, LOS: hand-over, wait a while: hand-over}"
    assert near in lines

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, desk, pilot):
            path.write_text(lines.replace(near, far))
            await until(pilot, lambda: "no step is called 'hand-ovr'" in shown(app))
            await pilot.press("n")
            source = desk.query_one(SourceView)
            await until(pilot, lambda: source.left > 0)
            await pilot.pause()
            row = next(row for row in frame(app) if "hand-ovr" in row and ">" in row)
            assert "silence: hand-over, LOS: hand-over, wait a while: hand-ovr" in row
            path.write_text(lines)
            await until(pilot, lambda: source.left == 0)
            await until(pilot, lambda: "answers: {GO: complete" in shown(app))

    go(play())


def test_the_line_of_the_cursor_stays_in_sight_when_a_long_message_takes_its_place(tmp_path):
    written(tmp_path)

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, desk, pilot):
            source = desk.query_one(SourceView)
            high = source.size.height
            source.move_to(high)  # the last line in sight
            desk.say("one sentence after the other " * 6)
            await until(pilot, lambda: source.size.height < high)
            await pilot.pause()
            assert any(f"{high:>5}>" in row for row in frame(app))

    go(play())


def test_nothing_found_is_said_of_the_profile_that_was_asked_for_only(tmp_path, monkeypatch):
    written(tmp_path)

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, desk, pilot):
            await until(pilot, lambda: "Nothing found." in shown(app))
            monkeypatch.setattr(desk.lookout, "ask", lambda _: None)  # it takes its time
            desk.action_profile()
            await until(pilot, lambda: "checking for the profile flight" in shown(app))
            await pilot.pause()
            assert "Nothing found." not in shown(app)

    go(play())


def test_a_file_in_the_place_of_the_old_one_is_followed_and_one_that_is_gone_is_said(tmp_path):
    path = written(tmp_path)

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, _, pilot):
            new = tmp_path / "draft"
            new.write_text(path.read_text().replace("title: Leak", "title: Another"))
            new.replace(path)
            await until(pilot, lambda: "title: Another" in shown(app))
            path.unlink()
            await until(pilot, lambda: "what is shown is older" in shown(app))
            assert "title: Another" in shown(app)

    go(play())


def test_files_source_spine_and_plain_words_at_both_sizes(tmp_path):
    written(tmp_path)
    written(tmp_path, "fire")

    async def play():
        async with writing(tmp_path) as (app, desk, pilot):
            await until(pilot, lambda: "fire" in shown(app))
            await pilot.press("down", "enter")
            await until(pilot, lambda: desk.look is not None)
            await pilot.pause()
            assert desk.file.name == "leak.yaml"
            assert "SOURCE" in shown(app)
            await pilot.press("v")
            await until(pilot, lambda: "leak, begins at 1" in shown(app))
            await pilot.press("v")
            await until(pilot, lambda: "> PAPER COPY <" in shown(app))
            await pilot.press("v")
            await until(pilot, lambda: "procedure leak: Leak" in shown(app))
            await pilot.press("p")
            await until(pilot, lambda: "asked for flight, reaches flight" in shown(app))
            await pilot.press("f1")
            await until(pilot, lambda: isinstance(app.screen, Listing))
        async with writing(tmp_path, "leak.yaml", (160, 48)) as (app, _, pilot):
            for part in ("FILES", "> SOURCE <", "SPINE", "PROBLEMS"):
                assert part in shown(app)
            assert "fire" in shown(app)
            assert "■ resolved" in shown(app)

    go(play())


def test_an_old_spine_says_that_it_is_old(tmp_path):
    path = written(tmp_path)

    async def play():
        async with writing(tmp_path, "leak.yaml", (160, 48)) as (app, _, pilot):
            path.write_text(path.read_text().replace("revision: 1", "revision: one"))
            await until(pilot, lambda: "OLD: the spine" in shown(app))

    go(play())


def test_the_paper_copy_follows_every_save_and_the_cursor_and_an_old_one_says_so(tmp_path):
    path = tmp_path / f"{ODOR}.yaml"
    path.write_text((library_folder() / path.name).read_text())

    async def play():
        async with writing(tmp_path, path.name, (160, 48)) as (app, desk, pilot):
            await pilot.press("v")
            await until(pilot, lambda: "PAPER COPY" in shown(app))
            assert digest_of(path.read_text())[:12] in shown(app)
            text = path.read_text().replace("out of the hatchway", "OUTNOW")
            path.write_text(text)
            await until(pilot, lambda: digest_of(text)[:12] in shown(app))
            line = text.split("\n").index("  - step: clear-hatchway") + 1
            desk.query_one(SourceView).move_to(line)
            await pilot.press("down")
            paper = desk.query_one(PaperView)
            seen = _words(line for line, _ in paper._drawn)
            assert "OUTNOW" in seen
            path.write_text(text.replace("revision: ", "revision: x"))
            await until(pilot, lambda: "PAPER COPY: OLD" in shown(app))

    go(play())


def _words(lines):
    return "\n".join("".join(words for words, _ in line) for line in lines)


@pytest.mark.parametrize("width", [40, 62, 80])
def test_the_paper_pane_says_every_word_that_the_printed_page_says(width):
    for path in sorted(library_folder().glob("*.yaml")):
        text = path.read_text()
        copy = sheet(read_procedure(text).procedure, digest_of(text))
        lines = page(copy, None, width)
        assert all(cells("".join(words for words, _ in line)) <= width for line in lines)
        pane = "".join(_words(lines).replace("\u2503", " ").split())
        for block in copy.blocks:
            parts = [*block.warnings, *block.cautions, *block.notes, *block.limits, block.onward]
            for one in block.entries:
                parts += [one.text, one.detail, one.to, *one.options]
            assert all("".join(part.split()) in pane for part in parts if part), block.name


def test_on_paper_a_warning_stands_above_the_action_and_a_blank_has_its_unit():
    text = (library_folder() / f"{ODOR}.yaml").read_text()
    copy = sheet(read_procedure(text).procedure, digest_of(text))
    rows = _words(page(copy, None, 76)).split("\n")
    for block in copy.blocks:
        start = next(n for n, row in enumerate(rows) if row.startswith(f"{block.number:<3} "))
        body = rows[start:]
        if block.warnings:
            boxed = next(n for n, row in enumerate(body) if "!! WARNING" in row)
            first = next(n for n, row in enumerate(body) if "[ ]" in row)
            assert boxed < first
    assert any("________\u00a0ppm, 0\u00a0to\u00a0500 (tube-sm)" in row for row in rows)
    assert " ".join(rows[-2:]) == copy.footer


def test_of_a_very_long_file_only_what_is_seen_is_built(tmp_path, monkeypatch):
    (tmp_path / "long.yaml").write_text("a: [b] x\n" * 100_000)
    built = []

    def counted(text, *rest, **more):
        built.append(text)
        return source_line(text, *rest, **more)

    monkeypatch.setattr("tui.widgets.source.source_line", counted)

    async def play():
        async with writing(tmp_path, "long.yaml") as (app, desk, pilot):
            await pilot.press("end")
            await until(pilot, lambda: desk.query_one(SourceView).cursor == 100_001)
            await until(pilot, lambda: "100000" in shown(app))
            assert len(built) < 1_000

    go(play())


def test_drill_this_brings_the_drill_to_the_step_and_leads_back(tmp_path):
    source = (library_folder() / f"{ODOR}.yaml").read_text()
    path = tmp_path / f"{ODOR}.yaml"
    path.write_text(source.replace("out of the hatchway", "OUT NOW"))
    line = source.split("\n").index("  - step: clear-hatchway") + 1

    async def play():
        async with writing(tmp_path, path.name) as (app, desk, pilot):
            desk.query_one(SourceView).move_to(line + 2)
            await pilot.press("d")
            await until(pilot, lambda: isinstance(app.screen, Choose))
            await pilot.pause()
            place = next(n for n, word in enumerate(app.screen.list.words, 1) if "(ms-29)" in word)
            await pilot.press(str(place), "enter")
            await until(pilot, lambda: isinstance(app.screen, DrillScreen), 30)
            await pilot.pause()
            drill = app.screen
            drill.bridge.paused = True
            assert drill.view.card.state == "clear-hatchway"
            assert drill.view.played == ("FE-1", "FE-2")
            assert "ms-29" in drill.view.run
            assert "OUT NOW" in shown(app)
            assert any("rehearsal: up to 'clear-hatchway'" in row.text for row in drill.view.log)
            await pilot.press("q")
            await until(pilot, lambda: isinstance(app.screen, Quit) and app.screen.is_mounted)
            await pilot.pause()
            assert "back to authoring" in shown(app)
            await pilot.press("y")
            await until(pilot, lambda: app.screen is desk)

    go(play())


def test_what_cannot_be_drilled_says_why_where_one_stands(tmp_path):
    path = written(tmp_path)

    async def play():
        async with writing(tmp_path, "leak.yaml") as (app, _, pilot):
            await pilot.press("d")
            await until(pilot, lambda: "no scenario drills 'leak'" in shown(app))
            path.write_text("procedure: leak\n")
            await until(pilot, lambda: "cannot be used" in shown(app))
            await pilot.press("d")
            await until(pilot, lambda: "cannot be drilled yet" in shown(app))

    go(play())


def test_the_library_leads_there_and_back_and_an_editor_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")

    async def play():
        app = Boldface(WritingDoor())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("a")
            await until(pilot, lambda: isinstance(app.screen, AuthorScreen))
            await until(pilot, lambda: ODOR in shown(app))
            await pilot.press("e")
            await until(pilot, lambda: "Open a file first" in shown(app))
            await pilot.press("enter")
            await until(pilot, lambda: app.screen.draft is not None)
            await pilot.press("e")
            await until(pilot, lambda: "cannot" in shown(app))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, LibraryScreen))

    go(play())


HOSTILE = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=200)


@given(HOSTILE)
def test_colours_lose_no_character(line):
    assert "".join(words for words, _ in spans(line)) == line


@given(HOSTILE, st.integers(9, 200), st.integers(0, 80))
def test_a_line_of_source_is_literal_and_never_wider_than_its_room(line, width, left):
    shown_ = source_line(line, 7, width, left, None, here=True, active=True)
    text = "".join(words for words, _ in shown_)
    assert cells(text) <= max(width, 9)
    body = text[8:].removesuffix("\u2026")
    assert plain(line[left:]).startswith(body)


def test_the_editor_is_the_persons_and_opens_at_the_line():
    path = Path("/x/a b.yaml")
    assert editor.command(path, 7, 3, {}) == ["vi", "+7", "/x/a b.yaml"]
    assert editor.command(path, 7, 3, {"EDITOR": "nano -w"}) == ["nano", "-w", "+7", "/x/a b.yaml"]
    assert editor.command(path, 7, 3, {"EDITOR": "x", "VISUAL": "hx"}) == ["hx", "/x/a b.yaml:7:3"]
    assert editor.command(path, 7, 3, {"EDITOR": "gedit 'x"}) == ["gedit 'x", "/x/a b.yaml"]


def test_more_findings_than_are_shown_are_counted():
    from engine.procedure.places import Place, Problem

    rows = ProblemList()
    rows.findings = [Problem(Place(n, 1, n, 2), "rule", "wrong") for n in range(1, 300)]
    text = "\n".join("".join(words for words, _ in line) for line in rows.lines(60))
    assert "and 99 more" in text
