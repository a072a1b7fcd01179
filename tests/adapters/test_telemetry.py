"""Telemetry as JSON lines: what is a reading, what is not, and the sentence that names the line."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters.telemetry_lines import MOST_LINE, TelemetryLines, parse
from engine.errors import RunError
from engine.ports import Sampled, Unusable

GOOD = {
    '{"channel": "a", "value": 3.20, "unit": "ppm"}': Sampled("a", "3.20", "ppm", "feed:1"),
    '{"channel": "a", "value": "AOS"}': Sampled("a", "AOS", None, "feed:1"),
    '{"channel": "a", "value": null}': Sampled("a", None, None, "feed:1"),
    '{"channel": "a", "value": NaN}': Sampled("a", "NaN", None, "feed:1"),
    '{"channel": "a", "value": -Infinity}': Sampled("a", "-Infinity", None, "feed:1"),
    '{"channel": "a", "value": 1e999}': Sampled("a", "1e999", None, "feed:1"),
    '{"channel": "a", "value": 1, "more": 2}': Sampled("a", "1", None, "feed:1"),
}
BAD = (
    "junk",
    "[]",
    "{}",
    "1",
    '{"channel": null, "value": 2}',
    '{"channel": "a"}',
    '{"channel": "a", "value": true}',
    '{"channel": "a", "value": [1]}',
    '{"channel": "a", "value": 1, "unit": {}}',
    '{"channel": "\\ud800", "value": 1}',
    '{"channel": "a", "value": "\\u001b[31m"}',
    "[" * 9_000,
    "x" * (MOST_LINE + 1),
)


@pytest.mark.parametrize("line", GOOD)
def test_a_reading_keeps_its_number_as_written(line):
    assert parse(line, "feed:1") == GOOD[line]


@pytest.mark.parametrize("line", BAD, ids=[one[:30] for one in BAD])
def test_what_is_no_reading_is_named_by_its_line(line):
    found = parse(line, "feed:7")
    assert isinstance(found, Unusable)
    assert found.sentence.startswith("feed:7: ")
    assert len(found.sentence) < 200
    assert found.sentence.isprintable()


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_any_line_gets_an_answer(line):
    assert isinstance(parse(line, "feed:1"), Sampled | Unusable)


def test_lines_come_in_order_once_and_blank_ones_not_at_all(tmp_path):
    feed = tmp_path / "feed"
    feed.write_bytes(b'{"channel": "a", "value": 1}\n\n\xff\n{"channel": "a", "value": 2}')
    lines = TelemetryLines(str(feed))
    found = []
    until = time.monotonic() + 10
    while len(found) < 3 and time.monotonic() < until:
        found += lines.arrived()
        time.sleep(0.01)
    values = [one.value if isinstance(one, Sampled) else one.sentence for one in found]
    assert (values[0], values[2]) == ("1", "2")
    assert values[1].startswith(f"{feed}:3: ")
    assert lines.arrived() == []
    lines.close()


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(RunError, match="cannot be read"):
        TelemetryLines(str(tmp_path / "none"))
    with pytest.raises(RunError, match="cannot be read"):
        TelemetryLines(str(tmp_path))
