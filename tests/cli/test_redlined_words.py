"""After a redline the log tells an item in the crew's words, before it in the author's: to crew and auditor."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from engine.bootstrap.stored import StoredRun
from tests.audit import kept_logs
from tests.cli import real
from tests.cli.door import Done, ask, entries

OLD, FIRST, LAST = "Press the fire alarm on the nearest panel", "Tell all", "Tell all and MCC"
TYPED = (
    "1",
    "untick 1 too early",
    f"redline 1 {FIRST} because shorter",
    "1",
    "untick 1 MCC was left out",
    f"redline 1 {LAST} because MCC was left out",
    "1",
)
TOLD = [OLD, OLD, FIRST, FIRST, LAST]


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[Done, str, str]:
    """What the run printed, its store and its name."""
    home = tmp_path_factory.mktemp("redlined")
    store = f"{home}/runs.db"
    done = real.run("fire", *TYPED, store=store)
    return done, store, real.name_of(done)


def boxes(text: str) -> list[str]:
    """The words of the item in each line of the log that ticks it or takes the tick back."""
    return re.findall(r'\[(?:x| )\] (?:UN-TICKED )?"([^"]*)"', text)


def test_the_crew_reads_the_words_in_force(ran):
    log, _, summary = ran[0].out.partition("SUMMARY")
    assert boxes(log) == TOLD
    assert boxes(summary) == [OLD, FIRST]


def test_an_auditor_reads_the_words_in_force(ran):
    _, store, name = ran
    assert boxes(ask("audit", "show", name, "--store", store).out) == TOLD
    found = ask("audit", "find", "--text", f'"{LAST}"', "--store", store)
    assert boxes(found.out) == [LAST]
    table = ask("audit", "export", name, "--as", "csv", "-o", "-", "--store", store).out
    assert boxes("\n".join(row["words"] for row in csv.DictReader(io.StringIO(table)))) == TOLD
    findings = ask("audit", "findings", name, "--store", store).out
    assert boxes(findings) == [OLD, FIRST]


def test_a_part_of_the_log_is_told_as_the_whole(ran):
    _, store, name = ran
    lines = ask("audit", "show", name, "--store", store).out.splitlines()
    last = next(line for line in reversed(lines) if LAST in line and "[x]" in line)
    part = ask("audit", "show", name, "--from", last.split()[0], "--store", store).out
    assert part.splitlines()[0] == last


def test_the_report_tells_what_was_done_in_the_words_in_force(ran, tmp_path):
    _, store, name = ran
    ask("audit", "report", name, "-o", tmp_path / "x.html", "--store", store)
    page = (tmp_path / "x.html").read_text("utf-8").replace("&quot;", '"')
    said = boxes(page)
    assert set(said) == {OLD, FIRST, LAST}
    assert said.count(FIRST) == said.count(OLD)


def test_looking_back_on_the_screen_begins_anywhere(ran):
    _, store, name = ran
    stored = StoredRun(store, name)
    told = [row.text for row in stored.playback.rows(0, stored.playback.size)]
    stored.close()
    assert boxes("\n".join(told)) == TOLD
    for first in (len(told) - 1, 3, 0):
        again = StoredRun(store, name)
        assert again.playback.whole(first).words == told[first]
        assert [row.text for row in again.playback.rows(first, 9)] == told[first : first + 9]
        again.close()


def test_what_does_not_follow_is_told_in_the_words_in_force(ran, tmp_path):
    said = entries(ran[1], ran[2])
    ticks = [one for one in said if one["event"] == "ItemTicked"]
    ticks[-1]["role"] = "MCC"  # whose item it is not
    said[0]["data"]["run"] = "changed"
    kept_logs.written(tmp_path / "runs.db", "changed", said, "run")
    told = ask("audit", "replay", "changed", "--json", "--store", tmp_path / "runs.db").out
    (one,) = json.loads(told)["differences"]
    assert f'"{LAST}"' in one["found"]
