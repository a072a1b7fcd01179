"""Keys made, people enrolled and revoked, the watch handed over: each change of the trust file is an entry.

The trust file is written last, after the entry that says what changed and why.
"""

from __future__ import annotations

import os
from pathlib import Path

from engine.adapters import key_log
from engine.adapters.clock import WallClock
from engine.adapters.key_files import PASSPHRASE, FileKey, make_key, public_text
from engine.adapters.key_folder import KeyFolder, Site
from engine.errors import BoldfaceError
from engine.log.allowed import AllowedSigner, principal, read_allowed, stamp
from engine.log.errors import NoteError
from engine.log.note import COSIGNATURE, VerifierKey
from engine.log.sshsig import fingerprint, public_of
from engine.run.signing import MEANINGS, NAMESPACE


def new_site(authority: str, site: str) -> str:
    """Make this site's key and name; its verifier key."""
    named = Site(authority, site)
    return VerifierKey(named.every, KeyFolder().new_site(named).public).text


def new_witness(name: str) -> str:
    """Make this machine's witness; its verifier key."""
    return VerifierKey(name, KeyFolder().new_witness(name).public, COSIGNATURE).text


def new_crew(person: str, passphrase: str | None) -> tuple[str, Path]:
    """Make a person's key; its public line and the private file."""
    _check_person(person)
    keys = KeyFolder()
    path = keys.path(f"crew/{person}")
    key: FileKey = make_key(path, person.replace(" ", "_"), passphrase)
    return public_text(key.public, person), path


def enrol(
    person: str, public: Path | None, meanings: tuple[str, ...], since: str, until: str, by: str
) -> tuple[str, bool]:
    """Believe a person's key for some meanings, from when till when; its fingerprint, and whether that is new."""
    _check_person(person)
    keys = KeyFolder()
    path = public or keys.path(f"crew/{person}").with_name(
        keys.path(f"crew/{person}").name + ".pub"
    )
    if public is None and not path.exists():
        raise BoldfaceError(
            f"person {person}: no key of theirs was made here, expected {path}; make one with "
            f"`boldface keys new crew {person!r}`, or name their public key with --key."
        )
    words, raw = _public(keys, path)
    since, until = date_of(since) or stamp(WallClock().at()), date_of(until)
    if until and until <= since:
        raise BoldfaceError(
            f"--until {until}Z is not after {since}Z, from when on the key is believed; give a later date."
        )
    spaces = ",".join(NAMESPACE.format(one) for one in meanings or MEANINGS)
    dates = f'valid-after="{since}Z"' + (f',valid-before="{until}Z"' if until else "")
    line = f'{principal(person)} namespaces="{spaces}",{dates} {words[0]} {words[1]}'
    (wanted,) = read_allowed(line)
    text = keys.read(keys.signers)
    if any(_includes(one, wanted) for one in read_allowed(text)):
        return fingerprint(raw), False
    data = {"person": person, "key": fingerprint(raw), "line": line}
    data |= {"for": ", ".join(meanings or MEANINGS), "from": f"{since}Z"}
    data |= {"until": f"{until}Z"} if until else {}
    key_log.add(keys, by or person, "KeyEnrolled", data)
    keys.write("allowed_signers", f"{text}{line}\n")
    return fingerprint(raw), True


def _includes(known: AllowedSigner, wanted: AllowedSigner) -> bool:
    """Whether a line says already what another would."""
    return (
        (known.public, known.principals) == (wanted.public, wanted.principals)
        and set(wanted.namespaces) <= set(known.namespaces)
        and known.after <= wanted.after
        and (not known.before or (bool(wanted.before) and wanted.before <= known.before))
    )


def _public(keys: KeyFolder, path: Path) -> tuple[list[str], bytes]:
    """The words of a public key file, and the key; raises BoldfaceError with the file's name."""
    words = keys.read(path).split()
    if not words and not path.exists():
        raise BoldfaceError(f"key {path}: there is no such file; check the path.")
    if len(words) < 2:
        raise BoldfaceError(f"key {path}: found no public key, expected `ssh-ed25519 AAAA...`.")
    try:
        return words, public_of(words[0], words[1])
    except NoteError as error:
        raise BoldfaceError(f"key {path}: {error}") from None


def revoke(person: str, reason: str, at: str, by: str) -> int:
    """Believe no key of this person from a time on; how many keys that ends."""
    check_reason(reason)
    keys = KeyFolder()
    until = date_of(at) or stamp(WallClock().at())
    lines, ended = [], 0
    text = keys.read(keys.signers)
    for line in text.splitlines():
        mine = line.startswith(principal(person) + " ")
        ended += mine
        lines.append(_ended(line, until) if mine else line)
    if not ended:
        raise BoldfaceError(f"person {person[:60]!a}: no key of theirs is enrolled.")
    data = {"person": person, "reason": reason, "until": until}
    key_log.add(keys, by or person, "KeyRevoked", data)
    keys.write("allowed_signers", "\n".join(lines) + "\n")
    return ended


def hand_over(person: str, to: str, reason: str) -> int:
    """The watch over this console's keys goes from one person to another; the entry's index."""
    _check_person(person)
    _check_person(to)
    check_reason(reason)
    if person == to:
        raise BoldfaceError(
            f"person {person}: they cannot hand the watch to themselves; name who takes it."
        )
    return key_log.add(
        KeyFolder(), person, "WatchHandedOver", {"from": person, "to": to, "reason": reason}
    )


def listed() -> dict[str, list[str]]:
    """What lies in the key folder: public halves and trust only."""
    keys = KeyFolder()
    found = {"folder": [str(keys.folder)], "site": [keys.site().every], "crew": keys.people()}
    found["witness"] = [keys.witness_name()] if keys.witness_name() else []
    for name, path in (("policy", keys.policy), ("allowed_signers", keys.signers)):
        found[name] = [line for line in keys.read(path).splitlines() if line.strip()]
    return found


def passphrase() -> str | None:
    """The passphrase of crew keys, from the environment."""
    return os.environ.get(PASSPHRASE)


def _ended(line: str, until: str) -> str:
    before = read_allowed(line)[0].before
    if before and before <= until:
        return line
    if before:
        return line.replace(f'valid-before="{before}Z"', f'valid-before="{until}Z"')
    head, parted, rest = line.partition(" ssh-ed25519 ")
    return f'{head},valid-before="{until}Z"{parted}{rest}'


def _check_person(person: str) -> None:
    if not person.strip() or not person.isprintable() or set(person) & set(',*?!"/\\'):
        raise BoldfaceError(
            f"person {person[:60]!a}: expected a name without commas, quotes, slashes, * ? and !."
        )


def check_reason(reason: str) -> None:
    """Raises BoldfaceError where nobody says why."""
    if not reason.strip():
        raise BoldfaceError("--reason is empty; say why, it is kept.")


def date_of(text: str) -> str:
    """A date somebody typed as the digits of a trust file, '' as it is; raises BoldfaceError."""
    if not text:
        return ""
    digits = stamp(text)
    if len(digits) not in {8, 12, 14}:
        raise BoldfaceError(f"date {text[:40]!a}: expected YYYY-MM-DD, or with a time of UTC.")
    return digits.ljust(14, "0")
