"""Which conclusions of the reference study hold, which change their sign, and which of those that the default
values show the posterior keeps.

Invariant: whatever hangs on the calibration is listed.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from experiments.evidence.reference.calibrated_draws import CALIBRATIONS
from experiments.evidence.reference.conclusions import (
    BETTER,
    MOST,
    OPEN,
    WORSE,
    counted,
    kept_by_outcome,
)
from experiments.evidence.reference.reference_runs import OUTCOMES
from experiments.markdown import markdown_table
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.statistics.verdict import LEVEL
from results.evidence.reference.calibration_names import SIGNS, calibration_name, cost_name
from results.text.names import NOTHING, case_name, governance_name, in_percent, joined, outcome_name
from results.text.rows import Row, records
from scenarios.language import _


def held(found: pd.DataFrame) -> Iterator[str]:
    """How many conclusions hold under how many calibrations."""
    yield f"## {_('Which conclusions hold')}"
    yield _(
        "A conclusion is the sign of a difference from the baseline on one of {outcomes} outcomes in one "
        "case. A calibration shows it where the {level} % interval over draws leaves out zero and the "
        "difference is large enough to matter. It stands after correction where it is also shown, under each "
        "of the three, by p-values corrected for all {tests} comparisons of a calibration at one cost "
        "(Holm).",
        outcomes=len(OUTCOMES),
        level=round(100 * LEVEL),
        tests=len(found) // found["cost"].nunique(),
    )
    heads = [
        *(_("cost"), _("under three"), _("after correction"), _("under two"), _("under one")),
        *(_("under none"), _("sign changes")),
    ]
    three, *fewer = range(len(CALIBRATIONS), -1, -1)
    columns = [three, "stands", *fewer, "changes"]
    lines = [
        [cost_name(str(row["cost"])), *(str(row[name]) for name in columns)]
        for row in counted(found).to_dict("records")
    ]
    yield markdown_table(heads, lines)
    yield _only(found)


def _only(found: pd.DataFrame) -> str:
    """How many conclusions each calibration shows."""
    shown = joined(
        _(
            "{calibration}: {count}",
            calibration=calibration_name(name),
            count=int((found[name] != OPEN).sum()),
        )
        for name in CALIBRATIONS
    )
    return _("Conclusions that each calibration shows, at both costs together: {shown}.", shown=shown)


def everywhere(found: pd.DataFrame) -> Iterator[str]:
    """In how many cases a model is better, or worse, under all three calibrations."""
    yield f"## {_('What holds under all three calibrations')}"
    yield _(
        "In how many cases (of {cases}) a model is better ▲ or worse ▼ than the baseline, under all three.",
        cases=found["case"].nunique(),
    )
    kept = found[found["held"] == len(CALIBRATIONS)]
    models = list(dict.fromkeys(found["governance"]))
    for cost in (NATURAL, EQUAL):
        yield f"### {cost_name(cost)}"
        rows = kept[kept["cost"] == cost]
        yield markdown_table(
            [_("governance model"), *map(outcome_name, OUTCOMES)],
            [
                [governance_name(model), *(_times(rows, outcome, model) for outcome in OUTCOMES)]
                for model in models
            ],
        )


def _times(rows: pd.DataFrame, outcome: str, model: str) -> str:
    cells = rows[(rows["outcome"] == outcome) & (rows["governance"] == model)]["sign"]
    counts = [
        f"{SIGNS[sign]}{int((cells == sign).sum())}" for sign in (BETTER, WORSE) if (cells == sign).any()
    ]
    return " ".join(counts) or NOTHING


def changing(found: pd.DataFrame) -> Iterator[str]:
    """Conclusions of which two calibrations show the opposite."""
    yield f"## {_('What changes its sign')}"
    rows = found[found["changes"]]
    if rows.empty:
        yield _("No conclusion is shown one way under one calibration and the other way under another.")
        return
    yield _(
        "By outcome and governance model: in which cases, with what default values, posterior and prior show "
        "(better ▲, worse ▼, open ·)."
    )
    yield _by_outcome(rows, lambda row: "".join(SIGNS[str(row[name])] for name in CALIBRATIONS))


def _by_outcome(rows: pd.DataFrame, mark: Callable[[Row], str]) -> str:
    """A table by outcome and governance model: at either cost the cases, each with its mark."""
    lines = [
        [
            outcome_name(str(outcome)),
            governance_name(str(model)),
            *(_cases(cells[cells["cost"] == cost], mark) for cost in (NATURAL, EQUAL)),
        ]
        for (outcome, model), cells in rows.groupby(["outcome", "governance"], sort=False)
    ]
    heads = [_("outcome"), _("governance model"), *map(cost_name, (NATURAL, EQUAL))]
    return markdown_table(heads, lines)


def _cases(cells: pd.DataFrame, mark: Callable[[Row], str]) -> str:
    return joined(f"{case_name(str(row['case']))} {mark(row)}" for row in records(cells)) or NOTHING


def under_draws(kept: pd.DataFrame) -> Iterator[str]:
    """Of what the defaults show, outcome by outcome, what the posterior keeps."""
    yield f"## {_('What the posterior keeps of what the default values show')}"
    most = in_percent(MOST)
    yield _(
        "“Shown” and “shown the other way round”: by the interval over draws. “Same sign”: of the mean over "
        "draws. “In {most} of the draws”: at least so many go the same way, each in a world of its own; "
        "since worlds differ too, of the conclusions that the default values have in {most} of their "
        "replicates the last column says how many have it in {most} of the draws.",
        most=most,
    )
    heads = [
        *(
            _("outcome"),
            _("by default values"),
            _("shown by the posterior"),
            _("shown the other way round"),
            _("same sign"),
        ),
        *(_("in {most} of the draws", most=most), _("of those clear at the defaults")),
    ]
    yield markdown_table(heads, [_kept_cells(row) for row in kept_by_outcome(kept).to_dict("records")])


def _kept_cells(row: dict[str, object]) -> list[str]:
    name = str(row["outcome"])
    return [
        outcome_name(name) if name else _("all"),
        str(row["defaults"]),
        *(_of(row[key], row["defaults"]) for key in ("shown", "opposite", "same", "draws")),
        _("{count} of {all}", count=row["clear_kept"], all=row["clear"]),
    ]


def _of(count: object, total: object) -> str:
    """A count with its share in brackets."""
    return f"{count} ({in_percent(int(str(count)) / int(str(total)))})"


def not_kept(kept: pd.DataFrame) -> Iterator[str]:
    """What the defaults show and the posterior does not, by outcome and governance model."""
    yield f"## {_('What the default values show and the posterior does not')}"
    yield _(
        "By outcome and governance model: in which cases, with what default values and posterior show "
        "(better ▲, worse ▼, open ·)."
    )
    rows = kept[kept["shown"] != kept["sign"]]
    yield _by_outcome(rows, lambda row: "".join(SIGNS[str(row[name])] for name in ("sign", "shown")))
