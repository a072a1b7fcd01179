"""A drill that uses the systems beside the air: acts in truth and injects, channels, instruments."""

from engine.drill.names import check_against
from engine.drill.scenario import Scenario, scenario_from
from engine.drill.world import Rig, WorldSenses, sample, start_world, world_after, world_from
from engine.machine.compile import compile_
from engine.procedure.reader import read_procedure
from engine.procedure.yaml_reader import read_yaml
from engine.run import events as e
from engine.station.layout_reader import layout_from
from tests.drill.conftest import text_of

PROCEDURE = """\
procedure: small-leak
title: Small leak
revision: 1
date: 2026-11-25
entry: Pressure falls
roles:
  CDR: station commander
ends: {done: safe}
channels:
  p.sm: {unit: mmHg, range: [0, 1000], stale: 60 s, title: Pressure in Zvezda}
  USLAB000042: {states: [normal, alarm], stale: 60 s, title: Loss of attitude control}
  USLAB000026: {unit: deg/s, range: [-10, 10], stale: 60 s, title: Pitch rate}
records:
  t1mm: {type: number, unit: s, range: [0, 86400], by: CDR, ask: Seconds for one mmHg}
steps:
  - step: measure
    title: Measure
    record: t1mm
    within: 10 min
    else: judge
  - step: judge
    title: Judge
    decide:
      USLAB000042 is alarm: end done
      USLAB000042 is normal: end done
      unknown: end done
"""
SCENARIO = """\
scenario: leak
title: A leak and a turning station
procedure: small-leak
station: iss-2024
epoch: 2024-11-23T20:00:00Z
minutes: 30
briefing: A leak.
telemetry: 100 ms
seats: {CDR: A}
start: {CDR: sm}
truth: {contaminant: carbon-monoxide, acts: [hole poisk 8 mm, fire sm]}
acts: {}
injects:
  - {inject: turn, at: 30 s, act: [thrusters nauka fire, alarm depress on]}
  - {inject: hiss, at: 1 s, to: CDR, notice: Something hisses}
crew:
  spread: 1.2
  delays: {everyone: {record: 30 s}}
  records: {t1mm: {reads: t1mm.sm}}
  closes: CDR
  words: [{disposition: handed over, note: ground}]
measures:
  alarm: hiss
  masks: [CDR]
  hatch: poisk
  behind: [poisk]
  first reading: [t1mm]
  clean: [t1mm]
  below: 4 ppm
  dwell: measure
  go: measure
  exposure: 1 h
  peak: 16 ppm
"""
CHANNELS = ["p.sm", "USLAB000042", "USLAB000026", "alarm.depress"]


def rig(seed: int = 7) -> Rig:
    scenario = scenario_from(SCENARIO, "leak")
    assert isinstance(scenario, Scenario), scenario
    return Rig(scenario, layout_from(read_yaml(text_of("stations/iss-2024")).data), seed)


def problems(scenario_text: str = SCENARIO, procedure_text: str = PROCEDURE) -> list[str]:
    scenario = scenario_from(scenario_text, "leak")
    assert isinstance(scenario, Scenario), scenario
    procedure = read_procedure(procedure_text).procedure
    assert procedure is not None
    table = compile_(procedure, {procedure.procedure: procedure})
    return [one.sentence for one in check_against(scenario, table, rig().layout)]


def shown(world, t: int, one: Rig) -> dict[str, str | None]:
    return {reading.channel: reading.value for reading in sample(world, CHANNELS, t, one)}


def test_acts_of_truth_and_injects_change_the_station():
    one = rig()
    world = start_world(one)
    assert world.vehicle.hull.holes == {"poisk": 8.0}
    assert list(world.vehicle.fires) == ["sm"]
    before = shown(world, 29_000, one)
    world = world_after(
        world, e.InjectDelivered(t=30_000, role="station", inject="turn", text=""), one
    )
    after = shown(world, 150_000, one)
    assert float(after["p.sm"] or 0) < float(before["p.sm"] or 0)
    assert abs(float(after["USLAB000026"] or 0)) > abs(float(before["USLAB000026"] or 0))
    assert (before["alarm.depress"], after["alarm.depress"]) == ("off", "on")


def test_a_drill_opened_again_stands_in_the_same_station():
    one = rig()
    events = [
        e.InjectDelivered(t=30_000, role="station", inject="turn", text=""),
        e.ActTaken(t=45_678, role="CDR", act="hatch poisk clear", item=None),
        e.ActTaken(t=60_000, role="CDR", act="breathe CDR pba", item=None),
    ]
    world = start_world(one)
    for event in events:
        world = world_after(world, event, one)
    assert world_from(events, one) == world


def test_a_person_reads_the_instrument_in_the_hand():
    one = rig()
    senses = WorldSenses(start_world(one), one)
    assert 100 < float(senses.reads("t1mm.sm", 10_000) or 0) < 200
    assert senses.reads("mask.cdr", 10_000) is None
    assert senses.measure("sm", 600_000) == senses.measure("sm", 600_000, "carbon-monoxide") > 1
    assert senses.measure("sm", 600_000, "hydrogen-cyanide") > 0


def test_the_drill_and_its_procedure_agree_on_channels():
    assert problems() == []
    torr = PROCEDURE.replace("p.sm: {unit: mmHg", "p.sm: {unit: torr")
    assert problems(procedure_text=torr) == ["the procedure takes 'p.sm' in torr"]


def test_wrong_names_of_systems_are_found():
    for wrong, said in (
        ("hole attic 8 mm", "no compartment 'attic'"),
        ("thrusters poisk fire", "no module with thrusters 'poisk'"),
    ):
        found = problems(SCENARIO.replace("hole poisk 8 mm", wrong))
        assert any(said in each for each in found), found
    found = problems(SCENARIO.replace("reads: t1mm.sm", "reads: t1mm.attic"))
    assert found == ["no channel is called 't1mm.attic'"]
