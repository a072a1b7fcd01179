"""Text measured in the cells of a terminal: how wide it is, how it is cut and broken.

Words of authors are shown whole or with a mark of what was cut; control characters are made visible.
"""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Cells the text takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def visible(text: str) -> str:
    """The text with everything that could drive a terminal or break a line made visible."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)


def cut(text: str, most: int) -> str:
    """The text in at most `most` cells, an ellipsis where something was cut off."""
    if width(text) <= most:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > most - 1:
            break
        kept += character
    return kept.rstrip() + "…" if most > 0 else ""


def padded(text: str, cells: int) -> str:
    """The text cut or filled with blanks to exactly so many cells."""
    short = cut(text, cells)
    return short + " " * (cells - width(short))


def wrapped(text: str, most: int) -> list[str]:
    """The text in lines of at most `most` cells, broken at blanks; a longer word is broken anywhere."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= most:
            lines[-1] += " " + word
            continue
        rest = word
        while width(rest) > most:
            lines.append(rest[: max(1, most // 2)] if not rest.isascii() else rest[:most])
            rest = rest[len(lines[-1]) :]
        lines.append(rest)
    return lines
