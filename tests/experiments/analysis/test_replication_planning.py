"""Planning replicates: numbers of the textbook, plans that come true, pilots of every kind, the verb."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.replication_planning import PlanningRequest, of_folder, plan, spread_of
from experiments.design.smallest_effect import entries
from experiments.statistics.intervals import Sample, p_difference, p_equivalence, paired_sample
from experiments.statistics.paired import compare
from experiments.statistics.power import (
    MOST,
    corrected,
    for_difference,
    for_equivalence,
    for_width,
    power_to_show,
    upper_limit,
)
from experiments.store.store import StoreError
from experiments.store.tables import Study, write
from scenarios import read

ONE_POINT = np.zeros(20, dtype=np.int64)


def test_worlds_for_power_are_those_of_the_textbook() -> None:
    # Cohen 1988, paired t-test, d = 0.5: 34 pairs for a power of 0.8, 44 for 0.9; 15 at d = 0.8.
    assert for_difference(2.0, 1.0, 0.8, 0.05) == 34
    assert for_difference(2.0, -1.0, 0.9, 0.05) == 44
    assert for_difference(1.0, 0.8, 0.8, 0.05) == 15


def test_worlds_for_a_width_are_the_fewest_that_reach_it() -> None:
    # Student: 2 · 2.0555 · 1/√27 = 0.791, 2 · 2.0595 · 1/√26 = 0.808.
    assert for_width(Sample(10, 0.0, 1.0), 0.8) == 27
    more = for_width(Sample(10, 0.0, 1.0, skewness=1.5), 0.8)
    assert more is not None and 27 < more < 40


def test_a_width_may_hang_on_worlds_not_seen() -> None:
    # Steps of 1: 2 (1 − 0.05^(1/n)) is 0.1991 for n = 29 and 0.1927 for n = 30 … below 0.2 from 29 on.
    alike = Sample(20, 0.0, 0.0, step=1.0)
    found = for_width(alike, 0.2)
    assert found is not None
    assert 2 * (1 - 0.05 ** (1 / found)) <= 0.2 < 2 * (1 - 0.05 ** (1 / (found - 1)))
    assert for_width(alike._replace(step=math.nan), 0.2) is None


def test_what_takes_too_many_worlds_is_not_planned() -> None:
    assert for_difference(1.0, 1e-9, 0.8, 0.05) is None
    assert for_width(Sample(10, 0.0, 1.0), 1e-9) is None
    assert for_equivalence(1.0, 0.0, 0.8, 0.05) is None
    assert (for_width(Sample(10, 0.0, 1.0), 0.01) or 0) < MOST


def test_planned_power_comes_true() -> None:
    luck, alpha = np.random.default_rng(1), corrected(20)
    worlds = for_difference(1.0, 0.6, 0.8, alpha)
    assert worlds is not None
    studies = [paired_sample(np.zeros(worlds), luck.normal(0.6, 1.0, worlds)) for _ in range(1500)]
    assert np.mean([p_difference(one) < alpha for one in studies]) == pytest.approx(0.8, abs=0.03)


def test_planned_equivalence_comes_true() -> None:
    luck, alpha = np.random.default_rng(2), corrected(20)
    worlds = for_equivalence(1.0, 0.6, 0.8, alpha)
    assert worlds is not None
    studies = [paired_sample(np.zeros(worlds), luck.normal(0.0, 1.0, worlds)) for _ in range(1500)]
    told = [p_equivalence(one.n, one.mean, one.spread, 0.0, 1.0, 0.6) < alpha for one in studies]
    assert np.mean(told) == pytest.approx(0.8, abs=0.03)


def test_the_upper_limit_lies_above_the_true_spread_in_nine_pilots_of_ten() -> None:
    luck = np.random.default_rng(3)
    bell = [spread_of(np.zeros(20), luck.normal(size=20), ONE_POINT).high >= 1 for _ in range(1500)]
    assert np.mean(bell) == pytest.approx(0.9, abs=0.02)
    values = luck.exponential(size=(1500, 20))
    tails = [spread_of(np.zeros(20), one, ONE_POINT).high >= 1 for one in values]
    plain = [one.std(ddof=1) * math.sqrt(19 / 11.65) >= 1 for one in values]
    assert np.mean(tails) > np.mean(plain) + 0.03


def test_the_upper_limit_of_a_bell_is_that_of_chi_squared() -> None:
    # 20 values as even as a bell: the lower tenth of chi-squared at 19 degrees of freedom is 11.651.
    values = np.repeat([-1.0, 1.0], 10)
    assert upper_limit(1.0, values, 19) == pytest.approx(math.sqrt(19 / 11.651), rel=1e-4)


def test_points_of_a_study_share_the_spread_around_their_own_means() -> None:
    luck = np.random.default_rng(4)
    points = np.repeat(np.arange(50), 4)
    found = spread_of(np.zeros(200), points * 10.0 + luck.normal(size=200), points)
    assert found.found.spread == pytest.approx(1.0, abs=0.15)


def folder_of(tmp_path: Path, worlds: int = 12, **outcomes: float) -> Path:
    """A comparison of two governance models whose outcomes differ by normal luck of these spreads."""
    luck, rows = np.random.default_rng(5), []
    for replicate in range(worlds):
        for model in ("baseline", "troika"):
            values = {name: spread * luck.normal() for name, spread in outcomes.items()}
            rows.append({"case": "xihu", "governance": model, "replicate": replicate, "seed": 1, **values})
    runs, models = pd.DataFrame(rows), ["baseline", "troika"]
    manifest = {
        "made_by": "gongzhi",
        "command": ["gongzhi", "compare", "xihu", "--governance", ",".join(models)],
        **{"cases": ["xihu"], "governance": models, "months": 2, "burn_in": 1, "start": 1},
        **{"parameters_overridden": {}, "scenarios": [], "replicates": list(range(worlds)), "code": ""},
        "seeds": list(range(worlds)),
    }
    write(Study(runs, pd.DataFrame(), compare(runs, models, read.outcome_entries()), manifest), tmp_path)
    return tmp_path


def test_a_plan_counts_the_tests_of_all_outcomes_and_shows_those_wanted(tmp_path: Path) -> None:
    pilot = of_folder(folder_of(tmp_path, conflict_index=1.0, satisfaction=0.1, fee_collection=0.2))
    table = plan(pilot, PlanningRequest(), entries({"satisfaction": 0.05}), ["satisfaction"])
    row = table.iloc[0]
    assert len(table) == 1 and row["alpha"] == pytest.approx(0.05 / 3)
    assert (row["difference"], row["width"], row["smallest"]) == (0.05, 0.1, 0.05)
    assert row["for_difference"] == for_difference(row["spread"], 0.05, 0.8, 0.05 / 3)
    assert row["for_difference_cautious"] == for_difference(row["spread_high"], 0.05, 0.8, 0.05 / 3)
    assert row["for_difference"] < row["for_difference_cautious"]
    assert power_to_show(row["for_difference"], row["spread"], 0.05, 0.05 / 3) >= 0.8


def test_a_world_that_leaves_an_outcome_undefined_is_planned_twice(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, fee_collection=0.2)
    whole = plan(of_folder(folder), PlanningRequest(), read.outcome_entries(), ["fee_collection"])
    runs = pd.read_parquet(folder / "runs.parquet")
    twice = pd.concat([runs, runs.assign(replicate=runs["replicate"] + 12, fee_collection=math.nan)])
    twice.to_parquet(folder / "runs.parquet")
    half = plan(of_folder(folder), PlanningRequest(), read.outcome_entries(), ["fee_collection"])
    for kind in ("for_width", "for_difference", "for_equivalence_cautious"):
        assert half[kind].iloc[0] == 2 * whole[kind].iloc[0]


def test_where_no_world_differed_nothing_is_planned(tmp_path: Path) -> None:
    pilot = of_folder(folder_of(tmp_path, large_petitions_year=0.0, conflict_index=1.0))
    table = plan(pilot, PlanningRequest(), read.outcome_entries(), ["large_petitions_year"])
    assert table["note"].iloc[0] == "alike" and pd.isna(table["for_width"].iloc[0])
    assert table["alpha"].iloc[0] == pytest.approx(0.05)


def test_what_is_nothing_in_every_world_of_both_is_not_planned(tmp_path: Path) -> None:
    pilot = of_folder(folder_of(tmp_path, n_shops_lawful=0.0, conflict_index=1.0))
    table = plan(pilot, PlanningRequest(), read.outcome_entries(), ["n_shops_lawful"])
    assert table["note"].iloc[0] == "alike" and pd.isna(table["for_width"].iloc[0])


def test_the_smallest_difference_that_a_comparison_was_made_with_is_planned_for(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, conflict_index=1.0)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8")) | {
        "smallest": {"conflict_index": 0.7}
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert of_folder(folder).smallest == {"conflict_index": 0.7}


def test_a_pilot_needs_worlds_and_pairs(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="at least 5 replicates; there are 4"):
        of_folder(folder_of(tmp_path, worlds=4, conflict_index=1.0))
    with pytest.raises(StoreError, match="neither a comparison nor a study"):
        of_folder(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="no replicates that say anything of satisfaction"):
        pilot = of_folder(folder_of(tmp_path, conflict_index=1.0))
        plan(pilot, PlanningRequest(), read.outcome_entries(), ["satisfaction"])


def test_the_store_of_a_study_serves_as_a_pilot(planned, carried_out, tmp_path: Path) -> None:
    carried_out(
        planned(replicates="3", governance="[baseline, one-four-n]", parameters="{issues.rate: [30, 60]}")
    )
    pilot = of_folder(tmp_path / "store")
    table = plan(pilot, PlanningRequest(), read.outcome_entries(), ["participation_month"])
    assert pilot.worlds == 6 and table["n"].iloc[0] == 6 and table["spread"].iloc[0] > 0


PLAN = ("plan", "xihu", "--governance", "baseline,troika", "--months", "2", "--pilot", "6")


def test_a_pilot_is_made_and_told_in_either_language(gongzhi, world, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    said = {spoken: gongzhi(*PLAN, "--lang", spoken) for spoken in ("en", "zh")}
    assert "Replicates needed, from a pilot of 6" in said["en"].out and "conflict index" in said["en"].out
    assert "矛盾指数" in said["zh"].out and "Worlds" not in said["zh"].out
    assert all(answer.code == 0 for answer in said.values())


def test_a_plan_is_told_to_programs(gongzhi, world) -> None:
    question = ("--outcome", "conflict_index", "--difference", "0.3", "--power", "0.9", "--json")
    told = json.loads(gongzhi(*PLAN, *question).out)
    assert len(told) == 1
    row = told[0]
    assert (row["difference"], row["power"], row["worlds"], row["b"]) == (0.3, 0.9, 6, "troika")
    assert row["for_difference"] <= row["for_difference_cautious"] and row["name"] == "conflict index"


WRONG = [
    ((), "A plan needs cases and --governance, or --study."),
    (("--study", "somewhere", "--pilot", "9"), "With --study nothing is simulated"),
    (("--study", "somewhere"), "somewhere holds neither a comparison nor a study"),
    ((*PLAN[1:], "--width", "0.2"), "--width is in the unit of an outcome: name a single one"),
    ((*PLAN[1:], "--outcome", "conflict_indx"), "Did you mean conflict_index?"),
    ((*PLAN[1:], "--power", "1.2"), "--power must be a number above 0 and below 1, not 1.2."),
    ((*PLAN[1:], "--smallest", "satisfaction"), "write OUTCOME=VALUE"),
    (
        (*PLAN[1:], "--smallest", "satisfaction=-1"),
        "--smallest satisfaction must be a number above 0, not -1.",
    ),
    ((*PLAN[1:-1], "3"), "--pilot must be a whole number from 5"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong_is_one_message(
    gongzhi, world, tmp_path, monkeypatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = gongzhi("plan", *words)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
