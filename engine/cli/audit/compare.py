"""`audit compare`: two runs beside each other, step by step, or one against the best or the median of its procedure.

Exit codes: 0 every step was gone through alike, 1 they differ, 2 misuse or a run that cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import click

from engine.cli.audit.taken import Troubles, json_option, trail_of, trails
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.audit.compare import Pair
    from engine.audit.stays import Stay
    from engine.audit.trail import Trail
    from engine.bootstrap.audited import Records

NAME, WIDTH = 27, 19  # DESIGN: cells for a step and for each side, 80 together with the rest


@click.command(
    epilog="Examples:\n\n  boldface audit compare ms-29-7 ms-29-8\n\n"
    "  boldface audit compare ms-29-7 --best\n\n  boldface audit compare ms-29-7 --median --json\n\n"
    "Exit codes: 0 every step was gone through alike (times aside), 1 they differ, 2 a run cannot be read."
)
@click.argument("a")
@click.argument("b", required=False)
@click.option("--best", is_flag=True, help="Against the best run of its procedure.")
@click.option("--median", is_flag=True, help="Against the median run.")
@store_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    a: str,
    b: str | None,
    store: str | None,
    *,
    best: bool,
    median: bool,
    as_json: bool,
) -> None:
    """Compare run A with run B step by step: entered, how long, how left, what was said, departures.

    Best: fewest departures, then shortest. Median: in the middle by length. Both are looked for among
    the runs of A's procedure and kind that ended safe, at the same end as A where there are any.
    """
    from engine.audit.compare import compare
    from engine.bootstrap import open_reading
    from engine.bootstrap.audited import Records

    if (b is not None) + best + median != 1:
        raise click.UsageError("name a second run, or say --best, or --median: one of the three")
    against = "best" if best else "median" if median else None
    troubles = Troubles()
    with closing(open_reading(address(ctx, store))) as opened:
        records = Records(opened)
        left = trail_of(records, a)
        other = b if b is not None else _chosen(records, left, against or "", troubles)
        right = trail_of(records, other)
        pairs = compare(left, right)
    why = f" ({against} of its procedure)" if against else ""
    if as_json:
        click.echo(json.dumps(_data(left, right, pairs, against), indent=1, ensure_ascii=False))
    else:
        for text in _lines(left, right, pairs, why):
            click.echo(text)
    troubles.tell()
    sys.exit(int(any(one.differs for one in pairs)))


def _chosen(records: Records, one: Trail, against: str, troubles: Troubles) -> str:
    from engine.audit.compare import chosen
    from engine.bootstrap.stored import no_other, others_of

    return chosen(one, trails(records, others_of(records, one), troubles), against) or no_other(one)


def _data(a: Trail, b: Trail, pairs: tuple[Pair, ...], against: str | None) -> dict[str, object]:
    from msgspec import to_builtins

    steps = [{**to_builtins(one), "slower_ms": one.slower, "differs": one.differs} for one in pairs]
    return {"a": _whole(a), "b": _whole(b), "against": against, "steps": steps}


def _whole(trail: Trail) -> dict[str, object]:
    state = trail.state
    known = {"run": trail.run, "outcome": state.outcome, "safe": state.safe, "ms": state.t}
    return {**known, "of": _of(trail)}


def _lines(a: Trail, b: Trail, pairs: tuple[Pair, ...], why: str) -> Iterator[str]:
    from engine.cli.say import safe
    from engine.run.lines import clock

    ofs = [_of(one) for one in (a, b)]
    if ofs[0] != ofs[1]:
        yield safe(f"A is of {ofs[0]}, B of {ofs[1]}: only steps of one name stand side by side.")
    for mark, trail, word in (("A", a, ""), ("B", b, why)):
        kind = trail.opened.kind.upper() if trail.opened else "?"
        end = f"{trail.state.outcome or 'not closed'} at {clock(trail.state.t)}"
        yield safe(f"{mark}: {kind} {trail.run}{word}: {end}")
    yield f"{'':2}{'STEP':<{NAME}} {'A took, left by':<{WIDTH}} {'B took, left by':<{WIDTH}} B - A"
    for one in pairs:
        yield from map(safe, _pair(one))
    count = sum(one.differs for one in pairs)
    yield f"{count} of {len(pairs)} steps differ (marked *); times alone make no difference."


def _of(trail: Trail) -> str:
    """Of which procedure a run is, and of which text of it."""
    opened = trail.opened
    if opened is None:
        return "no procedure that is known"
    return f"{opened.procedure} revision {opened.revision} (SHA-256 {opened.digest[:12]})"


def _pair(one: Pair) -> Iterator[str]:
    visit = f" ({one.n})" if one.n > 1 else ""
    name = _cut(one.title + visit, NAME)
    mark = "* " if one.differs else "  "
    sides = " ".join(f"{_cut(_side(side), WIDTH):<{WIDTH}}" for side in (one.a, one.b))
    yield f"{mark}{name:<{NAME}} {sides} {_slower(one.slower)}".rstrip()
    for letter, side, other in (("A", one.a, one.b), ("B", one.b, one.a)):
        if side is not None and (other is None or side.said != other.said) and side.said:
            yield f"      {letter} said: {', '.join(side.said)}"
        if side is not None and side.departed:
            yield f"      {letter} departed: {', '.join(side.departed)}"


def _side(one: Stay | None) -> str:
    from engine.run.lines import clock

    if one is None:
        return "-"
    return f"{clock(one.ms)} {one.how}" if one.ms is not None else "not left"


def _slower(ms: int | None) -> str:
    from engine.run.lines import clock

    if ms is None:
        return ""
    sign: Literal["+", ""] = "+" if ms >= 0 else ""
    return f"{sign}{clock(ms)}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
