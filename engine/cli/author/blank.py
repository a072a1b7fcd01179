"""The small procedure that `author new` writes: one action, one value, one decision, one question to the ground.

Text only; whether it is correct is for the check to say, and a test asks it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from engine.procedure.placeholders import TO_WRITE

TO_DESCRIBE: Final = f"{TO_WRITE} what someone sees, hears or reads"
ENTRY_LINE: Final = 7  # of the text below
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_ROLE: Final = re.compile(r"[A-Z][A-Za-z0-9-]{0,19}")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the author was asked: `roles` as ROLE or ROLE=WHO, the first one commands."""

    name: str
    title: str
    entry: str
    roles: tuple[str, ...]
    ground: str


def default_title(name: str) -> str:
    """The name as a title: co2-removal-failure is "CO2 removal failure"."""
    from engine.lint.words import GLOSSARY

    known = {one.lower(): one for one in GLOSSARY if one.upper() == one and len(one) > 2}
    words = name.split("-")
    first, *rest = [known.get(word, word) for word in words]
    return " ".join([first if first != words[0] else first.capitalize(), *rest])


def name_fault(name: str) -> str:
    """What is wrong with a name, or ''."""
    if _NAME.fullmatch(name):
        return ""
    return (
        f"'{name[:60]}' is not a name for a procedure; "
        "write small letters, digits and -, as in co2-removal-failure"
    )


def role_fault(roles: list[str]) -> str:
    """What is wrong with one of the roles, or ''."""
    for role in roles:
        if not _ROLE.fullmatch(role):
            return (
                f"'{role[:40]}' is not a role; write a capital, then letters, digits and -, "
                "as in CDR or FE-1"
            )
    if len(set(roles)) < len(roles):
        return "a role is named twice; name each once"
    return ""


def written(answers: Answers) -> str:
    """The text of the procedure."""
    roles = [one.partition("=") for one in answers.roles]
    first = roles[0][0]
    second = roles[1][0] if len(roles) > 1 else first
    lines = [f"  {role}: {_quoted(who or 'crew')}" for role, _, who in roles]
    return _TEXT.format(
        name=answers.name,
        title=_quoted(answers.title),
        entry=_quoted(answers.entry),
        date=datetime.now(UTC).date().isoformat(),
        roles="\n".join(lines),
        ground=answers.ground,
        first=first,
        second=second,
    )


def _quoted(text: str) -> str:
    """The text as a scalar: bare where YAML and the reader take it as it is, else in quotes."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9 ()/.'-]*", text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


_TEXT: Final = """\
# yaml-language-server: $schema=schema/procedure.schema.json
# Limits and times: say beside each where it comes from.
procedure: {name}
title: {title}
revision: 1
date: {date}
entry: {entry}
roles:
{roles}
  {ground}: flight control
ground: [{ground}]
ends: {{resolved: safe, handed to the ground: safe}}

channels:                      # what telemetry brings; 'stale' is how long a reading counts
  cabin.co2: {{unit: mmHg, range: [0, 20], stale: 60 s, title: Cabin CO2, high: {{caution: 4, warning: 6}}}}
  link:      {{states: [AOS, LOS], stale: 60 s, title: Ground link}}

records:                       # what people are asked for
  reading: {{type: number, unit: mmHg, range: [0, 20], by: {second}, ask: Reading of the hand-held instrument}}

steps:
  - step: report
    title: Report what you see
    by: {first}
    do: Tell everyone and {ground} what you see
    within: 2 min
    else: measure

  - step: measure
    title: Measure
    visits: 3
    record: reading
    within: 10 min
    else: ask-ground

  - step: judge
    title: Is it high?
    decide:
      reading < 4 mmHg: settle
      reading >= 4 mmHg: ask-ground
      unknown: ask-ground

  - step: settle
    title: Watch that it stays low
    watch: cabin.co2 < 4 mmHg
    hold: 5 min
    within: 30 min
    else: measure
    next: complete

  - step: ask-ground
    title: Ask the ground
    call: {ground}
    for: GO to carry on with this reading
    within: 15 min
    answers: {{GO: complete, NO-GO: hand-over, silence: hand-over, LOS: hand-over}}

  - step: complete
    title: Report complete
    by: {first}
    do: Tell {ground} that the procedure is complete
    within: 10 min
    else: hand-over
    end: resolved

  - step: hand-over
    title: Hand the problem over
    by: {first}
    do: Tell {ground} what was found and what is still open
    within: 30 min
    else: end handed to the ground
    end: handed to the ground

close:                         # no end without a word on everything that was noticed
  each observation: [explained, handed over, left open]
  sign: [{first}]
"""
