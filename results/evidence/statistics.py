"""The page on the statistics: whether intervals cover, verdicts are true, studies stop in time, plans hold.

Invariant: the outcomes on which a method fails are named first, not left out of a mean.
"""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from experiments.markdown import markdown_table
from results.text.names import (
    NOTHING,
    case_name,
    governance_name,
    joined,
    main_outcomes,
    number,
    outcome_name,
    with_percent,
)
from scenarios.language import _

LOW, HIGH = 0.93, 0.97
"""The range in which coverage counts as right."""

SIZE, CASE, A, B = 20, "xihu", "baseline", "one-four-n"
CAUTIOUS = ("likely", "likely_power", "cautious", "cautious_power", "enough", "shown")


def statistics(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    cells = table.set_index(["check", "outcome", "worlds", "measure"])["value"].sort_index()
    parts = [
        f"# {_('Whether the statistics hold')}",
        _opening(table),
        *_coverage(table, cells),
        *_alarms(table),
        *_stopping(table, cells),
        *_planning(table, cells),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    row = table[table["check"] == "reference"].iloc[0]
    return _(
        "{worlds} replicates of {case} were made under {a} and under {b}, {months} months "
        "each, and their mean difference taken for the truth. From them {studies} small "
        "studies were drawn at random for every number on coverage below, and a quarter as "
        "many for the others.",
        worlds=f"{int(row['worlds']):,}",
        case=case_name(CASE),
        a=governance_name(A),
        b=governance_name(B),
        months=int(row["value"]),
        studies=f"{int(row['studies']):,}",
    )


def _coverage(table: pd.DataFrame, cells: "pd.Series[float]") -> Iterator[str]:
    rows = table[(table["check"] == "coverage") & (table["measure"] == "coverage")]
    at = rows[rows["worlds"] == SIZE].set_index("outcome")["value"]
    yield f"## {_('Coverage of the 95 % interval')}"
    yield _(
        "With {worlds} replicates the interval of {right} of {all} outcomes holds the truth in "
        "93 to 97 % of studies; more often: {above}; less often: {below}.",
        worlds=SIZE,
        right=int(at.between(LOW, HIGH).sum()),
        all=len(at),
        above=_names(at.index[at > HIGH]),
        below=_names(at.index[at < LOW]),
    )
    yield _(
        "Where something rare happens in few replicates only, most studies do not see it: an "
        "interval cannot tell what no replicate showed. Of outcomes that count rare events, "
        "only studies are counted in which one happened; the others give no interval."
    )
    outcomes = dict.fromkeys([*main_outcomes(list(at.index)), *at.index[~at.between(LOW, HIGH)]])
    sizes = sorted(rows["worlds"].unique())
    heads = [
        _("outcome"),
        _("skewness"),
        _("replicates without difference"),
        _("Student, {worlds}", worlds=SIZE),
    ]
    yield markdown_table(
        [*heads, *(_("ours, {worlds}", worlds=size) for size in sizes)],
        [
            [
                outcome_name(outcome),
                number(float(cells["coverage", outcome, SIZE, "skewness"])),
                _percent(cells["coverage", outcome, SIZE, "alike"]),
                _percent(cells["coverage", outcome, SIZE, "coverage_student"]),
                *(_percent(cells["coverage", outcome, size, "coverage"]) for size in sizes),
            ]
            for outcome in outcomes
        ],
    )


def _alarms(table: pd.DataFrame) -> Iterator[str]:
    yield f"## {_('False verdicts')}"
    yield _(
        "Share of tables that hold a false verdict, all outcomes together (at most 5 % by "
        "Holm's correction). Unrelated replicates: one governance model in three sets of "
        "replicates, three pairs. At the limit: every outcome differs by just its smallest "
        "difference of interest."
    )
    rows = table[table["check"].str.startswith("alarms")]
    found = rows.pivot(index="worlds", columns="check", values="value")
    heads = [
        _("number of replicates"),
        _("unrelated replicates: a difference claimed"),
        _("at the limit: no practical difference claimed"),
    ]
    yield markdown_table(
        heads,
        [
            [str(worlds), _percent(row["alarms_difference"]), _percent(row["alarms_equivalence"])]
            for worlds, row in found.iterrows()
        ],
    )


def _stopping(table: pd.DataFrame, cells: "pd.Series[float]") -> Iterator[str]:
    rows = table[(table["check"] == "stopping") & (table["measure"] == "coverage")]
    sizes, outcomes = sorted(rows["worlds"].unique()), _outcomes(rows)
    yield f"## {_('Stopping at a width')}"
    yield _(
        "A study adds replicates until its interval is as narrow as asked for. Replicates it "
        "made over those of an oracle that knows the spread, and how often its last interval "
        "holds the truth, where the oracle makes {sizes} replicates.",
        sizes=joined(map(str, sizes)),
    )
    yield markdown_table(
        [_("outcome"), *map(str, sizes)],
        [
            [
                outcome_name(outcome),
                *(
                    f"× {cells['stopping', outcome, size, 'times_oracle']:.2f}, "
                    f"{_percent(cells['stopping', outcome, size, 'coverage'])}"
                    for size in sizes
                ),
            ]
            for outcome in outcomes
        ],
    )


def _planning(table: pd.DataFrame, cells: "pd.Series[float]") -> Iterator[str]:
    rows = table[(table["check"] == "planning") & (table["measure"] == "shown")]
    worlds = int(rows["worlds"].iloc[0])
    yield f"## {_('Plans')}"
    yield _(
        "A difference that takes {worlds} replicates to be shown with a power of 80 %, planned "
        "from pilots of {pilot}: replicates planned (median) and power they have, by the "
        "spread of the pilot and by its upper limit; the share of pilots whose upper limit "
        "plans enough; how often {worlds} replicates do show it.",
        worlds=worlds,
        pilot=SIZE,
    )
    heads = (
        *(_("outcome"), _("by the spread"), _("power"), _("by the upper limit"), _("power")),
        *(_("planned enough"), _("shown")),
    )
    yield markdown_table(
        heads,
        [
            [
                outcome_name(outcome),
                *(_planned(cells["planning", outcome, worlds], name) for name in CAUTIOUS),
            ]
            for outcome in _outcomes(rows)
        ],
    )


def _planned(of_outcome: "pd.Series[float]", measure: str) -> str:
    value = float(of_outcome[measure])
    if measure not in ("likely", "cautious"):
        return _percent(value)
    return f"{value:.0f}" if math.isfinite(value) else NOTHING


def _outcomes(rows: pd.DataFrame) -> list[str]:
    return main_outcomes(list(rows["outcome"]))


def _names(outcomes: Sequence[str]) -> str:
    return joined(map(outcome_name, outcomes)) or _("none")


def _percent(share: float) -> str:
    return NOTHING if math.isnan(share) else with_percent(f"{100 * share:.1f}")
