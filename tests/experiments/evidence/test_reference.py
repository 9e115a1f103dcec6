"""The reference study and falsification in a nutshell: conclusions counted, signs compared, pages told."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.design.runs import Run
from experiments.evidence import falsification
from experiments.evidence.model_uncertainty import BASELINE
from experiments.evidence.reference import conclusions, failure_regions, reference_runs
from experiments.evidence.reference.calibrated_draws import CALIBRATIONS, families, models, models_at, places
from experiments.evidence.reference.reference_runs import OUTCOMES, ReferenceSizes
from experiments.evidence.reference.reference_tables import kept
from experiments.execution.run_all import Rows, run_all
from experiments.markdown import in_both
from results.evidence.falsification import falsification as falsification_page
from results.evidence.falsification import verdicts
from results.evidence.pictures import reference_ranks
from results.evidence.reference.reference_page import reference as reference_page
from scenarios import read
from scenarios.problems import ScenarioError
from scenarios.unsettled import in_draw

MODELS = (BASELINE, "one-four-n", "digital")
EVIDENCE = Path(__file__).resolve().parents[3] / "docs/evidence"


def make(runs: Sequence[Run], monthly: bool) -> Rows:
    return run_all(runs, 1, monthly=monthly)


def silent(_text: str) -> None:
    return None


def made_up(gains: dict[str, float], draws: int = 8) -> pd.DataFrame:
    """Runs in which 1+4+N has so much more participation than the baseline in each calibration."""
    luck = np.random.default_rng(1)
    rows: list[dict[str, object]] = []
    for calibration in CALIBRATIONS:
        for cost in ("natural", "equal"):
            for point in range(draws):
                world = luck.normal(0, 0.05)
                for model in MODELS:
                    gain = gains[calibration] if model == "one-four-n" else 0.0
                    values = dict.fromkeys(OUTCOMES, 0.5 + world)
                    values["participation_month"] += gain + luck.normal(0, 0.002)
                    labels = {"calibration": calibration, "cost": cost, "case": "xihu", "governance": model}
                    rows.append({**labels, "point": point, "cost_total": 40.0, **values})
    return pd.DataFrame(rows)


def told_of(gains: dict[str, float]) -> pd.DataFrame:
    found = conclusions.conclusions(conclusions.differences(made_up(gains)))
    return found[(found["governance"] == "one-four-n") & (found["outcome"] == "participation_month")]


@pytest.mark.parametrize(
    ("gains", "held", "sign", "changes"),
    [
        ((0.1, 0.2, 0.05), 3, "better", False),
        ((0.1, 0.1, 0.0), 2, "better", False),
        ((-0.1, 0.0, 0.0), 1, "worse", False),
        ((0.0, 0.0, 0.0), 0, "open", False),
        ((0.1, 0.1, -0.1), 2, "better", True),
    ],
)
def test_a_conclusion_holds_under_as_many_calibrations_as_show_the_same_sign(
    gains: tuple[float, float, float], held: int, sign: str, changes: bool
) -> None:
    found = told_of(dict(zip(CALIBRATIONS, gains, strict=True)))
    assert len(found) == 2
    assert set(found["held"]) == {held} and set(found["sign"]) == {sign}
    assert set(found["changes"]) == {changes}


def test_what_is_too_small_to_matter_is_no_conclusion_however_sure_it_is() -> None:
    entry = read.outcome_entries()["participation_month"]
    assert conclusions.shown(entry.smallest * 1.1, 0.001, 1.0, entry) == "better"
    assert conclusions.shown(entry.smallest * 0.9, 0.001, 1.0, entry) == "open"
    assert conclusions.shown(entry.smallest * 1.1, -0.001, 1.0, entry) == "open"
    worse = read.outcome_entries()["conflict_index"]
    assert conclusions.shown(worse.smallest * 2, 0.001, 1.0, worse) == "worse"


def test_every_conclusion_is_counted_once_at_each_cost() -> None:
    gains = dict(zip(CALIBRATIONS, (0.1, 0.1, -0.1), strict=True))
    counts = conclusions.counted(conclusions.conclusions(conclusions.differences(made_up(gains))))
    assert list(counts["cost"]) == ["natural", "equal"]
    assert (counts[[3, 2, 1, 0]].sum(axis=1) == 2 * len(OUTCOMES)).all()
    assert list(counts["changes"]) == [1, 1] and (counts[2] >= 1).all() and (counts["stands"] == 0).all()


def test_a_model_that_leads_in_every_draw_is_best_for_sure_and_ties_are_split() -> None:
    runs = made_up(dict.fromkeys(CALIBRATIONS, 0.3))
    best = conclusions.best(runs).set_index(["calibration", "cost", "outcome"])
    row = best.loc[("prior", "equal", "participation_month")]
    assert row["governance"] == "one-four-n" and row["best"] == row["high"] == 1.0 and row["low"] < 0.7
    tied = best.loc[("prior", "equal", "satisfaction")]
    assert tied["best"] == pytest.approx(1 / 3) and tied["low"] == tied["high"]
    ranks = conclusions.rank_shares(runs)
    assert np.allclose(ranks[["rank_1", "rank_2", "rank_3"]].sum(axis=1), 1.0)


def test_an_interval_of_a_share_widens_with_fewer_draws() -> None:
    few, many = (conclusions._interval(np.tile([1.0, 0.0], count)) for count in (4, 40))
    assert few[0] == many[0] == 0.5
    assert few[2] - few[1] > 2 * (many[2] - many[1])


def test_what_three_show_stands_only_if_it_does_for_as_many_comparisons_as_were_made() -> None:
    sure = told_of(dict.fromkeys(CALIBRATIONS, 0.1))
    assert sure["stands"].all() and (sure["held"] == 3).all()
    table = conclusions.differences(made_up(dict.fromkeys(CALIBRATIONS, 0.1)))
    tests = table.groupby(["calibration", "cost"])["p"].count()
    assert (table["p_holm"] >= table["p"]).all() and (tests > 1).all()
    assert table["p_holm"].min() == pytest.approx(
        (table.groupby(["calibration", "cost"])["p"].min() * tests).min()
    )
    table.loc[(table["calibration"] == "prior"), "p_holm"] = 0.06
    assert not conclusions.conclusions(table)["stands"].any()


def test_of_what_the_defaults_show_it_is_counted_what_the_posterior_keeps() -> None:
    kept_all = conclusions.kept_by_outcome(
        conclusions.under_posterior(conclusions.differences(made_up(dict.fromkeys(CALIBRATIONS, 0.1))))
    ).iloc[-1]
    assert (kept_all[["defaults", "shown", "same", "draws", "clear", "clear_kept"]] == 2).all()
    gains = dict(zip(CALIBRATIONS, (0.1, -0.1, 0.1), strict=True))
    turned = conclusions.under_posterior(conclusions.differences(made_up(gains)))
    row = conclusions.kept_by_outcome(turned).iloc[-1]
    assert (row["defaults"], row["shown"], row["opposite"], row["same"], row["draws"]) == (2, 0, 2, 0, 0)
    assert set(turned["sign"]) == {"better"} and set(turned["shown"]) == {"worse"}


SIZES = ReferenceSizes(2, 2, ("old-small", "district-old-small"), 2)


def posterior_of(folder: Path) -> str:
    file = folder / "made-up.csv"
    rows = "0.5,0.3,30,50\n0.5,0.35,40,60\n"
    file.write_text(f"weight,fee.unconditional,issues.rate,issues.rate@street\n{rows}", encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The runs in two months, in a small compound and a small district; killed on the way, and whole."""
    folder, calls = tmp_path_factory.mktemp("reference"), []
    posterior = posterior_of(folder)

    def interrupted(runs: Sequence[Run], monthly: bool) -> Rows:
        calls.append(len(runs))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return make(runs, monthly)

    def ask(folder: Path) -> pd.DataFrame:
        held = kept(SIZES, posterior, folder)
        return reference_runs.reference_runs(interrupted, silent, held, SIZES, posterior)

    with pytest.raises(KeyboardInterrupt):
        ask(folder / "steps")
    resumed = ask(folder / "steps")
    made = len(calls)
    return {"runs": resumed, "whole": ask(folder / "other"), "calls": pd.DataFrame({"resumed": [made]})}


@pytest.mark.slow
def test_all_models_of_a_draw_share_its_world_and_no_calibration_shares_anothers(
    tables: dict[str, pd.DataFrame],
) -> None:
    runs = tables["runs"]
    assert len(runs) == 3 * 2 * 2 * (len(models()) + len(families()))
    assert set(runs.groupby(["calibration", "point"])["seed"].nunique()) == {1}
    assert runs["seed"].nunique() == 3 * 2


@pytest.mark.slow
def test_whoever_goes_on_makes_no_portion_twice_and_ends_with_the_same_rows(
    tables: dict[str, pd.DataFrame],
) -> None:
    pd.testing.assert_frame_equal(tables["runs"], tables["whole"])
    assert int(tables["calls"]["resumed"].iloc[0]) == 4 + 4  # of six calls two were kept


@pytest.mark.slow
def test_at_equal_cost_nobody_in_a_draw_is_cheaper_than_another(tables: dict[str, pd.DataFrame]) -> None:
    runs = tables["runs"]
    spread = runs.groupby(["cost", "calibration", "case", "point"])["cost_total"].agg(["min", "max"])
    gap = spread["max"] / spread["min"] - 1
    assert (gap.loc["natural"] > 0.01).all() and (gap.loc["equal"] < 0.01).all()
    natural = runs[runs["cost"] == "natural"]
    assert (natural[["given_days", "given_yuan"]] == 0).all(axis=None)


def test_all_models_are_there_and_one_of_each_family_competes_for_places() -> None:
    assert models()[0] == BASELINE == families()[0]
    assert set(models()) == set(read.governance_models())
    assert {"troika", "digital"} < set(families()) and "troika-forum" not in families()
    runs = made_up(dict.fromkeys(CALIBRATIONS, 0.3))
    variant = runs[runs["governance"] == "one-four-n"].assign(governance="one-four-n-full")
    both = pd.concat([runs, variant])
    pd.testing.assert_frame_equal(conclusions.best(both), conclusions.best(runs))
    pd.testing.assert_frame_equal(conclusions.rank_shares(both), conclusions.rank_shares(runs))


def test_cases_are_compounds_and_small_districts_of_which_some_meet_one_model_of_each_family() -> None:
    assert {"xihu", "honghu", "district-small"} < set(places())
    assert not {"xihu-district", "city-small"} & set(places())
    assert models_at("xihu") == models() and models_at("laocheng") == models()
    assert models_at("district-small") == families() == models_at("honghu-walkout")


def test_a_draw_holds_at_compounds_of_its_type_and_never_over_what_a_compound_gives() -> None:
    draw = {"issues.rate": 30.0, "issues.rate@street": 50.0, "population.elderly_share": 0.99}
    model = read.governance(BASELINE)
    lone = in_draw(draw, read.case("xihu-street"), model, 2)
    district = in_draw(draw, read.case("district-old-small"), model, 2)
    assert lone.parameters["issues.rate"] == 50.0
    rates = {
        one.scenario.case.compound_type: one.scenario.parameters["issues.rate"] for one in district.members
    }
    assert rates == {"danwei": 30.0, "street": 50.0}
    for one in (lone, *(part.scenario for part in district.members)):
        given = one.case.parameters["population.elderly_share"].value
        assert one.parameters["population.elderly_share"] == given < 0.99
    assert district.digest() != read.scenario("district-old-small", BASELINE, months=2).digest()


def test_a_portion_holds_as_many_cases_as_its_size_allows_and_every_case_once() -> None:
    cut = list(reference_runs.portions(places(), 60))
    assert [case for some in cut for case in some] == list(places()) and len(cut) > 5
    assert list(reference_runs.portions(("xihu", "honghu"), 1)) == [("xihu", "honghu")]


def test_a_posterior_that_does_not_exist_is_told_before_anything_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere\.csv"):
        kept(ReferenceSizes(1, 2, ("xihu",)), "nowhere.csv", tmp_path)
    assert not list(tmp_path.iterdir())


def made_up_half(seed: int, turned: bool = False) -> pd.DataFrame:
    """Points at which 1+4+N has less conflict unless demands are many (turned: unless they are few)."""
    luck = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for point in range(120):
        rate = float(luck.uniform(10, 100))
        for replicate in range(2):
            for model in (BASELINE, failure_regions.MODEL):
                gain = 10.0 * (model != BASELINE) * ((rate < 60) != turned)
                values = {"conflict_index": 50 + luck.normal(0, 0.1) - gain, "issues.rate": rate}
                values |= {"fee.unconditional": float(luck.uniform(0.1, 0.5)), "replicate": replicate}
                rows.append({"cost": "natural", "point": point, "governance": model, **values})
    return pd.DataFrame(rows)


@pytest.mark.slow
@pytest.mark.parametrize(("turned", "told"), [(False, "region"), (True, "not again")])
def test_a_region_is_told_only_if_it_holds_in_fresh_draws(turned: bool, told: str) -> None:
    both = {"search": made_up_half(1), "fresh": made_up_half(2, turned)}
    answer = failure_regions._answer(both, "xihu", "natural", "conflict_index")
    assert answer.fresh is not None
    rows = failure_regions._rows(answer, answer.fresh.p)
    assert {row["found"] for row in rows} == {told} and rows[0]["parameter"] == "issues.rate"
    assert (float(str(rows[0]["density"])) > 0.7) != turned


def regions() -> pd.DataFrame:
    same = {"case": "xihu", "points": 40, "failing": 10, "undecided": 3, "share": 0.25}
    same |= {"low": 0.1, "high": 0.4, "density": 0.8, "coverage": 0.7, "fresh_share": 0.3}
    box = {"cost": "equal", "outcome": "fee_collection", "found": "region", "parameter": "issues.rate"}
    none = {"cost": "natural", "outcome": "conflict_index", "found": "no region", "parameter": None}
    gone = box | {"cost": "natural", "found": "not again"}
    return pd.DataFrame(
        [same | one | {"from": 30.0, "to": np.inf} for one in (box, gone)]
        + [same | none | {"from": None, "to": None}]
    )


def test_the_page_tells_what_holds_what_changes_and_what_it_does_not_show_in_both_languages() -> None:
    runs = made_up(dict(zip(CALIBRATIONS, (0.1, 0.1, -0.1), strict=True)))
    prior = pd.DataFrame([{"governance": "digital", "outcome": "lost_share", "built_in": "better"}])
    table, best = conclusions.differences(runs), conclusions.best(runs)
    zh, en = in_both(lambda: reference_page(table, best, regions(), prior))
    assert "▲▲▼" in zh and "▲▲▼" in en
    assert "lost issues (digital only)" in en and "流失率（数字治理）" in zh
    assert "does not hold in fresh draws" in en and "2 regions were found; 1 of these hold" in en
    assert "What can be believed" in en and "能相信什么" in zh and "给谁用" in zh
    assert "They show 2 conclusions" in en and "shows 2 too (100 %)" in en
    assert "Mainly where" in en and "What this does not show" in en and "本研究没有说明什么" in zh
    assert "governance model" not in zh and "参考研究" in zh


def test_the_figure_has_a_panel_for_each_outcome_and_a_bar_for_each_place() -> None:
    figure = reference_ranks(conclusions.rank_shares(made_up(dict.fromkeys(CALIBRATIONS, 0.3))))
    panels = [panel for panel in figure.axes if panel.axison]
    assert len(panels) == len(OUTCOMES)
    assert all(len(panel.patches) == len(MODELS) ** 2 for panel in panels)


def test_a_model_better_on_all_outcomes_in_every_draw_would_be_a_built_in_victory() -> None:
    row = {"case": "xihu", "governance": "troika", "draws": 9, "better": 9}
    prior = pd.DataFrame([row | {"outcome": name} for name in ("quality", "belonging")])
    assert next(falsification.victories(prior))["value"] == 2
    prior.loc[1, "better"] = 8
    assert next(falsification.victories(prior))["value"] == 1


def test_labels_that_go_with_everything_explain_all_and_shuffled_ones_what_chance_gives() -> None:
    people = np.arange(5.0)
    values = np.broadcast_to(people, (20, 5, 5)) + np.random.default_rng(2).normal(0, 0.01, (20, 5, 5))
    assert falsification.explained(np.stack([np.diagonal(world) for world in values])) > 0.99
    assert falsification._shuffled(values).mean() == pytest.approx(1 / 20, abs=0.02)
    assert falsification._shuffled(values.transpose(0, 2, 1)).min() > 0.99


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return falsification.falsification(make, silent, EVIDENCE, 2, 1, 2, kinds=("forum",))


@pytest.mark.slow
def test_every_way_to_refute_the_model_is_answered_on_the_page_in_both_languages(
    answers: pd.DataFrame,
) -> None:
    zh, en = in_both(lambda: falsification_page(answers))
    assert en.count("efuted.**") == zh.count("推翻。**") == 5
    assert set(verdicts(answers)) == {"victory", "elderly", "fees", "placebo", "labels"}


@pytest.mark.slow
def test_a_placebo_changes_nothing_and_a_label_nobody_reads_neither(answers: pd.DataFrame) -> None:
    assert (answers[answers["question"] == "placebo"]["value"] == 0).all()
    of_labels = answers[(answers["question"] == "labels") & answers["what"].str.endswith(":label")]
    assert (of_labels[of_labels["place"] != "three-joys"]["value"] == 0).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "what", "value"),
    [
        ("victory", "troika", None),
        ("placebo", "forum", 1e-9),
        ("labels", "trust_RC:label", 0.1),
        ("fees", "bistable", 0.0),
        ("elderly", "", 0.0),
    ],
)
def test_each_answer_could_have_come_out_the_other_way(
    answers: pd.DataFrame, question: str, what: str, value: float | None
) -> None:
    other = answers.copy()
    rows = (other["question"] == question) & other["what"].str.contains(what)
    other.loc[rows, "value"] = other.loc[rows, "n"] if question == "victory" else value
    if question == "elderly":
        other.loc[rows, ["low", "high"]] = 0.0
    assert verdicts(other)[question]
