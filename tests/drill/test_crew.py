import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.drill.chance import delay_ms, uniform
from engine.drill.crew import intents
from engine.drill.world import WorldSenses, world_from
from engine.run import commands as c
from engine.run import events as e
from engine.run.evolve import fold


def told(play, state=None, world=None):
    rig = play.rig
    senses = WorldSenses(world or play.world, rig)
    return intents(rig.scenario, play.drive, state or play.state, rig.seed, senses)


@given(st.integers(), st.text(), st.text())
def test_a_draw_depends_on_seed_and_keys_only(seed, one, other):
    assert 0 < uniform(seed, one, other) < 1
    assert uniform(seed, one, other) == uniform(seed, one, other)
    assert uniform(seed, one, 1) != uniform(seed, one, 2)


@given(st.integers(), st.integers(1, 3_600_000), st.floats(1, 5))
def test_a_delay_is_whole_seconds_and_never_none(seed, median, spread):
    found = delay_ms(seed, median, spread, "x")
    assert found >= 1000
    assert found % 1000 == 0


def test_the_median_of_delays_is_the_median_asked_for():
    found = sorted(delay_ms(seed, 60_000, 1.5, "x") for seed in range(999))
    assert 55_000 < found[499] < 65_000


def test_a_drill_is_the_same_every_time_and_another_seed_is_another(play):
    one, two, other = (play(seed).at("clear-hatchway") for seed in (7, 7, 8))
    assert one.events == two.events
    assert [event.t for event in one.events] != [event.t for event in other.events]


def test_intents_come_from_the_log_alone(play):
    """What a drill would do next is the same for the live drill and for one read back at any entry."""
    live = play().at("monitor")
    for size in range(3, len(live.events), 7):
        kept = live.events[:size]
        world, state = world_from(kept, live.rig), fold(kept)
        shuffled = replace(
            state,
            boxes=dict(reversed(state.boxes.items())),
            marks=dict(reversed(state.marks.items())),
            records=dict(reversed(state.records.items())),
            injects=dict(reversed(state.injects.items())),
        )
        first = told(live, state, world)
        assert first == told(live, shuffled, world)
        assert all(one.t >= state.t for one in first)
    assert fold(live.events) == live.state
    assert world_from(live.events, live.rig).vehicle == live.world.vehicle


def test_roles_that_people_play_are_left_out(play):
    one = play(7, ("FE-1", "CDR")).until(lambda it: it.t > 60_000)
    assert {each.role for each in one.events if isinstance(each, e.ItemTicked)} <= {"FE-2"}
    assert all(each.command.role == "FE-2" for each in told(one))


def test_a_step_that_waits_for_people_runs_out(play):
    one = play(7, ("CDR",)).until(lambda it: it.state.at == "clear-hatchway" or it.t > 900_000)
    expired = [
        each.source
        for each in one.events
        if isinstance(each, e.StepEntered) and each.trigger == "expire"
    ]
    assert "masks" in expired


def test_nobody_acts_while_the_run_is_on_hold_and_all_go_on_after(play):
    one = play().at("clear-hatchway")
    one.respond(c.Hold("CDR", "wait"), strict=True)
    assert told(one) == ()
    held = one.t
    one.until(lambda it: it.t > held + 600_000)
    one.respond(c.Release("CDR"), strict=True)
    assert all(each.t > one.t for each in told(one))
    one.at("shut-hatch")


def test_the_ground_does_not_answer_what_it_cannot_hear(play):
    one = play().until()
    los = next(
        each.t
        for each in one.events
        if isinstance(each, e.InjectDelivered) and each.inject == "pass-ends"
    )
    back = los + 18 * 60_000
    ground = [each for each in one.events if each.role == "MCC-H"]
    assert not [each for each in ground if los <= each.t < back]
    assert any(isinstance(each, e.AnswerGiven) and each.t > back for each in ground)


def test_the_ground_says_no_when_a_sample_is_not_clean(play):
    one = play().until(lambda it: it.state.at == "ask-ground" and it.t > 4_000_000)
    dirty = replace(one.state.records["sample-2"], value="9")
    state = replace(one.state, records={**one.state.records, "sample-2": dirty})
    words = {each.command.word for each in told(one, state) if isinstance(each.command, c.Answer)}
    assert words == {"NO-GO"}


def test_a_hatch_is_not_shut_before_everyone_is_out(play):
    one = play(7, ("FE-2",))
    for step, item in (("preconditions", 2), ("masks", 2), ("clear-hatchway", 2)):
        one.at(step)
        one.give(c.Tick("FE-2", f"{step}#{item}"), strict=True)
    since = one.at("leave-poisk").t
    one.until(lambda it: it.t > since + 120_000)
    assert one.state.at == "leave-poisk"
    assert "leave-poisk#1" in one.state.boxes
    assert all(each.command.role != "FE-1" for each in told(one))
    one.give(c.Tick("FE-2", "leave-poisk#2"), strict=True)
    one.at("stop-ventilation")
    assert one.world.vehicle.hatches["poisk"] == "shut"


@pytest.mark.parametrize("seed", [1, 2, 3, 11])
def test_no_simulated_input_is_ever_refused(play, seed):
    one = play(seed).until()
    assert not [each for each in one.events if isinstance(each, e.InputRefused)]
    assert one.state.outcome in {"reopened", "hatch kept shut"}


def test_seed_seven_reopens(play):
    one = play(7).until()
    assert (one.state.outcome, one.state.safe) == ("reopened", True)
    assert 1.5 < one.t / 3_600_000 < 4


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, 201, 20))
def test_every_seed_reaches_an_end(play, first):
    found = [play(seed).until().state.outcome for seed in range(first, first + 20)]
    assert set(found) <= {"reopened", "hatch kept shut"}
    assert found.count("reopened") > 10
