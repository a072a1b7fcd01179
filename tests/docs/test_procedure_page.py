"""The page of keys names every key of the schema, and none that is not there."""

from __future__ import annotations

import json
import re

from tests.builders import PROCEDURES
from tests.cli.door import ROOT

PAGE = (ROOT / "docs" / "procedure.md").read_text(encoding="utf-8")
SCHEMA = json.loads((PROCEDURES / "schema" / "procedure.schema.json").read_text(encoding="utf-8"))
FORMS = [SCHEMA, *SCHEMA["definitions"].values()]


def test_every_key_of_the_schema_is_on_the_page() -> None:
    told = set(re.findall(r"`([a-z ]+)`", PAGE))
    assert {key for form in FORMS for key in form.get("properties", {})} - told == set()


def test_every_key_in_the_first_cell_of_a_verb_or_form_is_in_the_schema() -> None:
    keys = {key for form in FORMS for key in form.get("properties", {})}
    first = re.findall(r"^\| `([a-z ]+)`", PAGE, re.MULTILINE)
    assert len(first) > 10
    assert set(first) <= keys
