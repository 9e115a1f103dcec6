"""What holds in every compound, whatever is given: money, people, issues and shares."""

from typing import Any, NamedTuple, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.contract_tests.what_always_holds import always_holds
from model.issues import NEVER, RESOLVED, STATES
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import (
    Event,
    Parameter,
    ScenarioError,
    case,
    governance_models,
    ledger,
    outcome_entries,
    scenario,
)

SIZE = "place.households"
SHOCKS = get_args(Event.model_fields["kind"].annotation)
ROUNDING = 1e-9
SHARES = (
    "participation", "fee_collection", "quality", "firm_here", "trust_committee", "trust_firm",
    "trust_neighbours", "belonging", "efficacy", "hardship", "grievance", "satisfaction", "disturbed_share",
    "converted_share", "elderly_share", "young_share", "disclosure", "ambiguity", "owner_turnout",
    "committee_turnout", "quorum_failed", "maintenance_carried", "maintenance_spent", "election_turnout",
    "elections_held", "elections_won", "committee_serves",
)  # fmt: skip
MAY_BE_MISSING = {
    "owner_turnout", "quorum_failed", "committee_turnout", "fee_collection", "maintenance_carried",
    "election_turnout",
}  # fmt: skip


def _values(entry: Parameter) -> Any:
    if entry.kind == "number":
        return st.floats(entry.low, entry.high)
    return st.integers(int(entry.low), int(entry.high)).map(float)


class Plan(NamedTuple):
    """What Hypothesis draws for a compound, in a few words (a scenario names every parameter)."""

    case: str
    governance: str
    values: dict[str, float]
    shocks: list[tuple[str, int]]
    start: int
    seed: int

    def placement(self, months: int) -> Placement:
        """The compound, without values that clash as shares of one whole."""
        events = tuple(
            Event.model_validate({"kind": kind, "month": 1 + month % months}) for kind, month in self.shocks
        )
        place, values = case(self.case).model_copy(update={"events": events}), self.values
        while True:
            try:
                given = scenario(
                    place, self.governance, months=months, burn_in=6, start=self.start, overrides=values
                )
                return Placement(given, self.seed)
            except ScenarioError as clash:
                values = {key: value for key, value in values.items() if key not in str(clash)}


@st.composite
def plans(draw: Any) -> Plan:
    """A case with shocks, a governance model, a size and any values that the ledger allows."""
    free = [key for key, entry in ledger().items() if entry.low < entry.high and key != SIZE]
    keys = draw(st.lists(st.sampled_from(free), max_size=60, unique=True))
    values = {key: draw(_values(ledger()[key])) for key in keys}
    values[SIZE] = float(draw(st.integers(1, 400)))
    shocks = st.tuples(st.sampled_from(SHOCKS), st.integers(0, 23))
    return Plan(
        draw(st.sampled_from(("minzhu", "xihu", "honghu"))),
        draw(st.sampled_from(sorted(governance_models()))),
        values,
        draw(st.lists(shocks, max_size=2)),
        draw(st.integers(-3, 6)),
        draw(st.integers(0, 2**63 - 1)),
    )


def the_record_adds_up(world: Neighbourhood) -> None:
    series, issues = world.record.series, world.issues_table()
    for compound in range(world.compounds.count):
        mine = issues[issues["compound"] == compound]
        assert len(mine) == series["raised"][:, compound].sum()
        done = mine["done"] != NEVER
        assert done.sum() == series["resolved"][:, compound].sum()
        assert done[mine["status"] == "resolved"].all()
        left = (mine["status"] == "endured") & ~done
        assert left.sum() <= series["lost"][:, compound].sum() <= mine["ambiguous"].sum()
        assert mine["key"].is_unique
        assert mine["told_again"].sum() == series["told_again"][:, compound].sum()
        assert (mine["reported"] != NEVER).sum() == series["collected"][:, compound].sum()
    assert issues["status"].isin(STATES).all()
    over = issues["status"].isin(STATES[RESOLVED:])
    assert ((issues["closed"] != NEVER) == over).all()
    moved = np.bincount(world.compounds.of_row, world.households.occupancy, world.compounds.count)
    assert (series["moves"].sum(axis=0) == moved).all()


def months_and_outcomes_are_within_bounds(world: Neighbourhood) -> None:
    months, outcomes = world.monthly(), world.outcomes()
    assert not months.drop(columns=list(MAY_BE_MISSING)).isna().any(axis=None)
    shares = months[list(SHARES)]
    assert shares.min().min() >= 0.0
    assert shares.max().max() <= 1.0 + ROUNDING
    assert set(outcomes) >= set(outcome_entries())
    assert len(outcomes) == world.compounds.count
    for name, entry in outcome_entries().items():
        known = outcomes[name].dropna()
        assert np.isfinite(known).all(), name
        if entry.unit == "0 to 1" or entry.unit.startswith("share"):
            assert known.between(-ROUNDING, 1.0 + ROUNDING).all(), name


def _live_and_check(street: list[Placement]) -> None:
    world = Neighbourhood(street, archive=True, observers=[always_holds]).run()
    the_record_adds_up(world)
    months_and_outcomes_are_within_bounds(world)


streets = st.lists(plans(), min_size=1, max_size=20)
"""Many side by side: a world of twenty compounds takes hardly longer than a world of one."""


@pytest.mark.slow
@settings(max_examples=26)
@given(streets)
def test_every_compound_keeps_its_books_people_and_issues_for_two_years(street: list[Plan]) -> None:
    _live_and_check([plan.placement(24) for plan in street])


@pytest.mark.parametrize("sizes", [(1,), (2, 3, 13, 14, 15, 16)], ids=["one household", "a few"])
@pytest.mark.parametrize("governance", ["baseline", "one-four-n-consent", "troika-forum"])
def test_the_smallest_compounds_live_like_any_other(sizes: tuple[int, ...], governance: str) -> None:
    places = []
    for size in sizes:
        values = {SIZE: float(size), "issues.rate": 210.0}
        small = scenario("minzhu", governance, months=24, burn_in=6, overrides=values)
        places += [Placement(small, seed) for seed in range(3)]
    _live_and_check(places)
