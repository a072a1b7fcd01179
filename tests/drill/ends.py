"""Plays every scenario of the library with many seeds, well and with every bad habit, and says how each came out.

`python -m tests.drill.ends [NAME...]` writes the tables of docs/scenarios.md, a scenario at a time; a row whose digest is
still that of what would be played is kept, so it can be cut off and started again.
"""

import json
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from pathlib import Path

from engine.adapters.library_files import LibraryFiles
from engine.bootstrap import DrillSettings, open_drill
from engine.bootstrap.prepare import scenario_of
from engine.conductor import Drill
from engine.drill.habits import HABITS
from engine.library import load_plan
from engine.procedure.yaml_reader import read_yaml

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
SEEDS, BAD_SEEDS = 200, 20
CHUNK_MS = 24 * 3_600_000
LATE_MS = 400 * 24 * 3_600_000
WELL = "| Scenario | Digest | End | Debrief | Seeds |\n|---|---|---|---|---|"
BADLY = f"| Scenario | Digest | {' | '.join(HABITS)} |\n|---|---|{'---|' * len(HABITS)}"
NOT_PLAYED = {"title", "briefing"}


def names() -> list[str]:
    """Every scenario of the library."""
    return LibraryFiles().names("scenario")


def play(name: str, seed: int) -> Drill:
    """A drill played to its end by simulated roles; the name may end with a habit of theirs."""
    settings = DrillSettings(name, (), seed, "memory:", simulated_clock=True, unattended=True)
    drill = open_drill(settings)
    while not drill.closed and drill.recording and drill.t < LATE_MS:
        drill.advance(CHUNK_MS, stop_when_closed=True)
    return drill


def digest(name: str) -> str:
    """What decides how a scenario goes: it, its procedures and its station, comments left out."""
    library = LibraryFiles()
    text = library.text("scenario", name)
    scenario = scenario_of(text, name)
    told = {key: one for key, one in (read_yaml(text).data or {}).items() if key not in NOT_PLAYED}
    parts: list[object] = [told, read_yaml(library.text("station", scenario.station)).data]
    for procedure in (scenario.procedure, *scenario.calls):
        parts += [read_yaml(one.text).data for one in load_plan(library, procedure).texts]
    return blake2b(json.dumps(parts, default=str).encode(), digest_size=4).hexdigest()


def ends(name: str, seeds: int) -> Counter[tuple[str, str]]:
    """How often each end came, with the word of the debrief."""
    found: Counter[tuple[str, str]] = Counter()
    for seed in range(1, seeds + 1):
        drill = play(name, seed)
        scored = drill.scored()
        word = "safe" if scored.safe else "UNSAFE"
        found[drill.outcome or "NO END", "cautious" if scored.cautious else word] += 1
        drill.leave()
    return found


def played_well(name: str) -> list[str]:
    """The rows of a scenario played by a simulated crew."""
    mark = digest(name)
    found = ends(name, SEEDS).most_common()
    return [f"| {name} | {mark} | {end} | {word} | {n} |" for (end, word), n in found]


def played_badly(name: str) -> list[str]:
    """The row of a scenario played with each habit: how often the debrief says UNSAFE."""
    cells = []
    for habit in HABITS:
        found = ends(f"{name}-{habit}", BAD_SEEDS)
        cells.append(str(sum(n for (_, word), n in found.items() if word == "UNSAFE")))
    return [f"| {name} | {digest(name)} | {' | '.join(cells)} |"]


TABLES = {"well": (WELL, played_well), "badly": (BADLY, played_badly)}


def rows_of(kind: str, text: str) -> dict[str, list[str]]:
    """The rows of a table that stand in the page, by scenario."""
    _, begin, rest = text.partition(f"<!-- {kind} -->\n")
    found: dict[str, list[str]] = {}
    for row in rest.partition(f"<!-- end of {kind} -->")[0].splitlines()[2:] if begin else ():
        found.setdefault(row.split(" | ")[0].removeprefix("| "), []).append(row)
    return found


def write(kind: str, rows: dict[str, list[str]]) -> None:
    """Put the rows into the page, in the order of the library."""
    text, (head, _) = PAGE.read_text("utf-8"), TABLES[kind]
    lines = [head, *(row for name in names() for row in rows.get(name, ()))]
    begin, end = f"<!-- {kind} -->", f"<!-- end of {kind} -->"
    body = f"{begin}\n" + "\n".join(lines) + f"\n{end}"
    PAGE.write_text(re.sub(f"{begin}.*{end}", lambda _: body, text, flags=re.DOTALL), "utf-8")


def main(wanted: list[str]) -> None:
    """Count what is not counted yet, or has changed since; two at a time."""
    with ProcessPoolExecutor(2) as pool:
        for kind, (_, count) in TABLES.items():
            have = rows_of(kind, PAGE.read_text("utf-8"))
            now = {name: digest(name) for name in wanted or names()}
            todo = [name for name in now if now[name] not in have.get(name, [""])[0]]
            kept = {name: rows for name, rows in have.items() if name not in todo}
            for name, rows in zip(todo, pool.map(count, todo), strict=True):
                kept[name] = rows
                write(kind, kept)
                sys.stdout.write("\n".join(rows) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
