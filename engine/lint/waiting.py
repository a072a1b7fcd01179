"""Rules about time: steps without a limit, holds shorter than their readings, waits for the ground.

Times are the author's own, in milliseconds; how long something should take is not for this module to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.lint.rule import Hit, Rule, Subject
from engine.procedure.guard import names
from engine.procedure.model import Ask, Call, Do, StepParts, Watch, Write

PBA_MS = 7 * 60_000  # READ [D2]: a portable breathing apparatus lasts about 7 min
_PBA = re.compile(r"\bPBA\b|portable breathing|breathing apparatus", re.IGNORECASE)


def no_timeout(subject: Subject) -> Iterator[Hit]:
    """A step without a time limit: nobody is told when it takes too long."""
    for n, step in enumerate(subject.procedure.steps):
        grounded = step.by and set(step.by) <= set(subject.procedure.ground)
        if step.within is None and _waits(step) and not grounded:
            yield subject.hit(
                ("steps", n, "step"),
                f"'{step.step}' has no time limit",
                expected="'within:' and 'else:'",
                mend="write within: and where to go when the time is over",
            )


def _waits(step: StepParts) -> bool:
    """Whether the step waits for people, who may not come."""
    return isinstance(step, Do | Write | Ask)


def stale_longer_than_hold(subject: Subject) -> Iterator[Hit]:
    """A hold that can pass on one old reading, because the reading counts longer than the hold."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Watch) or not step.hold:
            continue
        for name in names(step.watch):
            channel = subject.procedure.channels.get(name)
            stale = channel.stale if channel is not None else None
            if stale is not None and stale > step.hold:
                yield subject.hit(
                    ("steps", n, "hold"),
                    f"a reading of '{name}' counts for {stale // 1000} s, longer than this hold: "
                    "one old reading could pass it",
                    expected=f"a hold of at least {stale // 1000} s",
                    mend="hold longer, or let the channel go stale sooner",
                )


def hold_fills_timeout(subject: Subject) -> Iterator[Hit]:
    """A hold exactly as long as the time limit: one reading a moment late, and the time is over."""
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Watch) and step.hold == step.within:
            yield subject.hit(
                ("steps", n, "hold"),
                "the hold is as long as the time limit: this is done only if it holds from the first moment",
                expected="a time limit longer than the hold",
                mend="give more time in 'within:', or hold shorter",
                key=True,
            )


def silence_leads_back(subject: Subject) -> Iterator[Hit]:
    """Silence or loss of signal that only leads to asking again: the crew has no way of its own."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Call):
            continue
        for word in ("silence", "LOS"):
            to = step.answers.get(word)
            if to is not None and to.kind == "step" and to.name == step.step:
                yield subject.hit(
                    ("steps", n, "answers", word),
                    f"'{word}' leads back to the same question",
                    expected="a way that the crew can go without the ground",
                    mend="send it to a step that keeps people safe",
                )


def ground_must_act(subject: Subject) -> Iterator[Hit]:
    """An action that only the ground can do, in a step without a time limit."""
    ground = set(subject.procedure.ground)
    for n, step in enumerate(subject.procedure.steps):
        if step.by and set(step.by) <= ground and step.within is None and _waits(step):
            yield subject.hit(
                ("steps", n, "by"),
                "only the ground can do this step, and there is no limit to waiting for it",
                expected="'within:' and a way for the crew alone",
                mend="write within: and else:",
                key=True,
            )


def mask_time(subject: Subject) -> Iterator[Hit]:
    """A step on portable breathing apparatus that may take longer than a bottle lasts."""
    for n, step in enumerate(subject.procedure.steps):
        texts = [step.title or "", *step.warning, *step.caution, *step.note]
        texts += [one.item for one in getattr(step, "do", ())]
        on_bottle = any(_PBA.search(text) for text in texts)
        if on_bottle and step.within is not None and step.within > PBA_MS:
            yield subject.hit(
                ("steps", n, "within"),
                "this step may take longer than a portable breathing apparatus lasts",
                expected="at most 7 min",
                mend="change to cartridge respirators in a step before, or give less time",
            )


_FAMILY = "waiting"
RULES = (
    Rule("no-timeout", "warning", "safety", _FAMILY, no_timeout, "L20"),
    Rule("stale-longer-than-hold", "warning", "safety", _FAMILY, stale_longer_than_hold),
    Rule("hold-fills-timeout", "warning", "safety", _FAMILY, hold_fills_timeout),
    Rule("silence-leads-back", "error", "safety", _FAMILY, silence_leads_back, "L16"),
    Rule("ground-must-act", "warning", "safety", _FAMILY, ground_must_act, "L16"),
    Rule("mask-time", "warning", "safety", _FAMILY, mask_time, "L20"),
)
