"""Groups of residents, watched apart: they add up, they agree with the outcomes, and watching changes
nothing.
"""

import numpy as np
import pandas as pd
import pytest

from model.groups import COLUMNS, GROUPS, MEASURES, MEMBERS
from model.neighbourhood import Neighbourhood, Placement

WHOLES = {
    "ages": ("elderly", "established", "young"),
    "tenure": ("owner", "tenant"),
    "floor": ("upper", "ground"),
    "party": ("party", "not_party"),
    "online": ("online", "offline"),
    "stairwells": ("shop_stairwell", "quiet_stairwell"),
    "ties": ("tied_across", "tied_within", "isolated"),
}


@pytest.fixture(scope="module")
def world(scene) -> Neighbourhood:
    given = scene("minzhu", "one-four-n", {"issues.rate": 100, "forum.sessions": 1}, months=36)
    return Neighbourhood([Placement(given, seed) for seed in (3, 4)], by_group=True).run()


@pytest.fixture(scope="module")
def table(world) -> pd.DataFrame:
    return world.groups_table()


@pytest.mark.parametrize("parts", WHOLES.values(), ids=WHOLES)
def test_the_parts_of_a_whole_add_up_to_all(table, parts) -> None:
    own = [name for name in COLUMNS if name not in ("pairs", "dyads", "sessions")]
    whole = table[table["group"] == "all"].set_index(["compound", "month"])[own]
    summed = table[table["group"].isin(parts)].groupby(["compound", "month"])[own].sum()
    monthly = [name for name in own if name not in ("resolved", "forum_resolved", "demands_in_time")]
    assert np.allclose(whole[monthly], summed[monthly])
    assert np.allclose(whole.sum(), summed.sum(), rtol=0.05)


def test_all_together_agree_with_the_outcomes(world, table) -> None:
    outcomes = world.outcomes()
    everybody = table[table["group"] == "all"]
    early = everybody[everybody["month"] <= 24].groupby("compound")[["resolved", "collected"]].sum()
    assert (early["resolved"] / early["collected"]).to_numpy() == pytest.approx(
        outcomes["resolution_ratio"].to_numpy()
    )
    told = everybody[everybody["month"] <= 33].groupby("compound")[["demands_in_time", "demands_told"]].sum()
    assert (told["demands_in_time"] / told["demands_told"]).to_numpy() == pytest.approx(
        outcomes["resolution_in_time"].to_numpy()
    )
    late = everybody[everybody["month"] > 24].groupby("compound")
    rate = late["severity"].sum() / late["households"].sum() * 100
    assert rate.to_numpy() == pytest.approx(outcomes["conflict_index"].to_numpy())
    elected = everybody.groupby("compound")[["votes", "voters"]].sum()
    assert (elected["votes"] / elected["voters"]).to_numpy() == pytest.approx(outcomes["vote_RC"].to_numpy())


def test_the_gap_between_old_and_young_is_that_of_the_outcomes(world, table) -> None:
    late = table[table["month"] > 24].groupby(["compound", "group"])[["active", "people"]].sum()
    rate = (late["active"] / late["people"]).unstack()
    gap = (rate["elderly"] - rate["young"]).abs().to_numpy()
    assert gap == pytest.approx(world.outcomes()["gap_elderly_young_participation"].to_numpy())


def test_watching_groups_changes_nothing(scene) -> None:
    given = scene("xihu", "one-four-n", {"issues.rate": 100})
    plain, watched = (Neighbourhood(given, rng=5, by_group=by_group).run() for by_group in (False, True))
    assert plain.monthly().equals(watched.monthly()) and plain.outcomes().equals(watched.outcomes())


def test_groups_that_were_not_watched_are_refused(scene) -> None:
    with pytest.raises(RuntimeError, match="by_group=True"):
        Neighbourhood(scene(months=1)).run().groups_table()


def test_a_district_is_one_place_in_the_table(scene) -> None:
    world = Neighbourhood(scene("district-small", months=2), by_group=True).run()
    found = world.groups_table()
    assert set(found["compound"]) == {0} and len(found) == 2 * len(GROUPS)
    assert found[found["group"] == "all"]["households"].iloc[0] == world.compounds.rows


def test_every_measure_is_made_of_columns() -> None:
    assert {name for ratio in MEASURES.values() for name in ratio[:2]} <= set(COLUMNS)
    assert set(MEMBERS) < set(GROUPS)
