"""Edits that are planted to see whether a trial reports them."""

from itertools import islice

import pytest

from experiments.evidence.planted_edits import EDITS, commented, edited, outcomes


@pytest.mark.parametrize("rule", sorted({one.rule for one in EDITS}))
def test_an_edited_rule_holds_for_every_kind_of_residents(rule: str) -> None:
    kinds = edited(rule, 0.1)
    assert [kind for kind, _class in kinds] == ["elderly", "established", "young", "landlord"]
    assert edited(rule, 0.1) is kinds


@pytest.mark.slow  # a world of its own, with the months before its record
def test_an_edited_rule_moves_its_outcome() -> None:
    usual, now = (outcomes([1, 2, 3], 1, some) for some in ((), edited("takes_part", -1.0)))
    assert (now["participation_month"] < usual["participation_month"]).all()


def test_comments_are_planted_in_files_and_told_nowhere() -> None:
    assert [row["told"] for row in islice(commented(2), 2)] == [False, False]
