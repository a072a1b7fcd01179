"""How fast the record of a long run is verified: hashes only against reading and SHA-256 alone, and in full.

Each figure is compared with others of the same run only. `python bench/verify.py [--quick]`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections import deque
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)
from engine.adapters.key_files import FileKey, check  # noqa: E402
from engine.adapters.sqlite_layout import RUN_SPAN  # noqa: E402
from engine.adapters.stores import open_store  # noqa: E402
from engine.adapters.tree_process import FEW, closed_beside, cores  # noqa: E402
from engine.audit.heads import Kept  # noqa: E402
from engine.audit.verdict import Trust  # noqa: E402
from engine.audit.verify import verify  # noqa: E402
from engine.log import FIRST_PREV, Entry, encode, leaf_hash  # noqa: E402
from engine.log.allowed import AllowedSigner  # noqa: E402
from engine.log.checkpoint import Checkpoint, sign_checkpoint  # noqa: E402
from engine.log.note import VerifierKey, encode64  # noqa: E402
from engine.log.page import PAGE  # noqa: E402
from engine.log.policy import Policy  # noqa: E402
from engine.log.sshsig import is_ssh_signature, read_ssh_signature, ssh_sign  # noqa: E402
from engine.log.subtrees import closed_here  # noqa: E402
from engine.log.tree import Frontier  # noqa: E402
from engine.log.walk import Walk  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.log.subtrees import Closing

RUN, ORIGIN = "bench", "bench.example/run/bench/here"
OPENED = {"run": RUN, "kind": "drill", "origin": ORIGIN, "procedure": "bench"}
DIGEST = "0" * 64
SIGNED_EVERY = 20
KEY = FileKey(Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
SPACE = "performed@boldface"


def entry(index: int, tree: Frontier, *, signed: bool) -> tuple[str, dict[str, object]]:
    """Event and data of one entry, 300 to 400 bytes, or a sign-off with its signature."""
    if index == 0:
        return "RunOpened", {**OPENED, "digest": DIGEST}
    if not (signed and index % SIGNED_EVERY == 0):
        words = "read twice at the hatch, second tube; " * 4
        return "NoteMade", {"text": f"{words}{index}"}
    said = {
        **OPENED,
        "procedure_sha256": DIGEST,
        "tree_size": index,
        "root": encode64(tree.root()),
        "step": "s",
        "meaning": "performed",
        "person": "Ann",
        "role": "CDR",
        "time": "2026-11-23T10:00:00.000Z",
    }
    text = json.dumps(said)
    return "SignedOff", {
        "state": "s",
        "person": "Ann",
        "meaning": "performed",
        "auth": "ssh",
        "statement": text,
        "signature": ssh_sign(text.encode(), SPACE, KEY),
    }


def rows_of(count: int, tree: Frontier, *, signed: bool) -> Iterator[tuple[int, bytes, bytes]]:
    prev = FIRST_PREV
    for index in range(count):
        event, data = entry(index, tree, signed=signed)
        at = "2026-11-23T10:00:00.000Z"
        body = encode(Entry(index, prev, index, at, "CDR", event, data))
        leaf = leaf_hash(body)
        tree.add(leaf)
        prev = leaf.hex()
        yield RUN_SPAN + index, body, leaf


def stored(path: Path, count: int, *, signed: bool) -> Kept:
    """A store with `count` entries, and the checkpoint over them."""
    with closing(open_store(str(path))) as store:
        store.open_run(RUN, "drill", {})
    tree = Frontier()
    with closing(sqlite3.connect(path)) as base:
        made = rows_of(count, tree, signed=signed)
        base.executemany("INSERT INTO entry VALUES(?, ?, ?)", made)
        base.commit()
    note = sign_checkpoint(Checkpoint(ORIGIN, count, tree.root()), KEY)
    return Kept("bench", None, note.raw)


def seconds(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    begun = clock()
    work()
    return clock() - begun


def floor(path: Path) -> None:
    """Read every body and hash it: nothing else."""
    with closing(sqlite3.connect(path)) as base:
        for (body,) in base.execute("SELECT body FROM entry ORDER BY k"):
            hashlib.sha256(body).digest()


def hashes_only(path: Path, close: Closing = closed_beside) -> None:
    with closing(open_store(str(path), writable=False)) as store:
        deque(Walk(close=close).over(store.pages(RUN)), maxlen=0)


def in_full(path: Path, kept: Kept) -> None:
    policy = Policy((VerifierKey(ORIGIN, KEY.public),), {}, {}, "none")
    trust = Trust("bench", policy, "bench", (AllowedSigner(("Ann",), KEY.public),))
    with closing(open_store(str(path), writable=False)) as store:
        found = verify(RUN, store.pages(RUN), [kept], trust, check, closed_beside)
    if found.word != "intact, unwitnessed" or found.faults:
        raise SystemExit(f"{found.words}: {found.faults[:3]}")


def signatures_alone(count: int) -> None:
    text = ssh_sign(b"x" * 300, SPACE, KEY)
    for _ in range(count):
        is_ssh_signature(read_ssh_signature(text), b"x" * 300, SPACE, check)


def peaks(path: Path) -> tuple[float, float]:
    """Most memory in MB of a process that verifies, started for it, and of its second process."""
    said = subprocess.check_output([sys.executable, __file__, "--peak", path], text=True)
    ours, beside = map(float, said.split())
    return ours, beside


def peak_of(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def rows(*, quick: bool = False) -> list[Row]:
    """Hashes only by all cores and by one, all of it, and what memory a long log takes."""
    count, turns = (50_000, 3) if quick else (1_000_000, 5)
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        few, plain, signed = (Path(folder, name) for name in ("few.db", "plain.db", "signed.db"))
        stored(few, 10_000, signed=False)
        stored(plain, count, signed=False)
        kept = stored(signed, count, signed=True)
        return [
            *hashing(plain, count, turns),
            in_parts(signed, kept, count, turns if quick else 1),
            memory(few, plain, count),
        ]


def hashing(plain: Path, count: int, turns: int) -> list[Row]:
    """By the clock with the cores there are; and in processor seconds of one process, that need no second core."""
    work = f"verify {count:,} entries, hash only / reading the bodies + SHA-256"
    pairs = [
        (seconds(lambda: hashes_only(plain)), seconds(lambda: floor(plain))) for _ in range(turns)
    ]
    alone = [
        (
            seconds(lambda: hashes_only(plain, closed_here), process_time),
            seconds(lambda: floor(plain), process_time),
        )
        for _ in range(turns)
    ]
    used = "2 processes" if cores() > 1 and count > FEW * PAGE else "1 process"
    return [_ratio(f"{work}, {used}", pairs), _ratio(f"{work}, processor time of one", alone)]


def _ratio(name: str, pairs: Sequence[tuple[float, float]]) -> Row:
    ours, least = median(a for a, _ in pairs), median(b for _, b in pairs)
    return at_most(name, median(a / b for a, b in pairs), 1.40, f"{ours:.2f} of {least:.2f} s")


def in_parts(signed: Path, kept: Kept, count: int, turns: int) -> Row:
    whole = [
        (
            seconds(lambda: in_full(signed, kept)),
            seconds(lambda: hashes_only(signed))
            + seconds(lambda: signatures_alone(count // SIGNED_EVERY)),
        )
        for _ in range(turns)
    ]
    full, parts = median(a for a, _ in whole), median(b for _, b in whole)
    return Row(
        f"verify {count:,} entries in full, 5 % signed / hash only + signatures alone",
        f"{median(a / b for a, b in whole):.2f}  ({full:.1f} of {parts:.1f} s)",
    )


def memory(few: Path, plain: Path, count: int) -> Row:
    (least, _), (most, beside) = peaks(few), peaks(plain)
    return at_most(
        f"memory of verifying {count:,} entries / 10,000",
        most / least,
        1.10,
        f"{most:.0f} of {least:.0f} MB; second process {beside:.0f} MB",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        hashes_only(asked.peak)
        print(peak_of(resource.RUSAGE_SELF), peak_of(resource.RUSAGE_CHILDREN))
    else:
        print(table(rows(quick=asked.quick)))
