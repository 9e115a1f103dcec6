"""The page on response: what more demands do at the baseline, trained mediation alone, a forum, prior draws.

Invariant: what should fall and does not is told as plainly as what does.
"""

import math
from collections.abc import Iterator
from functools import partial

import pandas as pd

from experiments.evidence.behaviour.forums import CASE as FORUM_IN
from experiments.evidence.behaviour.forums import LOADS, MOVED, PARAMETERS
from experiments.evidence.behaviour.response import CASE, MEDIATED, RATES, USUAL
from experiments.markdown import markdown_table
from experiments.patterns.evaluate import patterns
from results.text.conditions import model_version
from results.text.factors import parameter_name
from results.text.names import after_each_other, between, case_name, joined, number, outcome_name
from results.text.rows import Row, leaves_out_zero, records, value, with_interval
from scenarios import read
from scenarios.language import _
from scenarios.pattern import Pattern

_told = partial(with_interval, signed=True)

FALLING = ("trust_RC", "trust_prop", "fee_collection", "satisfaction")
"""What should fall where more is demanded than can be done."""

AT_BASELINE = {"utilisation": "utilisation", "resolution_in_time": "resolution-in-time"}
"""Outcomes that a pattern bounds at the baseline."""

OF_DRAWS = (0.5, 1.1)
"""Where utilisation should be in the middle half of prior draws."""


def response(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('Whether the model answers to demand')}", _opening(table)]
    parts += [f"## {_('More demands')}", *_demand(table[table["part"] == "demand"])]
    parts += [f"## {_('Trained mediation alone')}", _mediation(table[table["part"] == "mediation"])]
    parts += [f"## {_('What the parameters of a forum move')}", *_forum(table[table["part"] == "forum"])]
    parts += [f"## {_('A forum where days run out')}", *_load(table[table["part"] == "forum load"])]
    parts += [f"## {_('Utilisation over prior draws')}", _draws(table[table["part"] == "draws"])]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    text = _(
        "{case} under the baseline, in {replicates} replicates, with the same random draws at every rate "
        "of demands.",
        case=case_name(CASE),
        replicates=int(table.loc[table["part"] == "demand", "n"].max()),
    )
    return after_each_other(model_version(), text)


def _demand(rows: pd.DataFrame) -> Iterator[str]:
    cells = {(row["outcome"], row["rate"], row["measure"]): row for row in records(rows)}
    outcomes = list(dict.fromkeys(rows["outcome"]))
    heads = [_("outcome"), *(_("{rate} demands", rate=f"{rate:g}") for rate in RATES), _("difference")]
    yield markdown_table(heads, [_line(outcome, cells) for outcome in outcomes])
    last = [cells[outcome, RATES[-1], "difference"] for outcome in FALLING]
    yield "\n".join(f"- {outcome_name(str(row['outcome']))}: {_falls(row)}" for row in last)
    for outcome, pattern in AT_BASELINE.items():
        if (level := cells.get((outcome, USUAL, "level"))) is not None:
            yield "- " + _within(outcome_name(outcome), value(level, "value"), patterns()[pattern])


def _line(outcome: str, cells: dict[tuple[object, object, object], Row]) -> list[str]:
    levels = [number(value(cells[outcome, rate, "level"], "value")) for rate in RATES]
    return [
        outcome_name(outcome),
        *levels,
        _told(cells[outcome, RATES[-1], "difference"]),
    ]


def _falls(row: Row) -> str:
    """Whether something falls, as far as is shown."""
    if value(row, "high") < 0:
        return _("falls")
    return _("rises, which it should not") if value(row, "low") > 0 else _("no fall is shown")


def _within(name: str, found: float, wanted: Pattern) -> str:
    low = -math.inf if wanted.low is None else wanted.low
    high = math.inf if wanted.high is None else wanted.high
    text = _("{name} at the baseline: {found}, expected {range}", name=name, found=number(found),
             range=between(low, high))  # fmt: skip
    return text if low <= found <= high else _("{text} – not met", text=text)


def _mediation(rows: pd.DataFrame) -> str:
    cells = {(row["rate"], row["measure"]): row for row in records(rows)}
    lines = [
        [f"{rate:g}", number(value(cells[rate, "level"], "value")), _told(cells[rate, "difference"]),
         _falls(cells[rate, "difference"])]
        for rate in MEDIATED
    ]  # fmt: skip
    heads = (_("rate of demands"), _("conflict index at the baseline"), _("difference"), _("conflict"))
    return markdown_table(heads, lines)


def _forum(rows: pd.DataFrame) -> Iterator[str]:
    """Each parameter from the low to the high end of its range, and which move anything."""
    yield _(
        "{case}, the baseline with a forum alone that sits once a month, in {replicates} replicates: each "
        "parameter at the high end of its plausible range less the same at the low end, the others at their "
        "defaults.",
        case=case_name(FORUM_IN),
        replicates=int(rows["n"].max()),
    )
    cells = {(row["measure"], row["outcome"]): row for row in records(rows)}
    heads = [_("parameter"), _("plausible range"), *map(outcome_name, MOVED)]
    lines = [
        [parameter_name(key), _range(key), *(_marked(cells[key, outcome]) for outcome in MOVED)]
        for key in PARAMETERS
    ]
    yield markdown_table(heads, lines)
    moving = [
        parameter_name(key) for key in PARAMETERS if any(leaves_out_zero(cells[key, name]) for name in MOVED)
    ]
    yield _(
        "Beyond its interval (bold) trust or conflict is moved by {count} of {all}: {names}.",
        count=len(moving),
        all=len(PARAMETERS),
        names=joined(moving) or _("none"),
    )


def _range(key: str) -> str:
    entry = read.ledger()[key]
    return between(entry.low, entry.high)


def _marked(row: Row) -> str:
    return f"**{_told(row)}**" if leaves_out_zero(row) else _told(row)


def _load(rows: pd.DataFrame) -> Iterator[str]:
    """What the forum alone does to conflict where days are left, and where they run out."""
    cells = {(row["rate"], row["outcome"], row["measure"]): row for row in records(rows)}
    lines = [
        [
            f"{rate:g}",
            number(value(cells[rate, "utilisation", "level"], "value")),
            _told(cells[rate, "utilisation", "difference"]),
            number(value(cells[rate, "conflict_index", "level"], "value")),
            _told(cells[rate, "conflict_index", "difference"]),
        ]
        for rate in LOADS
    ]
    names = outcome_name("utilisation"), outcome_name("conflict_index")
    heads = [_("rate of demands"), *(part for name in names for part in (name, _("difference")))]
    yield markdown_table(heads, lines)
    yield "\n".join(
        "- "
        + _(
            "{rate} demands: {finding}",
            rate=f"{rate:g}",
            finding=_calms(cells[rate, "conflict_index", "difference"]),
        )
        for rate in LOADS
    )


def _calms(row: Row) -> str:
    if not leaves_out_zero(row):
        return _("no effect on conflict is shown")
    return _("the forum calms") if value(row, "high") < 0.0 else _("the forum raises conflict")


def _draws(rows: pd.DataFrame) -> str:
    found = {str(row["measure"]): value(row, "value") for row in records(rows)}
    low, high = found["quarter"], found["three quarters"]
    text = _(
        "Over {draws} draws from the ledger's plausible ranges the middle half has a utilisation of "
        "{found} (median {median}); expected is that it lies within {range}.",
        draws=int(rows["n"].max()),
        found=between(low, high, number),
        median=number(found["median"]),
        range=between(*OF_DRAWS),
    )
    return text if OF_DRAWS[0] <= low and high <= OF_DRAWS[1] else after_each_other(text, _("It does not."))
