"""Rules that only a procedure which is to fly must pass: its date, and the proof of its whole state space.

The proof is the machine's (`engine.machine.prove`); here its verdicts become findings at the words that cause them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Final

from engine.lint.rule import Hit, Rule, Subject

# The verdict's name up to its colon, and the rule that reports it.
PROVED: Final = {
    "safe-end": "proof-safe-end",
    "no-dead-end": "proof-dead-end",
    "loops-bounded": "proof-loop",
    "waits-end": "proof-wait",
    "one-arm": "proof-decision",
    "readings-lost": "proof-reading-lost",
    "time": "proof-time",
    "without": "proof-role-missing",
    "property": "proof-property",
}
_YEARS: Final = range(1957, 2157)  # DESIGN: since the first satellite, and 200 years; else a slip
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def date_missing(subject: Subject) -> Iterator[Hit]:
    """A procedure without the date of its revision."""
    if subject.procedure.date is None:
        yield subject.hit(
            ("revision",),
            "this revision has no date",
            expected="'date:' as in 2026-11-23",
            mend="write date: below revision:",
            key=True,
        )


def date_form(subject: Subject) -> Iterator[Hit]:
    """A date that the calendar does not have, or that is written in another way."""
    date = subject.procedure.date
    if date is not None and not _is_date(date):
        yield subject.hit(
            ("date",), f"'{date[:40]}' is not a date", expected="year-month-day, as in 2026-11-23"
        )


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    year, month, day = map(int, text.split("-"))
    return year in _YEARS and day <= monthrange(year, month)[1]


def close_unsigned(subject: Subject) -> Iterator[Hit]:
    """A procedure that parts people or opens hatches and is closed without a signature."""
    if not subject.procedure.close.sign and ("close",) in subject.places.keys:
        yield subject.hit(
            ("close",),
            "nobody signs at the close",
            expected="'sign:' and at least one role",
            mend="write sign: and who answers for the run",
            key=True,
        )


_FAMILY = "release"
RULES = (
    Rule("date-form", "warning", "style", _FAMILY, date_form, "L24"),
    Rule("date-missing", "warning", "flight", _FAMILY, date_missing, "L24"),
    Rule("close-unsigned", "info", "flight", _FAMILY, close_unsigned),
    *(Rule(name, "error", "flight", "proof") for name in PROVED.values()),
    Rule("proof-not-compiled", "error", "flight", "proof"),
    Rule("proof-not-done", "warning", "flight", "proof"),
)
