"""A small calibration that is quick, and patterns of the project with ranges of the test's own."""

from functools import cache

import pytest

from experiments.calibration.request import CalibrationRequest, Sizes
from experiments.calibration.targets import Target
from experiments.patterns.evaluate import for_calibration, patterns

SMALL = Sizes(population=8, generations=2, replicates=2)

known = cache(patterns)


def target(name: str, low: float, high: float) -> Target:
    """A range for the number of one of the project's patterns."""
    return Target(known()[name], low, high)


def small() -> CalibrationRequest:
    """A request about the nuisance of shops, which is quick."""
    short = target("disturbed", 0.45, 0.70).pattern.model_copy(update={"months": 4})
    return CalibrationRequest(SMALL, ("nuisance.threshold",), (Target(short, 0.45, 0.70),))


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all patterns takes a while; once will do."""
    role_c = {name: one for name, one in known().items() if one.role == "C"}
    monkeypatch.setattr(
        "experiments.calibration.targets.for_calibration",
        lambda *file: for_calibration(*file) if file else role_c,
    )
