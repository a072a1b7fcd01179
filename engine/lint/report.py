"""Findings as people and programs read them: text with source lines, one line each, JSON, SARIF 2.1.0.

Every form says the same; none of them adds a finding or leaves one out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.lint.check import Report
from engine.lint.page import summary
from engine.lint.registry import RULES
from engine.lint.rule import Profile
from engine.procedure.places import Problem, format_problem

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SARIF_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}


def as_text(report: Report) -> str:
    """Every finding with its source line and a caret, then the verdict."""
    shown = [format_problem(one, report.source, report.text) for one in report.findings]
    return "\n".join([*shown, verdict(report)])


def verdict(report: Report) -> str:
    """The line that says what was asked for and what is reached."""
    grave = sum(one.level in {"error", "warning"} for one in report.findings)
    notes = len(report.findings) - grave
    counted = [
        _count(grave, "finding"),
        _count(notes, "note"),
        _count(len(report.allowed), "allowed"),
    ]
    words = ", ".join(one for one in counted if one) or "clean"
    return f"{report.source}: asked for {report.asked}, {_reach(report)} ({words})"


def _count(number: int, word: str) -> str:
    plural = "" if number == 1 or word == "allowed" else "s"
    return f"{number} {word}{plural}" if number else ""


def _reach(report: Report) -> str:
    return f"reaches {report.reached}" if report.reached else "cannot be used"


def as_lines(report: Report) -> str:
    """One line a finding, as editors take it."""
    return "\n".join(
        f"{report.source}:{one.place}: {one.level}[{one.rule}]: {one.sentence}"
        for one in report.findings
    )


def as_object(report: Report) -> dict[str, Any]:
    """One report as JSON values; lines and columns count from 1, the end column is the first after."""
    return {
        "file": report.source,
        "asked": report.asked,
        "reached": report.reached,
        "findings": [
            {**_finding(one), "fingerprint": mark}
            for one, mark in zip(report.findings, report.prints, strict=True)
        ],
        "allowed": [{**_finding(one), "because": why} for one, why in report.allowed],
    }


def _finding(one: Problem) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "level": one.level,
        "line": one.place.line,
        "column": one.place.column,
        "end_line": one.place.end_line,
        "end_column": one.place.end_column,
        "message": one.sentence,
        "expected": one.expected,
        "mend": one.mend,
    }


def as_sarif(reports: Sequence[Report], version: str, profile: Profile) -> dict[str, Any]:
    """All reports as one SARIF 2.1.0 log; columns are code points, as everywhere here."""
    used = sorted({one.rule for report in reports for one in _all(report)})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "boldface",
                        "version": version,
                        "rules": [_sarif_rule(name) for name in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "properties": {
                    "asked": profile,
                    "reached": {report.source: report.reached or "none" for report in reports},
                },
                "results": [
                    result for report in reports for result in _sarif_results(report, used)
                ],
            }
        ],
    }


def _all(report: Report) -> list[Problem]:
    return [*report.findings, *(one for one, _ in report.allowed)]


def _sarif_rule(name: str) -> dict[str, Any]:
    rule = RULES.get(name)
    level = _SARIF_LEVELS[rule.level] if rule is not None else "error"
    return {
        "id": name,
        "shortDescription": {"text": summary(name)},
        "fullDescription": {"text": summary(name)},
        "help": {"text": f"boldface author explain {name}"},
        "defaultConfiguration": {"level": level},
        "properties": {"profile": rule.profile if rule is not None else "load"},
    }


def _sarif_results(report: Report, used: list[str]) -> list[dict[str, Any]]:
    found = [
        {**_sarif_result(one, report, used), "partialFingerprints": {"boldface/v1": mark}}
        for one, mark in zip(report.findings, report.prints, strict=True)
    ]
    allowed = [
        {
            **_sarif_result(one, report, used),
            "suppressions": [{"kind": "inSource", "justification": why}],
        }
        for one, why in report.allowed
    ]
    return [*found, *allowed]


def _sarif_result(one: Problem, report: Report, used: list[str]) -> dict[str, Any]:
    words = ". ".join(
        part
        for part in (
            one.sentence,
            one.expected and f"Expected: {one.expected}",
            one.mend and f"Mend: {one.mend}",
        )
        if part
    )
    return {
        "ruleId": one.rule,
        "ruleIndex": used.index(one.rule),
        "level": _SARIF_LEVELS[one.level],
        "message": {"text": words},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(report.source)},
                    "region": {
                        "startLine": one.place.line,
                        "startColumn": one.place.column,
                        "endLine": one.place.end_line,
                        "endColumn": one.place.end_column,
                    },
                }
            }
        ],
    }


def _uri(source: str) -> str:
    """A relative path as a URI reference: forward slashes, and nothing that has a meaning in one."""
    kept = "/._-~"
    return "".join(
        one if one.isascii() and (one.isalnum() or one in kept) else _escaped(one)
        for one in source.replace("\\", "/")
    )


def _escaped(one: str) -> str:
    return "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "surrogatepass"))
