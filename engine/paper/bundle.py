"""What an auditor's bundle holds: the record, its checkpoints and proofs, the texts in force, forms for other tools.

Names and bytes only, the same for the same run; whoever writes them decides where. Sizes in bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from engine.errors import BoldfaceError
from engine.log import StoredEntry, leaf_hash
from engine.log.checkpoint import Checkpoint, quoted, read_checkpoint
from engine.log.many_proofs import ManyProofs
from engine.log.note import Note
from engine.log.tlog_proof import TlogProof
from engine.paper.check_page import check_page
from engine.paper.exports.lines import ExportLine, Face
from engine.run.kept import Text

FORMAT: Final = "boldface-bundle/1"
ENTRIES, MANIFEST, SUMS, PAGE, HEAD = (
    "entries.jsonl",
    "run.json",
    "SHA256SUMS",
    "CHECK.md",
    "checkpoint",
)
OLDER: Final = "checkpoint."
REVIEWS: Final = "reviews/"
"""A folder in it for each review log (1, 2, ...), with files of the names of a run's."""
SIGNED: Final = frozenset({"SignedOff", "ReviewMade", "CorrectionMade", "ForkSettled"})
"""The entries of which a bundle holds a proof each."""
_NAME: Final = 80  # DESIGN: characters of a text's name that its file name keeps


class BundleFile(Struct, frozen=True):
    """A file of the bundle: its name with `/` between parts, and its bytes in pieces, as often as asked."""

    name: str
    pieces: Callable[[], Iterable[bytes]]


class Trusted(Struct, frozen=True):
    """The trust files that go with the run, as text; '' where there is none. keys: verifier keys of its log."""

    policy: str = ""
    allowed_signers: str = ""
    keys: tuple[str, ...] = ()


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What `run.json` says: how the store lists the run, how many entries there are and their root (hex)."""

    run: str
    kind: str
    entries: int
    root: str
    meta: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


def manifest_text(one: Manifest) -> bytes:
    """The file, one field a line."""
    said = {name: getattr(one, name) for name in one.__struct_fields__}
    return (json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def evidence_files(
    notes: Sequence[bytes], rows: Callable[[], Iterable[StoredEntry]], lines: Iterable[ExportLine]
) -> Iterator[BundleFile]:
    """The checkpoints, the newest as `checkpoint`, and for each sign-off its proof and what was signed."""
    heads = _heads(notes)
    if heads:
        yield _fixed(HEAD, heads[-1][1].raw)
    counted: dict[int, int] = {}
    for head, note in heads[:-1]:
        n = counted[head.size] = counted.get(head.size, 0) + 1
        yield _fixed(f"{OLDER}{head.size:010d}-{n}", note.raw)
    signed = [one for one in lines if _is_sign_off(one)]
    yield from (one for line in signed for one in _signed(line))
    if heads and signed:
        head, note = heads[-1]
        leaves = [leaf_hash(row.body) for row in rows()][: head.size]
        if len(leaves) == head.size:
            tree = ManyProofs(leaves)
            for one in signed:
                if one.index < head.size:
                    proof = TlogProof(one.index, tuple(tree.proof(one.index)), note)
                    yield _fixed(f"proofs/{one.index}.tlog-proof", proof.raw)


def _heads(notes: Sequence[bytes]) -> list[tuple[Checkpoint, Note]]:
    """The notes that can be read, by size, each once; of one size the one with most signatures last."""
    found: dict[bytes, tuple[Checkpoint, Note]] = {}
    for raw in notes:
        try:
            found[raw] = read_checkpoint(raw)
        except BoldfaceError:
            continue  # `audit verify` names it; a bundle holds what can be checked
    return sorted(found.values(), key=lambda one: (one[0].size, len(one[1].signatures)))


def _signed(line: ExportLine) -> Iterator[BundleFile]:
    """The statement and the signature of a sign-off that was made with a key."""
    said: Mapping[str, Any] = line.entry.data if line.entry is not None else {}
    statement, signature = said.get("statement"), said.get("signature")
    if isinstance(statement, str) and isinstance(signature, str) and statement and signature:
        yield _fixed(f"signoffs/{line.index}.statement", statement.encode())
        yield _fixed(f"signoffs/{line.index}.sig", signature.encode())


def review_folders(names: Iterable[str]) -> list[str]:
    """The folders of the review logs in a bundle with files of these names, each with its `/`."""
    ends = f"/{ENTRIES}"
    found = {name.removesuffix(ENTRIES) for name in names if name.endswith(ends)}
    return sorted(one for one in found if one.startswith(REVIEWS))


def review_files(number: int, files: Iterable[BundleFile]) -> Iterator[BundleFile]:
    """The record and evidence of a review log, in a folder of its own."""
    for one in files:
        yield BundleFile(f"{REVIEWS}{number}/{one.name}", one.pieces)


def text_files(texts: Sequence[Text]) -> Iterator[BundleFile]:
    """The texts in force, as they were read."""
    for n, one in enumerate(texts, 1):
        name = f"texts/{n:02d}-{quoted(one.kind)}-{quoted(one.name)[:_NAME]}.yaml"
        yield _fixed(name, one.text.encode())


def trust_files(trusted: Trusted) -> Iterator[BundleFile]:
    """The trust files, where there are any."""
    if trusted.policy:
        yield _fixed("policy", trusted.policy.encode())
    if trusted.allowed_signers:
        yield _fixed("allowed_signers", trusted.allowed_signers.encode())
    yield from key_files(trusted.keys)


def key_files(keys: Sequence[str]) -> Iterator[BundleFile]:
    """The verifier keys of a log, where any are known."""
    if keys:
        yield _fixed("log.vkey", "".join(f"{one}\n" for one in keys).encode())


def page_file(
    face: Face,
    files: Sequence[BundleFile],
    signers: Mapping[int, str],
    auditors: Mapping[str, Mapping[int, str]],
) -> BundleFile:
    """The page with the commands by which these files are checked; auditors: the signers of each review log."""
    policy = next((b"".join(one.pieces()) for one in files if one.name == "policy"), b"")
    names = [one.name for one in files]
    text = check_page(face, names, signers, auditors, witnesses=b"\nwitness " in b"\n" + policy)
    return _fixed(PAGE, text.encode())


def signers_of(lines: Iterable[ExportLine]) -> dict[int, str]:
    """For each sign-off made with a key: namespace, time (digits, UTC; `-` unknown) and principal, parted by blanks.

    A principal is the name with `_` for blanks, as a line of allowed_signers takes it.
    """
    found: dict[int, str] = {}
    for one in lines:
        if one.entry is not None and _is_sign_off(one) and any(True for _ in _signed(one)):
            said = one.entry.data
            who = str(said["person"]).replace(" ", "_")
            meaning = said.get("meaning", "reviewed")  # an auditor's entry says no other
            found[one.index] = f"{meaning}@boldface {_time_of(said['statement'])} {who}"
    return found


def _time_of(statement: object) -> str:
    """The time a statement says, as ssh-keygen takes it, so that a key is judged at the time of signing."""
    try:
        at = json.loads(str(statement))["time"]
    except (ValueError, TypeError, KeyError):
        return "-"
    digits = "".join(one for one in str(at) if one in "0123456789")[:14]
    return f"{digits}Z" if len(digits) == 14 else "-"


def _is_sign_off(one: ExportLine) -> bool:
    """By the entry and not by the event: a later version may say more of a sign-off than is known here."""
    return one.entry is not None and one.entry.event in SIGNED


def _fixed(name: str, content: bytes) -> BundleFile:
    return BundleFile(name, lambda: (content,))
