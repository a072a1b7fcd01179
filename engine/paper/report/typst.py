"""The report for typst: one template that never changes, and the report as JSON data, so no word needs escaping.

Words of crews, authors and telemetry are data to the template and never markup; nothing here runs typst.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import json

from engine.paper.report.parts import Report

# A word longer than this may be broken, else it would leave its cell; \\ escapes of JSON stay whole.
_UNBROKEN: Final = re.compile(r'((?:[^\s"\\]){24})(?=[^\s"\\])')
TEMPLATE: Final = r"""
#let s = json(bytes(sys.inputs.report))
#let warn = rgb("#b00000")
#let drilled = rgb("#6b4500")
#set document(title: s.title, date: none)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern"), size: 10pt,
  hyphenate: false, lang: "en")
#set par(spacing: 0.6em)
#show raw: set text(8pt, font: "DejaVu Sans Mono")
#show heading.where(level: 1): it => block(below: 4mm, text(18pt, weight: "bold", it.body))
#show heading.where(level: 2): it => block(above: 6mm, below: 3mm, sticky: true,
  stroke: (bottom: 0.6pt), inset: (bottom: 1mm), width: 100%, text(13pt, it.body))
#let words(p) = {
  if p.tone == "alarm" {
    block(stroke: (left: 2pt + warn), inset: (left: 2mm, y: 0.6mm), strong(p.text))
  } else if p.tone == "strong" { block(sticky: true, above: 3mm, below: 1.6mm, strong(p.text)) }
  else if p.tone == "fixed" { block(raw(p.text)) }
  else if p.tone == "small" { par(text(8.5pt, p.text)) }
  else { par(p.text) }
}
#let rows(p) = {
  if p.caption != "" { block(sticky: true, above: 3mm, below: 1.6mm, text(9pt, strong(p.caption))) }
  set text(8.5pt)
  let heads = if p.heads.any(h => h != "") { (table.header(..p.heads.map(h => strong(h))),) } else { () }
  table(columns: p.widths.map(w => w * 1fr), stroke: 0.3pt, inset: 1.3mm, ..heads, ..p.rows.flatten())
}
#let step(p) = block(width: 100%, above: 4mm, stroke: (top: 0.6pt), inset: (top: 2mm), grid(
  columns: (14mm, 1fr), text(13pt, weight: "bold", p.number), {
    block(sticky: true, below: 2mm, {
      text(11pt, weight: "bold", p.title)
      if p.who != "" { h(2mm); box(stroke: 0.4pt, inset: 0.8mm, baseline: 0.8mm, text(8.5pt, p.who)) }
    })
    for line in p.lines { words(line) }
    if p.done != none { rows(p.done) }
  }))
#let part(p) = {
  if p.type == "words" { words(p) } else if p.type == "rows" { rows(p) }
  else if p.type == "picture" { align(center, image(bytes(p.svg), format: "svg",
      width: calc.min(182, 225 / p.tall) * 1mm, alt: p.title)) }
  else { step(p) }
}

#let chapter(c) = page(paper: "a4", margin: (x: 14mm, top: 22mm, bottom: 16mm + 3mm * c.footer.len()),
  header: block(width: 100%, inset: 1.6mm,
    stroke: if s.drill { (paint: rgb("#8a5a00"), thickness: 1.4pt, dash: "dashed") } else { 1.4pt },
    text(9.5pt, weight: "bold", fill: if s.drill { drilled } else { black }, c.banner)),
  footer: context [
    #line(length: 100%, stroke: 0.4pt)
    #set text(6.4pt, font: "DejaVu Sans Mono")
    #set par(spacing: 0.5em)
    #for one in c.footer [#one #parbreak()]
    #align(right)[page #counter(page).display() of #counter(page).final().first()]
  ], {
    heading(level: 1, outlined: true, c.title)
    for one in c.sections {
      heading(level: 2, outlined: true, one.title)
      for p in one.parts { part(p) }
    }
  })
#for c in s.chapters { chapter(c) }
"""


def report_inputs(report: Report) -> dict[str, str]:
    """What the template reads: the report under the name `report`, as JSON text."""
    text = json.encode(report).decode()
    pieces = re.split(r'("svg":"(?:[^"\\]|\\.)*")', text)  # a picture's numbers are not words
    broken = (
        _UNBROKEN.sub("\\1\u200b", one) if n % 2 == 0 else one for n, one in enumerate(pieces)
    )
    return {"report": "".join(broken)}
