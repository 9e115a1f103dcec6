"""What pairing gains, told: in a sentence, as a table for a terminal, and as a figure.

The rule it holds: beside every gain stands its interval, and what perfect pairing could gain at most.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator
from rich.table import Table

from experiments.pairing_audit.audit import Audit
from experiments.pairing_audit.variance_reduction import FEWEST, LITTLE, MUCH, little
from experiments.statistics.verdict import LEVEL
from results.figures.style import BAND, OTHERS, REFERENCE
from results.text.names import NOTHING, joined, main_outcomes, number, outcome_name
from scenarios.language import _

LEAST, MOST = 0.3, 1000.0
"""The figure's ends; what lies beyond is drawn at the edge."""


def told(gains: pd.DataFrame) -> Iterator[str]:
    """How many outcomes gain how much, and what cannot be told."""
    tested = gains[gains["correlation"].notna()]
    if not len(tested):
        yield _(
            "Nothing can be said of what pairing gains: that takes at least {least} worlds.", least=FEWEST
        )
        return
    worse = [str(row["outcome"]) for row in _records(gains) if is_worse(row)]
    yield _(
        "Of {count} outcomes that vary under both governance models, {much} need at least {ten} times fewer "
        "worlds than independent ones would, {some} at least {two} times, {few} fewer than that.",
        count=len(tested),
        much=int((tested["times"] >= MUCH).sum()),
        some=int((tested["times"] >= LITTLE).sum()),
        few=int((tested["times"] < LITTLE).sum()),
        ten=f"{MUCH:g}",
        two=f"{LITTLE:g}",
    )
    if worse:
        yield _("Pairing does significant harm to: {outcomes}.", outcomes=joined(map(outcome_name, worse)))
    else:
        yield _("Pairing does significant harm to none (one-sided, corrected for all of them by Holm).")


def is_worse(row: Mapping[str, object]) -> bool:
    """Whether pairing was shown to do harm."""
    return float(str(row["p_holm"])) < 1 - LEVEL


def shown_first(gains: pd.DataFrame) -> list[str]:
    """The outcomes a terminal has room for: the main ones, and those that gain little; most gained first."""
    wanted = {*main_outcomes(list(gains["outcome"])), *little(gains)}
    rows = gains[gains["outcome"].isin(wanted) & gains["correlation"].notna()]
    return [str(name) for name in rows.sort_values("times", ascending=False)["outcome"]]


def gains_table(gains: pd.DataFrame) -> Table:
    """Outcomes down; correlation, gain with its interval and the most possible across."""
    table = Table(pad_edge=False, title=_("What pairing gains"), title_justify="left", title_style="bold")
    for heading in (_("outcome"), _("correlation"), _("times fewer worlds"), _("at most")):
        table.add_column(heading, justify="left" if heading == _("outcome") else "right")
    rows = {str(row["outcome"]): row for row in _records(gains)}
    for outcome in shown_first(gains):
        row = rows[outcome]
        style = "red" if is_worse(row) else "yellow" if float(str(row["times"])) < LITTLE else ""
        cells = (number(float(str(row["correlation"]))), times(row), number(float(str(row["most"]))))
        table.add_row(outcome_name(outcome), *cells, style=style)
    return table


def times(row: Mapping[str, object]) -> str:
    """A gain with its interval."""
    value, low, high = (float(str(row[name])) for name in ("times", "low", "high"))
    if not np.isfinite(value) or np.isnan(low):
        return number(value)
    return f"{number(value)} [{number(low)}, {number(high)}]"


def gains_figure(audit: Audit) -> Figure:
    """A mark and an interval for each outcome that varies on both sides, on a logarithmic scale."""
    rows = audit.gains[audit.gains["correlation"].notna()].sort_values("times", ignore_index=True)
    figure = Figure(figsize=(8.5, 1.3 + 0.19 * max(len(rows), 1)), layout="constrained")
    figure.suptitle(_("What pairing gains"), weight="bold")
    panel = figure.subplots()
    panel.axvspan(LEAST, LITTLE, color=BAND, lw=0)
    for place, row in enumerate(_records(rows)):
        _mark(panel, place, row)
    panel.set_yticks(range(len(rows)), [outcome_name(str(name)) for name in rows["outcome"]])
    panel.set(xscale="log", xlim=(LEAST, MOST), ylim=(-0.8, len(rows) - 0.2))
    panel.set_xticks([0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500])
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.axvline(1.0, color=REFERENCE, lw=0.8)
    panel.axvline(MUCH, color=REFERENCE, lw=0.8, ls=":")
    panel.set_xlabel(
        _(
            "times fewer worlds, with 95 % interval ({replicates} worlds); |: most possible; grey: little",
            replicates=audit.inspection.replicates,
        )
    )
    return figure


def _mark(panel: Axes, place: int, row: Mapping[str, object]) -> None:
    value, low, high, most = (
        float(np.clip(float(str(row[name])), LEAST, MOST)) for name in ("times", "low", "high", "most")
    )
    panel.plot(most, place, marker="|", ms=7, mew=1.2, color=REFERENCE)
    panel.plot([low, high], [place, place], color=OTHERS[0], lw=1.4, solid_capstyle="butt")
    panel.plot(value, place, marker="o", ms=4.5, color=OTHERS[0])


def percent(share: float) -> str:
    """A share in per cent; small ones with a digit."""
    if np.isnan(share):
        return NOTHING
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if 0 < share < 0.0995 else f"{100 * share:.0f} %"


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    found: list[dict[str, object]] = table.to_dict("records")
    return found
