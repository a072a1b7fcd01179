"""Rules about the procedures beside this one: references that lead somewhere, ends that match, one name once.

Without a shelf (a text alone) they are silent: nothing is said of files that nobody showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.lint.rule import Hit, Rule, Shelf, Subject
from engine.procedure.checked import destinations
from engine.procedure.model import Perform, Procedure
from engine.procedure.nearest import did_you_mean
from engine.procedure.places import Path
from engine.procedure.values import Destination


def references(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    """Every place where the procedure names another one, and the name."""
    for n, one in enumerate(procedure.anytime):
        if one.leave is not None:
            yield ("anytime", n, "leave"), one.leave
    for n, step in enumerate(procedure.steps):
        if isinstance(step, Perform):
            yield ("steps", n, "perform"), step.perform
        if step.leave is not None:
            yield ("steps", n, "leave"), step.leave
        for loc, to in destinations(step):
            if to.kind == "leave":
                yield ("steps", n, *loc), to.name
    yield from ((("inhibits", n), name) for n, name in enumerate(procedure.inhibits))
    for n, stated in enumerate(procedure.properties):
        goals: list[tuple[Path, Destination]] = [
            (("properties", n, "reach", k), to) for k, to in enumerate(stated.reach)
        ]
        if stated.reachable is not None:
            goals.append((("properties", n, "reachable"), stated.reachable))
        yield from ((loc, to.name) for loc, to in goals if to.kind == "leave")


def reference_unknown(subject: Subject) -> Iterator[Hit]:
    """A procedure is performed or left for that is nowhere to be found."""
    if subject.shelf is None:
        return
    for loc, name in references(subject.procedure):
        if name not in subject.shelf.names and name != subject.procedure.procedure:
            near = did_you_mean(name, subject.shelf.names)
            yield subject.hit(
                loc,
                f"no procedure is called '{name}'",
                expected="a procedure of this folder, or a shipped one",
                mend=near or "write it, or name another",
            )


def performed_ends(subject: Subject) -> Iterator[Hit]:
    """The ends named for a performed procedure are not the ends it has."""
    for n, step in enumerate(subject.procedure.steps):
        other = _other(subject.shelf, step.perform) if isinstance(step, Perform) else None
        if not isinstance(step, Perform) or other is None:
            continue
        ends = ends_of(other)
        for word in step.ends:
            if word not in ends:
                yield subject.hit(
                    ("steps", n, "ends", word),
                    f"'{step.perform}' has no end '{word}'",
                    expected="one of " + ", ".join(ends),
                    mend=did_you_mean(word, ends) or "correct the end",
                    key=True,
                )
        missing = [end for end in ends if end not in step.ends]
        if not step.ends and len(ends) > 1:
            yield subject.hit(
                ("steps", n, "perform"),
                f"'{step.perform}' can end with {' or '.join(repr(one) for one in ends)}, "
                "and all go on as one",
                expected="'ends:' with a way for each of them",
                mend="write ends: and where each leads",
            )
        if step.ends and missing:
            yield subject.hit(
                ("steps", n, "ends"),
                f"'{step.perform}' can end with '{missing[0]}', and no way is given for it",
                expected="a way for each of " + ", ".join(ends),
                mend=f"add '{missing[0]}:' and where to go",
                key=True,
            )


def ends_of(procedure: Procedure) -> list[str]:
    """The ends a procedure names, in the order of the file."""
    found = list(procedure.ends)
    for step in procedure.steps:
        found += [to.name for _, to in destinations(step) if to.kind == "end"]
    return list(dict.fromkeys(found))


def performed_in_a_ring(subject: Subject) -> Iterator[Hit]:
    """A procedure that performs itself, at once or by way of others."""
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Perform) and _performs(subject, step.perform, ()):
            yield subject.hit(
                ("steps", n, "perform"),
                f"'{subject.procedure.procedure}' performs itself by way of '{step.perform}'",
                expected="a procedure that does not perform this one",
                mend="leave for it with 'leave:', or take the call out",
            )

    for n, name in enumerate(subject.procedure.inhibits):
        if name == subject.procedure.procedure:
            yield subject.hit(
                ("inhibits", n),
                f"'{name}' holds back itself",
                expected="other procedures",
                mend="take it out",
            )


def _performs(subject: Subject, name: str, seen: tuple[str, ...]) -> bool:
    if name == subject.procedure.procedure:
        return True
    other = _other(subject.shelf, name)
    if other is None or name in seen:
        return False
    inner = [step.perform for step in other.steps if isinstance(step, Perform)]
    return any(_performs(subject, one, (*seen, name)) for one in inner)


def _other(shelf: Shelf | None, name: str) -> Procedure | None:
    return shelf.read.get(name) if shelf is not None else None


def procedure_name_reused(subject: Subject) -> Iterator[Hit]:
    """Two files that hold a procedure of one name."""
    files = subject.shelf.files if subject.shelf is not None else {}
    others = [one for one in files.get(subject.procedure.procedure, ()) if one != subject.source]
    if others and subject.source in files[subject.procedure.procedure]:
        yield subject.hit(
            ("procedure",),
            f"'{subject.procedure.procedure}' is the name of the procedure in {others[0]} too",
            expected="a name of its own",
            mend="rename one of the two",
        )


def file_name(subject: Subject) -> Iterator[Hit]:
    """A file that is not called as the procedure in it."""
    found = re.search(r"([^/\\]+)\.ya?ml$", subject.source)
    if found and found[1] != subject.procedure.procedure:
        yield subject.hit(
            ("procedure",),
            f"the file is called '{found[1]}' and the procedure in it "
            f"'{subject.procedure.procedure}'",
            expected="one name for both: a procedure is found by the name of its file",
            mend="rename the file, or the procedure",
        )


_FAMILY = "shelf"
RULES = (
    Rule("reference-unknown", "error", "safety", _FAMILY, reference_unknown, "L24"),
    Rule("performed-ends", "error", "safety", _FAMILY, performed_ends),
    Rule("performed-in-a-ring", "error", "safety", _FAMILY, performed_in_a_ring),
    Rule("procedure-name-reused", "error", "safety", _FAMILY, procedure_name_reused),
    Rule("file-name", "warning", "style", _FAMILY, file_name),
)
