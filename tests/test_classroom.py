"""The examples for the classroom: short, pure, and the same by whole columns and one by one."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from experiments.provenance.chosen_rules import chosen_rules
from experiments.rule_check.checked_file import problems
from model.neighbourhood import Neighbourhood
from scenarios.read import scenario

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "docs/classroom").glob("*.py"))
SEED = 11


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def example(request: pytest.FixtureRequest) -> Iterator[Path]:
    with chosen_rules(request.param):
        yield request.param


@cache
def lived(example: Path | None, one_by_one: bool = False) -> pd.DataFrame:
    """The months under the rules of an example, which is chosen, or under those of gongzhi."""
    given = scenario(
        "minzhu", "one-four-n-consent", months=26, burn_in=0, overrides={"place.households": 240}
    )
    return Neighbourhood(given, rng=SEED, one_by_one=one_by_one).run().monthly()


def test_the_five_examples_are_there() -> None:
    names = {"asked_only", "fears_inspection", "loudest_first", "riders", "stairwell_heads"}
    assert {file.stem for file in FILES} == names


def test_an_example_has_at_most_twelve_lines(example: Path) -> None:
    assert sum(1 for line in example.read_text(encoding="utf-8").splitlines() if line.strip()) <= 12


def test_an_example_is_pure(example: Path) -> None:
    assert not problems(example)


def test_an_example_gives_the_same_rows_by_columns_and_one_by_one(example: Path) -> None:
    pd.testing.assert_frame_equal(lived(example), lived(example, one_by_one=True))


def test_an_example_changes_what_happens(example: Path) -> None:
    own = lived(example)
    with chosen_rules(None):
        assert not own.equals(lived(None))
