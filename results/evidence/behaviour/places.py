"""The page on places: where conflict and petitions are highest, and whether places differ as they should.

Invariant: whatever is said in words is read off the numbers, and every bar is told with its verdict, whether
it is met or not.
"""

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from experiments.evidence.behaviour.elections import MODEL, TYPES
from experiments.evidence.behaviour.place_bars import BARS, either, together
from experiments.evidence.behaviour.places import (
    BAD,
    BEFORE,
    CONFLICT,
    ESTATE,
    OUTCOMES,
    PETITIONS,
    PLACES,
    POOR,
    RENEWED,
    RISES,
    SAFER,
    SMALL,
    kinds_of_conflict,
    observed_order,
)
from experiments.evidence.model_uncertainty import BASELINE
from experiments.markdown import markdown_table
from experiments.patterns.evaluate import word
from experiments.statistics.contrasts import Met
from results.text.conditions import model_version
from results.text.names import (
    NOTHING,
    after_each_other,
    between,
    case_name,
    governance_name,
    in_percent,
    joined,
    number,
    outcome_name,
)
from results.text.rows import Row, records, value, with_interval
from scenarios.language import _

Found = dict[tuple[str, str, str, str, str], Row]
"""The rows by what they are about: part, measure, outcome, place, governance model."""

ABOUT = ("part", "measure", "outcome", "place", "governance")


def places(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    found: Found = {}
    for row in records(table.fillna({name: "" for name in (*ABOUT, "verdict")})):
        part, measure, outcome, place, governance = (str(row[name]) for name in ABOUT)
        found[part, measure, outcome, place, governance] = row
    parts = [f"# {_('Whether places differ as they should')}", _opening(found)]
    for title, told in (
        (_("Every place at the baseline"), _levels),
        (_("Types of compound in order"), _order),
        (_("What Honghu's petitions hang on"), _petitions),
        (_("What a renewal brings"), _renewal),
        (_("Elections of owners' committees"), _elections),
    ):
        parts += [f"## {title}", *told(found)]
    return "\n\n".join(parts) + "\n"


def _opening(found: Found) -> str:
    small, large = (found["places", "level", CONFLICT, one, ""] for one in (BEFORE, ESTATE))
    text = _(
        "{small} replicates of each place, {large} of {estate}, with the same seeds everywhere; "
        "in brackets 95 % intervals. Differences are paired by replicate. A bar is met, or not met, with the "
        "whole interval; otherwise nobody can tell.",
        small=int(value(small, "n")),
        large=int(value(large, "n")),
        estate=case_name(ESTATE),
    )
    caution = _(
        "Where there is a bar the model was built with it in view: to meet it is calibration and no test."
    )
    return after_each_other(model_version(), text, caution)


def _levels(found: Found) -> Iterator[str]:
    """The places in a table, which is highest, and whether the estate is."""
    heads = [_("place"), *(outcome_name(outcome) for outcome in OUTCOMES)]
    yield markdown_table(heads, _lines(found, OUTCOMES, with_interval))
    yield _("Conflict by what it is about, means:")
    kinds = kinds_of_conflict()
    yield markdown_table([_("place"), *(outcome_name(kind) for kind in kinds)], _lines(found, kinds, _mean))
    yield "\n".join(f"- {_highest(found, outcome)}" for outcome in (CONFLICT, *PETITIONS))
    yield after_each_other(
        _("Expected is that {estate} has the highest conflict or the most large petitions per household:",
          estate=case_name(ESTATE)),
        word(either(*(_above_all(found, outcome) for outcome in (CONFLICT, PETITIONS[0])))),
    )  # fmt: skip
    yield "\n".join(f"- {_ahead(found, outcome)}" for outcome in (CONFLICT, *PETITIONS))


def _lines(found: Found, outcomes: Sequence[str], told: Callable[[Row], str]) -> list[list[str]]:
    return [
        [case_name(place), *(told(found["places", "level", outcome, place, ""]) for outcome in outcomes)]
        for place in PLACES
    ]


def _highest(found: Found, outcome: str) -> str:
    """Which place has most of it, and which comes next."""
    means = {place: value(found["places", "level", outcome, place, ""], "value") for place in PLACES}
    first, second = sorted(means, key=lambda place: -means[place])[:2]
    return _(
        "{outcome}: highest in {first} ({most}), next in {second} ({next}).",
        outcome=outcome_name(outcome),
        first=case_name(first),
        most=number(means[first]),
        second=case_name(second),
        next=number(means[second]),
    )


def _above_all(found: Found, outcome: str) -> Met:
    """Whether the estate is above every other place."""
    rows = (found["lead", "ahead", outcome, place, ""] for place in PLACES if place != ESTATE)
    return together([str(row["verdict"]) for row in rows])


def _ahead(found: Found, outcome: str) -> str:
    """Whether the estate has more of it than every other place, and where it is shown to have less."""
    others = {place: found["lead", "ahead", outcome, place, ""] for place in PLACES if place != ESTATE}
    text = _(
        "{outcome}, {estate} above every other place: {verdict}",
        outcome=outcome_name(outcome),
        estate=case_name(ESTATE),
        verdict=word(_above_all(found, outcome)),
    )
    apart = {
        _("shown above {places}"): [place for place, row in others.items() if value(row, "low") > 0],
        _("shown below {places}"): [place for place, row in others.items() if value(row, "high") < 0],
    }
    said = [text.format(places=joined(map(case_name, some))) for text, some in apart.items() if some]
    return joined([text, *said], long=True)


def _order(found: Found) -> Iterator[str]:
    means = {place: found["places", "level", CONFLICT, place, ""] for place in observed_order()}
    order = sorted(means, key=lambda place: value(means[place], "value"))
    yield _(
        "Observed in five megacities (Yuan Ke 2017, W38), the least severe first: modern commodity estates; "
        "work units and old streets alike; mixed ones; those in transition. Here mixed is the mean of "
        "the five types, and resettled compounds are those in transition. In the model, the least first: "
        "{order}.",
        order=joined(map(case_name, order)),
    )
    lines = {
        "means": _("of the means"),
        "each": _("of each replicate, mean"),
        "shuffled": _("with shuffled labels, mean of as many replicates"),
    }
    told = [(text, found["order", measure, CONFLICT, "", ""]) for measure, text in lines.items()]
    yield _table(_("Kendall's τ"), told)
    chance = value(found["order", "chance", CONFLICT, "", ""], "value")
    yield _(
        "Of shuffled replicates {share} have a τ as large as that of the means.", share=in_percent(chance)
    )


def _petitions(found: Found) -> Iterator[str]:
    names = {name: (outcome_name(name)) for name in (*PETITIONS, CONFLICT)}
    yield _("Petitions a year per 1 000 households in an estate of 1 000 and of 2 991 households:")
    heads = [_("petitions"), "1 000", "2 991", _("ratio"), _("bar"), _("verdict")]
    lines = []
    for name in PETITIONS:
        small, whole, ratio = (
            found["petitions", measure, name, ESTATE, ""] for measure in (SMALL, "whole", "ratio")
        )
        lines.append([names[name], with_interval(small), with_interval(whole), *_judged(ratio)])
    yield markdown_table(heads, lines)
    yield _("What is added to the default (by insecurity: to an estate as safe as others):")
    titles = {BAD: _("a bad committee"), POOR: _("a poor firm"), SAFER: _("insecurity")}
    for measure, title in titles.items():
        rows = [(text, found["petitions", measure, name, ESTATE, ""]) for name, text in names.items()]
        yield _table(title, rows)


def _renewal(found: Found) -> Iterator[str]:
    shops = {"before": (BEFORE, _("without renewal")), "after": (RENEWED, _("with renewal"))}
    rows = [
        (text, found["renewal", measure, "converted_share", place, BASELINE])
        for measure, (place, text) in shops.items()
    ]
    yield _table(_("ground floors that are shops"), rows)
    rises, more = (
        [
            (governance_name(model), found["renewal", measure, CONFLICT, RENEWED, model])
            for model in RISES
            for measure in measures
            if ("renewal", measure, CONFLICT, RENEWED, model) in found
        ]
        for measures in (("rise", "governed"), ("against",))
    )
    yield _table(_("rise of the conflict index"), rises)
    yield _table(_("rise less that at the baseline"), more)


def _elections(found: Found) -> Iterator[str]:
    columns = {
        ("won", "elections_won", MODEL): _("elections won, of those held"),
        ("served", "committee_serves", MODEL): _("a committee serves after six years"),
        ("served", "committee_serves", BASELINE): _("the same at the baseline"),
        ("first", "elections_won", MODEL): _("months to the first success"),
    }
    yield _("Under {model}, by type:", model=governance_name(MODEL))
    heads = [_("place"), *columns.values()]
    lines = []
    for place in TYPES:
        cells = [found["elections", measure, outcome, place, model] for measure, outcome, model in columns]
        lines.append([case_name(place), *map(with_interval, cells)])
    yield markdown_table(heads, lines)
    yield _("Active in the past year, {model} less baseline:", model=governance_name(MODEL))
    rows = [
        (case_name(place), found["elections", "waiting", "active_year", place, MODEL],
         found["elections", "active", "active_year", place, MODEL])
        for place in TYPES
    ]  # fmt: skip
    whole = found["elections", "active", "active_year", "", MODEL]
    lines = [[name, with_interval(waiting), *_judged(active)] for name, waiting, active in rows]
    lines.append([_("all types"), NOTHING, *_judged(whole)])
    heads = [_("place"), _("in years before the first success"), _("in the year of the first success")]
    yield markdown_table([*heads, _("bar"), _("verdict")], lines)


def _table(title: str, rows: Sequence[tuple[str, Row]]) -> str:
    """A number in each row, and where there are bars these and the verdicts."""
    if all(_bar(row) == NOTHING for _name, row in rows):
        return markdown_table([title, _("value")], [[name, with_interval(row)] for name, row in rows])
    heads = [title, _("value"), _("bar"), _("verdict")]
    return markdown_table(heads, [[name, *_judged(row)] for name, row in rows])


def _judged(row: Row) -> list[str]:
    verdict = str(row["verdict"])
    return [with_interval(row), _bar(row), word(Met(verdict)) if verdict else NOTHING]


def _bar(row: Row) -> str:
    """The bar of a number in mathematical signs."""
    bar = BARS.get((str(row["part"]), str(row["measure"])))
    if bar is None:
        return NOTHING
    if bar.least is not None and bar.most is not None:
        return between(bar.least, bar.most)
    sign = ">" if bar.strict else "≥"
    return f"{sign} {number(bar.least or 0.0)}"


def _mean(row: Row) -> str:
    return number(value(row, "value"))
