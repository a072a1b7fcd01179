"""Views built by hand for the tests of the screen: one text can be put into every field at once."""

from __future__ import annotations

from engine.run.rows import (
    AlertRow,
    Allowed,
    Card,
    Clause,
    ClockRow,
    FieldRow,
    ItemRow,
    LogRow,
    ObservationRow,
    ReadingRow,
    SignRow,
    StepRow,
    View,
)

KINDS = (
    "tick",
    "untick",
    "override",
    "record",
    "cannot-tell",
    "answer",
    "sign",
    "defer",
    "skip",
    "abort",
    "hold",
    "release",
    "raise",
    "dispose",
    "note",
    "hand-over",
)


def a_card(text="Masks on", **changes):
    parts = {
        "state": "masks",
        "number": "3",
        "title": text,
        "verb": "do",
        "who": ("CDR", "FE-1"),
        "warnings": (text,),
        "cautions": (text,),
        "notes": (text,),
        "items": (
            ItemRow("i1", text, ("CDR",), "open", (Clause(text, text, None),), text),
            ItemRow("i2", text, ("FE-1",), "ticked"),
        ),
        "fields": (
            FieldRow("odor", text, "choice", None, "", (text, "none"), "FE-1", None, False),
            FieldRow("ppm", text, "number", "ppm", "0..500", (), "CDR", text, True),
        ),
        "question": text,
        "answers": (text, "NO-GO"),
        "clauses": (Clause(text, text, False),),
        "verify_overridden": text,
        "signs": (SignRow("CDR", text, 1), SignRow("FE-1", None, None)),
        "way_out": text,
    }
    return Card(**{**parts, **changes})


def a_view(text="Masks on", **changes):
    parts = {
        "run": "ms-29-7",
        "kind": "drill",
        "title": text,
        "revision": 1,
        "digest": "d",
        "roles": {"CDR": "Aalto", "FE-1": "Orlov"},
        "played": ("CDR",),
        "ground": (),
        "steps": (
            StepRow("a", "1", text, "done"),
            StepRow("masks", "3", text, "now"),
            StepRow("b", "", text, "open", 0, "heading"),
            StepRow("c", "4", text, "skipped", 1),
        ),
        "card": a_card(text),
        "next_titles": (text,),
        "readings": (
            ReadingRow("a", text, text, "ppm", 3, "good", "warning", "up", text),
            ReadingRow("b", text, "4.1", "ppm", 300, text, "unknown", "down", ""),
        ),
        "clock": ClockRow(65_000, "2024-11-23 20:01:05", 5_000, 50_000, 3_000, 10_000, False),
        "link": "LOS",
        "observations": (
            ObservationRow("obs-1", "observation", text, "FE-2", 4_000, None, ""),
            ObservationRow("obs-2", "observation", text, "CDR", 4_000, "explained", text),
        ),
        "alerts": (AlertRow("warning", text), AlertRow("caution", text), AlertRow("info", text)),
        "log": (LogRow(7, 1_000, "CDR", text),),
        "allowed": {kind: Allowed(ok=True) for kind in KINDS},
        "dispositions": ("explained", "left open"),
        "closing": False,
        "outcome": None,
        "safe": None,
    }
    return View(**{**parts, **changes})


def frame(app):
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]
