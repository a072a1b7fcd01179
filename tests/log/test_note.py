"""Signed notes, checkpoints, cosignatures, proofs and trust files: what is taken and what is refused."""

from __future__ import annotations

import base64

import pytest

from engine.log import NoteError, ProofError, TrustError, leaf_hash
from engine.log.checkpoint import (
    Checkpoint,
    checkpoint_in,
    cosign,
    cosignature_by,
    origin_of,
    read_checkpoint,
    sign_checkpoint,
)
from engine.log.note import (
    COSIGNATURE,
    Note,
    Signature,
    VerifierKey,
    read_key,
    read_note,
    signed_by,
)
from engine.log.policy import covers, read_policy
from engine.log.tlog_proof import TlogProof, check_tlog_proof, read_tlog_proof
from engine.log.tree import inclusion_proof, root_of
from tests.log.ed25519 import Key, check

ORIGIN = "station.example/run/odor-7/iss"
LOG, GROUND, OTHER = Key(1), Key(2), Key(3)
LEAVES = [leaf_hash(b"%d" % n) for n in range(11)]
HEAD = Checkpoint(ORIGIN, 11, root_of(LEAVES))
WITNESS = VerifierKey("ground.example/w1", GROUND.public, COSIGNATURE)


def whole():
    note = sign_checkpoint(HEAD, LOG)
    return Note(note.text, (*note.signatures, cosign(HEAD, WITNESS.name, GROUND, 1_772_600_000)))


def test_the_example_of_the_specification_is_read_and_its_signature_holds():
    # c2sp.org/signed-note v1.0.0 (READ): verifier key and note.
    key = read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert key.name == "example.com/foo"
    assert key.text.startswith("example.com/foo+530d903a+")
    # c2sp.org/tlog-cosignature: a checkpoint with its cosignature line.
    raw = (
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc"
        "yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
        "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    ).encode()
    head, note = read_checkpoint(raw)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert note.raw == raw
    assert int.from_bytes(note.signatures[1].value[:8], "big") == 1679315147


def test_a_checkpoint_is_read_as_it_was_written():
    head, note = read_checkpoint(whole().raw)
    assert (head, note) == (HEAD, whole())
    key = VerifierKey(ORIGIN, LOG.public)
    assert signed_by(note, [key], check) == (key,)
    said = cosignature_by(note, WITNESS, check)
    assert said is not None
    assert said.time == 1_772_600_000


def test_unknown_signatures_are_ignored_and_wrong_ones_of_known_keys_refuse_the_note():
    note = whole()
    assert signed_by(note, [VerifierKey(ORIGIN, OTHER.public)], check) == ()
    assert cosignature_by(note, VerifierKey(WITNESS.name, OTHER.public, COSIGNATURE), check) is None
    key = VerifierKey(ORIGIN, LOG.public)
    forged = Note(note.text, (Signature(ORIGIN, key.id, OTHER.sign(note.text.encode())),))
    with pytest.raises(NoteError, match="not one of its key"):
        signed_by(forged, [key], check)


def test_a_bit_in_a_cosignature_takes_it_away():
    note = whole()
    line = note.signatures[1]
    for place in range(len(line.value) * 8):
        value = bytearray(line.value)
        value[place // 8] ^= 1 << place % 8
        bad = Note(note.text, (note.signatures[0], Signature(line.name, line.id, bytes(value))))
        assert cosignature_by(bad, WITNESS, check) is None


GOOD = whole().raw
TEXT, _, SIGNED = GOOD.decode().partition("\n\n")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (GOOD[:-1], "without signatures"),
        (GOOD + b"more\n", "among the signatures"),
        (GOOD + b"\n", "without signatures|among the signatures"),
        (b"\xff" + GOOD, "UTF-8"),
        (GOOD.replace(b"station", b"sta\rtion"), "control character"),
        (GOOD.replace(b"station", b"sta\x00tion"), "control character"),
        (GOOD + "— x AAAAAAA=\n".encode() * 15, "17 signatures"),
        (f"{TEXT}\n".encode(), "without signatures"),
        (f"{TEXT}\n\n— a+b AAAAAAA=\n".encode(), "key name"),
        (f"{TEXT}\n\n— a\N{NO-BREAK SPACE}b AAAAAAA=\n".encode(), "key name"),
        (f"{TEXT}\n\n— a AAAAAAB=\n".encode(), "Base64"),
        (f"{TEXT}\n\n— a AAAA\n".encode(), "more than 4"),
        (f"{TEXT}\n\n- a AAAAAAA=\n".encode(), "dash"),
        (b"x" * 70_000 + GOOD, "70"),
    ],
)
def test_a_note_that_departs_from_the_format_is_refused(raw, why):
    with pytest.raises(NoteError, match=why):
        read_note(raw)


ROOT = base64.b64encode(HEAD.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n011\n{ROOT}\n",
        f"{ORIGIN}\n+11\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n1_1\n{ROOT}\n",
        f"{ORIGIN}\n٣\n{ROOT}\n",
        f"{ORIGIN}\n9223372036854775808\n{ROOT}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n11\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n11\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n11\n{ROOT}\nextension\n",
        f"\n11\n{ROOT}\n",
        f"{ORIGIN} x\n11\n{ROOT}\n",
        f"{ORIGIN}\n11\n",
        f"garbage\n{ORIGIN}\n11\n{ROOT}\n",
        f"{ORIGIN}\n11\n{ROOT}",
        "",
    ],
)
def test_a_checkpoint_that_departs_from_the_format_is_refused(text):
    with pytest.raises(NoteError):
        checkpoint_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "two words+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_key_that_departs_from_the_format_is_refused(text):
    with pytest.raises(NoteError):
        read_key(text)


def test_an_origin_can_always_name_a_key():
    origin = origin_of("station.example/a", "odor 7+é", "i/ss")
    assert origin == "station.example/a/run/odor%207%2B%C3%A9/i%2Fss"
    assert read_key(VerifierKey(origin, LOG.public).text).name == origin


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_a_proof_file_proves_its_entry_and_no_other(index):
    made = TlogProof(index, tuple(inclusion_proof(LEAVES, index)), whole())
    proof, head = read_tlog_proof(made.raw)
    assert (proof, head) == (made, HEAD)
    check_tlog_proof(proof, head, LEAVES[index])
    with pytest.raises(ProofError):
        check_tlog_proof(proof, head, LEAVES[(index + 1) % 11])
    extra = made.raw.replace(b"v1\n", b"v1\nextra aGVsbG8=\n", 1)
    assert read_tlog_proof(extra)[0] == made


PROOF = TlogProof(3, tuple(inclusion_proof(LEAVES, 3)), whole()).raw


@pytest.mark.parametrize(
    "raw",
    [
        PROOF.replace(b"@v1", b"@v2"),
        PROOF.replace(b"index 3", b"index 03"),
        PROOF.replace(b"index 3\n", b""),
        PROOF.replace(
            b"index 3\n", b"index 3\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63
        ),
        PROOF.replace(b"\n\n", b"\n", 1),
        b"\xef\xbb\xbf" + PROOF,
        b"",
    ],
)
def test_a_proof_that_departs_from_the_format_is_refused(raw):
    with pytest.raises(NoteError):
        read_tlog_proof(raw)


LOG_KEY = VerifierKey("station.example/run/*/iss", LOG.public).text
W = [VerifierKey(f"w{n}", Key(n).public, COSIGNATURE).text for n in range(10, 15)]
GROUPS = f"""# who is believed
log {LOG_KEY} https://station.example/

witness X1 {W[0]}
 witness  X2\t{W[1]}
witness X3 {W[2]}
group X 2 X1 X2 X3
witness Y1 {W[3]}
witness Y2 {W[4]}
group Y any Y1 Y2
group both all X Y
quorum both
"""


@pytest.mark.parametrize(
    ("cosigners", "enough"),
    [("X1 X2 Y1", True), ("X1 X3 Y2", True), ("X1 X2", False), ("X1 Y1 Y2", False), ("", False)],
)
def test_a_quorum_is_counted_as_the_policy_says(cosigners, enough):
    assert read_policy(GROUPS).enough(set(cosigners.split())) is enough


def test_a_policy_may_ask_nobody_but_must_say_so():
    assert read_policy("quorum none").enough(set())
    with pytest.raises(TrustError, match="quorum"):
        read_policy(f"log {LOG_KEY}\n")


def test_a_site_key_stands_for_each_run_of_the_site_and_for_no_other():
    policy = read_policy(GROUPS)
    (key,) = policy.keys_for(ORIGIN)
    assert (key.name, key.public) == (ORIGIN, LOG.public)
    assert policy.keys_for("station.example/run/odor-7/other") == ()
    assert not covers("a/*/b", "a/x/y/b")
    assert not covers("a/*/b", "a//b")
    assert not covers("a/*/b", "a/b")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"witness X1 {W[3]}", "taken"),
        (f"witness none {W[3]}", "taken"),
        (f"witness Z {W[0]}", "twice"),
        (f"log {W[3]}", "type 4"),
        (f"witness Z {LOG_KEY}", "type 1"),
        ("group Z 0 X1", "number from 1"),
        ("group Z 3 X1 X2", "number from 1"),
        ("group Z any", "expected a log"),
        ("group Z any Q", "line above"),
        ("group Z any none", "line above"),
        ("quorum X1", "expected a log"),
        ("nonsense", "expected a log"),
        ("log x+y+z", "Base64"),
        ("# boldface:valid", "expected `# boldface"),
        ("# boldface:vaild x+1 after=20260101", "expected `# boldface"),
        ("#boldface:valid x+00000000 after=20260101", "log above"),
        (f"# boldface:valid {'+'.join(LOG_KEY.split('+')[:2])} after=2026", "YYYYMMDD"),
        (f"# boldface:valid {'+'.join(LOG_KEY.split('+')[:2])}", "expected `# boldface"),
    ],
)
def test_a_policy_that_departs_from_the_format_names_its_line(line, why):
    with pytest.raises(TrustError, match=rf"line 13.*{why}"):
        read_policy(GROUPS + line)
