"""Rules about what a file leaves unsaid: how a run closes, which ends are safe, where a report leads, what unknown means.

Each thing left out has a default, and the default is the kinder reading; the author must have meant it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.lint.flow import falls_through
from engine.lint.rule import Hit, Rule, Subject
from engine.lint.words import REPORTS
from engine.procedure.checked import destinations
from engine.procedure.flow_checks import CANNOT_TELL
from engine.procedure.model import Ask, Decide, Do, StepParts
from engine.procedure.values import Destination


def close_missing(subject: Subject) -> Iterator[Hit]:
    """A procedure that does not say how its runs are closed."""
    if ("close",) not in subject.places.keys and ("procedure",) in subject.places.keys:
        yield subject.hit(
            ("procedure",),
            "nothing says how a run of this is closed",
            expected="'close:' with what may be said of an observation, and who signs",
            mend="write close: {each observation: [explained, handed over, left open], sign: [CDR]}",
            key=True,
        )


def ends_missing(subject: Subject) -> Iterator[Hit]:
    """Ends that are come to, and no word on which of them are safe: each would be taken for safe."""
    if subject.procedure.ends:
        return
    for n, step in enumerate(subject.procedure.steps):
        for loc, to in destinations(step):
            if to.kind == "end":
                yield subject.hit(
                    ("steps", n, *loc),
                    f"nothing says whether people are safe at the end '{to.name}'",
                    expected="'ends:' with each end, safe or unsafe",
                    mend=f"write ends: {{{to.name}: safe}} below roles:, or unsafe",
                )
                return


def way_forgotten(subject: Subject) -> Iterator[Hit]:
    """A report that ends the procedure when it comes late, and goes on to the next step when it is made."""
    steps = subject.procedure.steps
    for n, step in enumerate(steps[:-1]):
        to = step.else_
        if to is None or to.kind == "step" or not falls_through(step) or not _only_reports(step):
            continue
        yield subject.hit(
            ("steps", n, "step"),
            f"late, this leads to '{to}', and done, it goes on to '{steps[n + 1].step}' below",
            expected=f"'{to.kind}:', or 'next:' if the step below is meant",
            mend=f"write {to.kind}: {to.name}",
        )


def _only_reports(step: StepParts) -> bool:
    return isinstance(step, Do) and all(REPORTS.search(one.item) for one in step.do)


def unknown_as_good(subject: Subject) -> Iterator[Hit]:
    """What is not known leads to where safe ends are, though something known leads to where none is."""
    beyond = _Beyond(subject)
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Decide):
            arms = {arm.text: arm.to for arm in step.decide}
            key, blind = "decide", next((t.text for t in step.decide if t.guard is None), "")
        elif isinstance(step, Ask):
            arms, key, blind = step.answers, "answers", CANNOT_TELL
        else:
            continue
        safe, over = beyond.short_of(n)
        hopes = {word: safe(to) for word, to in arms.items() if over(to)}
        worst = next((word for word, hope in hopes.items() if not hope), None)
        if worst is not None and hopes.get(blind) and len(hopes) == len(arms):
            yield subject.hit(
                ("steps", n, key, blind),
                f"'{blind}' leads to '{arms[blind]}' and on to a safe end, and '{worst}' leads to none",
                expected="what is not known taken for the worst it can be",
                mend=f"lead it to '{arms[worst]}', or to a step that finds out",
            )


class _Beyond:
    """Which ends lie beyond a way, without coming back to the step that decides; no contingency is followed.

    Another procedure is no safe end. A step that returns leads to where nobody can say from the file.
    """

    def __init__(self, subject: Subject) -> None:
        steps = subject.procedure.steps
        self.safe_end = subject.procedure.safe
        self.numbers = {step.step: n for n, step in enumerate(steps)}
        self.before: list[list[int]] = [[] for _ in steps]
        for way in subject.flow.ways:
            if way.loc[0] != "anytime":
                self.before[way.dest].append(way.source)
        outs = [[to for _, to in destinations(step) if to.kind != "step"] for step in steps]
        self.safe = {n for n, out in enumerate(outs) if any(map(self._is_safe, out))}
        self.over = {n for n, step in enumerate(steps) if outs[n] or step.leave}
        self.returns = {n for n, step in enumerate(steps) if step.return_}

    def short_of(
        self, here: int
    ) -> tuple[Callable[[Destination], bool], Callable[[Destination], bool]]:
        """Whether a way leads on to a safe end, and whether it is known to be over at all."""
        safe, over = self._leading(self.safe, here), self._leading(self.over, here)
        unknown = self._leading(self.returns, here)

        def is_safe(to: Destination) -> bool:
            return self.numbers.get(to.name) in safe if to.kind == "step" else self._is_safe(to)

        def is_over(to: Destination) -> bool:
            n = self.numbers.get(to.name)
            return to.kind != "step" or (n in over and n not in unknown)

        return is_safe, is_over

    def _is_safe(self, to: Destination) -> bool:
        return to.kind == "end" and self.safe_end(to.name)

    def _leading(self, goals: set[int], here: int) -> set[int]:
        """The steps from which one of `goals` can be come to without `here`."""
        seen = goals - {here}
        todo = list(seen)
        while todo:
            found = [n for n in self.before[todo.pop()] if n != here and n not in seen]
            seen.update(found)
            todo += found
        return seen


_FAMILY = "unsaid"
RULES = (
    Rule("close-missing", "warning", "safety", _FAMILY, close_missing),
    Rule("ends-missing", "warning", "safety", _FAMILY, ends_missing),
    Rule("way-forgotten", "warning", "safety", _FAMILY, way_forgotten),
    Rule("unknown-as-good", "warning", "safety", _FAMILY, unknown_as_good, "L05"),
)
