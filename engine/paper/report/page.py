"""The report as one HTML file for any browser and its printer: no script, no font, no address outside.

The banner and the footer are table groups, which every browser repeats on each printed page; every word is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from engine.paper.report.parts import Chapter, Part, Picture, Report, Rows, Section, Step, Words

STYLE: Final = """
@page { size: A4; margin: 12mm 14mm 14mm 14mm;
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; }
body { font: 10pt/1.35 "Liberation Sans", Arial, sans-serif; color: #000; margin: 0 auto; max-width: 182mm; }
.every { display: table; width: 100%; table-layout: fixed; }
.every + .every { break-before: page; margin-top: 12mm; }
.banner { display: table-header-group; font-weight: bold; } .foot { display: table-footer-group; }
.banner p { border: 0.7mm solid #000; padding: 1mm 2mm; margin: 0 0 3mm 0; }
.drill p { border-style: dashed; border-color: #8a5a00; color: #6b4500; }
.foot p { font: 7pt/1.3 "Liberation Mono", monospace; margin: 0; overflow-wrap: anywhere; }
.foot p:first-child { border-top: 0.2mm solid #000; margin-top: 2mm; padding-top: 1mm; }
.all { display: table-row-group; }
h1 { font-size: 18pt; margin: 0 0 2mm 0; } h3 { font-size: 10.5pt; margin: 0; }
h2 { font-size: 13pt; margin: 6mm 0 2mm 0; border-bottom: 0.3mm solid #000; break-after: avoid; }
p { margin: 1mm 0; overflow-wrap: anywhere; white-space: pre-line; }
.small { font-size: 8.5pt; color: #222; } .strong { font-weight: bold; break-after: avoid; }
.fixed { font: 8pt/1.3 "Liberation Mono", monospace; white-space: pre-wrap; }
.alarm { border-left: 1mm solid #b00000; padding-left: 2mm; font-weight: bold; }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 3mm 0; font-size: 8.5pt; table-layout: fixed; }
caption { text-align: left; font-weight: bold; font-size: 9pt; padding: 1mm 0; }
td, th { border: 0.15mm solid #666; padding: 0.6mm 1.5mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line; }
th { background: #eee; } tr { break-inside: avoid; }
.step { border-top: 0.3mm solid #000; margin-top: 3mm; padding-top: 1.5mm; display: grid;
  grid-template-columns: 13mm minmax(0, 1fr); }
.step .number { font-size: 13pt; font-weight: bold; }
.who { border: 0.2mm solid #000; padding: 0 1.5mm; font-size: 8.5pt; }
figure { margin: 0; break-inside: avoid; } figure svg { width: 100%; height: auto; max-height: 240mm; }
@media screen { body { padding: 8mm; } }
"""


def report_html(report: Report) -> str:
    """The report as one HTML document, ending in a line feed."""
    body = "\n".join(_chapter(one, drill=report.drill) for one in report.chapters)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _chapter(one: Chapter, *, drill: bool) -> str:
    banner = f'<div class="banner{" drill" if drill else ""}"><p>{escape(one.banner)}</p></div>'
    foot = "".join(f"<p>{escape(line)}</p>" for line in one.footer)
    body = "\n".join(line for section in one.sections for line in _section(section))
    return (
        f'<div class="every">\n{banner}\n<div class="foot">{foot}</div>\n<div class="all"><div>\n'
        f"<h1>{escape(one.title)}</h1>\n{body}\n</div></div>\n</div>"
    )


def _section(one: Section) -> Iterator[str]:
    yield f"<h2>{escape(one.title)}</h2>"
    for part in one.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Words(text=text, tone=tone):
            yield f'<p class="{tone}">{escape(text)}</p>'
        case Rows():
            yield from _rows(part)
        case Picture(svg=svg):
            yield f"<figure>{svg}</figure>"
        case Step():
            yield from _step(part)


def _rows(part: Rows) -> Iterator[str]:
    yield "<table>"
    if part.caption:
        yield f"<caption>{escape(part.caption)}</caption>"
    total = sum(part.widths)
    yield "<colgroup>" + "".join(f'<col style="width:{100 * w / total:.1f}%">' for w in part.widths)
    yield "</colgroup>"
    if any(part.heads):
        heads = "".join(f"<th>{escape(one)}</th>" for one in part.heads)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in part.rows:
        yield "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>"
    yield "</tbody></table>"


def _step(one: Step) -> Iterator[str]:
    yield f'<div class="step"><div class="number">{escape(one.number)}</div><div>'
    who = f' <span class="who">{escape(one.who)}</span>' if one.who else ""
    yield f"<h3>{escape(one.title)}{who}</h3>"
    for line in one.lines:
        yield from _part(line)
    if one.done is not None:
        yield from _rows(one.done)
    yield "</div></div>"
