"""`audit backup`: a restored store holds what the first one did, and what could not be saved is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli import logs
from tests.cli.bundles import RUN, TYPED, short_drill
from tests.cli.door import Done, ask, refused

OTHER = "ms-29-8"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stores")
    path = short_drill(folder / "runs.db")
    words = ("--seed", 8, "--role", "all", "--store", path)
    ask("drill", "ms-29", "--plain", *words, typed=TYPED)
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "stores")) / "runs.db"


def back_up(store: Path, folder: Path, *more: object) -> Done:
    return ask("audit", "backup", folder, "--store", store, *more)


def written(done: Done) -> dict[str, bool]:
    return {one["run"]: one["written"] for one in json.loads(done.out)}


def test_a_restored_store_has_the_same_bytes_and_the_same_verdicts(
    store: Path, tmp_path: Path
) -> None:
    done = back_up(store, tmp_path / "kept")
    assert done.code == 0
    assert done.last == f"2 of 2 runs are in {tmp_path / 'kept'}"
    other = tmp_path / "restored.db"
    bundles = sorted((tmp_path / "kept").glob("*.zip"))
    assert ask("audit", "import", *bundles, "--store", other).code == 0
    for run in (RUN, OTHER):
        assert logs.stored(other, run) == logs.stored(store, run)
        first, second = (
            json.loads(ask("audit", "verify", run, "--store", one, "--json").out)[0]
            for one in (store, other)
        )
        assert (first["verdict"], first["root"]) == (second["verdict"], second["root"])


def test_again_writes_what_is_new_and_mends_what_was_damaged(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert written(back_up(store, folder, "--json")) == {RUN: True, OTHER: True}
    assert written(back_up(store, folder, "--json")) == {RUN: False, OTHER: False}
    review = ("--by", "Eva Lind", "--verdict", "accepted", "--words", "read")
    assert ask("audit", "review", OTHER, *review, "--store", store).code == 0
    assert written(back_up(store, folder, "--json")) == {RUN: False, OTHER: True}
    bundle = folder / f"{RUN}.zip"
    bundle.write_bytes(bundle.read_bytes()[:-400])
    assert written(back_up(store, folder, "--json")) == {RUN: True, OTHER: False}
    assert bundle.with_name(f"{RUN}.zip.damaged").exists()
    other = tmp_path / "restored.db"
    ask("audit", "import", *folder.glob("*.zip"), "--store", other)
    assert "Eva Lind" in ask("audit", "reviews", OTHER, "--store", other).out


def test_a_run_that_cannot_be_saved_is_named_and_the_others_are_saved(
    store: Path, tmp_path: Path
) -> None:
    logs.tamper(store, 3, lambda body: body[:-1] + b" }")
    done = back_up(store, tmp_path / "kept")
    assert done.code == 2
    assert f"{RUN}: NOT backed up" in done.err
    assert done.last.startswith("1 of 2 runs")
    done = ask("audit", "import", *(tmp_path / "kept").glob("*.zip"), "--store", tmp_path / "o.db")
    assert OTHER in done.out


def test_a_bundle_with_entries_that_the_store_has_lost_is_never_written_over(
    store: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "kept" / f"{RUN}.zip"
    back_up(store, tmp_path / "kept")
    kept = bundle.read_bytes()
    logs.remove(store, len(logs.stored(store, RUN)) - 1)
    done = back_up(store, tmp_path / "kept")
    assert done.code == 2
    assert "not the first of this run here" in done.err
    assert bundle.read_bytes() == kept


def test_no_folder_no_store_and_a_name_for_two_are_refused(store: Path, tmp_path: Path) -> None:
    refused(back_up(store, store), "is no folder to write to")
    refused(back_up(tmp_path / "none.db", tmp_path / "kept"), "none.db")
    done = ask("audit", "import", "a.zip", "b.zip", "--as", "x", "--store", tmp_path / "o.db")
    refused(done, "--as names one run")
