"""Keys from making to revoking, sign-offs with them in a real run, and programs of others that check all of it."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from contextlib import closing

import pytest

from engine.adapters.key_files import KeyFileError, load_key, make_key
from engine.adapters.key_folder import KeyFolder
from engine.adapters.stores import open_store
from engine.bootstrap import keyring
from engine.bootstrap.verified import trusted, verdicts
from engine.log import FIRST_PREV, Entry, decode, encode, leaf_hash
from engine.log.allowed import allows, read_allowed
from engine.log.checkpoint import read_checkpoint
from engine.log.sshsig import is_ssh_signature, read_ssh_signature, ssh_sign
from engine.log.tlog_proof import TlogProof
from engine.log.tree import inclusion_proof
from tests.audit import recorded as r
from tests.cli.door import ask
from tests.log.ed25519 import Key, check

PROCEDURE = """\
procedure: small
title: Small
revision: 1
date: 2026-11-23
entry: A test is run
roles: {CDR: commander, FE-1: flight engineer}
ends: {finished: safe}
steps:
  - step: finish
    by: CDR
    do: Tell everyone that the work is finished
    sign: [CDR, FE-1]
    within: 5 min
    else: end finished
    end: finished
close:
  each observation: [explained, handed over, left open]
  sign: [CDR]
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BOLDFACE_STORE", str(tmp_path / "runs.db"))
    (tmp_path / "small.yaml").write_text(PROCEDURE, encoding="utf-8")
    return tmp_path


def command(site, *words, given=""):
    keys = {"BOLDFACE_KEYS": str(site / "keys"), "BOLDFACE_STORE": str(site / "runs.db")}
    return ask(*words, typed=given, env=keys)


def a_signed_run(site, first="sign CDR"):
    keyring.new_crew("Ann", None)
    keyring.enrol("Ann", None, (), "", "", "Flight")
    path = str(site / "small.yaml")
    assert command(site, "author", "release", path, "--by", "A").code == 0
    given = f"1\n{first}\nsign FE-1\nsign CDR\nquit\n"
    done = command(
        site, "run", path, "--plain", "--seat", "CDR=Ann", "--seat", "FE-1=Bo", given=given
    )
    assert "closed: finished" in done.out, done
    return done.out


def signoffs(site):
    with closing(open_store(str(site / "runs.db"), writable=False)) as store:
        (run,) = [row.run for row in store.runs()]
        entries = [decode(row.body, row.index) for row in store.read(run)]
    return run, [one for one in entries if one.event == "SignedOff"]


def verdict(site, run):
    (found,) = verdicts(run, str(site / "runs.db"), trusted(None, None))
    return found


def test_who_has_a_key_signs_and_who_has_none_is_only_asserted(site):
    shown = a_signed_run(site)
    assert "sign-off (signature present, not checked): Ann, performed" in shown
    assert "sign-off (asserted): Bo, performed" in shown
    run, found = signoffs(site)
    assert [one.data["auth"] for one in found] == ["ssh", "asserted", "ssh"]
    said = json.loads(found[0].data["statement"])
    assert said["tree_size"] == found[0].index
    assert {"run", "origin", "step", "procedure_sha256", "root", "meaning", "reason", "time"} < set(
        said
    )
    judged = verdict(site, run)
    assert judged.code == 0
    assert judged.faults == ()
    assert any("2 signed sign-offs" in one for one in judged.checked)
    first = decode(_bodies(site, run)[0], 0)
    assert first.data["signers"] == KeyFolder().signers_digest()
    shown = command(site, "audit", "show", run).out
    assert "sign-off (signature present, not checked): Ann" in shown
    assert "sign-off (asserted): Bo" in shown
    assert "PRIVATE" not in (site / "runs.db").read_bytes().decode("latin-1")


def test_a_reason_and_a_meaning_are_part_of_what_is_signed(site):
    shown = a_signed_run(site, "sign verified because I read the gauge, twice")
    assert 'Ann, verified because "I read the gauge, twice"' in shown
    run, found = signoffs(site)
    said = json.loads(found[0].data["statement"])
    for one in (said, found[0].data):
        assert (one["meaning"], one["reason"]) == ("verified", "I read the gauge, twice")
    assert found[1].data["reason"] == ""
    judged = verdict(site, run)
    assert (judged.code, judged.faults) == (0, ())
    assert any("2 signed sign-offs" in one for one in judged.checked)


def test_a_key_enrolled_for_one_meaning_signs_no_other(site):
    a_signed_run(site, "sign authorised because it must be done now")
    (site / "keys" / "allowed_signers").unlink()
    keyring.enrol("Ann", None, ("performed",), "2020-01-01", "", "Flight")
    run, found = signoffs(site)
    (fault,) = verdict(site, run).faults
    assert f"entry {found[0].index}" in fault
    assert "authorised@boldface" in fault


def test_a_key_that_nobody_enrolled_leaves_the_name_asserted(site):
    """Anybody at the console can make a key in anybody's name."""
    keyring.new_crew("Bo", None)
    shown = a_signed_run(site)
    assert "sign-off (asserted): Bo, performed" in shown
    assert [one.data["auth"] for one in signoffs(site)[1]] == ["ssh", "asserted", "ssh"]


def _bodies(site, run):
    with closing(open_store(str(site / "runs.db"), writable=False)) as store:
        return [row.body for row in store.read(run)]


@pytest.mark.parametrize("change", ["meaning", "step", "bit", "moved", "person", "reason"])
def test_a_signature_moved_or_changed_is_named_by_its_entry(site, change):
    a_signed_run(site)
    run, found = signoffs(site)
    at = found[0].index
    made, prev = [], FIRST_PREV
    for index, body in enumerate(_bodies(site, run)):
        one = decode(body, index)
        data = dict(one.data)
        if index == at:
            data |= {
                "meaning": {"meaning": "verified"},
                "step": {"state": "elsewhere"},
                "bit": {"signature": data["signature"].replace("A", "B", 1)},
                "moved": {k: found[2].data[k] for k in ("statement", "signature")},
                "person": {"person": "Bo"},
                "reason": {"reason": "somebody else asked for it"},
            }[change]
        made.append(encode(Entry(index, prev, one.t, one.at, one.role, one.event, data)))
        prev = leaf_hash(made[-1]).hex()
    r.replaced(site / "runs.db", made)
    judged = verdict(site, run)
    assert judged.word == "altered"
    assert any(f"entry {at}:" in one for one in judged.faults), judged.faults


def test_a_key_revoked_before_it_signed_is_named_and_never_witnessed(site):
    a_signed_run(site)
    run, found = signoffs(site)
    keyring.revoke("Ann", "the console was lost", "2020-01-01", "Flight")
    judged = verdict(site, run)
    assert judged.words == "intact, unwitnessed since 0"
    assert any(f"entry {found[0].index}: signed as Ann" in one for one in judged.faults)


def test_every_change_of_keys_is_an_entry_that_can_be_verified(site):
    keyring.new_crew("Ann", None)
    keyring.enrol("Ann", None, ("verified",), "2026-01-01", "2027-01-01", "Flight")
    keyring.hand_over("Ann", "Bo", "shift")
    keyring.revoke("Ann", "left the crew", "2026-06-01", "Flight")
    shown = command(site, "keys", "log").out
    for word in ("KeyEnrolled", "WatchHandedOver", "KeyRevoked", "left the crew"):
        assert word in shown
    (found,) = verdicts(str(site / "keys" / "log.db"), None, trusted(None, None))
    assert (found.words, found.size) == ("intact, unwitnessed since 0", 4)
    (line,) = read_allowed((site / "keys" / "allowed_signers").read_text())
    assert (line.after, line.before) == ("20260101000000", "20260601000000")
    assert allows([line], "Ann", line.public, "verified@boldface", "2026-05-31T00:00:00Z") == ""
    for who, space, at in (
        ("Bo", "verified@boldface", "2026-05-31T00:00:00Z"),
        ("Ann", "performed@boldface", "2026-05-31T00:00:00Z"),
        ("Ann", "verified@boldface", "2026-06-01T00:00:00Z"),
        ("Ann", "verified@boldface", "2025-12-31T23:59:59Z"),
    ):
        assert allows([line], who, line.public, space, at)


def test_a_private_key_is_for_its_owner_alone_and_never_shown(site):
    key = make_key(site / "k", "ann", "secret words")
    assert stat.S_IMODE((site / "k").stat().st_mode) == 0o600
    assert load_key(site / "k", "secret words").public == key.public
    with pytest.raises(KeyFileError, match="already"):
        make_key(site / "k", "ann")
    for word in (None, "wrong"):
        with pytest.raises(KeyFileError) as refused:
            load_key(site / "k", word)
        assert "secret" not in str(refused.value)
    (site / "k").chmod(0o644)
    with pytest.raises(KeyFileError, match="others may read it"):
        load_key(site / "k", "secret words")
    keyring.new_crew("Ann", None)
    assert "PRIVATE" not in command(site, "keys", "list").out


def needs(*programs):
    missing = [one for one in programs if shutil.which(one) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed here")


@needs("ssh-keygen")
def test_ssh_keygen_verifies_a_sign_off_and_we_verify_what_it_signed(site):
    a_signed_run(site)
    _, found = signoffs(site)
    (site / "sig").write_text(found[0].data["signature"], encoding="utf-8")
    words = ["ssh-keygen", "-Y", "verify", "-f", str(site / "keys" / "allowed_signers")]
    words += ["-I", "Ann", "-n", "performed@boldface", "-s", str(site / "sig")]
    statement = found[0].data["statement"].encode()
    done = subprocess.run(words, input=statement, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    other = subprocess.run(words, input=statement + b" ", capture_output=True, check=False)
    assert other.returncode != 0
    (site / "text").write_bytes(b"hello")
    make_key(site / "k", "ann")
    words = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(site / "k"), "-n", "x@y"]
    subprocess.run([*words, str(site / "text")], check=True, capture_output=True)
    signature = read_ssh_signature((site / "text.sig").read_text())
    assert is_ssh_signature(signature, b"hello", "x@y", check)
    assert not is_ssh_signature(signature, b"hello", "z@y", check)
    assert not is_ssh_signature(signature, b"hellO", "x@y", check)


def test_our_own_signature_is_ours(site):
    key = Key(4)
    signature = read_ssh_signature(ssh_sign(b"hello", "x@y", key))
    assert signature.public == key.public
    assert is_ssh_signature(signature, b"hello", "x@y", check)


SCRIPT = r"""
set -eu; d=$1; t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
head -n 3 "$d/checkpoint" > "$t/text"
sigline() { grep -F -- "— $1 " "$d/checkpoint" | awk '{print $3}' | base64 -d; }
sigline "$(head -1 "$t/text")" | tail -c +5 > "$t/logsig"
openssl pkeyutl -verify -pubin -inkey "$d/log.pem" -rawin -in "$t/text" -sigfile "$t/logsig"
sigline ground.example/w1 > "$t/cos"
ts=$((16#$(tail -c +5 "$t/cos" | head -c 8 | od -An -tx1 | tr -d ' \n')))
{ printf 'cosignature/v1\ntime %d\n' "$ts"; cat "$t/text"; } > "$t/cosmsg"
tail -c 64 "$t/cos" > "$t/cossig"
openssl pkeyutl -verify -pubin -inkey "$d/witness.pem" -rawin -in "$t/cosmsg" -sigfile "$t/cossig"
sha() { openssl dgst -sha256 -binary; }
{ printf '\0'; cat "$d/entry"; } | sha > "$t/r"
fn=$(sed -n 's/^index //p' "$d/entry.tlog-proof"); sn=$(( $(sed -n 2p "$t/text") - 1 ))
while IFS= read -r l; do
  printf %s "$l" | base64 -d > "$t/p"
  if (( fn & 1 || fn == sn )); then
    { printf '\1'; cat "$t/p" "$t/r"; } | sha > "$t/n"
    while (( !(fn & 1) && fn )); do fn=$((fn >> 1)); sn=$((sn >> 1)); done
  else { printf '\1'; cat "$t/r" "$t/p"; } | sha > "$t/n"; fi
  mv "$t/n" "$t/r"; fn=$((fn >> 1)); sn=$((sn >> 1))
done < <(sed -n '/^index /,/^$/p' "$d/entry.tlog-proof" | sed '1d;$d')
[ "$(base64 -w0 < "$t/r")" = "$(sed -n 3p "$t/text")" ] && (( sn == 0 ))
"""


@needs("bash", "openssl", "awk", "base64", "od")
def test_openssl_and_coreutils_verify_checkpoint_cosignature_and_inclusion(tmp_path):
    from cryptography.hazmat.primitives import serialization as forms

    path = r.record(tmp_path, 37)
    with closing(open_store(str(path), writable=False)) as store:
        raw = store.checkpoints("r")[-1].note
        bodies = [row.body for row in store.read("r")]
    _, note = read_checkpoint(raw)
    (tmp_path / "checkpoint").write_bytes(raw)
    for name, key in (("log", r.SITE), ("witness", r.GROUND)):
        pem = key.private.public_key().public_bytes(
            forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo
        )
        (tmp_path / f"{name}.pem").write_bytes(pem)
    leaves = [leaf_hash(one) for one in bodies]
    for index in (0, 20, 36):
        (tmp_path / "entry").write_bytes(bodies[index])
        proof = TlogProof(index, tuple(inclusion_proof(leaves, index)), note)
        (tmp_path / "entry.tlog-proof").write_bytes(proof.raw)
        words = ["bash", "-c", SCRIPT, "check", str(tmp_path)]
        done = subprocess.run(words, capture_output=True, check=False)
        assert done.returncode == 0, (index, done.stdout, done.stderr)
    (tmp_path / "entry").write_bytes(bodies[1])
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0
