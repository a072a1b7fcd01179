"""The station file: its numbers against the published ones, and what a wrong one says."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.station.errors import LayoutError
from engine.station.figure import MARKS, Figure, amount
from engine.station.layout import Layout
from engine.station.layout_reader import layout_from
from engine.station.net import flows, returns, streams, surplus
from engine.station.vehicle import configuration_of, start_vehicle

CFM = 1.69901082
OWN = {"nauka", "prichal", "progress"}  # not in the published model


def _legs(layout: Layout, **switches: bool) -> dict[tuple[str, str], float]:
    """Give the ventilation of the station in cfm, without the flexible ducts."""
    vehicle = start_vehicle(layout, contaminant="toluene", switches={"ducts": False} | switches)
    names = list(layout.compartments)
    found: dict[tuple[str, str], float] = {}
    for here, there, flow in streams(layout, configuration_of(vehicle, layout)):
        leg = (names[here], names[there])
        found[leg] = found.get(leg, 0) + flow / CFM
    return found


def test_ventilation_is_the_published_table(layout: Layout) -> None:
    table = {
        ("lab", "node1"): 126,
        ("node3", "lab"): 126,
        ("lab", "node2"): 120,
        ("node2", "lab"): 120,
        ("node2", "columbus"): 110,
        ("columbus", "node2"): 110,
        ("node2", "kibo"): 110,
        ("kibo", "node2"): 110,
        ("node1", "airlock"): 115,
        ("airlock", "node1"): 115,
        ("node1", "pma1"): 96,
        ("pma1", "fgb"): 96,
        ("fgb", "sm"): 96,
        ("sm", "node3"): 96,
        ("node3", "pmm"): 60,
        ("pmm", "node3"): 60,
        ("node1", "node3"): 30,
    }
    assert _legs(layout) == pytest.approx(table, rel=1e-6)


def test_ventilation_balances_at_every_node_by_itself(layout: Layout) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", switches={"ducts": False})
    configuration = configuration_of(vehicle, layout)
    legs = streams(layout, configuration)
    assert max(map(abs, surplus(layout, legs))) < 1e-9
    assert returns(layout, configuration, legs) == ()


def test_every_setting_of_hatches_and_fans_balances(layout: Layout) -> None:
    hatch = st.sampled_from(["open", "shut", "obstructed"])
    hatches = st.fixed_dictionaries(dict.fromkeys(layout.hatches, hatch))
    fans = st.fixed_dictionaries({name: st.booleans() for name in layout.fans})

    @given(hatches, fans)
    def check(states: dict[str, str], switches: dict[str, bool]) -> None:
        vehicle = start_vehicle(layout, contaminant="toluene", hatches=states, switches=switches)
        everything = flows(layout, configuration_of(vehicle, layout))
        assert max(map(abs, surplus(layout, everything))) < 1e-6
        assert all(flow >= 0 for _, _, flow in everything)

    check()


def test_time_to_exchange_one_volume(layout: Layout) -> None:
    published = {  # minutes, section 5.3
        "lab": (["lab"], 14),
        "node1": (["node1"], 8.5),
        "sm": (["sm", "poisk", "vestibule"], 38),
        "fgb": (["fgb", "rassvet", "soyuz", "pma1"], 33),
        "columbus": (["columbus"], 21),
        "kibo": (["kibo"], 54),
    }
    legs = _legs(layout)
    for node, (cluster, minutes) in published.items():
        inflow = sum(cfm for (a, b), cfm in legs.items() if b in cluster and a not in cluster)
        volume = sum(layout.compartments[name].volume.value for name in cluster)
        assert volume / (inflow * CFM) * 60 == pytest.approx(minutes, abs=0.5), node


def test_inflow_of_each_node(layout: Layout) -> None:
    published = {"lab": 246, "node1": 241, "node3": 186, "node2": 340, "fgb": 96, "sm": 96}
    legs = _legs(layout)
    inflow = {node: sum(cfm for (_, b), cfm in legs.items() if b == node) for node in published}
    assert inflow == pytest.approx(published)


def test_volumes_sum_to_the_published_model(layout: Layout) -> None:
    each = {name: item.volume.value for name, item in layout.compartments.items()}
    assert sum(volume for name, volume in each.items() if name not in OWN) == pytest.approx(
        799.1, abs=0.1
    )


@pytest.mark.parametrize("hatch", ["node1", "pma1", "fgb"])
def test_shutting_one_hatch_of_the_big_loop_stops_both_directions(
    layout: Layout, hatch: str
) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", hatches={hatch: "shut"})
    names = list(layout.compartments)
    legs = streams(layout, configuration_of(vehicle, layout))
    blown = {(names[a], names[b]) for a, b, _ in legs}
    assert not blown & {("node1", "pma1"), ("pma1", "fgb"), ("fgb", "sm"), ("sm", "node3")}
    assert ("lab", "node1") in blown


def test_a_duct_blows_only_while_it_lies_in_the_hatch(layout: Layout) -> None:
    names = list(layout.compartments)
    blown = {}
    for state in ("obstructed", "open", "shut"):
        vehicle = start_vehicle(layout, contaminant="toluene", hatches={"poisk": state})
        legs = streams(layout, configuration_of(vehicle, layout))
        blown[state] = ("sm", "poisk") in {(names[a], names[b]) for a, b, _ in legs}
    assert blown == {"obstructed": True, "open": False, "shut": False}


def test_every_number_has_a_mark_and_a_source(layout: Layout) -> None:
    figures = [
        figure
        for group in (layout.compartments, layout.fans, layout.scrubbers, layout.sensors)
        for item in group.values()
        for figure in (getattr(item, name) for name in type(item).__slots__)
        if isinstance(figure, Figure)
    ]
    for gas in layout.contaminants.values():
        figures += [gas.molar_mass, *gas.limits.values(), *gas.odor.values()]
    assert len(figures) > 100
    assert all(figure.mark in MARKS and figure.source for figure in figures)


def _put(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    *way, last = path.split("/")
    here = data
    for key in way:
        here = here[key]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("compartments/sm/volume/is", "90 kg", ["compartments.sm.volume.is", "m3", "'kg'"]),
        ("compartments/sm/volume/is", "nan m3", ["compartments.sm.volume.is", "'nan m3'"]),
        ("compartments/sm/volume/is", "0 m3", ["compartments.sm.volume.is", "0.01"]),
        ("compartments/sm/volume/is", "-5 m3", ["compartments.sm.volume.is"]),
        ("compartments/sm/volume/mark", "RAED", ["did you mean 'READ'"]),
        ("compartments/sm/volume/source", None, ["compartments.sm.volume", "'source'"]),
        ("compartments/sm/volume", "90 m3", ["compartments.sm.volume", "mapping"]),
        ("compartments/sm/volumes", {}, ["'volumes'", "did you mean 'volume'"]),
        ("compartments", [], ["compartments", "a list"]),
        ("hatches/poisk/between", ["sm", "poisc"], ["hatches.poisk.between[1]", "'poisk'"]),
        ("hatches/poisk/between", ["sm", "sm"], ["hatches.poisk.between", "two sides"]),
        ("hatches/poisk/start", "ajar", ["hatches.poisk.start", "'ajar'"]),
        ("fans/imv-rs/through", ["node1", "pma1"], ["fans.imv-rs", "do not lead to"]),
        ("fans/imv-rs/path", ["sm"], ["fans.imv-rs.path", "two or more"]),
        ("fans/imv-rs/start", "yes", ["fans.imv-rs.start", "on"]),
        ("scrubbers/bmp/in", "smm", ["scrubbers.bmp.in", "'sm'"]),
        (
            "contaminants/toluene/limits/1 x",
            {"is": "1 ppm", "mark": "DESIGN", "source": "test"},
            ["contaminants.toluene.limits", "'x'", "1 h"],
        ),
        ("contaminants/toluene/capture/charcoal/is", "2", ["capture.charcoal.is", "0 to 1"]),
        ("sensors/imv/of", "imw", ["sensors.imv.of", "'imw'"]),
        ("sensors/cabin.p/range/high/is", "0 kPa", ["sensors.cabin.p.range.high"]),
        ("air", None, ["the top", "'air'"]),
    ],
)
def test_a_wrong_file_is_one_sentence_with_the_path(
    station_data: Callable[[], dict[str, Any]], path: str, value: object, words: list[str]
) -> None:
    with pytest.raises(LayoutError) as caught:
        layout_from(_put(station_data(), path, value))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for word in words:
        assert word in sentence, sentence


_JUNK = st.recursive(
    st.text(max_size=6) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(junk=_JUNK, data=st.data())
def test_no_data_brings_anything_but_a_layout_error(
    junk: object, data: st.DataObject, station_data: Callable[[], dict[str, Any]]
) -> None:
    tree = here = station_data()
    path = [data.draw(st.sampled_from(sorted(here)))]
    for _ in range(data.draw(st.integers(0, 3))):
        below = here[path[-1]]
        if not isinstance(below, dict) or not below:
            break
        here = below
        path.append(data.draw(st.sampled_from(sorted(here))))
    here[path[-1]] = junk
    try:
        layout_from(tree)
    except LayoutError as error:
        assert str(error).startswith("station file, at ")  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12.49 m3", "m3", 12.49),
        ("96 cfm", "m3/h", 163.105),
        ("2 min", "s", 120.0),
        ("250 ms", "s", 0.25),
        ("95 %", "1", 0.95),
        ("3 g", "mg", 3000.0),
        ("0.5", "1", 0.5),
    ],
)
def test_amounts(text: str, unit: str, value: float) -> None:
    assert amount(text, unit) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("text", ["", "m3", "1e5 m3", "inf m3", "1,5 m3", "5", "5 m³", "9" * 50])
def test_what_is_no_amount_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        amount(text, "m3")
