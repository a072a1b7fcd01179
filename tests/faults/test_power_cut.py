"""F2: the power goes, as far as a machine without a second power supply can show it.

ext4 on a loop device whose file lies on btrfs; a reflink of that file is the moment of the cut:
what was only in memory is gone, and ext4 recovers from its journal when the copy is mounted.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from engine.adapters.stores import open_store
from engine.log import first_fault
from tests.adapters.test_store_faults import writer

TOOLS = ("losetup", "mkfs.btrfs", "mkfs.ext4", "mount", "umount")


def sh(*words: object) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def loop(stack: ExitStack, image: Path) -> str:
    device = sh("losetup", "-f", "--show", image)
    stack.callback(sh, "losetup", "-d", device)
    return device


def mount(stack: ExitStack, device: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    sh("mount", device, folder)
    stack.callback(sh, "umount", folder)
    return folder


@pytest.fixture
def host(tmp_path):
    """A btrfs on which a file of 96 MiB is copied in no time."""
    if os.geteuid() or not all(map(shutil.which, TOOLS)):
        pytest.skip("power cuts need root and btrfs-progs, e2fsprogs, util-linux")
    with ExitStack() as stack:
        image = tmp_path / "host.img"
        sh("truncate", "-s", "700M", image)
        try:
            device = loop(stack, image)
            sh("mkfs.btrfs", "-q", "-f", device)
            place = mount(stack, device, tmp_path / "bt")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"loop devices or btrfs are not allowed here: {error.stderr.strip()}")
        yield place


def acknowledged(child: subprocess.Popen[bytes], said: list[int]) -> None:
    for line in child.stdout:
        said[0] = int(line) + 1


def cut(host: Path, folder: Path, seconds: float) -> tuple[int, int]:
    """Entries acknowledged before the cut, and entries there after it."""
    live, image = host / "live.img", host / "cut.img"
    for one in (live, image):
        one.unlink(missing_ok=True)
    sh("truncate", "-s", "96M", live)
    with ExitStack() as stack:
        device = loop(stack, live)
        sh("mkfs.ext4", "-q", "-F", device)
        place = mount(stack, device, folder / "a")
        sh("sync", "-f", place)
        child = writer(place / "s.db", 1_000_000)
        said = [0]
        reader = threading.Thread(target=acknowledged, args=(child, said), daemon=True)
        reader.start()
        while not said[0] and child.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        before = said[0]
        sh("cp", "--reflink=always", live, image)
        child.kill()
        child.wait()
        reader.join()
    with ExitStack() as stack:
        place = mount(stack, loop(stack, image), folder / "b")
        with closing(open_store(str(place / "s.db"))) as store:
            rows = list(store.read("r"))
        assert first_fault(rows) is None
        return before, len(rows)


@pytest.mark.slow
def test_fifty_power_cuts_lose_nothing_acknowledged(host, tmp_path, record_property):
    chance = random.Random(11)
    seen = [cut(host, tmp_path, chance.uniform(0.05, 0.8)) for _ in range(50)]
    lost = sum(max(0, before - after) for before, after in seen)
    said = sum(before for before, _ in seen)
    record_property("figure", f"{len(seen)} cuts, {said} entries acknowledged, {lost} lost")
    assert said > len(seen)
    assert lost == 0
