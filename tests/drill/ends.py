"""Plays every scenario of the library with many seeds and says at which end each came out.

`python -m tests.drill.ends [SEEDS] [NAME...]` writes the table of docs/scenarios.md; nothing is stored.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.adapters.library_files import LibraryFiles
from engine.bootstrap import DrillSettings, open_drill
from engine.conductor import Drill
from engine.drill.scenario import EVERYONE, Crew, Pace

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
BEGIN, END = "<!-- ends -->", "<!-- end of ends -->"
CHUNK_MS = 600_000
LATE_MS = 400 * 24 * 3_600_000
LATE_ANSWER_MS = 20 * 3_600_000


def names() -> list[str]:
    """Every scenario of the library."""
    return LibraryFiles().names("scenario")


def play(name: str, seed: int, change: Callable[[Crew], Crew] | None = None) -> Drill:
    """A drill played to its end by simulated roles; `change` gives them other ways of playing."""
    settings = DrillSettings(name, (), seed, "memory:", simulated_clock=True, unattended=True)
    drill = open_drill(settings)
    if change is not None:
        scenario = drill.rig.scenario
        drill.rig = replace(
            drill.rig, scenario=scenario.model_copy(update={"crew": change(scenario.crew)})
        )
    while not drill.closed and drill.recording and drill.t < LATE_MS:
        drill.advance(CHUNK_MS, stop_when_closed=True)
    return drill


def idle(crew: Crew) -> Crew:
    """People who do nothing in time: every item, record and answer comes too late."""
    slow: dict[Pace, int] = {
        "tick": LATE_ANSWER_MS,
        "record": LATE_ANSWER_MS,
        "answer": LATE_ANSWER_MS,
    }
    everyone: dict[Pace, int] = {**crew.delays.get(EVERYONE, {}), **slow}
    delays = {EVERYONE: everyone}
    return crew.model_copy(update={"delays": delays, "own": {}})


def ends(name: str, seeds: int) -> Counter[tuple[str, bool]]:
    """How often each end came, with whether the debrief says SAFE."""
    found: Counter[tuple[str, bool]] = Counter()
    for seed in range(1, seeds + 1):
        drill = play(name, seed)
        found[drill.outcome or "NO END", drill.scored().safe] += 1
        drill.leave()
    return found


def rows(name: str, seeds: int) -> list[str]:
    """The lines of the table for one scenario: good play, then people who do nothing."""
    lines = []
    for (outcome, safe), times in ends(name, seeds).most_common():
        word = "safe" if safe else "UNSAFE"
        lines.append(f"| {name} | simulated crew | {outcome} | {word} | {times} |")
    lazy = play(name, 1, idle)
    word = "safe" if lazy.scored().safe else "UNSAFE"
    lines.append(f"| {name} | nobody does anything | {lazy.outcome} | {word} | seed 1 |")
    return lines


def main(words: list[str]) -> None:
    """Print the rows; without names the page is written too."""
    seeds = int(words[0]) if words else 200
    lines = ["| Scenario | Played by | End | Debrief | Of seeds 1 to " + f"{seeds} |"]
    lines.append("|---|---|---|---|---|")
    for name in words[1:] or names():
        for line in rows(name, seeds):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            lines.append(line)
    if not words[1:]:
        text = PAGE.read_text("utf-8")
        head, tail = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
