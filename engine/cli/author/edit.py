"""`author edit`: the authoring screen on a file or folder; the screen itself is handed in by whoever has one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.cli.options import address, screen_of, store_option
from engine.cli.request import EditRequest
from engine.errors import ProcedureError

INSTEAD = "use `author check --watch` beside your editor"


@click.command(
    epilog="Examples:\n\n  boldface author edit my-procedure.yaml\n\n"
    "  boldface author edit procedures\n\n  boldface author edit"
)
@click.argument("path", required=False, metavar="[FILE|DIR]")
@store_option
@click.pass_context
def edit(ctx: click.Context, path: str | None, store: str | None) -> None:
    """Open the authoring screen: source, problems, spine, plain words, live on save from any editor.

    FILE is a path that ends in .yaml, or the name of a procedure of the library; without one, the
    library. Keys: e opens $EDITOR, d drills what is saved from the step of the cursor, F1 lists all.
    """
    request = _asked(path)
    sys.exit(screen_of(ctx, INSTEAD)(request, address(ctx, store)))


def _asked(path: str | None) -> EditRequest:
    if path is None:
        return EditRequest(None, None)
    here = Path(path)
    if here.is_dir():
        return EditRequest(str(here.absolute()), None)
    if here.is_file():
        found = here.absolute()
        return EditRequest(str(found.parent), str(found))
    from engine.adapters.library_files import LibraryFiles

    library = LibraryFiles()
    if path in library.names("procedure"):
        return EditRequest(None, path)
    raise ProcedureError(
        f"{path}: there is no such file or folder, and no procedure of the library is called so; "
        "start one with `boldface author new NAME`"
    )
