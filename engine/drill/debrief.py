"""A debrief as plain lines of at most 78 columns: verdict first, every figure with its entries.

It only writes what `score` found; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from engine.drill.deviations import Deviation
from engine.drill.score import Debrief, Exposure, Reopening
from engine.run.lines import clock

WIDTH = 78
_MOST_ENTRIES = 8


def debrief_lines(debrief: Debrief) -> list[str]:
    """The debrief for people; numbers in [ ] are entries of the run's log."""
    sections = (
        _head(debrief),
        _times(debrief),
        _bounds(debrief),
        _air(debrief),
        _hatch(debrief),
        _departures(debrief),
        _noticed(debrief),
    )
    lines = []
    for section in map(list, sections):
        lines += [*section, ""] if section else []
    return [*lines, "Numbers in [ ] are entries of the log of this run."]


def _refs(entries: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, entries[:_MOST_ENTRIES]))
    return f" [{shown}{', ...' if len(entries) > _MOST_ENTRIES else ''}]" if entries else ""


def wrapped(text: str, first: str = "  ", after: str = "    ") -> Iterator[str]:
    """The text in lines; what a terminal could take for a command is made visible."""
    clean = "".join(one if one.isprintable() else "\ufffd" for one in text)
    yield from wrap(
        clean, WIDTH, initial_indent=first, subsequent_indent=after, break_on_hyphens=False
    ) or [first.rstrip()]


def _head(debrief: Debrief) -> Iterator[str]:
    played = ", ".join(debrief.played) or "nobody, all roles simulated"
    yield from wrapped(f"DEBRIEF of a DRILL: {debrief.title}, seed {debrief.seed}", "", "  ")
    yield from wrapped(f"Scenario: {debrief.scenario}", "", "  ")
    yield from wrapped(f"Played by people: {played}", "", "  ")
    outcome = debrief.outcome or "not closed"
    yield from wrapped(
        f"Outcome: {outcome} at {clock(debrief.ended.t)}" + _refs((debrief.ended.entry,)), "", "  "
    )
    yield f"Verdict: {'SAFE' if debrief.safe else 'UNSAFE'}"
    if debrief.cautious and debrief.safe:
        yield "  - more cautious than was needed here; nobody was at risk"
    for one in debrief.reasons:
        yield from wrapped(f"- {one.text}{_refs(one.entries)}")


def _times(debrief: Debrief) -> Iterator[str]:
    if debrief.spans:
        yield "Time from the alarm"
    for one in debrief.spans:
        when = "never" if one.ms is None else clock(one.ms)
        yield f"  {one.label:<20}{when:>8}{_refs(one.entries)}"


def _bounds(debrief: Debrief) -> Iterator[str]:
    if debrief.bounds:
        yield "What must not happen"
    for one in debrief.bounds:
        yield from wrapped(f"{'HAPPENED' if one.entries else 'no'}: {one.text}{_refs(one.entries)}")


def _air(debrief: Debrief) -> Iterator[str]:
    if not debrief.limits:
        return
    yield f"Breathed without a mask ({debrief.limits})"
    for one in debrief.exposures:
        yield from wrapped(_breathed(one) + _refs(one.entries))
    if not debrief.hatch:
        return
    part = 100 * debrief.escaped_mg / debrief.released_mg if debrief.released_mg else 0.0
    yield from wrapped(
        f"Outside the isolated volume: {debrief.escaped_mg:.0f} mg, {part:.1f} % of "
        f"{debrief.released_mg:.0f} mg released{_refs(debrief.escaped_entries)}",
        "",
        "  ",
    )


def _breathed(one: Exposure) -> str:
    dose = "no limit known" if one.dose is None else f"{one.dose:.4f} of the limit"
    return f"{one.role:<6}peak {one.peak_ppm:>5.1f} ppm, dose {dose}"


def _hatch(debrief: Debrief) -> Iterator[str]:
    if not debrief.hatch:
        return
    if not debrief.reopenings:
        yield "Reopening: none"
        return
    yield "Reopening"
    for one in debrief.reopenings:
        yield from wrapped(_opened(one) + _refs(one.entries))


def _opened(one: Reopening) -> str:
    how = f"EARLY, without {', '.join(one.missing)}" if one.early else "after samples, wait and GO"
    over = ", above the limit" if one.above_limit else ""
    return f"{clock(one.t)} {how}; {one.behind_ppm:.1f} ppm at most behind the hatch{over}"


def _departures(debrief: Debrief) -> Iterator[str]:
    yield from departure_lines(debrief.deviations)


def departure_lines(found: tuple[Deviation, ...]) -> Iterator[str]:
    """Departures from the written way, each told once with all its entries."""
    if not found:
        yield "Departures from the written way: none"
        return
    yield "Departures from the written way"
    told: dict[str, tuple[int, ...]] = {}
    for one in found:  # the same one again is told once, with all its entries
        words = f"{one.kind}: {one.text}"
        told[words] = (*told.get(words, ()), *one.entries)
    for words, entries in told.items():
        yield from wrapped(words + _refs(entries))


def _noticed(debrief: Debrief) -> Iterator[str]:
    if not debrief.observations:
        yield "Observations: none"
        return
    yield "Observations"
    for one in debrief.observations:
        said = f"{one.disposition}: {one.note}" if one.disposition else "NO WORD SAID ON IT"
        yield from wrapped(f"{one.name} {one.text} -> {said}{_refs(one.entries)}")
