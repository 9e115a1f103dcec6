"""The one-page summary of a study: what was asked, what came out and how sure it is, what it cannot tell.

The rule it holds: every difference told carries its interval, and the page says that all of it holds within
the model.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from experiments.compare import EQUAL
from experiments.study import Study
from experiments.verdict import Verdict
from results.at_cost import costs_compared, titled_at_cost, what_was_given
from results.differences import differences_file, drawn_pairs
from results.page import Block, Command, Heading, Paragraph, Picture, Points, html, markdown
from results.wording import (
    amount,
    case_name,
    governance_name,
    joined,
    main_outcomes,
    number,
    outcome_name,
    titled,
)
from scenarios import read
from scenarios.language import _

NOT_SHOWN = (Verdict.NO_PRACTICAL, Verdict.NOT_SHOWN)


def tell(study: Study, folder: Path) -> None:
    """Write `summary.md` and `summary.html` into a folder that holds the study's figures already."""
    title = _title(study)
    blocks = [
        Heading(1, title),
        *_asked(study),
        *_came_out(study, folder),
        *_cannot_tell(study),
        *_again(study),
    ]
    (folder / "summary.md").write_text(markdown(blocks, folder), encoding="utf-8")
    (folder / "summary.html").write_text(html(title, blocks), encoding="utf-8")


def _title(study: Study) -> str:
    return _(
        "{governance} on {cases}",
        governance=joined(governance_name(model) for model in study.governance),
        cases=joined(case_name(case) for case in study.cases),
    )


def _asked(study: Study) -> Iterator[Block]:
    yield Heading(2, _("What was asked"))
    if study.comparison is None:
        yield Paragraph(
            _(
                "How one simulated world fares: {months} months, seed {seed}.",
                months=study.months,
                seed=study.runs["seed"][0],
            )
        )
    else:
        yield Paragraph(
            _(
                "How conflict, participation, resolution of issues, petitions, trust, fees, fairness and "
                "cost differ between these governance models. Each was simulated for {months} months in "
                "{replicates} worlds: in world 7 every governance model meets the same people, ties, shocks "
                "and luck, and only what it changes differs.",
                months=study.months,
                replicates=study.replicates,
            )
        )
    changed = study.manifest["parameters_overridden"]
    if isinstance(changed, Mapping) and changed:
        values = joined(f"{key} = {value:g}" for key, value in changed.items())
        yield Paragraph(_("Parameters set for this study: {values}.", values=values))


def _came_out(study: Study, folder: Path) -> Iterator[Block]:
    yield Heading(2, _("What came out"))
    if study.comparison is None:
        yield Points([_outcome(study.runs.iloc[0], outcome) for outcome in main_outcomes(study.outcomes)])
        yield Paragraph(
            _("One run shows what can happen, not what tends to happen: compare over many worlds.")
        )
    else:
        for (cost, case), rows in study.comparison.groupby(["cost", "case"], sort=False):
            yield from _case(rows, str(case), str(cost), folder)
        yield Paragraph(_("All pairs and all outcomes are in comparison.csv."))
        yield Picture(folder / "figures/costs.svg", _("Cost and load"))
    for case in study.cases:
        yield Picture(
            folder / f"figures/months-{case}.svg", _("{case}: month by month", case=case_name(case))
        )


def _outcome(row: "pd.Series[float]", outcome: str) -> str:
    return _("{outcome}: {value}", outcome=titled(outcome), value=number(float(row[outcome])))


def _case(rows: pd.DataFrame, case: str, cost: str, folder: Path) -> Iterator[Block]:
    """What may be said of one case at one cost: every governance model compared with the first one named."""
    yield Heading(3, titled_at_cost(case_name(case), cost))
    pairs = drawn_pairs(rows)
    for a, b in pairs:
        if a == pairs[0][0]:
            yield Paragraph(_headline(rows, a, b))
            yield Points(list(_verdicts(rows[(rows["a"] == a) & (rows["b"] == b)])))
    if given := list(what_was_given(rows)):
        yield Points(given)
    text = titled_at_cost(_("{case}: differences between governance models", case=case_name(case)), cost)
    yield Picture(folder / f"figures/{differences_file(case, cost)}.svg", text)


def _headline(rows: pd.DataFrame, a: str, b: str) -> str:
    """Who is compared with whom, and at what load."""
    row = rows[(rows["a"] == a) & (rows["b"] == b)].iloc[0]
    return _(
        "{b} compared with {a} (work demanded over capacity: {load_b} against {load_a}):",
        a=governance_name(a),
        b=governance_name(b),
        load_a=number(row["utilisation_a"]),
        load_b=number(row["utilisation_b"]),
    )


def _verdicts(rows: pd.DataFrame) -> Iterator[str]:
    """A sentence for each verdict reached on the main outcomes, those that were shown with their numbers."""
    by_outcome = {str(row["outcome"]): row for row in rows.to_dict("records") if row["n"]}
    for verdict in Verdict:
        found = [o for o in main_outcomes(list(by_outcome)) if by_outcome[o]["verdict"] == verdict]
        told = (outcome_name(o) if verdict in NOT_SHOWN else _difference(o, by_outcome[o]) for o in found)
        if found:
            yield _sentence(verdict, joined(told, long=True))


def _sentence(verdict: Verdict, outcomes: str) -> str:
    return {
        Verdict.BETTER: _("Better: {outcomes}.", outcomes=outcomes),
        Verdict.WORSE: _("Worse: {outcomes}.", outcomes=outcomes),
        Verdict.HIGHER: _("Higher, which is neither good nor bad in itself: {outcomes}.", outcomes=outcomes),
        Verdict.LOWER: _("Lower, which is neither good nor bad in itself: {outcomes}.", outcomes=outcomes),
        Verdict.NO_PRACTICAL: _("No practical difference: {outcomes}.", outcomes=outcomes),
        Verdict.NOT_SHOWN: _("No difference could be shown: {outcomes}.", outcomes=outcomes),
    }[verdict]


def _difference(outcome: str, row: Mapping[str, float]) -> str:
    return _(
        "{outcome} by {difference} (95 % interval {low} to {high})",
        outcome=outcome_name(outcome),
        difference=amount(outcome, row["difference"]),
        low=amount(outcome, row["low"], bare=True),
        high=amount(outcome, row["high"], bare=True),
    )


def _cannot_tell(study: Study) -> Iterator[Block]:
    """What a reader must not take from the page."""
    ledger = read.ledger().values()
    assumed = sum(entry.grade == "assumption" for entry in ledger)
    yield Heading(2, _("What this cannot tell"))
    yield Points(
        [
            _(
                "Everything here holds within the model and its assumptions ({assumed} of {all} parameters "
                "are assumed, not measured). It is no forecast for the places named: they lend the model "
                "their size and make-up.",
                assumed=assumed,
                all=len(ledger),
            ),
            _(
                "The intervals cover the luck of the worlds simulated, not wrong assumptions. More worlds "
                "make them narrower, not the model truer."
            ),
            _(
                "The sources on the governance models are success stories, mostly told by those who ran "
                "them; what failed elsewhere is not in them."
            ),
            _(
                "Petitions are a legitimate voice. Fewer petitions are good news only where issues are "
                "settled, so read them beside resolution and reported conflict."
            ),
            _cost_caveat(study),
        ]
    )


def _cost_caveat(study: Study) -> str:
    if study.comparison is not None and EQUAL in costs_compared(study.comparison):
        return _(
            "At equal cost the cheaper side receives the difference as plain staff-days and as money for "
            "works; what plain staff and money achieve is an assumption of the model too."
        )
    return _(
        "Governance models are compared as they are, at their own cost; one that does better may "
        "simply have more staff-days and money."
    )


def _again(study: Study) -> Iterator[Block]:
    yield Heading(2, _("To make it again"))
    command = study.manifest["command"]
    yield Command(" ".join(str(part) for part in command) if isinstance(command, list) else str(command))
    yield Paragraph(
        _("All runs are in runs.csv, all months in monthly.csv, versions and seeds in manifest.json.")
    )
