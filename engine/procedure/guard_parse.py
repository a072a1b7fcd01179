"""The reader of guards: one line of text becomes a tree, or one problem with its place in the line.

It must never raise for any text, and never guess what an author may have meant.

    guard := or ;  or := and {"or" and} ;  and := not {"and" not}
    not   := "not" not | "(" or ")" | atom
    atom  := NAME ("<" | "<=" | ">" | ">=" | "=" | "!=") NUMBER [UNIT]
           | NAME ("<" | ...) NAME  |  NAME "-" NAME ("<" | ...) NUMBER [UNIT]
           | NAME "in" NUMBER ".." NUMBER [UNIT]
           | NAME "is" ["not"] (STATE | "unknown")

The unit may be left out here only because a channel may be without one; `guard.check` asks for it.
"""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple, NoReturn, cast

from engine.procedure.guard_tree import (
    And,
    Compare,
    Guard,
    GuardProblem,
    Is,
    IsUnknown,
    Not,
    Operator,
    Or,
    Relation,
)

MAX_LENGTH: Final = 1_000  # DESIGN (authoring.md 3.1): code points of one guard
MAX_DEPTH: Final = 20  # DESIGN: brackets and nots inside one another
RESERVED: Final = frozenset({"and", "or", "not", "in", "is", "unknown"})

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>-?[0-9]+(?:\.[0-9]+)?)
    | (?P<dots>\.\.)
    | (?P<op><=|>=|!=|==|=|<|>)
    | (?P<bracket>[()])
    | (?P<minus>-)
    | (?P<word>(?:[^\W\d_]|[%°])(?:[\w/%°-]|\.(?!\.))*)
    | (?P<bad>\S)
    )""",
    re.VERBOSE,
)
_SLIPS: Final = {  # what people write instead, and what a guard wants there
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "−": "write a plain minus sign, -",
    "–": "write a plain minus sign, -",
    "+": "leave the plus sign out; a margin is written on the left, as in tube - cabin > 5 ppm",
    ",": "write a decimal fraction with a full stop",
    ".": "write a digit before and after the full stop",
    '"': "states are written without quotes",
    "'": "states are written without quotes",
}
_ANYWHERE: Final = "names, numbers, units, < <= > >= = !=, in, is, and, or, not, brackets"
_AFTER_NAME: Final = "one of < <= > >= = !=, in, is, or - and another channel"


class _Token(NamedTuple):
    kind: str
    text: str
    column: int

    @property
    def shown(self) -> str:
        """The token for a sentence."""
        return f"'{self.text[:40]}'" if self.text else "the end"


class _GuardError(Exception):
    """Carries the problem from where it is found to `parse`."""

    def __init__(self, problem: GuardProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def parse(text: str) -> Guard | GuardProblem:
    """The guard that `text` says, or the first problem in it; names and units are not looked up."""
    if len(text) > MAX_LENGTH:
        return GuardProblem(
            MAX_LENGTH,
            len(text) - MAX_LENGTH,
            f"this guard has {len(text)} characters",
            f"at most {MAX_LENGTH}",
            "divide the condition between two steps",
        )
    if "\n" in text.strip():  # a column would no longer be the start of the value plus an offset
        column = text.index("\n", len(text) - len(text.lstrip()))
        return GuardProblem(column, 1, "this guard goes on over a line end", "a guard on one line")
    try:
        return _Parser(_tokens(text)).guard()
    except _GuardError as error:
        return error.problem


def _fail(token: _Token, sentence: str, expected: str, mend: str = "") -> NoReturn:
    length = max(1, len(token.text))
    raise _GuardError(GuardProblem(token.column, length, sentence, expected, mend))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while match := _TOKEN.match(text, position):
        kind = cast("str", match.lastgroup)
        token = _Token(kind, match[kind], match.start(kind))
        if kind == "bad":
            mend = _SLIPS.get(token.text, "")
            _fail(token, f"{token.shown} does not belong in a guard", _ANYWHERE, mend)
        if kind == "word" and token.text.lower() in RESERVED and token.text not in RESERVED:
            small = token.text.lower()
            _fail(token, f"{token.shown} is not a word of guards", f"{small}", "use small letters")
        tokens.append(token)
        position = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


def may_be_asked(state: str) -> bool:
    """Whether a guard can hold the word of a state: one word, and none of the language's own."""
    found = _TOKEN.fullmatch(state)
    return found is not None and found["word"] == state and state.lower() not in RESERVED


def _operator(token: _Token) -> Operator:
    return cast("Operator", "=" if token.text == "==" else token.text)


class _Parser:
    """One pass over the tokens; `guard` is called once."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def guard(self) -> Guard:
        """The whole text, to its end."""
        if self._peek().kind == "end":
            _fail(self._peek(), "the guard is empty", "a condition such as cabin.nh3 < 20 ppm")
        guard = self._or()
        token = self._peek()
        if token.kind == "end":
            return guard
        if token.text == ")":
            _fail(token, "this ')' was never opened", "and, or, or the end", "remove it")
        _fail(token, f"{token.shown} was not expected here", "and, or, or the end of the guard")

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _eat(self, text: str) -> bool:
        if self._peek().text != text:
            return False
        self._take()
        return True

    def _or(self) -> Guard:
        column = self._peek().column
        parts = [self._and()]
        while self._eat("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), column)

    def _and(self) -> Guard:
        column = self._peek().column
        parts = [self._not()]
        while self._eat("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts), column)

    def _not(self) -> Guard:
        token = self._peek()
        if token.text not in ("not", "("):
            return self._atom()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            _fail(token, "brackets and nots are nested too deep here", f"at most {MAX_DEPTH}")
        self._take()
        guard = Not(self._not(), token.column) if token.text == "not" else self._or()
        if token.text == "(" and not self._eat(")"):
            found = self._peek()
            opened = f"the '(' at character {token.column + 1}"
            _fail(found, f"{opened} is not closed before {found.shown}", "')', and, or")
        self._depth -= 1
        return guard

    def _atom(self) -> Guard:
        name = self._take()
        if name.kind != "word" or name.text in RESERVED:
            _fail(name, f"a name is missing before {name.shown}", "a channel or record")
        token = self._take()
        if token.kind == "op":
            return self._compare(name, token)
        if token.kind == "minus":
            return self._difference(name)
        if token.text == "in":
            return self._range(name)
        if token.text == "is":
            return self._state(name)
        sentence = f"after '{name.text[:40]}' a comparison is missing before {token.shown}"
        _fail(token, sentence, _AFTER_NAME)

    def _compare(self, name: _Token, op: _Token) -> Compare | Relation:
        other = self._peek()
        if other.kind == "word" and other.text not in RESERVED:
            self._take()
            return Relation(
                name.text,
                other.text,
                _operator(op),
                column=name.column,
                other_column=other.column,
            )
        value, at = self._number()
        unit, unit_at = self._unit()
        return Compare(name.text, _operator(op), value, unit, name.column, at, unit_at)

    def _difference(self, name: _Token) -> Relation:
        other = self._take()
        if other.kind != "word" or other.text in RESERVED:
            _fail(other, f"a name is missing before {other.shown}", "another channel")
        op = self._take()
        if op.kind != "op":
            sentence = f"after a difference a comparison is missing before {op.shown}"
            _fail(op, sentence, "one of < <= > >= = !=", "write it as in tube - cabin > 5 ppm")
        value, at = self._number()
        unit, unit_at = self._unit()
        columns = (name.column, other.column, at, unit_at)
        return Relation(name.text, other.text, _operator(op), value, unit, *columns)

    def _range(self, name: _Token) -> Guard:
        low, low_at = self._number()
        dots = self._take()
        if dots.kind != "dots":
            sentence = f"a range has two numbers with '..' between them, not {dots.shown}"
            _fail(dots, sentence, "'..'", "write both ends, as in 20..30 ppm")
        high_token = self._peek()
        high, high_at = self._number()
        if high < low:
            _fail(high_token, "this range runs backwards", "the smaller number first")
        unit, unit_at = self._unit()
        parts = (
            Compare(name.text, ">=", low, unit, name.column, low_at, unit_at),
            Compare(name.text, "<=", high, unit, name.column, high_at, unit_at),
        )
        return And(parts, name.column)

    def _state(self, name: _Token) -> Guard:
        negated = self._eat("not")
        token = self._take()
        if token.kind != "word" or token.text in RESERVED - {"unknown"}:
            mend = "use = for numbers" if token.kind == "number" else ""
            _fail(token, f"a state is missing before {token.shown}", "a state, or unknown", mend)
        atom: Guard = Is(name.text, token.text, name.column, token.column)
        if token.text == "unknown":
            atom = IsUnknown(name.text, name.column)
        return Not(atom, name.column) if negated else atom

    def _number(self) -> tuple[float, int]:
        token = self._take()
        if token.kind != "number":
            mend = "use is for states" if token.kind == "word" else ""
            _fail(token, f"a number is missing before {token.shown}", "a number", mend)
        value = float(token.text)
        if not math.isfinite(value):
            _fail(token, "this number is too large", "a number a sensor can show")
        return value, token.column

    def _unit(self) -> tuple[str, int]:
        """The unit and its column; without one, the column where it would stand."""
        token = self._peek()
        if token.kind == "word" and token.text not in RESERVED:
            self._take()
            return token.text, token.column
        before = self._tokens[self._next - 1]
        return "", before.column + len(before.text)
