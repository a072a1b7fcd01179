"""`boldface completion SHELL`: the script by which a shell completes commands, options and rules.

The script asks this program; nothing is written but to standard output.
"""

from __future__ import annotations

import click

VARIABLE = "_BOLDFACE_COMPLETE"


@click.command(
    "completion",
    epilog="Examples:\n\n"
    "  boldface completion bash > ~/.local/share/bash-completion/completions/boldface\n\n"
    "  boldface completion zsh > ~/.zfunc/_boldface\n\n"
    "  boldface completion fish > ~/.config/fish/completions/boldface.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    For zsh the folder must be in fpath before compinit: fpath=(~/.zfunc $fpath). bash needs version
    4.4 or newer.
    """
    from click.shell_completion import get_completion_class

    form = get_completion_class(shell)
    if form is None:  # pragma: no cover - click brings all three
        raise click.UsageError(f"click knows no completion for {shell}")
    click.echo(form(ctx.find_root().command, {}, "boldface", VARIABLE).source())
