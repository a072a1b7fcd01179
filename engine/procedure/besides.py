"""What a procedure says to others open beside it, in sentences: what calls for it, whom it holds back, what to mind.

Words only, for paper and for the difference of two revisions; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.procedure.guard import print_
from engine.procedure.model import Called, Procedure


def besides(procedure: Procedure, numbers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The sentences, none where the author says nothing; `numbers` are those people call steps by."""
    if procedure.called is not None:
        yield _called(procedure.called)
    if procedure.inhibits:
        yield f"Open, it holds back: {', '.join(procedure.inhibits)}"
    for one in procedure.consequences:
        since = f", from step {_step(one.from_, numbers)} on" if one.from_ is not None else ""
        yield f"Bear in mind in every procedure{since}: {one.note}"
    if procedure.deferred_at is not None:
        yield f"Items put off come back at step {_step(procedure.deferred_at, numbers)}"


def _step(name: str, numbers: Mapping[str, str] | None) -> str:
    return numbers[name] if numbers is not None and name in numbers else name


def _called(one: Called) -> str:
    if one.if_ is None:
        return f"Opened by the crew ({one.level}) when they sense: {one.sense}"
    when = f"when {print_(one.if_)}"
    if one.sense is None:
        return f"Opens as {one.level} {when}"
    return f"Offered as {one.level} {when}, opened if sensed: {one.sense}"
