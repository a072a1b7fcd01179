"""Both ends of a run: the first entry against what it names, and what was put behind the entry that closes it."""

from __future__ import annotations

import json
import shutil

import pytest

from engine.bootstrap.verified import trusted, verdicts
from tests.audit.thief import rewrite
from tests.cli.door import ask

RUN = "ms-29-7"


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOLDFACE_KEYS", str(folder / "keys"))
        assert ask("drill", "ms-29", "--auto", "--seed", 7, "--store", folder / "runs.db").code == 0
    return folder


@pytest.fixture
def path(drill, tmp_path, monkeypatch):
    shutil.copytree(drill, tmp_path / "copy")
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "copy" / "keys"))
    return tmp_path / "copy" / "runs.db"


def forged(path, change):
    rewrite(path, RUN, change, path.parent / "keys")
    (found,) = verdicts(RUN, str(path), trusted(None, None))
    return found


def first(**changes):
    """The first entry with other data; `at` and `role` are its envelope's."""
    envelope = {name: changes.pop(name) for name in ("at", "role") if name in changes}

    def change(entries):
        data = {**entries[0]["data"], **changes}
        return [{**entries[0], **envelope, "data": data}, *entries[1:]]

    return change


def test_a_whole_drill_fits_at_both_ends_and_a_thief_who_changes_nothing_changes_nothing(path):
    found = forged(path, lambda entries: entries)
    assert (found.words, found.open, found.faults) == ("intact, unwitnessed since 0", False, ())
    assert any(one.startswith("its close: entry") for one in found.checked)
    assert "the first entry: itself, and the texts kept behind it" in found.checked


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (first(digest="0" * 64), "names the digest 000000000000"),
        (first(procedure="fire"), "names the procedure 'fire'"),
        (first(scenario="calm"), "names the scenario 'calm'"),
        (first(run="ms-29-8"), "opens ms-29-8, not ms-29-7"),
        (first(origin="a/run/ms-29-8-0123456789ab/s"), "not of run 'ms-29-7'"),
        (first(kind="run"), "says run, and a scenario and seed"),
        (first(role="CDR"), "only the engine opens a run"),
        (first(clock="sundial"), "'sundial', which there is not"),
        (first(at="2024-11-23T21:00:00.000Z"), "the clock of this drill begins at"),
        (first(played=["EVA-1"]), "people in roles that have no seat"),
        (None, "its first entry opens no run"),
    ],
)
def test_a_first_entry_that_does_not_fit_is_altered_though_all_of_it_is_signed_anew(
    path, change, said
):
    found = forged(path, change or _without_opening)
    assert (found.words, found.code) == ("altered at 0", 4)
    assert any(said in one for one in found.faults), found.faults


def _without_opening(entries):
    """The text that was kept first opens the run now; the origin goes with it."""
    head = {**entries[1], "data": {**entries[1]["data"], "origin": entries[0]["data"]["origin"]}}
    del head["data"]["origin"]
    return [
        {**head, "data": {**head["data"], "origin": entries[0]["data"]["origin"]}},
        *entries[2:],
    ]


def test_a_text_of_the_procedure_that_was_changed_is_altered(path):
    def change(entries):
        kept = entries[1]["data"]
        text = {**kept, "text": kept["text"].replace("crew", "cook", 1)}
        assert text != kept
        return [entries[0], {**entries[1], "data": text}, *entries[2:]]

    found = forged(path, change)
    assert found.words == "altered at 0"
    assert any("is not whole" in one for one in found.faults)


def test_an_entry_put_behind_the_close_is_altered_there(path):
    whole = forged(path, lambda entries: entries).size
    found = forged(path, lambda entries: [*entries, entries[-2]])
    assert (found.words, found.code) == (f"altered at {whole}", 4)
    assert "closes the run" in found.reason
    done = ask("audit", "verify", RUN, "--store", path)
    assert (done.code, f"ALTERED AT {whole}" in done.out) == (4, True)


LOST = {"reason": "the disk was full", "unrecorded": []}
DEED = {"act": "leave", "item": None}


@pytest.mark.parametrize(
    ("event", "role", "data", "later", "word"),
    [
        ("RecordingLost", "engine", LOST, 0, "intact, unwitnessed"),
        ("RecordingLost", "CDR", LOST, 0, "altered"),
        ("ActTaken", "CDR", DEED, 0, "intact, unwitnessed"),
        ("ActTaken", "CDR", DEED, 1, "altered"),
    ],
)
def test_what_a_console_itself_may_write_behind_the_close(path, event, role, data, later, word):
    """The deed of the tick that closed the run, and that recording was lost at the close."""

    def change(entries):
        last = {**entries[-1], "event": event, "role": role, "data": data}
        return [*entries, {**last, "t": last["t"] + later}]

    assert forged(path, change).word == word


def test_a_run_without_its_close_says_so_in_words(path):
    found = forged(path, lambda entries: entries[:-1])
    assert (found.words, found.open) == ("intact, unwitnessed since 0", True)
    done = ask("audit", "verify", RUN, "--store", path)
    assert "OPEN: no entry closes it, so this is not a whole run" in done.out
    (data,) = json.loads(ask("audit", "verify", RUN, "--store", path, "--json").out)
    assert data["open"] is True


def test_what_a_review_saw_of_a_run_is_held_against_it(path):
    words = ("--by", "Lind", "--verdict", "accepted", "--words", "as it should be")
    assert ask("audit", "review", RUN, *words, "--store", path).code == 0
    (found,) = verdicts(RUN, str(path), trusted(None, None))
    assert found.word == "intact, unwitnessed"
    size = found.size
    found = forged(path, lambda entries: [*entries[:-2], entries[-1]])
    assert found.word == "incomplete"
    assert f"saw {size} entries, and {size - 1} are there" in found.reason

    def other(entries):
        return [*entries[:-1], {**entries[-1], "at": "2024-11-24T00:00:00.000Z"}, entries[-1]][
            :size
        ]

    found = forged(path, other)
    assert found.words == f"altered at {size - 1}"
