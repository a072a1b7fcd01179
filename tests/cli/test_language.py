"""`drill --language` and the word `language`: the display changes, the log does not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.cli.app import cli
from engine.console import read_run
from engine.run.events import TextKept


@pytest.fixture
def play(tmp_path):
    store = str(tmp_path / "runs.db")

    def one(words, *args):
        given = ["drill", *args, "--plain", "--store", store]
        return CliRunner().invoke(cli, given, input="\n".join([*words, "quit", ""])).output

    one.store = store
    return one


def test_the_step_is_shown_in_the_language_asked_for_and_switched_back(play):
    told = play(["language en", "language ru"], "ms-29", "--language", "ru", "--seed", "1")
    russian, english = "люка находятся", "hatch crew are within"
    assert told.index(russian) < told.index(english) < told.rindex(russian)


def test_a_language_that_is_not_there_is_said_in_a_sentence_and_the_drill_goes_on(play):
    told = play(["language xx", "1"], "ms-29", "--seed", "1")
    assert "there is no translation called 'unknown-odor-on-hatch-opening.xx'" in told
    assert "[x] DONE The masks" in told
    refused = CliRunner().invoke(
        cli, ["drill", "ms-29", "--plain", "--language", "xx", "--store", play.store]
    )
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


def test_words_that_are_recorded_stand_with_their_sense(tmp_path):
    store = str(tmp_path / "runs.db")
    drill = open_drill(
        DrillSettings("ms-29", ("FE-1",), 1, store, simulated_clock=True, language="ru")
    )
    view = drill.view()
    assert view.sense("solvent") == "solvent (растворитель)"
    assert view.sense("FE-1") == "FE-1"
    assert drill.language == "ru"
    drill.leave()


def test_switching_leaves_no_trace_and_asking_at_the_start_keeps_the_translation(tmp_path):
    def events(language, switch):
        store = str(tmp_path / f"{language}{switch}.db")
        settings = DrillSettings(
            "ms-29", ("FE-1",), 1, store, simulated_clock=True, language=language
        )
        drill = open_drill(settings)
        if switch:
            drill.speak("ru")
        drill.advance(30_000)
        found = [event for _, event in read_run(drill.console.store, drill.console.run)]
        drill.leave()
        return found

    plain, switched, kept = events("", False), events("", True), events("ru", False)
    assert plain == switched
    own = [one for one in kept if isinstance(one, TextKept) and one.kind == "translation"]
    assert {one.name for one in own} == {"head-count.ru", "unknown-odor-on-hatch-opening.ru"}
    assert [one for one in kept if one not in own] == plain


def test_a_run_gone_on_with_speaks_too(tmp_path):
    settings = DrillSettings(
        "ms-29", ("FE-1",), 1, str(tmp_path / "r.db"), simulated_clock=True, language="ru"
    )
    drill = open_drill(settings)
    run = drill.console.run
    drill.leave()
    again = resume_drill(run, DrillSettings(None, store=settings.store, language="ru"))
    assert again.view().card.items[0].text.startswith("Маски")
    again.leave()
