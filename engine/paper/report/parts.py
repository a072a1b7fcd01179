"""What a report is made of: text, tables, a picture, steps; no width, no colour, no markup.

Words of authors, crews and telemetry are data in these parts, and whoever prints them escapes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Tone = Literal["plain", "small", "strong", "alarm", "fixed"]


class Words(Struct, frozen=True, tag="words"):
    """A paragraph."""

    text: str
    tone: Tone = "plain"


class Rows(Struct, frozen=True, tag="rows"):
    """A table: heads, rows, and the share of the width each column gets; `caption` stands above it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""


class Picture(Struct, frozen=True, tag="picture"):
    """A drawing as SVG that stands alone; `tall` is its height as a part of its width."""

    svg: str
    title: str
    tall: float = 1.0


class Step(Struct, frozen=True, tag="step"):
    """A step: its text in force, one line each with its tone, and what was done at it."""

    number: str
    title: str
    who: str
    lines: tuple[Words, ...]
    done: Rows | None = None


Part = Words | Rows | Picture | Step


class Section(Struct, frozen=True):
    """A heading and what stands under it."""

    title: str
    parts: tuple[Part, ...]


class Chapter(Struct, frozen=True):
    """One run, or all of them together. banner: drill or real run, footer: the record; both on every page of it."""

    title: str
    banner: str
    footer: tuple[str, ...]
    sections: tuple[Section, ...]


class Report(Struct, frozen=True):
    """The whole document, each chapter from a page of its own on."""

    title: str
    drill: bool
    chapters: tuple[Chapter, ...]


def table(
    heads: str,
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
    none: str,
    caption: str = "",
) -> Part:
    """A table with heads parted by `|`, or the words for an empty one."""
    if not rows:
        return Words(none)
    return Rows(tuple(heads.split("|")), tuple(rows), widths, caption)
