"""`author edit`: what cannot be opened is said before any screen; what is asked for reaches the screen as asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.bootstrap.rehearse import rehearse
from engine.cli.app import cli
from engine.cli.request import EditRequest
from engine.errors import ScenarioError
from tests.cli.door import ask, refused

ODOR = Path(__file__).resolve().parents[2] / "procedures" / "unknown-odor-on-hatch-opening.yaml"


def asked(*words):
    """What the screen is asked for."""
    found = []
    CliRunner().invoke(
        cli, ["author", "edit", *words], obj=lambda one, _: found.append(one) or 0, prog_name="b"
    )
    return found[0]


def test_a_file_a_folder_a_name_and_nothing(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("")
    assert asked(str(file)) == EditRequest(str(tmp_path), str(file))
    assert asked(str(tmp_path)) == EditRequest(str(tmp_path), None)
    assert asked("head-count") == EditRequest(None, "head-count")
    assert asked() == EditRequest(None, None)


def test_what_is_not_there_and_a_door_without_a_screen_are_said():
    refused(ask("author", "edit", "nope.yaml"), "there is no such file", "author new")
    refused(ask("author", "edit"), "no screen", "author check --watch")


def test_a_rehearsal_stands_at_the_step_and_its_roles_are_played():
    drill = rehearse(ODOR, ODOR.read_text(encoding="utf-8"), "clear-hatchway", "ms-29", "memory:")
    assert drill.view().card.state == "clear-hatchway"
    assert drill.played == ("FE-1", "FE-2")
    assert drill.recording


def test_a_step_that_is_not_there_and_a_scenario_that_no_longer_fits_are_refused():
    text = ODOR.read_text(encoding="utf-8")
    with pytest.raises(ScenarioError, match="there is no step 'nope'"):
        rehearse(ODOR, text, "nope", "ms-29", "memory:")
    with pytest.raises(ScenarioError, match="ms-29"):
        rehearse(ODOR, text.replace("masks-off", "masks-away"), None, "ms-29", "memory:")


@pytest.mark.slow
def test_a_step_to_which_the_simulated_crew_never_comes_is_refused_with_where_it_ended():
    with pytest.raises(ScenarioError, match=r"does not come to 'toxic'.*reopened"):
        rehearse(ODOR, ODOR.read_text(encoding="utf-8"), "toxic", "ms-29", "memory:")
