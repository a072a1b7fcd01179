"""`audit backup`: every run of a store as a bundle in a folder, each read back before it counts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from engine.cli.options import address, store_option


@click.command(
    "backup",
    epilog="Examples:\n\n  boldface audit backup /mnt/archive\n\n"
    "  boldface audit import /mnt/archive/*.zip --store restored.db\n\n"
    "Exit codes: 0 every run is in the folder, 2 one is not (it is named).",
)
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
@click.option("--json", "as_json", is_flag=True, help="What became of each run, as a list.")
@click.pass_context
def command(ctx: click.Context, folder: Path, store: str | None, *, as_json: bool) -> None:
    """Write each run of the store, with its reviews, as a bundle RUN.zip in FOLDER.

    Each bundle is then brought into an empty store in memory: entries, root, reviews and checkpoints
    must be those of the run. A bundle that holds all of that already is left as it is, so the same again
    writes only what is new; one that is damaged is kept beside the new one as RUN.zip.damaged. One that
    holds entries which the store has lost is never written over. No private key is written.
    """
    from engine.cli.audit.backing import back_up
    from engine.cli.say import safe

    found = []
    for one in back_up(address(ctx, store), folder):
        found.append(one)
        if not as_json:
            click.echo(safe(f"{one.run}: {one.said}"), err=bool(one.fault))
    if as_json:
        told = [{key: getattr(one, key) for key in one.__struct_fields__} for one in found]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        held = sum(not one.fault for one in found)
        click.echo(safe(f"{held} of {len(found)} runs are in {folder}"))
    sys.exit(2 if any(one.fault for one in found) else 0)
