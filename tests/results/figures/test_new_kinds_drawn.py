"""Kinds of residents of the user's own in pictures and tables: a name, a sign and a row of their own."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.distributional import GAP, GROUPS, MEMBERS, OTHERS, changes, groups_in, levels
from experiments.execution.collectors import MEASURES, sums
from experiments.execution.snapshots import COHORTS, Scene, Told, look
from model.neighbourhood import Neighbourhood, Placement
from results.figures.compound_map import cohorts, cohorts_of, stairwells
from results.figures.group_gains import Tables, gains, row_name
from results.figures.network import mixing, network
from results.figures.style import styled
from scenarios import language
from scenarios.read import scenario
from tests.model.test_new_kinds import Head, Rider

KINDS = ((Rider.kind, Rider), (Head.kind, Head))
MONTHS = 3


@pytest.fixture(scope="module")
def world() -> Neighbourhood:
    """A compound with riders and heads, and beside it one without."""
    given = scenario("minzhu", "baseline", months=MONTHS, burn_in=1, overrides={"place.households": 112})
    placed = [Placement(given, 7, kinds=KINDS), Placement(given, 7)]
    world = Neighbourhood(placed, archive=True, by_group=True, observers=[Scene(0), Scene(1)])
    return world.run()


@pytest.fixture(scope="module")
def scenes(world: Neighbourhood) -> list[Told]:
    """What both look like."""
    filmed = [one for one in world.observers if isinstance(one, Scene)]
    return json.loads(json.dumps([one.told(world) for one in filmed]))


def test_a_scene_tells_who_is_of_a_kind_and_only_where_there_are_kinds(
    world: Neighbourhood, scenes: list[Told]
) -> None:
    own = look(scenes[0], MONTHS).own
    assert np.array_equal(own == 0, world.population.of_kind("rider")[:112])
    assert np.array_equal(own == 1, world.population.of_kind("stairwell_head")[:112])
    assert scenes[0]["kinds"][0] == {"kind": "rider", "zh": "外卖骑手", "en": "delivery rider"}
    assert scenes[0]["kinds"][1] == {"kind": "stairwell_head", "zh": "楼长", "en": "楼长"}
    assert "kinds" not in scenes[1] and "own" not in scenes[1]["months"][0]
    assert (look(scenes[1], MONTHS).own == -1).all()


@pytest.mark.parametrize(("spoken", "name"), [("zh", "外卖骑手"), ("en", "delivery rider")])
def test_map_and_network_have_a_sign_for_each_kind(scenes: list[Told], spoken: str, name: str) -> None:
    with language.spoken("zh" if spoken == "zh" else "en"), styled():
        assert len(cohorts_of(scenes[0])) == len(COHORTS) + 2 == len({*cohorts_of(scenes[0]).values()})
        figure = stairwells(scenes[:1], MONTHS, "one")
        key = [text.get_text() for text in figure.legends[0].get_texts()]
        groups = network(scenes[:1], MONTHS, "one").axes[1]
        rows = [text.get_text().replace("\n", " ") for text in groups.get_yticklabels()]
        assert all(name in names and "楼长" in names for names in (key, rows))
        usual = stairwells(scenes[1:], MONTHS, "one").legends[0].get_texts()
        assert name not in [text.get_text() for text in usual]


def test_ties_of_kinds_are_counted_apart(scenes: list[Told]) -> None:
    one = look(scenes[0], MONTHS)
    table = mixing(scenes[0], one)
    assert table.shape == (6, 6) and table.sum() == 2 * len(one.ties)
    riders = np.isin(one.ties, np.flatnonzero(cohorts(one) == len(COHORTS))).sum()
    assert table[len(COHORTS)].sum() == riders > 0


def test_a_table_of_groups_is_the_same_whatever_else_is_in_the_world(world: Neighbourhood) -> None:
    table = world.groups_table()
    kinds = table.groupby("compound")["group"].agg(set)
    assert {"rider", "stairwell_head"} == kinds[0] - kinds[1]
    given = scenario("minzhu", "baseline", months=MONTHS, burn_in=1, overrides={"place.households": 112})
    for number, kind in enumerate((KINDS, ())):
        alone = Neighbourhood([Placement(given, 7, kinds=kind)], by_group=True).run().groups_table()
        mine = table[table["compound"] == number].assign(compound=0).reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone)


@pytest.fixture(scope="module")
def watched(world: Neighbourhood) -> pd.DataFrame:
    """Sums by group as runs made again under watch give them: two cases, two models, three replicates."""
    found = sums(world.groups_table(), MONTHS)
    cases = np.array(["with", "without"])[found["compound"]]
    both = [
        found.assign(case=cases, governance=model, replicate=number, point=0, part=found["part"] * factor)
        for model, more in (("baseline", 1.0), ("troika", 1.2))
        for number, factor in enumerate((more, 1.1 * more, 1.3 * more))
    ]
    return pd.concat(both, ignore_index=True)


def test_kinds_are_compared_with_everybody_else_in_the_cases_that_have_them(watched: pd.DataFrame) -> None:
    values = levels(watched)
    assert groups_in(values) == (*GROUPS, "rider", "stairwell_head")
    table = changes(values, ["baseline", "troika"])
    having = table.groupby("case")["group"].agg(set)
    assert having["with"] - having["without"] == {"rider", "stairwell_head"}
    assert len(table) == 3 * len(MEASURES) * (2 * len(GROUPS) + 2)
    rows = table[(table["case"] == "with") & (table["group"] == "rider")].set_index(["measure", "side"])
    row = rows.loc["participation", MEMBERS]
    assert row["mean_b"] == pytest.approx(1.2 * row["mean_a"]) and row["n"] == 3
    assert ("participation", GAP) in rows.index


def test_the_figure_of_gains_has_rows_for_kinds(watched: pd.DataFrame) -> None:
    values = levels(watched)
    tables = Tables(values, changes(values, ["baseline", "troika"]), "three replicates")
    names = {}
    for case in ("with", "without"):
        with styled():
            labels = gains(tables, case, ["baseline", "troika"]).axes[0].get_yticklabels()
        names[case] = [label.get_text() for label in labels]
    assert names["with"][:8] == names["without"] and len(names["without"]) == 8
    assert names["with"][8::2] == ["rider", "stairwell_head"]
    assert names["with"][9] == row_name("rider", OTHERS) == "all others"
