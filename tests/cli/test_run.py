"""`run --plain`: real runs by scripts; what is in force may run, everything else is refused by name."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import pytest

from tests.builders import PROCEDURES
from tests.cli import real
from tests.cli.door import ask, entries, refused, runs


def test_a_real_run_goes_to_a_safe_end_and_its_first_entry_says_run(tmp_path):
    store = f"{tmp_path}/runs.db"
    done = real.run(
        real.released(tmp_path), *real.TO_A_SAFE_END, store=store, more=("--seat", "CDR=Bob")
    )
    assert (done.code, done.last) == (0, "closed: handed to the ground"), done.out[-1500:]
    first = entries(store, real.name_of(done))[0]
    assert (first["event"], first["data"]["kind"], first["data"]["clock"]) == (
        "RunOpened",
        "run",
        "wall",
    )
    assert first["data"]["seats"]["CDR"] == "Bob"
    assert first["data"]["scenario"] is None
    assert [row["kind"] for row in runs(store)] == ["run"]


def test_beside_a_run_stand_the_procedures_of_its_own_folder_and_no_others(tmp_path):
    store = tmp_path / "runs.db"
    own = real.run(real.released(tmp_path), store=store)
    shipped = real.run("fire", store=store)

    def kept(run):
        return {one["data"]["name"] for one in entries(store, run) if one["event"] == "TextKept"}

    assert kept(real.name_of(own)) == {"leak"}
    assert {"fire", "rapid-depressurization", "toxic-atmosphere"} <= kept(real.name_of(shipped))


def test_a_draft_a_touched_file_and_one_it_needs_are_refused_by_name(tmp_path):
    store = tmp_path / "runs.db"
    path = real.written(tmp_path)
    refused(real.run(path, store=store), "leak revision 1 is a draft", "author release leak.yaml")
    assert ask("author", "release", path, "--by", "Ann").code == 0
    path.write_text(path.read_text() + "# touched\n")
    refused(real.run(path, store=store), "leak revision 1 was released", "it has been touched")
    performing = Path(shutil.copy(PROCEDURES / "toxic-atmosphere.yaml", tmp_path))
    assert ask("author", "release", performing, "--by", "Ann").code == 0
    performed = Path(shutil.copy(PROCEDURES / "head-count.yaml", tmp_path))
    performed.write_text(performed.read_text() + "# touched\n")
    refused(real.run(performing, store=store), "head-count revision 1 was released", "touched")
    assert not store.exists()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "say which procedure"),
        (("nope", "--plain"), "there is no procedure called 'nope'"),
        (("nope.yaml", "--plain"), "cannot be read"),
        (("leak.yaml",), "use `run --plain`"),
        (("leak.yaml", "--plain", "--telemetry", "none.jsonl"), "telemetry none.jsonl: cannot"),
        (("leak.yaml", "--plain", "--role", "XX"), "no role is called 'XX' in leak"),
        (("leak.yaml", "--plain", "--seat", "XX=Bob"), "no role is called 'XX' in leak"),
        (("leak.yaml", "--plain", "--seat", "CDR"), "expected ROLE=NAME"),
        (("leak.yaml", "--plain", "--seat", "CDR=A", "--seat", "CDR=B"), "is given twice"),
        (("--plain", "--resume", "nope"), "nothing has been recorded there yet"),
    ],
)
def test_misuse_gets_a_sentence_and_stores_nothing(tmp_path, monkeypatch, words, part):
    real.released(tmp_path)
    monkeypatch.chdir(tmp_path)
    refused(ask("run", "--store", "runs.db", *words), part)
    assert not (tmp_path / "runs.db").exists()


# What is typed, and a part of what answers.
TYPED = {
    ".": "time cannot be skipped",
    "do fly": "this is a real run",
    "read": "say which instrument shows what",
    "read nope 3": "no channel is called 'nope'",
    "read cabin.co2 3 kPa": "'kPa' is not the unit asked for",
    "read cabin.co2 NaN": "'NaN' is not a number in mmHg",
    "read cabin.co2 99": "99 is outside 0 to 20 mmHg",
    "read link maybe": "'maybe' is not one of AOS, LOS",
    "redline 1 Tell them": "say which item",
    "redline 9 Tell them because short": "say which item",
    "redline 1  because ": "say which item",
    "redline 1 x because  ": "say which item",
}


@pytest.mark.parametrize("line", TYPED)
def test_a_line_that_cannot_be_taken_gets_a_sentence(tmp_path, line):
    done = real.run(real.released(tmp_path), line)
    answer = done.out.split(f"> {line.rstrip()}", 1)[1].splitlines()[1]
    assert TYPED[line] in answer
    assert done.code == 1


def test_what_an_instrument_shows_is_said_back(tmp_path):
    done = real.run(real.released(tmp_path), "read cabin.co2 3.2")
    assert "\nread: cabin.co2 3.2\n" in done.out


def test_telemetry_lines_are_taken_or_refused_with_their_line(tmp_path):
    store = f"{tmp_path}/runs.db"
    lines = [
        {"channel": "cabin.co2", "value": 3.25, "unit": "mmHg"},
        {"channel": "cabin.co2", "value": 3.5, "unit": "kPa"},
        {"channel": "cabin.co2", "value": float("nan")},
        {"channel": "cabin.o2", "value": "1"},
        {"channel": "bad\ud800name", "value": "1"},
    ]
    feed = tmp_path / "feed.jsonl"
    feed.write_text("".join(f"{json.dumps(one)}\n" for one in lines) + "junk\n")
    more = ("--telemetry", feed)
    done = real.run(real.released(tmp_path), "wait 1 s", store=store, more=more)
    said = [one["data"] for one in entries(store, real.name_of(done))]
    taken = [reading for one in said for reading in one.get("readings", [])]
    assert taken[0]["value"] == "3.25"
    assert taken[1]["quality"] == "out-of-range"
    reasons = [one["reason"] for one in said if "reason" in one and "feed.jsonl" in one["reason"]]
    assert [one.split("feed.jsonl:")[1][0] for one in reasons] == ["2", "3", "4", "5", "6"]


def test_readings_bear_the_name_by_which_they_are_typed_and_say_until_when_they_count(tmp_path):
    words = ("acts", "1", "record reading 2 mmHg", "read cabin.co2 3", "readings", "status")
    done = real.run(real.released(tmp_path), *words)
    assert "there is nothing to do here outside the procedure" in done.out
    assert "Cabin CO2 (cabin.co2): 3 mmHg" in done.out
    assert "ground link (link): unknown" in done.out
    told = done.out.partition("CDR> status")[2]
    assert re.search(r"until: Cabin CO2 .*: 3 mmHg, yes, read again by 0:0\d:\d\d\n", told), told
    assert told.count("=== ") == 1


FELT = """\
procedure: felt
title: Felt
revision: 1
date: 2026-11-25
entry: Someone says that they do not feel well
roles: {CDR: crew, MCC: flight control}
ground: [MCC]
ends: {told: safe}
channels: {cabin.co2: {unit: mmHg, range: [0, 30], stale: 20 s, high: {caution: 4}}}
records: {symptom: {type: choice, of: [none, headache], by: CDR, ask: Who feels what, observed: [headache]}}
steps:
  - {step: ask-all, title: Ask everyone, record: symptom, within: 10 min, else: tell}
  - {step: tell, title: Tell MCC, by: CDR, do: Tell MCC what was said., within: 10 min, else: end told, end: told}
close: {each observation: [explained], sign: [CDR]}
"""


def test_a_record_that_needed_a_word_keeps_its_name_and_what_is_open_is_said(tmp_path):
    path, store = tmp_path / "felt.yaml", tmp_path / "runs.db"
    path.write_text(FELT, encoding="utf-8")
    done = ask("author", "release", path, "--by", "Ann")
    assert done.code == 0, done.out
    words = (
        *("read cabin.co2 5.2", "record symptom headache", "1", "sign"),
        *("dispose symptom explained CO2", "dispose symptom explained CO2 again", "sign"),
    )
    done = real.run(path, *words, store=store)
    assert done.code == 0, done.out
    assert "refused: not yet to be signed; still open: symptom\n" in done.out
    assert "  symptom (record): symptom: headache: OPEN\n" in done.out
    assert "  symptom (record): symptom: headache: explained, CO2\n" in done.out
    assert "CDR: symptom (record) explained: CO2 again" in done.out
    assert "record:symptom" not in done.out
    found = ask("audit", "findings", real.name_of(done), "--json", "--store", store)
    assert "record:symptom" not in found.out


def test_a_run_that_was_left_is_gone_on_with_and_never_as_a_drill(tmp_path):
    store = f"{tmp_path}/runs.db"
    path = real.released(tmp_path)
    left = real.run(path, "1", store=store)
    name = real.name_of(left)
    assert left.code == 1
    assert f"go on with: boldface run --plain --resume {name}\nnot closed\n" in left.out
    path.write_text("gone")  # what was in force is kept with the run
    words = ("run", "--plain", "--resume", name, "--store", store)
    refused(ask("drill", "--plain", "--resume", name, "--store", store), "it is a real run")
    refused(ask(*words, "--role", "CDR"), "leave them out")
    refused(ask(*words, "other"), "it was opened with leak, not other")
    done = ask(*words, typed="".join(f"{line}\n" for line in real.TO_A_SAFE_END[1:]))
    assert (done.code, done.last) == (0, "closed: handed to the ground"), done.out[-1500:]
    assert "resumed after a stop of the program" in done.out
    refused(ask(*words), "it is closed")


def test_a_drill_is_no_real_run(tmp_path):
    store = f"{tmp_path}/runs.db"
    ask("drill", "ms-29", "--plain", "--seed", 7, "--store", store)
    done = ask("run", "--plain", "--resume", "ms-29-7", "--store", store)
    refused(done, "it is a drill, not a real run")


def test_a_run_that_was_left_and_gone_on_with_shows_no_clock_step(tmp_path):
    store = tmp_path / "runs.db"
    name = real.name_of(real.run("fire", "quit", store=store))
    time.sleep(2.1)  # more than a wall clock may wander between two entries
    ask("run", "--plain", "--resume", name, "--store", store, typed="quit\n")
    shown = ask("audit", "show", name, "--store", store).out
    assert "resumed after" in shown
    found = ask("audit", "findings", name, "--rule", "clock-step", "--store", store)
    assert (found.code, "clock-step:" in found.out) == (0, False)
