"""The walk over a log by pages: roots at every size, marked rows and faults are those of a walk by single rows."""

from __future__ import annotations

import hashlib
import os
from functools import partial
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters import tree_process
from engine.adapters.tree_process import closed_beside
from engine.log import leaf_hash
from engine.log.entry import StoredEntry
from engine.log.page import PAGE, StoredPage, paged
from engine.log.subtrees import closed_here, roots_in
from engine.log.tree import EMPTY_ROOT, Frontier, root_of
from engine.log.walk import Walk

COUNT = 2 * PAGE + 70
MARKED = (0, 1, 6, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, COUNT - 1)


def row(index):
    body = b"%d%s" % (index, b" mark" if index in MARKED else b"")
    return StoredEntry(index, body, leaf_hash(body))


ROWS = [row(index) for index in range(COUNT)]


def by_single_leaves():
    tree, roots = Frontier(), [EMPTY_ROOT]
    for one in ROWS:
        tree.add(one.leaf)
        roots.append(tree.root())
    return roots


ROOTS = by_single_leaves()


@given(st.lists(st.binary(min_size=1, max_size=3), min_size=1, max_size=70))
def test_a_page_has_the_root_of_each_of_its_beginnings(texts):
    leaves = [hashlib.sha256(text).digest() for text in texts]
    sizes = range(1, len(leaves) + 1)
    assert roots_in(leaves, sizes) == [root_of(leaves[:size]) for size in sizes]


@pytest.mark.parametrize("close", [closed_here, lambda pages: closed_beside(pages, 1)])
def test_roots_wanted_and_roots_before_marked_rows_are_exact(close):
    wanted = {0, 1, 2, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, COUNT, COUNT + 5}
    walk = Walk(wanted, b"mark", close)
    seen = []
    given_on = list(walk.over(paged(ROWS), seen.append))
    assert [(one.index, root) for one, root in given_on] == [(at, ROOTS[at]) for at in MARKED]
    assert walk.roots == {size: ROOTS[size] for size in wanted if size <= COUNT}
    assert (walk.size, walk.root(), walk.faults) == (COUNT, ROOTS[-1], [])
    assert seen == list(paged(ROWS))


@pytest.mark.parametrize("size", [0, 1, PAGE - 1, PAGE, PAGE + 1])
def test_a_walk_ends_at_any_size(size):
    walk = Walk()
    assert list(walk.over(paged(ROWS[:size]))) == []
    assert (walk.size, walk.root()) == (size, ROOTS[size])


@pytest.mark.parametrize("at", [0, 5, PAGE - 1, PAGE, COUNT - 1])
def test_a_fault_is_named_at_its_index(at):
    rows = list(ROWS)
    rows[at] = StoredEntry(at, b"other", rows[at].leaf)
    walk = Walk()
    list(walk.over(paged(rows)))
    assert walk.faults == [(at, f"entry {at} is altered: its bytes do not match its leaf hash.")]
    walk = Walk()
    list(walk.over(paged([*ROWS[:at], *ROWS[at + 1 :]])))
    assert [index for index, _ in walk.faults] == ([at] if at < COUNT - 1 else [])


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_a_second_process_that_dies_changes_nothing(monkeypatch, answers):
    monkeypatch.setattr(tree_process, "closing", partial(dying, answers))
    walk = Walk(close=lambda pages: closed_beside(waited_for(pages), 0))
    list(walk.over(paged(ROWS * 10)))
    assert walk.root() == root_of([one.leaf for one in ROWS] * 10)


def waited_for(pages):
    """The same, slow enough for the other process to be up before the last one."""
    for at, page in enumerate(pages):
        sleep(0.5 if at == 1 else 0)
        yield page


def dying(answers, asked):
    """Close so many pages, and then die with a page in hand."""
    asked.send([])
    for _ in range(answers):
        leaves, sizes = asked.recv()
        each = range(0, len(leaves), 32)
        asked.send(roots_in([leaves[at : at + 32] for at in each], sizes))
    asked.recv()
    os._exit(3)


@pytest.mark.parametrize("wrong", [None, "text", 7, 2.5])
@pytest.mark.parametrize("at", [0, PAGE - 1, COUNT - 1])
def test_what_is_no_bytes_is_a_fault_at_its_index_and_hides_no_other(wrong, at):
    pages = list(paged(ROWS))
    page = pages[at // PAGE]
    rows = list(page.rows)
    rows[at % PAGE] = (wrong, page.rows[at % PAGE][1])
    pages[at // PAGE] = StoredPage(page.indices, rows)
    walk = Walk(mark=b"mark")
    given_on = [one.index for one, _ in walk.over(pages)]
    assert [index for index, _ in walk.faults] == [at]
    assert (walk.size, given_on) == (COUNT, [one for one in MARKED if one != at])
