"""The words rules go by: verbs a step may begin with, abbreviations a crew knows, what says that a hatch is shut.

Lists only; all are this project's own choice (DESIGN) round the conventions of domain-facts.md 7.1 (RECALL).
"""

from __future__ import annotations

import re
from typing import Final

# domain-facts.md 7.1 (RECALL OpNom), and the words of the shipped procedures.
VERBS: Final = frozenset(
    """
    activate add adjust allow ask assemble assist attach away bag begin bring brief call cap carry
    change check clean clear close collect command compare confirm connect continue contain
    cool count cover cut deactivate deploy depressurise depressurize detach disconnect
    discharge dispose do doff don drain eat empty enable disable enter equalise equalize
    evacuate feel fill find fix fold gather get give go grasp guard hand hang hold identify
    inform inhibit initiate input insert inspect install isolate keep label lay leave let
    lift listen load locate lock look lower make mark measure monitor mount move note notify
    observe open operate pass perform photograph pick place plug point position power press
    pressurise pressurize prepare proceed pull pump purge push put raise read reboot recall
    record reduce release remain remove reopen repeat replace report request reset restart
    restore resume retrieve return rotate route run sample say scan seal secure select send
    set shield show shut slide sniff start stay stop store stow swap switch take tap tell
    temp test tie tighten toggle touch transfer transmit turn unbolt unlock unplug unstow
    update use vent ventilate verify view wait warn wash watch wear wipe wrap write
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Verbs that are names of things too, or states: "the place and time", "shut and clear of cables".
NOUNS: Final = frozenset(
    """
    brief call cap change check clean clear cool count cover cut drain empty equalise equalize
    fill find fix fold guard hand hang hold input label lay leave let light load lock look lower
    mark measure mount move note open pass photograph place plug point position power press pull
    pump purge push raise read record release repeat replace report request reset return route run
    sample scan seal secure select set shield show shut slide start state stay stop store stow swap
    switch tap temp test tie touch transfer turn update use vent view wait warn wash watch wear wipe
    wrap write
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
SAYING: Final = frozenset(
    """
    tell say report ask call inform notify check verify confirm observe look read brief request
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Words that say a state of a thing, in which a box may end: "Mask on", "Hatch shut".
STATES: Final = frozenset(
    """
    on off open shut closed clear empty full ready safe locked unlocked in out aboard
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

# Known to every crew (DESIGN); others are told by the file itself: roles, titles, states.
GLOSSARY: Final = frozenset(
    """
    AOS LOS UTC GMT MET GO NO-GO ISS EVA IVA MCC MCC-H MCC-M CDR FE OPS PLT TsUP SM FGB USOS
    RS IMV PBA CCPK CSA-CP CDM CMS AQM MCA HMST ETHOS SURGEON BME CAPCOM SMAC ppm CO CO2 O2
    N2 H2 NH3 HCN HCL HCl H2O VOC LED PPE HEPA CDRA ATU PCS SSC OK ID USB AC DC PMA ATV HTV
    MLM MRM TV ODF
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

HATCH: Final = re.compile(r"\bhatch(es|way)?\b", re.IGNORECASE)
OPEN: Final = re.compile(r"^\W*(re-?open|open)\b", re.IGNORECASE)
CUTS_OFF: Final = re.compile(
    r"^\W*(shut|close|push)\b.*\bhatch|\bhatch(es)?\b.*\b(shut|closed)\b|"
    r"^\W*(power down|undock|depart|separate)\b",
    re.IGNORECASE,
)
SHOWS: Final = re.compile(r"\b(shows?|check|verify|confirm|read|label)\b", re.IGNORECASE)
HEAD_COUNT: Final = re.compile(
    r"head[ -]?count|count (the )?(heads|people|crew)|accounted for|call each name", re.IGNORECASE
)
OBSTRUCTION: Final = re.compile(
    r"\b(duct|clamp|cable|hose|drag[ -]?through|obstruct|clear)", re.IGNORECASE
)
MASK_ON: Final = re.compile(
    r"\b(masks?|respirators?|PBA|goggles)\b.*\bon\b|\b(don|put on|wear)\b.*\b(mask|respirator|PBA)",
    re.IGNORECASE,
)
MASK_OFF: Final = re.compile(
    r"\b(masks?|respirators?)\b.*\boff\b|\b(doff|take off|remove)\b.*\b(mask|respirator)",
    re.IGNORECASE,
)
SMELL: Final = re.compile(r"\b(odou?rs?|smell\w*|sniff\w*|stench|fumes?)\b", re.IGNORECASE)
TOXIC: Final = re.compile(
    r"\b(odou?r|smell|toxic|ammonia|fumes?|vapou?r|hydrazine|poison\w*)\b", re.IGNORECASE
)
SEEKS: Final = re.compile(
    r"^\W*(sample|measure|inspect|investigate|find|locate|look for|search|sniff|trace)\b",
    re.IGNORECASE,
)
REPORTS: Final = re.compile(
    r"\b(report|tell|say|inform|notify|hand|call out|announce|call)\b", re.IGNORECASE
)
