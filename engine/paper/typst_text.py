"""The paper copy for typst: one template that never changes, and the copy as JSON data, so no word needs escaping.

Words of authors are data to the template and never markup; nothing here runs typst.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Final

from engine.paper.sheet import OBSERVATION_ROWS, Sheet

# DESIGN: a step that is longer than this (characters of JSON, entries) may be parted by a page's end.
LONG: Final = 5_000
MANY: Final = 18
# A word longer than this may be broken, else it would leave the page; \\ escapes of JSON stay whole.
_UNBROKEN: Final = re.compile(r'((?:[^\s"\\]){40})(?=[^\s"\\])')
# `blank` is the width of a line to write on; fonts are those that typst carries itself.
TEMPLATE: Final = r"""
#let s = json(bytes(sys.inputs.sheet))
#let warn = rgb("#b00000")
#let care = rgb("#8a5a00")
#set document(title: s.title, date: none)
#set page(paper: "a4", margin: (x: 15mm, top: 15mm, bottom: 20mm), footer: context [
  #set text(9pt)
  #line(length: 100%, stroke: 0.4pt)
  #s.footer #h(1fr) page #counter(page).display() of #counter(page).final().first()
])
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern"), size: 11pt,
  hyphenate: false, lang: s.language)
#set par(spacing: 0.65em)
#let dashed = (paint: care, thickness: 1.2pt, dash: "dashed")
#let tick = box(width: 3.2mm, height: 3.2mm, stroke: 0.6pt, baseline: 0.4mm)
#let blank = box(width: 34mm, height: 1em, stroke: (bottom: 0.5pt), baseline: 0.2em)
#let framed(title, body, long: false) = block(width: 100%, stroke: 1.2pt, inset: 3mm,
  above: 3mm, below: 3mm, breakable: long)[#text(12pt, weight: "bold", title)#parbreak()#body]
#let alert(word, colour, stroke, body) = block(width: 100%, stroke: stroke, inset: 2mm,
  breakable: false)[#text(fill: colour, weight: "bold", word) #body]
#let signs(roles) = for role in roles {
  box(width: 80mm, inset: (top: 9mm, right: 4mm))[#line(length: 100%, stroke: 0.5pt)
    #v(-1.2mm) #text(9pt)[#role: name, signature, UTC]]
}
#let entry(e, roles) = grid(columns: (6mm, if roles { 18mm } else { 0mm }, 1fr), column-gutter: 1mm, row-gutter: 1mm,
  if e.kind in ("box", "way") { tick },
  text(9pt, weight: "bold", e.who.split(", ").map(role => box(role)).join(", ")),
  {
    if e.kind == "box" [#e.text #if e.detail != "" { text(9pt)[ \[#e.detail\]] }]
    else if e.kind == "blank" [#e.text #blank #e.detail]
    else if e.kind == "choice" [#e.text #linebreak()
      #for word in e.options { box[#tick #h(1mm) #word #h(3mm)] } #text(9pt)[(#e.detail)]]
    else if e.kind == "way" [#e.text → *#e.to*]
    else [#e.text]
  })

#text(18pt, weight: "bold", s.title)
#if s.beside != "" { parbreak(); text(18pt, weight: "bold", s.beside) }

#text(9pt)[#s.name · #s.revision]

#framed("Enter when", s.entry)
#if s.contingencies.len() > 0 {
  framed("At any time, the first that holds", long: s.contingencies.len() > 12,
    for one in s.contingencies [#one #parbreak()])
}
#if s.besides.len() > 0 {
  framed("With other procedures", for one in s.besides [#one #parbreak()])
}
#table(columns: (22mm, 1fr, 50mm), stroke: 0.5pt, table.header([*Role*], [*Who*], [*Name*]),
  ..s.roles.map(r => (r.at(0), r.at(1), "")).flatten())
#if s.readings.len() > 0 {
  table(columns: (1fr, 1fr), stroke: 0.5pt, table.header([*Reading*], [*Limits*]),
    ..s.readings.flatten())
}
#v(2mm)
Run: #blank #h(6mm) Begun (UTC): #blank

#let body(b) = {
  text(12pt, weight: "bold", b.title)
  if b.who != "" { h(2mm); box(stroke: 0.4pt, inset: (x: 1mm), outset: (y: 1mm), text(9pt, weight: "bold", b.who)) }
  if b.name != b.title { h(2mm); text(9pt, b.name) }
  for w in b.warnings { alert("WARNING", warn, 2pt + warn, w) }
  for c in b.cautions { alert("CAUTION", care, dashed, c) }
  for n in b.notes { par(text(9pt)[Note: #n]) }
  if b.visits > 0 { par(text(9pt)[Times here: #(range(calc.min(b.visits, 20)).map(_ => tick).join(h(2mm)))]) }
  for e in b.entries { block(above: 2.4mm, below: 2.4mm, entry(e, b.roles)) }
  for limit in b.limits { par(emph(limit)) }
  signs(b.signs)
  if b.onward != "" { par[#tick #h(2.6mm) *Done: #b.onward*] }
}
#for b in s.blocks {
  block(width: 100%, breakable: b.long, above: 4mm, stroke: (top: 0.6pt), inset: (top: 2mm), grid(
    columns: if b.beside == none { (13mm, 1fr) } else { (13mm, 1fr, 1fr) }, column-gutter: (0mm, 4mm),
    text(14pt, weight: "bold", b.number), body(b), ..if b.beside != none { (body(b.beside),) }))
}
#framed("Observations", {
  if s.dispositions.len() > 0 [Each gets a word before the run is closed: #s.dispositions.join(" / ")]
  table(columns: (18mm, 18mm, 1fr, 34mm), rows: (auto,) + (9mm,) * s.rows, stroke: 0.5pt,
    [*UTC*], [*Who*], [*What was seen, heard, smelled*], [*Word*], ..(("",) * 4 * s.rows))
})
#framed("Close-out", {
  for end in s.ends [#tick #h(2mm) #end.at(0) (#end.at(1)) #parbreak()]
  [Ended (UTC): #blank]
  parbreak()
  signs(s.signs)
})
"""


def typst_inputs(copy: Sheet) -> dict[str, str]:
    """What the template reads: the copy under the name `sheet`, as JSON text."""
    data = asdict(copy) | {"rows": OBSERVATION_ROWS}
    for block in data["blocks"]:
        block["long"] = len(json.dumps(block)) > LONG or len(block["entries"]) > MANY
        for one in (block, block["beside"] or {"entries": ()}):
            one["roles"] = any(entry["who"] for entry in one["entries"])
    text = json.dumps(data, ensure_ascii=False)
    return {"sheet": _UNBROKEN.sub("\\1\u200b", text)}
