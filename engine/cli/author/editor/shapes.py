"""From places, findings and offers to the values of the protocol; columns in the units the editor counts in.

Turns one shape into another and decides nothing.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Final

from lsprotocol import types as lsp

from engine.language.complete import Offer
from engine.language.outline import Entry
from engine.language.positions import Columns
from engine.lint.mends import Edit
from engine.procedure.places import Place, Problem

_SEVERITY: Final = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
    "hint": lsp.DiagnosticSeverity.Hint,
}
_ITEM: Final = {
    "key": lsp.CompletionItemKind.Property,
    "step": lsp.CompletionItemKind.Reference,
    "role": lsp.CompletionItemKind.Class,
    "channel": lsp.CompletionItemKind.Variable,
    "record": lsp.CompletionItemKind.Field,
    "end": lsp.CompletionItemKind.Event,
    "unit": lsp.CompletionItemKind.Unit,
    "state": lsp.CompletionItemKind.EnumMember,
    "procedure": lsp.CompletionItemKind.File,
    "word": lsp.CompletionItemKind.Keyword,
}
_SYMBOL: Final = {
    "part": lsp.SymbolKind.Namespace,
    "step": lsp.SymbolKind.Function,
    "role": lsp.SymbolKind.Class,
    "channel": lsp.SymbolKind.Variable,
    "record": lsp.SymbolKind.Field,
    "end": lsp.SymbolKind.Event,
    "property": lsp.SymbolKind.Property,
}


def range_of(columns: Columns, place: Place) -> lsp.Range:
    """A place as a range."""
    start, end = columns.span(place)
    return lsp.Range(lsp.Position(*start), lsp.Position(*end))


def diagnostic(columns: Columns, one: Problem) -> lsp.Diagnostic:
    """A finding with what was expected and how to mend it, as the terminal shows it."""
    lines = [one.sentence]
    lines += [f"expected: {one.expected}"] if one.expected else []
    lines += [f"mend: {one.mend}"] if one.mend else []
    return lsp.Diagnostic(
        range_of(columns, one.place),
        "\n".join(lines),
        severity=_SEVERITY[one.level],
        code=one.rule,
        source="boldface",
    )


def item(columns: Columns, offer: Offer, line: int, column: int) -> lsp.CompletionItem:
    """An offer that takes the place of what is written of it before the cursor (1-based)."""
    start, end = columns.out(line, column - offer.length), columns.out(line, column)
    label = offer.text.removesuffix(": ")
    return lsp.CompletionItem(
        label,
        kind=_ITEM[offer.kind],
        detail=offer.about or None,
        filter_text=offer.text,
        text_edit=lsp.TextEdit(lsp.Range(lsp.Position(*start), lsp.Position(*end)), offer.text),
    )


def symbols(columns: Columns, entries: Iterable[Entry]) -> list[lsp.DocumentSymbol]:
    """An outline, level by level."""
    return [
        lsp.DocumentSymbol(
            name=one.name,
            detail=one.about or None,
            kind=_SYMBOL[one.kind],
            range=range_of(columns, one.whole),
            selection_range=range_of(columns, one.name_place),
            children=symbols(columns, one.inside),
        )
        for one in entries
    ]


def text_edits(columns: Columns, text: str, edits: Iterable[Edit]) -> list[lsp.TextEdit]:
    """Mends, whose places are offsets into the text, as edits."""
    starts = [0]
    for n, character in enumerate(text, 1):
        if character == "\n":
            starts.append(n)

    def position(offset: int) -> lsp.Position:
        line = bisect.bisect_right(starts, offset)
        return lsp.Position(*columns.out(line, offset - starts[line - 1] + 1))

    return [
        lsp.TextEdit(lsp.Range(position(one.start), position(one.end)), one.new) for one in edits
    ]
