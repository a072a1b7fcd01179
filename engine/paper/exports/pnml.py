"""A procedure as a Petri net (PNML, ISO/IEC 15909-2): a place a step, a transition a way, named by the step it enters.

What a crew may do beside the written way (skip, abort) is left out on purpose, so that a log that did so does not fit.
The way back from a contingency may lead to any step it can have interrupted: the net forgets which it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.machine.table import ABORTED, IDLE, Table
from engine.paper.exports.xes import xml_text

LEFT_OUT: Final = ("skip", "abort")
CLOSED: Final = "closed"
_NET: Final = "http://www.pnml.org/version-2009/grammar/ptnet"


def pnml(table: Table) -> str:
    """The net as one document, ending in a line feed; it starts at `idle` and is over at `closed`."""
    ways = sorted(
        {
            (way.source, way.dest)
            for way in table.transitions
            if way.trigger not in LEFT_OUT and not way.dest.endswith(f":{ABORTED}")
            and not way.source.endswith(f":{ABORTED}")
        }
    )  # fmt: skip
    places = sorted({_place(table, name) for way in ways for name in way})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<pnml xmlns="{_NET}">\n <net id="procedure" type="{_NET}">\n'
        f"  <name>{_words(table.procedure.procedure)}</name>\n"
        '  <page id="page">\n'
        + "".join(_places(places))
        + "".join(_transitions(table, ways))
        + "  </page>\n  <finalmarkings>\n   <marking>\n"
        f"    <place idref={xml_text('p ' + CLOSED)}><text>1</text></place>\n"
        "   </marking>\n  </finalmarkings>\n </net>\n</pnml>\n"
    )


def _words(text: str) -> str:
    return f"<text>{xml_text(text)[1:-1].replace('<', '&lt;')}</text>"


def _place(table: Table, state: str) -> str:
    known = table.states.get(state)
    return CLOSED if known is not None and known.kind == "end" else state


def _places(names: list[str]) -> Iterator[str]:
    for name in names:
        first = "<initialMarking><text>1</text></initialMarking>" if name == IDLE else ""
        yield f"   <place id={xml_text('p ' + name)}><name>{_words(name)}</name>{first}</place>\n"


def _transitions(table: Table, ways: list[tuple[str, str]]) -> Iterator[str]:
    for n, (source, dest) in enumerate(ways):
        here, there = f"p {_place(table, source)}", f"p {_place(table, dest)}"
        yield f'   <transition id="t{n}"><name>{_words(dest)}</name></transition>\n'
        yield f'   <arc id="in{n}" source={xml_text(here)} target="t{n}"/>\n'
        yield f'   <arc id="out{n}" source="t{n}" target={xml_text(there)}/>\n'
