"""How nearly alike two written words are: one slip of a finger, or the same letters in other signs.

It knows no rule; whoever asks says what it means that two words are alike.
"""

from __future__ import annotations

from engine.procedure.nearest import plain


def one_off(one: str, other: str) -> bool:
    """Whether two words differ by one letter put in, left out, exchanged, or by two letters swapped."""
    start = _alike(one, other)
    end = min(_alike(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    swapped = len(left) == 2 and left == right[::-1]
    return one != other and (swapped or (len(left) <= 1 and len(right) <= 1))


def slip(one: str, other: str) -> bool:
    """Whether two words are `one_off`, and not by a letter at their end.

    The end of a word is its grammar: Russia and Russian, hatch and hatches are no slips; stabel is one of stable.
    """
    end = one[-1:] == other[-1:] or sorted(one) == sorted(other)
    return end and one_off(one, other)


def same_letters(one: str, other: str) -> bool:
    """Whether two words differ in capitals, blanks, hyphens and apostrophes only."""
    return plain(one) == plain(other)


def _alike(one: str, other: str) -> int:
    """How many letters two words have in common from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
