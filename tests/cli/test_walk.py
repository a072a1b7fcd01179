"""A counterexample from the check to the drill: written, walked on the engine, refused where it does not fit."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from engine.bootstrap import open_walk
from engine.errors import ProcedureError
from engine.machine.counterexample import read_counterexample
from tests.cli.door import ask

NAME = "bad-air.property-masks-stay-on.counterexample.yaml"
BROKEN = (Path(__file__).parent / "data" / "bad-air.yaml").read_text(encoding="utf-8")
MENDED = BROKEN.replace("< 5 ppm: masks-down", "< 4 ppm: masks-down").replace(
    ">= 5 ppm and", ">= 4 ppm and"
)


def written(tmp_path):
    """The folder with the counterexamples of a broken procedure."""
    (tmp_path / "bad-air.yaml").write_text(BROKEN, encoding="utf-8")
    folder = tmp_path / "found"
    file = str(tmp_path / "bad-air.yaml")
    result = ask("author", "check", file, "--profile", "flight", "--counterexamples", str(folder))
    assert result.code == 1, result.out + result.err
    assert "proof-property" in (result.out + result.err)
    assert f"boldface drill --counterexample {folder / NAME}" in (result.out + result.err)
    return folder


@pytest.fixture
def found(tmp_path):
    return written(tmp_path)


def test_it_is_written_for_people_and_for_the_walk(found):
    text = (found / NAME).read_text(encoding="utf-8")
    assert "#   FE-2 records tube-haven = 4 ppm\n" in text
    example = read_counterexample(text)
    assert example.file == "../bad-air.yaml"
    assert example.digest == sha256(BROKEN.encode()).hexdigest()


@pytest.mark.parametrize("how", ["--plain", "--auto"])
def test_it_is_walked_in_lines_to_the_end(found, how):
    result = ask("drill", "--counterexample", str(found / NAME), how)
    assert result.code == 0, result.out + result.err
    assert "[12 of 12] 0:06:00 FE-2 records tube-haven = 4 ppm" in (result.out + result.err)
    assert "engine: -> Masks off here" in (result.out + result.err)
    assert "END: 'masks-down' is come to" in (result.out + result.err)


def test_a_mended_procedure_goes_another_way(found):
    (found.parent / "bad-air.yaml").write_text(MENDED)
    result = ask("drill", "--counterexample", str(found / NAME), "--plain")
    assert result.code == 1
    assert "The procedure has changed since this was found" in (result.out + result.err)
    assert "it stands in 'stay-masked', and the counterexample says 'masks-down'" in (
        result.out + result.err
    )


def test_back_is_the_way_there_again(found):
    walk = open_walk(str(found / NAME))
    seen = [(walk.console.state.at, walk.t, walk.ahead)]
    while walk.forward():
        seen.append((walk.console.state.at, walk.t, walk.ahead))
    assert seen[-1][0] == "masks-down"
    for before in reversed(seen[:-1]):
        assert walk.back()
        assert (walk.console.state.at, walk.t, walk.ahead) == before
    assert not walk.back()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hatch.fgb", "hatch.xyz", "there is no channel 'hatch.xyz'"),
        ("'open'", "'ajar'", "ajar"),
        ("CDR}", "XYZ}", "there is no role 'XYZ'"),
        ("['gather']", "['gathr']", "there is no step 'gathr'"),
        ("360000", "9e9", "this is no counterexample"),
        ("360000", "99999999999", "a wait of 99999999999 ms"),
        ("ms: 360000", "ms: -1", "a wait of -1 ms"),
        ("procedure: 'bad-air'", "procedure: 'head-count'", "was found in"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(found, old, new, said):
    text = (found / NAME).read_text(encoding="utf-8")
    assert old in text
    (found / NAME).write_text(text.replace(old, new))
    result = ask("drill", "--counterexample", str(found / NAME), "--plain")
    assert result.code == 2, result.out + result.err
    assert said in (result.out + result.err)
    assert (result.out + result.err).count("\n") == 1


def test_a_file_that_is_none_is_refused(tmp_path):
    for name, content in (("a.yaml", b"\x00\xff"), ("b.yaml", b""), ("c.txt", b"a: b")):
        (tmp_path / name).write_bytes(content)
        result = ask("drill", "--counterexample", str(tmp_path / name), "--plain")
        assert result.code == 2
        assert name in (result.out + result.err)
    with pytest.raises(ProcedureError):
        open_walk(str(tmp_path / "none.yaml"))


def test_nothing_is_proved_of_what_is_not_safe(tmp_path):
    (tmp_path / "head-count.yaml").write_text("procedure: head-count\n")
    result = ask(
        "author", "check", str(tmp_path), "--profile", "flight", "--counterexamples", str(tmp_path)
    )
    assert "nothing was proved" in (result.out + result.err)
    assert ask("author", "check", str(tmp_path), "--counterexamples", "x").code == 2


def test_a_decision_that_takes_no_arm_is_walked_to_the_readings_that_leave_none(tmp_path):
    gaping = MENDED.replace("tube-haven >= 4 ppm and", "tube-haven > 4 ppm and")
    (tmp_path / "bad-air.yaml").write_text(gaping, encoding="utf-8")
    file, folder = str(tmp_path / "bad-air.yaml"), tmp_path / "found"
    result = ask("author", "check", file, "--profile", "flight", "--counterexamples", str(folder))
    said = result.out + result.err
    assert result.code == 1, said
    assert "arms-gap" in said
    assert "proof-decision" in said
    assert "reaches style" in said
    (name,) = folder.glob("bad-air.one-arm-*")
    walked = ask("drill", "--counterexample", str(name), "--plain")
    assert walked.code == 0, walked.out + walked.err
    assert "FE-2 records tube-haven = 4 ppm" in walked.out
    assert "no arm holds" in walked.out.splitlines()[-1]
