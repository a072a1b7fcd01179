"""The tree against the vectors of others, against the definition, and with one bit wrong."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.log import ProofError, leaf_hash
from engine.log.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    node_hash,
    root_of,
)

VECTORS = json.loads(Path(__file__).with_name("vectors").joinpath("merkle.json").read_text())
LEAVES = [leaf_hash(b"%d" % n) for n in range(40)]


def hashes(texts):
    return [base64.b64decode(text or "") for text in texts or []]


def judged(check, *values):
    try:
        check(*values)
    except ProofError:
        return "refused"
    return "taken"


@pytest.mark.parametrize("name", sorted(VECTORS["inclusion"]))
def test_inclusion_as_the_public_vectors_say(name):
    case = VECTORS["inclusion"][name]
    leaf, root = hashes([case["leafHash"], case["root"]])
    found = judged(
        check_inclusion, leaf, case["leafIdx"], case["treeSize"], hashes(case["proof"]), root
    )
    assert found == ("refused" if case["wantErr"] else "taken"), case["desc"]


@pytest.mark.parametrize("name", sorted(VECTORS["consistency"]))
def test_consistency_as_the_public_vectors_say(name):
    case = VECTORS["consistency"][name]
    roots = hashes([case["root1"], case["root2"]])
    found = judged(check_consistency, case["size1"], case["size2"], hashes(case["proof"]), *roots)
    assert found == ("refused" if case["wantErr"] else "taken"), case["desc"]


def by_definition(leaves):
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def test_the_root_is_that_of_the_definition_at_every_size():
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, 1):
        frontier.add(leaf)
        assert frontier.size == size
        assert frontier.root() == root_of(LEAVES[:size]) == by_definition(LEAVES[:size])


SIZES = st.integers(1, len(LEAVES)).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))


@given(sizes=SIZES, bit=st.integers(0, 255), other=st.integers(0, 20))
def test_every_proof_holds_and_none_with_a_bit_wrong(sizes, bit, other):
    old, new = sizes
    leaves = LEAVES[:new]
    root, before = root_of(leaves), root_of(leaves[:old])
    path = inclusion_proof(leaves, old - 1)
    check_inclusion(leaves[old - 1], old - 1, new, path, root)
    way = consistency_proof(leaves, old)
    check_consistency(old, new, way, before, root)
    for proof, check in (
        (path, lambda one: check_inclusion(leaves[old - 1], old - 1, new, one, root)),
        (way, lambda one: check_consistency(old, new, one, before, root)),
    ):
        if proof:
            place = other % len(proof)
            bad = bytearray(proof[place])
            bad[bit // 8] ^= 1 << bit % 8
            assert judged(check, [*proof[:place], bytes(bad), *proof[place + 1 :]]) == "refused"
            assert judged(check, proof[:-1]) == "refused"
        assert judged(check, [*proof, root]) == "refused"


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(index, size):
    with pytest.raises(ProofError):
        inclusion_proof(LEAVES[:size], index)


@pytest.mark.parametrize("old", [0, -1, 4])
def test_a_size_outside_the_tree_has_no_proof(old):
    with pytest.raises(ProofError):
        consistency_proof(LEAVES[:3], old)
