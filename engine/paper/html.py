"""The paper copy as one HTML file for any browser's printer: no script, no font, no address outside.

Every word of an author is escaped; the look is that of a crew book, black on white, red and amber only for alerts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from engine.paper.sheet import OBSERVATION_ROWS, Block, Entry, Sheet

BOX, BLANK = "☐", "________________"
STYLE: Final = """
@page { size: A4; margin: 16mm 15mm 20mm 15mm;
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 9pt sans-serif; } }
* { box-sizing: border-box; }
body { font: 11pt/1.35 "Liberation Sans", Arial, sans-serif; color: #000; margin: 0 auto; max-width: 180mm; }
h1 { font-size: 18pt; margin: 0; } h2 { font-size: 12pt; margin: 0; }
p { margin: 1mm 0; overflow-wrap: anywhere; white-space: pre-line; }
.meta, .small { font-size: 9pt; }
.box { border: 0.6mm solid #000; padding: 2mm 3mm; margin: 3mm 0; break-inside: avoid; }
.box h2 { margin-bottom: 1mm; }
section { border-top: 0.3mm solid #000; margin-top: 3mm; padding-top: 2mm; break-inside: avoid; display: grid;
  grid-template-columns: 12mm minmax(0, 1fr); }
section > .number { font-size: 14pt; font-weight: bold; }
h2 .name, h2 .who { font-weight: normal; font-size: 9pt; }
h2 .who { border: 0.2mm solid #000; padding: 0 1.5mm; font-weight: bold; }
.alert { padding: 1.5mm 3mm; margin: 1.5mm 0; }
.warning { border: 1mm solid #b00000; } .warning b { color: #b00000; }
.caution { border: 0.7mm dashed #8a5a00; } .caution b { color: #8a5a00; }
.entry { display: grid; grid-template-columns: 7mm 17mm minmax(0, 1fr); column-gap: 1mm; margin: 1mm 0;
  overflow-wrap: anywhere; }
.bare { grid-template-columns: 7mm 0 minmax(0, 1fr); }
.entry .tick { font-size: 13pt; line-height: 1; } .entry .role { font-weight: bold; font-size: 9pt; }
.option { white-space: nowrap; margin-right: 3mm; } .to { font-weight: bold; }
.limit { font-style: italic; } .onward { font-weight: bold; }
.sign { display: inline-block; width: 78mm; margin: 5mm 3mm 0 0; border-top: 0.2mm solid #000; font-size: 9pt; }
table { border-collapse: collapse; width: 100%; margin: 1mm 0; font-size: 10pt; }
td, th { border: 0.2mm solid #000; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.write td { height: 9mm; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 5mm; }
.sides > div + div { border-left: 0.2mm solid #000; padding-left: 3mm; }
footer { font-size: 9pt; border-top: 0.2mm solid #000; padding-top: 1mm; margin-top: 5mm; }
@media print { footer { position: fixed; bottom: -12mm; left: 0; right: 30mm; border: none; margin: 0; } }
@media screen { body { padding: 10mm; } }
"""


def html(copy: Sheet) -> str:
    """The copy as one HTML document, ending in a line feed."""
    body = [
        *_front(copy),
        *(line for block in copy.blocks for line in _block(block)),
        *_close(copy),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(copy.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(copy.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + f"\n<footer>{escape(copy.footer)}</footer>\n</body>\n</html>\n"
    )


def _front(copy: Sheet) -> Iterator[str]:
    yield f"<h1>{escape(copy.title)}</h1>"
    if copy.beside:
        yield f"<h1>{escape(copy.beside)}</h1>"
    yield f'<p class="meta">{escape(copy.name)} · {escape(copy.revision)}</p>'
    yield f'<div class="box"><h2>Enter when</h2><p>{escape(copy.entry)}</p></div>'
    if copy.contingencies:
        lines = "".join(f"<p>{escape(one)}</p>" for one in copy.contingencies)
        yield f'<div class="box"><h2>At any time, the first that holds</h2>{lines}</div>'
    if copy.besides:
        lines = "".join(f"<p>{escape(one)}</p>" for one in copy.besides)
        yield f'<div class="box"><h2>With other procedures</h2>{lines}</div>'
    yield from _table(("Role", "Who", "Name"), [(*one, "") for one in copy.roles])
    if copy.readings:
        yield from _table(("Reading", "Limits"), copy.readings)
    yield f'<p class="meta">Run: {BLANK} &nbsp; Begun (UTC): {BLANK}</p>'


def _table(
    heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], kind: str = ""
) -> Iterator[str]:
    yield f'<table class="{kind}"><thead><tr>'
    yield "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>"
    yield "</tbody></table>"


def _block(block: Block) -> Iterator[str]:
    yield f'<section><div class="number">{escape(block.number)}</div>'
    if block.beside is not None:
        yield '<div class="sides"><div>'
        yield from _body(block)
        yield "</div><div>"
        yield from _body(block.beside)
        yield "</div></div></section>"
    else:
        yield "<div>"
        yield from _body(block)
        yield "</div></section>"


def _body(block: Block) -> Iterator[str]:
    who = f' <span class="who">{escape(block.who)}</span>' if block.who else ""
    name = f' <span class="name">{escape(block.name)}</span>' if block.name != block.title else ""
    yield f"<h2>{escape(block.title)}{who}{name}</h2>"
    for word, texts in (("warning", block.warnings), ("caution", block.cautions)):
        for text in texts:
            yield f'<p class="alert {word}"><b>{word.upper()}</b> {escape(text)}</p>'
    yield from (f'<p class="small">Note: {escape(text)}</p>' for text in block.notes)
    if block.visits:
        yield f'<p class="small">Times here: {(BOX + " ") * min(block.visits, 20)}</p>'
    roles = any(one.who for one in block.entries)
    yield from (_entry(one, "entry" if roles else "entry bare") for one in block.entries)
    yield from (f'<p class="limit">{escape(text)}</p>' for text in block.limits)
    yield from _signs(block.signs)
    if block.onward:
        yield f'<p class="onward">{BOX} Done: {escape(block.onward)}</p>'


def _entry(one: Entry, kind: str) -> str:
    tick = BOX if one.kind in ("box", "way") else ""
    body = escape(one.text)
    if one.kind == "box" and one.detail:
        body += f' <span class="small">[{escape(one.detail)}]</span>'
    elif one.kind == "blank":
        body += f" {BLANK} {escape(one.detail)}"
    elif one.kind == "choice":
        words = "".join(f'<span class="option">{BOX} {escape(w)}</span> ' for w in one.options)
        body += f'<br>{words}<span class="small">({escape(one.detail)})</span>'
    elif one.kind == "way":
        body += f' <span class="to">→ {escape(one.to)}</span>'
    return (
        f'<div class="{kind}"><span class="tick">{tick}</span>'
        f'<span class="role">{escape(one.who)}</span><span>{body}</span></div>'
    )


def _signs(roles: tuple[str, ...]) -> Iterator[str]:
    if roles:
        fields = (
            f'<span class="sign">{escape(role)}: name, signature, UTC</span>' for role in roles
        )
        yield f"<p>{''.join(fields)}</p>"


def _close(copy: Sheet) -> Iterator[str]:
    yield '<div class="box"><h2>Observations</h2>'
    words = " / ".join(copy.dispositions)
    yield (
        f'<p class="small">Each gets a word before the run is closed: {escape(words)}</p>'
        if words
        else ""
    )
    rows = [("", "", "", "")] * OBSERVATION_ROWS
    yield from _table(("UTC", "Who", "What was seen, heard, smelled", "Word"), rows, "write")
    yield '</div><div class="box"><h2>Close-out</h2>'
    yield from (f"<p>{BOX} {escape(name)} ({escape(safety)})</p>" for name, safety in copy.ends)
    yield f"<p>Ended (UTC): {BLANK}</p>"
    yield from _signs(copy.signs)
    yield "</div>"
