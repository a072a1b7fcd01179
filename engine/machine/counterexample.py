"""A counterexample: what the world does, move by move, until the bad thing happens; in words, and as a file.

The file is YAML of plain maps, so that it can be kept, read by people and walked in a drill; nothing in it is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Stage:
    """A stay in one state: what happens there, and the states the run then goes through."""

    at: str
    moves: tuple[Move, ...]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The stages of a run in which a property is broken, and the sentence that says how."""

    procedure: str
    claim: str
    sentence: str
    stages: tuple[Stage, ...]
    missing: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Every state entered, the first one included."""
        first = (self.stages[0].at,) if self.stages else ()
        return (*first, *(one for stage in self.stages for one in stage.to))


def lines(table: Table, example: Counterexample) -> list[str]:
    """The counterexample as people read it: where the run stands, and one line for each move."""
    found = [f"{role} is missing." for role in example.missing]
    for stage in example.stages:
        found.append(f"at {stage.at}:")
        found += [f"  {words_of(table, move)}" for move in stage.moves]
        found += [f"  -> {one}" for one in stage.to]
    return [*found, example.sentence]


def counterexample_text(example: Counterexample) -> str:
    """The counterexample as a file, which `read_counterexample` reads back to an equal one."""
    head = {
        "counterexample": example.claim,
        "procedure": example.procedure,
        "sentence": example.sentence,
    }
    text = [f"{key}: {_quoted(value)}" for key, value in head.items()]
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
        return Counterexample(
            str(data["procedure"]),
            str(data["counterexample"]),
            str(data["sentence"]),
            stages,
            tuple(map(str, data["missing"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProcedureError(
            f"this is no counterexample: {error} is missing or not what it should be; expected the "
            "file that `boldface author check` wrote"
        ) from None


def _stage(data: Mapping[str, Any]) -> Stage:
    kinds = {word: kind for kind, word in KINDS.items()}
    moves = tuple(
        Move(
            kinds[one["do"]],  # type: ignore[arg-type]
            one.get("name", ""),
            one.get("value"),
            one.get("role", ""),
            int(one.get("ms", "0")),
        )
        for one in data["moves"]
    )
    return Stage(str(data["at"]), moves, tuple(map(str, data["to"])))
