"""Runs the tests of the fault table and writes docs/faults.md from how they ended.

`python -m tests.faults.table [F3 T1 ...]`; with rows named, only theirs are run and the rest is kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.rows import ROWS, Row

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "faults.md"
RESULTS = Path(__file__).with_name("results.json")
HEAD = """\
# What was done to the log, and what held

Made by `python -m tests.faults.table`, which runs the tests named here, the slow ones too, and writes
down how they ended. Some need root and a disk to mount, or strace; where they may not, they skip
themselves and the row says so. Figures are of the last such run.

"""
Results = dict[str, dict[str, Any]]


class Ends:
    """How each test ended, parameters together, and the figures it gave."""

    def __init__(self) -> None:
        self.found: Results = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one end; a test that fails while it is set up has failed."""
        if report.when != "call" and report.outcome == "passed":
            return
        name = report.nodeid.partition("[")[0]
        one = self.found.setdefault(name, {"ended": Counter(), "figures": []})
        one["ended"][report.outcome] += 1
        one["figures"] += [str(value) for key, value in report.user_properties if key == "figure"]


def run(rows: tuple[Row, ...]) -> Results:
    """Run every test of `rows` once."""
    ends = Ends()
    wanted = sorted({test for row in rows for test in row.tests})
    pytest.main(["-q", "-m", "", "-p", "no:cacheprovider", *wanted], plugins=[ends])
    return ends.found


def word(row: Row, found: Results) -> str:
    """Whether a row held."""
    ended: Counter[str] = Counter()
    for test in row.tests:
        ended.update(found.get(test, {"ended": {"not run": 1}})["ended"])
    if not row.tests:
        return "not applicable"
    if ended["failed"]:
        return f"**NOT HELD**: {ended['failed']} of {ended.total()} failed"
    left = "".join(f", {n} {how}" for how, n in sorted(ended.items()) if how != "passed")
    held = "held in part" if row.but else "held"
    if row.but.startswith("NOT THERE"):
        held = "not there; what there is of it held"
    return f"{held} ({ended['passed']} passed{left})"


def page(found: Results) -> str:
    """The page, from the rows and how their tests ended."""
    lines = [
        HEAD,
        "| id | injected | what must hold | result | figures |\n",
        "|---|---|---|---|---|\n",
    ]
    for row in ROWS:
        figures = "; ".join(
            one for test in row.tests for one in found.get(test, {}).get("figures", [])
        )
        cells = (row.id, row.fault, row.holds, word(row, found), figures)
        lines.append("| " + " | ".join(cells) + " |\n")
    lines.append("\n## What does not hold, or is not there\n\n")
    lines += [f"- **{row.id}**: {row.but}\n" for row in ROWS if row.but]
    lines.append("\n## Which tests\n\n")
    for row in ROWS:
        if row.tests:
            lines.append(f"- {row.id}: " + ", ".join(f"`{test}`" for test in row.tests) + "\n")
    return "".join(lines)


def kept() -> Results:
    """How the tests ended when the table was last made."""
    if not RESULTS.exists():
        return {}
    found: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def main(words: list[str]) -> int:
    """Run, keep, write; 1 when a row does not hold."""
    unknown = set(words) - {row.id for row in ROWS}
    if unknown:
        print(f"found {min(unknown)}, expected rows of the table: {ROWS[0].id} to {ROWS[-1].id}.")
        return 2
    rows = tuple(row for row in ROWS if not words or row.id in words)
    known = {test for row in ROWS for test in row.tests}
    found = {name: one for name, one in (kept() | run(rows)).items() if name in known}
    RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept()), encoding="utf-8")
    return int(any("NOT HELD" in word(row, found) for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
