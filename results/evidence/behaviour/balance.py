"""The page on balance: what drifts at the baseline in years 3 to 10, and whether the first year is level.

Invariant: every observation is told with its interval, and what drifts is named first.
"""

from collections.abc import Iterator

import pandas as pd

from experiments.evidence.behaviour.balance import CASES, MONTHS, REACH, TRANSIENT, YEARS, drifts
from experiments.markdown import markdown_table
from experiments.statistics.drift import MEANS, MUCH
from results.text.conditions import model_version, observation_names
from results.text.names import after_each_other, case_name, joined, number, with_percent
from results.text.rows import Row, interval, records, value
from scenarios.language import _

SHOWN, GUESSED = "▲", "△"
"""What is as large with its whole interval, and what is only by the best guess."""


def balance(table: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('Whether the model is in balance')}", _opening(), *_drifting(table)]
    for case, rows in table.groupby("case", sort=False):
        parts += [f"## {case_name(str(case))}", _sure(rows), _table(rows)]
    return "\n\n".join(parts) + "\n"


def _opening() -> str:
    text = _(
        "{cases} under the baseline, for {months} months in which nothing happens to them. What "
        "should be level is judged in years {first} to {last}: by what share of its level it rises "
        "or falls a year (slope of the mean over replicates, with its 95 % interval), and how far "
        "the first recorded year lies from the line through them. {shown} marks a drift of {much} % a "
        "year or more, or a first year off by {transient} % or more, with the whole interval; {guessed} one "
        "of which only the best guess is so large.",
        cases=joined(map(case_name, CASES)),
        months=MONTHS,
        first=YEARS[0],
        last=YEARS[1],
        shown=SHOWN,
        guessed=GUESSED,
        much=f"{100 * MUCH:g}",
        transient=f"{100 * TRANSIENT:g}",
    )
    return after_each_other(model_version(), text)


def _drifting(table: pd.DataFrame) -> Iterator[str]:
    """What drifts of the conflict index and the means over households."""
    if rows := records(drifts(table)):
        yield _("These drift:")
        yield "\n".join(f"- {_named(row, 'drift')}" for row in rows)
    else:
        yield _("Neither the conflict index nor any mean over households drifts so much.")
    means = records(table[table["observation"].isin(MEANS)])
    if rows := [row for row in means if _mark(row, "first_year", TRANSIENT)]:
        yield _("These begin on another level:")
        yield "\n".join(f"- {_named(row, 'first_year')}" for row in rows)


def _named(row: Row, what: str) -> str:
    case, name = str(row["case"]), str(row["observation"])
    said = f"{case_name(case)}{_(', ')}{observation_names()[name]}"
    return _("{name}: {said}", name=said, said=_percent(row, what))


def _sure(rows: pd.DataFrame) -> str:
    """How many replicates there are, and how sure that makes the drifts."""
    means = rows[rows["observation"].isin(MEANS)]
    reach = float((means["drift_high"] - means["drift_low"]).max()) / 2
    said = _(
        "{replicates} replicates; the drifts of the conflict index and of means over households are known to "
        "±{reach} % a year or better."
    )
    if reach > REACH:
        said = _(
            "{replicates} replicates; the least sure drift of the conflict index and of means over "
            "households is known to ±{reach} % a year, not to the ±{goal} % aimed at."
        )
    replicates = int(rows["replicates"].max())
    return said.format(replicates=replicates, reach=f"{100 * reach:.2g}", goal=f"{100 * REACH:g}")


def _table(rows: pd.DataFrame) -> str:
    lines = [
        [
            observation_names()[str(row["observation"])],
            number(value(row, "level")),
            f"{_percent(row, 'drift')} {_mark(row, 'drift', MUCH)}".strip(),
            f"{_percent(row, 'first_year')} {_mark(row, 'first_year', TRANSIENT)}".strip(),
        ]
        for row in records(rows[rows["drift"].notna()])
    ]
    heads = (_("observation"), _("level"), _("drift a year"), _("first year against the line"))
    return markdown_table(heads, lines)


def _percent(row: Row, what: str) -> str:
    """A share and its interval in percent."""
    mean, low, high = map(_signed, interval(row, what))
    return f"{with_percent(mean)} [{low}, {high}]"


def _signed(share: float) -> str:
    text = f"{100 * share:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def _mark(row: Row, what: str, much: float) -> str:
    """Whether it is as large as that: shown, guessed, or not."""
    mean, low, high = interval(row, what)
    if low >= much or high <= -much:
        return SHOWN
    return GUESSED if abs(mean) >= much else ""
