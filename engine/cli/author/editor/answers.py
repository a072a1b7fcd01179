"""What the server answers to an editor's questions about one place of one file, as values of the protocol.

Takes the desk and positions; it must never change a file: edits are handed to the editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from engine.cli.author.editor.desk import Desk
from engine.cli.author.editor.shapes import item, range_of, symbols, text_edits
from engine.language.complete import offers
from engine.language.hover import hover
from engine.language.names import Mention, Written
from engine.language.outline import outline
from engine.language.positions import Columns, Encoding
from engine.language.rename import elsewhere, renamable, rename, scenario_lines
from engine.lint.mends import edits, edits_of
from engine.lint.page import summary
from engine.procedure.places import Place


@dataclass(frozen=True)
class Asked:
    """One question: the file, and the units in which its editor counts columns."""

    desk: Desk
    path: Path
    encoding: Encoding

    @property
    def names(self) -> Written:
        """The names of the file as it is now."""
        return self.desk.names(self.path)

    def columns(self, path: Path | None = None) -> Columns:
        """The columns of this file or another."""
        return Columns(self.desk.text(path or self.path), self.encoding)

    def place(self, position: lsp.Position) -> tuple[int, int]:
        """A position as 1-based line and column in code points."""
        return self.columns().into(position.line, position.character)

    def mention(self, position: lsp.Position) -> Mention | None:
        """The name at a position."""
        return self.names.at(*self.place(position))

    def location(self, path: Path, place: Place) -> lsp.Location:
        """A place of a file."""
        return lsp.Location(uri_of(path), range_of(self.columns(path), place))


def uri_of(path: Path) -> str:
    """The address of a file."""
    return from_fs_path(str(path)) or ""


def completion(asked: Asked, position: lsp.Position) -> list[lsp.CompletionItem]:
    """What may be written at a position; names are those of the last text that could be read."""
    desk, path = asked.desk, asked.path
    line, column = asked.place(position)
    known = desk.kept.get(path) or asked.names
    found = offers(desk.text(path), line, column, known, desk.ends(path))
    columns = asked.columns()
    return [item(columns, one, line, column) for one in found]


def definition(asked: Asked, position: lsp.Position) -> list[lsp.Location]:
    """Where the name at a position is made."""
    one = asked.mention(position)
    if one is None:
        return []
    return [
        asked.location(path, other.place) for path, other in _everywhere(asked, one) if other.made
    ]


def references(asked: Asked, position: lsp.Position, *, with_made: bool) -> list[lsp.Location]:
    """Where the name at a position is used, in other procedures too."""
    one = asked.mention(position)
    if one is None:
        return []
    return [
        asked.location(path, other.place)
        for path, other in _everywhere(asked, one)
        if with_made or not other.made
    ]


def highlights(asked: Asked, position: lsp.Position) -> list[lsp.DocumentHighlight]:
    """The same name elsewhere in the file."""
    one = asked.mention(position)
    columns = asked.columns()
    same = asked.names.same(one) if one is not None else []
    return [lsp.DocumentHighlight(range_of(columns, other.place)) for other in same]


def _everywhere(asked: Asked, one: Mention) -> Iterator[tuple[Path, Mention]]:
    """Every mention of the same thing: only procedures and their ends are known to other files."""
    names = asked.names
    if one.kind not in {"procedure", "end"}:
        yield from ((asked.path, other) for other in names.same(one))
        return
    owner = one.owner or names.procedure
    for path, other in _library(asked):
        for mention in other.mentions:
            belongs = (mention.owner or other.procedure) == owner
            same = (mention.kind, mention.name) == (one.kind, one.name)
            if same and (one.kind == "procedure" or belongs):
                yield path, mention


def _library(asked: Asked) -> list[tuple[Path, Written]]:
    found = dict(asked.desk.library(asked.path).values())
    found[asked.path] = asked.names
    return sorted(found.items(), key=lambda pair: (pair[0] != asked.path, pair[0]))


def hovering(asked: Asked, position: lsp.Position) -> lsp.Hover | None:
    """What is known of the word at a position, and what the rules of the findings there check."""
    line, column = asked.place(position)
    columns = asked.columns()
    others = {name: names for name, (_, names) in asked.desk.library(asked.path).items()}
    said = hover(asked.names, line, column, others)
    texts, place = ([said[0]], said[1]) if said is not None else ([], None)
    report = asked.desk.report(asked.path)
    for one in report.findings if report is not None else ():
        start = (one.place.line, one.place.column)
        if start <= (line, column) <= (one.place.end_line, one.place.end_column):
            texts.append(
                f"`{one.rule}`: {summary(one.rule)}  \n"
                f"The whole page: `boldface author explain {one.rule}`"
            )
            place = place or one.place
    if place is None:
        return None
    value = "\n\n---\n\n".join(dict.fromkeys(texts))
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, value)
    return lsp.Hover(content, range_of(columns, place))


def prepare_rename(asked: Asked, position: lsp.Position) -> lsp.PrepareRenamePlaceholder:
    """The name that would be renamed; raises RenameError when none can be."""
    one = renamable(asked.names, *asked.place(position))
    return lsp.PrepareRenamePlaceholder(range_of(asked.columns(), one.place), one.name)


def renaming(asked: Asked, position: lsp.Position, new: str) -> tuple[lsp.WorkspaceEdit, str]:
    """The edits of a rename, and a word on scenarios that name the old one, "" when none does."""
    names = asked.names
    one = renamable(names, *asked.place(position))
    changes = {asked.path: rename(names, one, new)}
    for path, other in _library(asked):
        if path != asked.path:
            changes[path] = elsewhere(other, names.procedure, one, new)
    edited = {}
    for path, made in changes.items():
        columns = asked.columns(path)
        if made:
            edited[uri_of(path)] = [
                lsp.TextEdit(range_of(columns, change.place), change.new) for change in made
            ]
    return lsp.WorkspaceEdit(changes=edited), _broken(asked, one)


def _broken(asked: Asked, one: Mention) -> str:
    """Which scenarios would no longer fit, with the lines to look at."""
    if one.kind == "property":
        return ""
    players = frozenset(_that_reach(asked))
    told = []
    for path, text in asked.desk.scenarios(asked.path):
        lines = scenario_lines(text, players, one)
        if lines:
            told.append(f"{path.name} on line {', '.join(map(str, lines))}")
    if not told:
        return ""
    return (
        f"'{one.name}' is named in scenarios, which are not changed: {'; '.join(told)}. "
        "Change the name there too, where it means this one."
    )


def _that_reach(asked: Asked) -> set[str]:
    """The procedure of the file and all that perform it or leave for it, at once or by way of others."""
    library = {names.procedure: names for _, names in _library(asked)}
    found = {asked.names.procedure}
    while True:
        more = {
            name
            for name, names in library.items()
            if any(one.kind == "procedure" and one.name in found for one in names.mentions)
        }
        if more <= found:
            return found
        found |= more


def outlined(asked: Asked) -> list[lsp.DocumentSymbol]:
    """The outline of the file."""
    return symbols(asked.columns(), outline(asked.names))


def actions(asked: Asked, chosen: lsp.Range) -> list[lsp.CodeAction]:
    """The safe mends of `author check --fix`: of each finding in the range, and all at once."""
    report = asked.desk.report(asked.path)
    if report is None:
        return []
    columns, uri = asked.columns(), uri_of(asked.path)
    found = []
    for one in report.findings:
        place = range_of(columns, one.place)
        if place.end.line < chosen.start.line or place.start.line > chosen.end.line:
            continue
        made = text_edits(columns, report.text, edits_of(report, one))
        if made:
            title = f"Mend {one.rule}: {one.mend or one.expected}"
            edit = lsp.WorkspaceEdit(changes={uri: made})
            found.append(lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, edit=edit))
    whole = text_edits(columns, report.text, edits(report))
    if whole:
        edit = lsp.WorkspaceEdit(changes={uri: whole})
        title = "Make every safe mend in this file"
        found.append(lsp.CodeAction(title, kind=lsp.CodeActionKind.SourceFixAll, edit=edit))
    return found
