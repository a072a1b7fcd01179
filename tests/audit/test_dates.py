"""The dates of site keys (fault T2): a key signs only what was recorded while it was in use."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from engine.adapters.key_folder import KeyFolder
from engine.audit.verdict import Trust
from engine.bootstrap.site_keys import replace_site
from engine.bootstrap.verified import verdicts
from engine.log import FIRST_PREV, Entry, encode, leaf_hash
from engine.log.checkpoint import cosign, read_checkpoint
from engine.log.note import Note, VerifierKey
from engine.log.policy import Dates, read_policy
from tests.audit import recorded as r


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return r.record(tmp_path_factory.mktemp("dated"))


@pytest.fixture
def path(whole, tmp_path):
    shutil.copytree(whole.parent, tmp_path / "copy")
    return tmp_path / "copy" / "s.db"


def dated(after="", before=""):
    """The trust file with the dates of the site's key."""
    key = VerifierKey("station.example/run/*/iss", r.SITE.public)
    words = [f"{word}={date}" for word, date in (("after", after), ("before", before)) if date]
    line = f"# boldface:valid {key.name}+{key.id.hex()} {' '.join(words)}\n"
    ground = f"witness ground {r.WITNESS.text}\nquorum ground\n"
    return Trust("policy", read_policy(r.LOG_LINE + line + ground), ask=r.no_more)


@pytest.mark.parametrize(
    ("after", "before"),
    [
        ("20261123", ""),
        ("20261123100000Z", "20261123100410Z"),
        ("", "20270101"),
    ],
)
def test_a_key_in_use_at_the_time_of_the_entries_is_believed(path, after, before):
    assert r.verdict(path, dated(after, before)).words == "intact and witnessed"


@pytest.mark.parametrize(
    ("after", "before", "at"),
    [
        ("20261124", "", 0),
        ("20261123100230Z", "", 0),
        ("", "20261123", 0),
        ("", "20261123100409Z", 200),
    ],
)
def test_old_entries_signed_again_with_todays_key_are_altered(path, after, before, at):
    """T2, CVE-2023-31439: the times of the entries lie outside the dates of the key."""
    found = r.verdict(path, dated(after, before))
    assert (found.words, found.code) == (f"altered at {at}", 4)
    assert "in use" in found.reason


def test_what_no_witness_saw_before_the_key_was_given_up_is_not_witnessed(tmp_path):
    """T2: entries dated back and signed with a key that was given up; the witness has a clock of its own."""

    def late(head, note, _leaves):
        _, made = read_checkpoint(note)
        line = cosign(head, r.WITNESS.name, r.GROUND, 1_900_000_000)  # in March 2030
        return Note(made.text, (*made.signatures, line)).raw

    path = r.record(tmp_path, submit=late)
    assert r.verdict(path, dated("", "20310101")).words == "intact and witnessed"
    found = r.verdict(path, dated("", "20270101"))
    assert (found.words, found.code) == ("intact, unwitnessed since 0", 0)
    assert (
        "ground saw it at 20300317174640, when the key that signed it was given up" in found.reason
    )


def test_a_key_may_follow_another_in_one_log(path):
    """The run goes on under a new key: each is judged by the entries it added."""
    made = r.bodies(400, first=250, prev=leaf_hash(r.bodies(250)[-1]).hex())
    with r.closing(r.open_store(str(path))) as store:
        r.add(store, path, made, signer=r.STRANGER, first=250)
    keys = [VerifierKey("station.example/run/*/iss", one.public) for one in (r.SITE, r.STRANGER)]
    text = "".join(f"log {one.text}\n" for one in keys)
    for one, date in zip(keys, ("before=20261123100410Z", "after=20261123100410Z"), strict=True):
        text += f"# boldface:valid {one.name}+{one.id.hex()} {date}\n"
    policy = read_policy(f"{text}witness ground {r.WITNESS.text}\nquorum ground\n")
    assert r.verdict(path, Trust("policy", policy, ask=r.no_more)).words == "intact and witnessed"


def test_a_drill_on_a_simulated_clock_is_not_asked_for_dates_and_a_run_is(tmp_path, monkeypatch):
    """Its times are those of its scenario, years from when its key was made."""
    after = dated("20990101")
    for kind, word in (("drill", "intact and witnessed"), ("run", "altered")):
        opening = {"run": "r", "origin": r.ORIGIN, "kind": kind, "clock": "simulated"}
        at = "2026-11-23T10:00:00.000Z"
        first = encode(Entry(0, FIRST_PREV, 0, at, "CDR", "RunOpened", opening))
        monkeypatch.setattr(r, "bodies", lambda count, first=first: [first])
        folder = tmp_path / kind
        folder.mkdir()
        found = r.verdict(r.record(folder, 1), after)
        assert found.word == word
        assert any("its scenario" in line for line in found.not_checked) is (kind == "drill")


def test_a_site_key_given_up_and_what_it_signs_afterwards(tmp_path, monkeypatch):
    """`keys replace-site`: runs before stay intact; a lost key signs nothing new."""
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))
    keys = KeyFolder()
    old = keys.site_key()
    _, lines = replace_site("the laptop was lost", "20261123100100", "Flight")
    assert len(lines) == 4
    new = keys.site_key()
    assert old.public != new.public
    policy = read_policy(keys.policy.read_text(encoding="utf-8"))
    assert policy.dates[old.public] == Dates(before="20261123100100")
    assert policy.dates[new.public].after > "20261123100100"
    origin = keys.site().origin("r-1")
    monkeypatch.setattr(r, "ORIGIN", origin)
    for count, word in ((50, "intact, unwitnessed"), (70, "altered")):
        folder = tmp_path / str(count)
        folder.mkdir()
        monkeypatch.setattr(r, "bodies", partial(of_origin, origin))
        path = r.record(folder, count, submit=None, signer=old)
        assert r.verdict(path, Trust("policy", policy)).word == word
    (log,) = verdicts(str(tmp_path / "keys" / "log.db"), None, Trust("policy", policy))
    assert log.word == "intact, unwitnessed"


def of_origin(origin, count):
    made, prev = [], FIRST_PREV
    for index in range(count):
        made.append(r.body(index, prev, origin=origin))
        prev = leaf_hash(made[-1]).hex()
    return made
