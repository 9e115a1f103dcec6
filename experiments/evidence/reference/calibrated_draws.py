"""What the reference study runs: three calibrations of every kind of place under the governance models.

Three calibrations: the ledger's defaults (a draw is another world), draws from the posterior, draws from the
prior. Invariant: in a draw all governance models meet the same parameters; a draw replaces the ledger's
defaults, and nothing that a case gives or a governance model sets, in a district compound by compound. What a
draw says of one type of compound holds at compounds of that type.
"""

from collections.abc import Mapping, Sequence

from experiments.design.sampling import drawn
from experiments.evidence.model_uncertainty import BASELINE, first_possible
from scenarios import read
from scenarios.posterior import read_posterior
from scenarios.unsettled import in_draw

DEFAULT, POSTERIOR, PRIOR = CALIBRATIONS = ("default", "posterior", "prior")
DRAWS, MONTHS = 60, 60
"""Draws of a calibration; months recorded, as many as a comparison has where nothing else is said."""

OF_PRIOR = 30
"""Draws of the prior at most: they take half as long again as others, and leave most conclusions open."""

LARGEST = 10_000
"""Households of the largest district: `xihu-district` alone has nine times as many as all other cases."""

LARGEST_RETOLD = 1_000
"""Households of the largest place that is told again with another shock: Honghu's two would take a fifth of
the time, and say again what Honghu says.
"""

Draw = Mapping[str, float]


def places() -> tuple[str, ...]:
    """The cases: compounds, then districts; no city, and nothing that is too large."""
    known, left = read.cases(), left_out()
    lone = (name for name, case in known.items() if not case.parts and name not in left)
    districts = (name for name, case in known.items() if case.district is not None)
    return (*lone, *(name for name in districts if households(name) <= LARGEST))


def left_out() -> tuple[str, ...]:
    """The compounds that are not run: too large, and told again."""
    lone = (name for name, case in read.cases().items() if not case.parts)
    return tuple(name for name in lone if is_retold(name) and households(name) > LARGEST_RETOLD)


def households(case: str) -> int:
    """How many households a compound or a district has."""
    return read.scenario(case, BASELINE).households


def models() -> tuple[str, ...]:
    """All governance models; the baseline first."""
    return (BASELINE, *(name for name in read.governance_models() if name != BASELINE))


def families() -> tuple[str, ...]:
    """One governance model of each family: those that extend no other; the baseline first."""
    known = read.governance_models()
    return tuple(name for name in models() if not known[name].extends)


def models_at(case: str) -> tuple[str, ...]:
    """All governance models at a place; one of each family in a district, and where a place is told again
    with another shock.
    """
    return families() if read.case(case).district is not None or is_retold(case) else models()


def is_retold(case: str) -> bool:
    """Whether a case is another one with other shocks and the same values."""
    one = read.case(case)
    return any(read.case(other).parameters == one.parameters for other in one.extends)


def draws_of(calibration: str, count: int, cases: Sequence[str], posterior: str) -> list[Draw]:
    """So many draws of a calibration, of the prior OF_PRIOR at most: the first in which no shares of one
    whole exceed 1 in any of the cases.
    """
    if calibration == DEFAULT:
        return [{}] * count
    if calibration == POSTERIOR:
        return list(drawn(read_posterior(posterior), count, "reference"))

    def allowed(draw: Draw) -> Draw:
        for case in cases:
            for model in models_at(case):
                in_draw(draw, read.case(case), read.governance(model), MONTHS)
        return draw

    return [draw for _number, draw in first_possible(min(count, OF_PRIOR), allowed)]
