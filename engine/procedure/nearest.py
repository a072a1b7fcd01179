"""The known name that is most like one that is not known: what an author meant, most likely.

Knows no form and no rule; it must offer nothing rather than something far away.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection


def nearest(word: str, known: Collection[str]) -> str:
    """The one that differs in capitals, blanks, hyphens and apostrophes only, else the most alike; '' when none is near."""
    wanted = plain(word)
    for one in known:
        if plain(one) == wanted:
            return one
    return next(iter(difflib.get_close_matches(word, known, 1)), "")


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The mend that offers the nearest known name, or ''."""
    found = nearest(word, known)
    return f"did you mean '{found}'?" if found else ""


def plain(word: str) -> str:
    """A word in small letters, without blanks, hyphens and apostrophes."""
    return re.sub(r"[\s_'\u2019-]", "", word).casefold()
