"""Which parameters are told to move a target, of a function whose parameters are known."""

import numpy as np
import pandas as pd
import pytest

from experiments.history_matching.screening import MOVES, NEXT, OUT, SHIFT, chosen, screened
from tests.experiments.history_matching.conftest import TARGETS, run

NAMES = [*(f"one.p{place}" for place in range(60)), "one.p0@street", "one.p50@street"]


@pytest.fixture(scope="module")
def screening() -> pd.DataFrame:
    return screened(run(np.random.default_rng(0).random((600, len(NAMES))), 0), NAMES, TARGETS)


def test_parameters_that_move_a_target_are_found_and_no_others(screening: pd.DataFrame) -> None:
    found = screening[screening["step"] > 0].groupby("pattern")["parameter"].agg(set)
    assert found["bent"] == {"one.p0", "one.p1"}
    assert found["crossed"] == {"one.p3", "one.p4", "one.p5"}


def test_as_many_as_wanted_are_kept_and_each_says_why(screening: pd.DataFrame) -> None:
    table = chosen(screening, NAMES, least=10).set_index("parameter")
    assert (table["reason"] == MOVES).sum() == 5 and (table["reason"] == NEXT).sum() == 5
    assert table["reason"]["one.p0@street"] == SHIFT and not table["kept"][table["reason"] == OUT].any()
    assert table["kept"]["one.p50@street"] == table["kept"]["one.p50"]
    assert chosen(screening, NAMES, least=3)["kept"].sum() >= 5
