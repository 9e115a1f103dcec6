"""What all tests share: Hypothesis without a clock, and ways to describe a small world."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings

from scenarios.read import Adopted, Governance, Scenario, Text, scenario

settings.register_profile(
    "model", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("model")

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


@pytest.fixture(scope="session")
def scene() -> Scene:
    """Make a scenario of few months; ``values`` are ledger keys and numbers."""

    def make(
        case: str = "xihu",
        governance: str | Governance = "baseline",
        values: Mapping[str, float] | None = None,
        *,
        months: int = 12,
        burn_in: int = 12,
        start: int = 1,
    ) -> Scenario:
        return scenario(case, governance, months=months, burn_in=burn_in, start=start, overrides=values)

    return make


@pytest.fixture(scope="session")
def made_of() -> MadeOf:
    """Make a governance model of the instruments named, with the ledger's settings."""

    def make(*kinds: str) -> Governance:
        said = Text(zh="试", en="trial")
        instruments = tuple(Adopted(kind=kind, settings={}, sentence=said) for kind in kinds)
        return Governance(id="trial", name=said, text=said, instruments=instruments, parameters={})

    return make
