"""The release log as text: what follows from what, and what may be run for real."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProcedureError
from engine.procedure.release import (
    FIRST,
    Release,
    digest_of,
    line_of,
    next_release,
    read_releases,
    refusals,
)

WANTED = Release("leak", 1, digest_of("text"), "Ann", "2026-11-23T12:00:00.000Z", "", "flight", "")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def chained(*wanted: Release) -> tuple[Release, ...]:
    made: list[Release] = []
    for one in wanted:
        made.append(next_release(made, line_of(made[-1]) if made else "", one))
    return tuple(made)


def text_of(releases: tuple[Release, ...]) -> str:
    return "".join(f"{line_of(one)}\n" for one in releases)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5))
def test_what_is_written_reads_back_whatever_the_words(words):
    made = chained(
        *(replace(WANTED, revision=n, by=by, why=why) for n, (by, why) in enumerate(words, 1))
    )
    assert read_releases(text_of(made), "log") == made
    assert [one.prev for one in made[:1]] == [FIRST][: len(made)]


@given(st.data())
def test_no_line_but_the_last_can_be_changed_unseen(data):
    made = chained(*(replace(WANTED, revision=n) for n in range(1, 5)))
    n = data.draw(st.integers(0, 2))
    what = data.draw(st.sampled_from(["by", "why", "at", "digest"]))
    other = replace(made[n], **{what: "f" * 64 if what == "digest" else "x"})
    with pytest.raises(ProcedureError, match=rf"^log:{n + 2}:1: this line does not follow"):
        read_releases(text_of((*made[:n], other, *made[n + 1 :])), "log")
    with pytest.raises(ProcedureError, match=rf"^log:{n + 1}:1: this line does not follow"):
        read_releases(text_of((*made[:n], *made[n + 1 :])), "log")


@pytest.mark.parametrize("line", ["", "junk", "[]", "{}", "[" * 100_000, '"a"', "1"])
def test_a_line_that_is_no_release_is_named(line):
    with pytest.raises(ProcedureError, match=r"^log:2:1: this is not a release"):
        read_releases(f"{text_of(chained(WANTED))}{line}\n", "log")


@pytest.mark.parametrize(("name", "value"), [("revision", "1"), ("revision", True), ("digest", 1)])
def test_a_value_of_another_type_is_no_release(name, value):
    line = line_of(replace(chained(WANTED)[0], **{name: value}))
    with pytest.raises(ProcedureError, match=r"^log:1:1: this is not a release"):
        read_releases(line, "log")


def test_a_revision_is_released_once_and_never_behind_a_newer_one():
    made = chained(replace(WANTED, revision=2))
    last = line_of(made[0])
    with pytest.raises(ProcedureError, match=r"released already .with the same text, by Ann"):
        next_release(made, last, replace(WANTED, revision=2))
    with pytest.raises(ProcedureError, match=r"released already .with another text"):
        next_release(made, last, replace(WANTED, revision=2, digest="x"))
    with pytest.raises(ProcedureError, match="revision 1 is older and cannot follow"):
        next_release(made, last, WANTED)
    assert next_release(made, last, replace(WANTED, procedure="other")).procedure == "other"


def test_only_what_is_in_force_as_it_is_may_be_run():
    made = chained(WANTED)
    assert refusals(made, {"leak": (1, "text")}) == []
    (touched,) = refusals(made, {"leak": (1, "text ")})
    assert "leak revision 1 was released" in touched
    assert "touched" in touched
    (draft,) = refusals(made, {"leak": (2, "text 2")})
    assert "leak revision 2 is a draft, revision 1 is released" in draft


def test_a_file_from_elsewhere_or_of_yesterday_is_called_so():
    (copied,) = refusals((), {"leak": (1, "text")})
    assert "is a draft, or was copied away from its release log" in copied
    made = chained(WANTED, replace(WANTED, revision=2, digest=digest_of("text 2")))
    (older,) = refusals(made, {"leak": (1, "text")})
    assert "leak revision 1 is no longer in force: revision 2 was released by Ann" in older
    assert refusals(made, {"leak": (2, "text 2")}) == []
