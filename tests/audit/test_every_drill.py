"""A drill of every scenario is found intact and legal, and its report stands: with and without a witness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.door import ask, runs
from tests.drill.ends import names

PARTS = (
    "Is the record whole?",
    "Findings",
    "Timeline",
    "Readings at the decisions",
    "Sign-offs",
    "Observations",
    "The steps in force",
)


def witnessed(store: Path, run: str, folder: Path) -> None:
    """Bring the newest checkpoint to the ground and its answer back, as files."""
    up, down = folder / f"{run}.req", folder / f"{run}.sig"
    for words in (
        ("request", run, "-o", up, "--store", store),
        ("add-checkpoint", up, "-o", down),
        ("accept", run, down, "--store", store),
    ):
        done = ask("witness", *words)
        assert done.code == 0, done


@pytest.fixture(params=["alone", "witnessed"])
def keys(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key folder of a site, alone or with a witness whose word its trust file asks for."""
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))
    assert ask("keys", "new", "site", "--authority", "esa.example", "--site", "poisk").code == 0
    if request.param == "witnessed":
        made = ask("keys", "new", "witness", "ground")
        line = re.search(r"^witness ground \S+", made.out, re.MULTILINE)
        assert line, made
        policy = tmp_path / "keys" / "policy"
        text = policy.read_text("utf-8")
        policy.write_text(text.replace("quorum none", f"{line[0]}\nquorum ground"), "utf-8")
    return str(request.param)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_it_is_intact_and_legal_and_its_report_stands(name: str, keys: str, tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    assert ask("drill", name, "--auto", "--seed", 4, "--store", store).code in {0, 1}
    told = [one["run"] for one in runs(store)]
    assert told
    verdict = "INTACT AND WITNESSED" if keys == "witnessed" else "INTACT, UNWITNESSED SINCE 0"
    for run in told:
        if keys == "witnessed":
            witnessed(store, run, tmp_path)
        done = ask("audit", "verify", run, "--store", store)
        assert (done.code, verdict in done.out) == (0, True), done
        for more in ((), ("--station",), ("--by", "machine")):
            done = ask("audit", "replay", run, *more, "--store", store)
            assert done.code == 0, done
        page = tmp_path / f"{run}.html"
        assert ask("audit", "report", run, "-o", page, "--store", store).code == 0
        text = page.read_text("utf-8")
        assert all(part in text for part in PARTS)
        assert verdict in text
        assert "NOT CLOSED" not in text
        assert len(text) < 400_000, "nobody reads a report of that length"
