"""What only people can sense, and what they put off: offered all the time, accepted when noticed, back in its phase."""

from __future__ import annotations

import pytest

from engine.bootstrap import DrillSettings, open_drill
from engine.conductor import Drill
from engine.run import commands as c
from engine.run import events as e
from tests.cli.door import ROOT

GAS = "carbon-dioxide-high"
SCENARIO = """\
scenario: air
title: Air
procedure: carbon-dioxide-high
station: iss-2024
epoch: 2024-11-23T20:00:00Z
minutes: 30
briefing: The carbon dioxide is high.
telemetry: 10 s
seats: {CDR: Sanna Aalto, MCC-H: Houston}
start: {CDR: sm}
acts: {}
truth: {contaminant: toluene, acts: [show air.sm.co2 5600 ppm]}
injects:
  - {inject: high, at: 0 s, to: CDR, notice: The air is stale}
  - {inject: smell, at: 2 min, to: CDR, notice: A smell of burning}
  - {inject: falls, at: 8 min, act: show air.sm.co2 3900 ppm}
crew:
  spread: 1.2
  delays: {everyone: {tick: 20 s, sign: 10 s, dispose: 10 s, raise: 10 s}}
  closes: CDR
  words: [{disposition: explained, note: 'Sanna Aalto: a test'}]
calls:
  burning:
    offer: {by: CDR, after: 30 s, sensed: smell}
measures: {alarm: high}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    """A scenario beside a procedure that no alarm calls for."""
    folder = tmp_path_factory.mktemp("sensed")
    text = (ROOT / "procedures" / f"{GAS}.yaml").read_text()
    called = next(line for line in text.splitlines() if line.startswith("called:"))
    text = text.replace(called, "called: {level: unannunciated, sense: Does it smell of burning?}")
    text = text.replace(f"procedure: {GAS}", "procedure: burning")
    text = text.replace("title: Carbon dioxide high", "title: Smell of burning")
    (folder / "burning.yaml").write_text(text)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "air.yaml").write_text(SCENARIO)
    return folder / "scenarios" / "air.yaml"


def drill_of(scenario, *roles: str, minutes: float = 0) -> Drill:
    drill = open_drill(DrillSettings(str(scenario), roles, 1, "memory:", simulated_clock=True))
    drill.advance(int(minutes * 60_000))
    return drill


def row(drill: Drill, procedure: str):
    return next(one for one in drill.view().queue if one.procedure == procedure)


def test_a_simulated_person_accepts_after_noticing_and_not_before(scenario) -> None:
    drill = drill_of(scenario, minutes=2)
    assert row(drill, "burning").status == "to sense"
    assert len(drill.desk.places) == 1
    drill.advance(60_000)
    assert row(drill, "burning").status == "open"
    accepted = next(one for _, one in drill.first.events if isinstance(one, e.OfferAccepted))
    noticed = next(
        one for _, one in drill.first.events
        if isinstance(one, e.InjectDelivered) and one.inject == "smell"
    )  # fmt: skip
    assert (accepted.role, accepted.t) == ("CDR", noticed.t + 30_000)


def test_what_can_only_be_sensed_is_accepted_at_any_time_and_again_when_it_is_over(
    scenario,
) -> None:
    drill = drill_of(scenario, "CDR", minutes=1)
    assert (row(drill, "burning").status, row(drill, "burning").t) == ("to sense", None)
    refused = drill.give(c.Decline("CDR", "burning", "nothing"))
    assert refused is not None
    assert "nothing calls for that" in refused.reason
    assert drill.give(c.Accept("CDR", "burning")) is None
    assert row(drill, "burning").status == "open"
    drill.give(c.GoTo("CDR", row(drill, "burning").key))
    drill.give(c.Abort("CDR", "a test"))
    drill.give(c.Sign("CDR"))
    assert row(drill, "burning").status == "to sense"
    assert drill.give(c.Accept("CDR", "burning")) is None
    assert [place.run for place in drill.desk.places] == [
        "air-1",
        "air-1.burning",
        "air-1.burning-2",
    ]


def test_what_was_put_off_is_told_on_the_way_and_comes_back_in_its_phase(scenario) -> None:
    drill = drill_of(scenario, "CDR", minutes=1)
    assert drill.give(c.Defer("CDR", "the meal first")) is None
    alerts = [one.text for one in drill.view().alerts]
    assert "DEFERRED: 2 items of Does the air move?; come back at Report" in alerts
    assert not any(one.status == "deferred" for one in drill.view().card.items)
    drill.advance(10 * 60_000)
    assert drill.view().card.title == "Report"
    assert not any(one.text.startswith("DEFERRED") for one in drill.view().alerts)
    back = [one for one in drill.view().card.items if one.status == "deferred"]
    assert [(one.id, one.note) for one in back] == [
        ("look#1", "the meal first"),
        ("look#2", "the meal first"),
    ]
    assert drill.give(c.Tick("CDR", "look#1")) is None
    assert drill.give(c.Skip("CDR", "nobody works out", "look#2")) is None
    assert not any(one.status == "deferred" for one in drill.view().card.items)


def test_what_waits_says_how_long_its_step_has_and_where_it_goes_meanwhile(scenario) -> None:
    drill = drill_of(scenario, "CDR", minutes=1)
    drill.give(c.Accept("CDR", "burning"))
    drill.give(c.GoTo("CDR", row(drill, "burning").key))
    assert (row(drill, GAS).detail, row(drill, GAS).left) == ("Does the air move?", 9 * 60_000)
    drill.advance(9 * 60_000)
    assert row(drill, GAS).detail == "Let it clear"
