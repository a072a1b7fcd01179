"""The command `boldface`: the headless commands, with a screen behind those that need one.

Textual is imported only when a screen is opened.
"""

from __future__ import annotations

from engine.cli.app import main as command_line
from engine.cli.request import Asked


def screen(request: Asked | None, store: str | None) -> int:
    """Open the library, or the drill, the real run or the place to write that was asked for; returns the exit code."""
    from tui.start import open_screen

    return open_screen(request, store)


def main() -> None:
    """The entry point."""
    command_line(screen)


if __name__ == "__main__":
    main()
