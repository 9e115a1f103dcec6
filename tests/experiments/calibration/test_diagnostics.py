"""What a calibration taught: widths, ties between parameters, what moves a pattern."""

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from experiments.calibration.calibration import in_values
from experiments.calibration.diagnostics import screened, together, widths
from experiments.calibration.simulator import on_this_machine
from scenarios import read
from tests.experiments.calibration.conftest import small

if TYPE_CHECKING:
    from experiments.calibration.abc_smc import Generation


def made_up(shares: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> "Generation":
    from experiments.calibration.abc_smc import Generation

    rows = pd.DataFrame(shares)
    return Generation(1, 0.0, 100, rows.assign(weight=1 / len(rows), distance=0.0))


def test_a_width_of_one_says_that_nothing_was_learned() -> None:
    even = np.linspace(0, 1, 201)
    last = made_up({"issues.rate": even, "fee.quality": 0.4 + 0.2 * even})
    entries = {key: read.ledger()[key] for key in ("issues.rate", "fee.quality")}
    values = in_values(last.rows, entries)
    found = widths(last, values, entries).set_index("parameter")
    assert found["width"].tolist() == pytest.approx([1.0, 0.2], abs=0.01)
    assert found.loc["issues.rate", "median"] == pytest.approx(math.sqrt(3.3 * 210), rel=0.02)
    assert found.loc["fee.quality", "low"] == pytest.approx(2 + 5 * 0.41, abs=0.02)


def test_parameters_that_make_good_for_each_other_are_told() -> None:
    draws = np.random.default_rng(1)
    one, other = draws.random(200), draws.random(200)
    last = made_up({"a": one, "b": 1 - one, "c": other})
    found = together(last, ["a", "b", "c"])
    assert found[["first", "second"]].to_numpy().tolist() == [["a", "b"]]
    assert found["correlation"].tolist() == pytest.approx([-1.0])


def test_a_screening_ranks_what_moves_a_pattern() -> None:
    request = small()
    found = screened(request, ["fee.quality", "nuisance.threshold"], on_this_machine(1))
    assert found["parameter"].tolist() == ["nuisance.threshold", "fee.quality"]
    assert found["effect"].iloc[0] > 1 > found["effect"].iloc[1] and found["rank"].tolist() == [1, 2]
