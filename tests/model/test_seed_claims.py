"""The causal claims of the seeds: each is a direction that is judged, and stays on the page, met or not."""

import re
from functools import cache
from pathlib import Path

import pytest

from experiments.patterns.evaluate import evaluate, patterns
from experiments.patterns.measurements import measurable
from experiments.statistics.contrasts import Met
from scenarios.pattern import CLAIMS, Pattern, read_patterns
from tests.exhaustive import some

PAGE = Path(__file__).resolve().parents[2] / "docs/evidence/claims.md"
CLAIMED = [f"SF{number}" for number in range(1, 23)]
FEW = 5  # worlds: enough to tell a verdict from its opposite
SHARED = (("SF11", "SF12", "SF13", "SF21", "SF22"), ("SF5", "SF16", "SF17"))
"""Claims that ask for the same runs, which are made once for all of them."""

TOGETHER = [*SHARED, *((claim,) for claim in CLAIMED if not any(claim in some for some in SHARED))]
known = cache(patterns)


def of_claim(claim: str) -> list[Pattern]:
    return [one for one in known().values() if one.claim == claim]


def told() -> dict[str, Met]:
    """The verdict on every pattern of the page."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): next(one for one in MEANINGS if row[-1].endswith(f" {one}")) for row in cells}


MEANINGS = (Met.NOT, Met.UNKNOWN, Met.MET)  # "not met" ends with "met", so it comes first


@pytest.mark.parametrize("claim", CLAIMED)
def test_a_claim_is_stated_with_its_seed_and_a_direction(claim: str) -> None:
    found = of_claim(claim)
    assert found
    for one in found:
        assert re.match(r"S[0-4]", one.source)
        assert one.role == "V" or (one.role == "I" and one.note is not None)
        assert one.aim is not None or (one.low, one.high) != (None, None)


def test_every_claim_stands_on_the_page_with_a_verdict() -> None:
    assert list(told()) == list(read_patterns(CLAIMS, measurable()))


def test_a_claim_that_is_not_reproduced_says_why() -> None:
    notes = PAGE.read_text(encoding="utf-8").partition("## 说明 Notes")[2]
    missed = [name for name, verdict in told().items() if verdict is not Met.MET]
    assert not [name for name in missed if known()[name].why is None]
    assert not [name for name in missed if f"- `{name}`: " not in notes]


@pytest.mark.slow
@pytest.mark.parametrize("claims", some(TOGETHER), ids="-".join)
def test_the_verdicts_on_a_claim_are_those_of_the_page(claims: tuple[str, ...]) -> None:
    page = told()
    found = evaluate([one for claim in claims for one in of_claim(claim)], FEW, jobs=1).found
    assert not [one.pattern.id for one in found if {one.verdict, page[one.pattern.id]} == {Met.MET, Met.NOT}]
