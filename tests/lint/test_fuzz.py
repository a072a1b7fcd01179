"""Whatever a file holds, it is answered: with findings that have pages, and never with a crash."""

from __future__ import annotations

import random

import pytest

from engine.lint.mends import edits, mended
from engine.lint.registry import RULES
from engine.lint.report import as_object, as_text
from tests.lint.shelves import SHIPPED, look

WORDS = [
    "{", "}", "[", "]", ": ", ", ", "- ", "#", "# lint: allow ", "because", "&a ", "*a", "!t ", "|", ">",
    "%", "@", '"', "'", "\t", "\n", "\n  ", "---\n", "?", "<<: ", "steps:\n", "do: ", "if: ", "\u202e",
    "unknown", "is", "not", "and", "in 1..2 ppm", "within: ", "1e999", "-5 min", "Ω", "𝛼", "\x00", "\r",
    "records:", "close:", "decide:\n", "perform: head-count\n", "ends: {}", "0" * 50, "x" * 300,
]  # fmt: skip


def damaged(chance):
    """A shipped procedure with some stretches cut, doubled, moved or replaced."""
    text = chance.choice(list(SHIPPED.values()))
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 2, 5, 20, 200]))
        piece = chance.choice(
            [
                "",
                chance.choice(WORDS),
                text[start:end] * 2,
                "".join(chance.choice(WORDS) for _ in range(chance.randint(1, 8))),
                "".join(chr(chance.randrange(1, 0x250)) for _ in range(5)),
            ]
        )
        text = text[:start] + piece + text[end:]
    return text


def answered(seed):
    chance = random.Random(seed)
    text = damaged(chance)
    report = look(text, chance.choice(["load", "style", "safety"]))
    lines = text.split("\n")
    for one in report.findings:
        assert one.rule in RULES, one
        assert 1 <= one.place.line <= len(lines) + 1, one
        assert one.sentence, one
    assert as_text(report)
    assert len(as_object(report)["findings"]) == len(report.prints) == len(report.findings)
    mended(text, edits(report))


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_a_damaged_file_is_answered(first):
    for seed in range(first, first + 50):
        answered(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 11000, 500))
def test_ten_thousand_damaged_files_are_answered(first):
    for seed in range(first, first + 500):
        answered(seed)


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "a: " * 3000, "{" * 200 + "}" * 200, "\n" * 100_000, "x" * 999_999, "- \n" * 50_000,
     "a: &a [*a, *a]\n" * 500, "# lint: allow x because y\n" * 5000],
)  # fmt: skip
def test_an_attack_is_answered(text):
    assert look(text).findings
