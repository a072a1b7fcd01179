"""One typed line of the plain mode, read into a command or a wish of the reader's own; never guesses.

A line that cannot be read becomes a sentence that says what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from engine.cli.said import ago, allowed
from engine.procedure.units import parse_duration
from engine.run import commands as c
from engine.run.rows import ItemRow, QueueRow, View
from engine.run.signing import MEANINGS


@dataclass(frozen=True, slots=True)
class Wish:
    """Something about the talk itself: wait, next, status, queue, readings, log, open, acts, why, as, help, quit, do."""

    kind: str
    text: str = ""
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that could not be read, and what would have been."""

    sentence: str


Read = c.Command | Wish | Unread

LONGEST_WAIT_MS = 86_400_000  # DESIGN: telemetry of a day is 8,640 entries, each on the disk

HELP = """\
N                     do item N, or choose answer N       record NAME VALUE   cannot NAME
untick N REASON       correct a tick                      answer WORD
sign                  sign verified because REASON        (performed, verified, authorised)
override N REASON     against a reading (verify: the step's)
defer REASON          skip REASON        abort REASON     hold REASON         release
ago 10 min: 3         of what was done earlier and is told now (a number, record, answer, observe, note)
skip no time [by CAPCOM; FN 12]   who allowed a departure, and the paper that says so
observe TEXT          dispose ID WORD NOTE (words: explained, handed-over, left-open)
note TEXT             handover ROLE NAME                  do ACT              acts
inject NAME           (who leads the drill)
read CHANNEL VALUE    what an instrument shows (the names: readings)
redline N WORDS because REASON      other words for item N, for the author too
redline step WORDS because REASON   a note beside the step
queue                 what is open, offered or held back  go N      to an open procedure
accept N              open what is offered                decline N REASON
call NAME REASON      open another procedure by hand      known N     what a closed one left behind
as ROLE               act as another of your roles        language ru         (en: back)
wait 5 min            let time pass (at a terminal: until a step needs you)
.                     to the next thing that happens
status  readings  open  log  why  help  quit"""


def read_line(line: str, view: View, role: str) -> Read:
    """What a typed line means at this moment for the role that is acting."""
    word, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if not word:
        return Wish("status")
    number = _whole(word)
    if number is not None:
        return _number(number, view, role) if not rest else Unread("write one number a line")
    reader = _WORDS.get(word.lower())
    if reader is None:
        return Unread(f"'{word[:40]}' is not a word here; type help")
    return allowed(reader(rest, view, role))


def _whole(word: str) -> int | None:
    """The number a word is: a few plain digits, for '²' and the like are digits to Python too."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else None


def _number(n: int, view: View, role: str) -> Read:
    card = view.card
    if card.items:
        item = _item(n, view)
        return (
            c.Tick(_doer(item.by, view, role), item.id)
            if item is not None
            else Unread(f"there is no item {n}; items are 1 to {len(card.items)}")
        )
    if card.answers:
        return (
            c.Answer(role, card.answers[n - 1])
            if 1 <= n <= len(card.answers)
            else Unread(f"there is no answer {n}; answers are 1 to {len(card.answers)}")
        )
    return Unread("nothing is numbered in this step")


def _item(n: int | None, view: View) -> ItemRow | None:
    return view.card.items[n - 1] if n is not None and 1 <= n <= len(view.card.items) else None


def _doer(by: tuple[str, ...], view: View, role: str) -> str:
    """The acting role, unless the item is for another role that the same person plays."""
    if not by or role in by:
        return role
    return next((one for one in by if one in view.played), role)


def _untick(rest: str, view: View, role: str) -> Read:
    number, _, reason = rest.partition(" ")
    item = _item(_whole(number), view)
    name = item.id if item else number
    return (
        c.Untick(role, name, reason) if name else Unread("say which: untick 2 pressed by mistake")
    )


def _override(rest: str, view: View, role: str) -> Read:
    number, _, reason = rest.partition(" ")
    if number == "verify":
        return c.Override(role, None, reason)
    item = _item(_whole(number), view)
    return (
        c.Override(role, item.id, reason)
        if item
        else Unread("say which item, or verify: override 2 the sensor is dead")
    )


def _record(rest: str, view: View, role: str) -> Read:
    name, _, value = rest.partition(" ")
    field = next((one for one in view.card.fields if one.name == name), None)
    if field is None:
        asked = ", ".join(one.name for one in view.card.fields)
        return Unread(
            f"this step does not ask for '{name[:40]}'"
            + (f"; it asks for {asked}" if asked else "")
        )
    return c.RecordValue(_doer((field.by,) if field.by else (), view, role), name, value)


def _cannot(rest: str, view: View, role: str) -> Read:
    field = next((one for one in view.card.fields if one.name == rest), None)
    if field is not None:
        return c.CannotTell(_doer((field.by,) if field.by else (), view, role), rest)
    return c.CannotTell(role, rest or None)


def _sign(rest: str, view: View, role: str) -> Read:
    said, _, reason = f" {rest}".partition(" because ")
    words = said.split()
    meaning = words.pop() if words and words[-1] in MEANINGS else MEANINGS[0]
    waiting = [one.role for one in view.card.signs if one.person is None]
    named = " ".join(words)
    if named and named not in view.played:
        return Unread(
            f"'{named[:40]}' is no role you play; write: sign, or: sign {role} verified because "
            f"REASON (a signature means {', '.join(MEANINGS)})"
        )
    return c.Sign(named or _doer(tuple(waiting), view, role), meaning, reason.strip())


def _read_out(rest: str, _view: View, role: str) -> Read:
    channel, _, value = rest.partition(" ")
    if not channel or not value.strip():
        return Unread("say which instrument shows what: read cabin.co2 3.2")
    return c.ReadOut(role, channel, value)


def _redline(rest: str, view: View, role: str) -> Read:
    number, _, changed = rest.partition(" ")
    text, because, reason = changed.partition(" because ")
    item = _item(_whole(number), view)
    target = view.card.state if number == "step" else item.id if item else ""
    if not target or not because:
        return Unread(
            "say which item (or step, for a note), the words, and why: "
            "redline 2 Close the valve by hand because the motor is dead"
        )
    return c.Redline(role, target, text, reason)


def _dispose(rest: str, _: View, role: str) -> Read:
    parts = rest.split(" ", 2)
    if len(parts) < 3:
        return Unread("write: dispose obs-1 explained cleaning wipes, seen by FE-1")
    return c.Dispose(role, parts[0], parts[1].replace("-", " "), parts[2])


def _queued(
    rest: str, view: View, make: Callable[[QueueRow, str], c.Command], what: str
) -> c.Command | Unread:
    """A command on the procedure of that number in the queue."""
    number, _, reason = rest.partition(" ")
    n = _whole(number)
    if not view.queue:
        return Unread("this is the only procedure here; nothing else can be called for")
    if n is None or not 1 <= n <= len(view.queue):
        return Unread(f"say which: {what}; numbers are 1 to {len(view.queue)} (type queue)")
    return make(view.queue[n - 1], reason.strip())


def _go(rest: str, view: View, role: str) -> Read:
    return _queued(rest, view, lambda row, _: c.GoTo(role, row.key), "go 2")


def _accept(rest: str, view: View, role: str) -> Read:
    return _queued(rest, view, lambda row, _: c.Accept(role, row.procedure), "accept 2")


def _decline(rest: str, view: View, role: str) -> Read:
    return _queued(
        rest,
        view,
        lambda row, reason: c.Decline(role, row.procedure, reason),
        "decline 2 no smoke, no heat",
    )


def _known(rest: str, view: View, role: str) -> Read:
    n = _whole(rest.strip())
    if n is None or not 1 <= n <= len(view.behind):
        return Unread(f"say which: known 1; numbers are 1 to {len(view.behind)} (type queue)")
    return c.Acknowledge(role, view.behind[n - 1][0])


def _call(rest: str, _view: View, role: str) -> Read:
    name, _, reason = rest.partition(" ")
    if not name:
        return Unread("say which procedure and what is seen: call fire smoke at the rack")
    return c.Call(role, name, reason)


def _hand_over(rest: str, _view: View, role: str) -> Read:
    seat, _, person = rest.partition(" ")
    return c.HandOver(role, seat, person)


def _ago(rest: str, view: View, role: str) -> Read:
    found = ago(rest)
    if isinstance(found, str):
        return Unread(found)
    read = read_line(found[1], view, role)
    if isinstance(read, c.Act):
        return replace(read, done=view.clock.t - found[0])
    told = "only what was done, seen, answered, recorded or noted can be told later"
    return read if isinstance(read, Unread) else Unread(told)


def _wait(rest: str, _view: View, _role: str) -> Read:
    try:
        ms = parse_duration(rest)
    except ValueError as error:
        return Unread(f"{error} (write: wait 5 min)")
    if ms > LONGEST_WAIT_MS:
        return Unread(f"'{rest[:40]}' is too long to wait at once; a day is the most (wait 1 d)")
    return Wish("wait", ms=ms)


def _wish(kind: str) -> Callable[[str, View, str], Read]:
    return lambda rest, _view, _role: Wish(kind, rest)


_WORDS: dict[str, Callable[[str, View, str], Read]] = {
    "ago": _ago,
    "untick": _untick,
    "override": _override,
    "record": _record,
    "cannot": _cannot,
    "sign": _sign,
    "answer": lambda rest, _, role: c.Answer(role, rest),
    "defer": lambda rest, _, role: c.Defer(role, rest),
    "skip": lambda rest, _, role: c.Skip(role, rest),
    "abort": lambda rest, _, role: c.Abort(role, rest),
    "hold": lambda rest, _, role: c.Hold(role, rest),
    "release": lambda _rest, _view, role: c.Release(role),
    "observe": lambda rest, _, role: c.Raise(role, rest),
    "dispose": _dispose,
    "read": _read_out,
    "redline": _redline,
    "note": lambda rest, _, role: c.Note(role, rest),
    "handover": _hand_over,
    "go": _go,
    "accept": _accept,
    "decline": _decline,
    "call": _call,
    "known": _known,
    "wait": _wait,
    ".": _wish("next"),
    "next": _wish("next"),
    **{
        kind: _wish(kind)
        for kind in (
            "status",
            "queue",
            "readings",
            "open",
            "log",
            "why",
            "help",
            "quit",
            "do",
            "acts",
            "inject",
            "as",
            "language",
        )
    },
}
