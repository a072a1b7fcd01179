"""`drill --plain` by scripts: won, lost, left in the middle, and fed with what nobody should type."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.door import Done, ask, entries
from tests.cli.player import sit_down

HATCH_CREW = ("FE-1", "FE-2")


def script(*lines: str, roles: tuple[str, ...] = HATCH_CREW, store: object = "memory:") -> Done:
    words = [word for role in roles for word in ("--role", role)]
    typed = "".join(f"{line}\n" for line in lines)
    return ask("drill", "ms-29", "--plain", "--seed", 7, "--store", store, *words, typed=typed)


def test_a_script_that_reads_the_steps_plays_to_the_end(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    said = sit_down("ms-29", "--seed", 7, "--store", store, roles=HATCH_CREW)
    lines = said.play()
    assert lines[-1] == "closed: reopened"
    assert said.talk.returncode == 0
    assert "Verdict: SAFE" in lines
    by_people = {entry["role"] for entry in entries(store, "ms-29-7")}
    assert {"FE-1", "FE-2", "CDR", "MCC-H"} <= by_people


def test_the_same_script_says_the_same_every_time() -> None:
    lines = ["1", "as FE-2", "2", ".", ".", "wait 5 min", "readings", "log", "quit"]
    assert script(*lines) == script(*lines)


LOST = {
    "nothing is done": (["wait 6 h"], ()),
    "reopened at once": (
        [
            *("do go FE-1 sm", "as FE-2", "do go FE-2 sm"),
            *("do hatch poisk clear", "do hatch poisk shut", "wait 2 min", "do hatch poisk open"),
            "wait 1 h",
        ],
        ("before", "early"),
    ),
    "in Poisk without a mask": (["do mask FE-1 off", "wait 5 h"], ("breathed",)),
}


@pytest.mark.parametrize("name", LOST)
def test_playing_badly_loses_and_the_debrief_says_so(name: str) -> None:
    lines, words = LOST[name]
    done = script(*lines, roles=("all",))
    assert done.code == 1
    assert "Verdict: UNSAFE" in done.out
    verdict = done.out.partition("Verdict: UNSAFE")[2].partition("\n\n")[0]
    reasons = verdict.split("\n  - ")[1:]
    assert reasons
    assert all(re.search(r"\[[\d, \n]+\]$", one) for one in reasons), reasons
    assert not words or any(word in done.out.lower() for word in words)


def test_a_safe_end_of_the_procedure_with_harm_done_is_not_won() -> None:
    done = script("skip in a hurry", "wait 3 h")
    assert done.code == 1
    assert "UNSAFE" in done.out


@pytest.mark.parametrize("lines", [(), ("1",), ("quit", "1"), ("",)])
def test_an_input_that_ends_leaves_the_run_unfinished(lines: tuple[str, ...]) -> None:
    done = script(*lines)
    assert (done.code, done.last) == (1, "not closed")


def test_a_run_that_was_left_is_gone_on_with_by_whom_it_was_played(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    left = script("1", "observe a smell", store=store)
    assert left.last == "not closed"
    assert re.search(
        r"^go on with: boldface drill --plain --resume ms-29-\d+$", left.out, re.MULTILINE
    )
    again = ask("drill", "--plain", "--resume", "ms-29-7", "--store", store, typed="2\nlog\n")
    assert "resumed" in again.out
    ticked = [e["data"]["item"] for e in entries(store, "ms-29-7") if e["event"] == "ItemTicked"]
    assert ticked == ["preconditions#1", "preconditions#2"]


# What is typed, and a part of the one sentence that answers.
ODD = {
    "nonsense": "is not a word here",
    "x" * 10_000: "is not a word here",
    "9" * 5_000: "is not a word here",
    "²": "is not a word here",
    "\x1b[31m": r"\x1b[31m",
    "\x00\x01": r"\x00\x01",
    "[bold]": "'[bold]' is not a word here",
    "]][[": "is not a word here",
    "0": "there is no item 0",
    "3": "there is no item 3",
    "1 2": "one number a line",
    "note " + "n" * 10_000: "refused: the text has 10000 characters",
    "observe " + "é" * 70_000: "refused: the text has 70000 characters",
    "record": "does not ask for",
    "record odor gas": "does not ask for 'odor'",
    "untick ² slip": "refused:",
    "override ² slip": "say which item",
    "override 1": "refused:",
    "cannot droplets": "refused:",
    "answer GO": "refused: this step asks no question",
    "sign": "refused: nothing is signed here",
    "sign verified because I saw it": "refused: nothing is signed here",
    "sign nobody": "'nobody' is no role you play",
    "dispose obs-9 explained wipes": "no observation 'obs-9'",
    "dispose": "write: dispose",
    "handover XX Bob": "no role is called 'XX'",
    "wait": "wait 5 min",
    "wait NaN s": "is not a length of time",
    "wait -5 min": "less than nothing",
    "wait 5 ppm": "is in ppm",
    "wait 300 d": "too long",
    "as XX": "you play FE-1, FE-2, not 'XX'",
    "do fly": "'fly' is not something this drill can do",
    "skip": "refused: a skip needs a reason",
    "release": "not on hold",
}


@pytest.mark.parametrize("line", ODD, ids=[repr(line)[:30] for line in ODD])
def test_a_line_that_cannot_be_taken_gets_a_sentence(line: str) -> None:
    done = script(line)
    assert (done.code, done.last, done.err) == (1, "not closed", "")
    answer = done.out.split("FE-1> ", 1)[1].split("\n")[1]
    assert ODD[line] in done.out.split("FE-1> ", 1)[1]
    assert answer
    assert "\x1b" not in done.out


def test_bytes_that_are_no_text_are_a_line_like_any_other(tmp_path: object) -> None:
    store = f"{tmp_path}/runs.db"
    words = ("drill", "ms-29", "--plain", "--seed", 7, "--store", store)
    done = ask(*words, typed=b"\xff\nnote \xff\xfe smoke\n1\n")
    assert done.last == "not closed"
    assert any(entry["event"] == "ItemTicked" for entry in entries(store, "ms-29-7"))


@cache
def describing() -> tuple[str, ...]:
    """From the first step, past a hatch that is shut, to what was noticed."""
    lines = (
        *("as FE-1", "do go FE-1 sm", "as FE-2", "do go FE-2 sm"),
        *("do hatch poisk clear", "do hatch poisk shut", "wait 20 s", "as CDR"),
        *("skip test",) * 4,
        "record head-count.heads 7",
    )
    for _ in range(12):
        lines = (*lines, "skip test")
        if "record droplets (" in script(*lines, roles=("all",)).out:
            return lines
    pytest.fail("no step asks for droplets")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("record droplets perhaps", "'perhaps' is not one of yes, no"),
        ("record odor roses", "is not one of solvent"),
        ("record odor", "refused: nothing was typed"),
        ("record odor [solvent]", "'[solvent]' is not one of"),
    ],
)
def test_a_value_that_is_not_asked_for_is_refused(line: str, answer: str) -> None:
    done = script(*describing(), line, roles=("all",))
    assert "record droplets (FE-2)" in done.out
    assert answer in done.out


READING = re.compile(r"record tube-sm .*\[0 to 500 ppm\] ____")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("NaN", "'NaN' is not a number in ppm"),
        ("inf", "is not a number in ppm"),
        ("1e9", "is not a number in ppm"),
        ("-1", "outside 0 to 500 ppm"),
        ("501 ppm", "outside 0 to 500 ppm"),
        ("3 mg/m3", "'mg/m3' is not the unit asked for"),
        ("3 4", "is not a number"),
        ("9" * 5_000, "500 is the most"),
    ],
)
def test_a_number_out_of_range_or_in_another_unit_is_refused(typed: str, answer: str) -> None:
    done = script(*describing(), "skip test", f"record tube-sm {typed}", roles=("all",))
    assert READING.search(done.out), done.out[-2000:]
    assert answer in done.out


@settings(max_examples=15)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_whatever_is_typed_the_talk_ends_in_order(lines: list[str]) -> None:
    done = script(*lines)
    assert done.code in {0, 1}
    assert done.last.startswith(("closed: ", "not closed"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out)


def test_what_is_refused_is_told_without_what_was_not_said() -> None:
    done = script("skip", "cannot", "as CDR")
    assert "refused: Skip: a skip needs a reason" in done.out
    assert "refused: CannotTell: " in done.out
