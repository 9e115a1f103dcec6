"""Evidence in a nutshell: draws within their ranges, a trap for some parameters, districts of any size."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.design.runs import Run
from experiments.evidence import model_uncertainty
from experiments.evidence.__main__ import main
from experiments.evidence.behaviour import low_fee_trap
from experiments.evidence.districts import allocation, compounds, district, shared_out
from experiments.evidence.linear_cost import measured
from experiments.execution.run_all import Rows, run_all
from scenarios import read
from scenarios.resolve import BURN_IN
from scenarios.unsettled import in_draw


def make(runs: Sequence[Run], monthly: bool) -> Rows:
    return run_all(runs, 1, monthly=monthly)


def silent(_text: str) -> None:
    return None


def test_a_draw_stays_within_every_range_and_leaves_out_what_is_fixed_or_of_the_place() -> None:
    ledger = read.ledger()
    for draw in islice(model_uncertainty.draws(4), 4):
        assert all(ledger[key].low <= value <= ledger[key].high for key, value in draw.items())
        assert not [key for key in draw if ledger[key].prior == "fixed" or key.startswith("place.")]
        whole = [key for key in draw if ledger[key].kind != "number"]
        assert whole and all(draw[key] == int(draw[key]) for key in whole)


def test_draws_fill_every_range_evenly_and_are_the_same_each_time() -> None:
    rates = [draw["fee.quality"] for draw in islice(model_uncertainty.draws(20), 20)]
    entry = read.ledger()["fee.quality"]
    strata = np.floor((np.array(rates) - entry.low) / (entry.high - entry.low) * 20)
    assert sorted(strata) == list(range(20))
    assert rates == [draw["fee.quality"] for draw in islice(model_uncertainty.draws(20), 20)]


def test_a_log_uniform_prior_is_drawn_in_its_logarithm() -> None:
    entry = read.ledger()["issues.rate"]
    assert entry.prior == "log-uniform"
    assert model_uncertainty.value_at(entry, 0.5) == pytest.approx((entry.low * entry.high) ** 0.5)


def test_a_draw_changes_neither_what_the_case_gives_nor_what_the_governance_model_sets() -> None:
    small = ("forum.stratified", "population.conditional_share", "issues.dyad_share")
    draw = {**next(model_uncertainty.draws(4)), **{key: read.ledger()[key].low for key in small}}
    case, model = read.case("minzhu"), read.governance("one-four-n")
    known, found = read.scenario(case, model), in_draw(draw, case, model, 6)
    kept = {*case.parameters, *(f"{one.kind}.{key}" for one in model.instruments for key in one.settings)}
    assert all(found.parameters[key] == known.parameters[key] for key in kept)
    assert found.parameters["trust.gain"] == draw["trust.gain"]


def test_draws_whose_shares_exceed_one_are_skipped() -> None:
    numbers = [number for number, _ in model_uncertainty.possible(3, ["xihu"], ["baseline", "one-four-n"], 2)]
    assert len(numbers) == 3 and numbers[-1] > 2


def test_what_goes_one_way_in_99_of_100_draws_is_called_built_in() -> None:
    assert model_uncertainty.built_in(99, 1, 100) == "better"
    assert model_uncertainty.built_in(0, 100, 100) == "worse"
    assert model_uncertainty.built_in(98, 0, 100) == model_uncertainty.built_in(0, 98, 100) == ""
    assert model_uncertainty.built_in(3, 0, 10) == model_uncertainty.built_in(0, 0, 0) == ""


def test_a_hundred_of_a_hundred_draws_leave_room_for_a_share_of_964_in_1000() -> None:
    assert model_uncertainty.exact(100, 100) == pytest.approx((0.025 ** (1 / 100), 1.0))
    assert model_uncertainty.exact(0, 4) == pytest.approx((0.0, 1 - 0.025 ** (1 / 4)))
    assert np.isnan(model_uncertainty.exact(0, 0)).all()


def test_only_what_people_do_feel_or_get_is_judged() -> None:
    judged = {entry.id for entry in model_uncertainty.judged_outcomes()}
    assert not judged & {"cost_total", "cost_per_resolved", "utilisation", "fund_balance", "disclosure"}
    assert {"conflict_index", "participation_month", "quality", "isolated", "lost_share"} <= judged


def test_what_is_built_in_is_named_once_for_all_cases_in_which_it_is() -> None:
    cells = [("xihu", "quality", 0.2), ("minzhu", "quality", 0.1), ("minzhu", "lost_share", 0.1)]
    cells += [("xihu", "belonging", 0.1), ("xihu", "belonging", -0.1)]
    found = pd.DataFrame(cells, columns=["case", "outcome", "difference"]).assign(governance="troika")
    rows = model_uncertainty.named(model_uncertainty.tally(found)).to_numpy().tolist()
    assert rows == [
        ["troika", "baseline", "quality", "better", "xihu minzhu", 1],
        ["troika", "baseline", "lost_share", "worse", "minzhu", 1],
    ]


def test_a_tally_counts_draws_by_the_direction_of_the_outcome() -> None:
    key = {"case": "xihu", "governance": "troika"}
    found = pd.DataFrame(
        [key | {"outcome": "lost_share", "difference": value} for value in (-0.1, -0.001, 0.0, 0.2, np.nan)]
    )
    row = model_uncertainty.tally(found).iloc[0]
    assert (row["draws"], row["better"], row["worse"], row["same"], row["matters"]) == (4, 2, 1, 1, 1)
    assert row["share_better"] == 0.5 and row["built_in"] == ""
    assert row["median_difference"] == pytest.approx(-0.0005)


def test_prior_draws_compare_every_model_with_the_baseline_at_equal_cost() -> None:
    found = model_uncertainty.differences(make, silent, 2, 2, 3, cases=["xihu"], models=["troika", "council"])
    outcomes = len(model_uncertainty.judged_outcomes())
    assert set(found["governance"]) == {"troika", "council"}
    assert len(found) == 2 * 2 * found["outcome"].nunique() and found["outcome"].nunique() <= outcomes
    assert not {"cost_total", "conflict_reported"} & set(found["outcome"])


def test_the_trap_has_two_ends_for_some_parameters_and_one_for_others() -> None:
    values = {"fee.unconditional": 0.4, "fee.refusing": 0.05, "fee.intercept": 0.9, "fee.trust": 1.0}
    values |= {"fee.arrears": 1.0, "fee.fixed_share": 0.3}
    table = low_fee_trap.mean_field(fees=(0.8, 1.0), values=values)
    bistable = table.set_index(["quality", "arrears", "ratio"])["bistable"].sort_index()
    assert not bistable[3.0].any()
    assert bistable[5.0, 1.0, 1.0] and not bistable[5.0, 1.0, 0.8] and not bistable[5.0, 0.0].any()
    assert (table["high"] > table["low"] - 0.02).all()


def test_simulated_compounds_end_near_the_map_where_it_has_one_end() -> None:
    scenarios = [low_fee_trap.scenario("no-arrears", "baseline", start, 1.1, 48) for start in (0.45, 0.9)]
    found = make([Run(one, None, seed) for one in scenarios for seed in range(3)], False).runs
    end = low_fee_trap.final(low_fee_trap.FeeSetting(5.0, 3.0, 0.0), 1.1, 0.9)
    assert found["fee_collection"].mean() == pytest.approx(end, abs=0.06)


def test_the_table_tells_of_every_cell_who_stayed_where_it_began() -> None:
    table = low_fee_trap.low_fee_trap(make, 1, 1, fees=(1.0,))
    assert len(table) == len(low_fee_trap.CELLS)
    assert (table["stays"] == 1.0).all(), "a month is too short to change sides"
    assert (table["stays_low"] < 1.0).all()


@given(st.integers(1, 629), st.lists(st.integers(1, 220), min_size=1, max_size=6))
def test_compounds_are_shared_out_whole_and_in_proportion(total: int, proportions: list[int]) -> None:
    found = shared_out(total, proportions)
    assert sum(found) == total
    exact = [total * part / sum(proportions) for part in proportions]
    assert all(abs(one - other) < 1 for one, other in zip(found, exact, strict=True))


def test_a_district_cut_down_to_its_full_size_is_itself() -> None:
    whole = read.scenario("xihu-district", "baseline")
    again = district(compounds(), "baseline")
    assert compounds() == 629
    assert [member.count for member in again.members] == [member.count for member in whole.members]
    assert again.district == whole.district
    assert Run(district(1, "baseline"), 0, 1).households < Run(again, 0, 1).households / 300


@pytest.mark.slow
def test_sharing_equally_and_by_need_are_compared_in_the_same_worlds() -> None:
    compared, runs = allocation(make, silent, count=4, replicates=2, months=3)
    assert set(compared["a"]) == {"equal"} and set(compared["b"]) == {"by-need"}
    assert "theil_between_compounds" in set(compared["outcome"])
    assert runs.groupby(["governance", "rule"]).size().tolist() == [2, 2, 2, 2]
    assert (runs["theil_between_compounds"] > 0).all()


@pytest.mark.slow
def test_a_measurement_says_how_large_the_world_was_and_how_slow_the_machine() -> None:
    found = measured(2, "baseline", 1)
    assert found.compounds == 2 and found.months == 1 + BURN_IN
    assert found.building > 0 and found.living > 0 and found.peak_mb >= found.started_mb > 0
    assert found.factor > 0


@pytest.mark.slow
def test_the_parts_are_written_as_tables(tmp_path: Path) -> None:
    out, sizes = tmp_path / "tables", ("--replicates", "1", "--months", "2", "--jobs", "1")
    common = ("--out", str(out), "--keep", str(tmp_path / "steps"), *sizes)
    main(["allocation", *common, "--compounds", "2"])
    main(["prior-draws", *common, "--draws", "1", "--models", "council"])
    names = sorted(path.name for path in out.iterdir())
    tables = ["allocation-runs.csv", "allocation.csv", "prior-draws.csv"]
    assert names == sorted([*tables, "code.json", "wall-times.json"])


@pytest.mark.parametrize("words", [["--draws", "0"], ["tea"], ["--jobs", "-1"]])
def test_a_part_that_cannot_be_made_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert words[0].lstrip("-") in capsys.readouterr().err
