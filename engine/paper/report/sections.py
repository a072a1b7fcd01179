"""The sections of a report, in the order in which an auditor asks: what is it, is it whole, what went otherwise, evidence.

It arranges what `story` found and what it is handed (verdict, findings); it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from engine.machine.table import Table
from engine.paper.exports.lines import Face
from engine.paper.report.parts import Chapter, Part, Picture, Rows, Section, Words, table
from engine.paper.report.steps import not_entered, step_parts
from engine.paper.report.story import Decision, Signed, Story
from engine.paper.report.timeline import timeline
from engine.paper.sheet import Sheet
from engine.run.events import RunOpened
from engine.run.lines import age, clock
from engine.run.proved import ASSERTED, Judged, proved
from engine.run.rows import QUALITY

HOLDS = {True: "yes", False: "no", None: "CANNOT TELL"}
NOT_CHECKED = (
    "NOT CHECKED. This report was made without checking the record; "
    "`boldface audit verify` says whether it is whole and unaltered."
)
NOT_LOOKED = "Not looked for when this report was made; see `boldface audit findings`."
NONE_LEFT = (
    "None: nothing was skipped, deferred, overridden, un-ticked or given up, no time ran over."
)


class FindingLine(Struct, frozen=True):
    """What a rule found in the run: its level, its name, a sentence, the entries that show it."""

    level: str
    rule: str
    text: str
    entries: tuple[int, ...]


class Given(Struct, frozen=True):
    """What others found out about the run. verdict and checks: words of `audit verify`; None: not looked.

    signatures: what came of checking each, by entry. debrief: the lines of a drill's debrief.
    reviews, corrections: rows of what auditors said of the run. review_logs: each with the verdict on it.
    """

    verdict: str | None = None
    checks: tuple[str, ...] = ()
    findings: tuple[FindingLine, ...] | None = None
    debrief: tuple[str, ...] = ()
    signatures: Mapping[int, Judged] = {}
    reviews: tuple[tuple[str, ...], ...] = ()
    review_logs: tuple[str, ...] = ()
    corrections: tuple[tuple[str, ...], ...] = ()


class OneRun(Struct, frozen=True):
    """A run as a chapter tells it; `sheets` are the paper copies of the procedures kept with it, by name."""

    face: Face
    opened: RunOpened
    told: Story
    table: Table | None
    sheets: Mapping[str, Sheet]
    given: Given


def chapter(one: OneRun, shown: Sequence[tuple[int, int]] | None = None) -> Chapter:
    """The chapter of a run; `shown`: when it was before the crew's eyes, None where it was the only one."""
    face, told, given = one.face, one.told, one.given
    picture = timeline(told, one.table, one.opened.t, shown)
    sections = (
        Section("The run", tuple(_face(face, one.opened, told))),
        Section("Is the record whole?", tuple(_verdict(told, given))),
        Section("Findings", (_findings(given),)),
        Section("Where the run left the written way", (_departures(told),)),
        *debrief(given.debrief),
        Section("Timeline", (drawing(picture, "Timeline of the run"),)),
        Section("Readings at the decisions", tuple(_decisions(told))),
        Section("Sign-offs", tuple(_signatures(told, given))),
        Section("Observations", (_observations(told),)),
        Section("Values recorded", (_records(told),)),
        Section("Reviews and corrections", tuple(_reviews(given))),
        Section(
            "The steps in force, and what was done", tuple(_steps(one.table, one.sheets, told))
        ),
    )
    return Chapter(face.title, banner(face), footer(face), sections)


def drawing(svg: str, title: str) -> Picture:
    """A picture with its proportions, which it says itself."""
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    return Picture(svg, title, round(int(size[2]) / int(size[1]), 2) if size else 1.0)


def banner(face: Face) -> str:
    """What stands at the head of every page: that it was a drill, or a real run."""
    if face.kind == "drill":
        return f"DRILL · {face.run} · a simulation: nothing in it happened to a real vehicle"
    return f"REAL RUN · {face.run}"


def footer(face: Face) -> tuple[str, ...]:
    """What stands at the foot of every page: of which record and which text this is."""
    root = face.root or "not known"
    return (
        f"{face.run} · {face.kind.upper()} · {face.entries} entries · root {root}",
        f"{face.procedure} revision {face.revision} · SHA-256 {face.digest}",
    )


def _face(face: Face, opened: RunOpened, told: Story) -> Iterator[Part]:
    state = told.state
    over = state.outcome is not None
    word = "a safe end of the procedure" if state.safe else "an UNSAFE end of the procedure"
    judged = "; how the drill went is in the debrief" if face.kind == "drill" else ""
    outcome = (
        f"{state.outcome} ({word}{judged})" if over else "NOT CLOSED when this report was made"
    )
    rows = [
        ("Kind", "DRILL (simulation)" if face.kind == "drill" else "REAL RUN"),
        ("Outcome", outcome),
        ("Procedure", f"{face.title} ({face.procedure}), revision {face.revision}"),
        ("Text in force", f"SHA-256 {face.digest}"),
        ("Scenario", f"{face.scenario}, seed {opened.seed}" if face.scenario else "none"),
        ("Begun (UTC)", f"{told.started}, clock {opened.clock}"),
        ("Last entry (UTC)", f"{told.ended}, run clock {clock(state.t)}"),
        ("Entries", f"{face.entries}; tree root (RFC 6962) {face.root or 'not known'}"),
        ("Recorded by", opened.software),
        *([("Opened beside", f"{opened.beside}: {opened.because or ''}")] if opened.beside else []),
    ]
    yield Rows(("", ""), tuple(rows), (25, 75))
    seats = [
        (role, person, "at a console" if role in opened.played else _elsewhere(face))
        for role, person in state.seats.items()
    ]
    yield table(
        "Role|Person|Where", seats, (20, 50, 30), "No roles.", "Who held each role at the end"
    )
    if state.unrecorded:
        yield Words(
            "Part of this run was NOT RECORDED; see where it left the written way.", "alarm"
        )


def _elsewhere(face: Face) -> str:
    return "simulated" if face.kind == "drill" else "not at this console"


def _verdict(told: Story, given: Given) -> Iterator[Part]:
    yield Words(given.verdict or NOT_CHECKED, "strong")
    yield from (Words(one) for one in given.checks)
    if told.faults:
        count = len(told.faults)
        yield Words(f"{count} {'entry' if count == 1 else 'entries'} cannot be read:", "alarm")
        yield from (Words(one, "small") for one in told.faults[:20])


def _findings(given: Given) -> Part:
    if given.findings is None:
        return Words(NOT_LOOKED)
    rows = [(one.level, one.rule, one.text, _refs(one.entries)) for one in given.findings]
    return table("Level|Rule|Finding|Entries", rows, (12, 20, 53, 15), "None.")


def _refs(entries: Sequence[int], most: int = 8) -> str:
    more = ", ..." if len(entries) > most else ""
    return ", ".join(map(str, entries[:most])) + more


def debrief(lines: Sequence[str]) -> Iterator[Section]:
    """The debrief of a drill, if there is one."""
    if lines:
        yield Section("Debrief of the drill", (Words("\n".join(lines), "fixed"),))


def _departures(told: Story) -> Part:
    rows = [
        (str(one.index), clock(one.t), one.role, word, one.words) for word, one in told.departures
    ]
    return table("Entry|Clock|Who|Kind|What", rows, (8, 10, 12, 16, 54), NONE_LEFT)


def _decisions(told: Story) -> Iterator[Part]:
    if not told.decisions:
        yield Words("No step of this run was decided by readings.")
    for one in told.decisions:
        head = f"[{one.told.index}] {clock(one.told.t)} {one.told.role}: {one.told.words}"
        yield Words(head, "strong")
        yield from _compared(one)


def _compared(one: Decision) -> Iterator[Part]:
    if one.clauses:
        rows = tuple((c.text, c.value, HOLDS[c.holds]) for c in one.clauses)
        yield Rows(("Asked", "Was", "Holds"), rows, (50, 30, 20))
    if one.readings:
        shown = tuple(
            (
                f"{row.title} ({row.channel})",
                f"{row.value} {row.unit}".strip(),
                age(row.age_s),
                row.quality,
                QUALITY[row.level][1] or "normal",
                row.limit or "none",
            )
            for row in one.readings
        )
        heads = ("Reading", "Value", "Age", "Quality", "Level", "Limits")
        yield Rows(heads, shown, (30, 14, 9, 12, 13, 22))


def _signatures(told: Story, given: Given) -> Iterator[Part]:
    """Three tables by how far the names are proved; a signature that was not checked here is none of the signed."""
    rows: dict[str, list[tuple[str, ...]]] = {"signed": [], "signature": [], "asserted": []}
    for one in told.signatures:
        judged = given.signatures.get(one.told.index)
        proof = proved(one.event.auth, one.event.signature, judged)
        kind = "signed" if judged is not None and judged.holds else "signature"
        rows["asserted" if proof.startswith(ASSERTED) else kind].append(_signed(one, proof))
    captions = {
        "signed": ("Signed: none.", "Signed: the key was checked when this report was made"),
        "signature": (
            "",
            "Signature present: it was not checked here, or is not believed; take no name for proved",
        ),
        "asserted": (
            "Asserted: none.",
            "Asserted: the name was said at a console; nobody proved it, and it is no signature",
        ),
    }
    for kind, (none, caption) in captions.items():
        if rows[kind] or none:
            yield table("Entry|Clock|UTC|Role|Name|Meaning|How far proved", rows[kind],
                        (7, 9, 21, 9, 18, 18, 18), none, caption)  # fmt: skip


def _signed(one: Signed, proof: str) -> tuple[str, ...]:
    told, event = one.told, one.event
    step = told.words.rpartition(", ")[2]
    return (
        str(told.index),
        clock(told.t),
        told.at,
        told.role,
        event.person,
        f"{event.meaning}: {step}" + (f"; reason: {event.reason}" if event.reason else ""),
        proof,
    )


def _observations(told: Story) -> Part:
    rows = []
    for name, words in told.observations.items():
        one = told.state.observations.get(name)
        if one is not None:
            said = (
                f"{one.disposition}: {one.note}" if one.disposition else "OPEN: no word said on it"
            )
            text = one.text or "(a value recorded)"
            rows.append((name, _refs([w.index for w in words]), one.by or one.role, text, said))
    return table("Name|Entries|Who|What was noticed|The word said on it", rows,
                 (14, 12, 10, 34, 30), "None.")  # fmt: skip


def _records(told: Story) -> Part:
    replaced = {old: one.index for one, old in told.records if old is not None}
    rows = [
        (
            str(one.index),
            clock(one.t),
            one.role,
            one.words,
            f"corrected by {replaced[one.index]}" if one.index in replaced else "",
        )
        for one, _ in told.records
    ]
    return table("Entry|Clock|Who|Value|Later", rows, (10, 12, 14, 40, 24), "None.")


def _reviews(given: Given) -> Iterator[Part]:
    yield table("UTC|Who|Verdict|Words|How far proved", given.reviews, (20, 16, 14, 30, 20),
                "Nobody has reviewed this run.", "Reviews")  # fmt: skip
    yield from (Words(f"The review log {one}", "small") for one in given.review_logs)
    yield table("Entry|What was corrected", given.corrections, (10, 90),
                "Nothing was corrected.", "Corrections: the entries stay as they were")  # fmt: skip


def _steps(table_: Table | None, sheets: Mapping[str, Sheet], told: Story) -> Iterator[Part]:
    if table_ is None:
        yield Words("The text kept with this run cannot be used; here is the log alone.", "alarm")
        rows = [
            (str(one.index), clock(one.t), one.role, one.words)
            for one in sorted(
                (one for words in told.told.values() for one in words), key=lambda one: one.index
            )
        ]
        yield table("Entry|Clock|Who|What", rows, (8, 10, 12, 70), "Nothing.")
        return
    yield Words("Marks: [x] done, [o] override, [=] deferred, [/] skipped, [ ] not done.", "small")
    yield from step_parts(table_, sheets, told)
    yield from (
        Words(f"Kept with the run and not gone into: {one}", "small")
        for one in not_entered(table_, sheets, told)
    )
