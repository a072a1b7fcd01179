"""`author adopt`: redlines of a run come back as a draft that reads clean and keeps the author's comments."""

from __future__ import annotations

import re

import pytest

from tests.cli import real
from tests.cli.door import ask, refused

REDLINES = (
    "redline 1 Tell all because shorter",
    "redline 1 Tell all and MCC because MCC was left out",
    "redline step Speak slowly because of the noise",
    "redline step Speak slowly because they did not hear",
)


@pytest.fixture
def ran(tmp_path):
    """The folder, the store and the name of a run with redlines."""
    store = f"{tmp_path}/runs.db"
    path = real.released(tmp_path)
    path.with_suffix(".was").write_text(path.read_text())
    return tmp_path, store, real.name_of(real.run(path, *REDLINES, store=store))


def test_the_draft_is_the_next_revision_with_the_redlines_and_all_comments(ran):
    folder, store, name = ran
    done = ask("author", "adopt", name, "--store", store)
    assert done.code == 0
    assert "revision: 2" in done.out
    assert 'do: "Tell all and MCC"' in done.out
    assert 'note: "Speak slowly"' in done.out
    assert "MCC was left out" in done.out
    assert "shorter" not in done.out
    comments = re.findall(r"#.*", (folder / "leak.was").read_text())
    assert comments
    assert set(comments) <= set(re.findall(r"#.*", done.out))


def test_the_draft_reads_clean_and_can_be_released(ran):
    folder, store, name = ran
    (folder / "next").mkdir()
    draft = folder / "next" / "leak.yaml"
    done = ask("author", "adopt", name, "--store", store, "-o", draft)
    assert (done.code, done.last) == (
        0,
        f"{draft} is written. Next: boldface author check --profile flight {draft}",
    )
    assert ask("author", "check", "--profile", "flight", draft).code == 0
    (folder / "leak.yaml").write_text(draft.read_text())
    assert ask("author", "release", folder / "leak.yaml", "--by", "Ann").code == 0
    refused(
        ask("author", "adopt", name, "--store", store, "-o", draft), "is there already and stays"
    )


def test_a_draft_gets_the_name_by_which_it_can_be_checked(ran):
    folder, store, name = ran
    drafts = folder / "drafts"
    drafts.mkdir()
    done = ask("author", "adopt", name, "--store", store, "-o", drafts)
    path = drafts / "leak.yaml"
    assert done.last == f"{path} is written. Next: boldface author check --profile flight {path}"
    other = folder / "draft.yaml"
    done = ask("author", "adopt", name, "--store", store, "-o", other)
    assert done.last == (
        f"{other} is written. Next: move it into a folder of its own as leak.yaml, then "
        "boldface author check --profile flight leak.yaml"
    )


def test_a_run_without_redlines_says_so(tmp_path):
    store = f"{tmp_path}/runs.db"
    name = real.name_of(real.run(real.released(tmp_path), "1", store=store))
    done = ask("author", "adopt", name, "--store", store, "-o", tmp_path / "draft.yaml")
    assert (done.code, done.out) == (1, "")
    assert "holds no redline" in done.err
    assert not (tmp_path / "draft.yaml").exists()


def test_misuse_gets_a_sentence(ran):
    folder, store, name = ran
    refused(ask("author", "adopt", "nope", "--store", store), "nope")
    refused(ask("author", "adopt", name, "--store", f"{folder}/none.db"), "none.db")
    refused(ask("author", "adopt", name, "--of", "other", "--store", store), "nothing in 'other'")
    refused(ask("author", "adopt", name, "--store", store, "-o", folder / "no" / "x"), "cannot be")


def test_each_procedure_of_a_run_gets_a_draft_of_its_own(tmp_path):
    store = f"{tmp_path}/runs.db"
    lines = (
        *("redline 1 Masks here because test", "as FE-1", "do go FE-1 sm", "as FE-2"),
        *("do go FE-2 sm", "do hatch poisk clear", "do hatch poisk shut", "wait 20 s", "as CDR"),
        *("skip test", "skip test", "skip test", "redline 1 Call them twice because it was loud"),
    )
    typed = "".join(f"{line}\n" for line in lines)
    words = ("ms-29", "--plain", "--seed", 7, "--role", "all", "--store", store)
    ask("drill", *words, typed=typed)
    adopt = ("author", "adopt", "ms-29-7", "--store", store)
    refused(ask(*adopt), "changed unknown-odor-on-hatch-opening, head-count; say with --of")
    done = ask(*adopt, "--of", "head-count")
    assert 'do: "Call them twice"' in done.out
    assert "Masks here" not in done.out
