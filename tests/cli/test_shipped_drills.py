"""Every scenario that ships is played by the simulated roles to an end its procedure knows, whatever the seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import PROCEDURES, library
from tests.cli.door import ask

SCENARIOS = sorted(path.stem for path in (PROCEDURES / "scenarios").glob("*.yaml"))
ENDS = {end for one in library().values() for end in one.ends}


def ended(name: str, seed: int, store: Path) -> str:
    """The end of one drill."""
    done = ask("drill", name, "--auto", "--seed", seed, "--store", store)
    assert (done.code, done.err) == (0, ""), done
    assert done.last.startswith("closed: ")
    return done.last.removeprefix("closed: ")


@pytest.mark.parametrize("name", [one for one in SCENARIOS if one != "ms-29"])
def test_a_scenario_is_played_to_an_end(name: str, tmp_path: Path) -> None:
    assert ended(name, 3, tmp_path / "runs.db") in ENDS


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_so_it_is_with_other_seeds(name: str, tmp_path: Path) -> None:
    ends = {ended(name, seed, tmp_path / "runs.db") for seed in range(1, 21)}
    assert ends <= ENDS
