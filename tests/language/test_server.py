"""The real server, driven over its standard input and output by a real client."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import pytest

pytest.importorskip("pygls", reason="pygls is the extra lsp, and in the dev group")

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from engine.cli.author.beside import shelf_of
from engine.cli.author.language import MISSING
from engine.language.names import written
from engine.lint.check import check_text
from engine.lint.mends import edits, mended
from tests.builders import PROCEDURES
from tests.language.editor import Editor, position

ODOR = (PROCEDURES / "unknown-odor-on-hatch-opening.yaml").read_text("utf-8")
HEAD = (PROCEDURES / "head-count.yaml").read_text("utf-8")
NAME = "unknown-odor-on-hatch-opening.yaml"


@pytest.fixture
def library(tmp_path):
    """A folder with the shipped procedures and their scenario."""
    (tmp_path / "scenarios").mkdir()
    for path in PROCEDURES.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    scenario = PROCEDURES / "scenarios" / "ms-29.yaml"
    (tmp_path / "scenarios" / scenario.name).write_bytes(scenario.read_bytes())
    return tmp_path


@pytest.fixture(scope="module")
def drive():
    """Runs a play of coroutines against one server, which counts in UTF-16 as most editors do."""
    with asyncio.Runner() as runner:
        editor = Editor()
        runner.run(editor.__aenter__())
        try:
            yield lambda play: runner.run(asyncio.wait_for(play(editor), 60))
        finally:
            runner.run(editor.__aexit__())


def drive_counting(play, units):
    """The same against a server of its own, with an editor that counts in other units."""

    async def run():
        async with Editor([lsp.PositionEncodingKind(units)]) as editor:
            await play(editor)

    asyncio.run(asyncio.wait_for(run(), 60))


def edited(text, made, units="utf-16"):
    """The text after an editor made the edits, counted as it counts."""
    lines = text.split("\n")
    wide = {"utf-16": "utf-16-le", "utf-8": "utf-8", "utf-32": "utf-32-le"}[units]
    width = {"utf-16": 2, "utf-8": 1, "utf-32": 4}[units]
    for one in sorted(made, key=lambda edit: (edit.range.start.line, edit.range.start.character),
                      reverse=True):  # fmt: skip
        assert one.range.start.line == one.range.end.line
        line = lines[one.range.start.line].encode(wide)
        start, end = one.range.start.character * width, one.range.end.character * width
        lines[one.range.start.line] = (line[:start] + one.new_text.encode(wide) + line[end:]).decode(wide)  # fmt: skip
    return "\n".join(lines)


def test_findings_are_those_of_the_check_and_follow_every_change(library, drive):
    path = library / NAME
    bad = ODOR.replace("perform: head-count", "perform: head-cuont").replace(
        "else: masks\n", "else: maskss\n"
    )

    async def play(editor):
        assert await editor.open(path) == []
        found = await editor.change(path, bad, 2)
        report = check_text(bad, path.as_posix(), "safety", shelf_of({path.as_posix(): bad}))
        assert found == [(p.place.line - 1, p.place.column - 1, p.rule) for p in report.findings]
        assert {rule for _, _, rule in found} == {"step-unknown", "reference-unknown"}
        message = editor.published[path.as_uri()].diagnostics[0].message
        assert "mend: did you mean 'masks'?" in message
        assert await editor.change(path, ODOR, 3) == []
        assert await editor.change(path, "procedure: [", 4) != []

    drive(play)


def test_a_file_beside_is_seen_as_it_is_in_the_editor(library, drive):
    odor, head = library / NAME, library / "head-count.yaml"

    async def play(editor):
        assert await editor.open(odor) == []
        await editor.open(head)
        await editor.change(head, HEAD.replace("someone missing", "somebody missing"), 2)
        found = {rule for _, _, rule in await editor.save(odor)}
        assert found == {"performed-ends"}
        editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(editor.id(head)))
        assert await editor.save(odor) == []

    drive(play)


def test_yaml_of_others_is_left_alone(library, drive):
    async def play(editor):
        assert await editor.open(library / "scenarios" / "ms-29.yaml") == []
        assert await editor.open(library / "compose.yaml", "services:\n  a: &x 1\n") == []

    drive(play)


def test_definition_references_and_hover(library, drive):
    path = library / NAME

    async def play(editor):
        await editor.open(path)
        client = editor.client
        at = position(ODOR, "else: masks\n", 7)
        made = await client.text_document_definition_async(
            editor.at(lsp.DefinitionParams, path, at)
        )
        assert [(one.uri, one.range.start.line) for one in made] == [(path.as_uri(), 53)]
        context = lsp.ReferenceContext(include_declaration=True)
        asked = editor.at(lsp.ReferenceParams, path, at, context=context)
        assert len(await client.text_document_references_async(asked)) == 3
        at = position(ODOR, "perform: head-count", 12)
        made = await client.text_document_definition_async(
            editor.at(lsp.DefinitionParams, path, at)
        )
        assert [one.uri for one in made] == [(library / "head-count.yaml").as_uri()]
        at = position(ODOR, "air.sm.voc < 4", 3)
        said = await client.text_document_hover_async(editor.at(lsp.HoverParams, path, at))
        assert "warning above 16 ppm" in said.contents.value
        parts = await client.text_document_document_symbol_async(
            lsp.DocumentSymbolParams(editor.id(path))
        )
        assert "2 masks" in [one.name for part in parts for one in part.children]
        bad = ODOR.replace("else: masks\n", "else: maskss\n")
        await editor.change(path, bad, 2)
        at = position(bad, "else: maskss\n", 8)
        said = await client.text_document_hover_async(editor.at(lsp.HoverParams, path, at))
        assert "boldface author explain step-unknown" in said.contents.value

    drive(play)


def test_completion_of_a_name_in_a_file_that_cannot_be_read_yet(library, drive):
    path = library / NAME
    text = ODOR.replace("else: masks\n", "else: ma\n  - broken: [\n", 1)

    async def play(editor):
        await editor.open(path)
        await editor.change(path, text, 2)
        at = position(text, "else: ma\n", 8)
        asked = editor.at(lsp.CompletionParams, path, at)
        found = await editor.client.text_document_completion_async(asked)
        one = next(one for one in found.items if one.label == "masks")
        assert one.text_edit.new_text == "masks"
        assert edited(text, [one.text_edit]) == text.replace("else: ma\n", "else: masks\n")

    drive(play)


@pytest.mark.parametrize(
    "units", ["utf-16", "utf-8", pytest.param("utf-32", marks=pytest.mark.slow)]
)
def test_columns_are_right_behind_cyrillic_and_emoji(library, drive, units):
    path = library / NAME
    text = ODOR.replace(
        "by: FE-1}\n      - {item: 'Mask on",
        "by: FE-1}\n      - {item: 'Маска 🚀 надета', by: FE-1}\n      - {item: 'Mask on",
        1,
    )
    assert text != ODOR
    bad = text.replace("'Маска 🚀 надета', by: FE-1", "'Маска 🚀 надета', by: FE-9")

    async def play(editor):
        assert editor.capabilities.position_encoding == units
        await editor.open(path, text)
        at = position(text, "надета', by: FE-1", len("надета', by: F"), units)
        asked = editor.at(lsp.RenameParams, path, at, new_name="FE-7")
        made = await editor.client.text_document_rename_async(asked)
        there = edited(text, made.changes[path.as_uri()], units)
        assert written(there).known("role") == ["CDR", "FE-7", "FE-2", "MCC-H", "MCC-M"]
        assert "'Маска 🚀 надета', by: FE-7}" in there
        await editor.change(path, bad, 2)
        (found,) = editor.published[path.as_uri()].diagnostics
        start = position(bad, "FE-9", 0, units)
        assert (found.range.start.line, found.range.start.character) == start
        assert found.range.end.character == start[1] + 4

    if units == "utf-16":
        drive(play)
    else:
        drive_counting(play, units)


def test_a_rename_names_the_scenario_and_follows_an_end_into_other_files(library, drive):
    odor, head = library / NAME, library / "head-count.yaml"

    async def play(editor):
        await editor.open(odor)
        at = position(ODOR, "step: masks", 8)
        asked = editor.at(lsp.RenameParams, odor, at, new_name="don-masks")
        made = await editor.client.text_document_rename_async(asked)
        assert edited(ODOR, made.changes[odor.as_uri()]).count("don-masks") == 3
        assert "ms-29.yaml on line" in editor.shown[-1]
        await editor.open(head)
        at = position(HEAD, "someone missing", 3)
        asked = editor.at(lsp.RenameParams, head, at, new_name="one missing")
        made = await editor.client.text_document_rename_async(asked)
        named = {p.as_uri() for p in library.glob("*.yaml") if "someone missing" in p.read_text()}
        assert set(made.changes) == named
        at = position(ODOR, "step: masks", 8)
        asked = editor.at(lsp.RenameParams, odor, at, new_name="report")
        with pytest.raises(JsonRpcException, match="a step is called 'report' already"):
            await editor.client.text_document_rename_async(asked)
        at = position(ODOR, "title: Masks on", 9)
        asked = editor.at(lsp.PrepareRenameParams, odor, at)
        with pytest.raises(JsonRpcException, match="there is no name here"):
            await editor.client.text_document_prepare_rename_async(asked)

    drive(play)


def test_code_actions_are_the_safe_mends(library, drive):
    path = library / NAME
    bad = ODOR.replace("within: 60 s", "witihn: 60 s").replace("unit: ppm", "unit: PPM", 1)

    async def play(editor):
        await editor.open(path, bad)
        whole = lsp.Range(lsp.Position(0, 0), lsp.Position(400, 0))
        asked = lsp.CodeActionParams(editor.id(path), whole, lsp.CodeActionContext([]))
        found = await editor.client.text_document_code_action_async(asked)
        everything = next(one for one in found if one.kind == lsp.CodeActionKind.SourceFixAll)
        there = edited(bad, everything.edit.changes[path.as_uri()])
        assert there == mended(bad, edits(check_text(bad)))
        assert "within: 60 s" in there
        quick = [one.title for one in found if one.kind == lsp.CodeActionKind.QuickFix]
        assert "Mend unknown-key: did you mean 'within'?" in quick

    drive(play)


def test_without_the_extra_one_sentence_says_how_to_install_it():
    run = (
        "import sys; sys.modules['pygls'] = None; sys.argv[1:] = ['author', 'language-server']\n"
        "from engine.cli.app import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"boldface: {MISSING}\n"
    assert done.stdout == ""


def test_over_tcp_the_first_message_is_answered():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "engine.cli", "author", "language-server", "--tcp", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert f"127.0.0.1:{port}" in server.stderr.readline()
            body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
            with connected(port) as line:
                line.sendall(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
                assert b"Content-Length" in line.recv(1000)
        finally:
            server.kill()


def connected(port):
    """The port opens a moment after the server says so."""
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError(port)
