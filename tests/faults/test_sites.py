"""F17, F18: sites that cannot hear each other: logs carried late, twice and out of order; one run gone on with at both."""

from __future__ import annotations

import json
import random
import shutil
from contextlib import closing

import pytest

from engine.adapters.stores import open_store
from engine.bootstrap.bringing import bring_in
from engine.log.tree import root_of
from engine.run import commands as c
from tests.cli.door import ask, refused
from tests.faults import consoles as k


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))


@pytest.fixture(scope="module")
def carried(tmp_path_factory):
    """Months of a link that comes and goes: three runs, each sent again and again as it grew."""
    folder = tmp_path_factory.mktemp("carried")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOLDFACE_KEYS", str(folder / "keys"))
        sent = []
        for seed in (1, 2, 3):
            store = folder / f"{seed}.db"
            assert ask("drill", "soyuz-hole", "--auto", "--seed", seed, "--store", store).code == 0
            with closing(open_store(str(store))) as one:
                bodies = [row.body for row in one.read(f"soyuz-hole-{seed}")]
            for size in (5, 20, 40, len(bodies)):
                path = folder / f"{seed}-{size}.jsonl"
                path.write_bytes(b"".join(body + b"\n" for body in bodies[:size]))
                sent.append(path)
    return sent


def held(store):
    """What a store holds: of every run its size and root."""
    return {
        row.run: (row.size, root_of([one.leaf for one in store.read(row.run)]))
        for row in store.runs()
    }


def test_any_order_of_delivery_with_repetitions_gives_the_same_store(carried, record_property):
    """F17: link loss, duplicates, reordering, a backlog that comes at once."""
    found = []
    for seed in range(12):
        chance = random.Random(seed)
        delivered = [*carried, *chance.choices(carried, k=8)]
        chance.shuffle(delivered)
        with closing(open_store("memory:")) as store:
            for path in delivered:
                bring_in(store, path, "memory:")
            found.append(held(store))
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 3
    entries = sum(size for size, _ in found[0].values())
    record_property("figure", f"12 orders of 20 deliveries: one store, {entries} entries")


def at_two_sites(tmp_path):
    """One run, copied when both sites had the same; then each goes on without the other."""
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    with closing(open_store(str(here))) as store:
        k.console(store).give(c.Tick("CDR", "boxes#1"), 1000)
    shutil.copy(here, there)
    for path, second in ((here, 1), (there, 2)):
        clock = k.Clock()
        clock.wall = f"2026-11-23T10:00:0{second}.000Z"
        with closing(open_store(str(path))) as store:
            one = k.console(store, clock)
            assert one.give(c.Tick("FE-1", "boxes#2"), 1000 + second) is None
    return here, there


def test_the_same_step_done_at_both_sites_is_a_conflict_with_its_entry_and_both_heads(tmp_path):
    """F18: neither is called right; both are told."""
    here, there = at_two_sites(tmp_path)
    done = ask("audit", "reconcile", "r", there, "--store", here, "--json")
    found = json.loads(done.out)
    with closing(open_store(str(here))) as one, closing(open_store(str(there))) as other:
        common = [a for a, b in zip(one.read("r"), other.read("r"), strict=False) if a == b]
        heads = [held(store)["r"] for store in (one, other)]
    assert (done.code, found["how"], found["common"]) == (5, "forked", len(common))
    assert [(found[at]["entries"], found[at]["root"]) for at in ("here", "there")] == [
        (size, root.hex()) for size, root in heads
    ]
    assert found["here"]["parts"]["index"] == found["there"]["parts"]["index"] == len(common)
    assert found["both"][0]["what"] == "boxes#2"
    words = ask("audit", "reconcile", "r", there, "--store", here).out
    assert f"forked at entry {len(common)}" in words
    assert "CONFLICT: boxes#2 was done at both" in words
    assert "nothing was merged" in words


def test_a_person_settles_a_conflict_with_a_reason_and_both_copies_stay(tmp_path):
    here, there = at_two_sites(tmp_path)
    before = here.read_bytes(), there.read_bytes()
    words = ("audit", "reconcile", "r", there, "--store", here)
    assert refused(ask(*words, "--keep", "here"), "--because")
    assert (here.read_bytes(), there.read_bytes()) == before
    done = ask(*words, "--keep", "there", "--because", "they had the alarm", "--by", "Eva Lind")
    assert "there is no key of theirs here): there holds" in done.out
    said = ask("audit", "reviews", "r", "--store", here)
    assert (said.code, "SETTLED, there holds (asserted: Eva Lind" in said.out) == (0, True)
    settled = "SETTLED, there holds (asserted: Eva Lind"
    assert settled in ask("audit", "verify", "r", "--store", here).out
    assert "a fork of it was settled" in ask("audit", "list", "--store", here).out
    report = tmp_path / "r.html"
    assert ask("audit", "report", "r", "-o", report, "--store", here).code == 0
    assert settled in report.read_text()
    assert there.read_bytes() == before[1]
    assert ask(*words).code == 5  # who is right was settled; that there are two was not undone


def test_two_histories_of_one_run_in_one_store_are_forked(tmp_path):
    here, there = at_two_sites(tmp_path)
    ask("audit", "export", "r", "--as", "jsonl", "-o", tmp_path / "r.jsonl", "--store", there)
    assert refused(ask("audit", "import", tmp_path / "r.jsonl", "--store", here), "another run")
    done = ask("audit", "import", tmp_path / "r.jsonl", "--as", "r-ground", "--store", here)
    assert done.code == 0, done
    done = ask("audit", "verify", here, "--json")
    found = {one["run"]: one for one in json.loads(done.out)}
    common = json.loads(ask("audit", "reconcile", "r", there, "--store", here, "--json").out)[
        "common"
    ]
    assert done.code == 5
    for run, other in (("r", "r-ground"), ("r-ground", "r")):
        assert (found[run]["verdict"], found[run]["at"]) == ("forked", common)
        assert f"a second history of it, {other}: they part at entry {common}" in str(found[run])


def test_a_copy_that_is_behind_is_no_fork_and_catches_up(tmp_path):
    here, there = at_two_sites(tmp_path)
    shutil.copy(here, there)
    with closing(open_store(str(here))) as store:
        k.console(store).look(5 * 60_000)
    done = ask("audit", "reconcile", "r", there, "--store", here)
    assert (done.code, "and here it has" in done.out) == (0, True)
    ask("audit", "export", "r", "--as", "jsonl", "-o", tmp_path / "r.jsonl", "--store", here)
    assert ask("audit", "import", tmp_path / "r.jsonl", "--store", there).code == 0
    assert "the same" in ask("audit", "reconcile", "r", there, "--store", here).out
