"""Searching for mixes: what is proposed, what is found on problems whose answer is known, what is told of it,
and that an interrupted search ends as one that was not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.coalitions import RULES
from experiments.errors import ArgumentError
from experiments.execution.executors import Batch
from experiments.execution.stored_study import StoredStudy
from experiments.execution.task import Failure, Task, Trial
from experiments.optimisation.holdout import MIX, Standing, standings
from experiments.optimisation.instrument_space import Mix, as_file, of_ledger, of_model
from experiments.optimisation.nsga2 import Drawing, MixValues, Search, begun, chance
from experiments.optimisation.pareto import box, cheapest_of_equals, covered, front, spread_out
from experiments.optimisation.search_request import Pieces, SearchRequest, search_request
from experiments.optimisation.search_results import Found, carry_out, manifest_of
from experiments.store.store import StoreError
from scenarios import language, read

KINDS = [section.id for section in read.sections().values() if section.instrument]
TEN = KINDS[:10]
OUTCOMES = ("resolution_ratio", "satisfaction")
COSTS = ("cost_total", "cost_capital", "cost_staff_days")


AT_ONCE = 12
"""Runs in a batch."""


class Planted:
    """A lane in which every instrument adds known amounts to two outcomes and to cost, and luck the rest."""

    count = 1
    stamp: str | None = None

    def __init__(self, noise: float = 0.0) -> None:
        luck = np.random.default_rng(8)
        self.values = luck.exponential(0.05, (len(KINDS), 2)) * (luck.random((len(KINDS), 2)) < 0.7)
        self.costs = luck.exponential(1.0, len(KINDS))
        self.noise, self.made, self.fails_with = noise, list[str](), ""
        self.interrupts_after: int | None = None

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        tasks = [task for batch in batches for task in batch]
        for some in (tasks[first : first + AT_ONCE] for first in range(0, len(tasks), AT_ONCE)):
            if self.interrupts_after is not None and len(self.made) >= self.interrupts_after:
                raise KeyboardInterrupt
            self.made += [task.key for task in some]
            yield self._trial(some)

    def _trial(self, tasks: Sequence[Task]) -> Trial:
        fails = [task for task in tasks if self.fails_with in task.run.scenario.instruments]
        failures = [Failure(task.key, 3, "ZeroDivisionError: no household came", "") for task in fails]
        rows = [self._row(task) for task in tasks if task not in fails]
        runs = pd.DataFrame(rows, columns=["key", "price_days", "price_yuan", *OUTCOMES, *COSTS])
        months = pd.DataFrame({"key": pd.Series([], dtype="str"), "month": pd.Series([], dtype="int64")})
        return Trial(runs.astype({"key": "str"}), months, tuple(failures))

    def _row(self, task: Task) -> tuple[object, ...]:
        held = np.array([kind in task.run.scenario.instruments for kind in KINDS], dtype=float)
        world = np.random.default_rng(task.run.seed).normal(0, 1, 2)
        own = np.random.default_rng([task.run.seed, *map(int, held)]).normal(0, self.noise, 2)
        return (
            task.key,
            0.0,
            0.0,
            *(world + held @ self.values + own),
            39 + held @ self.costs,
            0.0,
            held.sum(),
        )

    def close(self) -> None:
        pass


Ask = Callable[..., SearchRequest]


def ask(**options: Any) -> SearchRequest:
    """A small search among ten instruments."""
    given: dict[str, Any] = {"trials": 36, "replicates": 2, "fresh": 3, "months": 2, "instruments": TEN}
    given |= {"beside": [read.governance(name) for name in ("one-four-n", "troika")]} | options
    pieces = Pieces(given.pop("source", None), given.pop("instruments"), given.pop("strengths", (1.0,)))
    budget, outcomes = given.pop("budget", 3.0), given.pop("outcomes", OUTCOMES)
    return search_request(read.case("xihu"), budget, outcomes, pieces=pieces, **given)


def searched(lane: Planted, folder: Path | None = None, **options: object) -> Found:
    return carry_out(ask(**options), lambda: lane, folder, quiet=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


# --- mixes


def test_all_pieces_of_a_governance_model_are_that_model_and_none_are_the_baseline() -> None:
    baseline, model = read.governance("baseline"), read.governance("one-four-n")
    space = of_model(model, baseline)
    assert space.governance(space.nothing()) is baseline
    whole = read.scenario("xihu", space.governance((1.0,) * len(space.pieces)))
    asked = read.scenario("xihu", model)
    assert (whole.parameters, whole.instruments) == (asked.parameters, asked.instruments)


def test_an_instrument_of_the_ledger_comes_with_the_settings_of_the_ledger() -> None:
    space = of_ledger(read.governance("baseline"), ["forum", "巡逻"])
    assert space.pieces == ("forum", "patrol")
    made = read.scenario("xihu", space.governance((1.0, 1.0)))
    assert dict(made.parameters) == dict(read.scenario("xihu", "baseline").parameters)
    assert made.instruments == ("forum", "patrol")


def test_part_of_its_strength_is_the_only_setting_that_a_search_varies() -> None:
    space = of_ledger(read.governance("baseline"), ["forum"], (0.5, 1.0))
    full, half = (read.scenario("xihu", space.governance((level,))).parameters for level in (1.0, 0.5))
    assert {key: half[key] for key in full if half[key] != full[key]} == {"forum.strength": 0.5}
    assert space.size == 3


def test_rules_outside_the_instruments_are_there_or_not() -> None:
    value = read.Given(value=0.5, source="assumption: a trial", grade="assumption")
    troika = read.governance("troika").model_copy(update={"parameters": {"triage.admin_share": value}})
    space = of_model(troika, read.governance("baseline"), (0.5, 1.0))
    assert space.levels[space.pieces.index(RULES)] == (0.0, 1.0)
    only = tuple(float(piece == RULES) for piece in space.pieces)
    assert read.scenario("xihu", space.governance(only)).parameters["triage.admin_share"] == 0.5


def test_the_file_of_a_mix_makes_the_same_runs(tmp_path: Path) -> None:
    space = of_model(read.governance("one-four-n"), read.governance("baseline"), (0.5, 1.0))
    model = space.governance((0.5, 1.0, *(0.0,) * (len(space.pieces) - 3), 1.0))
    file = tmp_path / f"{model.id}.yaml"
    file.write_text(as_file(model), encoding="utf-8")
    again = read.governance(str(file))
    assert read.scenario("xihu", again).digest() == read.scenario("xihu", model).digest()
    assert again.name == model.name


# --- fronts


def test_the_front_is_what_nothing_betters() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [2.0, 1.0], [2.0, 2.0]])
    assert front(values).tolist() == [True, True, True, False, True]


def test_the_share_covered_is_the_area_under_the_front() -> None:
    values = np.array([[0.5, 1.0], [2.0, 2.0], [1.0, 0.5], [0.25, 0.25]])
    allowed = np.array([True, False, True, True])
    shares = covered(values, allowed, np.zeros(2), np.ones(2))
    assert shares == pytest.approx([0.5, 0.5, 0.75, 0.75], abs=0.002)
    flat = covered(values[:, [0, 0]], allowed, np.array([0.0, 0.3]), np.array([1.0, 0.3]))
    assert flat[-1] == pytest.approx(1.0, abs=0.002)


def test_of_equal_mixes_the_cheapest_is_kept_and_of_many_those_far_apart() -> None:
    values = np.array([[1.0], [2.0], [1.0]])
    assert cheapest_of_equals(values, [(3.0,), (1.0,), (2.0,)]) == [1, 2]
    line = np.array([[0.0, 10.0], [1.0, 9.0], [5.0, 5.0], [10.0, 0.0]])
    assert spread_out(line, 3) == [0, 2, 3]


# --- searching where the answer is known


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
    assert rows["searched"].mean() > 0.3
    assert abs(rows["difference"].mean()) < 0.1
    assert (rows["low"] <= 0).mean() > 0.8 and (rows["high"] >= 0).mean() > 0.8


def test_the_front_is_run_in_worlds_that_the_search_never_looked_at(tmp_path: Path) -> None:
    found = searched(Planted(), tmp_path / "store")
    runs = pd.read_parquet(tmp_path / "store/runs")
    again = runs[runs["replicate"] >= 2]
    assert sorted(again["replicate"].unique()) == [2, 3, 4]
    assert set(again["governance"]) == set(found.front["mix"])
    assert set(runs.loc[runs["replicate"] < 2, "governance"]) == set(found.mixes["mix"])


# --- standings


def test_standings_tell_beaten_from_not_told_apart_and_from_over_the_limits() -> None:
    luck = np.random.default_rng(5)
    worlds = luck.normal(0, 1, (1, 30, 1))
    means = np.array([[0.0, 0.0], [2.0, 1.0], [1.0, 2.0], [1.99, 0.99], [0.5, 0.5], [9.0, 9.0]])
    gains = worlds + means[:, None] + luck.normal(0, 0.2, (6, 30, 2))
    within = [True] * 5 + [False]
    found = standings(gains - gains[:1], within)
    expected = [Standing.BEATEN, Standing.FRONT, Standing.FRONT, Standing.UNCLEAR, Standing.BEATEN]
    assert found == [*expected, Standing.OVER]


# --- stores


def files(folder: Path) -> dict[str, bytes]:
    """All files of a search but Optuna's journal, which has a clock in it."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in (".lock", "optuna.log")
    }


@pytest.mark.parametrize(
    "after",
    [12, 84, *(pytest.param(some, marks=pytest.mark.slow) for some in (48, 72, 108, 120))],
)
def test_an_interrupted_search_goes_on_to_what_it_would_have_been(tmp_path: Path, after: int) -> None:
    whole = Planted(noise=0.05)
    uninterrupted = searched(whole, tmp_path / "whole/store")
    first, second = Planted(noise=0.05), Planted(noise=0.05)
    first.interrupts_after = after
    with pytest.raises(KeyboardInterrupt):
        searched(first, tmp_path / "parts/store")
    resumed = searched(second, tmp_path / "parts/store")
    kept = len(first.made) if after > 24 else 0
    assert len(second.made) == len(whole.made) - kept
    for table in ("front", "mixes", "curves"):
        pd.testing.assert_frame_equal(getattr(resumed, table), getattr(uninterrupted, table))
    assert manifest_of(resumed) == manifest_of(uninterrupted)
    assert files(tmp_path / "parts/store") == files(tmp_path / "whole/store")


def test_more_trials_go_on_and_end_as_if_asked_for_at_once(tmp_path: Path) -> None:
    at_once, first, more = Planted(0.05), Planted(0.05), Planted(0.05)
    searched(at_once, tmp_path / "one/store", trials=36)
    searched(first, tmp_path / "two/store", trials=28)
    searched(more, tmp_path / "two/store", trials=36)
    assert len(more.made) < len(at_once.made) / 2
    one, two = (pd.read_parquet(tmp_path / name / "store/runs") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two)


def test_the_same_search_again_makes_nothing_and_another_seed_is_another_search(tmp_path: Path) -> None:
    again, other = Planted(0.05), Planted(0.05)
    found = searched(Planted(0.05), tmp_path / "store")
    assert searched(again, tmp_path / "store").mixes.equals(found.mixes)
    assert not again.made
    assert not searched(other, seed=1).mixes["instruments"].equals(found.mixes["instruments"])


def test_another_search_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    searched(Planted(), tmp_path / "store")
    before, lane = files(tmp_path), Planted()
    other = {"budget": 4.0, "months": 3, "seed": 1, "instruments": ("forum", "patrol"), "replicates": 5}
    words = {"budget": "4", "instruments": "forum,patrol"}
    for option, value in other.items():
        said = words.get(option, value)
        with pytest.raises(StoreError, match=f"holds a search with --{option} .*, not {said}"):
            searched(lane, tmp_path / "store", **{option: value})
    assert files(tmp_path) == before and not lane.made


def test_a_budget_that_nothing_keeps_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    lane = Planted()
    cheapest = min((lane.costs[KINDS.index(kind)], kind) for kind in TEN)
    with pytest.raises(ArgumentError, match=r"--budget 0\.01") as wrong:
        searched(lane, tmp_path / "store", budget=0.01)
    assert read.sections()[cheapest[1]].name.en in str(wrong.value)
    assert not list(tmp_path.iterdir())


def test_an_instrument_that_fails_is_left_out_and_its_run_can_be_replayed(tmp_path: Path) -> None:
    lane = Planted()
    lane.fails_with = TEN[0]
    found = searched(lane, tmp_path / "store", beside=())
    failed = found.mixes[found.mixes["within"].isna()]
    assert len(failed) and failed["instruments"].str.contains(TEN[0]).all()
    assert found.failed.runs == 2 * len(failed) and "no household came" in found.failed.error
    assert not found.front["instruments"].str.contains(TEN[0]).any()
    folder = tmp_path / "store/found/governance"
    folder.mkdir(parents=True)
    for model in found.failed.models:
        (folder / f"{model.id}.yaml").write_text(as_file(model), encoding="utf-8")
    stored = StoredStudy(tmp_path / "store")
    assert TEN[0] in stored.scenario(stored.row(found.failed.key)).instruments
