"""docs/station.md names what there is: no act and no channel more or less."""

import re

from engine.station.acts import FORMS
from engine.station.layout import Layout
from tests.station.conftest import STATION


def test_the_page_names_every_act_and_no_other() -> None:
    page = (STATION.parents[2] / "docs" / "station.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]+)[^`]*` \|", page.partition("## Channels")[0], re.MULTILINE)
    assert sorted(rows) == sorted(FORMS)


def test_the_page_names_every_scrubber_fan_and_contaminant_and_no_other(layout: Layout) -> None:
    page = (STATION.parents[2] / "docs" / "station.md").read_text("utf-8")
    told = {
        what: " ".join(re.findall("`([^`]+)`", names)).split()
        for what, names in re.findall(r"^\| ([A-Z][a-z ]+) \| (`.*) \|$", page, re.MULTILINE)
    }
    assert sorted(told["Scrubbers"]) == sorted(layout.scrubbers)
    assert sorted(told["Fans"]) == sorted(layout.fans)
    groups = {group for fan in layout.fans.values() for group in fan.groups}
    assert sorted(told["Groups of fans"]) == sorted(groups)
    assert sorted(told["Contaminants"]) == sorted(layout.contaminants)
    assert not layout.contaminants["carbon-dioxide"].capture


def test_the_page_names_every_channel_and_no_other(layout: Layout) -> None:
    page = (STATION.parents[2] / "docs" / "station.md").read_text("utf-8")
    public = {name for name in layout.sensors if name.isupper() or name[0].isupper()}
    told = set(re.findall(r"[A-Z]+\d?[0-9]{6}", page.partition("Public telemetry")[2]))
    spans = re.findall(r"([A-Z]+\d?)([0-9]{6})-([0-9]{3})", page)
    for name, first, last in spans:
        told |= {f"{name}{first[:3]}{n:03d}" for n in range(int(first[3:]), int(last) + 1)}
    for name, first, last in re.findall(r"([A-Z]+\d?)([0-9]{6}) / ([0-9]{3})", page):
        told.add(f"{name}{first[:3]}{last}")
    for first, last in re.findall(r"and ([0-9]{3})-([0-9]{3})", page):
        told |= {f"USLAB000{n:03d}" for n in range(int(first), int(last) + 1)}
    assert told == public
    kinds = {name.split(".")[0] for name in layout.sensors if name not in public}
    said = {each.split(".")[0] for each in re.findall(r"`([a-z][a-z0-9.-]+)", page)}
    assert kinds <= said
