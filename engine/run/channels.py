"""Readings as rows: value, age, quality, level against the author's limits, trend; the state of the ground link.

A reading that cannot be trusted is shown as what it is (stale, missing, out of range), never as its last value alone.
"""

from __future__ import annotations

from typing import Literal

from engine.machine.spec import ChannelSpec
from engine.machine.table import Table
from engine.run.facts import RunFacts
from engine.run.rows import Level, ReadingRow
from engine.run.trend import trend

LINK = "link"


def rows(facts: RunFacts) -> tuple[ReadingRow, ...]:
    """One row for each channel of the procedure that is used here, the ground link left out."""
    return tuple(
        row(facts, name, channel)
        for name, channel in facts.table.channels.items()
        if name != LINK and _relevant(facts, name)
    )


def ground_link(facts: RunFacts) -> tuple[ReadingRow, ...]:
    """The row of the ground link, where the procedure has one."""
    channel = facts.table.channels.get(LINK)
    return (row(facts, LINK, channel),) if channel is not None else ()


def _relevant(facts: RunFacts, name: str) -> bool:
    """The channels of the procedure the run stands in; others are noise on a crew screen."""
    frame = facts.table.states[facts.state.at].procedure
    used = facts.table.channels_of.get(frame)
    return used is None or name in used


def title(table: Table, name: str) -> str:
    """What people call a channel; other names are as they are."""
    channel = table.channels.get(name)
    return (channel.title if channel is not None else None) or name


def row(facts: RunFacts, name: str, channel: ChannelSpec) -> ReadingRow:
    """The row of one channel."""
    sample, title = facts.state.samples.get(name), channel.title or name
    limit = _limits(channel)
    if sample is None:
        return ReadingRow(
            name,
            title,
            "--",
            channel.unit or "",
            None,
            "no reading",
            "unknown",
            "",
            limit,
            states=channel.states,
        )
    age = max(0, facts.now - sample.taken) // 1000
    quality = "stale" if facts.stale(name) else sample.quality
    value = sample.text if sample.text is not None else "--"
    good = quality == "good"
    level = level_of(channel, sample.value) if good else "unknown"
    way = trend(sample.past, sample.text) if good else ""
    every = sample.every // 1000 or None
    return ReadingRow(
        name,
        title,
        value,
        channel.unit or "",
        age,
        quality,
        level,
        way,
        limit,
        every,
        channel.states,
    )


def level_of(channel: ChannelSpec, value: float | str | None) -> Level:
    """Where a value stands against the channel's limits; without a value it is unknown."""
    if value is None:
        return "unknown"
    if isinstance(value, str):
        return "normal"
    for level in ("warning", "caution"):
        high = getattr(channel.high, level, None)
        low = getattr(channel.low, level, None)
        if (high is not None and value > high) or (low is not None and value < low):
            return "warning" if level == "warning" else "caution"
    return "normal"


def _limits(channel: ChannelSpec) -> str:
    parts = []
    for sign, limits in ((">", channel.high), ("<", channel.low)):
        if limits is not None:
            parts += [
                f"{word} {sign}{value}"
                for word, value in (("caution", limits.caution), ("warning", limits.warning))
                if value is not None
            ]
    return ", ".join(parts)


def link(facts: RunFacts) -> Literal["AOS", "LOS", "unknown", ""]:
    """The ground link: AOS, LOS, unknown when its reading is stale, '' when the procedure has none."""
    if LINK not in facts.table.channels:
        return ""
    value = facts.value(LINK)
    return "AOS" if value == "AOS" else "LOS" if value == "LOS" else "unknown"
