"""The three colour schemes, searched for so that warning, caution and normal stay apart under every kind of sight.

Contrast is at least 4.5 on the ground (high-contrast: 7) and no two meanings are closer than 20 in Lab
under normal sight and simulated protan, deutan and tritan sight (DERIVED; `tests/tui/test_themes.py`).
"""

from __future__ import annotations

from textual.theme import Theme

MUTED = {"boldface-dark": "#A8A8A8", "boldface-light": "#595959", "boldface-contrast": "#FFFFFF"}


def _theme(
    name: str, ground: str, text: str, *, warning: str, caution: str, normal: str, dark: bool
) -> Theme:
    return Theme(
        name=name,
        primary=normal,
        secondary=normal,
        accent=normal,
        success=normal,
        warning=caution,
        error=warning,
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        dark=dark,
        variables={
            "muted": MUTED[name],
            "border": normal,
            "border-blurred": normal,
            "input-cursor-background": text,
            "input-cursor-foreground": ground,
            "input-selection-background": f"{normal} 50%",
            "footer-key-foreground": normal,
            "block-cursor-background": text,
            "block-cursor-foreground": ground,
        },
    )


DARK = _theme(
    "boldface-dark",
    "#0A0A0A",
    "#FFFFFF",
    warning="#E8305E",
    caution="#FFAA00",
    normal="#197FE6",
    dark=True,
)
LIGHT = _theme(
    "boldface-light",
    "#FFFFFF",
    "#000000",
    warning="#CC3359",
    caution="#995900",
    normal="#0077B2",
    dark=False,
)
CONTRAST = _theme(
    "boldface-contrast",
    "#000000",
    "#FFFFFF",
    warning="#FF6640",
    caution="#F0E442",
    normal="#56B4E9",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)
TITLES = {"boldface-dark": "dark", "boldface-light": "light", "boldface-contrast": "high contrast"}


def following(name: str) -> str:
    """The theme that comes after `name` when one goes round."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
