"""Each key of the drill screen does its command or says why not, on a real drill with a memory store."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.drills import ALL, playing, run, to_step, until
from tests.tui.views import frame
from tui import keymap
from tui.dialogs.choose import Choose
from tui.dialogs.deviation import Departure
from tui.dialogs.listing import Listing
from tui.dialogs.quit import Quit
from tui.dialogs.reason import Reason
from tui.dialogs.record import RecordLine
from tui.dialogs.sign_off import SignOff
from tui.screens.log import LogScreen
from tui.widgets.targets import targets


def said(desk):
    return " ".join(part[-2] for part in desk.query_one("#said").parts)


def log(desk):
    return [row.text for row in desk.view.log]


async def dialog(app, pilot, kind):
    await until(pilot, lambda: isinstance(app.screen, kind) and app.screen.is_mounted)
    await pilot.pause()
    return app.screen


def test_enter_ticks_the_line_under_the_cursor_and_moves_on():
    async def play():
        async with playing(ALL) as (_, desk, pilot):
            first = desk.target().key
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.items[0].status == "ticked")
            assert desk.target().key != first
            await pilot.press("space")
            await until(pilot, lambda: desk.view.card.state == "report")

    run(play())


def test_the_role_that_may_acts_by_itself_and_tab_changes_the_role():
    async def play():
        async with playing(ALL) as (_, desk, pilot):
            assert desk.acting == "CDR"
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.items[0].status == "ticked")
            assert (
                next(row.role for row in reversed(desk.view.log) if row.text.startswith("[x]"))
                == "FE-1"
            )
            await pilot.press("tab")
            assert desk.acting == "FE-1"

    run(play())


def test_an_item_of_another_role_is_refused_with_the_reason_of_the_core():
    async def play():
        async with playing(("FE-1",)) as (_, desk, pilot):
            await pilot.press("down", "enter")
            await until(pilot, lambda: "for FE-2, not FE-1" in said(desk))
            assert desk.view.card.items[1].status == "open"

    run(play())


def test_untick_needs_a_reason_and_keeps_both():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.items[0].status == "ticked")
            await pilot.press("up", "u")
            await dialog(app, pilot, Reason)
            await pilot.press("enter")
            await until(
                pilot,
                lambda: (
                    isinstance(app.screen, Reason)
                    and any("reason" in part[-2] for part in app.screen.parts)
                ),
            )
            await pilot.pause()
            await pilot.press(*"wrong one", "enter")
            await until(pilot, lambda: any("UN-TICKED" in text for text in log(desk)))
            assert any(text.startswith("[x]") for text in log(desk))

    run(play())


def test_a_value_is_asked_for_again_until_the_core_takes_it():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "first-reading")
            await pilot.press("enter")
            await dialog(app, pilot, RecordLine)
            await pilot.press(*"900", "enter")
            await until(
                pilot,
                lambda: isinstance(app.screen, RecordLine) and "outside" in "".join(frame(app)),
            )
            await pilot.pause()
            assert app.screen.query_one(Input).value == "900"
            await pilot.press("backspace", "backspace", "backspace", *"2.5", "enter")
            await until(pilot, lambda: any("tube-sm = 2.5" in text for text in log(desk)))

    run(play())


def test_a_choice_is_found_by_its_number_taken_by_enter_and_cannot_tell_by_x():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "describe")
            await pilot.press("enter")
            await dialog(app, pilot, Choose)
            await pilot.press("1", "enter")
            await until(pilot, lambda: desk.view.card.fields[0].recorded)
            await pilot.press("x")
            await until(pilot, lambda: any("cannot tell" in text for text in log(desk)))

    run(play())


def test_an_answer_is_chosen_and_a_signature_needs_y():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "ask-ground")
            await pilot.press("g")
            await dialog(app, pilot, Choose)
            await pilot.press("1", "enter")
            await until(pilot, lambda: desk.view.card.state == "smell-check")
            await pilot.press("enter")  # as a second Enter on the last tick would be: it only asks
            await dialog(app, pilot, Choose)
            assert desk.view.card.state == "smell-check"
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.state == "confirm")
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.items[0].status == "ticked")
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.items[1].status == "ticked")
            await pilot.press("s")
            await dialog(app, pilot, SignOff)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, SignOff)
            await pilot.press("b")
            await dialog(app, pilot, Reason)
            await pilot.press(*"it holds", "enter")
            await dialog(app, pilot, SignOff)
            assert "Because: it holds" in "\n".join(frame(app))
            await pilot.press("v")
            await until(pilot, lambda: desk.view.card.signs[0].person is not None)
            assert any('verified because "it holds"' in text for text in log(desk))
            assert "verified, asserted by" in "\n".join(frame(app))

    run(play())


@pytest.mark.parametrize(
    ("key", "asks", "words", "found"),
    [
        ("n", Reason, "the lamp flickers", "note: the lamp flickers"),
        ("o", Reason, "a hiss [x]", "a hiss [x]"),
        ("k", Departure, "told so", "SKIPPED"),
        ("d", Departure, "later", "DEFERRED"),
        ("h", Reason, "wait", "HOLD: wait"),
        ("A", Departure, "drill over", "ABORTED: drill over"),
    ],
)
def test_a_sentence_goes_into_the_log(key, asks, words, found):
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await pilot.press(key)
            await dialog(app, pilot, asks)
            assert desk.bridge.pace().speed == 1
            await pilot.press(*words, "enter")
            await until(pilot, lambda: any(found in text for text in log(desk)))

    run(play())


def test_hold_is_released_by_the_same_key():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await pilot.press("h")
            await dialog(app, pilot, Reason)
            await pilot.press("w", "enter")
            await until(pilot, lambda: desk.view.clock.on_hold)
            await pilot.pause()
            assert "RUN ON HOLD" in "\n".join(frame(app))
            await pilot.press("h")
            await until(pilot, lambda: not desk.view.clock.on_hold)

    run(play())


def test_a_word_on_an_observation_a_seat_and_an_act():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await pilot.press("o")
            await dialog(app, pilot, Reason)
            await pilot.press(*"hiss", "enter")
            await until(pilot, lambda: len(desk.view.observations) == 1)
            await pilot.press("w")
            await dialog(app, pilot, Choose)
            await pilot.press("1", "enter")
            await dialog(app, pilot, Reason)
            await pilot.press(*"a valve", "enter")
            await until(pilot, lambda: desk.view.observations[0].disposition == "explained")
            await pilot.press("r")
            await dialog(app, pilot, Choose)
            await pilot.press("1", "enter")
            await dialog(app, pilot, Reason)
            await pilot.press(*"Ann", "enter")
            await until(pilot, lambda: desk.view.roles["CDR"] == "Ann")
            await pilot.press("f")
            await dialog(app, pilot, Choose)
            await pilot.press("enter")
            await until(pilot, lambda: any(text.startswith("did:") for text in log(desk)))

    run(play())


def test_an_override_stays_visibly_an_override():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "stop-ventilation")
            await pilot.press("v")
            await dialog(app, pilot, Departure)
            await pilot.press(*"sensor dead", "enter")
            await until(pilot, lambda: any("OVERRIDE" in text for text in log(desk)))

    run(play())


def test_a_key_that_is_not_allowed_is_in_brackets_and_says_why():
    async def play():
        async with playing(ALL, size=(160, 48)) as (app, desk, pilot):
            await until(pilot, lambda: "(g) Answer" in "\n".join(frame(app)))
            assert desk.check_action("answer", ()) is None
            await pilot.press("g")
            assert said(desk) == f"Not now: {desk.view.allowed['answer'].reason}"
            await pilot.press("y")
            await dialog(app, pilot, Listing)
            assert desk.view.allowed["sign"].reason in "\n".join(frame(app))

    run(play())


def test_quitting_asks_while_the_run_is_open():
    async def play():
        async with playing() as (app, _, pilot):
            await pilot.press("q")
            await dialog(app, pilot, Quit)
            assert "--resume ms-29-7" in "\n".join(frame(app))
            await pilot.press("escape")
            await pilot.pause()
            assert app.is_running
            await pilot.press("ctrl+q")
            await dialog(app, pilot, Quit)
            await pilot.press("y")
            await pilot.pause()
        assert app.return_value == 1

    run(play())


def test_the_keys_of_where_one_stands_and_a_key_that_was_moved():
    async def play():
        async with playing(size=(120, 70)) as (app, _, pilot):
            app.set_keymap({"hold": "f6"})
            await pilot.press("question_mark")
            await dialog(app, pilot, Listing)
            shown = "\n".join(frame(app))
            assert "f6" in shown.lower()
            assert "Un-tick: Correct a tick; both stay in the log" in shown
            await pilot.press("escape")
            await pilot.press("f6")
            await dialog(app, pilot, Reason)

    run(play())


def test_the_log_shows_the_entry_under_the_cursor_whole():
    async def play():
        async with playing() as (app, desk, pilot):
            await pilot.press("l")
            screen = await dialog(app, pilot, LogScreen)
            await until(pilot, lambda: screen.list.known)
            await pilot.press("home")
            await pilot.pause()
            shown = "\n".join(frame(app))
            assert "entry 0" in shown
            assert "DRILL opened" in shown
            assert "DRILL" in frame(app)[0]
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is desk

    run(play())


def test_pause_speed_and_the_next_moment():
    async def play():
        async with playing(("MCC-M",)) as (app, desk, pilot):
            assert "PAUSED" in "\n".join(frame(app)) or desk.bridge.paused
            await pilot.press("p", "plus", "plus", "minus")
            assert (desk.bridge.paused, desk.bridge.speed) == (False, 2)
            await pilot.press("p")
            before = desk.view.card.state
            await pilot.press("full_stop")
            await until(pilot, lambda: desk.view.clock.t > 0 or desk.view.card.state != before)

    run(play())


def test_no_key_is_one_that_multiplexers_or_terminals_take():
    taken = {f"ctrl+{letter}" for letter in "absojcdz"}
    keys = {key for one in keymap.DRILL for key in one.key.split(",")}
    assert not keys & taken
    assert all(one.id and one.tooltip for one in keymap.DRILL)
    assert len({one.id for one in keymap.DRILL}) == len(keymap.DRILL)


def test_a_value_for_a_role_that_is_not_played_is_not_asked_for():
    async def story():
        async with playing(("FE-1",)) as (app, desk, pilot):
            await to_step(desk, pilot, "describe")
            desk.place = next(
                i for i, one in enumerate(targets(desk.view)) if one.key == "droplets"
            )
            await pilot.press("enter")
            await pilot.pause()
            assert app.screen is desk
            assert "FE-2, whom you do not play" in said(desk)

    run(story())
