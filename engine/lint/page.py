"""The page of each rule: what it checks, why, wrong, right, when the mend is safe; the docs are made from these.

A page is data (`pages/RULE.md`) that comes with the program; no rule goes without one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from importlib.resources import files
from textwrap import fill
from typing import Final

from engine.lint.page_bases import BASES, PROCEDURE
from engine.lint.registry import RULES
from engine.lint.rule import PROFILES, Rule
from engine.lint.words import STATES, VERBS

WIDTH: Final = 118  # DESIGN: of a line of a page
# What a page shows in the place of these words: the lists that its rule goes by.
_LISTS: Final = {"<verbs>": VERBS, "<states>": STATES}
_BLOCK: Final = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def page(name: str) -> str:
    """The page of a rule as Markdown, its level and profile in the second line; '' when there is none."""
    body = _body(name)
    rule = RULES.get(name)
    if not body or rule is None:
        return body
    number = f" · {rule.number} of the list of rules" if rule.number else ""
    return f"# {name}\n\n{rule.level} · profile {rule.profile} · {rule.family}{number}\n\n{body}"


def summary(name: str) -> str:
    """The first sentence of what a rule checks."""
    found = re.search(r"## What it checks\n\n(.+?)(?:\n\n|\Z)", _body(name), re.DOTALL)
    return " ".join(found[1].split()) if found else name


def _body(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return ""
    found = files("engine.lint") / "pages" / f"{name}.md"
    text = found.read_text(encoding="utf-8") if found.is_file() else ""
    for mark, words in _LISTS.items():
        if mark in text:
            text = text.replace(mark, fill(", ".join(sorted(words)) + ".", WIDTH))
    return text


def nearest(name: str) -> str:
    """The rule most like a name that is none, or ''."""
    near = difflib.get_close_matches(name, RULES, 1, 0.4)
    return near[0] if near else ""


def examples(name: str) -> tuple[list[str], list[str]]:
    """The wrong and the right examples of a page, each as a whole file."""
    sections = re.split(r"^## ", _body(name), flags=re.MULTILINE)
    by_name = {one.partition("\n")[0].strip(): one for one in sections}
    family = RULES[name].family if name in RULES else ""
    wrong, right = (
        [
            laid_over(block, BASES.get(family, PROCEDURE))
            for block in _BLOCK.findall(by_name.get(part, ""))
        ]
        for part in ("Wrong", "Right")
    )
    return wrong, right


def laid_over(fragment: str, base: str = PROCEDURE) -> str:
    """A fragment as a whole file: each of its top keys takes the place of the base's, steps go before its last.

    One that begins with `procedure:` or `!whole` is whole already.
    """
    if fragment.startswith(("procedure:", "!whole\n")):
        return fragment.removeprefix("!whole\n")
    own, under = list(_blocks(fragment)), dict(_blocks(base))
    given = {key for key, _ in own}
    ends_itself = "step: finish" in fragment or "steps" not in under
    last = {} if ends_itself else {"steps": under["steps"].removeprefix("steps:\n")}
    order = [(key, text) for key, text in under.items() if key not in {*given, "steps", "close"}]
    order += own
    order += [(key, under[key]) for key in ("steps", "close") if key in under and key not in given]
    return "".join(text + last.get(key, "") if key in given else text for key, text in order)


NOT_SHOWN: Final = (
    "## What no rule checks, and why",
    "",
    "- L21, a shut hatch in a leak must not stay shut longer than half of the time in which the pressure",
    "  falls by 1 mmHg: that time is measured in the run, so no rule knows which record holds it. Its author",
    "  does: state it as a property (never: the dwell, without: the record >= twice its length), which is",
    "  proved, as `rapid-depressurization` does.",
    "- The half of L22 that wants one device to have one name: a file shows two spellings of a name",
    "  (`name-varies`), a slip in one (`name-misspelt`) and two channels of one title (`title-reused`), not two",
    "  words for one thing, nor a module that no station has: a procedure does not say for which one it is.",
    "- Whether `unknown` leads the good way, where every way leads on to safe ends (`unknown-as-good` judges the",
    "  others): state it as a property, never: the step, without: the reading.",
    "- A line that was lost without a trace: a box, a warning, a `next:` after which the step below is as good a way.",
    "- A choice that no condition asks for and that is spelled as no other word of the file: `word-misspelt` has only",
    "  the file's own words to go by. One choice among several that conditions name is often meant to be the rest.",
    "- A limit of time in hours for minutes, or another channel of the same unit: state what must be so as a property.",
    "- `visits:` at a step that can be come to once only; the same title at two steps, which shipped procedures have.",
    "- A role that nothing names: people in the text of an order, and people who only hear it, are named so too.",
)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^(?=[^\s#-])", text, flags=re.MULTILINE):
        if part.strip():
            yield re.split(r"[:\s]", part)[0], part


def index() -> str:
    """All rules as one Markdown table, by profile; then what no file can show, and why."""
    rows = ["# Rules", "", "| Rule | Level | Profile | What it checks |", "|---|---|---|---|"]
    for profile in PROFILES:
        named = sorted(rule.name for rule in RULES.values() if rule.profile == profile)
        rows += [_row(RULES[name]) for name in named]
    return "\n".join([*rows, "", *NOT_SHOWN, ""])


def _row(rule: Rule) -> str:
    return (
        f"| [{rule.name}]({rule.name}.md) | {rule.level} | {rule.profile} | {summary(rule.name)} |"
    )
