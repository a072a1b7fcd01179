"""Watches what an author saves, from any editor: one thread looks at the folder and the file, another checks the text.

Only the newest text is checked; neither thread ever touches a widget, they tell the screen by messages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from textual.message import Message

from engine.lint.rule import Profile
from tui.messages import DraftSaved, DraftTold, FilesSeen, FileTrouble
from tui.writing import Draft, Stamp, look_at, procedures_in, read_draft, stamp

POLL_S: Final = 0.3  # DESIGN: a save is seen before a hand is back from the keyboard
MISSED: Final = 2  # editors put a new file in the place of the old: gone once is not gone


class Lookout:
    """Two daemon threads; every public method returns at once."""

    def __init__(self, folder: Path, tell: Callable[[Message], object]) -> None:
        """`tell` takes messages from any thread (a screen's post_message)."""
        self.folder, self.tell = folder, tell
        self._wake = threading.Condition()
        self._path: Path | None = None
        self._profile: Profile = "safety"
        self._seen: Stamp | None = None
        self._missed = 0
        self._draft: Draft | None = None
        self._to_check: tuple[Draft, Profile] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin to look."""
        for work, name in ((self._look, "lookout"), (self._check, "checker")):
            threading.Thread(target=work, name=name, daemon=True).start()

    def stop(self) -> None:
        """Look no more; a check that is under way is left behind."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()

    def open(self, path: Path) -> None:
        """Watch this file from now on."""
        with self._wake:
            self._path, self._seen, self._missed, self._draft = path, None, 0, None
            self._wake.notify_all()

    def ask(self, profile: Profile) -> None:
        """Check by this profile from now on."""
        with self._wake:
            self._profile = profile
            if self._draft is not None:
                self._to_check = self._draft, profile
            self._wake.notify_all()

    # -- the thread that looks ------------------------------------------------------------------

    def _look(self) -> None:
        files: tuple[Path, ...] | None = None
        while not self._stopping:
            found = procedures_in(self.folder)
            if found != files:
                files = found
                self.tell(FilesSeen(found))
            self._look_at_file()
            with self._wake:
                just_opened = self._path is not None and self._seen is None and not self._missed
                if not (self._stopping or just_opened):
                    self._wake.wait(POLL_S)

    def _look_at_file(self) -> None:
        path = self._path
        if path is None:
            return
        now = stamp(path)
        if now is not None and now == self._seen:
            return
        try:
            draft = read_draft(path)
        except OSError as error:
            self._missing(path, error)
            return
        with self._wake:
            if path != self._path:
                return
            self._seen, self._missed = now or (0, 0, 0), 0
            if self._draft is not None and self._draft.text == draft.text:
                return  # touched, or saved as it was
            self._draft = draft
            self._to_check = draft, self._profile
            self._wake.notify_all()
        self.tell(DraftSaved(draft))

    def _missing(self, path: Path, error: OSError) -> None:
        self._missed += 1
        if self._missed == MISSED:
            why = error.strerror or str(error)
            self.tell(FileTrouble(path, f"{path.name}: {why}; what is shown is older"))
        self._seen = None

    # -- the thread that checks -----------------------------------------------------------------

    def _check(self) -> None:
        while True:
            with self._wake:
                while self._to_check is None and not self._stopping:
                    self._wake.wait()
                if self._stopping:
                    return
                work, self._to_check = self._to_check, None
            if work is None:
                continue
            draft, profile = work
            try:
                self.tell(DraftTold(look_at(draft, profile)))
            except Exception as error:  # noqa: BLE001  a thread that dies in silence would leave old findings
                said = f"internal fault, please report it: {error!r}"
                self.tell(FileTrouble(draft.path, said))
