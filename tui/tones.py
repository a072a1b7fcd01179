"""From a tone to colours and weight, by the theme in force; made once a theme, not once a widget.

As component classes of style sheets the same tones cost half of the first paint: every pane had all of them worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color

from tui.status import TONES

NAMES = ("background", "foreground", "muted", "primary", "warning", "error")


def tones(variables: Mapping[str, str]) -> Mapping[str, Style]:
    """The style of every tone, by the variables of a theme."""
    return _tones(tuple(variables[name] for name in NAMES))


@lru_cache(maxsize=8)
def _tones(colours: tuple[str, ...]) -> Mapping[str, Style]:
    found = {f"${name}": Color.parse(text) for name, text in zip(NAMES, colours, strict=True)}
    return {tone: _style(words, found) for tone, words in TONES.items()}


def _style(words: str, colours: Mapping[str, Color]) -> Style:
    parts = dict(part.strip().split(": ", 1) for part in words.strip().rstrip(";").split(";"))
    weight = parts.get("text-style", "").split()
    return Style(
        color=colours[parts["color"]].rich_color,
        bgcolor=colours[parts.get("background", "$background")].rich_color,
        bold="bold" in weight,
        underline="underline" in weight,
        reverse="reverse" in weight,
    )
