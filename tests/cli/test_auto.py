"""`drill --auto`: the same seed says the same to the byte, and what it stores can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.conductor import Drill
from tests.builders import PROCEDURES
from tests.cli.door import Done, ask, entries, process, refused, runs

LOG_KEYS = {"at", "data", "event", "i", "prev", "role", "t", "v"}
LIST_KEYS = {"run", "procedure", "revision", "kind", "started", "ended", "outcome"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store in which seed 7 was played twice."""
    return str(tmp_path_factory.mktemp("auto") / "runs.db")


@pytest.fixture(scope="module")
def first(store: str) -> Done:
    return process("drill", "ms-29", "--auto", "--seed", "7", "--store", store)


@pytest.fixture(scope="module")
def second(store: str, first: Done) -> Done:
    return process("drill", "ms-29", "--auto", "--seed", "7", "--store", store)


def test_seed_7_prints_a_debrief_and_ends_reopened(first: Done) -> None:
    assert (first.code, first.last, first.err) == (0, "closed: reopened", "")
    assert "Verdict: SAFE" in first.out
    assert "seed 7" in first.out


def test_the_same_seed_prints_the_same_bytes(first: Done, second: Done) -> None:
    assert second == first


def test_in_fresh_stores_the_same_seed_stores_the_same_bytes(
    store: str, first: Done, tmp_path: object
) -> None:
    other = f"{tmp_path}/other.db"
    assert ask("drill", "ms-29", "--auto", "--seed", "7", "--store", other).out == first.out
    shown = [
        ask("audit", "show", "ms-29-7", "--json", "--store", one).out for one in (store, other)
    ]
    assert shown[0] == shown[1]
    assert shown[0].count("\n") > 500


def test_in_one_store_the_second_run_differs_in_its_name_and_its_links_only(
    store: str, second: Done
) -> None:
    one, two = entries(store, "ms-29-7"), entries(store, "ms-29-7-2")
    assert [row["run"] for row in runs(store)] == ["ms-29-7", "ms-29-7-2"]
    assert two[0]["data"].pop("run") == "ms-29-7-2"
    assert one[0]["data"].pop("run") == "ms-29-7"
    assert one[0]["data"].pop("origin") != two[0]["data"].pop("origin")
    links = [[entry.pop("prev") for entry in log] for log in (one, two)]
    assert one == two
    assert links[0][1:] != links[1][1:]


def test_another_seed_is_another_drill(first: Done) -> None:
    assert ask("drill", "ms-29", "--auto", "--seed", "8", "--store", "memory:").out != first.out


def test_without_a_scenario_and_a_seed_it_is_the_same_drill_each_time() -> None:
    done = ask("drill", "--auto", "--store", "memory:")
    assert "scenario ms-29 seed 1" in done.out or "seed 1\n" in done.out


def test_the_store_may_come_from_the_environment(tmp_path: object) -> None:
    env = {"BOLDFACE_STORE": f"{tmp_path}/from-env.db"}
    assert ask("drill", "--plain", "--seed", 1, env=env).code == 1
    assert '"run": "ms-29-1"' in ask("audit", "list", "--json", env=env).out


def test_what_the_list_says_of_a_run(store: str, first: Done) -> None:
    row = runs(store)[0]
    assert row.keys() >= LIST_KEYS
    assert (row["run"], row["kind"], row["outcome"]) == ("ms-29-7", "drill", "reopened")
    assert (row["procedure"], row["revision"]) == ("unknown-odor-on-hatch-opening", 2)
    assert row["started"] < row["ended"]


def test_every_entry_is_one_line_of_the_same_shape_and_the_first_says_drill(
    store: str, first: Done
) -> None:
    log = entries(store, "ms-29-7")
    assert all(entry.keys() == LOG_KEYS for entry in log)
    assert [entry["i"] for entry in log] == list(range(len(log)))
    assert (log[0]["event"], log[0]["data"]["kind"]) == ("RunOpened", "drill")
    assert log[-1]["event"] == "RunClosed"


def test_the_log_in_words_has_a_line_for_each_figure_of_the_debrief(
    store: str, first: Done
) -> None:
    shown = ask("audit", "show", "ms-29-7", "--store", store, "--readings")
    assert shown.code == 0
    assert shown.out.rstrip().endswith("This was a drill.")
    numbers = {line.split()[0] for line in shown.out.splitlines() if line[:6].strip().isdigit()}
    assert {"1034", "25", "76", "118"} <= numbers or "[1034]" not in first.out


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 201))
def test_200_seeds_reach_an_end(seed: int) -> None:
    done = ask("drill", "ms-29", "--auto", "--seed", seed, "--store", "memory:")
    assert done.err == ""
    assert done.last.startswith("closed: ")
    assert done.last != "not closed"
    assert done.code == (0 if "Verdict: SAFE" in done.out else 1)


def test_ctrl_c_says_how_to_go_on_and_the_run_goes_on(
    first: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--store", str(tmp_path / "runs.db"))
    with monkeypatch.context() as patch:
        patch.setattr(Drill, "advance", _until_ctrl_c(Drill.advance))
        stopped = ask("drill", "ms-29", "--auto", "--seed", "7", *where)
    go_on = "go on: boldface drill --resume ms-29-7 --auto\n"
    assert (stopped.code, stopped.out) == (130, "")
    assert stopped.err == f"\nboldface: stopped at 0:30:00; {go_on}"
    assert ask("drill", "--resume", "ms-29-7", "--auto", *where).last == first.last


def _until_ctrl_c(advance: Callable[..., None]) -> Callable[..., None]:
    def interrupted(self: Drill, ms: int, **how: bool) -> None:
        if self.t >= 1_800_000:
            raise KeyboardInterrupt
        advance(self, ms, **how)

    return interrupted


def test_a_variant_of_a_file_is_played_by_its_path(tmp_path):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    source = PROCEDURES / "scenarios" / "cargo-hatch.yaml"
    (folder / "mine.yaml").write_text(
        source.read_text("utf-8").replace("scenario: cargo-hatch", "scenario: mine", 1), "utf-8"
    )
    for name in ("mine-hard", "mine-hasty", "mine-hard-idle"):
        done = ask("drill", folder / f"{name}.yaml", "--auto", "--store", tmp_path / "runs.db")
        assert "DEBRIEF" in done.out, done
        assert f"{name}-1 " in ask("audit", "list", "--store", tmp_path / "runs.db").out
    refused(ask("drill", folder / "other-hard.yaml", "--auto"), "other-hard.yaml: cannot be read")


def test_a_language_that_is_not_there_is_refused_without_eyes_too(tmp_path):
    store = ("--store", tmp_path / "runs.db")
    refused(ask("drill", "ms-29", "--auto", "--language", "zz", *store), "no translation called")
    assert runs(tmp_path / "runs.db") == []
