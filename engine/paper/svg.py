"""The spine as SVG: the same rows, lanes and words as in the terminal, for a page, a screen or a printer.

Stands alone: no script, no font, no address outside; every word is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engine.paper.cells import cut, visible, width
from engine.paper.layout import OUT, Layout, Line, end_name, lay_out, leads_to, wrap
from engine.paper.outline import Outline

LINE, CELL, LANE, MARGIN = 18, 6.6, 13, 16  # DESIGN: px; CELL is wider than a letter of 11 px
NAMES, WORDS = 56, 64  # DESIGN: cells for names and for words
LANES = 200  # every jump has an arc
STYLE = (
    "text{font:11px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#111}"
    ".part{font-weight:bold;font-size:13px}.name{font-weight:bold}.words{fill:#333}"
    ".arc{fill:none;stroke:#456;stroke-width:1.2}.into{fill:#456}"
    ".row{fill:#f4f6f8;stroke:#c4ccd4}"
)


def svg(shape: Outline, title: str) -> str:
    """The drawing as one SVG document, ending in a line feed; `title` is what a reader is told."""
    laid = [wrap(lay_out(shape, part, LANES), WORDS) for part in shape.parts]
    body: list[str] = []
    y = MARGIN
    for one in laid:
        body.append(_text(MARGIN, y + 12, _heading(shape, one), "part"))
        y += LINE + 8
        body += _part(one, y)
        y += LINE * len(one.lines) + LINE
    for line in _notes(shape):
        body.append(_text(MARGIN, y + 12, line, "words"))
        y += LINE
    wide = max(_left(one) + LANE * one.columns for one in laid) + CELL * (WORDS + 2) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{y + MARGIN}"'
        f' viewBox="0 0 {wide:.0f} {y + MARGIN}" role="img">\n<title>{_safe(title)}</title>\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _heading(shape: Outline, laid: Layout) -> str:
    part = laid.part
    if part.caller:
        return f"{part.procedure}, performed by step {shape.numbers[part.caller]}"
    return f"{part.procedure}, left for" if part.frame else part.procedure


def _left(laid: Layout) -> float:
    """Where the lanes begin, in px."""
    texts = [width(cut(_name(line), NAMES)) for line in laid.lines if line.first]
    return MARGIN + CELL * (max(texts) + 2)


def _name(line: Line) -> str:
    return f"{line.row.number}  {line.row.name}  {line.row.title}".rstrip()


def _part(laid: Layout, top: float) -> Iterator[str]:
    left = _left(laid)
    words_at = left + LANE * laid.columns + CELL
    for n, line in enumerate(laid.lines):
        y = top + LINE * n
        if line.first:
            tall = LINE * sum(one.row is line.row for one in laid.lines) - 2
            yield (
                f'<rect class="row" x="{MARGIN - 6}" y="{y + 1}" rx="3" height="{tall}"'
                f' width="{left - MARGIN:.1f}"/>'
            )
            yield _text(MARGIN, y + 13, cut(_name(line), NAMES), "name")
        if line.words:
            yield _text(words_at, y + 13, line.words, "words")
    yield from _arcs(laid, left, top)


def _arcs(laid: Layout, left: float, top: float) -> Iterator[str]:
    """One path for each arc, from the line of its source round its lane to the step."""
    lanes = {lane.dest: lane for lane in laid.lanes}
    arrows = {line.row.state: n for n, line in enumerate(laid.lines) if line.arrow}
    edge = left - 6
    for n, line in enumerate(laid.lines):
        if line.jump is None:
            continue
        x = left + LANE * lanes[line.jump].column + LANE / 2
        y, to = top + LINE * n + LINE / 2, top + LINE * arrows[line.jump] + LINE / 2
        turn = 5 if to > y else -5
        yield (
            f'<path class="arc" data-from="{_safe(line.row.state)}" data-to="{_safe(line.jump)}"'
            f' d="M{edge:.1f} {y}H{x - 5:.1f}Q{x:.1f} {y} {x:.1f} {y + turn}V{to - turn}'
            f'Q{x:.1f} {to} {x - 5:.1f} {to}H{edge + 6:.1f}"/>'
        )
    for y in arrows.values():
        at = top + LINE * y + LINE / 2
        yield (f'<path class="into" d="M{edge:.1f} {at}l8 -4v8z"/>')


def _notes(shape: Outline) -> Iterator[str]:
    for end in shape.ends:
        yield f"{OUT} {end_name(end, '')}: {'safe' if end.safe else 'unsafe'}"
    for one in shape.anytime:
        to = leads_to(shape, one.dest)
        yield f"At any time in {shape.ranges(one.states)}: {one.guard} {to}"
    for back in shape.returns:
        origins = shape.ranges(back.origins)
        yield f"{shape.numbers[back.source]} goes back to the interrupted step: one of {origins}"
    yield "↓ the step below   → a step   ▸ a step of another part   ■ an end"
    yield "Left out: skipping a step and aborting the run, which every step allows."


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y}" xml:space="preserve">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(visible(text))
