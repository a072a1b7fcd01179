"""Rules about deciding: arms that overlap, gape or never hold, loops without limit, chains of decisions.

Arms are judged by cutting each channel at the constants that its guards name, which is exact; nothing is sampled.
Channels that are compared with one another are cut together; what that takes too many readings for is z3's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.lint.flow import watched
from engine.lint.guards import GuardUse
from engine.lint.rule import Hit, Rule, Subject
from engine.lint.shelf import references
from engine.procedure.guard import And, Compare, Guard, Not, Relation, atoms, names
from engine.procedure.guard_analysis import Analysis, witness_text
from engine.procedure.model import Ask, Decide, StepParts
from engine.procedure.places import Path

_MEASURED: Final = ("=", "!=")
WARN_CHAIN, MOST_CHAIN = 2, 3  # DESIGN (domain-facts.md 7.3, L04)


def _decisions(subject: Subject) -> Iterator[tuple[Path, Decide, Analysis]]:
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Decide) and subject.sound(("steps", n, "decide")):
            arms = {arm.text: arm.guard for arm in step.decide if arm.guard is not None}
            yield ("steps", n, "decide"), step, subject.analysed(arms)


def arms_overlap(subject: Subject) -> Iterator[Hit]:
    """Two arms of a decision that lead to different places and can hold at once."""
    for loc, step, found in _decisions(subject):
        to = {arm.text: arm.to for arm in step.decide}
        for one in found.overlaps:
            if to[one.first] != to[one.second]:
                yield subject.hit(
                    (*loc, one.second),
                    f"this arm and '{one.first}' both hold at "
                    f"{witness_text(one.witness, subject.known)}",
                    expected="at most one arm for every reading",
                    mend="move the limit of one of them",
                    key=True,
                )


def arms_gap(subject: Subject) -> Iterator[Hit]:
    """Readings, all known, for which no arm of a decision holds."""
    for loc, _, found in _decisions(subject):
        for gap in found.gaps:
            yield subject.hit(
                loc,
                f"no arm of this decision holds at {witness_text(gap, subject.known)}",
                expected="exactly one arm for every reading",
                mend="widen an arm, or add one for these readings",
                key=True,
            )


def arm_never_holds(subject: Subject) -> Iterator[Hit]:
    """An arm that holds for no reading at all."""
    for loc, _, found in _decisions(subject):
        for label in found.dead:
            yield subject.hit(
                (*loc, label),
                "this arm can never hold",
                expected="readings within the range of the channel for which it holds",
                mend="correct the limits, or remove the arm",
                key=True,
            )


def guard_never_holds(subject: Subject) -> Iterator[Hit]:
    """A guard outside decisions that holds for no reading, or for every known one."""
    for use in subject.uses:
        if use.key is not None:
            continue
        found = subject.analysed({"it": use.guard})
        if found.not_proved:
            continue
        if found.dead:
            yield subject.hit(use.loc, "this can never hold", mend="correct the limits")
        elif not found.gaps and any(
            isinstance(one, Compare | Relation) for one in atoms(use.guard)
        ):
            yield subject.hit(
                use.loc, "this holds for every reading there can be", mend="correct the limits"
            )


def arms_not_proved(subject: Subject) -> Iterator[Hit]:
    """A decision too large for the exact proof."""
    for loc, _, found in _decisions(subject):
        for what in () if found.lacking else found.not_proved[:3]:
            yield subject.hit(
                loc,
                f"it was not proved {what}",
                mend="split the decision into two steps",
                key=True,
            )


def solver_missing(subject: Subject) -> Iterator[Hit]:
    """A decision too large to be cut, whose proof needs the solver that is not installed."""
    for loc, _, found in _decisions(subject):
        if found.lacking:
            yield subject.hit(
                loc,
                f"it was not proved {found.not_proved[0]}: the proof of this decision needs z3",
                expected="a proof for every reading",
                mend=f"{found.lacking}, and check again; or split the decision into two steps",
                key=True,
            )


def equality_on_measured_number(subject: Subject) -> Iterator[Hit]:
    """= or != beside a number with a unit: a measured value hardly ever equals a number."""
    for use in subject.uses:
        for atom in atoms(use.guard):
            if isinstance(atom, Compare) and atom.op in _MEASURED and _measured(subject, atom):
                yield _equality(
                    subject, use, atom, f"write a range, as in {atom.name} in 15..17 {atom.unit}"
                )
            if isinstance(atom, Relation) and atom.op in _MEASURED and _measured(subject, atom):
                margin = f"- {atom.other} <= 1 {subject.known[atom.name].unit}"
                yield _equality(
                    subject, use, atom, f"write how far apart, as in {atom.name} {margin}"
                )


def _equality(subject: Subject, use: GuardUse, atom: Compare | Relation, mend: str) -> Hit:
    start = subject.source_of(use).find(atom.op, atom.column + len(atom.name))
    place = subject.inside(use, max(start, atom.column), len(atom.op))
    said = f"'{atom.op}' beside the measured number '{atom.name}'"
    return Hit(place, said, "<, <=, >, >= or a range", mend)


def _measured(subject: Subject, atom: Compare | Relation) -> bool:
    known = subject.known.get(atom.name)
    unit = known.unit if known is not None and isinstance(atom, Relation) else atom.unit
    return bool(unit) and unit != "people" and known is not None


def contingency_shadowed(subject: Subject) -> Iterator[Hit]:
    """A contingency that an earlier one always forestalls, or that leads only from a step to itself."""
    anytime = subject.procedure.anytime
    steps = [watched(subject.procedure, n) for n in range(len(anytime))]
    for later in range(len(anytime)):
        then, during = anytime[later].then, anytime[later].during
        if then is not None and during is not None and {then.name} == set(during):
            yield subject.hit(
                ("anytime", later, "then"),
                f"this leads from '{then.name}' to itself, so it never leads anywhere",
                expected="another step, or more steps in 'during:'",
            )
        for earlier in range(later):
            here, there = steps[later], steps[earlier]
            if (
                there.start <= here.start
                and here.stop <= there.stop
                and _implies(subject, anytime[later].if_, anytime[earlier].if_)
            ):
                line = subject.places.of(("anytime", earlier)).line
                yield subject.hit(
                    ("anytime", later, "if"),
                    "whenever this holds, the contingency on line "
                    f"{line} holds too and is taken first",
                    expected="a condition of its own",
                    mend="write the narrower condition first, or remove this one",
                )
                break


def _implies(subject: Subject, first: Guard, second: Guard) -> bool:
    """Whether `second` holds wherever `first` does, for all readings, unknown ones too."""
    if not set(names(first)) >= set(names(second)):
        return False
    found = subject.analysed({"it": And((first, Not(second)))})
    return not found.not_proved and "it" in found.dead


def loop_without_visits(subject: Subject) -> Iterator[Hit]:
    """A way back that closes a loop in which no step has a limit of visits."""
    steps = subject.flow.procedure.steps
    own = subject.procedure.procedure
    for loc, name in references(subject.procedure):
        if name == own and loc[0] in {"steps", "anytime"} and loc[-1] != "perform":
            yield subject.hit(
                loc,
                f"this leaves '{own}' for itself, which begins it anew without a limit",
                expected="a step of this procedure, or another procedure",
                mend="lead back to the first step, and give that visits: and else:",
            )
    told: set[frozenset[int]] = set()
    for way, path in subject.flow.loops():
        if frozenset(path) in told or {way.dest} in told:
            continue
        told |= {frozenset(path), *([frozenset({way.dest})] if way.loc[0] == "anytime" else [])}
        told_as = " to ".join(steps[n].step for n in [*path, path[0]][:8])
        yield subject.hit(
            way.loc,
            f"this way back has no limit: {told_as}",
            expected="'visits:' on a step of the loop, and 'else:' for the time after",
            mend=_mend([steps[n] for n in path]),
        )


def _mend(loop: Sequence[StepParts]) -> str:
    """What ends a loop: a limit, or a way out of it where its limit leads back into it."""
    counted = next((step for step in loop if step.visits is not None), None)
    if counted is not None:
        return f"lead 'else:' of '{counted.step}', which is for the time after its visits, out of the loop"
    return f"give '{loop[0].step}' visits: and else:"


def decision_chain(subject: Subject) -> Iterator[Hit]:
    """Decisions that follow one another without an action between them."""
    steps = subject.procedure.steps
    for n in range(len(steps)):
        first = not any(_decides(steps[k]) for k in subject.flow.before(n))
        depth = _depth(subject, n, ()) if first else 0
        if depth > WARN_CHAIN:
            yield subject.hit(
                ("steps", n, "step"),
                f"{depth} decisions follow one another from here without an action",
                expected=f"at most {WARN_CHAIN}",
                mend="decide fewer things at once, or let the crew act in between",
                level="error" if depth > MOST_CHAIN else None,
            )


def _decides(step: StepParts) -> bool:
    return isinstance(step, Decide | Ask)


def _depth(subject: Subject, n: int, seen: tuple[int, ...]) -> int:
    if n in seen or not _decides(subject.procedure.steps[n]) or len(seen) > MOST_CHAIN:
        return 0
    longer, best = (*seen, n), 0
    for dest in dict.fromkeys(way.dest for way in subject.flow.after[n]):
        best = max(best, _depth(subject, dest, longer))
        if len(longer) + best > MOST_CHAIN:
            break  # no chain is counted beyond this
    return 1 + best


_FAMILY = "decisions"
RULES = (
    Rule("arms-overlap", "error", "safety", _FAMILY, arms_overlap),
    Rule("arms-gap", "error", "safety", _FAMILY, arms_gap, "L05"),
    Rule("arm-never-holds", "error", "safety", _FAMILY, arm_never_holds),
    Rule("arms-not-proved", "warning", "safety", _FAMILY, arms_not_proved),
    Rule("solver-missing", "warning", "safety", _FAMILY, solver_missing),
    Rule("guard-never-holds", "error", "safety", _FAMILY, guard_never_holds),
    Rule("equality-on-measured-number", "warning", "safety", _FAMILY, equality_on_measured_number),
    Rule("contingency-shadowed", "warning", "safety", _FAMILY, contingency_shadowed),
    Rule("loop-without-visits", "error", "safety", _FAMILY, loop_without_visits, "L06"),
    Rule("decision-chain", "warning", "safety", _FAMILY, decision_chain, "L04"),
)
