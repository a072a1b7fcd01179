"""Comments by which an author allows one finding at its line: `# lint: allow RULE because REASON`.

A reason is compulsory, a file that cannot be used is never allowed, and what allows nothing is itself reported.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from engine.lint.rule import Rule
from engine.procedure.places import Place, Places, Problem

_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*lint:[ \t]*(?P<rest>.*)")
_FORM: Final = re.compile(r"allow\s+(?P<rule>[a-z][a-z0-9-]*)(?:\s+because\s+(?P<why>\S.*))?\s*$")

MOST_COMMENTS: Final = 200  # DESIGN: a procedure that needs more is in no state to be allowed

RULES: Final = (
    Rule("allow-form", "warning", "style", "allow"),
    Rule("allow-unknown-rule", "warning", "style", "allow"),
    Rule("allow-refused", "warning", "style", "allow"),
    Rule("allow-unused", "warning", "style", "allow"),
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One such comment: where it stands, which rule, why, and the line whose findings it is for."""

    place: Place
    rule: str
    why: str
    line: int


def allowances(text: str, places: Places) -> tuple[list[Allowed], list[Problem]]:
    """The comments of a file that allow something, and those that are not written as they should."""
    found: list[Allowed] = []
    problems: list[Problem] = []
    if "lint:" not in text:
        return found, problems
    lines = text.split("\n")
    quoted = _texts(places)
    count = 0
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        column = match.start() + 1
        place = Place(number, column, number, column + len(match[0].rstrip()))
        if any(start <= (number, column) < end for start, end in quoted.get(number, ())):
            continue
        count += 1
        if count > MOST_COMMENTS:
            problems.append(_too_many(place))
            break
        form = _FORM.fullmatch(match["rest"].rstrip())
        if form is None or not form["why"]:
            problems.append(_bad_form(place, form))
        else:
            found.append(
                Allowed(place, form["rule"], form["why"], _line_for(lines, number, column))
            )
    return found, problems


def _too_many(place: Place) -> Problem:
    return Problem(
        place,
        "too-many",
        f"there are more than {MOST_COMMENTS} comments that allow something; "
        "those from here on allow nothing",
        "fewer",
        "mend what they name, or split the procedure",
    )


def _bad_form(place: Place, form: re.Match[str] | None) -> Problem:
    sentence = "this comment allows nothing" if form is None else "this comment gives no reason"
    return Problem(
        place,
        "allow-form",
        sentence,
        "# lint: allow RULE because REASON",
        "write the rule, 'because' and the reason; without one nothing is allowed",
        "warning",
    )


def _texts(places: Places) -> dict[int, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """For each line the stretches of written text on it, in which a sign # is no comment."""
    holders = {path[:-1] for path in places.values if path}
    found: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for path, span in places.values.items():
        if path not in holders:
            for line in range(span[0], span[2] + 1):
                found.setdefault(line, []).append(((span[0], span[1]), (span[2], span[3])))
    return found


def _line_for(lines: list[str], line: int, column: int) -> int:
    """The comment's own line, or for a comment alone on its line the next that says something."""
    if lines[line - 1][: column - 1].strip():
        return line
    for n in range(line, min(len(lines), line + 20)):  # DESIGN: no comment is longer
        written = lines[n].strip()
        if written and not written.startswith("#"):
            return n + 1
    return line


def apply(
    found: list[Problem], allowed: list[Allowed], known: Collection[Rule], looked: Collection[str]
) -> tuple[list[Problem], list[tuple[Problem, str]], list[Problem]]:
    """Findings that stay, those allowed with their reasons, and what is wrong with the comments.

    `looked` names the rules that were asked: only of those can an unused comment be told.
    """
    rules = {rule.name: rule for rule in known}
    kept: list[Problem] = []
    quiet: list[tuple[Problem, str]] = []
    used: set[Allowed] = set()
    at: dict[tuple[str, int], list[Allowed]] = {}
    for comment in allowed:
        at.setdefault((comment.rule, comment.line), []).append(comment)
    for one in found:
        rule = rules.get(one.rule)
        refused = rule is None or rule.profile == "load"
        by = at.get((one.rule, one.place.line), [])
        if refused or not by:
            kept.append(one)
        else:
            used.update(by)
            quiet.append((one, by[0].why))
    return kept, quiet, list(_complaints(allowed, used, rules, looked))


def _complaints(
    allowed: list[Allowed], used: set[Allowed], rules: dict[str, Rule], looked: Collection[str]
) -> Iterator[Problem]:
    for one in allowed:
        rule = rules.get(one.rule)
        if rule is None:
            near = difflib.get_close_matches(one.rule, rules, 1)
            yield Problem(
                one.place,
                "allow-unknown-rule",
                f"no rule is called '{one.rule}'",
                "the name in brackets of a finding",
                f"did you mean '{near[0]}'?" if near else "boldface author explain lists them",
                "warning",
            )
        elif rule.profile == "load" or rule.family == "allow":
            yield Problem(
                one.place,
                "allow-refused",
                f"'{one.rule}' cannot be allowed: a file with it cannot be used",
                "a rule of the profiles style, safety or flight",
                "mend what it names",
                "warning",
            )
        elif one not in used and one.rule in looked:
            yield Problem(
                one.place,
                "allow-unused",
                f"nothing on line {one.line} is found by '{one.rule}'",
                "a comment on the line of the finding, or right above it",
                "remove the comment",
                "warning",
            )
