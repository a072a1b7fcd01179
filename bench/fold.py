"""Folding events: our evolve against a plain dict table doing no more than moving between states.

Says where the time goes; the floor is measured in the same run. `python bench/fold.py [--quick]`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, table  # noqa: E402 (a script finds the house by itself)
from engine.bootstrap import DrillSettings, open_drill  # noqa: E402
from engine.log import decode  # noqa: E402
from engine.run.codec import event_of  # noqa: E402
from engine.run.evolve import fold  # noqa: E402


def _best(work, rounds: int) -> float:  # noqa: ANN001 - a callable without arguments
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times)


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """Events per second: decode, codec, fold, and the plain table."""
    drill = open_drill(DrillSettings("ms-29", (), 7, "memory:", simulated_clock=True))
    while not drill.closed:
        drill.advance(3_600_000, stop_when_closed=True)
    events = [event for _, event in drill.events]
    bodies = [row.body for row in drill.console.store.read(drill.console.run)]
    rounds = 3 if quick else 15
    names = [type(event).__name__ for event in events]
    plain = {("s", name): "s" for name in names}

    def floor() -> str:
        state = "s"
        for name in names:
            state = plain[state, name]
        return state

    n = len(events)
    floor_s, fold_s = _best(floor, rounds), _best(lambda: fold(events), rounds)
    entries = [decode(body, i) for i, body in enumerate(bodies)]
    decode_s = _best(lambda: [decode(body, i) for i, body in enumerate(bodies)], rounds)
    codec_s = _best(
        lambda: [event_of(one.index, one.event, one.t, one.role, one.data) for one in entries],
        rounds,
    )
    telemetry = sum(1 for name in names if name == "ReadingsTaken")
    return [
        Row(
            "fold, events/s / plain dict table",
            f"{floor_s / fold_s:.4f}  ({n / fold_s:,.0f}/s of {n / floor_s:,.0f}/s)",
        ),
        Row("  where it goes: bytes -> entry, us an event", f"{decode_s / n * 1e6:.1f}"),
        Row("  entry -> event (types checked), us", f"{codec_s / n * 1e6:.1f}"),
        Row(
            f"  event -> state, us ({telemetry} of {n} are telemetry of 9 channels)",
            f"{fold_s / n * 1e6:.1f}",
        ),
    ]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
