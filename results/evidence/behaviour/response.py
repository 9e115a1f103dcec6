"""The page on response: what more demands do at the baseline, trained mediation alone, and prior draws.

Invariant: what should fall and does not is told as plainly as what does.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.behaviour.response import CASE, MEDIATED, RATES
from experiments.markdown import markdown_table
from results.text.conditions import model_version
from results.text.names import after_each_other, between, case_name, number, outcome_name
from results.text.rows import Row, records, value
from scenarios.language import _

FALLING = ("trust_RC", "trust_prop", "fee_collection", "satisfaction")
"""What should fall where more is demanded than can be done."""

AT_BASELINE, OF_DRAWS, IN_TIME = (0.7, 0.8), (0.5, 1.1), (0.45, 0.6)
"""Where utilisation should be at the baseline, and in the middle half of prior draws; and the share of
demands that are done in three months.
"""


def response(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('Whether the model answers to demand')}", _opening(table)]
    parts += [f"## {_('More demands')}", *_demand(table[table["part"] == "demand"])]
    parts += [f"## {_('Trained mediation alone')}", _mediation(table[table["part"] == "mediation"])]
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
    level = cells["utilisation", RATES[0], "level"]
    yield "- " + _within(outcome_name("utilisation"), value(level, "value"), AT_BASELINE)
    if (timely := cells.get(("resolution_in_time", RATES[0], "level"))) is not None:
        yield "- " + _within(outcome_name("resolution_in_time"), value(timely, "value"), IN_TIME)


def _line(outcome: str, cells: dict[tuple[object, object, object], Row]) -> list[str]:
    levels = [number(value(cells[outcome, rate, "level"], "value")) for rate in RATES]
    return [outcome_name(outcome), *levels, _told(cells[outcome, RATES[-1], "difference"])]


def _told(row: Row) -> str:
    mean, low, high = (number(value(row, name), signed=True) for name in ("value", "low", "high"))
    return f"{mean} [{low}, {high}]"


def _falls(row: Row) -> str:
    """Whether something falls, as far as is shown."""
    if value(row, "high") < 0:
        return _("falls")
    return _("rises, which it should not") if value(row, "low") > 0 else _("no fall is shown")


def _within(name: str, found: float, wanted: tuple[float, float]) -> str:
    low, high = wanted
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
