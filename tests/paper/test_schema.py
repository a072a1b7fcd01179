"""The committed schema is fresh, takes every shipped procedure as an editor reads it, and marks mistakes."""

from __future__ import annotations

import datetime as dt
import json
import os
import re

import pytest
from hypothesis import given, settings

from engine.procedure.printer import print_procedure
from engine.procedure.schema import procedure_schema, schema_text
from tests.builders import PROCEDURES
from tests.npm import installed
from tests.paper.editor.messages import GOOD, MISTAKES, Server, with_schema
from tests.paper.written import procedures

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the dev group")
yaml12 = pytest.importorskip("ruamel.yaml", reason="ruamel.yaml is in the dev group")

COMMITTED = PROCEDURES / "schema" / "procedure.schema.json"
FILES = [*sorted(PROCEDURES.glob("*.yaml")), GOOD]
CHECK = jsonschema.Draft7Validator(procedure_schema())


def read12(text):
    """The data as a YAML 1.2 editor reads it; dates are text there."""

    def as_json(node):
        if isinstance(node, dict):
            return {str(key): as_json(value) for key, value in node.items()}
        if isinstance(node, list):
            return [as_json(value) for value in node]
        return node.isoformat() if isinstance(node, dt.date) else node

    return as_json(yaml12.YAML(typ="safe", pure=True).load(text))


def test_the_committed_schema_is_fresh():
    """When this fails: boldface author schema -o procedures/schema/procedure.schema.json."""
    assert COMMITTED.read_text("utf-8") == schema_text()


def test_the_schema_of_translations_is_fresh_and_takes_those_shipped():
    """When this fails: boldface author schema --of translation -o procedures/schema/translation.schema.json."""
    text = (PROCEDURES / "schema" / "translation.schema.json").read_text("utf-8")
    assert text == schema_text("translation")
    check = jsonschema.Draft7Validator(json.loads(text))
    for path in (PROCEDURES / "translations").glob("*.yaml"):
        assert list(check.iter_errors(read12(path.read_text("utf-8")))) == []


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_shipped_procedure_is_marked(path):
    assert list(CHECK.iter_errors(read12(path.read_text("utf-8")))) == []


@settings(max_examples=30)
@given(procedures(hostile=True))
def test_no_procedure_that_can_be_read_is_marked(procedure):
    assert list(CHECK.iter_errors(read12(print_procedure(procedure)))) == []


@pytest.mark.parametrize("name", sorted(set(MISTAKES) - {"text lost behind #"}))
def test_common_mistakes_are_marked(name):
    old, new = MISTAKES[name]
    text = GOOD.read_text("utf-8")
    assert old in text
    assert list(CHECK.iter_errors(read12(text.replace(old, new, 1))))


@pytest.mark.slow
def test_the_language_server_says_what_the_docs_say(tmp_path):
    """YAML_LANGUAGE_SERVER may name bin/yaml-language-server of an npm install; else one is made."""
    script = os.environ.get("YAML_LANGUAGE_SERVER") or (
        installed(tmp_path, "yaml-language-server@1.25.0")
        / "yaml-language-server"
        / "bin"
        / "yaml-language-server"
    )
    docs = (PROCEDURES.parent / "docs" / "editors.md").read_text("utf-8")
    text = GOOD.read_text("utf-8")
    with Server(script) as server:
        for n, path in enumerate(FILES):
            shipped = with_schema(path.read_text("utf-8"), COMMITTED)
            assert server.messages(f"file:///made-up/good-{n}.yaml", shipped) == []
        for n, (row, (old, new)) in enumerate(zip(_rows(docs), MISTAKES.values(), strict=True)):
            bad = with_schema(text.replace(old, new, 1), COMMITTED)
            told = server.messages(f"file:///made-up/bad-{n}.yaml", bad)
            said = [message.partition(" Valid values")[0] for _, _, message in told]
            rest = re.sub(r"Valid values: .*|\(.*\)", "", row)
            for one in said:
                assert one in row
                rest = rest.replace(one, "")
            assert not rest.strip() if said else row.startswith("nothing: ")


def _rows(docs):
    """The second cell of each row of the table of common mistakes, one for each of MISTAKES."""
    table = docs.partition("| Mistake |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.split(" | ")[1] for row in table]
