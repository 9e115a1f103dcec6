"""What types of compound share of a parameter, and how far each may lie off it."""

import pytest
from scipy.stats import norm

from experiments.calibration.calibration import values_of
from experiments.calibration.targets import targets
from experiments.calibration.type_shifts import TAU, shift_keys, shifted
from scenarios import read
from scenarios.by_type import at_type

KEY, STREET = "petitions.threshold", "petitions.threshold@street"


def test_a_type_lies_off_what_all_share_by_its_shift_and_never_outside_the_range() -> None:
    above = float(norm.cdf(1.0))
    assert shifted({KEY: 0.5, STREET: 0.5}) == {KEY: 0.5, STREET: pytest.approx(0.5)}
    assert shifted({KEY: 0.5, STREET: above})[STREET] == pytest.approx(0.5 + TAU)
    assert shifted({KEY: 0.95, STREET: above})[STREET] == 1.0
    assert 0.0 <= shifted({KEY: 0.95, STREET: 0.0})[STREET] < 0.95


def test_a_candidate_has_its_own_value_at_a_type_and_the_common_one_elsewhere() -> None:
    values = values_of({KEY: 0.5, STREET: 0.9, "fee.intercept": 0.2})
    low, high = read.ledger()[KEY].low, read.ledger()[KEY].high
    assert low < values[KEY] < values[STREET] < high
    common = {KEY: values[KEY], "fee.intercept": values["fee.intercept"]}
    assert at_type(values, "commodity") == common
    assert at_type(values, "street") == common | {KEY: values[STREET]}


def test_types_differ_only_where_targets_are_at_several() -> None:
    one = [target for target in targets() if target.pattern.id == "disturbed"]
    two = [target for target in targets() if target.pattern.id in ("disturbed", "fee-mean")]
    assert shift_keys([KEY, "nuisance.threshold"], one) == ()
    assert shift_keys([KEY, "nuisance.threshold"], two) == ("petitions.threshold@mixed", STREET)
