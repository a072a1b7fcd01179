"""One site key given up for a new one: the old one ends in the trust file, and the log of keys says why.

The old key is kept, set aside; it must never sign again, and the trust file dates it so that it cannot.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.adapters import key_log
from engine.adapters.clock import WallClock
from engine.adapters.key_files import load_key
from engine.adapters.key_folder import KeyFolder
from engine.bootstrap.keyring import check_reason
from engine.errors import BoldfaceError
from engine.log.allowed import stamp
from engine.log.note import VerifierKey
from engine.log.policy import DATED, read_policy

_FORM = "%Y%m%d%H%M%S"


def replace_site(reason: str, at: str, by: str) -> tuple[str, list[str]]:
    """Give up this site's key as of `at` (digits; '' for now) and make a new one.

    Its verifier key, and the lines that every trust file with the old key needs.
    """
    check_reason(reason)
    keys = KeyFolder()
    path, site = keys.path("site"), keys.site()
    if not path.exists():
        raise BoldfaceError("site: it has no key yet; make one with `boldface keys new site`.")
    old = VerifierKey(site.every, load_key(path).public)
    now = stamp(WallClock().at())
    # Dates are in seconds: both keys hold in the one in which the change falls.
    until = at or (datetime.strptime(now, _FORM) + timedelta(seconds=1)).strftime(_FORM)  # noqa: DTZ007 (both are UTC)
    before = keys.read(keys.policy) or "quorum none\n"
    read_policy(before)
    aside = path.with_name(f"site.until-{until}")
    public = path.with_name("site.pub")
    try:
        if public.exists():
            public.rename(aside.with_name(aside.name + ".pub"))
        path.rename(aside)
    except OSError as error:
        raise BoldfaceError(f"key {path}: it cannot be set aside: {error.strerror}.") from None
    new = VerifierKey(site.every, keys.new_site(site).public)
    text, lines = _dated(before, old, new, until, now)
    read_policy(text)
    data = {"site": site.every, "old": old.text, "new": new.text, "until": until, "reason": reason}
    key_log.add(keys, by or site.every, "SiteKeyReplaced", data)
    keys.write("policy", text)
    return new.text, lines


def _dated(
    text: str, old: VerifierKey, new: VerifierKey, until: str, now: str
) -> tuple[str, list[str]]:
    """The trust file with the old key ended and the new one begun, and the lines that say so."""
    name = f"{old.name}+{old.id.hex()}"
    kept, since = [], ""
    for line in text.splitlines():
        words = line.split()
        if DATED.match(line) and name in words:
            since = next((f" {word}" for word in words if word.startswith("after=")), "")
        elif words[:2] != ["log", old.text]:
            kept.append(line)
    lines = [
        f"log {old.text}",
        f"# boldface:valid {name}{since} before={until}Z",
        f"log {new.text}",
        f"# boldface:valid {new.name}+{new.id.hex()} after={now}Z",
    ]
    return "\n".join([*lines, *kept]) + "\n", lines
