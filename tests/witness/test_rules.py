"""The witness over real HTTP and by file: every refusal of the specification, and no rollback ever."""

from __future__ import annotations

import threading
import urllib.request
from contextlib import contextmanager
from functools import partial

import pytest

from engine.adapters.witness_book import WitnessBook
from engine.adapters.witness_client import Witnesses
from engine.adapters.witness_http import post, server
from engine.errors import BoldfaceError
from engine.log import leaf_hash
from engine.log.checkpoint import Checkpoint, cosignature_by, read_checkpoint, sign_checkpoint
from engine.log.note import Note
from engine.log.tree import EMPTY_ROOT, consistency_proof, root_of
from engine.log.witness import request_for
from tests.audit import recorded as r
from tests.log.ed25519 import check

LEAVES = [leaf_hash(b"%d" % n) for n in range(20)]
OTHER = [*LEAVES[:3], *(leaf_hash(b"other %d" % n) for n in range(17))]


def request(old, size, leaves=LEAVES, proof=None, origin=r.ORIGIN, key=r.SITE, root=None):
    head = Checkpoint(origin, size, root or root_of(leaves[:size]))
    way = proof if proof is not None else consistency_proof(leaves[:size], old) if old else []
    return request_for(old, way, head, sign_checkpoint(head, key))


def book(folder):
    return WitnessBook(folder, r.WITNESS.name, r.GROUND, r.WITNESSED)


class Ground:
    """One server for all tests, each with a book of its own.

    It is never closed: taking its sockets away from another thread would let it write into whatever
    file gets their numbers next.
    """

    def __init__(self):
        self.book = None
        self.server = server(self, "127.0.0.1", 0)
        threading.Thread(target=self.server.run, daemon=True).start()

    def add_checkpoint(self, raw):
        return self.book.add_checkpoint(raw)


@pytest.fixture(scope="module")
def ground():
    return Ground()


@contextmanager
def serving(ground, folder):
    ground.book = book(folder)
    yield f"http://127.0.0.1:{ground.server.effective_port}"


@pytest.fixture(params=["file", "http"])
def ask(request, ground, tmp_path):
    if request.param == "file":
        yield lambda raw: book(tmp_path).add_checkpoint(raw)
        return
    with serving(ground, tmp_path) as url:
        yield partial(post, url)


def cosigned(raw, body):
    _, note = read_checkpoint(raw.partition(b"\n\n")[2])
    made = Note(note.text, (*note.signatures, *read_checkpoint(note.raw + body)[1].signatures[1:]))
    return cosignature_by(made, r.WITNESS, check)


def test_what_goes_on_is_cosigned_and_kept_first(ask, tmp_path):
    for old, size in ((0, 5), (5, 5), (5, 12), (12, 20)):
        raw = request(old, size)
        status, _, body = ask(raw)
        assert status == 200, body
        assert cosigned(raw, body) is not None
        assert book(tmp_path).held(r.ORIGIN).size == size


@pytest.mark.parametrize(
    ("raw", "status", "body"),
    [
        (request(0, 12, origin="station.example/run/r-1/other"), 404, b"no log"),
        (request(0, 12, key=r.STRANGER), 403, b"no key"),
        (request(13, 12, proof=[]), 400, b"beyond"),
        (request(0, 12), 409, b"8\n"),
        (request(3, 12), 409, b"8\n"),
        (request(9, 12), 409, b"8\n"),
        (request(8, 12, OTHER), 422, b"go on"),
        (request(8, 12, proof=[]), 422, b"expected more"),
        (request(8, 12, proof=[LEAVES[0]] * 4), 422, b""),
        (request(8, 8, OTHER), 422, b"two roots"),
        (request(8, 8, proof=[LEAVES[0]]), 422, b"expected none"),
        (b"", 400, b"old"),
        (b"old 8\n", 400, b"old"),
        (request(8, 12).replace(b"old 8", b"old 08"), 400, b"leading zeros"),
        (request(8, 12).replace(b"old 8", b"old -8"), 400, b"leading zeros"),
        (request(8, 12, proof=[LEAVES[0]] * 64), 400, b"at most 63"),
        (request(8, 12).replace(b"\n12\n", b"\n012\n"), 400, b"leading zeros"),
        (request(8, 12).replace(b"\n12\n", b"\n13\n"), 403, b"signature"),
    ],
)
def test_every_refusal_has_its_status_and_changes_nothing(ask, tmp_path, raw, status, body):
    assert ask(request(0, 8))[0] == 200
    found = ask(raw)
    assert (found[0], body in found[2]) == (status, True), found
    if status == 409:
        assert found[1] == "text/x.tlog.size"
    assert book(tmp_path).held(r.ORIGIN).size == 8


def test_from_size_zero_no_proof_and_no_other_root_is_taken(ask):
    assert ask(request(0, 5, proof=[LEAVES[0]]))[0] == 422
    assert ask(request(0, 0, root=LEAVES[0]))[0] in {400, 422}
    assert ask(request(0, 0, root=EMPTY_ROOT))[0] == 200


def test_a_rollback_is_refused_also_by_a_witness_started_again(tmp_path):
    assert book(tmp_path).add_checkpoint(request(0, 12))[0] == 200
    assert book(tmp_path).add_checkpoint(request(0, 5))[0] == 409
    assert book(tmp_path).add_checkpoint(request(5, 5))[0] == 409


def test_only_posts_to_add_checkpoint_are_answered(tmp_path, ground):
    with serving(ground, tmp_path) as url:
        for asked, status in (
            (urllib.request.Request(url + "/add-checkpoint"), 405),
            (urllib.request.Request(url + "/x", data=b"x", method="POST"), 404),
        ):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(asked, timeout=5)
            assert refused.value.code == status
        assert post(url, b"x" * 100_000)[0] == 413


def test_a_run_is_witnessed_over_http_while_it_is_recorded(tmp_path, ground):
    with serving(ground, tmp_path / "ground") as url:
        submit = Witnesses({"ground": (r.WITNESS, partial(post, url))})
        path = r.record(tmp_path, 250, submit=submit)
        assert r.verdict(path).words == "intact and witnessed"
        # A second console of the same run asks from 0, is told how far it was seen, and goes on.
        again = Witnesses({"ground": (r.WITNESS, partial(post, url))})
        made = r.bodies(260, first=250, prev=leaf_hash(r.bodies(250)[-1]).hex())
        with r.closing(r.open_store(str(path))) as store:
            r.add(store, path, made, submit=again, first=250)
        assert r.verdict(path).words == "intact and witnessed"


def test_a_rebuilt_log_gets_no_cosignature(tmp_path, ground):
    with serving(ground, tmp_path / "ground") as url:
        submit = Witnesses({"ground": (r.WITNESS, partial(post, url))})
        r.record(tmp_path, 120, submit=submit)
        other = Witnesses({"ground": (r.WITNESS, partial(post, url))})
        leaves = [leaf_hash(one) for one in r.bodies(130, "other words")]
        head = Checkpoint(r.ORIGIN, 130, root_of(leaves))
        with pytest.raises(BoldfaceError, match="422"):
            other(head, sign_checkpoint(head, r.SITE).raw, leaves)


def test_a_witness_that_is_away_costs_its_word_and_nothing_else(tmp_path):
    submit = Witnesses({"ground": (r.WITNESS, partial(post, "http://127.0.0.1:9"))})
    with r.closing(r.open_store(str(tmp_path / "s.db"))) as store:
        store.open_run("r", "drill", {})
        for index, one in enumerate(r.bodies(3)):
            store.append("r", index, one, leaf_hash(one))
        evidence = r.Evidence(
            store, "r", r.ORIGIN, lambda: r.SITE, r.outside(tmp_path / "s.db"), submit
        )
        evidence.close()
    assert "witness ground" in evidence.trouble
    assert r.verdict(tmp_path / "s.db").words == "intact, unwitnessed since 0"
