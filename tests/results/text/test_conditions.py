"""What every place says beside results: of which months they are, after which shock, in balance or not."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.cli.command_line.output import comparison_objects, run_object
from experiments.statistics.drift import OBSERVED
from experiments.store.tables import Study
from model.record import OBSERVATIONS
from results.findings.comparisons.case_tables import run_tables, tables
from results.report.in_full import in_full
from results.report.material import Material
from results.text.conditions import balance, conditions, drawn_from, model_version, observation_names, timing
from results.text.verdicts import cautions, within_the_model
from results.web.traced import Numbers
from scenarios import language

Make = Callable[..., Study]


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def test_the_months_the_time_in_force_and_the_shock_are_told() -> None:
    (text,) = timing(["minzhu"], 60, 1)
    assert "months 49 to 60" in text and "for 60 months" in text
    assert "renewal in month 1, 48 to 59 months before" in text


def test_a_shock_within_the_window_is_told_as_such_and_a_later_one_not_at_all() -> None:
    (within,) = timing(["minzhu"], 6, 1)
    assert "months 1 to 6" in within and "renewal in month 1, which is one of them" in within
    (later,) = timing(["xihu-funding-cut"], 6, 3)
    assert "no shock in this case" in later and "for 4 months" in later


def test_cases_of_which_the_same_is_true_are_told_together() -> None:
    assert len(list(timing(["xihu", "minzhu-no-renewal"], 60, 1))) == 1
    assert len(list(timing(["xihu", "minzhu"], 60, 1))) == 2


def _measured(make_study: Make, rise: float) -> Study:
    study = make_study(["xihu"], ["baseline", "troika"])
    months = study.monthly
    luck = np.random.default_rng(1).normal(0, 0.002, len(months))
    whole = pd_cross(months, 120)
    level = 1 + rise * whole["month"] / 12 + np.resize(luck, len(whole))
    whole["hardship"] = np.where(whole["governance"] == "troika", level, 1 + np.resize(luck, len(whole)))
    return replace(
        study,
        monthly=whole[["case", "governance", "replicate", "seed", "month", "hardship"]],
        manifest=dict(study.manifest) | {"months": 120},
    )


def pd_cross(months, count: int):
    """The same runs over more months."""
    runs = months[["case", "governance", "replicate", "seed"]].drop_duplicates()
    return runs.merge(type(months)({"month": range(1, count + 1)}), how="cross")


def test_a_run_that_still_drifts_is_told_by_name_and_size(make_study: Make) -> None:
    (text,) = balance(_measured(make_study, 0.05))
    assert "not in balance in months 61 to 120" in text and "hardship +4 % a year" in text
    assert "baseline" not in text


def test_a_level_run_is_told_to_be_in_balance(make_study: Make) -> None:
    (text,) = balance(_measured(make_study, 0.0))
    assert text.startswith("In balance: in months 61 to 120")


def test_balance_is_told_only_where_it_was_measured(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika"])
    assert not list(balance(study))  # 24 months: too few
    assert not list(balance(replace(study, monthly=study.monthly.iloc[:0])))


def test_terminals_reports_and_json_all_say_so(make_study: Make) -> None:
    study, one = make_study(["minzhu"], ["baseline", "troika"]), make_study(["minzhu"], ["troika"], 1)
    (timed,) = timing(["minzhu"], study.months, 1)
    page = "".join(in_full(Material(folder=None, study=study), Numbers()))  # type: ignore[arg-type]
    for shown in (tables(study), run_tables(one)):
        assert timed in [getattr(block, "text", "") for block in shown]
    assert timed in page and model_version() in page
    assert model_version() in "".join(cautions(study)) and model_version() in within_the_model()
    rows = json.loads(json.dumps(comparison_objects(study)))
    assert {row["conditions_text"] for row in rows} == {f"{timed} {model_version()}"}
    assert run_object(one)["conditions"] == [timed, model_version()]


def test_only_the_posterior_of_version_one_is_said_to_be_of_version_one() -> None:
    assert "version one" in "".join(drawn_from({"design": "posterior", "posterior": "version-one"}))
    assert not list(drawn_from({"design": "posterior", "posterior": None}))
    assert not list(drawn_from({"design": "posterior", "posterior": "own.csv"}))
    assert not list(drawn_from({"design": "lhs"})) and not list(drawn_from(None))


def test_every_observation_that_is_looked_at_has_a_name() -> None:
    assert set(observation_names()) == set(OBSERVED) <= set(OBSERVATIONS)


def test_everything_is_said_in_both_languages(make_study: Make) -> None:
    language.use("zh")
    study = _measured(make_study, 0.05)
    said = [*conditions(study), *observation_names().values(), model_version()]
    assert all(any("一" <= letter <= "龥" for letter in text) for text in said)
