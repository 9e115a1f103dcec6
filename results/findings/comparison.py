"""One run and a comparison of governance models: the one-page summary.

Invariant: every difference told carries its interval and its verdict, utilisation is told beside the
outcomes, and the page says that all of it holds within the model.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from experiments.sign_counts.known_signs import KnownSigns, known_signs
from experiments.store.manifest import command_line
from experiments.store.tables import Study
from results.document.blocks import (
    Block,
    Heading,
    Paragraph,
    Picture,
    Points,
    closing,
)
from results.figures.paired_outcomes import differences_file, drawn_pairs
from results.figures.study_figures import alternative, further
from results.text import assumption_share
from results.text.conditions import conditions
from results.text.equal_cost import titled_at_cost, what_was_given
from results.text.headlines.districts import sentences
from results.text.names import (
    case_name,
    governance_name,
    joined,
    level,
    main_outcomes,
    number,
    study_title,
    titled,
)
from results.text.rows import shown_rows
from results.text.signs.sign_sentences import on_signs, pair_sentences
from results.text.verdicts import cautions, verdicts
from scenarios.language import _


def document(study: Study, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the study's figures already."""
    yield Heading(1, study_title(study.governance, study.cases))
    yield from _question(study)
    yield from _came_out(study, folder)
    yield from _guessed(study)
    files = _("All runs are in runs.csv, all months in monthly.csv, versions and seeds in manifest.json.")
    yield from closing(command_line(study.manifest), files, cannot_tell=list(cautions(study)))


def _question(study: Study) -> Iterator[Block]:
    yield Heading(2, _("What was asked"))
    if study.comparison is None:
        yield Paragraph(
            _(
                "How one simulated run fares: {months} months, seed {seed}.",
                months=study.months,
                seed=study.runs["seed"][0],
            )
        )
    else:
        yield Paragraph(
            _(
                "How conflict, participation, resolution of issues, petitions, trust, fees, "
                "fairness and cost differ between these governance models. Each was simulated "
                "for {months} months in {replicates} replicates: in replicate 7 every "
                "governance model meets the same people, ties, shocks and random draws, and "
                "only what it changes differs.",
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
    yield Points(list(conditions(study)))
    if study.comparison is None:
        yield Points([_outcome(study.runs.iloc[0], outcome) for outcome in main_outcomes(study.outcomes)])
        yield Paragraph(
            _("One run shows what can happen, not what tends to happen: compare over many replicates.")
        )
    else:
        yield Picture(folder / "figures/verdicts.svg", _("All verdicts"))
        known = known_signs(study)
        for (cost, case), rows in study.comparison.groupby(["cost", "case"], sort=False):
            yield from _case(rows, str(case), str(cost), folder, known)
        if texts := list(on_signs(shown_rows(study.comparison), known)):
            yield Heading(3, _("Whether signs hold"))
            yield Points(texts)
        yield Paragraph(
            _(
                "All pairs and all outcomes are in comparison.csv; outcomes of the family exploratory are not"
                " those that the comparison was made for."
            )
        )
        yield Picture(folder / "figures/costs.svg", _("Cost and load"))
    for case in study.cases:
        if told := list(sentences(study, case)):
            yield Heading(3, _("Which districts gain"))
            yield Points(told)
            picture = _("{case}: which districts gain", case=case_name(case))
            yield Picture(folder / f"figures/districts-{case}.svg", picture)
        yield Picture(
            folder / f"figures/months-{case}.svg", _("{case}: month by month", case=case_name(case))
        )
        for wanted, file in further(case, folder / "figures"):
            yield Picture(file, alternative(wanted))
    if study.comparison is not None:
        yield from _on_request()


def _on_request() -> Iterator[Block]:
    """The figures that `gongzhi figure` draws."""
    yield Paragraph(
        _(
            "More figures are drawn by gongzhi figure DIR --kind KIND, where DIR is this folder; with "
            "several cases add --case CASE. KIND is one of:"
        )
    )
    words = {
        "cost-effect": _("running cost and what comes of it"),
        "gains": _("who gains and who loses"),
        "funnel": _("what becomes of issues"),
        "stairwells": _("shops and the households they disturb"),
        "network": _("who knows whom"),
    }
    yield Points([_("{name}: {said}", name=kind, said=text) for kind, text in words.items()])


def _outcome(row: "pd.Series[float]", outcome: str) -> str:
    return _("{outcome}: {value}", outcome=titled(outcome), value=level(outcome, float(row[outcome])))


def _case(rows: pd.DataFrame, case: str, cost: str, folder: Path, known: KnownSigns) -> Iterator[Block]:
    """What may be said of one case at one cost: every governance model compared with the first one named."""
    yield Heading(3, titled_at_cost(case_name(case), cost))
    pairs = drawn_pairs(rows)
    for a, b in pairs:
        if a == pairs[0][0]:
            yield Paragraph(_headline(rows, a, b))
            of_pair = rows[(rows["a"] == a) & (rows["b"] == b)]
            yield Points([*verdicts(of_pair), *pair_sentences(shown_rows(of_pair), known)])
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


def _guessed(study: Study) -> Iterator[Block]:
    """How much of the variance comes from assumptions, where that was measured."""
    yield Heading(2, _("How much is guessed"))
    yield Paragraph(assumption_share.opening(study))
    if parts := list(assumption_share.sentences(study)):
        yield Points(parts)
        yield Paragraph(assumption_share.reading())
