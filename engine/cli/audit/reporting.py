"""What `audit report` does: reads a stored run, hands it to `engine.paper.report`, prints it as HTML or PDF."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
from msgspec import Struct, structs

from engine.audit.verdict import Trust
from engine.bootstrap import open_reading
from engine.bootstrap.together import Several, several
from engine.cli.audit.face import face_of, first_entries, table_of
from engine.cli.pdf import pdf
from engine.cli.say import safe
from engine.cli.written import write_pieces
from engine.errors import BoldfaceError
from engine.log import check_chain
from engine.paper.exports.lines import export_lines
from engine.paper.report.parts import Report
from engine.paper.report.sections import FindingLine, Given, OneRun
from engine.paper.report.several import report
from engine.paper.report.story import story
from engine.paper.sheet import Sheet, sheet
from engine.ports import Store
from engine.procedure.reader import read_procedure
from engine.run.kept import Text
from engine.run.proved import Judged

ENDINGS = (".html", ".pdf")
MOST_FAULTS = 8


class Against(Struct, frozen=True):
    """Where the runs are kept, and the files that say whom the reader believes; None: the ones of this machine."""

    address: str | None
    policy: str | None = None
    signers: str | None = None

    def trust(self) -> Trust:
        """Whom the reader believes; raises TrustError when a file cannot be read."""
        from engine.bootstrap.verified import trusted

        return trusted(self.policy, self.signers)


def report_run(against: Against, run: str, output: str) -> int:
    """Write the report; 0, or 2 when some of the record is damaged."""
    ending = Path(output).suffix.lower()
    if ending not in ENDINGS:
        raise click.UsageError(
            f"'{safe(output)}' ends in neither {' nor '.join(ENDINGS)}; the ending says what to write"
        )
    if against.policy or against.signers:
        against.trust()  # a file that was named and cannot be read ends it here
    with closing(open_reading(against.address)) as store:
        made = make_report(store, run, against)
        faults = [one.reason for one in check_chain(store.read(run))]
    write_pieces(output, [printed(made, ending)])
    click.echo(f"wrote {safe(output)}", err=True)
    if faults:
        click.echo(f"boldface: run {run}: {safe(faults[0])} The report says so.", err=True)
    return 2 if faults else 0


def make_report(store: Store, run: str, against: Against) -> Report:
    """The report of a stored run, and of those open beside it; raises RunError or a StoreError in one sentence."""
    try:
        found = several(store, run)
    except BoldfaceError:
        found = None
    if found is None or (len(found.parts) == 1 and not found.missing):
        return report([_one(store, run, against, _debrief(found))], None, (), ())
    runs = [_one(store, part.run, against, ()) for part in found.parts]
    return report(runs, found.told, _debrief(found), found.missing)


def _one(store: Store, run: str, against: Against, told: tuple[str, ...]) -> OneRun:
    opened, texts = first_entries(store, run)
    table = table_of(opened, texts)
    face = face_of(opened, texts, store.read(run))
    story_ = story(export_lines(store.read(run)), table)
    judged = _signatures(store, run, against)
    given = Given(debrief=told, findings=_findings(store, run), signatures=judged)
    given = _judged(run, against, _reviewed(store, run, against, given))
    return OneRun(face, opened, story_, table, _sheets(texts), given)


def _judged(run: str, against: Against, given: Given) -> Given:
    """With the verdict of `audit verify` and what it says of itself."""
    from engine.bootstrap.verified import verdicts

    try:
        trust = against.trust()
        found = next(iter(verdicts(run, against.address, trust)), None)
    except BoldfaceError as error:
        return structs.replace(given, checks=(f"It could not be checked: {error}",))
    if found is None:
        return given
    lines = [
        found.reason,
        *(f"Settled: {one}" for one in found.settled),
        f"Against: {_named(trust.name)}; people: {_named(trust.signers_name)}",
        *(f"Checked: {one}" for one in found.checked),
        *(f"Not checked: {one}" for one in found.not_checked),
        *(f"!! {one}" for one in found.faults[:MOST_FAULTS]),
    ]
    if len(found.faults) > MOST_FAULTS:
        lines.append(f"... and {len(found.faults) - MOST_FAULTS} more; see `boldface audit verify`")
    return structs.replace(given, verdict=found.words.upper(), checks=tuple(lines))


def _reviewed(store: Store, run: str, against: Against, given: Given) -> Given:
    """With what auditors said of the run, as far as it can be read."""
    from engine.audit.review import ReviewMade
    from engine.bootstrap.reviews import corrections, logs_of, said_of

    signers = _path(against.signers)
    corrected = corrections(store, run, signers)
    rows = [(str(index), words) for index, said in sorted(corrected.items()) for words in said]
    try:
        made = [(one.at, one.said, one.proof) for one in said_of(store, run, signers)]
    except BoldfaceError as error:
        made, rows = [], [*rows, ("", f"The review log cannot be read: {error}")]
    reviews = [
        (at, said.person, said.verdict, said.words, proof)
        for at, said, proof in made
        if isinstance(said, ReviewMade)
    ]
    given = structs.replace(given, reviews=tuple(reviews), corrections=tuple(rows))
    told = [f"{log}: {_verdict_on(log, against)}" for log in logs_of(store, run)]
    return structs.replace(given, review_logs=tuple(told))


def _verdict_on(log: str, against: Against) -> str:
    """The verdict of `audit verify` on a log, in words."""
    from engine.bootstrap.verified import verdicts

    try:
        found = next(iter(verdicts(log, against.address, against.trust())), None)
    except BoldfaceError as error:
        return f"It could not be checked: {error}"
    return found.words.upper() if found else ""


def _named(path: str) -> str:
    """A trust file with its digest, or the words that there is none."""
    from engine.bootstrap.signatures import named

    try:
        return named(Path(path), Path(path).read_bytes())
    except OSError:
        return path


def _path(named: str | None) -> Path | None:
    return Path(named) if named else None


def _signatures(store: Store, run: str, against: Against) -> dict[int, Judged]:
    """What came of checking each signature; nothing where the log cannot be read to its end."""
    from engine.bootstrap.signatures import judged_here

    try:
        return judged_here(store.read(run), _path(against.signers))
    except BoldfaceError:
        return {}


def _findings(store: Store, run: str) -> tuple[FindingLine, ...] | None:
    """What the rules find in the run; None when it cannot be gone through."""
    from engine.audit.findings import findings
    from engine.bootstrap.audited import Records
    from engine.cli.audit.taken import trail_of

    try:
        found = findings(trail_of(Records(store), run))
    except BoldfaceError:
        return None
    return tuple(FindingLine(one.level, one.rule, one.sentence, one.entries) for one in found)


def _debrief(found: Several | None) -> tuple[str, ...]:
    """The debrief of a drill; nothing for a real run, and for a drill whose world cannot be made again."""
    if found is None or found.first.opened.kind != "drill":
        return ()
    from engine.drill.beside import other_lines
    from engine.drill.debrief import debrief_lines
    from engine.drill.score import score

    first, others = found.first, found.parts[1:]
    if first.opened.beside or found.missing:
        return ("It cannot be made: the logs of this drill are not all in this store.",)
    try:
        scored = score(first.events, first.table, first.rig, [one.events for one in others])
        lines = debrief_lines(scored)
        if first.rig.scenario.calls:
            parts = [(one, one.events, one.rig.scenario) for one in others]
            lines += other_lines(parts, found.told.queue, found.callings)
    except BoldfaceError as error:
        return (f"It cannot be made: {error}",)
    return tuple(lines)


def printed(made: Report, ending: str) -> bytes:
    """The report as a file of that ending; raises BoldfaceError when a PDF cannot be made here."""
    if ending == ".html":
        from engine.paper.report.page import report_html

        return report_html(made).encode(errors="backslashreplace")
    from engine.paper.report.typst import TEMPLATE, report_inputs

    return pdf(TEMPLATE, report_inputs(made))


def _sheets(texts: tuple[Text, ...]) -> dict[str, Sheet]:
    """The paper copies of the procedures kept with the run, those that can be read."""
    found: dict[str, Sheet] = {}
    for one in texts:
        procedure = read_procedure(one.text).procedure if one.kind == "procedure" else None
        if procedure is not None:
            found[one.name] = sheet(procedure, one.digest)
    return found
