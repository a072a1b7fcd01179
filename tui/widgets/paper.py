"""The paper copy of a procedure as a crew would hold it: boxes, blanks, limits, signatures, in the order of the page.

It shows the sheet that `author print` prints; what stands on it is decided there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.paper.sheet import OBSERVATION_ROWS, Block, Entry, Sheet
from tui.text import Line, flow, plain
from tui.widgets.sight import Sight
from tui.widgets.step_card import alert_box

BOX, BLANK = "[ ] ", "________"
GLUE = "\u00a0"  # a space at which no line is broken
ALERTS = {"warning": " !! WARNING ", "caution": " ! CAUTION "}


class PaperView(Sight[Sheet]):
    """The sheet, one long page."""

    centre = True
    last = "the paper copy of the last text that could be read."

    def drawn(self, shown: Sheet, width: int) -> list[Line]:
        """The page, the heading of the step marked."""
        return page(shown, self.step, width)


def page(copy: Sheet, step: str | None, width: int) -> list[Line]:
    """The whole copy at a width in columns; the heading of `step` has the tone that is followed."""
    lines = [*_front(copy, width)]
    for block in copy.blocks:
        lines += [_rule(width), *_block(block, step, width)]
    return [*lines, _rule(width), *_close(copy, width)]


def _rule(width: int) -> Line:
    return (("\u2500" * width, "muted"),)


def _front(copy: Sheet, width: int) -> Iterator[Line]:
    yield from flow((), copy.title, "strong", width)
    yield from flow((), copy.footer, "muted", width)
    yield from _part("Enter when", (copy.entry,), width)
    yield from _part("At any time, the first that holds", copy.contingencies, width)
    yield from _part("With other procedures", copy.besides, width)
    yield from _heading("Roles") if copy.roles else ()
    for role, who in copy.roles:
        lead = ((f"  {plain(role)} ", "strong"),)
        yield from flow(lead, who, "text", width, ((f"Name {BLANK}", "text"),))
    yield from _heading("Readings") if copy.readings else ()
    for reading, limits in copy.readings:
        yield from flow((("  ", "text"),), reading, "text", width)
        yield from flow((("      ", "text"),), limits, "muted", width)
    yield ()
    yield from flow((), f"Run: {BLANK}  Begun (UTC): {BLANK}", "text", width)


def _heading(words: str) -> Iterator[Line]:
    yield ()
    yield ((words, "heading"),)


def _part(heading: str, texts: tuple[str, ...], width: int) -> Iterator[Line]:
    yield from _heading(heading) if texts else ()
    for text in texts:
        yield from flow((("  ", "text"),), text, "text", width)


def _block(block: Block, step: str | None, width: int) -> Iterator[Line]:
    here = block.name == step
    lead = ((f"{block.number:<3} ", "bar" if here else "strong"),)
    tail = ((f"[{plain(block.who)}]", "heading"),) if block.who else ()
    yield from flow(lead, block.title, "now" if here else "heading", width, tail)
    for kind, texts in (("warning", block.warnings), ("caution", block.cautions)):
        for text in texts:
            yield from alert_box(ALERTS[kind], text, kind, width, boxed=True)
    for text in block.notes:
        yield from flow((("    Note: ", "muted"),), text, "text", width)
    if block.visits:
        boxes = (BOX * min(block.visits, 20)).rstrip()
        yield from flow((("    Times here: ", "muted"),), boxes, "text", width)
    for entry in block.entries:
        yield from _entry(entry, width)
    for text in block.limits:
        yield from flow((("    ", "text"),), text, "strong", width)
    yield from _signs(block.signs, width)
    if block.onward:
        yield from flow(((f"    {BOX}", "text"),), f"Done: {block.onward}", "strong", width)


def _entry(one: Entry, width: int) -> Iterator[Line]:
    tick = BOX if one.kind in ("box", "way") else " " * len(BOX)
    lead: Line = ((f"    {tick}", "text"),)
    if one.who:
        lead = (*lead, (f"{plain(one.who)} ", "strong"))
    words, detail = one.text, one.detail
    if one.kind == "box":
        detail = f"[{detail}]" if detail else ""
    elif one.kind == "blank":
        words, detail = f"{words} {BLANK}{GLUE}{detail}", ""
    elif one.kind == "way":
        words, detail = f"{words} \u2192 {one.to}", ""
    yield from flow(lead, words, "text", width)
    if one.kind == "choice":
        options = "  ".join(f"{BOX}{word}".replace(" ", GLUE) for word in one.options)
        yield from flow(((" " * 10, "text"),), options, "text", width, ((f"({detail})", "muted"),))
    elif detail:
        yield from flow(((" " * 10, "text"),), detail, "muted", width)


def _signs(roles: tuple[str, ...], width: int) -> Iterator[Line]:
    for role in roles:
        words = f"{BLANK * 2} {role}: name, signature, UTC"
        yield from flow((("    ", "text"),), words, "text", width)


def _close(copy: Sheet, width: int) -> Iterator[Line]:
    yield (("Observations", "heading"),)
    if copy.dispositions:
        words = " / ".join(copy.dispositions)
        said = f"Each gets a word before the run is closed: {words}"
        yield from flow((("  ", "text"),), said, "text", width)
    said = f"({OBSERVATION_ROWS} lines: UTC, who, what was seen, heard, smelled, word)"
    yield from flow((("  ", "text"),), said, "muted", width)
    yield from _heading("Close-out")
    for name, safety in copy.ends:
        yield from flow(((f"    {BOX}", "text"),), f"{name} ({safety})", "text", width)
    yield from flow((("    ", "text"),), f"Ended (UTC): {BLANK}", "text", width)
    yield from _signs(copy.signs, width)
    yield _rule(width)
    yield from flow((), copy.footer, "muted", width)
