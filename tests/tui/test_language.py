"""`L` shows the drill in Russian and back, at every size, whole: nothing of the procedure's words is cut."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.adapters.library_files import LibraryFiles
from engine.bootstrap import DrillSettings, open_drill
from engine.library import load_spoken
from tests.tui.drills import ALL, playing, run, to_step, until
from tests.tui.test_drill_screen import dialog, said
from tests.tui.views import frame
from tui.dialogs.choose import Choose
from tui.text import cells
from tui.widgets.step_card import StepCard, card_lines

SIZES = [(80, 24), (160, 48)]


@pytest.mark.parametrize("size", SIZES)
def test_l_shows_russian_and_l_again_what_is_written(size):
    async def play():
        async with playing(ALL, size) as (app, desk, pilot):
            entries = desk.bridge.drill.size
            await pilot.press("L")
            await until(pilot, lambda: "Shown in ru." in said(desk))
            await pilot.pause()
            shown = " ".join("\n".join(frame(app)).split())
            assert "Маски для" in shown
            assert "Люк «Поиска»" in shown
            assert "Неизвестный запах при открытии люка" in shown
            assert "До начала работы" in shown
            assert desk.bridge.drill.size == entries
            await pilot.press("L")
            await until(pilot, lambda: "as it is written" in said(desk))
            assert desk.view.card.items[0].text.startswith("The masks")

    run(play())


def test_an_answer_is_chosen_by_its_sense_and_logged_as_written():
    async def play():
        drill = open_drill(DrillSettings("ms-29", ALL, 7, "memory:", language="ru"))
        async with playing(ALL, (80, 24), drill) as (app, desk, pilot):
            await to_step(desk, pilot, "describe")
            await pilot.press("enter")
            await dialog(app, pilot, Choose)
            assert "solvent (растворитель)" in "\n".join(frame(app))
            await pilot.press("1", "enter")
            await until(pilot, lambda: desk.view.card.fields[0].recorded)
            assert desk.view.card.fields[0].value == "solvent"

    run(play())


@pytest.mark.parametrize("width", [38, 78, 100])
def test_every_step_is_whole_and_within_its_width_in_russian(width):
    """The words of every state's card come back from its lines, none wider than the pane."""
    drill = open_drill(DrillSettings("ms-29", ALL, 7, "memory:", language="ru"))
    spoken, _ = load_spoken(LibraryFiles(), "unknown-odor-on-hatch-opening", "ru")
    view = drill.view()
    looked = 0
    for state in spoken.drive.table.states.values():
        step = state.step
        if step is None:
            continue
        card = replace(
            view.card,
            title=step.heading,
            warnings=step.warning,
            cautions=step.caution,
            notes=step.note,
            question=step.question,
            items=tuple(
                replace(view.card.items[0], id=one.id, text=one.text, by=one.by)
                for one in state.items
            ),
            answers=(),
        )
        lines = card_lines(replace(view, card=card), None, width)
        for line in lines:
            assert sum(cells(part) for part, _ in line) <= width, line
        told = "".join("".join(part for part, _ in line) for line in lines)
        squeezed = "".join(told.split())
        for text in (
            step.heading,
            *step.warning,
            *step.caution,
            *step.note,
            *(i.text for i in card.items),
        ):
            assert "".join(text.split()) in squeezed, text
            looked += 1
    assert looked > 80
    drill.leave()


def test_a_card_is_drawn_anew_when_only_the_words_change():
    drill = open_drill(DrillSettings("ms-29", ALL, 7, "memory:"))
    view = drill.view()
    changed = []
    card = StepCard()
    card.changed = lambda: changed.append(1)
    card.show(view, None, boxed=False)
    card.show(replace(view, words={"none": "нет"}), None, boxed=False)
    assert len(changed) == 2
    drill.leave()
