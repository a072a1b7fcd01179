"""A file made to be slow is answered with few findings and bounded work: calls are counted, not seconds."""

from __future__ import annotations

import sys

import pytest

from engine.lint.check import MOST_FINDINGS
from engine.lint.report import as_text
from tests.lint.hostile import HOSTILE
from tests.lint.shelves import look

MOST_CALLS = 3_000_000  # of Python and C together; about half a second of them
QUICK = ("many: comments", "many: unknown roles", "deep: guard", "tangled: answers")


def answered(text):
    """The findings, and how many calls they and their telling took."""
    calls = 0

    def count(_frame, _event, _of):
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        report = look(text)
        told = as_text(report)
    finally:
        sys.setprofile(None)
    assert len(told) < 1_000 * (len(report.findings) + 1)
    return report, calls // 2  # each call is counted again when it returns


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in sorted(HOSTILE)
    ],
)
def test_a_hostile_file_is_answered_with_little_work(name):
    assert len(HOSTILE[name]) <= 1_000_000
    report, calls = answered(HOSTILE[name])
    assert len(report.findings) <= MOST_FINDINGS + 1
    assert calls < MOST_CALLS
