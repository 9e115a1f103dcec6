"""The figures of a sensitivity analysis: bars with intervals, a factor a row, an outcome a panel.

Invariant: what random draws do is in the same picture, so that nobody reads the effect of a parameter without
it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from experiments.analysis.sensitivity import Sensitivity
from experiments.design.smallest_effect import entries
from experiments.store.manifest import command_line
from results.figures.style import ACROSS, BAND, OTHERS, REFERENCE, grid, save_all
from results.text.factors import EFFECTS, Setting, factor_name, outcomes_shown, settings
from results.text.names import outcome_name, scale, titled_differences, with_percent
from results.text.rows import as_drawn
from scenarios.language import _

MOST_FACTORS = 14
BAR = 0.38
HATCH, LIGHT = "////", 0.45
"""Of bars with interactions, and of bars that have marks on them."""

PARAMETER, DRAWS = OTHERS[0], OTHERS[1]


def draw(found: Sensitivity, folder: Path) -> None:
    """Draw a figure for every setting into a new folder, in the language chosen."""
    drawn = effects if found.design == "morris" else shares
    figures = ((setting.file, drawn(found, setting)) for setting in settings(found))
    save_all(folder, command_line(found.manifest), ((name, one) for name, one in figures if one is not None))


def shares(found: Sensitivity, setting: Setting) -> Figure | None:
    """Of each outcome: the share of a single run's variance that each factor has, alone and with all
    interactions, and that random draws have. None if no outcome has indices.
    """
    rows, parts = setting.of(found.indices), setting.of(found.variance)
    drawn = _drawn(rows, "ST_run")
    if not drawn:
        return None
    figure, panels = _panels(found, setting, rows, [*_labels(found, drawn), _("random draws")])
    for panel, outcome in zip(panels, outcomes_shown(rows), strict=True):
        panel.set_title(outcome_name(outcome), loc="left")
        panel.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=with_percent(""), decimals=0))
        panel.set_xlim(0, 1)
        panel.set_xlabel(_("share of the variance of a single run"))
        by_factor = {str(row["factor"]): row for row in _records(rows, outcome)}
        for place, factor in enumerate(drawn):
            _pair(panel, place, by_factor[factor], PARAMETER)
        _pair(panel, len(drawn), _of_draws(_records(parts, outcome)), DRAWS)
        panel.axhline(len(drawn) - 0.5, color=REFERENCE, lw=0.5)
    marks: list[Artist] = [
        Patch(color=PARAMETER, label=_("alone")),
        Patch(facecolor="white", edgecolor=PARAMETER, hatch=HATCH, label=_("with all interactions")),
        Patch(color=DRAWS, label=_("chance of the replicate: the same at every point")),
        Patch(facecolor="white", edgecolor=DRAWS, hatch=HATCH, label=_("all chance")),
    ]
    _key(figure, found, marks, len(found.factors) - len(drawn))
    return figure


def _of_draws(parts: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """The replicate as a factor: its shares alone, and with what it does to the effects of parameters."""
    shares = {str(row["part"]): row for row in parts}
    sides = {"S1_run": shares["world"], "ST_run": shares["noise"]}
    ends = ("", "_low", "_high")
    return {name + end: row["share" + end] for name, row in sides.items() for end in ends}


def _pair(panel: Axes, at: float, row: Mapping[str, object], colour: str) -> None:
    """Two bars with intervals: alone, filled; with interactions, hatched. Cut at 0 and 1."""
    for name, place, filled in (("S1_run", at - BAR / 2, True), ("ST_run", at + BAR / 2, False)):
        value, low, high = (np.clip(float(str(row[name + end])), 0, 1) for end in ("", "_low", "_high"))
        face, hatch = (colour, None) if filled else ("white", HATCH)
        panel.barh(place, value, 0.85 * BAR, lw=0.8, facecolor=face, edgecolor=colour, hatch=hatch)
        _interval(panel, float(low), float(high), place)


def _interval(panel: Axes, low: float, high: float, at: float) -> None:
    """A line with a white edge, to be seen on a bar too."""
    for colour, width in (("white", 2.2), ("black", 0.9)):
        panel.plot([low, high], [at, at], color=colour, lw=width, solid_capstyle="butt")


def effects(found: Sensitivity, setting: Setting) -> Figure | None:
    """Of each outcome: how much each factor moves it over its range, and how unevenly. None if no outcome has
    effects.
    """
    rows = setting.of(found.indices)
    drawn = _drawn(rows, "mu_star")
    if not drawn:
        return None
    figure, panels = _panels(found, setting, rows, _labels(found, drawn))
    noise = setting.of(found.variance)
    for panel, outcome in zip(panels, outcomes_shown(rows), strict=True):
        draws = next(row for row in _records(noise, outcome) if row["part"] == "noise")
        percent = f"{100 * min(max(float(str(draws['share'])), 0), 1):.0f}"
        words = _("chance: {percent} % of the variance of a single run", percent=percent)
        panel.set_title(outcome_name(outcome), loc="left")
        panel.set_xlabel(f"{titled_differences(outcome)}\n{words}")
        panel.axvspan(0, scale(outcome) * entries(found.smallest)[outcome].smallest, color=BAND, lw=0)
        by_factor = {str(row["factor"]): row for row in _records(as_drawn(rows, EFFECTS), outcome)}
        for place, factor in enumerate(drawn):
            _effect(panel, place, by_factor[factor])
        panel.set_xlim(left=0)
    marks: list[Artist] = [
        Patch(
            color=PARAMETER,
            alpha=LIGHT,
            lw=0,
            label=_("mean size of the effect over the factor's range (μ*)"),
        ),
        Line2D([], [], color="black", marker="D", ls="", ms=4, mfc="white", label=_("how uneven it is (σ)")),
        Line2D([], [], color=DRAWS, marker="|", ls="", ms=9, mew=2, label=_("what chance alone would show")),
        Patch(color=BAND, label=_("grey: too small to matter")),
    ]
    _key(figure, found, marks, len(found.factors) - len(drawn))
    return figure


def _effect(panel: Axes, at: float, row: Mapping[str, object]) -> None:
    star, low, high, sigma, draws = (
        float(str(row[name])) for name in ("mu_star", "mu_star_low", "mu_star_high", "sigma", "luck")
    )
    panel.barh(at, star, 2 * 0.85 * BAR, color=PARAMETER, alpha=LIGHT, lw=0)
    _interval(panel, low, high, at)
    panel.plot([sigma], [at], color="black", marker="D", ms=3.5, ls="", mfc="white", mew=0.9)
    panel.plot([draws], [at], color=DRAWS, marker="|", ms=9, mew=2, ls="")


def _drawn(rows: pd.DataFrame, by: str) -> list[str]:
    """The factors worth a row, the largest first: by their size relative to the largest of each outcome."""
    if rows.empty:
        return []
    sizes = rows[rows["outcome"].isin(outcomes_shown(rows))]
    largest = sizes.groupby("outcome")[by].transform("max").clip(lower=1e-12)
    ranked = (sizes[by] / largest).groupby(sizes["factor"]).max().sort_values(ascending=False, kind="stable")
    return [str(factor) for factor in ranked.index[:MOST_FACTORS]]


def _panels(
    found: Sensitivity, setting: Setting, rows: pd.DataFrame, labels: Sequence[str]
) -> tuple[Figure, list[Axes]]:
    """An empty figure: a panel for each outcome, a labelled row for each factor."""
    outcomes = outcomes_shown(rows)
    across = 2 if len(outcomes) in (2, 4) else min(ACROSS, len(outcomes))
    size = (1.6, 0.8 + 0.3 * len(labels))
    figure, panels = grid(setting.title, len(outcomes), size, across, sharey=True)
    for panel in panels:
        panel.tick_params(axis="y", length=0)
        panel.xaxis.set_major_locator(MaxNLocator(4))
    panels[0].set_yticks(range(len(labels)), labels)
    panels[0].set_ylim(len(labels) - 0.4, -0.6)
    return figure, panels


def _labels(found: Sensitivity, drawn: Sequence[str]) -> list[str]:
    return [factor_name(found, factor) for factor in drawn]


def _records(rows: pd.DataFrame, outcome: str) -> list[dict[str, object]]:
    chosen = rows[rows["outcome"] == outcome].to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in chosen]


def _key(figure: Figure, found: Sensitivity, marks: list[Artist], left: int) -> None:
    """What the marks mean, and how many factors have no row."""
    words = _(
        "95 % interval; {points} points in {worlds} replicates", points=found.points, worlds=found.replicates
    )
    if left:
        words += "; " + _("{count} smaller factors not drawn", count=left)
    marks.append(Line2D([], [], color="black", lw=0.9, label=words))
    figure.legend(handles=marks, loc="outside lower center", ncols=2 if len(words) > 60 else 3)
