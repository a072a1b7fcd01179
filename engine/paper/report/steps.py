"""The steps in force as the report prints them: the author's whole words, redlines under them, what was done at each.

The text is that of the revision kept with the run, never of a file that may have changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.machine.table import State, Table
from engine.paper.report.parts import Rows, Step, Words
from engine.paper.report.story import Story, Told
from engine.paper.sheet import Block, Entry, Sheet
from engine.run.lines import also_said, clock
from engine.run.rows import STATUS

NEVER: Final = "[ ]"


def step_parts(table: Table, sheets: Mapping[str, Sheet], told: Story) -> Iterator[Step]:
    """Every step of the procedure and of those it went into, in the order of its file."""
    entered = {table.states[one.step].frame for one in told.visits if one.step in table.states}
    blocks = {(name, block.name): block for name, sheet in sheets.items() for block in sheet.blocks}
    for state in (table.states[name] for name in table.order):
        if state.frame and state.frame not in entered:
            continue
        block = blocks.get((state.procedure, state.step.step if state.step else ""))
        if block is not None:
            yield _step(state, block, table, told)
    yield from (
        Step("", table.states[one].title, "", (), _done(told.told.get(one, [])))
        for one in dict.fromkeys(visit.step for visit in told.visits)
        if one in table.states and table.states[one].kind == "closing"
    )


def not_entered(table: Table, sheets: Mapping[str, Sheet], told: Story) -> tuple[str, ...]:
    """The procedures whose text was kept with the run and that were never gone into."""
    used = {table.states[one.step].procedure for one in told.visits if one.step in table.states}
    return tuple(
        f"{name}: {sheet.footer.partition(' · ')[2]}"
        for name, sheet in sheets.items()
        if name not in used
    )


def _step(state: State, block: Block, table: Table, told: Story) -> Step:
    lines = [
        *(Words(f"WARNING: {text}", "alarm") for text in block.warnings),
        *(Words(f"CAUTION: {text}", "strong") for text in block.cautions),
        *(Words(f"Note: {text}", "small") for text in block.notes),
        *_entries(state, block, told),
        *(Words(text, "small") for text in block.limits),
    ]
    if block.signs:
        lines.append(Words(f"Signed by: {', '.join(block.signs)}"))
    if block.onward:
        lines.append(Words(f"Then: {block.onward}", "small"))
    lines += _redlined(state.id, told)
    number = table.numbers.get(state.id, block.number)
    done = _done(told.told.get(state.id, []))
    lines += _stays(state.id, told)
    return Step(number, block.title, block.who, tuple(lines), done)


def _stays(step: str, told: Story) -> list[Words]:
    """When the step was entered and how it was left, each time."""
    stays = [
        Words(
            f"Entered at {clock(one.since)} [{one.index}], left at {clock(one.until)}: {one.how}.",
            "small",
        )
        for one in told.visits
        if one.step == step
    ]
    return stays or [Words("Not entered in this run.", "small")]


def _entries(state: State, block: Block, told: Story) -> Iterator[Words]:
    """The lines of the step; a box has the mark it had at the end, a redline stands under its words."""
    items = list(state.items)
    for one in block.entries:
        if one.kind == "blank" and one.detail == "UTC":
            continue  # a line to write a time on; here the log has it
        item = items.pop(0) if one.kind == "box" and items else None
        yield Words(_line(one, _mark(item.id, told) if item else ""))
        if item is not None:
            yield from _redlined(item.id, told)


def _mark(item: str, told: Story) -> str:
    box = told.state.boxes.get(item)
    if box is None:
        return NEVER
    mark, word = STATUS[box.status]
    return f"{mark} {word}" if word and word != "DONE" else mark


def _line(one: Entry, mark: str) -> str:
    who = f"{one.who}: " if one.who else ""
    match one.kind:
        case "box":
            shown = f" ({one.detail})" if one.detail else ""
            return f"{mark} {who}{one.text}{shown}".lstrip()
        case "way":
            return f"{one.text}: {one.to}"
        case "choice":
            return f"{who}{one.text}: {' / '.join(one.options)} ({one.detail})"
        case "blank":
            return f"{who}{one.text}: {one.detail}"
        case _:
            return f"{who}{one.text}"


def _redlined(target: str, told: Story) -> Iterator[Words]:
    for said, event in told.redlines:
        if event.target == target:
            was = f" (was: {event.before})" if event.before else ""
            yield Words(
                f"REDLINE {said.role} at {clock(said.t)} [{said.index}]: {event.after}{was}; "
                f"reason: {event.reason}{also_said(event)}",
                "alarm",
            )


def _done(told: list[Told]) -> Rows | None:
    if not told:
        return None
    rows = tuple((f"{one.index}", clock(one.t), one.role, one.words) for one in told)
    return Rows(("Entry", "Clock", "Who", "What happened here"), rows, (8, 10, 12, 70))
