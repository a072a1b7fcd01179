"""A procedure as Mermaid text, which code hosts draw; written by hand so that ids are ours and every word is escaped.

Shows the same ways as the spine; contingencies and returns are dotted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.paper.cells import visible
from engine.paper.outline import Outline

# Everything that Mermaid or the HTML it makes could read as a sign of its own.
_PLAIN: Final = frozenset(" .,/%°")


def mermaid(shape: Outline) -> str:
    """The flowchart, ending in a line feed."""
    return "\n".join(["flowchart TD", *_nodes(shape), *_edges(shape), *_dotted(shape)]) + "\n"


def escaped(text: str) -> str:
    """The text with every character but letters, digits and a few signs as a Mermaid entity."""
    return "".join(
        one if one.isalnum() or one in _PLAIN or (one == "-" and n) else f"#{ord(one)};"
        for n, one in enumerate(visible(text))
    )


def _ids(shape: Outline) -> dict[str, str]:
    """Ids of our own: s0, s1 for steps, e0, e1 for ends; a name such as `end` would break the chart."""
    steps = {state: f"s{n}" for n, state in enumerate(shape.numbers)}
    return steps | {end.state: f"e{n}" for n, end in enumerate(shape.ends)}


def _nodes(shape: Outline) -> Iterator[str]:
    ids = _ids(shape)
    yield "  begin(( )) --> " + ids[shape.start]
    for n, part in enumerate(shape.parts):
        yield f'  subgraph p{n}["{escaped(part.procedure)}"]'
        for row in part.rows:
            text = f"{row.number} {row.name}" + (f": {row.title}" if row.title else "")
            yield f'    {ids[row.state]}["{escaped(text)}"]'
        yield "  end"
    for end in shape.ends:
        safety = "safe" if end.safe else "unsafe"
        yield f'  {ids[end.state]}(["{escaped(end.outcome)}, {safety}"])'


def _edges(shape: Outline) -> Iterator[str]:
    ids = _ids(shape)
    for edge in shape.edges:
        words = f'|"{escaped(edge.label)}"|' if edge.label else ""
        yield f"  {ids[edge.source]} -->{words} {ids[edge.dest]}"


def _dotted(shape: Outline) -> Iterator[str]:
    ids = _ids(shape)
    for one in shape.anytime:
        words = f"in {shape.ranges(one.states)}: {one.guard}"
        yield f'  c{one.index}{{{{"{escaped(words)}"}}}} -.-> {ids[one.dest]}'
    for n, back in enumerate(shape.returns):
        words = f"back to the interrupted step: one of {shape.ranges(back.origins)}"
        why = f'|"{escaped(back.label)}"|' if back.label else ""
        yield f'  {ids[back.source]} -.->{why} r{n}{{{{"{escaped(words)}"}}}}'
