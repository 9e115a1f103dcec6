"""In which share of prior draws patterns of role V hold: told apart from chance, and none left out."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from experiments.evidence.behaviour import validation_draws as module
from experiments.evidence.behaviour.validation_draws import COLUMNS, asked, drawn, validation_draws
from experiments.patterns.evaluate import patterns
from experiments.patterns.measurements import scenario_of
from results.evidence.behaviour.validation_list import validation_list
from scenarios import language, read

known = cache(patterns)


def test_a_draw_replaces_nothing_that_the_case_the_model_or_the_pattern_says() -> None:
    cheap = known()["low-price-quality"].all_sides()[1]
    found = scenario_of(drawn(cheap, {"fee.ratio": 1.1, "issues.rate": 33.0})).parameters
    assert (found["fee.ratio"], found["issues.rate"]) == (0.8, 33.0)
    given = next(key for key in read.case("xihu").parameters if key.startswith("population."))
    usual = known()["handled-inside"].all_sides()[0]
    assert scenario_of(drawn(usual, {given: 0.99})).parameters[given] == scenario_of(usual).parameters[given]


@pytest.mark.parametrize(
    ("values", "holds", "surely", "counts"),
    [
        ([(1.0, 1.0, 1.0)] * 40, 1.0, False, False),
        ([(1.0, 1.0, 1.0)] * 20 + [(-1.0, -1.1, -0.9)] * 20, 0.5, True, True),
        ([(1.0, 6.0, -4.0)] * 20 + [(-1.0, 4.0, -6.0)] * 20, 0.5, False, True),
        ([(1.0, 1.0, 1.0)] * 39 + [(-1.0, -1.1, -0.9)], 0.975, False, False),
        ([(np.nan, np.nan, 1.0)] * 20 + [(1.0, 1.0, 1.0)] * 20, 1.0, False, False),
    ],
    ids=["always", "half of them", "by chance alone", "once in forty", "undefined in half"],
)
def test_a_pattern_counts_if_it_fails_and_surely_if_more_often_than_by_chance(
    values, holds, surely, counts
) -> None:
    row = module._tallied(known()["association-trust"], np.array(values), 2)
    assert (row["holds"], row["surely"], row["counts"]) == (holds, surely, counts)


def test_the_page_leaves_no_pattern_out() -> None:
    rows = [(one.id, 24, 0.5, 0.3, 0.7, 6, place % 2 == 0, True, 2) for place, one in enumerate(asked())]
    judging = {one.id for one in known().values() if one.role == "V"}
    assert {row[0] for row in rows} < judging
    for name in language.LANGUAGES:
        with language.spoken(name):
            page = validation_list(pd.DataFrame(rows, columns=COLUMNS))
        assert all(f"`{one}`" in page for one in judging) and "6 / 24" in page


@pytest.mark.slow
def test_draws_are_tallied_for_the_patterns_asked() -> None:
    found = validation_draws(lambda text: None, 2, 2, 1, ids=["handled-inside", "few-call-outside"])
    assert {*found["id"]} == {"few-call-outside", "handled-inside"}
    assert (found["draws"] == 2).all() and found["holds"].between(0, 1).all()
