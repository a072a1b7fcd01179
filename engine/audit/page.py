"""The page of each rule about runs: what it finds, why, a log that shows it, one that does not, when it is no fault.

A page is data (`pages/RULE.md`) that comes with the program; no rule goes without one.
"""

from __future__ import annotations

import difflib
import re
from importlib.resources import files
from typing import Final

from engine.audit.findings import RULES
from engine.audit.rule import LEVELS, Rule

_LOG: Final = re.compile(r"```log\n(.*?)```", re.DOTALL)


def page(name: str) -> str:
    """The page of a rule as Markdown, its level and family in the second line; '' when there is none."""
    body, rule = _body(name), RULES.get(name)
    if not body or rule is None:
        return ""
    number = f" · answers {rule.number}" if rule.number else ""
    return f"# {name}\n\n{rule.level} · {rule.family}{number}\n\n{body}"


def summary(name: str) -> str:
    """The first sentence of what a rule finds."""
    found = re.search(r"## What it finds\n\n(.+?)(?:\n\n|\Z)", _body(name), re.DOTALL)
    return " ".join(found[1].split()) if found else name


def nearest(name: str) -> str:
    """The rule most like a name that is none, or ''."""
    near = difflib.get_close_matches(name, RULES, 1, 0.4)
    return near[0] if near else ""


def examples(name: str) -> tuple[list[str], list[str]]:
    """The logs of a page that show the rule, and those that do not, as lines of an example log."""
    sections = re.split(r"^## ", _body(name), flags=re.MULTILINE)
    by_name = {one.partition("\n")[0].strip(): one for one in sections}
    shown, silent = (_LOG.findall(by_name.get(part, "")) for part in ("Shown by", "Not by"))
    return shown, silent


def index() -> str:
    """All rules as one Markdown table, the gravest first."""
    rows = ["# Findings", "", "| Rule | Level | Family | What it finds |", "|---|---|---|---|"]
    for level in LEVELS:
        named = sorted(rule.name for rule in RULES.values() if rule.level == level)
        rows += [_row(RULES[name]) for name in named]
    return "\n".join([*rows, ""])


def _row(rule: Rule) -> str:
    link = f"[{rule.name}]({rule.name}.md)"
    return f"| {link} | {rule.level} | {rule.family} | {summary(rule.name)} |"


def _body(name: str) -> str:
    if not re.fullmatch(r"[a-z-]+", name):
        return ""
    found = files("engine.audit") / "pages" / f"{name}.md"
    return found.read_text(encoding="utf-8") if found.is_file() else ""
