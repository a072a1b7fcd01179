"""The chapter that stands before those of several runs: which were open when, what came before the crew's eyes and why.

Each run has a chapter of its own after it; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.paper.report.lanes import Lane, lanes
from engine.paper.report.parts import Chapter, Part, Report, Rows, Section, Words, table
from engine.paper.report.sections import OneRun, banner, chapter, debrief, drawing
from engine.run import events as e
from engine.run.lines import clock, line
from engine.run.together import Together, Turn


def report(
    runs: Sequence[OneRun], together: Together | None, told: Sequence[str], missing: Sequence[str]
) -> Report:
    """The report of one run, or of all that were open beside each other; `told`: the debrief of all."""
    first = runs[0].face
    drill = first.kind == "drill"
    if together is None:
        return Report(first.title, drill, tuple(chapter(one) for one in runs))
    chapters = [chapter(one, together.shown(one.face.run)) for one in runs]
    return Report(first.title, drill, (_overview(runs, together, told, missing), *chapters))


def _overview(
    runs: Sequence[OneRun], together: Together, told: Sequence[str], missing: Sequence[str]
) -> Chapter:
    first = runs[0]
    names = {one.face.run: one.face.title for one in runs}
    foot = tuple(
        f"{one.face.run} · {one.face.entries} entries · root {one.face.root or 'not known'}"
        for one in runs
    )
    sections = (
        Section("The procedures that were open", tuple(_open(runs, together, missing))),
        Section("Are the records whole?", (_whole(runs),)),
        Section("What was before the crew's eyes", (_picture(runs, together),)),
        Section("Interruptions and returns", (_turns(together, names),)),
        Section("Called for, offered, declined", (_calls(together),)),
        *debrief(told),
    )
    title = f"{first.face.title}, and what was opened beside it"
    return Chapter(title, banner(first.face), foot, sections)


def _open(runs: Sequence[OneRun], together: Together, missing: Sequence[str]) -> Iterator[Part]:
    rows = [
        (
            f"{one.face.title} ({one.face.procedure}), revision {one.face.revision}",
            one.face.run,
            _level(one, together),
            f"{clock(one.opened.t)} {one.opened.because or 'begun by the crew'}",
            _end(one, together),
        )
        for one in runs
    ]
    yield table("Procedure|Run|Level|Opened|Over", rows, (28, 24, 12, 20, 16), "None.")
    yield from (Words(f"NOT IN THIS REPORT: {one}", "alarm") for one in missing)
    seats: dict[tuple[str, str], list[str]] = {}
    for one in runs:
        for role, person in one.told.state.seats.items():
            seats.setdefault((role, person), []).append(one.face.title)
    held = [(role, person, "; ".join(titles)) for (role, person), titles in seats.items()]
    yield table("Role|Person|In", held, (12, 28, 60), "No roles.", "Who held each role at the end")


def _level(one: OneRun, together: Together) -> str:
    known = together.queue.opened.get(one.face.run)
    return known.level if known is not None else "not known"


def _end(one: OneRun, together: Together) -> str:
    state = one.told.state
    if state.outcome is None:
        return "NOT CLOSED"
    safe = "safe end" if state.safe else "UNSAFE end"
    return f"{clock(together.over(one.face.run))} {state.outcome} ({safe})"


def _whole(runs: Sequence[OneRun]) -> Part:
    rows = tuple(
        (one.face.run, one.given.verdict or "NOT CHECKED", str(one.face.entries), one.face.root)
        for one in runs
    )
    return Rows(("Run", "Verdict", "Entries", "Tree root"), rows, (26, 24, 10, 40))


def _picture(runs: Sequence[OneRun], together: Together) -> Part:
    found = [
        Lane(
            one.face.run,
            one.face.title,
            _level(one, together),
            one.opened.t,
        )
        for one in runs
    ]
    return drawing(lanes(found, together, runs[0].told.los), "The procedures that were open")


def _turns(together: Together, names: dict[str, str]) -> Part:
    rows = [
        (
            clock(one.t),
            names.get(one.to, one.to),
            f"{one.how}{_from(one, names)}",
            f"{one.by}: {one.why}" if one.why else one.by,
            f"{one.run} [{one.entry}]",
        )
        for one in together.turns
    ]
    return table("Clock|Before the crew|How|Why|Entry", rows, (9, 22, 25, 24, 20), "None.")


def _from(one: Turn, names: dict[str, str]) -> str:
    word = {
        "interrupts": " ",
        "returned to": " after ",
        "follows": " after ",
        "turned to": " from ",
    }
    return word[one.how] + names.get(one.from_, one.from_) if one.from_ else ""


def _calls(together: Together) -> Part:
    rows = [
        (clock(told.t), told.event.role, line(told.event, None), f"{run} [{told.entry}]")
        for run, told in together.calls
        if not isinstance(told.event, e.FrontChosen)
    ]
    return table("Clock|Who|What|Entry", rows, (10, 10, 50, 30), "Nothing.")
