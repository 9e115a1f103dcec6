"""A rule without type hints, as beginners write it, keeps the contract of the rule that it overrides."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.elderly import ElderlyResident
from agents.table import one_by_one
from experiments.contract_tests.code_of_rules import check_rule
from experiments.rule_check.shaken_worlds import WAYS, rules_of, shaken_world
from tests.experiments.contract_tests.test_planted_faults import outcomes_of, said_of
from tests.test_docs import write_files

PAGE = Path(__file__).parents[3] / "docs/how-to/a-project-of-your-own.md"


class Waiting(ElderlyResident):
    """Made up."""

    @one_by_one
    def takes_part(self, there, luck):  # names of its own, and no types
        """Take part as usual, if others do."""
        return there.norm > 0.05 and super().takes_part(there, luck)

    def helper(self, anything):  # no rule: the model never calls it
        """Give it back."""
        return anything


class Moody(ElderlyResident):
    """Made up."""

    def takes_part(self, meeting, draw) -> Any:
        """Answer by luck of its own."""
        return draw < np.random.default_rng().random()


def test_a_helper_without_types_is_no_rule() -> None:
    assert {"helper", "takes_part"} & set(rules_of(Waiting)) == {"takes_part"}


def test_a_rule_without_types_is_checked_by_those_of_the_rule_it_overrides() -> None:
    check_rule(Waiting, "takes_part", shaken_world(WAYS[0], (("elderly", Waiting),)))


def test_a_fault_in_a_rule_without_types_is_found() -> None:
    with pytest.raises(AssertionError, match=r"Moody\.takes_part answers the same draws differently"):
        check_rule(Moody, "takes_part", shaken_world(WAYS[0], (("elderly", Moody),)))


@pytest.mark.slow
def test_the_project_of_the_page_on_projects_keeps_its_contracts(tmp_path: Path) -> None:
    write_files(PAGE.read_text(encoding="utf-8"), tmp_path)
    said = said_of(tmp_path / "ours", "tests")
    assert ("test_a_rule_answers_a_cohort_and_one_agent_alike_and_writes_nothing", "hesitant") in outcomes_of(
        said, "PASSED"
    ), said
    assert not outcomes_of(said, "FAILED") and not outcomes_of(said, "ERROR"), said
