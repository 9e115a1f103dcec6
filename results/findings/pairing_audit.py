"""What a pairing audit found: what pairing gains, where two runs part, and which draws are stray.

Invariant: beside every gain are its interval and what perfect pairing could gain at most, and what was found
comes with what the audit cannot see.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from experiments.pairing_audit.audit import Audit
from experiments.pairing_audit.variance_reduction import FEWEST, LITTLE, MUCH, little
from experiments.statistics.verdict import LEVEL
from results.document.blocks import (
    BLANK,
    Block,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Points,
    Table,
    closing,
    lines,
)
from results.figures.style import BAND, OTHERS, REFERENCE, save, styled
from results.findings.pairing_divergence import (
    causes,
    decisions_figure,
    decisions_table,
    names,
    partings,
    streams_table,
)
from results.text.names import case_name, joined, main_outcomes, number, outcome_name
from results.text.rows import Row, by_outcome, records, value
from scenarios.language import _

LEAST, MOST = 0.3, 1000.0
"""The figure's ends; what lies beyond is drawn at the edge."""


def tables(audit: Audit) -> Iterator[Block]:
    """Everything a terminal has room for."""
    yield Heading(1, _title(audit))
    yield from lines((what_was_done(audit), *gained(audit.gains)))
    if audit.gains["correlation"].notna().any():
        yield gains_table(audit.gains)
    for heading, texts in _sections(audit):
        yield BLANK
        yield Heading(2, heading)
        yield Points(texts)
    yield BLANK
    yield decisions_table(audit)
    if audit.streams["first_month"].notna().any():
        yield BLANK
        yield streams_table(audit)
    yield from lines(reading(audit))


def _title(audit: Audit) -> str:
    a, b = names(audit)
    return _(
        "How well {a} and {b} are paired on {case}", a=a, b=b, case=case_name(audit.inspection.a.case.id)
    )


def what_was_done(audit: Audit) -> str:
    """What was done."""
    return _(
        "{replicates} replicates were simulated for {months} months under both governance "
        "models, with the same people, ties, shocks and random draws; replicate {replicate} "
        "was followed draw by draw.",
        replicates=audit.inspection.replicates,
        months=audit.inspection.a.months,
        replicate=audit.inspection.replicate,
    )


def _sections(audit: Audit) -> Iterator[tuple[str, list[str]]]:
    yield (
        _("Where the two sides diverge (replicate {replicate})", replicate=audit.inspection.replicate),
        partings(audit),
    )
    if len(audit.weights):
        yield _("Where little is gained: which draws the rest comes from"), list(causes(audit))
    yield _("Stray draws"), [found.sentence() for found in audit.findings] or [_nothing_found()]


def _nothing_found() -> str:
    return _(
        "None: every draw comes from model/streams.py, is keyed by who or what decides, serves one decision, "
        "and is the same alone and beside other compounds."
    )


def reading(audit: Audit) -> Iterator[str]:
    """How to read the numbers, and what they are not."""
    yield _(
        "Times fewer replicates: Var a + Var b over the variance of the paired differences. At "
        "most: what perfect correlation would give; sides that do not vary alike cannot cancel "
        "out, and there no keying helps."
    )
    if len(audit.weights):
        yield _(
            "A percentage before a draw: the share of the paired difference's variance that "
            "would remain if all other draws were fixed, found by redrawing these alike on "
            "both sides. Draws work together, so these shares sum to more than 100 %; from few "
            "replicates they are rough. Draws that are the same on both sides are paired "
            "already: what is left is that they have another effect there."
        )
    yield _(
        "The audit sees how draws are keyed, and not what is done with a number afterwards: who chooses the "
        "n-th of a list still chooses somebody else when the list gets longer."
    )


def draw(audit: Audit, folder: Path) -> None:
    """Draw the figures into a new folder, in the language chosen."""
    folder.mkdir()
    source = " ".join(audit.inspection.command)
    with styled():
        save(gains_figure(audit), folder / "pairing", source)
        save(decisions_figure(audit), folder / "decisions", source)


def document(audit: Audit, folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    figures = folder / "figures"
    yield Heading(1, _title(audit))
    yield Paragraph(what_was_done(audit))
    yield Heading(2, _("What pairing gains"))
    yield Points(list(gained(audit.gains)))
    yield Picture(figures / "pairing.svg", _("What pairing gains"))
    for heading, texts in _sections(audit):
        yield Heading(2, heading)
        yield Points(texts)
    yield Heading(2, _("Decisions that differ on the same random draws"))
    yield Picture(figures / "decisions.svg", _("Decisions that differ on the same random draws"))
    files = _("All numbers are in gains.csv, streams.csv, decisions.csv, weights.csv and findings.csv.")
    yield from closing(" ".join(audit.inspection.command), files, list(reading(audit)))


def gained(gains: pd.DataFrame) -> Iterator[str]:
    """How many outcomes gain how much, and what cannot be told."""
    tested = gains[gains["correlation"].notna()]
    if not len(tested):
        yield _(
            "Nothing can be said of what pairing gains: that takes at least {least} replicates.", least=FEWEST
        )
        return
    worse = [str(row["outcome"]) for row in records(gains) if is_worse(row)]
    yield _(
        "Of {count} outcomes that vary under both governance models, {much} need at least "
        "{ten} times fewer replicates than independent ones would, {some} at least {two} "
        "times, {few} fewer than that.",
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


def is_worse(row: Row) -> bool:
    """Whether pairing was shown to do harm."""
    return value(row, "p_holm") < 1 - LEVEL


def shown_first(gains: pd.DataFrame) -> list[str]:
    """The outcomes a terminal has room for: the main ones, and those that gain little; most gained first."""
    chosen = {*main_outcomes(list(gains["outcome"])), *little(gains)}
    rows = gains[gains["outcome"].isin(chosen) & gains["correlation"].notna()]
    return [str(name) for name in rows.sort_values("times", ascending=False)["outcome"]]


def gains_table(gains: pd.DataFrame) -> Table:
    """Outcomes down; correlation, gain with its interval and the most possible across."""
    rows = by_outcome(gains)
    heads = (_("outcome"), _("correlation"), _("times fewer replicates"), _("at most"))
    return Table(heads, [_gain(rows[outcome]) for outcome in shown_first(gains)], _("What pairing gains"))


def _gain(row: Row) -> list[Cell]:
    style = "red" if is_worse(row) else "yellow" if value(row, "times") < LITTLE else ""
    cells = (number(value(row, "correlation")), times(row), number(value(row, "most")))
    return [Cell(text, style=style) for text in (outcome_name(str(row["outcome"])), *cells)]


def times(row: Row) -> str:
    """A gain with its interval."""
    gain, low, high = (value(row, name) for name in ("times", "low", "high"))
    if not np.isfinite(gain) or np.isnan(low):
        return number(gain)
    return f"{number(gain)} [{number(low)}, {number(high)}]"


def gains_figure(audit: Audit) -> Figure:
    """A mark and an interval for each outcome that varies on both sides, on a logarithmic scale."""
    rows = audit.gains[audit.gains["correlation"].notna()].sort_values("times", ignore_index=True)
    figure = Figure(figsize=(8.5, 1.3 + 0.19 * max(len(rows), 1)), layout="constrained")
    figure.suptitle(_("What pairing gains"), weight="bold")
    panel = figure.subplots()
    panel.axvspan(LEAST, LITTLE, color=BAND, lw=0)
    for place, row in enumerate(records(rows)):
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
            "times fewer replicates, with 95 % interval ({replicates} replicates); |: most "
            "possible; grey: little",
            replicates=audit.inspection.replicates,
        )
    )
    return figure


def _mark(panel: Axes, place: int, row: Row) -> None:
    gain, low, high, most = (
        float(np.clip(value(row, name), LEAST, MOST)) for name in ("times", "low", "high", "most")
    )
    panel.plot(most, place, marker="|", ms=7, mew=1.2, color=REFERENCE)
    panel.plot([low, high], [place, place], color=OTHERS[0], lw=1.4, solid_capstyle="butt")
    panel.plot(gain, place, marker="o", ms=4.5, color=OTHERS[0])
