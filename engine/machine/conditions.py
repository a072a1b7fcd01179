"""What must hold for a transition to be taken: frozen data that the machine calls, the prover reads and the screen prints.

A condition asks `Facts` and nothing else; it returns a strict bool, and what is not known never holds.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct, StructMeta

from engine.procedure.guard_tree import Guard, evaluate, print_

Value = float | str | None


class Facts(Protocol):
    """What conditions may ask about a run at one moment."""

    def value(self, name: str) -> Value:
        """The channel's or record's value now; None when it is not known."""

    def ticked(self, item: str) -> bool:
        """Whether the item is ticked, sensed or overridden since its step was entered."""

    def recorded(self, name: str) -> bool:
        """Whether the record was made, or declared not known, since its step was entered."""

    def answer(self) -> str | None:
        """The answer given to the step's question since it was entered."""

    def signed(self, role: str) -> bool:
        """Whether the role has signed the step since it was entered."""

    def overridden(self) -> bool:
        """Whether the step's verify has been overridden since it was entered."""

    def running(self) -> bool:
        """Whether the run is not on hold."""

    def elapsed(self) -> int:
        """Milliseconds in this step, time on hold left out."""

    def holding(self) -> int | None:
        """Milliseconds for which the watched guard has held without a break; None when it does not."""

    def visits(self, state: str) -> int:
        """How often the state has been entered."""

    def interrupted(self) -> str | None:
        """The state that a contingency interrupted last and that has not been returned to."""

    def latched(self, contingency: int) -> bool:
        """Whether the contingency has fired and its condition has held ever since."""

    def nothing_open(self) -> bool:
        """Whether every observation has a word against it and nothing is deferred or un-ticked."""


class Asked(Protocol):
    """What the machine hands to a condition: its arguments, of which the facts are the only one."""

    @property
    def args(self) -> Sequence[Any]:
        """The positional arguments of the trigger."""


class _Abstract(StructMeta, ABCMeta):
    """A struct of which only the kinds that answer can be made."""


class Condition(Struct, frozen=True, metaclass=_Abstract):
    """One condition; called by the machine with its EventData, by everybody else through `holds`."""

    def __call__(self, event: Asked) -> bool:
        """The form in which `transitions` asks; the facts are the one positional argument."""
        return self.holds(event.args[0])

    @abstractmethod
    def holds(self, facts: Facts) -> bool:
        """Whether it holds; never raises."""


class Running(Condition, frozen=True):
    """The run is not on hold."""

    def holds(self, facts: Facts) -> bool:
        """True while no hold is placed."""
        return facts.running()

    def __str__(self) -> str:
        """For people."""
        return "not on hold"


class AllTicked(Condition, frozen=True):
    """Every item of the step is ticked, sensed or overridden."""

    items: tuple[str, ...]

    def holds(self, facts: Facts) -> bool:
        """True when no item is open."""
        return all(facts.ticked(item) for item in self.items)

    def __str__(self) -> str:
        """For people."""
        return "every item done"


class AllRecorded(Condition, frozen=True):
    """Every record of the step is made, or declared not known."""

    names: tuple[str, ...]

    def holds(self, facts: Facts) -> bool:
        """True when nothing is left to ask."""
        return all(facts.recorded(name) for name in self.names)

    def __str__(self) -> str:
        """For people."""
        return "every value recorded"


class SignedBy(Condition, frozen=True):
    """Each of the roles has signed; decide sees to it that they are different people."""

    roles: tuple[str, ...]

    def holds(self, facts: Facts) -> bool:
        """True when all have signed."""
        return all(facts.signed(role) for role in self.roles)

    def __str__(self) -> str:
        """For people."""
        return "signed by " + " and ".join(self.roles)


class Holds(Condition, frozen=True):
    """The guard is true; unknown is not true."""

    guard: Guard

    def holds(self, facts: Facts) -> bool:
        """True only when the guard is known to be true."""
        return evaluate(self.guard, facts.value) is True

    def __str__(self) -> str:
        """For people."""
        return print_(self.guard)


class Verified(Condition, frozen=True):
    """The step's verify holds, or somebody has overridden it for a reason."""

    guard: Guard

    def holds(self, facts: Facts) -> bool:
        """True when verified or overridden."""
        return facts.overridden() or evaluate(self.guard, facts.value) is True

    def __str__(self) -> str:
        """For people."""
        return "verified: " + print_(self.guard)


class NoneKnown(Condition, frozen=True):
    """The arm `unknown`: no arm is true and at least one cannot be told (or there is no other arm)."""

    guards: tuple[Guard, ...]

    def holds(self, facts: Facts) -> bool:
        """True when the decision cannot be taken from what is known."""
        values = [evaluate(guard, facts.value) for guard in self.guards]
        return True not in values and (None in values or not values)

    def __str__(self) -> str:
        """For people."""
        return "unknown"


class HeldFor(Condition, frozen=True):
    """The watched guard has held without a break for so many milliseconds."""

    ms: int

    def holds(self, facts: Facts) -> bool:
        """True when the hold time is reached."""
        held = facts.holding()
        return held is not None and held >= self.ms

    def __str__(self) -> str:
        """For people."""
        return f"held for {self.ms // 1000} s"


class Answered(Condition, frozen=True):
    """The step's question was answered with this word."""

    word: str

    def holds(self, facts: Facts) -> bool:
        """True when this was the answer."""
        return facts.answer() == self.word

    def __str__(self) -> str:
        """For people."""
        return f"answer: {self.word}"


class Expired(Condition, frozen=True):
    """The step's time is over."""

    ms: int

    def holds(self, facts: Facts) -> bool:
        """True when the step has taken that long."""
        return facts.elapsed() >= self.ms

    def __str__(self) -> str:
        """For people."""
        return f"after {self.ms // 1000} s"


class VisitsOver(Condition, frozen=True):
    """The step has been entered more often than the author allows."""

    state: str
    most: int

    def holds(self, facts: Facts) -> bool:
        """True when this visit is one too many."""
        return facts.visits(self.state) > self.most

    def __str__(self) -> str:
        """For people."""
        return f"visit {self.most + 1}"


class Struck(Condition, frozen=True):
    """A contingency's guard is true and it has not fired since it became so."""

    index: int
    guard: Guard

    def holds(self, facts: Facts) -> bool:
        """True when the contingency must be taken now."""
        return not facts.latched(self.index) and evaluate(self.guard, facts.value) is True

    def __str__(self) -> str:
        """For people."""
        return "contingency: " + print_(self.guard)


class ReturnsTo(Condition, frozen=True):
    """The contingency that is now done interrupted this state."""

    state: str | None

    def holds(self, facts: Facts) -> bool:
        """True when that state is waiting to be returned to (None: no state is)."""
        return facts.interrupted() == self.state

    def __str__(self) -> str:
        """For people."""
        return f"interrupted {self.state}" if self.state else "nothing to return to"


class NothingOpen(Condition, frozen=True):
    """Every observation is disposed of, and nothing deferred or un-ticked is outstanding."""

    def holds(self, facts: Facts) -> bool:
        """True when the run may close as far as open matters go."""
        return facts.nothing_open()

    def __str__(self) -> str:
        """For people."""
        return "nothing left open"
