"""`audit import`: a run from a bundle into a store, once however often it is asked for."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import address, store_option
from engine.errors import BoldfaceError

if TYPE_CHECKING:
    from engine.bootstrap.bringing import Brought


@click.command(
    "import",
    epilog="Examples:\n\n  boldface audit import ms-29-7.zip --store archive.db\n\n"
    "  boldface audit import ms-29-7.jsonl --as ms-29-7-station-b\n\n"
    "  boldface audit import backup/*.zip --store restored.db\n\n"
    "Exit codes: 0 all are there, 2 a bundle was refused.",
)
@click.argument(
    "bundles", metavar="BUNDLE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--as", "name", metavar="NAME", help="Under which name the store lists it (of one bundle)."
)
@store_option
@click.option(
    "--json", "as_json", is_flag=True, help="What was done, an object a bundle, a line each."
)
@click.pass_context
def command(
    ctx: click.Context,
    bundles: tuple[Path, ...],
    name: str | None,
    store: str | None,
    *,
    as_json: bool,
) -> None:
    """Bring the run of each BUNDLE (a folder, .zip, .tar, or a .jsonl of entries) into a store.

    Everything is checked before anything is written: files, entries, their chain, the root, the
    checkpoints. The bytes stay as they are. The same again changes nothing; a run of the same name
    with other entries is refused. Whose keys signed it is for `boldface audit verify` to say.
    """
    from engine.adapters.stores import open_store
    from engine.bootstrap import store_address
    from engine.bootstrap.bringing import bring_in
    from engine.cli.progress import progress

    if name is not None and len(bundles) > 1:
        raise click.UsageError("--as names one run; bring bundles in one by one to name each")
    place = address(ctx, store)
    failed = False
    with closing(open_store(store_address(place))) as opened, progress() as tell:
        for bundle in bundles:
            try:
                done = bring_in(opened, bundle, place, name, tell)
            except BoldfaceError as fault:
                failed = True
                click.echo(f"boldface: {fault}", err=True)
                continue
            _say(done, as_json=as_json)
    sys.exit(2 if failed else 0)


def _say(done: Brought, *, as_json: bool) -> None:
    from engine.cli.say import safe

    if as_json:
        said = {key: getattr(done, key) for key in done.__struct_fields__}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    if done.new:
        what = "drill" if done.kind == "drill" else "real run"
        click.echo(f"brought in {what} {safe(done.run)}: {done.new} of {done.entries} entries")
        click.echo(f"root {done.root}")
    if done.new_reviews:
        click.echo(f"brought in reviews of it: {done.new_reviews} of {done.reviews} entries")
    if not done.new and not done.new_reviews:
        click.echo(f"nothing new: the store has {safe(done.run)} with these entries")
