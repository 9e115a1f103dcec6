"""All households as a table: what an agent reads of itself stands in its row."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from agents.actor import State
from agents.attribute import looked
from agents.elderly import ElderlyResident
from agents.resident import Resident
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Scenario

type Scene = Callable[..., Scenario]


class Wary(ElderlyResident):
    """Keeps a state of its own."""

    fear = State(0.25)


def test_each_household_has_a_row_with_all_that_it_reads_of_itself(scene: Scene) -> None:
    world = Neighbourhood(scene(values={"place.households": 60}, months=3, burn_in=0), rng=4).run()
    table = world.households_table()
    states = [name for name in world.households.columns if name != "kind"]
    assert list(table.columns) == ["unique_id", "door", "compound", "kind", "class", *states]
    agents = world.agents.select(agent_type=Resident)
    for name in ("unique_id", "door", "kind", *looked(Resident)):
        if name in table:
            assert table[name].tolist() == agents.get(name), name
    for name in states:
        assert (table[name] == world.households.columns[name]).all(), name
    assert table["class"].tolist() == [type(agent).__name__ for agent in agents]
    assert (table["compound"] == 1).all()


def test_every_column_has_the_type_of_what_it_holds(scene: Scene) -> None:
    table = Neighbourhood(scene(values={"place.households": 60}), rng=4).households_table()
    assert table["unique_id"].dtype == table["compound"].dtype == np.int64
    assert isinstance(table["kind"].dtype, pd.CategoricalDtype)
    assert isinstance(table["class"].dtype, pd.CategoricalDtype)
    assert table["owner"].dtype == np.bool_ and table["hardship"].dtype == np.float64
    assert table["group"].dtype.kind == table["floor"].dtype.kind == "i"


def test_the_table_is_the_users_to_change(scene: Scene) -> None:
    world = Neighbourhood(scene(values={"place.households": 60}), rng=4)
    before = world.households.trust_committee.copy()
    table = world.households_table()
    table["trust_committee"] = 0.0
    assert (world.households.trust_committee == before).all()


def test_a_state_of_ones_own_is_there_for_those_who_have_it(scene: Scene) -> None:
    given = scene(values={"place.households": 60})
    world = Neighbourhood([Placement(given, 1, kinds=(("elderly", Wary),))])
    table = world.households_table()
    wary = table["class"] == "Wary"
    assert wary.any() and (table.loc[wary, "fear"] == 0.25).all() and table.loc[~wary, "fear"].isna().all()
