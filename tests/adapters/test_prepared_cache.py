"""The cache of prepared drills: it saves time or does nothing; no fault of it is ever seen."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from engine.adapters import prepared_cache
from engine.bootstrap import prepare, ready
from tests.house.sizes import ROOT


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("BOLDFACE_CACHE", str(folder))
    return folder


@pytest.fixture
def made(monkeypatch):
    """The names that were prepared the slow way."""
    names, slow = [], prepare.prepare

    def counted(library, name):
        names.append(name)
        return slow(library, name)

    monkeypatch.setattr(prepare, "prepare", counted)
    return names


@pytest.fixture
def library(tmp_path):
    """A library of its own, with the shipped files in it."""
    for place in (ROOT / "procedures").rglob("*.yaml"):
        to = tmp_path / "mine" / place.relative_to(ROOT / "procedures")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(place.read_bytes())
    return tmp_path / "mine"


def test_the_second_time_nothing_is_prepared_and_all_is_the_same(cache, made):
    first, second = ready.prepared_for("ms-29"), ready.prepared_for("ms-29")
    assert made == ["ms-29"]
    assert first == second
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize(
    "file",
    ["scenarios/ms-29.yaml", "unknown-odor-on-hatch-opening.yaml", "toxic-atmosphere.yaml"],
)
def test_a_changed_byte_of_any_text_in_force_is_seen(cache, made, library, file):
    name = str(library / "scenarios" / "ms-29.yaml")
    before = ready.prepared_for(name)
    with (library / file).open("a", encoding="utf-8") as changed:
        changed.write("# one more line\n")
    after = ready.prepared_for(name)
    assert made == [name, name]
    assert [one.text for one in before.texts] != [one.text for one in after.texts]


def test_a_scenario_beside_its_own_station_does_not_get_another_library_s(cache, made, library):
    name = str(library / "scenarios" / "ms-29.yaml")
    ready.prepared_for("ms-29")
    station = next((library / "stations").glob("*.yaml"))
    station.write_bytes(station.read_bytes() + b"# ours\n")
    assert ready.prepared_for(name).texts[-1].text.endswith("# ours\n")
    assert not ready.prepared_for("ms-29").texts[-1].text.endswith("# ours\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: b"",
        lambda body: body[:-1],
        lambda body: body[:100] + bytes([body[100] ^ 1]) + body[101:],
        lambda body: b"x" * 4096,
    ],
)
def test_a_damaged_file_is_harmless(cache, made, damage):
    first = ready.prepared_for("ms-29")
    (file,) = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert ready.prepared_for("ms-29") == first
    assert made == ["ms-29", "ms-29"]


class Evil:
    def __init__(self, place):
        self.place = place

    def __reduce__(self):
        return os.mkdir, (self.place,)


def test_nothing_but_the_shapes_of_a_drill_comes_out_of_a_file(cache, made, tmp_path):
    ready.prepared_for("ms-29")
    (file,) = cache.iterdir()
    prepared_cache.keep_bytes(file.name, pickle.dumps(Evil(str(tmp_path / "evil"))))
    ready.prepared_for("ms-29")
    assert made == ["ms-29", "ms-29"]
    assert not (tmp_path / "evil").exists()


def test_what_others_may_write_is_not_read(cache, made):
    ready.prepared_for("ms-29")
    (file,) = cache.iterdir()
    file.chmod(0o666)
    ready.prepared_for("ms-29")
    assert made == ["ms-29", "ms-29"]


@pytest.mark.parametrize("word", ["off", "0", "no"])
def test_it_can_be_turned_off(word, cache, made, monkeypatch):
    monkeypatch.setenv("BOLDFACE_CACHE", word)
    ready.prepared_for("ms-29")
    ready.prepared_for("ms-29")
    assert made == ["ms-29", "ms-29"]
    assert not cache.exists()


def test_a_folder_that_cannot_be_made_is_no_matter(cache, made):
    cache.write_text("a file stands where the folder should be")
    assert ready.prepared_for("ms-29") == ready.prepared_for("ms-29")


def test_two_processes_at_once_do_not_trip(cache, tmp_path):
    code = (
        "from engine.bootstrap.ready import prepared_for;"
        "print(prepared_for('ms-29').texts[0].digest)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({one.communicate()[0] for one in running}) == 1
    assert {one.returncode for one in running} == {0}
    assert [one.name for one in cache.iterdir() if one.name.endswith(".part")] == []


def test_old_files_are_dropped(cache, monkeypatch):
    monkeypatch.setattr(prepared_cache, "MOST_FILES", 3)
    for n in range(6):
        prepared_cache.keep_bytes(f"{n:064x}", b"body")
    assert len(list(cache.iterdir())) == 3


def test_the_version_is_that_of_the_project_file():
    written = re.search(
        r'^version = "(.+)"$', Path(ROOT, "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert written is not None
    assert written[1] == engine.__version__
