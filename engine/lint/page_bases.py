"""The small sound files that fragments on pages are laid over: a procedure, a scenario that drills it, its translation.

Words only: what the rules say of them is for the tests to ask, and a fragment must never depend on more.
"""

from __future__ import annotations

from typing import Final

PROCEDURE: Final = """\
procedure: example
title: Example
revision: 1
date: 2026-11-23
entry: The example is needed
roles: {CDR: commander, FE-1: flight engineer, MCC: flight control}
ground: [MCC]
ends: {finished: safe}
steps:
  - step: finish
    by: CDR
    do: Tell MCC that the work is finished
    within: 5 min
    else: end finished
    end: finished
close:
  each observation: [explained, handed over, left open]
  sign: [CDR]
"""

SCENARIO: Final = """\
scenario: example
title: Example
procedure: example
station: iss-2024
epoch: 2026-11-25T09:00:00Z
minutes: 30
briefing: The example is needed
telemetry: 10 s
seats: {CDR: Ann Author, FE-1: Bo Bell, MCC: Houston}
start: {CDR: lab, FE-1: node1}
truth: {contaminant: carbon-dioxide}
acts: {}
injects:
  - {inject: panel, at: 5 s, to: CDR, notice: The example is needed}
crew:
  spread: 1
  delays:
    everyone: {tick: 20 s, record: 30 s, answer: 30 s, sign: 20 s, raise: 15 s, dispose: 30 s}
  closes: CDR
  words: [{disposition: left open, note: Nothing more was seen}]
measures:
  alarm: panel
"""

TRANSLATION: Final = """\
translation: example
language: ru
revision: 1
translator: Ann Author
texts:
  Example: Пример
  The example is needed: Нужен пример
  commander: командир
  flight engineer: бортинженер
  flight control: центр управления
  Tell MCC that the work is finished: Сообщить MCC, что работа закончена
words:
  finished: закончено
  explained: объяснено
  handed over: передано
  left open: не решено
"""

# The base of each family whose examples are no procedures.
BASES: Final = {"scenario": SCENARIO, "translation": TRANSLATION}
