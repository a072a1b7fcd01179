"""A bundle as a folder, a .zip or a .tar: written whole or not at all, read without ever unpacking a name from outside.

What is read is hostile until it was checked: names, kinds of members, sizes and counts are bounded before a byte is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Literal

from engine.errors import BoldfaceError
from engine.log import MAX_BYTES

ENDINGS: Final = (".zip", ".tar")
# DESIGN: more than a run of a million entries needs, less than a disk holds.
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 4 * 2**30
MOST_SMALL: Final = 16 * 2**20
_CHUNK: Final = 2**20
# What reading an archive raises when it is damaged (RuntimeError: encrypted or of an unknown method;
# the next two: a tar that claims more bytes than there is memory, or than can be counted).
_FAULTS: Final = (
    OSError,
    MemoryError,
    OverflowError,
    EOFError,
    ValueError,
    RuntimeError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)
_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say: the same run, the same bytes


# Its name, whether it is a folder, whether it is a plain file or folder, and its size unpacked.
Member = tuple[str, bool, bool, int]


SUMS: Final = "SHA256SUMS"


class BundleError(BoldfaceError):
    """A bundle that cannot be written or is not used, in one sentence."""


def write_bundle(output: Path, prefix: str, files: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Write the files and SHA256SUMS over them; returns how many. Raises BundleError.

    `prefix` is the folder they stand in inside an archive.
    """
    if output.exists() and output.suffix.lower() not in ENDINGS:
        raise BundleError(f"{output}: it is there already; name a folder that is not, or a .zip")
    draft = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        draft.mkdir()
        names = _fill(draft, files)
        if output.suffix.lower() in ENDINGS:
            packed = draft.with_suffix(".packed")
            try:
                _pack(draft, names, prefix, packed, output.suffix.lower())
                packed.replace(output)
            finally:
                packed.unlink(missing_ok=True)
        else:
            draft.replace(output)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BundleError(f"{output}: cannot be written ({reason}); check the path") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(names)


def _fill(draft: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> list[str]:
    sums: dict[str, str] = {}
    for name, pieces in files:
        digest = hashlib.sha256()
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        sums[name] = digest.hexdigest()
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (draft / SUMS).write_text(lines, encoding="utf-8")
    return sorted([*sums, SUMS])


def _pack(draft: Path, names: list[str], prefix: str, output: Path, ending: str) -> None:
    if ending == ".zip":
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for name in names:
                info = zipfile.ZipInfo(f"{prefix}/{name}", _TIME)
                info.compress_type, info.external_attr, info.create_system = 8, 0o644 << 16, 3
                with (
                    (draft / name).open("rb") as file,
                    packed.open(info, "w", force_zip64=True) as to,
                ):
                    shutil.copyfileobj(file, to, _CHUNK)
        return
    with tarfile.open(output, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            member = tarfile.TarInfo(f"{prefix}/{name}")
            member.size, member.mode = (draft / name).stat().st_size, 0o644
            with (draft / name).open("rb") as file:
                tar.addfile(member, file)


class BundleReader(AbstractContextManager["BundleReader"]):
    """A bundle opened for reading; `names` are those of its files, without the folder they stand in."""

    def __init__(self, path: Path) -> None:
        """Look at what is there and refuse what no bundle holds; raises BundleError."""
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._tar: tarfile.TarFile | None = None
        try:
            self._files = _inside(self._listed())
        except _FAULTS as fault:
            self.close()
            raise self._unreadable(fault) from None
        except BundleError:
            self.close()
            raise

    @property
    def names(self) -> frozenset[str]:
        """The names of its files."""
        return frozenset(self._files)

    def small(self, name: str) -> bytes:
        """The whole of a small file; raises BundleError when it is missing or beyond 16 MiB."""
        return b"".join(self.pieces(name, MOST_SMALL))

    def pieces(self, name: str, most: int = MOST_BYTES) -> Iterator[bytes]:
        """A file in pieces; raises BundleError when it is missing, damaged or longer than `most`."""
        if name not in self._files:
            raise BundleError(f"{self.path}: it holds no {name}; it is no bundle, or half of one")
        count = 0
        try:
            with self._open(self._files[name]) as file:
                while piece := file.read(_CHUNK):
                    count += len(piece)
                    if count > most:
                        raise BundleError(
                            f"{self.path}: {name} is longer than {most} bytes; it is not read"
                        )
                    yield piece
        except _FAULTS as fault:
            raise self._unreadable(fault) from None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file without their ends; one longer than an entry may be is refused."""
        return _lines(f"{self.path}: {name}", self.pieces(name))

    def close(self) -> None:
        """Let go of the files."""
        for one in (self._zip, self._tar):
            if one is not None:
                one.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def _listed(self) -> dict[str, str]:
        """Every file of it: its whole name, and the name by which it is opened. Checks each member."""
        if self.path.is_dir():
            return self._folder()
        if zipfile.is_zipfile(self.path):
            self._zip = zipfile.ZipFile(self.path)
            return self._members(
                (one.filename, one.is_dir(), _plain_zip(one), one.file_size)
                for one in self._zip.infolist()
            )
        self._tar = tarfile.open(self.path, "r:")  # noqa: SIM115 - closed by close()
        return self._members(
            (one.name, one.isdir(), _plain_tar(one), one.size) for one in self._tar
        )

    def _folder(self) -> dict[str, str]:
        def members() -> Iterator[Member]:
            for home, folders, files in os.walk(self.path, followlinks=False):
                for name in [*folders, *files]:
                    path = Path(home) / name
                    found = path.lstat()
                    folder, plain = stat.S_ISDIR(found.st_mode), stat.S_ISREG(found.st_mode)
                    inside = path.relative_to(self.path).as_posix()
                    yield inside, folder, plain or folder, found.st_size

        return self._members(members())

    def _members(self, members: Iterable[Member]) -> dict[str, str]:
        found: dict[str, str] = {}
        total = 0
        for n, (name, is_folder, is_plain, size) in enumerate(members):
            total += 0 if is_folder else size
            if n >= MOST_FILES or total > MOST_BYTES:
                raise BundleError(
                    f"{self.path}: it holds more than {MOST_FILES} files or {MOST_BYTES} bytes; "
                    "nothing is read"
                )
            if not is_plain:
                raise BundleError(
                    f"{self.path}: {name[:80]!a} is a link, a device, encrypted or packed otherwise than "
                    "by deflate; a bundle holds files"
                )
            clean = name.rstrip("/") if is_folder else name
            parts = clean.split("/")
            if (
                any(part in {"", ".", ".."} for part in parts)
                or "\\" in name
                or not _printable(name)
            ):
                raise BundleError(
                    f"{self.path}: the name {name[:80]!a} leads out of it or is none; nothing is read"
                )
            if is_folder:
                continue
            if clean in found:
                raise BundleError(f"{self.path}: it holds {clean[:80]!a} twice; nothing is read")
            found[clean] = name
        return found

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name)
        if self._tar is not None:
            file = self._tar.extractfile(name)
            if file is None:
                raise OSError(f"{name} is no file")
            return file
        return (self.path / name).open("rb")

    def _unreadable(self, fault: Exception) -> BundleError:
        if isinstance(fault, FileNotFoundError) and not self.path.exists():
            return BundleError(f"{self.path}: it is not there; check the path")
        return BundleError(
            f"{self.path}: it cannot be read as a bundle (a folder, .zip or .tar, or a .jsonl): {fault}"
        )


def listed_otherwise(
    reader: BundleReader,
) -> Iterator[tuple[Literal["altered", "incomplete"], str, str]]:
    """Where the SHA256SUMS of the bundle lists other files than are there: what that is called, its name, why.

    Raises BundleError when there is no such list.
    """
    listed = {SUMS}
    for line in reader.small(SUMS).decode("utf-8", "backslashreplace").splitlines():
        wanted, _, name = line.partition("  ")
        listed.add(name)
        if name not in reader.names:
            yield "incomplete", name, f"is listed in {SUMS}, and missing"
            continue
        digest = hashlib.sha256()
        for piece in reader.pieces(name):
            digest.update(piece)
        if digest.hexdigest() != wanted:
            yield "altered", name, f"is not the file that {SUMS} lists"
    for name in sorted(reader.names - listed):
        yield "altered", name, f"stands in no line of {SUMS}"


def file_lines(path: Path) -> Iterator[bytes]:
    """The lines of a bare file of entries, as `BundleReader.lines`; raises BundleError."""

    def pieces() -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while piece := file.read(_CHUNK):
                    yield piece
        except OSError as fault:
            raise BundleError(
                f"{path}: cannot be read ({fault.strerror}); check the path"
            ) from None

    return _lines(str(path), pieces())


def _lines(where: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest, number = b"", 0
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in (*whole, rest):
            if len(line) > MAX_BYTES:
                raise BundleError(
                    f"{where}, line {number + 1}: found more than {MAX_BYTES} bytes, expected one "
                    "entry a line"
                )
        number += len(whole)
        yield from whole
    if rest:
        raise BundleError(f"{where} ends in the middle of line {number + 1}; it was cut off")


def _inside(files: Mapping[str, str]) -> dict[str, str]:
    """The names without the one folder they all stand in, if they do."""
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return dict(files)
    return {name.partition("/")[2]: full for name, full in files.items()}


def _printable(name: str) -> bool:
    return name.isprintable() and len(name) <= 400 and ":" not in name


def _plain_zip(one: zipfile.ZipInfo) -> bool:
    """Whether it is a file that is unpacked piece by piece: the other methods of zipfile know no bound."""
    kind = stat.S_IFMT(one.external_attr >> 16)
    plain = kind in {0, stat.S_IFREG, stat.S_IFDIR} and not one.flag_bits & 1
    return plain and one.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def _plain_tar(one: tarfile.TarInfo) -> bool:
    return one.isdir() or (one.isreg() and not one.issparse())
