"""A witness that is asked how much it has seen: only what it signs now, or more than is here, counts as its word."""

from __future__ import annotations

import threading
import time

import pytest

from engine.adapters.witness_book import WitnessBook
from engine.adapters.witness_http import server
from engine.audit.verdict import Trust
from engine.bootstrap.asking import asking
from engine.log.checkpoint import cosign, read_checkpoint
from engine.log.policy import read_policy
from engine.log.witness import SIZE_KIND
from tests.audit import recorded as r

PLAIN = "text/plain; charset=utf-8"


class Ground:
    """A server for all tests; `answer` is what it says. Never closed, see tests/witness/test_rules."""

    def __init__(self):
        self.answer = None
        self.server = server(self, "127.0.0.1", 0)
        threading.Thread(target=self.server.run, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.effective_port}"

    def add_checkpoint(self, raw):
        return self.answer(raw)


@pytest.fixture(scope="module")
def ground():
    return Ground()


def asked(path, ground, answer):
    """The verdict on the open run in `path`, whose witness answers so."""
    ground.answer = answer
    text = f"{r.LOG_LINE}witness ground {r.WITNESS.text} {ground.url}/\nquorum ground\n"
    return r.verdict(path, Trust("policy", read_policy(text), ask=asking()))


def signed(at):
    def answer(raw):
        head, _ = read_checkpoint(raw.partition(b"\n\n")[2])
        return 200, PLAIN, cosign(head, r.WITNESS.name, r.GROUND, int(at)).line.encode()

    return answer


def says(status, body, kind=PLAIN):
    return lambda _raw: (status, kind, body)


def test_a_witness_that_signs_again_now_has_seen_no_more(tmp_path, ground):
    path = r.record(tmp_path)
    assert asked(path, ground, signed(time.time())).words == "intact and witnessed"
    book = WitnessBook(tmp_path / "book", r.WITNESS.name, r.GROUND, r.WITNESSED)
    path.with_name("twice.db").write_bytes(path.read_bytes())
    found = asked(path, ground, book.add_checkpoint)
    assert found.word == "intact, unwitnessed"  # this one has seen nothing yet
    found = asked(path, ground, says(409, b"300\n", SIZE_KIND))
    assert (found.word, found.code) == ("incomplete", 3)


ANSWERS = {
    "nothing": (says(200, b""), "no cosignature of its key"),
    "the very size, unsigned": (says(409, b"250\n", SIZE_KIND), "did not sign that"),
    "a smaller size": (says(409, b"7\n", SIZE_KIND), "did not sign that"),
    "a number that is none": (says(409, "²".encode(), SIZE_KIND), "it answered 409"),
    "a number without end": (says(409, b"9" * 190, SIZE_KIND), "it answered 409"),
    "an old answer sent again": (signed(1_790_000_000), "an old one sent again"),
    "an answer of tomorrow": (signed(time.time() + 86_400), "a clock is wrong"),
    "an answer of no year": (signed(2**62), "a clock is wrong"),
    "no line of a signature": (says(200, b"ok\n"), "found"),
    "an error": (says(500, b"away\n"), "it answered 500"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_anybody_on_the_way_could_send_is_not_its_word(tmp_path, ground, name):
    answer, said = ANSWERS[name]
    found = asked(r.record(tmp_path), ground, answer)
    assert found.words == "intact, unwitnessed since 250"
    assert any(said in one for one in found.not_checked), found.not_checked
