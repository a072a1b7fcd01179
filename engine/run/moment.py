"""What every decider is given: the machine, the run, the time; and the answer of those that do not accept.

A decider makes at most one event of a command; it must never change anything.
"""

from __future__ import annotations

from msgspec import Struct

from engine.machine.spec import StepSpec
from engine.machine.stepper import Stepper
from engine.machine.table import ItemSpec, State
from engine.run import events as e
from engine.run.facts import RunFacts
from engine.run.state import RunState

MOST_TEXT = 2000


class Refusal(Struct, frozen=True):
    """Why an input is not accepted, in a sentence that can be shown; nothing has changed.

    again: nothing is wrong with the input: it could not be recorded, and may be given again.
    """

    reason: str
    again: bool = False


class Moment(Struct, frozen=True):
    """What every decider needs: the machine, the run, the time."""

    drive: Stepper
    state: RunState
    now: int

    @property
    def here(self) -> State:
        """The present state."""
        return self.drive.table.states[self.state.at]

    @property
    def step(self) -> StepSpec | None:
        """Its step, None between steps."""
        return self.here.step

    @property
    def facts(self) -> RunFacts:
        """What the conditions ask."""
        return RunFacts(self.drive.table, self.state, self.now)

    def item(self, name: str) -> ItemSpec | None:
        """An item by its id, of whatever step."""
        state = self.drive.table.states.get(name.rpartition("#")[0])
        return next((one for one in state.items if one.id == name), None) if state else None


Made = e.Event | Refusal


def reason_needed(text: str, what: str) -> Refusal | None:
    """Refused where a reason is missing or too long to be kept."""
    if not text.strip():
        return Refusal(f"{what} needs a reason; say why in a few words")
    return too_long(text)


def too_long(text: str) -> Refusal | None:
    """Refused where a text is too long to be kept."""
    if len(text) > MOST_TEXT:
        return Refusal(f"the text has {len(text)} characters; {MOST_TEXT} is the most, so split it")
    return None
