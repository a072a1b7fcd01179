"""Plays every scenario of the library well with some seeds, and counts what the findings say above `info`.

`python -m tests.audit.alarms` writes the table of docs/judging.md; it takes some ten minutes.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.door import ask, runs
from tests.drill.ends import names

PAGE = Path(__file__).parents[2] / "docs" / "judging.md"
SEEDS = 10
HEAD = "| Drills, seeds 1 to 10 | Runs | Errors | Warnings | Which |\n|---|---|---|---|---|"


def row(name: str) -> str:
    """The line of a scenario."""
    with TemporaryDirectory() as folder:
        store = Path(folder) / "runs.db"
        for seed in range(1, SEEDS + 1):
            ask("drill", name, "--auto", "--seed", seed, "--store", store)
        done = ask("audit", "findings", "--all", "--level", "warning", "--json", "--store", store)
        found = [(one["level"], one["rule"]) for one in json.loads(done.out)["findings"]]
        count = len(runs(store))
    levels, rules = Counter(level for level, _ in found), Counter(rule for _, rule in found)
    told = ", ".join(f"{rule} {n}" for rule, n in rules.most_common()) or "none"
    return f"| `{name}` | {count} | {levels['error']} | {levels['warning']} | {told} |"


def main() -> None:
    """Count all of them."""
    rows = []
    for name in names():
        rows.append(row(name))
        sys.stdout.write(rows[-1] + "\n")
        sys.stdout.flush()
    body = "\n".join(["<!-- alarms -->", HEAD, *rows, "<!-- end of alarms -->"])
    text = PAGE.read_text("utf-8")
    made = re.sub("<!-- alarms -->.*<!-- end of alarms -->", lambda _: body, text, flags=re.DOTALL)
    PAGE.write_text(made, "utf-8")


if __name__ == "__main__":
    main()
