"""The lock files: every package with a hash, none with an address, nothing of pyproject missing."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.sizes import ROOT

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement):
    """The name as the lock writes it: lower case, dashes."""
    word = re.match(r"[A-Za-z0-9._-]+", requirement).group()
    return re.sub(r"[-_.]+", "-", word).lower()


def locked(lock):
    """Name -> the lines that stand under it in a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {name_of(block): block for block in blocks}


def group(name):
    words = PROJECT["dependency-groups"][name]
    return [word for word in words if isinstance(word, str)]


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_no_address_stands_in_a_lock(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_every_package_has_one_version_and_hashes(lock):
    packages = locked(lock)
    assert len(packages) > 10
    for block in packages.values():
        assert re.match(r"[a-z0-9-]+==\S+ ", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        (RUNTIME, PROJECT["project"]["dependencies"]),
        (RUNTIME, group("install")),
        (RUNTIME, PROJECT["build-system"]["requires"]),
        (DEVELOPMENT, PROJECT["project"]["dependencies"]),
        (DEVELOPMENT, group("install")),
        (DEVELOPMENT, group("dev")),
    ],
)
def test_what_pyproject_asks_for_is_locked(lock, requirements):
    assert requirements
    assert {name_of(word) for word in requirements} - locked(lock).keys() == set()


def test_both_locks_name_the_same_versions():
    development = locked(DEVELOPMENT)
    for name, block in locked(RUNTIME).items():
        assert development[name].split(" ")[0] == block.split(" ")[0]
