"""Searching for mixes: what is proposed, and what is found on problems whose answer is known."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.optimisation.holdout import MIX, Standing
from experiments.optimisation.instrument_space import Mix, of_ledger
from experiments.optimisation.nsga2 import Drawing, MixValues, Search, begun, chance
from experiments.optimisation.pareto import box, covered, front
from scenarios import read
from tests.experiments.optimisation.conftest import KINDS, OUTCOMES, TEN, Planted, searched


def planted(
    luck: "np.random.Generator", space_size: int = 10
) -> tuple[Callable[..., list[MixValues]], float]:
    """A knapsack: ten items of known values and costs, and a budget of 30 % of all costs."""
    values = luck.exponential(1, (space_size, 2)) * (luck.random((space_size, 2)) < 0.7)
    costs = luck.exponential(1, space_size)
    budget = 0.3 * float(costs.sum())

    def judge(mixes: Sequence[Mix]) -> list[MixValues]:
        held = np.array(mixes)
        over = (held @ costs - budget).tolist()
        return [MixValues(tuple(row), (o,)) for row, o in zip((held @ values).tolist(), over, strict=True)]

    return judge, budget


def test_the_search_finds_the_true_front_of_a_knapsack_and_more_than_chance_does() -> None:
    space, shares = of_ledger(read.governance("baseline"), TEN), []
    for seed in range(4):
        judge, budget = planted(np.random.default_rng(seed))
        nothing, *alone = judge([space.nothing(), *space.alone()])
        drawing = Drawing(space, alone, (budget,), seed)
        found = Search(space, 2, drawing, seed).run(begun(drawing, nothing, alone, seed), judge, 80)
        drawn = chance(Drawing(space, alone, (budget,), seed + 1), 80)
        assert len(set(found)) == len(set(drawn)) == 80
        everything = judge(list(space.all()))
        within = np.array([one.values for one in everything if one.within])
        shares.append([_covered(some, *box(within)) for some in (everything, judge(found), judge(drawn))])
    true, by_search, by_chance = np.array(shares).T
    assert (by_search >= 0.95 * true).all()
    assert by_search.mean() > by_chance.mean() + 0.005


def _covered(judged: Sequence[MixValues], worst: object, best: object) -> float:
    values = np.array([one.values for one in judged])
    allowed = np.array([one.within for one in judged])
    return float(covered(values, allowed, worst, best)[-1])  # type: ignore[arg-type]


def test_no_proposal_is_over_the_budget_by_the_prices_of_its_pieces() -> None:
    space = of_ledger(read.governance("baseline"), TEN)
    judge, budget = planted(np.random.default_rng(1))
    nothing, *alone = judge([space.nothing(), *space.alone()])
    drawing = Drawing(space, alone, (budget,), 0)
    found = Search(space, 2, drawing, 0).run(begun(drawing, nothing, alone, 0), judge, 60)
    over = [mix for mix, one in zip(found, judge(found), strict=True) if not one.within]
    assert set(over) <= set(space.alone())


def test_a_whole_search_reports_the_true_front_where_luck_plays_no_part() -> None:
    lane = Planted()
    found = searched(lane, trials=100)
    best = set(found.standing(Standing.FRONT))
    space = found.request.space
    rows = found.mixes.set_index("mix")
    assert (rows.loc[list(best), "cost_total"] <= 3).all()
    places = [KINDS.index(kind) for kind in TEN]
    held = np.array(list(space.all()))
    values, costs = held @ lane.values[places], held @ lane.costs[places]
    within = costs <= 3
    true = {space.governance(tuple(mix)).id for mix in held[within][front(values[within].round(9))]}
    assert len(best & true) >= 0.9 * len(true)
    of_mixes = found.front[found.front["kind"] == MIX]
    assert of_mixes["difference"].to_numpy() == pytest.approx(of_mixes["searched"].to_numpy(), abs=1e-9)


def test_chance_draws_mixes_of_its_own_and_cheap_mixes_stand_beside_the_baseline_where_cost_is_an_aim() -> (
    None
):
    found = searched(Planted(), outcomes=("satisfaction", "cost_total"))
    drawn, proposed = found.mixes["chance"].notna(), found.mixes["search"].notna()
    assert (drawn & ~proposed).any() and (proposed & ~drawn).any()
    assert drawn.sum() == proposed.sum() == 36
    kinds = found.front.drop_duplicates(["kind", "mix"]).groupby("mix")["kind"].first()
    assert kinds["baseline"] == "baseline" and len(kinds) == len(found.looked.again) + 3
    assert (found.front.loc[found.front["kind"] == "baseline", "standing"] == "on the front").all()


def test_every_mix_there_is_is_looked_at_where_that_takes_no_more_runs() -> None:
    found = searched(Planted(), trials=8, instruments=TEN[:3])
    assert (len(found.mixes), found.request.space.size, found.looked.search) == (8, 8, None)
    assert found.curves["chance"].isna().all() and found.curves["search"].iloc[-1] > 0


def test_what_chance_picked_loses_its_lead_in_fresh_worlds() -> None:
    lane = Planted(noise=0.6)
    lane.values[:] = 0.0
    found = searched(lane, replicates=3, fresh=40)
    rows = found.front[(found.front["kind"] == MIX) & (found.front["outcome"].isin(OUTCOMES))]
    assert rows["searched"].mean() > 0.2
    assert abs(rows["difference"].mean()) < 0.2  # two standard errors of the baseline that all share
    assert (rows["low"] <= 0).mean() >= 0.8 and (rows["high"] >= 0).mean() >= 0.8


def test_the_front_is_run_in_worlds_that_the_search_never_looked_at(tmp_path: Path) -> None:
    found = searched(Planted(), tmp_path / "store")
    runs = pd.read_parquet(tmp_path / "store/runs")
    again = runs[runs["replicate"] >= 2]
    assert sorted(again["replicate"].unique()) == [2, 3, 4]
    assert set(again["governance"]) == set(found.front["mix"])
    assert set(runs.loc[runs["replicate"] < 2, "governance"]) == set(found.mixes["mix"])
