"""Somebody who plays a drill by reading what `--plain` prints and typing what a person would type.

It knows no room of the engine: only the words on the screen.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.cli.door import BOLDFACE, environment

ITEM = re.compile(r"  (\d+) \[ \] .*?(?:\(([A-Z][\w, -]*)\))?(?: <sensed:.*>)?$")
FIELD = re.compile(r"  record (\S+) \(([^)]*)\): .* \[([^\]]*)\] ____$")
TIMES = re.compile(r"  (time left|held|verify:|until:) ")
SIGN = re.compile(r"  sign (\S+): open$")
VALUES = {"odor": "solvent", "droplets": "yes", "symptom": "none", "head-count.heads": "7"}
MOST_TURNS = 400


@dataclass(slots=True)
class Player:
    """A person at `--plain` who plays `roles`."""

    roles: tuple[str, ...]
    talk: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    _mark: int = 0

    def type(self, line: str) -> list[str]:
        """Type a line; the lines that came in answer. None come after the end."""
        self._mark += 1
        mark = f"mark-{self._mark}"
        try:
            self.talk.stdin.write(f"{line}\n{mark}\n")
            self.talk.stdin.flush()
        except BrokenPipeError:
            pass
        heard: list[str] = []
        for came in self.talk.stdout:
            if came.startswith(f"'{mark}' is not a word here"):
                break
            heard.append(came.rstrip("\n"))
        self.said += heard
        return [one for one in heard if mark not in one]

    @property
    def closed(self) -> bool:
        """Whether the last line has come."""
        return any(line.startswith("closed: ") for line in self.said[-3:])

    def play(self) -> list[str]:
        """Play to the end; every line that was printed."""
        tried: set[tuple[str, ...]] = set()
        for _ in range(MOST_TURNS):
            card = self.type("status")
            # One deed a look: a number means another thing as soon as the step has moved on.
            new = [deed for deed in self._deeds(card) if deed not in tried][:1]
            tried |= set(new)
            for line in new[0][1:] if new else ["."]:
                self.type(line)
            if self.closed:
                break
        self.talk.stdin.close()
        self.said += [line.rstrip("\n") for line in self.talk.stdout]
        self.talk.wait(30)
        return self.said

    def _deeds(self, card: list[str]) -> Iterator[tuple[str, ...]]:
        """What this person can do in the step that stands last: how it stands, as whom, what."""
        first = max((n for n, line in enumerate(card) if line.startswith("=== ")), default=0)
        stands = "\n".join(line for line in card[first:] if not TIMES.match(line))
        for line in card[first:]:
            if (item := ITEM.match(line)) and (mine := self._mine(item[2])):
                yield stands, f"as {mine}", item[1]
            elif (asked := FIELD.match(line)) and (mine := self._mine(asked[2])):
                value = VALUES.get(asked[1], "1.5 ppm")
                yield stands, f"as {mine}", f"record {asked[1]} {value}"
            elif (sign := SIGN.match(line)) and sign[1] in self.roles:
                yield stands, f"as {sign[1]}", "sign"

    def _mine(self, who: str | None) -> str | None:
        names = re.split(r", ?", who or "anyone")
        if "anyone" in names:
            return self.roles[0]
        return next((one for one in names if one in self.roles), None)


def sit_down(*words: object, roles: tuple[str, ...]) -> Player:
    """Open a drill in lines, to be played."""
    talk = subprocess.Popen(
        [*BOLDFACE, "drill", "--plain", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    return Player(roles, talk)
