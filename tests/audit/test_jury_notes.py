"""Checkpoints, cosignatures and sign-offs bent by hand: in the store, in the file outside, with stolen keys.

Each departure from the form in which a thing is signed is named, and a false line is not excused by a true one.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engine.adapters.checkpoint_file import MOST_BYTES, notes_in
from engine.adapters.key_files import load_key
from engine.adapters.key_folder import KeyFolder
from engine.log.checkpoint import cosign, read_checkpoint
from engine.log.note import Note, Signature, VerifierKey
from engine.log.sshsig import ssh_sign
from tests.audit import recorded as r
from tests.audit.witnessed import Site, made, stated

GROUND = "ground.example/w1"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("notes"))


@pytest.fixture
def site(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "copy")
    return Site(folder, whole.run, whole.other)


def instead(put):
    def change(site):
        path = site.outside(site.run)
        path.unlink()
        put(path)

    return change


def huge(path):
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)


OUTSIDE = {
    "a pipe": instead(os.mkfifo),
    "a folder": instead(Path.mkdir),
    "zeros without end": instead(lambda path: path.symlink_to("/dev/zero")),
    "more than is ever read": instead(huge),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_lies_in_the_place_of_checkpoints_neither_holds_up_nor_fills_the_memory(site, name):
    OUTSIDE[name](site)
    assert site.bad() == {site.run: "unreadable"}
    done = site.do("audit", "export", site.run, "--as", "bundle", "-o", site.folder / "x.zip")
    assert (done.code, done.err.count("\n")) == (2, 1)


def noted(change, run=1):
    """The newest cosigned checkpoint of a run, with another note in its place; outside as it was."""

    def to(site):
        with r.closing(r.sqlite3.connect(site.store)) as base:
            question = "SELECT n, note FROM checkpoint WHERE run = ? ORDER BY size, n"
            number, raw = base.execute(question, (run,)).fetchall()[-1]
        note = read_checkpoint(raw)[1]
        assert any(one.name == GROUND for one in note.signatures)
        r.edit(
            site.store, ("UPDATE checkpoint SET note = ? WHERE n = ?", (change(site, note), number))
        )

    return to


def raw(change):
    return noted(lambda _, note: change(note.raw))


def more(*signed):
    return noted(lambda _, note: Note(note.text, (*note.signatures, *signed)).raw)


def line(number, change):
    """One of the three lines that are signed."""

    def to(whole):
        lines = whole.split(b"\n")
        lines[number] = change(lines[number])
        return b"\n".join(lines)

    return raw(to)


def not_canonical(root):
    return root[:-2] + bytes([root[-2] + 1]) + root[-1:]


def same_id(_, note):
    own = note.signatures[0]
    value = r.Key(9).sign(note.text.encode())
    return Note(note.text, (*note.signatures, Signature(own.name, own.id, value))).raw


NOTES = {
    "CRLF": raw(lambda it: it.replace(b"\n", b"\r\n")),
    "a mark of byte order": raw(lambda it: b"\xef\xbb\xbf" + it),
    "another dash": raw(lambda it: it.replace("\u2014".encode(), "\u2013".encode())),
    "a line more": raw(lambda it: it.replace(b"\n\n", b"\nmore\n\n")),
    "cut short, in a store": raw(lambda it: it[:-1]),
    "a space behind the root": line(2, lambda root: root + b" "),
    "a root in other Base64": line(2, not_canonical),
    "a size with a zero before it": line(1, lambda size: b"0" + size),
    "a size with a plus": line(1, lambda size: b"+" + size),
    "a size in other digits": line(1, lambda size: "".join(chr(0x630 + one) for one in size).encode()),
    "seventeen signatures": more(*(Signature(f"s{n}", b"abcd", b"x" * 64) for n in range(17))),
    "a stranger's signature under the id of the site": noted(same_id),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_a_note_that_is_not_as_it_was_signed_is_altered(site, name):
    NOTES[name](site)
    assert site.bad() == {site.run: "altered"}


def false_beside(_, note):
    true = next(one for one in note.signatures if one.name == GROUND)
    false = Signature(GROUND, true.id, true.value[:-1] + bytes([true.value[-1] ^ 1]))
    return Note(note.text, (*note.signatures, false)).raw


def same_name(_, note):
    name, key = note.signatures[0].name, r.Key(9)
    line = Signature(name, VerifierKey(name, key.public).id, key.sign(note.text.encode()))
    return Note(note.text, (*note.signatures, line)).raw


@pytest.mark.parametrize("change", [false_beside, same_name])
def test_a_false_line_beside_a_true_one_is_doubted(site, change):
    noted(change)(site)
    found = site.of(site.run)
    assert (found["word"], found["code"]) == ("intact, unwitnessed", 0)
    assert found["faults"]


def cosigned_at(site, seconds):
    """Every cosignature of the second run is taken away, and one of another time put under the last note."""
    key = load_key(KeyFolder(site.folder / "ground").path("witness"))

    def bare(note):
        return Note(note.text, tuple(one for one in note.signatures if one.name != GROUND))

    def again(_, note):
        word = cosign(read_checkpoint(note.raw)[0], GROUND, key, seconds)
        return Note(note.text, (*bare(note).signatures, word)).raw

    with r.closing(r.sqlite3.connect(site.store)) as base:
        rows = base.execute("SELECT n, note FROM checkpoint WHERE run = 2").fetchall()
    noted(again, run=2)(site)
    last = max(rows)[0]
    for number, kept in rows:
        if number != last:
            other = bare(read_checkpoint(kept)[1]).raw
            r.edit(site.store, ("UPDATE checkpoint SET note = ? WHERE n = ?", (other, number)))
    path = site.outside(site.other)
    kept = [bare(read_checkpoint(one)[1]).raw for one in notes_in(path)]
    path.write_bytes(b"\n".join(kept))


def test_a_witness_that_saw_a_run_before_it_was_made_is_doubted(site):
    cosigned_at(site, 4_000_000_000)
    assert site.of(site.other)["word"] == "intact and witnessed"
    cosigned_at(site, 1_000_000_000)
    found = site.of(site.other)
    assert (found["word"], found["code"]) == ("intact, unwitnessed", 0)
    assert "one of the two clocks was wrong, or the word is false" in " ".join(found["faults"])


def signed_by(make):
    """The first signed sign-off with another signature over the same statement, by the crew's stolen key."""

    def to(site):
        key = load_key(KeyFolder(site.folder / "keys").path("crew/Ann"))

        def change(entries):
            signed = [one["data"] for one in entries if one["data"].get("auth") == "ssh"]
            signed[0]["signature"] = make(signed[0]["statement"], signed[0]["signature"], key)
            for data in signed[1:]:
                data.update(auth="asserted", statement="", signature="")
            return entries

        site.forged(site.run, change)

    return to


def string(value):
    return len(value).to_bytes(4, "big") + value


def blob(old, new):
    def make(_statement, signature, _key):
        begin, *lines, end = signature.strip().split("\n")
        found = base64.b64decode("".join(lines))
        assert old in found
        return "\n".join([begin, base64.b64encode(found.replace(old, new)).decode(), end, ""])

    return signed_by(make)


ED, SHA = string(b"ssh-ed25519"), string(b"sha512")
SSH = {
    "for a file": signed_by(lambda said, _, key: ssh_sign(said.encode(), "file", key)),
    "for another meaning": signed_by(lambda said, _, key: ssh_sign(said.encode(), "reviewed@boldface", key)),
    "without the last byte": signed_by(lambda said, _, key: ssh_sign(said.encode()[:-1], "performed@boldface", key)),
    "cut short": signed_by(lambda _, signed, __: signed[:200]),
    "with a heading": signed_by(lambda _, signed, __: signed.replace("URE-----\n", "URE-----\nVersion: 1\n\n", 1)),
    "twice": signed_by(lambda _, signed, __: signed + signed),
    "by another hash": blob(SHA, string(b"sha256")),
    "by a hash that is broken": blob(SHA, string(b"md5")),
    "of another type": blob(ED, string(b"ssh-rsa4096")),
    "of a security key": blob(ED, string(b"sk-ssh-ed25519@openssh.com")),
    "of another version": blob(b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\2"),
}  # fmt: skip


@pytest.mark.parametrize("name", SSH)
def test_a_signature_that_is_not_over_this_for_this_is_altered(site, name):
    SSH[name](site)
    found = site.of(site.run)
    assert (found["word"], found["at"]) == ("altered", 5)


def test_a_key_given_up_cannot_sign_in_a_zone_that_is_hours_behind(site):
    """Twelve hours west the digits of a moment are smaller, and lay before the day on which the key was given up."""
    when = []

    def west(values):
        when.append(datetime.fromisoformat(values["time"]))
        told = when[0].astimezone(timezone(timedelta(hours=-12)))
        return {**values, "time": told.isoformat(timespec="milliseconds")}

    site.forged(site.other, stated(site, west))
    signers = site.folder / "keys" / "allowed_signers"
    after, before = (f"{when[0] - timedelta(hours=ago):%Y%m%d%H%M%SZ}" for ago in (99, 2))
    dates = f'valid-after="{after}",valid-before="{before}"'
    signers.write_text(re.sub(r'valid-after="\d+Z"', dates, signers.read_text(), count=1))
    found = site.of(site.other)
    assert found["word"] == "intact, unwitnessed"
    assert "the key was not valid at" in " ".join(found["faults"])
