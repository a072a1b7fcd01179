"""Authoring at a real terminal: a save from elsewhere, the editor in between, a drill from the cursor and back."""

from __future__ import annotations

import os
import re
import sys
import time

import pytest

from tests.house.sizes import ROOT
from tests.terminal.tmux import MARKS, Tmux
from tui.writing import library_folder

pytestmark = MARKS
NAME = "unknown-odor-on-hatch-opening.yaml"


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_write_check_edit_drill_and_back(size: tuple[int, int], tmp_path) -> None:
    text = (library_folder() / NAME).read_text(encoding="utf-8")
    path = tmp_path / NAME
    path.write_text(text, encoding="utf-8")
    editor = tmp_path / "ed.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^title: .*/title: Written by hand/" "$1"\n')
    editor.chmod(0o700)
    env = f"env -u COLUMNS -u LINES PYTHONPATH={ROOT} BOLDFACE_STORE={tmp_path}/runs.db EDITOR={editor} VISUAL="
    command = f"{env} {sys.executable} -m tui.main author edit {path}; sleep 60"
    tmux = Tmux(f"bfa{os.getpid()}x{size[0]}", size, command)
    try:
        tmux.until("reaches safety (clean)")
        path.write_text(text.replace("else: not-isolated", "else: nowhere", 1), encoding="utf-8")
        tmux.until("no step is called 'nowhere'")
        tmux.press("n")
        tmux.until(lambda screen: re.search(r"!! +\d+>", screen) is not None)
        path.write_text(text, encoding="utf-8")
        tmux.until("reaches safety (clean)")
        tmux.press("e")
        tmux.until("reaches safety (clean)")
        tmux.press("Home")
        tmux.until("title: Written by hand")
        tmux.press("d")
        tmux.until("In which scenario?")
        time.sleep(0.5)  # an Enter within 0.3 s of a list answers nothing
        tmux.press("Enter")
        screen = tmux.until(lambda screen: " DRILL  Written by hand" in screen)
        assert "Before you start" in screen
        tmux.press("q")
        tmux.until("back to authoring")
        tmux.press("y")
        tmux.until("> SOURCE <")
        tmux.press("q")
        tmux.until(lambda screen: "SOURCE" not in screen)
    finally:
        tmux.close()
