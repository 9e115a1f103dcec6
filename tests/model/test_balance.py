"""Balance: where nothing happens to a place, what should be level does not drift, from the first year on.

The page on balance (docs/evidence/balance.md) has the same numbers, from many more replicates.
"""

import pytest

from experiments.evidence.behaviour.balance import (
    CASES,
    REACH,
    TRANSIENT,
    drifted,
    first_year,
    measured,
)
from experiments.execution.run_all import simulating
from experiments.statistics.drift import MEANS, MUCH

pytestmark = pytest.mark.slow

REPLICATES = {"minzhu-no-renewal": 60, "xihu": 80, "honghu": 16}
MONTHS = 120


@pytest.mark.parametrize("case", CASES)
def test_nothing_drifts_by_two_percent_a_year_and_the_first_year_is_no_transient(case: str) -> None:
    """Both of the same worlds, which no two processes need make."""
    lived = measured(simulating(1, quiet=True), lambda _text: None, case, REPLICATES[case], MONTHS)
    for name in MEANS:
        found = drifted(lived[name])
        assert not found.shown, (name, found)
        assert not found.much or found.reach > REACH, (name, found)
        assert abs(found.a_year) < 2 * MUCH, (name, found)
        off, reach = first_year(lived[name])
        assert abs(off) < TRANSIENT or reach > TRANSIENT / 2, (name, off, reach)
        assert abs(off) - reach < TRANSIENT, (name, off, reach)
