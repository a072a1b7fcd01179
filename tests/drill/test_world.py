from engine.drill.injects import due_injects, faults, first_heard, silences
from engine.drill.world import WorldSenses, advance, link, refusal, sample, start_world
from engine.run import events as e
from engine.run.state import RunState
from engine.station.ledger import total
from engine.station.link import Silence

MINUTE = 60_000


def test_the_seed_draws_how_much_was_released(play):
    masses = {seed: total(play(seed).world.vehicle, play(seed).rig.layout) for seed in (1, 2, 3)}
    assert len(set(masses.values())) == 3
    assert all(2500 < mass < 10_000 for mass in masses.values())


def test_looking_ahead_changes_nothing(play):
    one = play()
    before = one.world
    senses = WorldSenses(one.world, one.rig)
    ahead = [senses.measure("poisk", minutes * MINUTE) for minutes in (0, 1, 4)]
    assert ahead == sorted(ahead)
    assert ahead[0] < ahead[2]
    assert one.world is before
    assert advance(one.world, -5, one.rig) is one.world


def test_an_act_the_station_refuses_does_nothing(play):
    one = play()
    assert "clear the way" in refusal(one.world, "hatch poisk shut", 0, one.rig)
    one.do("FE-1", "hatch poisk shut")
    assert one.world.vehicle.hatches["poisk"] == "obstructed"
    assert isinstance(one.events[-1], e.ActTaken)
    assert one.events[-1].refused


def test_a_dropout_shows_as_missing_for_as_long_as_it_lasts(play):
    one = play().until(lambda it: "poisk-sensor" in it.state.injects)
    since = one.state.injects["poisk-sensor"]

    def quality(t):
        return sample(one.world, ["air.poisk.voc"], t, one.rig)[0].quality

    assert quality(since + MINUTE) == "missing"
    assert quality(since + 5 * MINUTE) == "good"
    assert [one.kind for one in faults(one.rig.scenario, one.state.injects)] == ["missing"]


def test_a_channel_the_station_lacks_is_a_gap_and_not_left_out(play):
    one = play()
    found = sample(one.world, ["air.poisk.voc", "no.such", "link"], 0, one.rig)
    assert [each.quality for each in found] == ["good", "missing", "good"]
    assert found[1].value is None
    assert found[2].value == "AOS"


def test_a_spill_inject_adds_to_what_was_released(play, scenario):
    spill = scenario.injects[0].model_copy(
        update={"inject": "more", "notice": None, "spill": "spill sm 100 mg", "at": 1000}
    )
    one = play(7, injects=(*scenario.injects, spill)).until(lambda it: it.t > 5000)
    grown = total(one.world.vehicle, one.rig.layout) - total(
        start_world(one.rig).vehicle, one.rig.layout
    )
    assert 50 < grown < 200


def test_injects_by_step_wait_for_the_step(scenario):
    state = RunState()
    first = due_injects(scenario, state, {})
    assert [one.inject.inject for one in first] == ["smell", "droplets", "node-3-smell"]
    later = due_injects(scenario, state, {"ask-ground": 100, "monitor": 50})
    assert {one.inject.inject: one.t for one in later}["pass-ends"] == 20_100
    done = RunState(injects={one.inject: 0 for one in scenario.injects}, outcome=None)
    assert due_injects(scenario, done, {"monitor": 0}) == ()


def test_the_link_is_lost_for_the_window_of_the_inject(play):
    one = play()
    told = {"pass-ends": 1000}
    assert silences(one.rig.scenario, told) == (Silence(1000, 1000 + 18 * MINUTE),)
    assert link(one.world, 0, one.rig) == "AOS"


def test_a_delay_that_falls_into_silence_starts_again_after_it():
    window = (Silence(100, 200),)
    assert first_heard(window, 0, 50) == 50
    assert first_heard(window, 80, 50) == 250
    assert first_heard((*window, Silence(220, 400)), 80, 50) == 450
