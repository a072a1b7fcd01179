"""How far a name in a record is proved, in the only three ways it is ever said: asserted, not checked, signed.

An entry says of itself at most that it bears a signature; "signed" is said only by who has checked it, and against what.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

ASSERTED: Final = "asserted"
PRESENT: Final = "signature present, not checked"
UNBELIEVED: Final = "NOT BELIEVED"
WITHOUT: Final = frozenset({"asserted", "pin"})  # what an entry says where no key was used


class Judged(Struct, frozen=True):
    """What came of checking a signature: whether it holds, against which trust file, and if not, why."""

    holds: bool
    against: str
    why: str = ""


def proved(auth: str, signature: str | None, judged: Judged | None = None) -> str:
    """The words for a name with what its entry says (`auth`, `signature`) and what came of checking it, if anybody did.

    The word of the entry alone is no signature, and a signature that nobody checked proves nothing.
    """
    if auth in WITHOUT or not signature:
        return "asserted (pin)" if auth == "pin" else ASSERTED
    if judged is None:
        return PRESENT
    if judged.holds:
        return f"signed (checked against {judged.against})"
    return f"{UNBELIEVED}: {judged.why}"
