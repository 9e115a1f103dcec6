"""Balance: where nothing happens to a place, what should be level does not drift, from the first year on.

The page on balance (docs/evidence/balance.md) has the same numbers, from many more replicates.
"""

import pytest

from experiments.evidence.behaviour.balance import (
    CASES,
    REACH,
    TRANSIENT,
    Months,
    drifted,
    first_year,
    measured,
)
from experiments.execution.run_all import simulating
from experiments.statistics.drift import MEANS, MUCH

pytestmark = pytest.mark.slow

REPLICATES = {"minzhu-no-renewal": 60, "xihu": 80, "honghu": 16}
MONTHS = 120


@pytest.fixture(scope="module", params=CASES)
def lived(request: pytest.FixtureRequest) -> Months:
    case = request.param
    return measured(simulating(1, quiet=True), lambda _text: None, case, REPLICATES[case], MONTHS)


@pytest.mark.parametrize("name", MEANS)
def test_nothing_drifts_by_two_percent_a_year_in_years_three_to_ten(lived: Months, name: str) -> None:
    found = drifted(lived[name])
    assert not found.shown, found
    assert not found.much or found.reach > REACH, found
    assert abs(found.a_year) < 2 * MUCH, found


@pytest.mark.parametrize("name", MEANS)
def test_the_first_recorded_year_is_no_transient(lived: Months, name: str) -> None:
    off, reach = first_year(lived[name])
    assert abs(off) < TRANSIENT or reach > TRANSIENT / 2, (off, reach)
    assert abs(off) - reach < TRANSIENT, (off, reach)
