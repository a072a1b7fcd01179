"""What authors write where the words are still to come, in a procedure or in its translation.

It only finds them; whose fault that is, is said by the rules.
"""

from __future__ import annotations

import re
from typing import Final

# DESIGN; `~` and null are YAML's words for nothing.
PLACEHOLDERS: Final = frozenset({"TODO", "TBD", "TBC", "TBS", "FIXME", "XXX"})
TO_WRITE: Final = "Describe here"  # with what a new procedure's text begins until it is written
UNFINISHED: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(PLACEHOLDERS))})\b|\b(?:todo|fixme|tbd)\b|\?{{3,}}"
    r"|\A\s*(?:~|null|n/a|\.{3}|…|-+)\s*\Z|\blorem ipsum\b|\A\s*(?:xxx+|to do)\s*\Z"
    rf"|\A\s*{TO_WRITE}\b",
)
