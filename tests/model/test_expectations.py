"""What is expected of every instrument was written down so that a comparison can be made of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from model.conflict import CONFLICTS
from model.instrument import instrument_kinds
from model.record import COUNTS, MEASURES
from scenarios.catalogue import HERE
from scenarios.read import cases, ledger, outcome_entries
from scenarios.shipped import shipped

EXPECTED: dict[str, Any] = YAML(typ="safe", pure=True).load(HERE / "expectations.yaml")
OBSERVED = {*outcome_entries(), *COUNTS, *MEASURES, *CONFLICTS.values()}
ALLOWED = {"outcome", "direction", "case", "settings", "beside", "without"}


def statements(kind: str) -> Iterator[dict[str, Any]]:
    """What is expected of an instrument, good and bad."""
    yield from EXPECTED[kind]["acts_on"]
    yield from EXPECTED[kind]["downside"]


def test_something_is_expected_of_every_instrument() -> None:
    assert set(EXPECTED) == shipped("instruments")


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_direction_is_stated_and_so_is_a_downside_in_both_languages(kind: str) -> None:
    assert EXPECTED[kind]["acts_on"] and EXPECTED[kind]["downside"]
    assert EXPECTED[kind]["text"]["zh"].endswith("。") and EXPECTED[kind]["text"]["en"].endswith(".")
    for one in statements(kind):
        assert set(one) <= ALLOWED
        assert one["direction"] in ("up", "down")


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_statement_names_what_exists_and_values_that_are_allowed(kind: str) -> None:
    for one in statements(kind):
        assert one["outcome"] in OBSERVED
        assert one["case"] in cases()
        assert set(one.get("beside", ())) <= set(instrument_kinds())
        for key, value in [*one.get("settings", {}).items(), *one.get("without", {}).items()]:
            assert ledger()[key].low <= value <= ledger()[key].high, key
