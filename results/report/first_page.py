"""The first page, for officials: what was asked, what came out, how sure that is and what it costs, what this
cannot tell; one minute to read, on one screen of a desk, two of a phone, or one sheet.

Invariant: every case and every governance model has its own cards and its own column, every number on the
page names the cell it is from, and that no difference could be shown is told as fully. What is said is in
`results/text/headlines/`; here is only how it looks.
"""

from collections.abc import Iterator

from results.report.material import Material
from results.report.pair_cards import pair_cards
from results.report.verdict_table import symbols, verdict_tables
from results.text.completeness import notices
from results.text.headlines.headline import AtOneCost, Headline, headline
from results.text.names import case_name, governance_name, main_outcomes, number, titled
from results.text.signs.under_calibration import signs_hint
from results.web.markup import Markup, tag
from results.web.traced import Cell, Numbers
from scenarios.language import _

ROOMY = 2
"""Pairs that have room for more words on their cards."""

DENSE = 8
"""Pairs whose cards and verdicts stand beside each other."""


def first_page(found: Material, numbers: Numbers) -> Iterator[Markup]:
    """The page, piece by piece."""
    told = headline(found.study, found.points, found.varied)
    yield from (tag("p", text, cls="notice", role="note") for text in notices(found.state))
    yield tag("section", tag("h2", _("What was asked")), tag("p", told.question), cls="asked")
    if not told.pairs:
        yield tag("section", tag("h2", _("What came out")), *_levels(found, numbers), cls="came-out")
        yield _limits(told)
        return
    yield symbols()
    yield from (_at_one_cost(told, one, numbers) for one in told.by_cost())


def _at_one_cost(told: Headline, one: AtOneCost, numbers: Numbers) -> Markup:
    """The cards and all verdicts at one cost; beside the first also the limits."""
    heading = tag("h2", one.matrix.heading_of_cards, _chip(told))
    return tag(
        "div",
        tag("section", heading, *(pair_cards(pair, numbers) for pair in one.pairs), cls="came-out"),
        tag("section", *verdict_tables(one.matrix, told.signs_of), cls="all-verdicts"),
        _limits(told) if one.first else None,
        cls=f"minute {_room(len(one.pairs))}",
    )


def _room(pairs: int) -> str:
    """How much room there is: where pairs are many, all verdicts and the limits come before the cards."""
    return "roomy" if pairs <= ROOMY else "dense" if pairs <= DENSE else "dense many"


def _chip(told: Headline) -> Markup:
    """Whether signs hold under the calibration, as a mark beside the results."""
    return tag("span", signs_hint(told.calibrated), cls="chip")


def _limits(told: Headline) -> Markup:
    items = (tag("li", text) for text in told.limits)
    return tag("section", tag("h2", _("What this cannot tell")), tag("ul", *items), cls="limits")


def _levels(found: Material, numbers: Numbers) -> Iterator[Markup]:
    """What one governance model gave, where nothing is compared."""
    study = found.study
    for (case, model), rows in study.runs.groupby(["case", "governance"], sort=False):
        yield tag("h3", f"{case_name(str(case))} · {governance_name(str(model))}")
        items = []
        for outcome in main_outcomes(study.outcomes):
            mean = float(rows[outcome].mean())
            cell = Cell("runs", {"case": case, "governance": model}, outcome, mean, "mean")
            text = _("{outcome}: {value}", outcome=titled(outcome), value=numbers.put(number(mean), cell))
            items.append(tag("li", numbers.shown(text)))
        yield tag("ul", *items)
    if study.replicates == 1:
        yield tag(
            "p", _("One run shows what can happen, not what tends to happen: compare over many replicates.")
        )
