"""Page one of the reference study: what can be believed, what cannot, and for whom.

Invariant: every sentence says of how many, and nothing is called best.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.analysis.scenario_discovery import Kind
from experiments.evidence.reference.calibrated_draws import CALIBRATIONS, DEFAULT, POSTERIOR
from experiments.evidence.reference.conclusions import BETTER, MOST, WORSE, kept_by_outcome
from experiments.evidence.reference.failure_regions import NOT_AGAIN
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.statistics.paired import EQUAL
from results.text.names import NOTHING, governance_name, in_percent, joined, outcome_name
from scenarios.language import _

OF_VERSION_ONE = 2650
"""Conclusions that the defaults of version one of the model showed, in 12 replicates of 36 months."""


def believed(
    table: pd.DataFrame, found: pd.DataFrame, kept: pd.DataFrame, best: pd.DataFrame, regions: pd.DataFrame
) -> Iterator[str]:
    """Headings, sentences and lists."""
    yield f"## {_('What can be believed')}"
    yield _(
        "Of {all} comparisons with the baseline, {held} go the same way under all three calibrations, and "
        "{stands} of these also after correction for the number of comparisons. In at least half of {cases} "
        "cases, at equal cost, after that correction:",
        all=len(found),
        held=int((found["held"] == len(CALIBRATIONS)).sum()),
        stands=int(found["stands"].sum()),
        cases=found["case"].nunique(),
    )
    yield "\n".join(f"- {line}" for line in _often_the_same(found))
    yield f"## {_('What cannot be believed')}"
    yield "\n".join(f"- {line}" for line in _doubts(table, found, kept, best, regions))
    yield f"## {_('For whom')}"
    yield "\n".join(f"- {line}" for line in _for_whom())


def _often_the_same(found: pd.DataFrame) -> Iterator[str]:
    """For each outcome the governance models that are better, or worse, in half of the cases."""
    rows = found[found["stands"] & (found["cost"] == EQUAL)]
    for outcome in OUTCOMES:
        of_outcome = rows[rows["outcome"] == outcome]
        better, worse = (_often(of_outcome[of_outcome["sign"] == sign], found) for sign in (BETTER, WORSE))
        if better or worse:
            yield _(
                "**{outcome}**: better than the baseline: {better}; worse: {worse}",
                outcome=outcome_name(outcome),
                better=better or NOTHING,
                worse=worse or NOTHING,
            )
    silent = [name for name in OUTCOMES if not (rows["outcome"] == name).any()]
    if silent:
        names = joined(map(outcome_name, silent))
        yield _(
            "In no case does any governance model differ from the baseline on: {outcomes}.", outcomes=names
        )


def _often(rows: pd.DataFrame, found: pd.DataFrame) -> str:
    """Governance models with at least half of the cases in which they were run, and how many they have."""
    counts, of = rows["governance"].value_counts(), found.groupby("governance")["case"].nunique()
    return joined(
        _(
            "{governance} ({count} of {cases})",
            governance=governance_name(str(name)),
            count=count,
            cases=of[name],
        )
        for name, count in counts.items()
        if 2 * count >= of[name]
    )


def _doubts(
    table: pd.DataFrame, found: pd.DataFrame, kept: pd.DataFrame, best: pd.DataFrame, regions: pd.DataFrame
) -> Iterator[str]:
    whole = kept_by_outcome(kept).iloc[-1]
    total = int(whole["defaults"])
    yield _(
        "**What the default values alone show.** They show {total} conclusions (version one of the model: "
        "{before}), in {replicates} replicates. Of these the posterior shows {shown} too ({shown_share}), "
        "and {opposite} the other way round ({opposite_share}); in {draws} ({draws_share}) at least {most} "
        "of its draws go the same way.",
        total=total,
        before=OF_VERSION_ONE,
        replicates=int(table.loc[table["calibration"] == DEFAULT, "n"].max()),
        shown=whole["shown"],
        shown_share=_share(whole["shown"], total),
        opposite=whole["opposite"],
        opposite_share=_share(whole["opposite"], total),
        draws=whole["draws"],
        draws_share=_share(whole["draws"], total),
        most=in_percent(MOST),
    )
    yield _(
        "**What one calibration shows and another turns round**: {count} conclusions, listed below.",
        count=int(found["changes"].sum()),
    )
    at = best[(best["calibration"] == POSTERIOR) & (best["cost"] == EQUAL)]
    yield _(
        "**That one governance model is the best.** At equal cost one of them is best in at least {most} of "
        "the draws from the posterior in {count} of {all} pairs of case and outcome.",
        most=in_percent(MOST),
        count=int((at["best"] >= MOST).sum()),
        all=len(at),
    )
    yield _regions(regions)
    yield _(
        "**How large an effect would be in a real place.** The model says what follows from its mechanisms "
        "where values are plausible, and has seen no place before and after."
    )


def _regions(regions: pd.DataFrame) -> str:
    """How many regions were found, and how many hold in fresh draws."""
    asked = regions.drop_duplicates(["case", "cost", "outcome"])
    holding, gone = ((asked["found"] == kind).sum() for kind in (str(Kind.REGION), NOT_AGAIN))
    return _(
        "**That a governance model fails only in certain circumstances.** Asked {asked} times where it "
        "fails, {found} regions were found; {holding} of these hold in fresh draws.",
        asked=len(asked),
        found=int(holding + gone),
        holding=int(holding),
    )


def _for_whom() -> Iterator[str]:
    yield _(
        "**A policy workshop** can take the first list as what to talk about first: which way something "
        "goes, not by how much. What is not on it is open, and whether it holds in a place of one's own is "
        "told by measuring there, for which `gongzhi questionnaire` says what to ask first."
    )
    yield _(
        "**A researcher** can take `reference-runs.parquet`, in which every draw is a row, and should state "
        "with each result under which of the three calibrations it holds and in what share of draws."
    )
    yield _(
        "**A student** who changes a rule and compares at the default values should look at the marks beside "
        "the verdict: what only the defaults show may turn round."
    )


def _share(count: float, total: int) -> str:
    return in_percent(count / total) if total else NOTHING
