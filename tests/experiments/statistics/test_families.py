"""Families of tests: what a comparison was made for is corrected together, all else apart and marked."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.design.smallest_effect import entries
from experiments.execution.results import results_in
from experiments.statistics.paired import EXPLORATORY, PRIMARY, compare, holm
from results.document.terminal import print_tables
from results.findings.comparisons.case_tables import tables
from results.text.names import main_outcomes, shown_first
from results.text.verdicts import verdicts
from scenarios import language, read
from scenarios.problems import ScenarioError

MODELS = ["baseline", "troika"]
PLAN = ("plan", "xihu", "--governance", "baseline,troika", "--months", "2", "--pilot", "6", "--json")


def runs(replicates: int = 12, cases: tuple[str, ...] = ("xihu",)) -> pd.DataFrame:
    """Worlds in which every outcome is a little larger under the second governance model."""
    luck, rows = np.random.default_rng(8), []
    for case in cases:
        for replicate in range(replicates):
            for place, model in enumerate(MODELS):
                row = {"case": case, "governance": model, "replicate": replicate, "seed": replicate}
                for entry in read.outcome_entries().values():
                    row[entry.id] = entry.smallest * (9 + place * luck.normal(1, 1.2))
                rows.append(row)
    return pd.DataFrame(rows)


def test_fourteen_outcomes_are_primary_unless_somebody_says_otherwise() -> None:
    table = compare(runs(), MODELS, entries({}))
    first = list(table.loc[table["family"] == PRIMARY, "outcome"])
    assert len(first) == 14 and first == main_outcomes(read.outcome_entries()) == shown_first(table)
    assert set(table["family"]) == {PRIMARY, EXPLORATORY}


def test_each_family_is_corrected_by_itself_over_all_cases() -> None:
    table = compare(runs(cases=("xihu", "minzhu")), MODELS, entries({}, ["lost_share", "satisfaction"]))
    assert (table["family"] == PRIMARY).sum() == 4
    for _family, rows in table.groupby("family"):
        np.testing.assert_allclose(rows["p_holm"], holm(rows["p"].to_numpy()))
        np.testing.assert_allclose(rows["p_equivalence_holm"], holm(rows["p_equivalence"].to_numpy()))


def test_what_a_comparison_is_made_for_is_shown_first_and_all_else_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from experiments.store.tables import Study

    table = compare(runs(), MODELS, entries({}, ["lost_share"]))
    assert shown_first(table) == ["lost_share", *main_outcomes(read.outcome_entries())]
    for spoken, mark, lost in (("en", "(exploratory", "lost issues"), ("zh", "（探索性", "诉求流失率")):
        language.use(spoken)
        print_tables(tables(Study(runs(), pd.DataFrame(), table, {"months": 2})))
        lines = capsys.readouterr().out.splitlines()
        assert any(lost in line and mark not in line for line in lines)
        assert sum(mark in line for line in lines) == 14
        assert not any(") (" in line or "）（" in line for line in lines)
        assert mark in " ".join(verdicts(table))
    language.use(None)


def test_one_line_says_why_an_interval_without_zero_is_not_shown() -> None:
    table = compare(runs(), MODELS, entries({}, ["lost_share"]))
    row = table[table["outcome"] == "lost_share"].assign(
        low=0.01, high=0.05, verdict="no difference could be shown"
    )
    language.use("en")
    told = list(verdicts(row))
    assert len(told) == 2 and told[1].startswith(
        "Not shown although the interval leaves out zero: lost issues"
    )
    assert len(list(verdicts(row.assign(low=-0.01)))) == 1
    language.use(None)


def test_the_verb_says_which_outcomes_it_is_made_for(gongzhi, world, tmp_path) -> None:
    asked = ("compare", "xihu", "--governance", "baseline,troika", "--months", "1", "--replicates", "3")
    said = gongzhi(*asked, "--jobs", "1", "--primary", "lost_share，satisfaction", "--json")
    rows = json.loads(said.out)
    assert {row["outcome"] for row in rows if row["family"] == PRIMARY} == {"lost_share", "satisfaction"}
    assert {row["family_text"] for row in rows} == {"primary", "exploratory"}
    wrong = gongzhi(*asked, "--primary", "lost_shar")
    assert wrong.code == 2 and "Did you mean lost_share?" in wrong.err
    assert gongzhi(*asked, "--primary", ",").code == 2


def test_a_plan_counts_the_tests_of_the_family(gongzhi, world) -> None:
    def level(*words: str) -> float:
        return float(json.loads(gongzhi(*PLAN, "--outcome", "conflict_index", *words).out)[0]["alpha"])

    assert level() == pytest.approx(0.05 / 14)
    assert level("--primary", "conflict_index,satisfaction") == pytest.approx(0.05 / 2)
    told = json.loads(gongzhi(*PLAN, "--outcome", "lost_share").out)[0]
    assert told["family"] == EXPLORATORY and told["alpha"] < 0.05 / 14


def test_a_study_says_in_its_file_what_it_is_made_for(planned, carried_out) -> None:
    from experiments.analysis.replication_planning import of_folder

    plan = planned(parameters="{place.households: 28}", primary="[lost_share, satisfaction]", replicates="5")
    found = results_in(carried_out(plan).folder)
    table = found.study.comparison
    assert table is not None and found.origin.primary == ["lost_share", "satisfaction"]
    assert set(table.loc[table["family"] == PRIMARY, "outcome"]) == {"lost_share", "satisfaction"}
    assert of_folder(plan_folder := carried_out(plan).folder).primary == ("lost_share", "satisfaction")
    changed = planned(parameters="{place.households: 28}", primary="[trust_RC]", replicates="5")
    assert carried_out(changed).made == 0
    assert results_in(plan_folder).origin.primary == ["trust_RC"]


def test_a_study_goes_on_for_an_outcome_it_is_made_for(planned) -> None:
    precise = "{outcome: satisfaction, width: 0.1}"
    assert planned(precision=precise, primary="[satisfaction]").primary == ["satisfaction"]
    with pytest.raises(ScenarioError, match="primary outcomes: lost_share"):
        planned(precision=precise, primary="[lost_share]")
    with pytest.raises(ScenarioError, match="Did you mean lost_share"):
        planned(primary="[lost_shar]")
