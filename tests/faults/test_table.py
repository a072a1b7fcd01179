"""The table of faults in docs is the list of rows and of how their tests ended; every test named exists."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.faults import table
from tests.faults.rows import ROWS


@cache
def names_in(path: str) -> set[str]:
    """Names of the tests of a file."""
    text = (table.ROOT / path).read_text(encoding="utf-8")
    return set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))


def test_no_row_is_left_out() -> None:
    wanted = [*(f"F{n}" for n in range(1, 23)), *(f"T{n}" for n in range(1, 6))]
    assert [row.id for row in ROWS] == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_test_named_exists_and_was_run(row) -> None:
    for name in row.tests:
        path, _, test = name.partition("::")
        assert test in names_in(path), name
        assert name in table.kept(), f"{name}: run `python -m tests.faults.table {row.id}`"
    assert row.tests or row.but


def test_the_page_is_the_rows_and_their_results() -> None:
    assert table.PAGE.read_text(encoding="utf-8") == table.page(table.kept())


def test_a_row_that_does_not_hold_is_named_so() -> None:
    one = ROWS[0]
    ended = {test: {"ended": {"passed": 1}, "figures": []} for test in one.tests}
    assert table.word(one, ended).startswith("held (")
    ended[one.tests[0]] = {"ended": {"failed": 1}, "figures": []}
    assert table.word(one, ended).startswith("**NOT HELD**")
    del ended[one.tests[0]]
    assert "1 not run" in table.word(one, ended)
