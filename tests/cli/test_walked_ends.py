"""A run that ends where it should not, or goes round: told in the author's words, walked, and tidied up."""

from __future__ import annotations

import pytest

from engine.bootstrap import open_walk
from tests.cli.door import ask
from tests.tui.drills import TestDoor, run
from tui.app import Boldface
from tui.requests import Asked

NOT_SETTLED = "  - {name: a, within: 1 h, of: report, reach: settle}\n"
MADE = "made.property-a.counterexample.yaml"


def made(tmp_path, change=lambda text: text + "properties:\n" + NOT_SETTLED):
    """A file of `author new`, changed."""
    file = tmp_path / "made.yaml"
    if not file.exists():
        words = ("--title", "High CO2", "--entry", "The cabin CO2 alarm", "--yes")
        assert ask("author", "new", "made", *words, "--in", tmp_path).code == 0
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    return file


def proved(file):
    folder = file.parent / "found"
    done = ask("author", "check", file, "--profile", "flight", "--counterexamples", folder)
    return done, folder


def test_a_run_that_ends_before_the_goal_is_walked_to_that_end(tmp_path):
    done, folder = proved(made(tmp_path))
    assert "a run can end at 'resolved' without 'settle'" in done.out
    assert "expected: from 'report' it takes at most 1 h to 'settle'" in done.out
    said = (folder / MADE).read_text(encoding="utf-8").partition("counterexample:")[0]
    assert "# at close-out of resolved:\n#   CDR signs\n#   -> end resolved\n" in said
    walked = ask("drill", "--counterexample", folder / MADE, "--plain")
    assert walked.code == 0, walked.out
    assert walked.last == "END: a run can end at 'resolved' without 'settle'"
    assert "=== Ended: resolved" in walked.out
    assert "end:resolved" not in done.out + said + walked.out


@pytest.mark.parametrize(("old", "code"), [("reading = 0", 0), ("do: Tell everyone", 1)])
def test_the_screen_ends_with_the_code_of_the_lines(tmp_path, old, code):
    """0 as it was found; 1 once the procedure has another first step."""
    file = made(tmp_path)
    _, folder = proved(file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, "do: [One, Two]\n    note: Tell everyone"), encoding="utf-8")
    assert ask("drill", "--counterexample", folder / MADE, "--plain").code == code

    async def play():
        name = str(folder / MADE)
        app = Boldface(TestDoor(), open_walk(name), asked=Asked(counterexample=name))
        async with app.run_test() as pilot:
            await pilot.pause()
            said = " ".join(part[-2] for part in app.screen.query_one("#said").parts)
            assert "How it fails: a run can end at 'resolved' without 'settle'" in said
            for _ in range(12):
                await pilot.press("enter")
            await pilot.press("q")
        assert app.return_value == code

    run(play())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("reach: hand-over}\n", "a run can end at 'resolved' without 'hand-over'"),
        ("reach: [end resolved, end handed to the ground]}\n", "it can take 2 h 57 min"),
    ],
)
def test_how_a_goal_is_missed_is_said(tmp_path, change, said):
    property_ = "  - {name: a, within: 1 h, of: report, " + change
    done, _ = proved(made(tmp_path, lambda text: text + "properties:\n" + property_))
    assert f"error[proof-property]: {said}" in done.out


def test_what_fails_no_more_is_taken_away_and_nothing_else(tmp_path):
    file = made(tmp_path)
    _, folder = proved(file)
    other = folder / "other.property-a.counterexample.yaml"
    renamed = folder / "kept.counterexample.yaml"
    for one in (other, renamed):
        one.write_text((folder / MADE).read_text(encoding="utf-8"), encoding="utf-8")
    made(
        tmp_path, lambda text: text.replace(NOT_SETTLED, NOT_SETTLED.replace("settle", "complete"))
    )
    assert (folder / MADE).exists()
    made(tmp_path, lambda text: text.partition("properties:")[0])
    done, _ = proved(file)
    assert "fails no more, taken away" in done.err
    assert sorted(one.name for one in folder.iterdir()) == [renamed.name, other.name]


def test_visits_whose_else_leads_into_the_loop_again_count_nothing(tmp_path):
    def looped(text):
        head, mark, rest = text.partition("  - step: judge")
        return head.replace("else: ask-ground", "else: judge") + mark + rest

    done = ask("author", "check", made(tmp_path, looped))
    assert done.code == 1
    assert (
        "error[loop-without-visits]: this way back has no limit: measure to judge to settle to measure"
        in done.out
    )
    assert "mend: lead 'else:' of 'measure', which is for the time after its visits" in done.out
