"""What the prover says of one property: it holds, it fails and here is how, or it was not proved and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.machine.counterexample import Counterexample

Result = Literal["holds", "fails", "not proved"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A property by name and in words, the result, why, and what people should know besides."""

    claim: str
    words: str
    result: Result
    why: str
    counterexample: Counterexample | None = None
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is proved."""
        return self.result == "holds"

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.result}: {self.words} - {self.why}"
