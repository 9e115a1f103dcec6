"""What moves an outcome: tables for a terminal, and the one-page summary of a sensitivity analysis.

Invariant: the share of luck is told before that of any parameter, every share with its interval, and
that the indices hold within the ranges of the ledger.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from experiments.analysis.sensitivity import Sensitivity
from experiments.design.smallest_effect import entries
from experiments.store.manifest import command_line
from results.document.blocks import BLANK, Block, Heading, Picture, Points, Table, closing, lines
from results.text.factors import EFFECTS, Setting, factor_name, grade_name, outcomes_shown, settings
from results.text.names import (
    NOTHING,
    amount,
    between,
    in_brackets,
    joined,
    number,
    outcome_name,
    share_between,
    titled,
    titled_differences,
)
from results.text.rows import Row, as_drawn, interval, records, value
from results.text.verdicts import cannot_tell
from scenarios import read, unsettled
from scenarios.language import _, pick

NAMED = 5
"""How many factors a sentence names."""


def tables(found: Sensitivity) -> Iterator[Block]:
    """A table for each setting and outcome, and how to read it."""
    for setting in settings(found):
        for outcome in outcomes_shown(setting.of(found.indices)):
            yield _table(found, setting, outcome)
            yield from lines(_sentences(found, setting, outcome))
            yield BLANK
        yield from lines(_left_out(setting.of(found.left_out)))
    yield from lines(reading(found))


def _table(found: Sensitivity, setting: Setting, outcome: str) -> Table:
    sobol = found.design == "sobol"
    rows = setting.of(found.indices)
    order = "ST_run" if sobol else "mu_star"
    chosen = rows[rows["outcome"] == outcome].sort_values(order, ascending=False, kind="stable")
    if not sobol:
        chosen = as_drawn(chosen, EFFECTS)
    cells = _sobol_cells if sobol else _morris_cells
    body = [[factor_name(found, str(row["factor"])), *cells(row)] for row in records(chosen)]
    title, sections = f"{setting.title} · {(titled if sobol else titled_differences)(outcome)}", []
    if sobol:
        parts = _parts(found, setting, outcome)
        sections.append(len(body))
        body.append([_("random draws"), NOTHING, NOTHING, _share(parts["world"]), _share(parts["noise"])])
    heads = [_("what is varied"), *(_sobol_heads() if sobol else _morris_heads())]
    return Table(heads, body, title, sections=sections)


def _sobol_heads() -> list[str]:
    return [
        _("expected outcome:\nalone (S1)"),
        _("expected outcome: with\ninteractions (ST)"),
        _("single run:\nalone"),
        _("single run: with\ninteractions"),
    ]


def _sobol_cells(row: Row) -> list[str]:
    return [_share(row, name) for name in ("S1", "ST", "S1_run", "ST_run")]


def _morris_heads() -> list[str]:
    return [_("mean effect (μ)"), _("mean size (μ*)"), _("unevenness (σ)"), _("chance alone")]


def _morris_cells(row: Row) -> list[str]:
    cells = [_measured(row, name, signed=name == "mu") for name in ("mu", "mu_star", "sigma")]
    return [*cells, number(value(row, "luck"))]


def _measured(row: Row, name: str, signed: bool = False) -> str:
    measure, low, high = interval(row, name)
    if measure != measure:
        return NOTHING
    return number(measure, signed) + in_brackets(between(low, high, partial(number, signed=signed)))


def _share(row: Row, name: str = "share") -> str:
    return share_between(*interval(row, name))


def _parts(found: Sensitivity, setting: Setting, outcome: str) -> dict[str, Row]:
    rows = setting.of(found.variance)
    return {str(row["part"]): row for row in records(rows[rows["outcome"] == outcome])}


def _sentences(found: Sensitivity, setting: Setting, outcome: str) -> Iterator[str]:
    """What was found on one outcome, in sentences."""
    parts = _parts(found, setting, outcome)
    yield _(
        "{outcome}: {luck} of the variance of a single run is chance. {world} is the same at "
        "every point; {interaction} is chance that changes what the parameters do.",
        outcome=outcome_name(outcome),
        luck=_share(parts["noise"]),
        world=_share(parts["world"]),
        interaction=_share(parts["interaction"]),
    )
    rows = setting.of(found.indices)
    chosen = rows[rows["outcome"] == outcome]
    if found.design == "morris":
        yield from _moved_by(found, outcome, chosen)
    else:
        yield _made_of(found, chosen)
    groups = setting.of(found.groups)
    if len(groups):
        yield from _guesses(found, records(groups[groups["outcome"] == outcome]))


def _made_of(found: Sensitivity, rows: pd.DataFrame) -> str:
    """The largest total indices of the expected outcome."""
    if rows["ST"].isna().all():
        return _(
            "Whether the parameters move the expected outcome at all could not be told from "
            "chance: it takes more replicates or more points."
        )
    largest = records(rows.sort_values("ST", ascending=False, kind="stable").head(NAMED))
    parts = [
        _(
            "{factor}: {total}, alone {alone}",
            factor=factor_name(found, str(row["factor"])),
            total=_share(row, "ST"),
            alone=_share(row, "S1"),
        )
        for row in largest
    ]
    return _("Of the variance of the expected outcome: {factors}.", factors=joined(parts, long=True))


def _guesses(found: Sensitivity, groups: Sequence[Row]) -> Iterator[str]:
    """How much of the variance comes from parameters that are assumptions."""
    for row in groups:
        if row["group"] == "assumption" and value(row, "least") == value(row, "least"):
            yield _(
                "From {group}, {count} of the {all} parameters varied, comes at least {least} and at most "
                "{most} of the variance of the expected outcome.",
                group=grade_name("assumption"),
                count=sum(read.ledger()[key].grade == "assumption" for key in _keys(found)),
                all=len(_keys(found)),
                least=_share(row, "least"),
                most=_share(row, "most"),
            )


def _keys(found: Sensitivity) -> list[str]:
    return [key for keys in found.factors.values() for key in keys]


def _moved_by(found: Sensitivity, outcome: str, rows: pd.DataFrame) -> Iterator[str]:
    """Which factors matter, which do not, and of which that cannot be said."""
    smallest = entries(found.smallest)[outcome].smallest
    ordered = rows.sort_values("mu_star", ascending=False, kind="stable")
    moving = ordered[ordered["mu_star_low"] > smallest]
    still = ordered[ordered["mu_star_high"] < smallest]
    parts = [_effect(found, outcome, row) for row in records(moving.head(NAMED))]
    if len(moving) > NAMED:
        parts.append(_("{count} more", count=len(moving) - NAMED))
    if parts:
        yield _("Moved by: {factors}.", factors=joined(parts, long=True))
    if len(still):
        yield _("{count} factors move it by less than anybody would care about.", count=len(still))
    if left := len(rows) - len(moving) - len(still):
        yield _("Of {count} factors neither can be said with these points and replicates.", count=left)


def _effect(found: Sensitivity, outcome: str, row: Row) -> str:
    """A factor and what it does, with its sign where that was shown."""
    one_way = value(row, "mu_low") > 0 or value(row, "mu_high") < 0
    name = "mu" if one_way else "mu_star"
    size, low, high = interval(row, name)
    words = {
        "factor": factor_name(found, str(row["factor"])),
        "size": amount(outcome, size),
        "low": amount(outcome, low, bare=True),
        "high": amount(outcome, high, bare=True),
    }
    if one_way:
        return _("{factor} ({size}; 95 % interval {low} to {high})", **words)
    unsigned = {name: text.lstrip("+") for name, text in words.items()}
    return _("{factor} (up or down by {size}; 95 % interval {low} to {high})", **unsigned)


def _left_out(rows: pd.DataFrame) -> Iterator[str]:
    """Outcomes without indices, and why."""
    for row in records(rows):
        name = outcome_name(str(row["outcome"]))
        if row["constant"]:
            yield _("{outcome} is the same in every run; there is nothing to divide up.", outcome=name)
        else:
            yield _(
                "{outcome} is left out: it is undefined in {percent} % of the runs, and indices of the "
                "others would be of another question.",
                outcome=name,
                percent=f"{100 * value(row, 'undefined'):.3g}",
            )


def reading(found: Sensitivity) -> Iterator[str]:
    """How to read the numbers."""
    counts = {"points": found.points, "worlds": found.replicates}
    if found.design == "sobol":
        yield _(
            "{points} points, each in the same {worlds} replicates; in brackets the 95 % "
            "interval. The expected outcome is the mean over all replicates, chance taken "
            "away; alone: with everything else averaged; with interactions: what would be left "
            "if everything else were known. In a single run the replicate is one more thing "
            "that varies.",
            **counts,
        )
        yield _("Estimates a little below 0 or above 100 % are shown at these bounds; the tables hold them.")
    else:
        yield _(
            "{points} points, each in the same {worlds} replicates; in brackets the 95 % "
            "interval. An effect is what moving one factor over its whole range does, measured "
            "by steps within the same replicate. μ is its mean, μ* the mean of its size; σ "
            "says how much it depends on everything else; chance alone is the μ* of a factor "
            "without any effect.",
            **counts,
        )
    if found.held:
        yield unsettled.told(len(_keys(found)), found.held)
    yield _(
        "All of this holds within the model and for the ranges of the study. A parameter that moves nothing "
        "here may matter in another case, under another governance model or over a wider range."
    )


def document(found: Sensitivity, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    yield Heading(1, _("Sensitivity: {study}", study=pick(found.name)))
    for setting in settings(found):
        yield Heading(2, setting.title)
        for outcome in outcomes_shown(setting.of(found.indices)):
            yield Points(list(_sentences(found, setting, outcome)))
        if left := list(_left_out(setting.of(found.left_out))):
            yield Points(left)
        picture = folder / f"figures/{setting.file}.svg"
        if picture.exists():
            yield Picture(picture, setting.title)
    yield from closing(
        command_line(found.manifest),
        _("All indices are in indices.csv, parts of the variance in variance.csv."),
        list(reading(found)),
        list(cannot_tell(map(str, found.variance.get("outcome", ())))),
    )
