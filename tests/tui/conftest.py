"""Keys of the tests are pressed as soon as the screen is there; what is too soon for people has tests of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _quick_hands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "as_people_press" not in request.keywords:
        monkeypatch.setattr("tui.meant.SEEN_S", 0.0)
