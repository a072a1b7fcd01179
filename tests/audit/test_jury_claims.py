"""Entries that no console writes, put into a drill with the stolen key of its site: times and texts out of bounds.

The tree fits, so what they claim is for every command that reads a run; none may fail at it, or call it witnessed.
"""

from __future__ import annotations

import shutil
import tracemalloc

import pytest

from tests.audit.witnessed import Site, made

DRILL, MOST = "fire-1", 2**53 - 1
TYPED = "wait 1 min\n1\nobserve a smell\nwait 2 min\nabort enough\nsign\nquit\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    site = made(tmp_path_factory.mktemp("claims"))
    assert site.do("drill", "fire", "--plain", "--role", "CDR", typed=TYPED).code in {0, 1}
    site.cosigned(DRILL)
    return site


@pytest.fixture
def site(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "copy")
    return Site(folder, whole.run, whole.other)


def last(**fields):
    return lambda entries: [*entries[:-1], {**entries[-1], **fields}]


def opened(**fields):
    return first("RunOpened", **fields)


def first(event, **fields):
    """The first of these events says something else."""

    def change(entries):
        next(one for one in entries if one["event"] == event)["data"].update(fields)
        return entries

    return change


def reading(**fields):
    def change(entries):
        taken = next(one for one in entries if one["event"] == "ReadingsTaken")
        taken["data"]["readings"][0].update(fields)
        return entries

    return change


def more(event, times=1, role=None, **data):
    """Events put into the middle."""

    def change(entries):
        at = len(entries) // 2
        one = {**entries[at], "event": event, "data": data}
        return [*entries[:at], *[one | ({"role": role} if role else {})] * times, *entries[at:]]

    return change


def kept_clock(entries):
    late = {"t": 9_460_800_000_000, "event": "ClockKept", "role": "engine", "data": {"left": True}}
    return [*entries, {**entries[-1], **late}]


CLAIMS = {
    "a run clock at its end": last(t=MOST),
    "a clock kept after 300 years": kept_clock,
    "a day in 9999": last(at="9999-12-31T23:59:59.999Z"),
    "readings every nothing": first("ReadingsTaken", every=0),
    "readings from before the beginning": first("ReadingsTaken", every=-1),
    "a reading beyond every float": reading(value="1e999999999"),
    "a reading of 20,000 digits": reading(value="9" * 20_000),
    "a reading taken before time": reading(taken=-MOST),
    "a channel that is a path": reading(channel="../../x", quality="\x1b[2J"),
    "a seed below nothing": opened(seed=-1),
    "an epoch that is no time": opened(epoch="soon"),
    "nobody in a seat": opened(seats={}, played=[]),
    "two thousand seats": opened(seats={f"R{n}": "x" for n in range(2_000)}),
    "a title of codes": opened(title="\x1b[2J\u202e evil"),
    "a revision without end": opened(revision=MOST),
    "beside itself": opened(beside=DRILL, because="x"),
    "a text in 2^50 parts": first("TextKept", of=2**50),
    "a part below nothing": first("TextKept", part=-1),
    "a step unheard of": first("StepEntered", state="nowhere"),
    "a contingency without end": first("StepEntered", contingency=MOST),
    "done after the end of time": first("ItemTicked", done=MOST),
    "done before the beginning": first("ItemTicked", done=-MOST),
    "an authority that is a number": first("RunAborted", authority=7),
    "a reference of codes": first("RunAborted", authority="x", reference="\x1b]0;x\x07"),
    "an input cancelled that nobody began": more("InputCancelled", input="\x1b[2J"),
    "an answer to no question": more("AnswerGiven", state="x", word="y"),
    "a procedure that opens itself": more(
        "ProcedureOpened", procedure="fire", run=DRILL, level="warning", why="x", front=True
    ),
    "nobody in front": more("FrontChosen", to="nobody"),
    "a redline of 50,000 signs": more("Redlined", target="x", before="", after="z" * 50_000, reason="r"),
    "a correction of no entry": more("Corrected", entry=MOST, was="", becomes="x", reason="r", person="p"),
    "resumed 500 times": more("RunResumed", 500, "engine", software="x", gap="1 s"),
    "held for ever": more("HoldPlaced", reason="x"),
    "a deed unheard of": more("ActTaken", act="jump", item=None),
    "closed in the middle": more("RunClosed", outcome="x", safe=True),
    "an event that no version knows": more("Blessed", x=1),
}  # fmt: skip
AT_ONCE = {"a clock kept after 300 years", "a channel that is a path", "a reference of codes"}
READS = ("list", "show", "replay", "findings", "report", "stats")


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[] if one in AT_ONCE else pytest.mark.slow) for one in CLAIMS]
)
def test_a_claim_out_of_all_bounds_is_borne_by_every_command_and_never_witnessed(site, name):
    site.forged(DRILL, CLAIMS[name])
    assert site.of(DRILL)["word"] != "intact and witnessed"
    for word in READS:
        run = () if word in {"list", "stats"} else (DRILL,)
        output = ("-o", site.folder / "r.html") if word == "report" else ()
        done = site.do("audit", word, *run, *output)
        assert done.code in {0, 1, 2}
        assert done.code != 2 or done.err
        assert all(one.isprintable() or one in "\n\t" for one in done.out + done.err)


def many_observations(entries):
    at = len(entries) // 2
    return [*entries[:at], *(_observed(entries[at], n) for n in range(4_000)), *entries[at:]]


def _observed(entry, number):
    data = {"observation": f"o{number}", "text": "x"}
    return {**entry, "event": "ObservationRaised", "data": data}


@pytest.mark.slow
def test_thousands_of_observations_take_memory_by_their_number_and_not_by_its_square(site):
    site.forged(DRILL, many_observations)
    tracemalloc.start()
    assert site.do("audit", "findings", DRILL).code == 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 120 * 2**20  # with a list for each it was 224 MiB
