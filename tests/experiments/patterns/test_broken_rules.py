"""A deliberately broken rule makes a pattern fail: the patterns look at the rules, not past them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.column import Truth
from agents.landlord import GroundFloorLandlord
from agents.resident import Resident
from agents.voter import Voter
from experiments.patterns.evaluate import chosen, evaluate, patterns
from experiments.statistics.contrasts import Met

pytestmark = pytest.mark.slow


def everybody_pays(self: Any, seen: Any, draw: Any) -> Truth:
    """Nobody thinks about the fee."""
    return np.ones_like(draw, dtype=bool)


def age_does_not_matter(self: Any, draw: Any) -> Truth:
    """The vote for the residents' committee is a coin for everybody."""
    return (draw < 0.5) & self.present


def nobody_opens_a_shop(self: Any, seen: Any) -> Truth:
    """No ground-floor dwelling becomes a shop."""
    return np.zeros(np.shape(self.rent_premium), dtype=bool)


BROKEN: list[tuple[type, str, Callable[..., Any], str]] = [
    (Resident, "pays_fee", everybody_pays, "fee-mean"),
    (Voter, "votes_for_committee", age_does_not_matter, "vote-by-age-elderly"),
    (GroundFloorLandlord, "wants_shop", nobody_opens_a_shop, "conversion"),
]


@pytest.mark.parametrize(("kind", "rule", "broken", "pattern"), BROKEN, ids=[one[1] for one in BROKEN])
def test_a_broken_rule_makes_a_pattern_fail(
    kind: type, rule: str, broken: Callable[..., Any], pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = chosen(patterns(), [pattern], None)
    before = evaluate(wanted, replicates=6, jobs=1).found[0]
    assert before.verdict is not Met.NOT, before
    broken.__name__ = rule
    monkeypatch.setattr(kind, rule, broken)
    after = evaluate(wanted, replicates=6, jobs=1).found[0]
    assert after.verdict is Met.NOT, after
