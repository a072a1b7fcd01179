"""An npm package in a folder of the test's own; the test skips itself where there is no npm or no network."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def installed(folder, package):
    """The folder of node_modules after `package` (name@version) was installed; runs none of its scripts."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm and node are not installed")
    command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip(f"npm cannot install {package}: {done.stderr[-200:]}")
    return folder / "node_modules"
