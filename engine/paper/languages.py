"""The paper copy in a second language, or in two side by side: the first to work from, the second to read.

Only the first column has boxes, blanks and signatures, so that nothing is ticked twice or in the wrong place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.paper.sheet import Block, Entry, Sheet, sheet
from engine.procedure.model import Procedure
from engine.procedure.translation import BEFORE, Translation, translated


def translated_sheet(procedure: Procedure, digest: str, translation: Translation) -> Sheet:
    """The copy in the translation's language; names, guards and ways are as they are written."""
    copy = sheet(translated(procedure, translation.texts), digest)
    before = translation.texts.get(BEFORE, BEFORE)
    blocks = tuple(
        replace(
            one,
            title=before if one.title == BEFORE else one.title,
            entries=tuple(_with_senses(entry, translation.words) for entry in one.entries),
        )
        for one in copy.blocks
    )
    footer = f"{copy.footer} · {translation.language}: {translation.translator}"
    return replace(copy, blocks=blocks, footer=footer, language=translation.language)


def side_by_side(first: Sheet, second: Sheet) -> Sheet:
    """The first copy, with each step of the second (of the same procedure) beside its own."""
    pairs = zip(first.blocks, second.blocks, strict=True)
    blocks = tuple(replace(one, beside=_to_read(other)) for one, other in pairs)
    return replace(
        first,
        blocks=blocks,
        beside=second.title,
        footer=second.footer,
        entry=f"{first.entry}\n{second.entry}",
        roles=tuple(
            (role, f"{text} / {other}")
            for (role, text), (_, other) in zip(first.roles, second.roles, strict=True)
        ),
        readings=tuple(
            (f"{name} / {other}", limits)
            for (name, limits), (other, _) in zip(first.readings, second.readings, strict=True)
        ),
    )


def _with_senses(entry: Entry, words: Mapping[str, str]) -> Entry:
    """Words to choose from with what they mean; the word itself is what is written down."""
    text = entry.text
    if entry.kind == "way" and text in words:
        text = f"{text} ({words[text]})"
    options = tuple(f"{one} ({words[one]})" if one in words else one for one in entry.options)
    return replace(entry, text=text, options=options)


def _to_read(block: Block) -> Block:
    entries = tuple(_line(one) for one in block.entries)
    return replace(block, entries=entries, limits=(), visits=0, signs=(), onward="")


def _line(one: Entry) -> Entry:
    more = " / ".join(one.options)
    text = f"{one.text}: {more}" if more else one.text
    return Entry("line", f"{text} → {one.to}" if one.to else text, one.who)
