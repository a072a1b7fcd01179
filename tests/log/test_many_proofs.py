"""Many proofs at once are the proofs one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.log import ProofError, leaf_hash
from engine.log.many_proofs import ManyProofs
from engine.log.tree import check_inclusion, inclusion_proof, root_of


@given(st.integers(1, 200), st.data())
def test_they_are_the_same_and_prove(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(n).encode()) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = ManyProofs(leaves).proof(index)
    assert proof == inclusion_proof(leaves, index)
    check_inclusion(leaves[index], index, size, proof, root_of(leaves))


@pytest.mark.parametrize(("size", "index"), [(0, 0), (1, 1), (5, -1), (5, 5)])
def test_nothing_outside_the_tree_is_proved(size: int, index: int) -> None:
    with pytest.raises(ProofError):
        ManyProofs([b"\0" * 32] * size).proof(index)
