"""Worlds for the tests of the model, and how to tell whether two of them lived the same months."""

from collections.abc import Callable

import pandas as pd
import pytest

from model.neighbourhood import Neighbourhood

type Rows = Callable[..., pd.DataFrame]
type Differing = Callable[[pd.DataFrame, pd.DataFrame], list[str]]

ABOUT_MONEY = {
    "cost_running",
    "cost_capital",
    "staff_days_instruments",
    "cost_total",
    "cost_per_resolved",
    "cost_staff_days",
}


@pytest.fixture(scope="session")
def rows_of() -> Rows:
    """The months of one compound of a world, as if it were alone."""

    def select(world: Neighbourhood, compound: int = 0) -> pd.DataFrame:
        rows = world.monthly()
        return rows[rows["compound"] == compound].drop(columns="compound").reset_index(drop=True)

    return select


@pytest.fixture(scope="session")
def differing() -> Differing:
    """The columns in which two tables differ, byte for byte."""

    def compare(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
        assert list(one.columns) == list(other.columns)
        assert len(one) == len(other)
        return [name for name in one if one[name].to_numpy().tobytes() != other[name].to_numpy().tobytes()]

    return compare


@pytest.fixture(scope="session")
def about_money() -> set[str]:
    """Columns that tell what governing cost: months and outcomes."""
    return ABOUT_MONEY
