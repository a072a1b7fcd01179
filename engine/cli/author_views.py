"""What `author show, draw, print, schema, diff` do: read, hand to the pure rooms, print or write what comes back.

A file is written whole or not at all; a bad procedure ends in its problems with their places, never in half a drawing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import click
from msgspec import to_builtins

from engine.adapters.library_files import LibraryFiles, is_path
from engine.cli.pdf import pdf
from engine.cli.written import write_pieces
from engine.errors import BoldfaceError, ProcedureError
from engine.library import Plan, load_plan, problems_text
from engine.paper.cells import visible
from engine.paper.outline import Outline, outline
from engine.paper.sheet import Sheet, sheet
from engine.procedure.difference import Difference, differences
from engine.procedure.model import Procedure
from engine.procedure.reader import read_procedure

DEFAULT_WIDTH: Final = 80


def show_spine(file: str, width: int | None, *, own: bool) -> int:
    """Print the spine; returns the exit code."""
    from engine.paper.spine import spine

    shape = _outline(file)
    if own:
        shape = replace(shape, parts=shape.parts[:1])
    columns = width or shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
    click.echo(str(spine(shape, columns)), nl=False)
    return 0


def show_text(file: str) -> int:
    """Print the plain-language form; a file that cannot be read is shown as it is, so git can go on."""
    from engine.paper.plain import plain_text

    text = _library(file).text("procedure", file)
    result = read_procedure(text)
    if result.procedure is not None:
        click.echo(plain_text(result.procedure), nl=False)
    else:
        click.echo(f"not a procedure that can be read ({len(result.errors)} problems):")
        click.echo("\n".join(map(visible, text.splitlines())))
    return 0


def draw_file(file: str, output: str) -> int:
    """Write the drawing in the form that the ending of `output` names."""
    ending = _ending(output, ".svg", ".mmd")
    shape = _outline(file)
    if ending == ".svg":
        from engine.paper.svg import svg

        _write(output, svg(shape, shape.parts[0].procedure).encode())
    else:
        from engine.paper.mermaid import mermaid

        _write(output, mermaid(shape).encode())
    click.echo(f"wrote {visible(output)}")
    return 0


def print_file(file: str, output: str, language: str = "", *, beside: bool = False) -> int:
    """Write the paper copy in the form that the ending of `output` names; `beside` what is written."""
    ending = _ending(output, ".html", ".pdf")
    copy = _copy(file, language, beside=beside)
    if ending == ".html":
        from engine.paper.html import html

        _write(output, html(copy).encode())
    else:
        from engine.paper.typst_text import TEMPLATE, typst_inputs

        _write(output, pdf(TEMPLATE, typst_inputs(copy)))
    click.echo(f"wrote {visible(output)}")
    return 0


def _copy(file: str, language: str, *, beside: bool) -> Sheet:
    """The paper copy as it is written, in a language, or in both; raises ProcedureError."""
    procedure, text = _procedure(file)
    digest = sha256(text.encode()).hexdigest()
    copy = sheet(procedure, digest)
    if not language:
        return copy
    from engine.paper.languages import side_by_side, translated_sheet
    from engine.procedure.translation import read_translation

    called = f"{procedure.procedure}.{language}"
    words = _library(file).text("translation", called)
    read = read_translation(words, procedure)
    if read.translation is None or read.problems:
        raise ProcedureError(problems_text(read.problems, f"{called}.yaml", words))
    second = translated_sheet(procedure, digest, read.translation)
    return side_by_side(copy, second) if beside else second


def write_schema(output: str | None, of: str) -> int:
    """Print the schema, or write it to a file."""
    text = _schema_text(of)
    if output is None:
        click.echo(text, nl=False)
    else:
        _make_folder(Path(output).parent)
        _write(output, text.encode())
        click.echo(f"wrote {visible(output)}")
    return 0


def _schema_text(of: str) -> str:
    if of == "scenario":
        from engine.drill.scenario_schema import scenario_schema_text

        return scenario_schema_text()
    from engine.procedure.schema import schema_text

    return schema_text(of)


def show_differences(
    old: str, new: str, *, as_json: bool, stores: Sequence[str | None] = ()
) -> int:
    """Print what changed in meaning, and what became of the runs of the stores; 0 nothing, 1 something."""
    found = differences(_procedure(old)[0], _procedure(new)[0])
    if stores:
        from engine.cli.author_rerun import reruns

        runs, others = reruns(stores[0], _plan(old), _plan(new))
        gone = [one for one in runs if one.departure is not None or one.fault]
        if as_json:
            told = {
                "differences": [asdict(one) for one in found],
                "looked": len(runs),
                "left_out": others,
                "runs": [to_builtins(one) for one in gone],
            }
            click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        else:
            _tell(found)
            click.echo("")
            for one in gone:
                click.echo(visible(one.sentence))
            others_ = f"; {others} of other texts of it left out" if others else ""
            went = len(runs) - len(gone)
            click.echo(
                f"{len(runs)} stored runs of {visible(old)}: {went} go the same way{others_}"
            )
        return 1 if found or gone else 0
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
    else:
        _tell(found)
    return 1 if found else 0


def _tell(found: Sequence[Difference]) -> None:
    for one in found:
        click.echo(visible(one.sentence))
    if not found:
        click.echo("no difference in meaning")


def _plan(file: str) -> Plan:
    """The procedure ready to run, with what it performs or leaves for; those beside the file go first."""
    procedure, text = _procedure(file)
    library = _Beside(_library(file), procedure.procedure, text)
    return load_plan(library, procedure.procedure)


def _procedure(file: str) -> tuple[Procedure, str]:
    """The procedure of a path or a name, and the text it was read from."""
    text = _library(file).text("procedure", file)
    result = read_procedure(text)
    if result.procedure is None:
        raise ProcedureError(problems_text(result.errors, _shown(file), text))
    return result.procedure, text


def _outline(file: str) -> Outline:
    """The outline of a procedure with what it performs and leaves for; those beside the file go first."""
    return outline(_plan(file).drive.table)


class _Beside:
    """A library in which one procedure is the text at hand, whatever its file is called."""

    def __init__(self, library: LibraryFiles, name: str, text: str) -> None:
        self._library, self._name, self._text = library, name, text

    def text(self, kind: str, name: str) -> str:
        """The text at hand for its own name, else the library's."""
        if (kind, name) == ("procedure", self._name):
            return self._text
        return self._library.text(kind, name)

    def names(self, kind: str) -> list[str]:
        """The names of the library."""
        return self._library.names(kind)


def _library(file: str) -> LibraryFiles:
    return LibraryFiles(Path(file).absolute().parent) if is_path(file) else LibraryFiles()


def _shown(file: str) -> str:
    return file if is_path(file) else f"{file}.yaml"


def _ending(output: str, *known: str) -> str:
    ending = Path(output).suffix.lower()
    if ending not in known:
        raise click.UsageError(
            f"'{visible(output)}' ends in neither {' nor '.join(known)}; the ending says what to write"
        )
    return ending


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BoldfaceError(f"{folder}: cannot be made ({reason}); check the path") from None


def _write(output: str, content: bytes) -> None:
    write_pieces(output, [content])
