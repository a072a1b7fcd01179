"""Stored inputs given to a changed procedure: the same way, another way, or an input that is refused, with the entry."""

from __future__ import annotations

import json

import pytest

from engine.audit.rerun import departure
from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.run import commands as c
from tests.builders import Bench, a_procedure, library
from tests.cli.door import ask
from tests.lint.shelves import SHIPPED
from tests.machine.small import SMALL

ODOR = SHIPPED["unknown-odor-on-hatch-opening.yaml"]


def a_drive(text):
    return Drive(compile_(a_procedure(text), library()))


@pytest.fixture(scope="module")
def log():
    """A run of the small procedure to its end."""
    bench = Bench(a_drive(SMALL))
    bench.reads(air="1", hatch="shut", link="AOS")
    bench.must(c.Tick("CDR", "boxes#1"))
    bench.must(c.RecordValue("FE-1", "tube", "3"), 4 * 60_000)
    for _ in range(8):
        bench.now += 10_000
        bench.reads(air="1", hatch="shut", link="AOS")
    assert bench.at == "ground"
    bench.must(c.Answer("MCC-H", "GO"))
    bench.must(c.Answer("CDR", "nobody"))
    assert bench.at == "two"
    return list(enumerate(bench.events))


def test_the_same_text_goes_the_same_way(log):
    assert departure(a_drive(SMALL), log) is None
    assert departure(a_drive(SMALL.replace("title: Small", "title: Other")), log) is None


@pytest.mark.parametrize(
    ("old", "new", "step", "why"),
    [
        ("tube < 4 ppm: ground, tube >= 4 ppm: again", "tube < 3 ppm: ground, tube >= 3 ppm: again",
         "judge", "it went to 'ground', and would go to 'again'"),
        ("hold: 1 min", "hold: 3 min", "settle", "it went to 'judge', and would stay in 'settle'"),
        ("    record: tube\n    within: 5 min", "    record: tube\n    within: 3 min",
         "write", "would be refused"),
        ("by: FE-1, ask: Reading", "by: CDR, ask: Reading", "write", "'tube' is for CDR, not FE-1"),
        ("- {item: First, by: CDR}", "- {item: First, by: FE-1}", "boxes", "for FE-1, not CDR"),
        ("{GO: smell, NO-GO: bad", "{GO: bad, NO-GO: smell", "ground",
         "it went to 'smell', and would go to 'bad'"),
        ("{nobody: two, someone: bad", "{nobody: end well, someone: two", "smell",
         "it went to 'two', and would go to 'close-out of well'"),
    ],
)  # fmt: skip
def test_a_change_is_told_where_it_matters(log, old, new, step, why):
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    found = departure(a_drive(text), log)
    assert found is not None
    assert found.step == step
    assert why in found.why
    assert log[found.entry][1].t == found.t


def test_the_command_names_run_entry_and_step(tmp_path):
    store, new = str(tmp_path / "runs.db"), tmp_path / "new.yaml"
    assert ask("drill", "ms-29", "--auto", "--seed", "7", "--store", store).code == 0
    words = (
        "author",
        "diff",
        "unknown-odor-on-hatch-opening",
        str(new),
        "--runs",
        "--store",
        store,
    )
    new.write_text(ODOR, encoding="utf-8")
    same = ask(*words)
    assert same.code == 0, same.out
    assert "1 go the same way" in same.out
    new.write_text(ODOR.replace("hold: 10 min", "hold: 12 min"), encoding="utf-8")
    other = ask(*words)
    assert other.code == 1
    assert "ms-29-7 (drill): entry " in other.out
    assert "in 'monitor': it went to 'first-sample', and would stay in 'monitor'" in other.out
    (run,) = json.loads(ask(*words, "--json").out)["runs"]
    assert run["departure"]["step"] == "monitor"
    nothing = ask(*words[:-1], str(tmp_path / "none.db"))
    assert "0 stored runs" in nothing.out
