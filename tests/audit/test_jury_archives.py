"""Archives that a stranger packed: members that lead out, that lie about themselves, that never end.

Each is a sentence for `audit verify`, in bounded memory, and `audit import` brings nothing of it in.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import struct
import tarfile
import zipfile

import pytest

from tests.audit.witnessed import Site, made
from tests.cli.door import refused


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("archives"))


@pytest.fixture
def site(whole, tmp_path):
    shutil.copytree(whole.folder / "keys", tmp_path / "keys")
    shutil.copytree(whole.bundle, tmp_path / "bundle")
    return Site(tmp_path, whole.run, whole.other)


def files(site):
    found = sorted(path for path in site.bundle.rglob("*") if path.is_file())
    return [(path.relative_to(site.bundle).as_posix(), path.read_bytes()) for path in found]


def zipped(*more, method=zipfile.ZIP_DEFLATED, instead=None):
    """A zip of the bundle with `more` members; `instead` changes its bytes."""

    def pack(site):
        path = site.folder / "it.zip"
        with zipfile.ZipFile(path, "w", method) as packed:
            for name, content in files(site):
                packed.writestr(f"b/{name}", content)
            for member, content in more:
                name = member if isinstance(member, zipfile.ZipInfo) else f"b/{member}"
                packed.writestr(name, content)
        if instead is not None:
            path.write_bytes(instead(bytearray(path.read_bytes())))
        return path

    return pack


def mode(kind):
    info = zipfile.ZipInfo("b/strange")
    info.create_system, info.external_attr = 3, kind << 16
    return info


def listed(offset, form, value):
    """One number of what the directory of a zip says of the entries."""

    def change(raw):
        at = raw.find(b"PK\1\2")
        while raw[at + 46 : at + 61] != b"b/entries.jsonl":
            at = raw.find(b"PK\1\2", at + 4)
        struct.pack_into(form, raw, at + offset, value)
        return raw

    return zipped(method=zipfile.ZIP_STORED, instead=change)


def ended(offset, value):
    """One number of the end of the directory."""

    def change(raw):
        struct.pack_into("<I", raw, raw.rfind(b"PK\5\6") + offset, value)
        return raw

    return zipped(instead=change)


def tarred(*more, instead=None, kept=lambda _: True):
    def pack(site):
        path = site.folder / "it.tar"
        with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
            for name, content in files(site):
                if kept(name):
                    _add(tar, tarfile.TarInfo(f"b/{name}"), content)
            for info, content in more:
                _add(tar, info, content)
        if instead is not None:
            path.write_bytes(instead(path.read_bytes()))
        return path

    return pack


def _add(tar, info, content):
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def summed(head):
    """A header of a tar with its sum made anew."""
    head = bytearray(head)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def first(kind=b"0", size=None):
    """The first member of another kind, and of `size` bytes as it says (base 256, below nothing too)."""

    def change(raw):
        head = bytearray(raw[:512])
        head[156:157] = kind
        if size is not None:
            sign = b"\x80" if size >= 0 else b"\xff"
            head[124:136] = sign + size.to_bytes(11, "big", signed=True)
        return summed(head) + raw[512:]

    return tarred(instead=change)


def pax(record):
    body = b"%d %s\n" % (len(record) + 4, record)

    def change(raw):
        head = raw[:124] + b"%011o\0" % len(body) + raw[136:156] + b"x" + raw[157:512]
        return summed(head) + body.ljust(512, b"\0") + raw

    return tarred(instead=change)


def nested(kind, body):
    def change(raw):
        head = raw[:124] + b"%011o\0" % len(body) + raw[136:156] + kind + raw[157:512]
        return (summed(head) + body.ljust(512 if body else 0, b"\0")) * 3_000 + raw

    return tarred(instead=change)


def cut(pack):
    def half(site):
        path = pack(site)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return path

    return half


def squeezed(site):
    path = tarred()(site)
    path.write_bytes(gzip.compress(path.read_bytes()))
    return path


LEADS, TWICE, LINK = "leads out of it", "twice", "is a link, a device"
UNREADABLE = {
    "two entries of one name": (zipped(("entries.jsonl", b"{}\n")), TWICE),
    "a way up": (zipped(("../../x", b"x")), LEADS),
    "a drive": (zipped(("C:x", b"x")), LEADS),
    "a backslash": (zipped(("a\\b", b"x")), LEADS),
    "a newline in a name": (zipped(("a\nb", b"x")), LEADS),
    "codes of a terminal in a name": (zipped(("\x1b[2J", b"x")), LEADS),
    "a name without end": (zipped(("a" * 5_000, b"x")), LEADS),
    "an absolute name": (zipped((zipfile.ZipInfo("/etc/passwd"), b"x")), LEADS),
    "a link": (zipped((mode(0o120777), b"/etc/passwd")), LINK),
    "a device": (zipped((mode(0o020666), b"")), LINK),
    "packed by bzip2": (zipped(method=zipfile.ZIP_BZIP2), "otherwise than by deflate"),
    "packed by LZMA": (zipped(method=zipfile.ZIP_LZMA), "otherwise than by deflate"),
    "packed by nothing known": (listed(10, "<H", 99), "otherwise than by deflate"),
    "encrypted, as it says": (listed(8, "<H", 1), LINK),
    "4 GB, as it says": (listed(24, "<I", 0xFFFFFFFE), "nothing is read"),
    "a sum that is wrong": (listed(16, "<I", 7), "CRC"),
    "a header elsewhere": (listed(42, "<I", 0x7FFFFFFF), "cannot be read"),
    "a directory elsewhere": (ended(16, 0xFFFFFFF0), "cannot be read"),
    "a directory of another size": (ended(12, 0xFFFFFFF0), "cannot be read"),
    "half a zip": (cut(zipped()), "cannot be read"),
    "a hard link": (tarred((member("b/h", tarfile.LNKTYPE, "b/entries.jsonl"), b"")), LINK),
    "a link out": (tarred((member("b/l", tarfile.SYMTYPE, "/etc"), b"")), LINK),
    "a device in a tar": (tarred((member("b/d", tarfile.CHRTYPE), b"")), LINK),
    "the entries a hard link": (
        tarred(
            (member("b/entries.jsonl", tarfile.LNKTYPE, "b/run.json"), b""),
            kept=lambda name: name != "entries.jsonl",
        ),
        LINK,
    ),
    "a name twice": (tarred((member("b/entries.jsonl"), b"{}\n")), TWICE),
    "a way up in a tar": (tarred((member("b/../../x"), b"x")), LEADS),
    "an absolute name in a tar": (tarred((member("/tmp/x"), b"x")), LEADS),
    "a sparse file": (first(b"S"), ""),
    "a member without end": (first(size=2**60), "nothing is read"),
    "a member below nothing": (first(size=-1_024), "cannot be read"),
    "a long name without end": (first(b"L", 2**60), "cannot be read"),
    "a long name that cannot be counted": (first(b"L", 2**63), "cannot be read"),
    "a long name below nothing": (first(b"L", -1_024), "cannot be read"),
    "a pax header without end": (first(b"x", 2**62), "cannot be read"),
    "a pax header below nothing": (first(b"x", -1_024), "cannot be read"),
    "a pax size below nothing": (pax(b"size=-1024"), "holds no entries.jsonl"),
    "a pax path that leads up": (pax(b"path=../../xx"), LEADS),
    "pax headers without end": (nested(b"x", b""), "cannot be read"),
    "long names without end": (nested(b"L", b"a\0"), "cannot be read"),
    "a tar in gzip": (squeezed, "cannot be read"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_hostile_archive_is_refused_in_a_sentence(site, name):
    pack, said = UNREADABLE[name]
    path = pack(site)
    (found,) = site.verify(path)
    assert (found["word"], found["code"]) == ("unreadable", 6)
    assert said in found["reason"]
    assert nothing_came_in(site, path)


def nothing_came_in(site, path):
    new = site.folder / "new.db"
    refused(site.do("audit", "import", path, "--store", new))
    return json.loads(site.do("audit", "list", "--json", "--store", new).out) == []


@pytest.mark.parametrize("pack", [zipped(), tarred()])
def test_what_nobody_touched_is_read_and_brought_in(site, pack):
    path = pack(site)
    assert site.verify(path)[0]["verdict"] == "intact and witnessed"
    assert site.do("audit", "import", path, "--store", site.folder / "new.db").code == 0


def said_otherwise(**more):
    def change(site):
        path = site.bundle / "run.json"
        said = json.loads(path.read_text())
        path.write_text(json.dumps({**said, "meta": {**said["meta"], **more}}))
        site.mended()

    return change


REFUSED = {
    "another procedure": (said_otherwise(procedure="large"), "procedure 'large'"),
    "the scenario of a drill": (said_otherwise(scenario="ms-29"), "scenario 'ms-29'"),
    "a file that no list names": (
        lambda site: (site.bundle / "Entries.jsonl").write_bytes(b"{}\n"),
        "stands in no line",
    ),
    "a line of the list twice": (
        lambda site: (site.bundle / "SHA256SUMS").open("a").write("0" * 64 + "  run.json\n"),
        "run.json",
    ),
    "a list of a file outside": (
        lambda site: (site.bundle / "SHA256SUMS").open("a").write("0" * 64 + "  ../../etc/passwd\n"),
        "missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bundle_that_contradicts_itself_brings_nothing_in(site, name):
    change, said = REFUSED[name]
    change(site)
    assert site.verify(site.bundle)[0]["code"]
    refused(
        site.do("audit", "import", site.bundle, "--store", site.folder / "new.db"),
        said,
        "othing was brought in",
    )
    assert nothing_came_in(site, site.bundle)
