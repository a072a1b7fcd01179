"""Sentences for what a YAML parser refuses: its messages name tokens, ours what was written.

It knows the wordings of libyaml and of pure PyYAML and never shows either to an author.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from engine.procedure.places import Place, Problem
from engine.procedure.yaml_lists import entry_without_dash, first_without_dash, step_without_dash

QUOTE = "put the whole text in double quotes"
BRACE_MEND = "close it, or write one key per line without braces"


class Mark(Protocol):
    """A position as PyYAML gives it: all three 0-based, in code points."""

    @property
    def line(self) -> int:
        """Line, 0-based."""

    @property
    def column(self) -> int:
        """Column, 0-based."""

    @property
    def index(self) -> int:
        """Code points since the beginning of the text."""


class Complaint(NamedTuple):
    """What the parser said, and where: the place it gave up, and the place it began from."""

    context: str
    context_mark: Mark | None
    problem: str
    problem_mark: Mark | None


class Surroundings(NamedTuple):
    """What the walk knew when the parser gave up: the brace it stood in, the last quoted text."""

    lines: Sequence[str]
    brace: Mark | None
    quote: tuple[Mark, Mark] | None


@dataclass(frozen=True, slots=True)
class _Saying:
    """A part of the parser's message, and our words for it."""

    part: str
    sentence: str
    expected: str
    mend: str
    at_context: bool = False


_SAYINGS = (
    _Saying(
        "block scalar",
        "a value that begins with '>' or '|' opens a text of several lines",
        "nothing more on this line, and indented text below it",
        "name the channel first (cabin.nh3 > 30 ppm), or put the text in double quotes",
        at_context=True,
    ),
    _Saying("alias", "a value may not begin with '*'", "plain text", QUOTE, at_context=True),
    _Saying("anchor", "a value may not begin with '&'", "plain text", QUOTE, at_context=True),
    _Saying("tag", "a value may not begin with '!'", "plain text", QUOTE, at_context=True),
    _Saying(
        "directive",
        "a line may not begin with '%'",
        "a key",
        "remove the line; this format has no directives",
        at_context=True,
    ),
    _Saying(
        "could not find expected ':'",
        "this line has no ': ' after its key",
        "key: value",
        "write a colon and a blank after the key, or indent the line under the text it belongs to",
        at_context=True,
    ),
    _Saying(
        "cannot start any token",
        "a value may not begin with this character",
        "plain text",
        QUOTE,
    ),
    _Saying(
        "escape",
        "this backslash escape is not known inside double quotes",
        r"\n, \t, \", \\ or \u and four digits",
        "write two backslashes, or use single quotes",
    ),
    _Saying(
        "hexadecimal",
        "this backslash escape lacks digits",
        r"\u and four digits",
        "write two backslashes, or use single quotes",
    ),
    _Saying(
        "sequence entries",
        "a list cannot begin here",
        "a list below its key, each entry on its own line",
        "move '- ' to the next line, or put the text in double quotes",
    ),
    _Saying("mapping keys", "a key may not begin with '? '", "key: value", QUOTE),
    _Saying(
        "document start",
        "text goes on after the end of the procedure",
        "one map of keys in the whole file",
        "line this up with the keys above, or move it into its own file",
    ),
    _Saying(
        "document",
        "'---' or '...' ends the procedure in the middle of a value",
        "one procedure in a file",
        "remove the line, or put the text in double quotes",
    ),
    _Saying(
        "'-' indicator",
        "this line stands in a list but does not begin with '- '",
        "'- ' as in the entries above, or a deeper indentation",
        "line it up with the keys of the entry it belongs to",
    ),
    _Saying(
        "block end",
        "this line is not lined up with the lines above it",
        "the column of the keys it belongs to",
        "line it up with its neighbours",
    ),
    _Saying(
        "expected key",
        "this line is not lined up with the lines above it",
        "the column of the keys it belongs to",
        "line it up with its neighbours",
    ),
)
_OTHER = _Saying(
    "",
    "the text from here on cannot be understood as keys and values",
    "key: value, one a line",
    "look for a missing colon, quote or bracket at this line or just above it",
)


def place_of(mark: Mark, end: Mark | None = None) -> Place:
    """The Place from one mark to another, or of the one character at it."""
    if end is None or (end.line, end.column) <= (mark.line, mark.column):
        return Place(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    return Place(mark.line + 1, mark.column + 1, end.line + 1, end.column + 1)


def explain_fault(complaint: Complaint, around: Surroundings) -> Problem:
    """The parser's complaint as a Problem of the rule `syntax`, at the place an author must mend.

    That is where a quote or a brace was opened rather than where the parser gave up.
    """
    mark = complaint.problem_mark or complaint.context_mark
    if mark is None:
        return Problem(Place(1, 1, 1, 2), "syntax", _OTHER.sentence, _OTHER.expected, _OTHER.mend)
    return (
        _quote(complaint, mark, around)
        or _brace(complaint, mark, around)
        or _colon(complaint, mark, around)
        or _no_key(mark, around)
        or _dashes(complaint, mark, around)
        or _after_bracket(mark, around)
        or _saying(complaint, mark)
    )


def _quote(complaint: Complaint, mark: Mark, around: Surroundings) -> Problem | None:
    """A quote never closed, or closed by the opening one of a later text."""
    context = complaint.context_mark
    unclosed = "end of stream" in complaint.problem or "document" in complaint.problem
    if context and unclosed and "scanning a quoted" in complaint.context:
        return Problem(
            place_of(context),
            "syntax",
            "a quote is opened here and never closed",
            "the same quote at the end of the text",
            "close the quote",
        )
    if around.quote is None or around.quote[1].line != mark.line:
        return None
    start, end = around.quote
    if start.line != end.line:
        return Problem(
            place_of(start),
            "syntax",
            f"a quote opened here is closed only on line {end.line + 1}, and text goes on after it",
            "the closing quote at the end of its own line",
            "close the quote",
        )
    between = _line(around, mark)[end.column : mark.column]
    if mark.column < end.column or between.strip():
        return None
    return Problem(
        place_of(mark),
        "syntax",
        "text goes on after a closing quote",
        "nothing after the closing quote",
        "put the whole text in quotes, those inside it as \\\" or ''",
    )


def _brace(complaint: Complaint, mark: Mark, around: Surroundings) -> Problem | None:
    """A brace or bracket that is open where the parser gave up."""
    in_flow = "flow mapping" in complaint.context or "flow sequence" in complaint.context
    opened = complaint.context_mark if in_flow else around.brace
    if opened is None:
        return None
    sign = _line(around, opened)[opened.column : opened.column + 1] or "{"
    close = "]" if sign == "[" else "}"
    if opened.line < mark.line or not _line(around, mark)[mark.column :].strip():
        return Problem(
            place_of(opened),
            "syntax",
            f"'{sign}' is opened here and never closed",
            f"'{close}'",
            BRACE_MEND,
        )
    if not in_flow:
        return None
    return Problem(
        place_of(mark),
        "syntax",
        f"inside {sign}...{close} this was not expected",
        f"a comma or '{close}'",
        f"{QUOTE}, or write one key per line",
    )


_KEY_BEFORE = re.compile(r":\s")


def _colon(complaint: Complaint, mark: Mark, around: Surroundings) -> Problem | None:
    """`: ` where no key may stand: in prose, or on a line indented below a finished value."""
    if "mapping values are not allowed" not in complaint.problem:
        return None
    before = _line(around, mark)[: mark.column]
    if _KEY_BEFORE.search(before):
        return Problem(
            place_of(mark),
            "syntax",
            "a second ': ' stands in one line of text",
            "one ': ' a line, after the key",
            QUOTE,
        )
    above = _line_above(mark, around)
    if above is not None:
        return above
    start = len(before) - len(before.lstrip())
    lines = around.lines
    step = next((n for n in range(mark.line - 1, -1, -1) if lines[n].strip()), None)
    entry = step_without_dash(lines, step) if step is not None else None
    if entry is not None:
        return entry
    return Problem(
        Place(mark.line + 1, start + 1, mark.line + 1, mark.column + 2),
        "syntax",
        "this key is indented deeper than the key above, which already has its value",
        "the column of the key above",
        "line it up with its neighbours",
    )


def _line_above(mark: Mark, around: Surroundings) -> Problem | None:
    """The list entry on the line above, if it lacks the blank after its '-' or the colon after its key."""
    above = around.lines[mark.line - 1] if 0 < mark.line <= len(around.lines) else ""
    found = re.match(r"( *)(-)(\S.*)|( *- )([a-z](?:[^:]|:(?=\S))*)$", above)
    if found is None:
        return None
    start = len(found[1] or found[4] or "")
    place = Place(mark.line, start + 1, mark.line, len(above.rstrip()) + 1)
    if found[2]:
        sentence = "there is no blank between '-' and what follows"
        return Problem(
            place, "syntax", sentence, "'- ' and the entry", "write a blank after the '-'"
        )
    return Problem(
        place,
        "syntax",
        "this entry has no ': ' after its key, and the lines below belong to one",
        "key: value",
        "write a colon and a blank after the key",
    )


def _dashes(complaint: Complaint, mark: Mark, around: Surroundings) -> Problem | None:
    """A dash that is missing before the first entry of a list or a later one, or stands where none belongs."""
    lines = around.lines
    if mark.line >= len(lines):
        return None
    if complaint.context_mark is not None and "expected ':'" in complaint.problem:
        return entry_without_dash(lines, complaint.context_mark.line)
    if "expected" not in complaint.problem:
        return None
    first = first_without_dash(lines, mark.line)
    if first is None and lines[mark.line].startswith("- ") and mark.column == 0:
        return Problem(
            Place(mark.line + 1, 1, mark.line + 1, 2),
            "syntax",
            "'- ' begins an entry of a list, and no list stands here",
            "a key at the beginning of the line",
            "remove the '- '",
        )
    return first


def _after_bracket(mark: Mark, around: Surroundings) -> Problem | None:
    """Text that goes on after the bracket or brace that ended its value."""
    before = _line(around, mark)[: mark.column].rstrip()
    if before[-1:] not in {"]", "}"}:
        return None
    return Problem(
        place_of(mark),
        "syntax",
        f"text goes on after '{before[-1]}', which ended the value",
        f"nothing after '{before[-1]}'",
        QUOTE,
    )


def _no_key(mark: Mark, around: Surroundings) -> Problem | None:
    line = _line(around, mark)
    if line[mark.column : mark.column + 2].rstrip() != ":" or line[: mark.column].strip(" -"):
        return None
    sentence = "a key is missing before this colon"
    return Problem(place_of(mark), "syntax", sentence, "key: value", "name the key")


def _saying(complaint: Complaint, mark: Mark) -> Problem:
    said = f"{complaint.context} | {complaint.problem}"
    saying = next((s for s in _SAYINGS if s.part in said), _OTHER)
    if saying.at_context and complaint.context_mark is not None:
        mark = complaint.context_mark
    return Problem(place_of(mark), "syntax", saying.sentence, saying.expected, saying.mend)


def _line(around: Surroundings, mark: Mark) -> str:
    """The line a mark stands on; the end of a text may stand on a line that is not there."""
    return around.lines[mark.line] if mark.line < len(around.lines) else ""
