"""The committed schema of scenarios is fresh, takes every scenario that ships, and marks mistakes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from engine.drill.scenario_schema import scenario_schema_text
from tests.drill.conftest import PROCEDURES

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the dev group")
yaml12 = pytest.importorskip("ruamel.yaml", reason="ruamel.yaml is in the dev group")

COMMITTED = PROCEDURES / "schema" / "scenario.schema.json"
CHECK = jsonschema.Draft7Validator(json.loads(scenario_schema_text()))


def read12(text: str) -> object:
    """The data as a YAML 1.2 editor reads it; times are text there."""

    def as_json(node: object) -> object:
        if isinstance(node, dict):
            return {str(key): as_json(value) for key, value in node.items()}
        if isinstance(node, list):
            return [as_json(value) for value in node]
        if isinstance(node, dt.datetime):
            return node.strftime("%Y-%m-%dT%H:%M:%SZ")
        return node

    return as_json(yaml12.YAML(typ="safe", pure=True).load(text))


def test_the_committed_schema_is_fresh() -> None:
    """When this fails: boldface author schema --of scenario -o procedures/schema/scenario.schema.json."""
    assert COMMITTED.read_text("utf-8") == scenario_schema_text()
    jsonschema.Draft7Validator.check_schema(json.loads(scenario_schema_text()))


@pytest.mark.parametrize(
    "path", sorted((PROCEDURES / "scenarios").glob("*.yaml")), ids=lambda p: p.stem
)
def test_no_scenario_that_ships_is_marked(path: Path) -> None:
    assert list(CHECK.iter_errors(read12(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("measures:", "measure:"),
        ("briefing: |", "brief: |"),
        ("kind: frozen", "kind: wobbly"),
        ("  closes: CDR", "  close: CDR"),
        ("inject: ears, at:", "inject: ears, att:"),
        ("alarm: ears", "alarm: EARS"),
    ],
)
def test_mistakes_are_marked(old: str, new: str) -> None:
    text = (PROCEDURES / "scenarios" / "depress.yaml").read_text("utf-8")
    assert old in text
    assert list(CHECK.iter_errors(read12(text.replace(old, new, 1))))
