"""The page on the reference study: first what can be believed, what cannot, and for whom; then the tables."""

from collections.abc import Iterator

import pandas as pd

from experiments.design.equal_cost import AGREE
from experiments.evidence.model_uncertainty import ALMOST_ALL
from experiments.evidence.reference.calibrated_draws import (
    LARGEST,
    LARGEST_RETOLD,
    MONTHS,
    PRIOR,
    families,
    left_out,
)
from experiments.evidence.reference.conclusions import BETTER, WORSE, conclusions, under_posterior
from experiments.statistics.paired import EQUAL
from results.evidence.reference.believed import believed
from results.evidence.reference.best_by_case import best_by_case
from results.evidence.reference.conclusion_tables import changing, everywhere, held, not_kept, under_draws
from results.evidence.reference.failures import failures
from results.text.names import (
    NOTHING,
    after_each_other,
    case_name,
    governance_name,
    joined,
    number,
    outcome_name,
)
from scenarios.language import _, language

TIMES = 9
"""Households of `xihu-district` under one model of each family, over those of all that is run."""


def reference(table: pd.DataFrame, best: pd.DataFrame, regions: pd.DataFrame, prior: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    found, kept = conclusions(table), under_posterior(table)
    parts = [
        f"# {_('Reference study')}",
        *believed(table, found, kept, best, regions),
        f"## {_('What was run')}",
        _opening(table),
        _picture(),
        *held(found),
        *under_draws(kept),
        *everywhere(found),
        *changing(found),
        *failures(regions),
        *_limits(table, prior),
        *best_by_case(table, best),
        *not_kept(kept),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    found = table.drop_duplicates(["case", "governance"]).groupby("case", sort=False)["governance"].size()
    fewer = [str(case) for case, count in found.items() if count < found.max()]
    sentences = [
        _(
            "{cases} cases, compounds and districts; {models} governance models and the baseline; {draws} "
            "draws ({prior} of the prior), each over {months} months, under three calibrations: the default "
            "values of the ledger, in other replicates each time; draws from the posterior, which may hold "
            "other values at other types of compound; draws from the prior (Latin hypercube over the ranges "
            "of the ledger). In a draw all models meet the same replicate and the same parameters; every "
            "calibration has replicates of its own. At equal cost all models of a draw are topped up with "
            "plain staff-days and money to the dearest of them.",
            cases=table["case"].nunique(),
            models=table["governance"].nunique(),
            draws=int(table["n"].max()),
            prior=int(table.loc[table["calibration"] == PRIOR, "n"].max()),
            months=MONTHS,
        ),
        _(
            "One governance model of each family is run in districts and where a place is told again with "
            "another shock ({cases}); there are {families} of these. Left out are cities and districts of "
            "more than {largest} households (the whole district of Xihu alone would take about {times} times "
            "as long as everything else), and places of more than {retold} households told again ({left}).",
            cases=joined(map(case_name, fewer)) or NOTHING,
            families=len(families()) - 1,
            largest=LARGEST,
            times=TIMES,
            retold=LARGEST_RETOLD,
            left=joined(map(case_name, left_out())) or NOTHING,
        ),
    ]
    return after_each_other(*sentences)


def _picture() -> str:
    title = _("Rank probabilities under the posterior, at equal cost")
    return f"![{title}](reference-{language()}.png)"


def _limits(table: pd.DataFrame, prior: pd.DataFrame) -> Iterator[str]:
    yield f"## {_('What this does not show')}"
    gaps = table[table["cost"] == EQUAL].drop_duplicates(["calibration", "case", "governance"])["cost_gap"]
    points = [
        _(
            "Everything holds within the model: it says what follows from the mechanisms written down, not "
            "what will happen in a named place."
        ),
        _(
            "The sources on the governance models are success stories, mostly told by those who ran them; "
            "what failed elsewhere is not in them."
        ),
        _(
            "“Open” is not “no difference”: {draws} draws leave intervals, and a share of draws is known to "
            "within some 13 points.",
            draws=int(table["n"].max()),
        ),
        _("Petitions are a legitimate voice. Fewer of them are good news only where issues are settled."),
        _(
            "Built in, that is, the same way in {share} % or more of the draws of the prior at equal cost "
            "and therefore no finding: {outcomes}.",
            share=f"{100 * ALMOST_ALL:g}",
            outcomes=_built_in(prior),
        ),
        _(
            "At equal cost the mean running cost still differs from that of the baseline by more than 1 % in "
            "{count} of {all} comparisons (at most {most} %); capital is never made equal.",
            count=int((gaps.abs() > AGREE).sum()),
            all=len(gaps),
            most=number(100 * float(gaps.abs().max())),
        ),
    ]
    yield "\n".join(f"- {point}" for point in points)


def _built_in(prior: pd.DataFrame) -> str:
    rows = prior[prior["built_in"].isin([BETTER, WORSE])]
    parts = [
        _(
            "{outcome} ({models})",
            outcome=outcome_name(str(outcome)),
            models=joined(governance_name(str(name)) for name in dict.fromkeys(cells["governance"])),
        )
        for outcome, cells in rows.groupby("outcome", sort=False)
    ]
    return joined(parts, long=True) or _("none")
