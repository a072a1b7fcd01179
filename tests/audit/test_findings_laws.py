"""Whatever a log holds, looking at it ends in findings and never in a traceback; what was changed is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace

from engine.audit.compare import compare, measure
from engine.audit.findings import findings
from engine.audit.picture import picture
from engine.audit.query import Question, ask
from engine.audit.stats import Gathering
from engine.audit.trail import trail
from engine.run import events as e
from tests.audit.test_replay import NAMES, noted, played, scripts
from tests.builders import a_drive

WORDS = st.sampled_from(["", "x", "nobody", "masks#1", "GO", "-1", "1e999", "é\x1b[2J", "CDR"])
NUMBERS = st.sampled_from([0, -1, 7, 10**9])


def changed(draw, event):
    """An event with one of its fields made something else of the same type."""
    fields = [one for one in event.__struct_fields__ if isinstance(getattr(event, one), str | int)]
    field = draw(st.sampled_from(fields))
    return replace(
        event, **{field: draw(WORDS if isinstance(getattr(event, field), str) else NUMBERS)}
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_log_can_be_looked_at(name, data):
    events = list(played(name, data.draw(scripts(name))).events)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(events) - 1))
        events[at] = changed(data.draw, events[at])
    if data.draw(st.booleans()):
        del events[data.draw(st.integers(0, len(events) - 1))]
    table = a_drive(name).table
    one = trail(noted(events), table, "test")
    found = findings(one)
    last = len(events) - 1
    assert all(0 <= entry <= last for hit in found for entry in hit.entries)
    assert all(hit.entries for hit in found)
    assert all(isinstance(to_builtins(hit)["sentence"], str) for hit in found)
    assert compare(one, one) is not None
    assert measure(one).run == "test"
    gathering = Gathering()
    gathering.add(one)
    assert all(picture(stats).endswith("</svg>\n") for stats in gathering.found.values())
    assert len(list(ask(Question(readings=True), noted(events), table, "test", "drill"))) == sum(
        not isinstance(event, e.TextKept) for event in events
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_a_run_that_the_engine_recorded_breaks_no_rule_of_legality(name, data):
    events = played(name, data.draw(scripts(name))).events
    found = findings(trail(noted(events), a_drive(name).table, "test"))
    assert [hit for hit in found if hit.level == "error"] == []
