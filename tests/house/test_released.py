"""The procedures that ship are in force: each is the last released revision of its name, byte for byte."""

from __future__ import annotations

from pathlib import Path

from engine.procedure.reader import read_procedure
from engine.procedure.release import digest_of, read_releases

PROCEDURES = Path(__file__).parents[2] / "procedures"


def test_each_shipped_procedure_is_the_last_that_was_released() -> None:
    log = PROCEDURES / "releases.jsonl"
    last = {
        one.procedure: (one.revision, one.digest)
        for one in read_releases(log.read_text(encoding="utf-8"), str(log))
    }
    shipped = {}
    for path in PROCEDURES.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        procedure = read_procedure(text).procedure
        assert procedure is not None, path
        shipped[procedure.procedure] = (procedure.revision, digest_of(text))
    assert shipped == last, "raise `revision:` and release it: boldface author release FILE"
