"""Large letters of half blocks for the two things that must be seen from across a module: no recording, and time.

Pure tables; it must never carry a word that does not also stand in plain letters beside it.
"""

from __future__ import annotations

# 3 columns by 6 pixel rows, a row a group of three bits; two pixel rows make one row of the screen.
_GLYPHS = {
    "N": "111101101101101000",
    "O": "111101101101111000",
    "T": "111010010010010000",
    "R": "111101110101101000",
    "E": "111100110100111000",
    "C": "111100100100111000",
    "D": "110101101101110000",
    "I": "111010010010111000",
    "G": "111100101101111000",
    "0": "111101101101111000",
    "1": "010110010010111000",
    "2": "111001111100111000",
    "3": "111001111001111000",
    "4": "101101111001001000",
    "5": "111100111001111000",
    "6": "111100111101111000",
    "7": "111001001001001000",
    "8": "111101111101111000",
    "9": "111101111001111000",
    ":": "000010000010000000",
    "-": "000000111000000000",
    " ": "000000000000000000",
}
_HALVES = {"00": " ", "10": "\u2580", "01": "\u2584", "11": "\u2588"}


def big(text: str) -> tuple[str, str, str]:
    """Three rows of half blocks for a text of the letters in the table; four columns a letter."""
    rows = ["", "", ""]
    for char in text:
        bits = _GLYPHS.get(char, _GLYPHS[" "])
        for row in range(3):
            upper, lower = bits[row * 6 : row * 6 + 3], bits[row * 6 + 3 : row * 6 + 6]
            rows[row] += "".join(_HALVES[a + b] for a, b in zip(upper, lower, strict=True)) + " "
    return rows[0], rows[1], rows[2]
