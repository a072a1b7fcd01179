"""`audit report`: stands alone, says on every page what it is, keeps asserted and signed apart, shows hostile words."""

from __future__ import annotations

import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from engine.bootstrap import DrillSettings, open_drill
from engine.log.tree import root_of
from engine.run.events import ENGINE, ClockKept
from tests.cli import logs, real
from tests.cli.door import Done, ask, refused

RUN = "ms-29-7"
HOSTILE = "<script>alert(1)</script> #strong[x] $x$ \x1b[31m"
TYPED = f"""as FE-1
1
observe {HOSTILE}
redline 1 Masks in *reach* of all because <b>CDR</b>
as FE-2
2
as FE-1
1
wait 1 min
skip no time for this
hold somebody calls
release
wait 2 h
as CDR
sign
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill that went badly, and a real run."""
    home = tmp_path_factory.mktemp("report")
    path = home / "runs.db"
    words = ("--seed", 7, "--role", "all", "--store", path)
    ask("drill", "ms-29", "--plain", *words, typed=TYPED)
    real.run(real.released(home), *real.TO_A_SAFE_END, store=path)
    return path


def report(store: Path, output: object, run: str = RUN) -> Done:
    return ask("audit", "report", run, "-o", output, "--store", store)


def page(store: Path, home: Path, run: str = RUN) -> str:
    done = report(store, home / "x.html", run)
    assert done.code == 0, done
    return (home / "x.html").read_text("utf-8")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.links += [value for key, value in attrs if key in {"src", "href", "data"} or key[:2] == "on"]  # fmt: skip

    def handle_data(self, data) -> None:
        self.text.append(data)


def test_it_stands_alone_and_hostile_words_are_words(store: Path, tmp_path: Path) -> None:
    text = page(store, tmp_path)
    read = Tags()
    read.feed(text)
    assert read.links == []
    assert not {"script", "link", "img", "iframe", "b"} & read.tags
    assert set(re.findall(r"https?://[^\s\"<]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text
    assert "<script>alert(1)</script> #strong[x] $x$" in "".join(read.text)
    assert "svg" in read.tags


def test_it_names_the_record_it_is_of(store: Path, tmp_path: Path) -> None:
    text = page(store, tmp_path)
    rows = logs.stored(store, RUN)
    root = root_of([row.leaf for row in rows]).hex()
    foot = text.partition('<div class="foot">')[2].partition("</div>")[0]
    assert root in foot
    assert f"{len(rows)} entries" in foot
    (digest,) = {
        one["data"]["digest"] for one in logs.said(store, RUN)
        if one["event"] == "TextKept" and one["data"]["name"].startswith("unknown-odor")
    }  # fmt: skip
    assert digest in foot


def test_it_says_the_verdict_of_verify_and_what_the_rules_found(
    store: Path, tmp_path: Path
) -> None:
    whole = page(store, tmp_path)
    verdict = ask("audit", "verify", RUN, "--store", store).out.partition("\n")[0]
    assert verdict == f"run {RUN}: INTACT, UNWITNESSED SINCE 0"
    assert ">INTACT, UNWITNESSED SINCE 0</p>" in whole
    found = json.loads(ask("audit", "findings", RUN, "--json", "--store", store).out)
    listed = whole.partition(">Findings</h2>")[2].partition("<h2>")[0]
    rules = {one["rule"] for one in found["findings"]}
    assert rules
    assert all(f"<td>{rule}</td>" in listed for rule in rules)


def test_an_altered_record_is_called_altered(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.write_bytes(store.read_bytes())
    logs.tamper(path, 20, lambda body: body.replace(b"20:00", b"21:00"))
    report(path, tmp_path / "x.html")
    assert ">ALTERED AT 20</p>" in (tmp_path / "x.html").read_text("utf-8")


def test_what_went_otherwise_is_listed_with_its_entries(store: Path, tmp_path: Path) -> None:
    text = page(store, tmp_path)
    left = text.partition("left the written way</h2>")[2].partition("<h2>")[0]
    said = logs.said(store, RUN)
    for event, word in {"StepSkipped": "skipped", "Redlined": "redline", "HoldPlaced": "hold"}.items():  # fmt: skip
        (index,) = [one["i"] for one in said if one["event"] == event]
        assert f"<td>{index}</td>" in left
        assert f"<td>{word}</td>" in left
    assert "REDLINE FE-1 at 0:00:00" in text
    assert "The masks for the hatch crew are within arm&#x27;s reach" in text
    assert "Verdict: UNSAFE" in text


def test_asserted_is_never_among_the_signed(store: Path, tmp_path: Path) -> None:
    name = next(one for one in _runs(store) if one != RUN)
    text = page(store, tmp_path, name)
    signed, _, asserted = text.partition(">Sign-offs</h2>")[2].partition("<h2>")[0].partition("Asserted")  # fmt: skip
    assert "Signed: none." in signed
    assert "<td>" not in signed
    assert "nobody proved it" in asserted
    assert "<td>asserted</td>" in asserted


def test_who_says_signed_without_a_signature_is_not_among_the_signed(
    store: Path, tmp_path: Path
) -> None:
    name = next(one for one in _runs(store) if one != RUN)
    said = logs.said(store, name)
    for one in said:
        if one["event"] == "SignedOff":
            one["data"]["auth"] = "ssh"
    logs.write(tmp_path / "x.db", name, said, "run")
    report(tmp_path / "x.db", tmp_path / "x.html", name)
    text = (tmp_path / "x.html").read_text("utf-8")
    assert "Signed: none." in text
    assert "<td>asserted</td>" in text.partition("Asserted")[2]
    shown = ask("audit", "show", name, "--event", "signed", "--store", tmp_path / "x.db").out
    assert "sign-off (asserted)" in shown
    assert "signature" not in shown


def test_a_real_run_says_so_and_no_drill(store: Path, tmp_path: Path) -> None:
    name = next(one for one in _runs(store) if one != RUN)
    text = page(store, tmp_path, name)
    assert f"REAL RUN · {name}" in text
    assert "DRILL" not in text


def _runs(store: Path) -> list[str]:
    from tests.cli.door import runs

    return [one["run"] for one in runs(store)]


def test_every_page_of_the_pdf_says_what_it_is(store: Path, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    assert report(store, tmp_path / "x.pdf").code == 0
    read = pypdf.PdfReader(io.BytesIO((tmp_path / "x.pdf").read_bytes()))
    root = root_of([row.leaf for row in logs.stored(store, RUN)]).hex()
    pages = ["".join(one.extract_text().replace("\u200b", "").split()) for one in read.pages]
    assert len(pages) > 3
    for n, text in enumerate(pages, 1):
        assert f"DRILL·{RUN}·" in text
        assert root in text
        assert f"page{n}of{len(pages)}" in text
    assert "<script>alert(1)</script>#strong[x]$x$" in "".join(pages)


def test_the_same_run_gives_the_same_page(store: Path, tmp_path: Path) -> None:
    assert page(store, tmp_path) == page(store, tmp_path)


def test_a_damaged_record_is_reported_as_far_as_it_can_be_read(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.write_bytes(store.read_bytes())
    logs.tamper(path, 20, lambda body: b"{" + body)
    done = report(path, tmp_path / "x.html")
    assert done.code == 2
    assert "entry 20 is altered" in done.err
    text = (tmp_path / "x.html").read_text("utf-8")
    assert "1 entry cannot be read" in text


def test_what_cannot_be_done_ends_in_a_sentence(store: Path, tmp_path: Path) -> None:
    refused(report(store, tmp_path / "x.docx"), "ends in neither .html nor .pdf")
    refused(report(store, tmp_path / "x.html", "nobody"), "not in this store")
    refused(report(store, tmp_path / "no" / "x.html"), "cannot be written")
    assert list(tmp_path.iterdir()) == []


def test_a_drill_of_several_procedures_has_all_of_them_whichever_is_asked_for(
    tmp_path: Path,
) -> None:
    store, beside = tmp_path / "runs.db", "three-alarms-3.rapid-depressurization"
    ask("drill", "three-alarms", "--auto", "--seed", 3, "--store", store)
    whole = page(store, tmp_path, "three-alarms-3")
    assert page(store, tmp_path, beside) == whole
    read = Tags()
    read.feed(whole)
    words = " ".join(" ".join(read.text).split())
    for told in (
        "Rapid depressurization interrupts Unknown odor on hatch opening engine: warning: alarm.depress is on",
        "Carbon dioxide high follows after Rapid depressurization",
        "Unknown odor on hatch opening returned to after Carbon dioxide high",
        "declines fire: No smoke and no heat at the Lab",
        "Breathed without a mask",
        "BESIDE IT, WARNING: Rapid depressurization",
    ):
        assert told in words
    chapters = whole.split('<div class="every">')[1:]
    assert [one.count(">Findings</h2>") for one in chapters] == [0, 1, 1, 1]
    for run, chapter in zip(("three-alarms-3", beside), chapters[1:], strict=False):
        rows = logs.stored(store, run)
        foot = chapter.partition('<div class="foot">')[2].partition("</div>")[0]
        assert root_of([row.leaf for row in rows]).hex() in foot
        assert root_of([row.leaf for row in rows]).hex() in chapters[0]


def test_a_debrief_knows_what_was_done_in_the_runs_beside_it(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    done = ask("drill", "three-alarms", "--auto", "--seed", 3, "--store", path)
    made = page(path, tmp_path, "three-alarms-3")
    debrief = made.partition(">Debrief of the drill</h2>")[2].partition("</p>")[0]
    said = done.out.partition("DEBRIEF")[2].rpartition("closed:")[0]
    read = Tags()
    read.feed(debrief)
    assert "".join(read.text).split() == ["DEBRIEF", *said.split()]


def test_without_the_run_it_was_opened_beside_a_report_says_what_is_missing(tmp_path: Path) -> None:
    store, bundle, beside = tmp_path / "a.db", tmp_path / "b.zip", "three-alarms-3.fire"
    typed = "wait 18 min\naccept 2\nquit\n"
    ask("drill", "three-alarms", "--seed", 3, "--plain", "--role", "CDR", "--store", store, typed=typed)  # fmt: skip
    ask("audit", "export", beside, "--as", "bundle", "-o", bundle, "--store", store)
    other = tmp_path / "other.db"
    assert ask("audit", "import", bundle, "--store", other).code == 0
    made = page(other, tmp_path, beside)
    assert "NOT IN THIS REPORT: three-alarms-3" in made
    assert "It cannot be made: the logs of this drill are not all in this store." in made
    refused = ask("audit", "replay", beside, "--station", "--store", other)
    assert refused.code == 2
    assert "bring them into this store" in refused.err


def test_it_is_judged_by_the_trust_file_that_its_reader_names(store: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "policy"
    stranger.write_text("quorum none\n", "utf-8")
    signers = tmp_path / "allowed_signers"
    signers.write_text("", "utf-8")
    out = tmp_path / "x.html"
    words = ("audit", "report", RUN, "-o", out, "--store", store)
    done = ask(*words, "--trust", stranger, "--signers", signers)
    assert done.code == 0, done
    text = out.read_text("utf-8")
    digest = hashlib.sha256(stranger.read_bytes()).hexdigest()[:12]
    assert f"Against: policy, SHA-256 {digest}; people: allowed_signers, SHA-256 " in text
    assert "0 of them signed by a believed key" in text

    stranger.write_text("log nonsense\n", "utf-8")
    out.unlink()
    refused(ask(*words, "--trust", stranger), f"{stranger}: trust file, line 1")
    assert not out.exists()


def test_that_the_clock_was_kept_is_no_departure_and_that_somebody_left_is_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "left.db"
    drill = open_drill(DrillSettings("ms-29", (), 7, str(path), simulated_clock=True))
    drill.advance(5_000)
    drill.desk.log.console.write([ClockKept(drill.t, ENGINE, left=False)])
    drill.leave()
    text = page(path, tmp_path)
    section = text.partition("Where the run left the written way")[2].partition("<h2")[0]
    assert "at work" not in section
    assert "left; it can be gone on with from here" in section
