"""The server itself: which of the protocol's messages are answered, and by what.

Each answer is made in `answers.py`; a question that cannot be answered gets one sentence, never a traceback.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from engine.cli.author.editor import answers
from engine.cli.author.editor.answers import Asked
from engine.cli.author.editor.desk import Desk
from engine.cli.author.editor.shapes import diagnostic
from engine.language.positions import Encoding
from engine.language.rename import RenameError
from engine.lint.rule import Profile

TRIGGERS = [" ", ":", "[", ",", "{"]


class ProcedureServer(LanguageServer):
    """A language server with a desk; texts come whole, so that lines are counted in one place."""

    def __init__(self, version: str, profile: Profile) -> None:
        """Make a server that asks for `profile`."""
        super().__init__("boldface", version, lsp.TextDocumentSyncKind.Full)
        self.desk = Desk(profile)

    def asked(self, uri: str) -> Asked:
        """A question about one file."""
        found = self.workspace.position_encoding
        encoding = str(getattr(found, "value", found) or "utf-16")
        return Asked(self.desk, path_of(uri), cast("Encoding", encoding))

    def tell(self, uri: str, version: int | None = None) -> None:
        """The findings of a file, as they are now."""
        asked = self.asked(uri)
        report = self.desk.report(asked.path)
        columns = asked.columns()
        found = [diagnostic(columns, one) for one in report.findings] if report is not None else []
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, found, version=version)
        )

    def tell_all(self) -> None:
        """The findings of every open file: one may depend on another."""
        for uri in self.workspace.text_documents:
            self.tell(uri)


def path_of(uri: str) -> Path:
    """The path of a file, or a made-up one for a text that has none yet."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found else Path("/nowhere") / uri.rpartition("/")[2]


def make(version: str, profile: Profile = "safety") -> ProcedureServer:
    """The server, ready to be started."""
    server = ProcedureServer(version, profile)
    _follow(server)
    _answer(server)
    _change(server)
    return server


def _follow(server: ProcedureServer) -> None:
    """Texts that are opened, changed, saved and closed."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        one = params.text_document
        server.desk.put(path_of(one.uri), one.text)
        server.tell(one.uri, one.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.desk.put(path_of(uri), server.workspace.get_text_document(uri).source)
        server.tell(uri, params.text_document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(_params: lsp.DidSaveTextDocumentParams) -> None:
        server.tell_all()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_params: lsp.DidChangeWatchedFilesParams) -> None:
        server.tell_all()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.desk.drop(path_of(uri))
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _answer(server: ProcedureServer) -> None:
    """Questions that change nothing."""

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=TRIGGERS)
    )
    def completed(params: lsp.CompletionParams) -> lsp.CompletionList:
        asked = server.asked(params.text_document.uri)
        found = answers.completion(asked, params.position)
        return lsp.CompletionList(is_incomplete=False, items=found)

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        return answers.definition(server.asked(params.text_document.uri), params.position)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        asked = server.asked(params.text_document.uri)
        with_made = params.context.include_declaration
        return answers.references(asked, params.position, with_made=with_made)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlighted(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        return answers.highlights(server.asked(params.text_document.uri), params.position)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        return answers.hovering(server.asked(params.text_document.uri), params.position)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        return answers.outlined(server.asked(params.text_document.uri))


def _change(server: ProcedureServer) -> None:
    """Questions answered with edits, which the editor makes."""
    kinds = [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=kinds))
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return answers.actions(server.asked(params.text_document.uri), params.range)

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
        try:
            return answers.prepare_rename(server.asked(params.text_document.uri), params.position)
        except RenameError as error:
            raise JsonRpcInvalidParams(str(error)) from None

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        asked = server.asked(params.text_document.uri)
        try:
            edit, broken = answers.renaming(asked, params.position, params.new_name)
        except RenameError as error:
            raise JsonRpcInvalidParams(str(error)) from None
        if broken:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, broken))
        return edit
