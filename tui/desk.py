"""Where the person sits: what is seen, how to ask, give and say, and which role speaks.

What every question of `asking.py` stands on; it must never know what is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from engine.run import commands as c
from engine.run.decide import Refusal
from engine.run.rows import ObservationRow, View
from tui.dialogs.frame import Dialog
from tui.widgets.targets import Target

T = TypeVar("T")


class Desk(Protocol):
    """Where the person sits: what is seen, where the cursor is, and how to ask, give and say."""

    @property
    def view(self) -> View:
        """What is seen."""

    @property
    def acting(self) -> str:
        """The role the person acts for."""

    def target(self) -> Target | None:
        """What the cursor stands on."""

    def say(self, words: str, tone: str = "text") -> None:
        """One sentence above the keys."""

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Show a dialog that begins an input; None when the person goes back, and the log says so."""

    async def look(self, dialog: Dialog[T]) -> T | None:
        """Show a list to be looked at; None when the person goes back, and nothing was begun."""

    async def give(self, command: c.Command) -> Refusal | None:
        """Give a command to the drill."""

    async def call(self, job: Callable[[Any], T]) -> T:
        """Have something done with the drill."""


def speaker(desk: Desk, by: tuple[str, ...]) -> str:
    """The role that gives a command: the acting one if it may, else the first played one that may."""
    if not by or desk.acting in by:
        return desk.acting
    return next((role for role in desk.view.played if role in by), desk.acting)


async def told(desk: Desk, given: Awaitable[Refusal | None]) -> bool:
    """Wait for the core; show a refusal; true when it was accepted."""
    refusal = await given
    desk.say(refusal.reason if refusal else "", "caution")
    return refusal is None


def matter(desk: Desk, found: Target) -> ObservationRow:
    """The open matter under the cursor."""
    empty = ObservationRow(found.key, "", found.key, "", None, None, "")
    return next((one for one in desk.view.observations if one.id == found.key), empty)


async def until_taken(
    desk: Desk, question: Callable[[str, str], Dialog[str]], command: Callable[[str], c.Command]
) -> None:
    """Ask for a sentence again, with the core's reason and what was typed, until it is taken."""
    await until_given(desk, question, command, "")


async def until_given(
    desk: Desk,
    question: Callable[[str, T], Dialog[T]],
    command: Callable[[T], c.Command],
    typed: T,
) -> None:
    """Ask again, with the core's reason and what was typed, until it is taken."""
    said = ""
    while (given := await desk.ask(question(said, typed))) is not None:
        refusal = await desk.give(command(given))
        if refusal is None:
            desk.say("")
            return
        said, typed = refusal.reason, given


class _Same:
    """A desk at which the same is seen, by the same person, as at another."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.look, self.call, self.say, self.target = desk.look, desk.call, desk.say, desk.target

    @property
    def view(self) -> View:
        """What is seen."""
        return self._desk.view

    @property
    def acting(self) -> str:
        """The role the person acts for."""
        return self._desk.acting


class Earlier(_Same):
    """The same desk, where what is given was done at an earlier run clock (ms)."""

    def __init__(self, desk: Desk, done: int) -> None:
        super().__init__(desk)
        self._done, self.ask = done, desk.ask

    async def give(self, command: c.Command) -> Refusal | None:
        """Give the command, with the time at which it was done where it can have one."""
        if isinstance(command, c.Act):
            command = replace(command, done=self._done)
        return await self._desk.give(command)


class Seat(_Same):
    """The same desk, where what is given is about one run, and what is begun and not given is told."""

    def __init__(self, desk: Desk, give: Callable[[c.Command], Awaitable[Refusal | None]]) -> None:
        super().__init__(desk)
        self._give = give

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Show a dialog; a person who goes back has begun an input and not given it."""
        given = await self._desk.ask(dialog)
        if given is None:
            await self.give(c.Cancel(self.acting, dialog.asked))
        return given

    async def give(self, command: c.Command) -> Refusal | None:
        """Give a command about the run."""
        return await self._give(command)
