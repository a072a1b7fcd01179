"""An editor that a test can drive: the real server over its standard input and output, pygls' own client."""

from __future__ import annotations

import asyncio
import sys

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient


class Editor:
    """Opens, asks, and keeps what the server published."""

    def __init__(self, encodings=None):
        self.client = LanguageClient("test", "1")
        self.encodings = encodings
        self.published = {}
        self.shown = []
        self.news = asyncio.Event()
        self.capabilities = None

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params):
            self.published[params.uri] = params
            self.news.set()

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def _(params):
            self.shown.append(params.message)

    async def __aenter__(self):
        await self.client.start_io(sys.executable, "-m", "engine.cli", "author", "language-server")
        general = lsp.GeneralClientCapabilities(position_encodings=self.encodings)
        found = await self.client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(general=general))
        )
        self.capabilities = found.capabilities
        self.client.initialized(lsp.InitializedParams())
        return self

    async def __aexit__(self, *_):
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    async def open(self, path, text=None):
        """Opens a file and returns its findings."""
        if text is None:
            text = path.read_text("utf-8")
        one = lsp.TextDocumentItem(path.as_uri(), "yaml", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(one))
        return await self.findings(path, 1)

    async def change(self, path, text, version):
        """Types a whole new text and returns its findings."""
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.findings(path, version)

    async def save(self, path):
        """Says that a file was saved and waits for its findings."""
        self.published.pop(path.as_uri(), None)
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(self.id(path)))
        return await self.findings(path, None)

    async def findings(self, path, version):
        """The findings of a version of a file, as (line, column, rule), all from 0."""
        while True:
            found = self.published.get(path.as_uri())
            if found is not None and found.version == version:
                return [
                    (one.range.start.line, one.range.start.character, one.code)
                    for one in found.diagnostics
                ]
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 30)

    def id(self, path):
        return lsp.TextDocumentIdentifier(path.as_uri())

    def at(self, kind, path, position, **more):
        return kind(text_document=self.id(path), position=lsp.Position(*position), **more)


def position(text, needle, into=0, units="utf-16"):
    """The editor's position of a needle in a text, counted as the protocol says."""
    offset = text.index(needle) + into
    before = text[:offset]
    line = before.rpartition("\n")[2]
    width = {"utf-16": ("utf-16-le", 2), "utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}[units]
    return before.count("\n"), len(line.encode(width[0])) // width[1]
