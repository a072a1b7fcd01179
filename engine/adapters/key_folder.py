"""The folder of keys and trust of one machine: which files lie in it, and the names of its site.

Layout: `site` and `site.pub`, `site.name` (authority and site), `crew/PERSON`, `allowed_signers`,
`policy`, `witness`, `witness.name`. Nothing here may print or copy a private key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.adapters.key_files import FileKey, KeyFileError, load_key, make_key
from engine.log.checkpoint import origin_of, quoted
from engine.log.note import VerifierKey, check_name

KEYS: Final = "BOLDFACE_KEYS"
AUTHORITY: Final = "boldface.local"
SITE: Final = "console"


class Site(Struct, frozen=True):
    """Under whose authority this machine records, and what it is called there."""

    authority: str = AUTHORITY
    site: str = SITE

    def origin(self, run: str) -> str:
        """The origin of one run of this site."""
        return origin_of(self.authority, run, self.site)

    @property
    def every(self) -> str:
        """The name that stands for each of its runs in a trust file."""
        return f"{quoted(self.authority, '/')}/run/*/{quoted(self.site)}"


class KeyFolder:
    """The folder, and what is asked of it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or _folder(os.environ)

    @property
    def policy(self) -> Path:
        """The trust file for sites and witnesses."""
        return self.folder / "policy"

    @property
    def signers(self) -> Path:
        """The trust file for people."""
        return self.folder / "allowed_signers"

    def path(self, name: str) -> Path:
        """The private key file `site`, `witness`, or of a person as `crew/PERSON`."""
        kind, slash, person = name.partition("/")
        return self.folder / kind / quoted(person, "@ ") if slash else self.folder / kind

    def site(self) -> Site:
        """What this machine is called; the words of a fresh one if nobody said."""
        words = self._words("site.name")
        return Site(*words) if len(words) == 2 else Site()

    def site_key(self) -> FileKey:
        """The site's key, made at its first use; raises KeyFileError."""
        path = self.path("site")
        if not path.exists():
            try:
                return self.new_site(self.site())
            except KeyFileError:
                if not path.exists():  # another program was not first either
                    raise
        return load_key(path)

    def new_site(self, site: Site) -> FileKey:
        """Make the site's key, its name and a trust file that believes it; KeyFileError if there."""
        key = make_key(self.path("site"), site.every)
        self.write("site.name", f"{site.authority} {site.site}\n")
        if not self.policy.exists():
            log = VerifierKey(site.every, key.public).text
            self.write("policy", f"# Made with the key of this site.\nlog {log}\nquorum none\n")
        return key

    def signers_digest(self) -> str:
        """SHA-256 of the allowed_signers file, hex; '' when there is none."""
        try:
            return hashlib.sha256(self.signers.read_bytes()).hexdigest()
        except OSError:
            return ""

    def people(self) -> list[str]:
        """The files of crew keys, by name."""
        folder = self.folder / "crew"
        return sorted(one.stem for one in folder.glob("*.pub")) if folder.is_dir() else []

    def witness_name(self) -> str:
        """What this machine's witness is called; '' when it has none."""
        words = self._words("witness.name")
        return words[0] if len(words) == 1 else ""

    def new_witness(self, name: str) -> FileKey:
        """Make the key of a witness, and its name; raises KeyFileError if there is one."""
        check_name(name)
        key = make_key(self.path("witness"), name)
        self.write("witness.name", f"{name}\n")
        return key

    def write(self, name: str, text: str) -> None:
        """A file of the folder that is no secret; raises KeyFileError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise KeyFileError(
                f"file {self.folder / name}: it cannot be written: {error.strerror}."
            ) from None

    def read(self, path: Path) -> str:
        """The text of a trust file, '' where there is none; raises KeyFileError."""
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise KeyFileError(f"file {path}: it cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise KeyFileError(f"file {path}: found no UTF-8, expected a text.") from None

    def _words(self, name: str) -> list[str]:
        try:
            return (self.folder / name).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            return []


def _folder(environ: Mapping[str, str]) -> Path:
    if named := environ.get(KEYS):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("boldface") / "keys"
