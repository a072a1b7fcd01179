"""Several procedures at once in plain words and in `--auto`: the queue, going between them, offers, kill and resume."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli import logs
from tests.cli.door import Done, ask, entries

FIRST = "three-alarms-3"


def script(*lines: str, store: object = "memory:", resume: str | None = None) -> Done:
    typed = "".join(f"{line}\n" for line in lines)
    what = ["--resume", resume] if resume else ["three-alarms", "--seed", 3, "--role", "CDR"]
    return ask("drill", *what, "--plain", "--store", store, typed=typed)


def test_auto_plays_all_of_them_and_tells_each() -> None:
    done = ask("drill", "three-alarms", "--auto", "--seed", 3, "--store", "memory:")
    assert (done.code, done.last) == (0, "closed: hatch kept shut")
    assert "BESIDE IT, WARNING: Rapid depressurization" in done.out
    assert "BESIDE IT, ADVISORY: Carbon dioxide high" in done.out


def test_the_queue_is_told_when_it_changes_and_when_asked_for() -> None:
    said = script("wait 13 min", "queue", "quit").out
    assert "QUEUE: Rapid depressurization is before you" in said
    assert said.count("1 [>] WARNING Rapid depressurization, NOW since") == 2
    assert "[~] UNANNUNCIATED Unknown odor on hatch opening, INTERRUPTED since 0:00:00" in said


def test_go_turns_to_another_and_numbers_are_those_of_what_is_shown() -> None:
    said = script("wait 13 min", "go 2", "go 1", "quit").out
    there, _, back = said.partition("CDR> go 2")[2].partition("CDR> go 1")
    assert "QUEUE: Unknown odor on hatch opening is before you" in there
    assert "QUEUE: Rapid depressurization is before you" in back


def test_an_offer_is_accepted_or_declined_with_words() -> None:
    said = script("wait 18 min", "decline 2", "decline 2 a detector alone", "queue", "quit").out
    assert "refused: declining needs a reason" in said
    assert "[/] WARNING Fire in the Lab, DECLINED since" in said
    said = script("wait 18 min", "accept 2", "quit").out
    assert "QUEUE: Fire in the Lab is before you" in said


def test_where_there_is_no_queue_its_words_say_so() -> None:
    done = ask(
        *("drill", "ms-29", "--plain", "--seed", 7, "--role", "CDR", "--store", "memory:"),
        typed="queue\ngo 1\naccept 1\nquit\n",
    )
    assert "this is the only procedure here\n" in done.out
    assert done.out.count("nothing else can be called for") == 2


def test_left_in_the_middle_all_of_them_come_back(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    script("wait 18 min", "accept 2", "quit", store=store)
    again = script("queue", "quit", store=store, resume=FIRST).out
    for words in (
        "[>] WARNING Fire in the Lab, NOW",
        "[~] WARNING Rapid depressurization, INTERRUPTED",
        "[=] ADVISORY Carbon dioxide high, INHIBITED",
        "[~] UNANNUNCIATED Unknown odor on hatch opening, INTERRUPTED",
    ):
        assert words in again
    beside = ask("drill", "--resume", f"{FIRST}.fire", "--plain", "--store", store)
    assert f"--resume {FIRST}" in beside.err


def test_every_run_of_it_is_legal_and_whole(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    script("wait 18 min", "accept 2", "go 3", "go 1", "wait 2 min", "quit", store=store)
    for run in (FIRST, f"{FIRST}.rapid-depressurization", f"{FIRST}.fire"):
        assert "LEGAL" in ask("audit", "replay", run, "--store", store).out
    opened = entries(store, f"{FIRST}.fire")[0]["data"]
    assert (opened["beside"], opened["because"]) == (FIRST, "sensed by the crew")


def test_the_station_is_run_again_under_all_of_their_logs(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    script("wait 18 min", "accept 2", "go 3", "go 1", "wait 9 min", "quit", store=store)
    for run in (FIRST, f"{FIRST}.rapid-depressurization", f"{FIRST}.fire"):
        assert (
            "is what the station" in ask("audit", "replay", run, "--station", "--store", store).out
        )


def test_a_reading_changed_in_one_of_them_is_told_by_the_station(tmp_path: Path) -> None:
    store, run = tmp_path / "runs.db", f"{FIRST}.rapid-depressurization"
    script("wait 13 min", "quit", store=store)
    last = [one["i"] for one in entries(store, run) if one["event"] == "ReadingsTaken"][-1]
    logs.tamper(
        store, last, lambda body: re.sub(rb'"value":"\d+', b'"value":"999', body, count=1), 2
    )
    done = ask("audit", "replay", run, "--station", "--json", "--store", store)
    found = [one for one in json.loads(done.out)["differences"] if one["kind"] == "station"]
    assert done.code == 1
    assert found[0]["index"] == last
    assert "999" in found[0]["found"]
    other = ask("audit", "replay", FIRST, "--station", "--store", store)
    assert other.code == 0, other  # what the station answers follows from deeds, not from readings
