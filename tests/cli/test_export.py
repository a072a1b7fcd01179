"""`audit export`: every form holds every entry in order with its leaf; jsonl is the stored bytes; errors are sentences."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from engine.log import leaf_hash
from tests.cli import logs
from tests.cli.door import Done, ask, refused

XES = "{http://www.xes-standard.org/}"
RUN = "ms-29-7"
TYPED = (
    "1\nobserve \x1b[31mred [bold] =1+1\nobserve =HYPERLINK(1)\nwait 2 min\n1\n"
    "untick 1 it was not\n1\nskip no time\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill in which hostile words were said and a step was skipped, left open."""
    path = tmp_path_factory.mktemp("export") / "runs.db"
    words = ("--seed", 7, "--role", "FE-1", "--role", "FE-2", "--role", "CDR", "--store", path)
    ask("drill", "ms-29", "--plain", *words, typed=TYPED)
    return path


def export(store: Path, form: str, run: str = RUN) -> Done:
    return ask("audit", "export", run, "--as", form, "-o", "-", "--store", store)


def test_jsonl_is_the_stored_bytes_and_a_line_hashes_to_its_leaf(store: Path) -> None:
    lines = export(store, "jsonl").out.encode().splitlines()
    rows = logs.stored(store, RUN)
    assert lines == [row.body for row in rows]
    assert [leaf_hash(line) for line in lines] == [row.leaf for row in rows]


def test_the_forms_agree_on_count_order_and_leaves(store: Path) -> None:
    leaves = [row.leaf.hex() for row in logs.stored(store, RUN)]
    table = list(csv.DictReader(io.StringIO(export(store, "csv").out, newline="")))
    trace = ET.fromstring(export(store, "xes").out.encode()).find(f"{XES}trace")
    ocel = json.loads(export(store, "ocel").out)
    assert [row["leaf"] for row in table] == leaves
    assert [_said(one)["boldface:leaf"] for one in trace.iter(f"{XES}event")] == leaves
    assert [_values(one)["leaf"] for one in ocel["events"]] == leaves
    assert [row["index"] for row in table] == [str(n) for n in range(len(leaves))]


def _said(one: ET.Element) -> dict[str, str]:
    return {item.get("key"): item.get("value") for item in one}


def _values(one: dict) -> dict:
    return {item["name"]: item["value"] for item in one["attributes"]}


def test_a_drill_is_marked_as_one_in_every_row(store: Path) -> None:
    table = csv.DictReader(io.StringIO(export(store, "csv").out, newline=""))
    assert {row["kind"] for row in table} == {"drill"}
    trace = ET.fromstring(export(store, "xes").out.encode()).find(f"{XES}trace")
    assert {_said(one)["boldface:drill"] for one in trace.iter(f"{XES}event")} == {"true"}
    assert all(_values(one)["drill"] is True for one in json.loads(export(store, "ocel").out)["events"])  # fmt: skip


def test_a_correction_and_what_it_corrects_name_each_other(store: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(export(store, "csv").out, newline="")))
    (late,) = [row for row in rows if row["event"] == "ItemUnticked"]
    early = rows[int(late["corrects"])]
    assert (early["event"], early["corrected_by"]) == ("ItemTicked", late["index"])
    assert early["data.item"] == late["data.item"]
    assert [row["event"] for row in rows if row["departure"] == "skipped"] == ["StepSkipped"]


def test_what_people_said_breaks_no_form_and_is_no_formula(store: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(export(store, "csv").out, newline="")))
    texts = [row["data.text"] for row in rows if row["event"] == "ObservationRaised"]
    assert "'=HYPERLINK(1)" in texts
    assert r"\x1b[31mred [bold] =1+1" in export(store, "xes").out
    raised = [
        one for one in json.loads(export(store, "ocel").out)["events"]
        if one["type"] == "ObservationRaised"
    ]  # fmt: skip
    assert json.loads(_values(raised[0])["data"])["text"] == "\x1b[31mred [bold] =1+1"


def test_every_object_of_ocel_is_touched_and_every_touch_is_known(store: Path) -> None:
    ocel = json.loads(export(store, "ocel").out)
    known = {one["id"] for one in ocel["objects"]}
    touched = {one["objectId"] for event in ocel["events"] for one in event["relationships"]}
    assert touched == known
    revision = next(one["id"] for one in ocel["objects"] if one["type"] == "procedure revision")
    assert any(
        revision in {one["objectId"] for one in event["relationships"]} for event in ocel["events"]
    )
    assert {event["type"] for event in ocel["events"]} == {one["name"] for one in ocel["eventTypes"]}  # fmt: skip


def test_the_same_run_gives_the_same_bytes(store: Path) -> None:
    for form in ("jsonl", "csv", "xes", "ocel", "pnml"):
        assert export(store, form).out == export(store, form).out


def test_a_damaged_entry_stays_in_its_place_and_is_named(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.write_bytes(store.read_bytes())
    logs.tamper(path, 12, lambda body: b"\xff\x00" + body)
    count = len(logs.stored(path, RUN))
    for form in ("csv", "xes", "ocel"):
        done = export(path, form)
        assert done.code == 2
        assert "entry 12 is altered" in done.err
    table = list(csv.DictReader(io.StringIO(export(path, "csv").out, newline="")))
    assert len(table) == count
    assert table[12]["fault"].startswith("entry 12")
    assert len(list(ET.fromstring(export(path, "xes").out.encode()).iter(f"{XES}event"))) == count
    assert len(json.loads(export(path, "ocel").out)["events"]) == count


def test_what_cannot_be_done_ends_in_a_sentence(store: Path, tmp_path: Path) -> None:
    refused(export(store, "csv", run="nobody"), "nobody", "not in this store")
    words = ("--as", "csv", "-o", tmp_path / "no" / "where.csv", "--store", store)
    refused(ask("audit", "export", RUN, *words), "where.csv", "cannot be written")
    assert list(tmp_path.iterdir()) == []
    refused(ask("audit", "export", RUN, "--as", "docx", "-o", "-", "--store", store))
