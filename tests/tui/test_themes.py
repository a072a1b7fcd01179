"""Warning, caution and normal can be told apart and read, by every kind of colour vision, in every theme.

Contrast after WCAG 2; simulated sight after Machado, Oliveira and Fernandes 2009, full severity; CIE76 in Lab.
"""

from itertools import combinations

import pytest
from textual.color import Color

from tui import themes
from tui.status import TONES

SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color):
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    lights = sorted(
        sum(k * v for k, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True))
        for c in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb):
    r, g, b = (min(1.0, max(0.0, v)) for v in rgb)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(color, sight):
    values = linear(color)
    return lab([sum(m * v for m, v in zip(row, values, strict=True)) for row in SIGHT[sight]])


def meanings(theme):
    return {
        "warning": Color.parse(theme.error),
        "caution": Color.parse(theme.warning),
        "normal": Color.parse(theme.primary),
        "text": Color.parse(theme.foreground),
    }


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_every_meaning_can_be_read_on_the_ground(theme):
    floor = 7.0 if theme is themes.CONTRAST else 4.5
    ground = Color.parse(theme.background)
    muted = {"muted": Color.parse(theme.variables["muted"])}
    low = {name: contrast(color, ground) for name, color in {**meanings(theme), **muted}.items()}
    assert min(low.values()) >= floor, low


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_meanings_look_alike(theme, sight):
    points = {name: seen(color, sight) for name, color in meanings(theme).items()}
    apart = {
        (a, b): sum((p - q) ** 2 for p, q in zip(points[a], points[b], strict=True)) ** 0.5
        for a, b in combinations(points, 2)
    }
    assert min(apart.values()) >= 20, apart


def test_no_tone_names_a_colour_of_its_own():
    assert not [tone for tone, style in TONES.items() if "#" in style]


def test_the_themes_go_round():
    name, names = themes.DARK.name, []
    for _ in themes.THEMES:
        names.append(name)
        name = themes.following(name)
    assert name == themes.DARK.name
    assert len(set(names)) == len(themes.THEMES)
    assert themes.following("not ours") == themes.DARK.name
