"""Which editor a person wants, and the words that open a file in it at a line.

It only makes the command; the screen steps aside and runs it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

AT_LINE = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne"}
)
WITH_COLON = frozenset({"hx", "helix", "zed", "subl"})


def command(
    path: Path, line: int, column: int, wishes: Mapping[str, str] = os.environ
) -> list[str]:
    """The words of the command: $VISUAL, else $EDITOR, else vi; at the line where the editor is known to take one."""
    wish = wishes.get("VISUAL") or wishes.get("EDITOR") or "vi"
    try:
        words = shlex.split(wish) or ["vi"]
    except ValueError:  # a quote that is never closed
        words = [wish]
    name = Path(words[0]).name
    if name in AT_LINE:
        return [*words, f"+{line}", str(path)]
    if name in WITH_COLON:
        return [*words, f"{path}:{line}:{column}"]
    return [*words, str(path)]
