"""The catalogue of demands and the list of outcomes."""

from collections import Counter

import pytest

from scenarios.read import issue_kinds, outcome_entries

DEMANDS = [kind for kind in issue_kinds() if kind.tag != "conflict"]
DISPUTES = [kind for kind in issue_kinds() if kind.tag == "conflict"]


def test_the_catalogue_has_31_demands_in_11_categories() -> None:
    assert list(Counter(kind.category for kind in DEMANDS).values()) == [3, 3, 3, 3, 2, 3, 2, 3, 3, 3, 3]
    assert [kind.category for kind in DEMANDS] == sorted((kind.category for kind in DEMANDS), key=int)


def test_the_weights_of_the_demands_sum_to_one() -> None:
    assert sum(kind.weight for kind in DEMANDS) == pytest.approx(1, abs=1e-12)
    assert {kind.weight for kind in DEMANDS} == {1 / 31}


def test_the_seven_kinds_of_dispute_have_no_weight_because_they_have_rates() -> None:
    known = ["noise", "young-old", "fee-service", "encroachment", "revenue", "identity", "security"]
    assert [kind.id for kind in DISPUTES] == known
    assert all(kind.weight == 0 for kind in DISPUTES)
    assert issue_kinds()[-7:] == tuple(DISPUTES)


def test_responsibility_is_unclear_for_environment_safety_and_parking() -> None:
    assert {kind.id for kind in DEMANDS if kind.ambiguous} == {
        "3.1",
        "3.2",
        "3.3",
        "4.1",
        "4.2",
        "4.3",
        "5.1",
    }
    assert {kind.id for kind in DISPUTES if kind.ambiguous} == {"encroachment", "revenue", "security"}


def test_services_for_a_group_affect_that_group() -> None:
    for kind in issue_kinds():
        assert kind.affects == {"P-old": "elderly", "P-young": "young"}.get(kind.tag, "all")


@pytest.mark.parametrize("outcome", outcome_entries().values(), ids=lambda outcome: outcome.id)
def test_every_outcome_has_a_unit_a_direction_and_a_smallest_difference_of_interest(outcome) -> None:
    assert outcome.smallest > 0 and outcome.direction in (-1, 0, 1) and outcome.unit
    assert outcome.text.zh.endswith("。") and outcome.text.en.endswith(".")


def test_outcomes_are_told_apart_by_their_names() -> None:
    for side in ("zh", "en"):
        names = [getattr(outcome.name, side) for outcome in outcome_entries().values()]
        assert len(set(names)) == len(names)


def test_open_and_reported_conflict_stand_side_by_side_and_only_one_has_a_direction() -> None:
    assert outcome_entries()["conflict_index"].direction == -1
    assert outcome_entries()["conflict_reported"].direction == 0
