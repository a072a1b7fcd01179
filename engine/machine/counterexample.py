"""A counterexample: what the world does, move by move, until the bad thing happens; in words, and as a file.

The file is YAML of plain maps, so that it can be kept, read by people and walked in a drill; nothing in it is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import ProcedureError
from engine.machine.moves import Move, words_of
from engine.machine.table import Table
from engine.procedure.yaml_reader import read_yaml

KINDS = {
    "reads": "reads",
    "wait": "wait",
    "tick": "ticks",
    "override": "overrides",
    "record": "records",
    "answer": "answers",
    "sign": "signs",
    "hold": "holds",
    "release": "releases",
    "skip": "skips",
    "abort": "aborts",
}


LONGEST_WAIT_MS: Final = 864_000_000  # DESIGN: ten days; no step that is written waits longer
MOST_MOVES: Final = 10_000  # DESIGN: the shortest way to a fault has tens


@dataclass(frozen=True, slots=True)
class Stage:
    """A stay in one state: what happens there, and the states the run then goes through."""

    at: str
    moves: tuple[Move, ...]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The stages of a run in which a property is broken, and the sentence that says how.

    `file` and `digest` (SHA-256 of its bytes) name the procedure's text where that is known, else "".
    """

    procedure: str
    claim: str
    sentence: str
    stages: tuple[Stage, ...]
    missing: tuple[str, ...] = ()
    file: str = ""
    digest: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """Every state entered, the first one included."""
        first = (self.stages[0].at,) if self.stages else ()
        return (*first, *(one for stage in self.stages for one in stage.to))


def lines(table: Table, example: Counterexample) -> list[str]:
    """The counterexample as people read it: where the run stands, and one line for each move."""
    found = [f"{role} is missing." for role in example.missing]
    for stage in example.stages:
        found.append(f"at {table.states[stage.at].called}:")
        found += [f"  {words_of(table, move)}" for move in stage.moves]
        found += [f"  -> {table.states[one].called}" for one in stage.to]
    return [*found, example.sentence]


def counterexample_text(example: Counterexample, said: Sequence[str] = ()) -> str:
    """The counterexample as a file, which `read_counterexample` reads back to an equal one.

    `said`: lines for people, put above the rest as comments.
    """
    head = {
        "counterexample": example.claim,
        "procedure": example.procedure,
        "file": example.file,
        "digest": example.digest,
        "sentence": example.sentence,
    }
    text = [f"# {one}".rstrip() for one in said]
    text += [f"{key}: {_quoted(value)}" for key, value in head.items() if value]
    text.append("missing: [" + ", ".join(example.missing) + "]")
    text.append("stages:" if example.stages else "stages: []")
    for stage in example.stages:
        text.append(f"  - at: {_quoted(stage.at)}")
        text.append("    moves:" if stage.moves else "    moves: []")
        text += [f"      - {{{_written(move)}}}" for move in stage.moves]
        text.append("    to: [" + ", ".join(map(_quoted, stage.to)) + "]")
    return "\n".join(text) + "\n"


def _written(move: Move) -> str:
    parts = {"do": KINDS[move.kind]}
    if move.name:
        parts["name"] = _quoted(move.name)
    if move.value is not None:
        parts["value"] = _quoted(move.value)
    if move.role:
        parts["role"] = move.role
    if move.ms:
        parts["ms"] = str(move.ms)
    return ", ".join(f"{key}: {value}" for key, value in parts.items())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def read_counterexample(text: str) -> Counterexample:
    """The counterexample of a file; raises ProcedureError with the place of the first fault."""
    document = read_yaml(text)
    for problem in document.problems:
        raise ProcedureError(f"counterexample:{problem.place}: {problem.sentence}")
    try:
        data: Mapping[str, Any] = document.data if isinstance(document.data, dict) else {}
        stages = tuple(_stage(one) for one in data["stages"])
        example = Counterexample(
            _text(data["procedure"]),
            _text(data["counterexample"]),
            _text(data["sentence"]),
            stages,
            tuple(map(_text, data["missing"])),
            _text(data.get("file", "")),
            _text(data.get("digest", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProcedureError(
            f"this is no counterexample: {error} is missing or not what it should be; expected the "
            "file that `boldface author check --counterexamples` wrote"
        ) from None
    if sum(len(stage.moves) for stage in stages) > MOST_MOVES:
        raise ProcedureError(
            f"this counterexample has more than {MOST_MOVES} moves; expected the file that "
            "`boldface author check --counterexamples` wrote"
        )
    return example


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(repr(value)[:40])
    return value


def _stage(data: Mapping[str, Any]) -> Stage:
    moves = tuple(_move(one) for one in data["moves"])
    return Stage(_text(data["at"]), moves, tuple(map(_text, data["to"])))


def _move(data: Mapping[str, Any]) -> Move:
    kinds = {word: kind for kind, word in KINDS.items()}
    value, ms = data.get("value"), int(data.get("ms", "0"))
    if not 0 <= ms <= LONGEST_WAIT_MS:
        raise ValueError(f"a wait of {ms} ms")
    return Move(
        kinds[data["do"]],  # type: ignore[arg-type]
        _text(data.get("name", "")),
        None if value is None else _text(value),
        _text(data.get("role", "")),
        ms,
    )
