"""One look at one procedure text: reader, whole-file checks and rules in one pass, every finding at once.

Gives values; how they are shown is `report.py`'s, and which files there are is the caller's.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from engine.lint.allow import Allowed, allowances, apply
from engine.lint.reading import GUARD_RULES, TEXT_RULES
from engine.lint.registry import RULES, asked
from engine.lint.repair import Repaired, repaired
from engine.lint.rule import PROFILES, Hit, Profile, Rule, Shelf, Subject
from engine.procedure.checked import MOST_ALIKE
from engine.procedure.checks import check_procedure
from engine.procedure.model import Procedure
from engine.procedure.places import Place, Places, Problem
from engine.procedure.reader import read_procedure
from engine.procedure.yaml_reader import Document, read_yaml

# They bar the profile safety, but not the proof, which finds a run in which it comes about.
SHOWN_BY_PROOF = frozenset({"arms-gap", "arms-overlap"})
_GRAVITY: Final = ("hint", "info", "warning", "error")
MOST_FINDINGS = 1_000  # DESIGN: nobody reads more, and a page of them takes a second

if TYPE_CHECKING:  # the machine is loaded only where something is to be proved
    from engine.lint.proof import Found, Shown


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one text; `allowed` are findings an author allowed, with the reasons.

    `reached` is the highest profile passed, at most the one asked for; None when not even the first.
    `prints` is one fingerprint for each finding, which outlives moved lines; `examples` are the
    counterexamples of what the proof found, with the lines that people read; `proves`: it was asked.
    """

    source: str
    text: str
    asked: Profile
    reached: Profile | None
    findings: tuple[Problem, ...]
    allowed: tuple[tuple[Problem, str], ...] = ()
    procedure: Procedure | None = None
    places: Places = field(default_factory=Places)
    prints: tuple[str, ...] = ()
    examples: tuple[Shown, ...] = ()
    proves: bool = False

    @property
    def clean(self) -> bool:
        """Whether nothing stands between the file and the profile it was asked for."""
        return self.reached == self.asked


def check_text(
    text: str, source: str = "-", profile: Profile = "safety", shelf: Shelf | None = None
) -> Report:
    """Every finding about one text by the rules of a profile, in the order of the file."""
    document = read_yaml(text)
    places = document.places
    procedure, stand_in, found = _read(text, document)
    examples: list[Shown] = []
    proves = False
    allowed, bad = allowances(text, places) if profile != "load" else ([], [])
    looks = procedure or (stand_in.procedure if stand_in and stand_in.renamed else None)
    if looks is not None and PROFILES.index(profile) > 0:
        shown = stand_in.places if stand_in is not None else places
        faults = tuple(one.place for one in found)
        subject = Subject(looks, shown, text, source, shelf, faults)
        found += _look(subject, profile)
        # What its author allowed, with a reason, does not keep a file from being proved.
        proves = profile == "flight" and _fit_for_proof(_kept(found, allowed))
        if proves:
            for problem, example in _proof(subject):
                found.append(problem)
                examples += [example] if example is not None else []
    looked = {rule.name for rule in asked(profile)} if looks is not None else set()
    kept, quiet, complaints = apply(found, allowed, RULES.values(), looked)
    findings = _fewer(sorted(dict.fromkeys([*kept, *bad, *complaints]), key=_order))
    return Report(
        source,
        text,
        profile,
        reached(findings, profile if proves or profile != "flight" else "safety"),
        findings,
        tuple(quiet),
        procedure,
        places,
        tuple(_fingerprints(findings, places, text)),
        tuple(examples),
        proves,
    )


def _kept(found: list[Problem], allowed: list[Allowed]) -> list[Problem]:
    return apply(found, allowed, RULES.values(), ())[0]


def _fit_for_proof(found: list[Problem]) -> bool:
    others = tuple(one for one in found if one.rule not in SHOWN_BY_PROOF)
    return reached(others, "safety") == "safety"


def _fewer(findings: list[Problem]) -> tuple[Problem, ...]:
    """All findings, or of very many the first; those that keep a file from being used go before notes."""
    if len(findings) <= MOST_FINDINGS:
        return tuple(findings)
    grave = [one for one in findings if one.level in {"error", "warning"}][:MOST_FINDINGS]
    told = sorted(grave or findings[:MOST_FINDINGS], key=_order)
    more = Problem(
        told[-1].place,
        "too-many",
        f"there are {len(findings)} findings; {len(told)} of them are told",
        "fewer",
        "mend those above, then check again",
        max(told, key=lambda one: _GRAVITY.index(one.level)).level,
    )
    return (*told, more)


def _proof(subject: Subject) -> Iterator[Found]:
    """The proof's findings; imported late, because only a procedure that is to fly pays for it."""
    from engine.lint.proof import proved

    return proved(subject)


def _read(text: str, document: Document) -> tuple[Procedure | None, Repaired | None, list[Problem]]:
    """The procedure, or what stands in for it, and all that reader and whole-file checks say."""
    places = document.places
    if not isinstance(document.data, dict):
        return None, None, list(document.problems)
    other = next((kind for kind in ("scenario", "station") if kind in document.data), "")
    if other and "steps" not in document.data:
        return None, None, [_of_another_kind(other, places)]
    try:
        procedure = Procedure.model_validate(document.data)
    except ValidationError as error:
        said = _once(read_procedure(text).problems)
        stand_in = repaired(document.data, places, error)
        if stand_in is not None:
            said += _further(said, stand_in, text)
        return None, stand_in, said
    checked = _placed(check_procedure(procedure, places), text, places)
    return procedure, None, [*document.problems, *checked]


def _of_another_kind(kind: str, places: Places) -> Problem:
    """A scenario or station is read by the drill, and its keys say nothing here."""
    return Problem(
        places.of((kind,), key=True),
        "unknown-key",
        f"this is a {kind}, and only procedures are checked here",
        "a procedure, which has 'steps:'",
        "`boldface drill SCENARIO.yaml --auto` reads a scenario with its station and tells what is wrong",
    )


def _once(said: Iterable[Problem]) -> list[Problem]:
    """Where the text itself is at fault, nothing is said of what the forms make of it."""
    texts = {one.place for one in said if one.rule in TEXT_RULES}
    kept = [one for one in said if one.rule in TEXT_RULES or one.place not in texts]
    return [one for one in kept if not (_empty(one) and _holds_another(one.place, kept))]


def _empty(one: Problem) -> bool:
    """Pydantic calls a list empty whose every entry is at fault; the entries are told already."""
    return one.rule == "value" and one.sentence.startswith("this is empty")


def _holds_another(place: Place, others: list[Problem]) -> bool:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return any(
        start <= (one.place.line, one.place.column) <= end for one in others if not _empty(one)
    )


def _further(said: list[Problem], stand_in: Repaired, text: str) -> Iterator[Problem]:
    """What the whole-file checks say of the rest of a file, nothing twice and nothing of the repair."""
    lines = {one.place.line for one in said}
    for one in _placed(check_procedure(stand_in.procedure, stand_in.places), text, stand_in.places):
        ways = one.rule in {"unreachable-step", "dead-end"}
        if one.place.line not in lines and (stand_in.renamed or not ways):
            yield one


def _order(problem: Problem) -> tuple[Place, str]:
    return problem.place, problem.rule


def _look(subject: Subject, profile: Profile) -> Iterator[Problem]:
    for rule in asked(profile):
        if rule.look is None:
            continue
        for count, hit in enumerate(rule.look(subject)):
            if count == MOST_ALIKE:
                yield _more(hit.place, rule)
                break
            yield _problem(rule, hit)


def _more(place: Place, rule: Rule) -> Problem:
    sentence = f"'{rule.name}' finds more than {MOST_ALIKE}; those from here on are not told"
    return Problem(
        place, "too-many", sentence, "fewer", "mend those above, then check again", rule.level
    )


def _problem(rule: Rule, hit: Hit) -> Problem:
    return Problem(
        hit.place, rule.name, hit.sentence, hit.expected, hit.mend, hit.level or rule.level
    )


def _placed(problems: list[Problem], text: str, places: Places) -> Iterator[Problem]:
    """The problems of the checks, with those inside a guard in quotes moved past the quote."""
    quoted = _quoted(text, places)
    for one in problems:
        place = one.place
        inside = any(
            line == place.line and start <= place.column < end for line, start, end in quoted
        )
        if one.rule in GUARD_RULES and inside:
            moved = Place(place.line, place.column + 1, place.end_line, place.end_column + 1)
            yield replace(one, place=moved)
        else:
            yield one


def _quoted(text: str, places: Places) -> list[tuple[int, int, int]]:
    """Line and columns of every value in quotes on one line; keys in quotes are placed right."""
    lines = text.split("\n")
    return [
        (span[0], span[1], span[3])
        for span in places.values.values()
        if span[0] == span[2] and lines[span[0] - 1][span[1] - 1 : span[1]] in {'"', "'"}
    ]


def reached(findings: tuple[Problem, ...], profile: Profile) -> Profile | None:
    """The highest profile, up to `profile`, of which no error and no warning is left.

    A word that there are more of the same counts as what it is said of.
    """
    in_the_way = {
        RULES[one.rule].profile if one.rule in RULES else "load"
        for one in findings
        if one.level == "error" or (one.level == "warning" and one.rule != "too-many")
    }
    passed: Profile | None = None
    for one in PROFILES[: PROFILES.index(profile) + 1]:
        if one in in_the_way:
            return passed
        passed = one
    return passed


def _fingerprints(findings: tuple[Problem, ...], places: Places, text: str) -> Iterator[str]:
    """A digest of rule, step or key, and words: the same when lines above are moved."""
    names = _named(places, text)
    seen: dict[str, int] = {}
    for one in findings:
        said = _NUMBERED.sub("", one.sentence)  # "the first is on line 12" moves with other lines
        words = f"{one.rule}\n{_owner(one.place, names)}\n{said}"
        seen[words] = seen.get(words, 0) + 1
        yield hashlib.sha256(f"{words}\n{seen[words]}".encode()).hexdigest()[:32]


def _named(places: Places, text: str) -> list[tuple[int, str]]:
    """The lines at which a top key, an entry or a step begins, with its name."""
    lines = text.split("\n")
    found = []
    for path, span in places.keys.items():
        if len(path) <= 2:
            found.append((span[0], "/".join(map(str, path))))
    for path, span in places.values.items():
        if len(path) == 3 and path[0] == "steps" and path[2] == "step" and span[0] == span[2]:
            found.append((span[0], "steps/" + lines[span[0] - 1][span[1] - 1 : span[3] - 1]))
    return sorted(found)


def _owner(place: Place, names: list[tuple[int, str]]) -> str:
    at = bisect_right(names, place.line, key=lambda one: one[0])
    return names[at - 1][1] if at else ""


def make_shelf(texts: Mapping[str, str], others: Mapping[str, str]) -> Shelf:
    """A shelf of the texts being checked (by file) and others that may be referred to (by name).

    Only what some text mentions is read; a text that cannot be used keeps its name, so that
    references to it are not called unknown. `others` gives "" for a text nobody mentions.
    """
    claimed = [(_claimed(text), file, text) for file, text in texts.items()]
    files: dict[str, tuple[str, ...]] = {}
    for name, file, _ in claimed:
        files[name] = (*files.get(name, ()), file)
    known = {**others, **{name: text for name, _, text in claimed if name}}
    mentioned = {
        name: text
        for name, text in known.items()
        if any(name in other for other in known.values() if other is not text)
    }
    read = {name: read_procedure(text).procedure for name, text in mentioned.items() if text}
    return Shelf(
        {name: one for name, one in read.items() if one is not None},
        frozenset(known),
        {name: found for name, found in files.items() if name},
    )


_NUMBERED = re.compile(r"\b(?:line|column) \d+")
_NAME = re.compile(r"^procedure:[ \t]*([a-z][a-z0-9-]*)", re.MULTILINE)


def _claimed(text: str) -> str:
    found = _NAME.search(text)
    return found[1] if found else ""


def failed(problem: Problem, source: str, profile: Profile) -> Report:
    """The report of a file whose bytes are no text: one finding, nothing else can be said."""
    return Report(source, "", profile, None, (problem,), prints=(problem.rule,))
