"""In what share of plausible conditions each governance model is best, nearly best or worst: a table, a
picture and a page.

Invariant: every share told carries its interval, and a bar shows all ranks, so that "often best" is
not read as "never bad".
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analysis.robustness import SHARES, Robustness
from experiments.statistics.ties import levelled
from experiments.store.manifest import command_line
from results.document.blocks import BLANK, Block, Heading, Picture, Points, Table, closing, lines
from results.figures.style import save, styled
from results.text.equal_cost import file_at_cost, titled_at_cost, titled_question
from results.text.names import (
    NOTHING,
    amount,
    case_name,
    difference_unit,
    governance_name,
    in_brackets,
    joined,
    outcome_name,
)
from results.text.rows import Row, interval, records, value
from results.text.verdicts import cannot_tell
from scenarios.language import _

ACROSS, MOST = 2, 12
"""Panels beside each other; outcomes that a picture has room for."""

DARKEST, LIGHTEST = 0.25, 0.97
"""Greys of the first and of the last rank."""

HATCH = "////"


def tables(found: Sequence[Robustness]) -> Iterator[Block]:
    """A table for each case, cost and outcome, sentences below it, and how to read it."""
    for one in found:
        yield _table(one) if len(one.table) else Heading(2, heading(one))
        yield from lines(sentences(one))
        yield BLANK
    yield from lines(reading(found))


def heading(found: Robustness) -> str:
    """Case, cost and outcome."""
    return titled_question(found.case, found.outcome.id, found.cost)


def _table(found: Robustness) -> Table:
    rows = [
        [governance_name(str(row["governance"])), *(_share(row, one) for one in SHARES), _regret(found, row)]
        for row in records(found.table)
    ]
    return Table([_("governance model"), *_heads(found)], rows, heading(found))


def _heads(found: Robustness) -> list[str]:
    """What the columns say."""
    nearly = _("within {percent} % of the best", percent=f"{found.percent:g}")
    regret = _("largest regret")
    if found.outcome.unit not in ("none", "0 to 1"):
        regret += in_brackets(difference_unit(found.outcome.id))
    return [_("best in"), nearly, _("worst in"), regret]


def _share(row: Row, name: str) -> str:
    """A share with its interval."""
    share, low, high = (round(100 * one) for one in interval(row, name))
    return _("{value} % [{low}, {high}]", value=share, low=low, high=high)


def _regret(found: Robustness, row: Row) -> str:
    """The largest regret with its interval; shares in percentage points."""
    regret, low, high = interval(row, "regret")
    text = _plain(found, regret, True)
    return f"{text} [{_plain(found, low, True)}, {_plain(found, high, True)}]" if low == low else text


def _plain(found: Robustness, size: float, bare: bool = False) -> str:
    """An amount without a sign."""
    return amount(found.outcome.id, size, bare).lstrip("+") if size == size else NOTHING


def sentences(found: Robustness) -> Iterator[str]:
    """Who is best most often, whose regret is smallest, and what was left out."""
    if len(found.table):
        yield from _comparison(found)
    else:
        yield _("Nothing can be ranked: in no replicate is the outcome defined under two governance models.")
    if found.undefined:
        yield _(
            "Left out, because the outcome is undefined there: {names}.",
            names=joined(governance_name(name) for name in found.undefined),
        )
    if found.left_out:
        yield _(
            "{count} of {all} replicates are left out: a run is missing or the outcome undefined.",
            count=found.left_out,
            all=found.left_out + found.worlds,
        )


def _comparison(found: Robustness) -> Iterator[str]:
    rows = records(found.table)
    best, safest = _first(rows, "best", -1), _first(rows, "regret", 1)
    if len(best) > 1:
        yield _("Equally often the best, each in {share} of the replicates: {names}.",
                share=_share(best[0], "best"), names=_names(best))  # fmt: skip
    else:
        yield _(
            "Most often the best is {name}: in {share} of the replicates; worst in {worst}.",
            name=_names(best),
            share=_share(best[0], "best"),
            worst=_share(best[0], "worst"),
        )
    if not value(safest[0], "regret"):
        yield _("At no point could {name} be shown to fall short of the best.", name=_names(safest))
        return
    yield _(
        "Least can go wrong with {name}: at no point does it fall short of the best by more than {regret}.",
        name=_names(safest),
        regret=_plain(found, value(safest[0], "regret")),
    )


def _first(rows: Sequence[Row], by: str, sign: int) -> list[Row]:
    """The rows that come first by a column, all of those that tie; sign: −1 where the largest does."""
    level = levelled(sign * np.array([value(row, by) for row in rows]))
    return [row for row, one in zip(rows, level, strict=True) if one == level.min()]


def _names(rows: Sequence[Row]) -> str:
    return joined(governance_name(str(row["governance"])) for row in rows)


def reading(found: Sequence[Robustness]) -> Iterator[str]:
    """How to read the numbers."""
    yield _(
        "A replicate is here a set of parameter values with its random draws; every set weighs "
        "the same and ties are split. In brackets the 95 % interval, for other parameter "
        "values from the same ranges and other random draws. Shares of replicates are shares "
        "of the ranges looked at, not probabilities."
    )
    yield _(
        "Within {percent} % of the best: behind it by no more than {percent} % of the mean "
        "size of the outcome over all replicates, or by what is too small to matter: {limits}.",
        percent=f"{found[0].percent:g}",
        limits=joined(_limits([one for one in found if len(one.table)]), long=True),
    )
    yield _(
        "Regret: by how much a governance model falls short of the best one at a point, in the "
        "mean over its replicates; the largest is that of the point where it falls short most."
    )
    if any(one.worlds == one.points for one in found):
        yield _("With one replicate a point, chance counts as regret, and its interval cannot be told.")


def _limits(found: Sequence[Robustness]) -> list[str]:
    """What within means for each outcome: once where it is the same in every case and at every cost."""
    amounts: dict[str, set[str]] = {}
    for one in found:
        amounts.setdefault(one.outcome.id, set()).add(_plain(one, one.tolerance))
    parts = (
        _("{outcome}: {amount}", outcome=name, amount=_plain(one, one.tolerance))
        for one in found
        for name in [outcome_name(one.outcome.id) if len(amounts[one.outcome.id]) == 1 else heading(one)]
    )
    return list(dict.fromkeys(parts))


def draw(found: Sequence[Robustness], source: str, folder: Path) -> None:
    """Draw the ranks for each case and cost into a new folder, in the language chosen."""
    folder.mkdir()
    with styled():
        for name, some in pictures(found).items():
            save(picture(some), folder / name, source)


def pictures(found: Sequence[Robustness]) -> dict[str, list[Robustness]]:
    """By the name of its files, what each picture shows: the outcomes of one case at one cost."""
    drawn: dict[str, list[Robustness]] = {}
    for one in found:
        if len(one.table):
            name = file_at_cost(f"ranks-{one.case}", one.cost)
            drawn.setdefault(name, []).append(one)
    return {name: some[:MOST] for name, some in drawn.items()}


def picture(found: Sequence[Robustness]) -> Figure:
    """A panel for each outcome, a bar for each governance model: its share in each rank, the best first."""
    across = min(ACROSS, len(found))
    down = -(-len(found) // across)
    height = 1.2 + down * (0.75 + 0.36 * max(len(one.table) for one in found))
    figure = Figure(figsize=(5.4 * across, height), layout="constrained")
    title = _("{case}: ranks over plausible parameter values", case=case_name(found[0].case))
    figure.suptitle(titled_at_cost(title, found[0].cost), weight="bold")
    panels = list(figure.subplots(down, across, squeeze=False).flat)
    for panel, one in zip(panels, found, strict=False):
        _panel(panel, one)
    for panel in panels[len(found) :]:
        panel.set_axis_off()
    figure.legend(handles=_key(found), loc="outside lower center", ncols=4, fontsize=8)
    return figure


def _panel(panel: Axes, found: Robustness) -> None:
    panel.set_title(outcome_name(found.outcome.id), loc="left")
    names = [governance_name(str(row["governance"])) for row in records(found.table)]
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(len(names) - 0.4, -0.6)
    panel.set_xlim(0, 100)
    panel.set_xlabel(_("percent of replicates"))
    panel.tick_params(axis="y", length=0)
    for place, row in enumerate(records(found.table)):
        left, count = 0.0, len(names)
        for rank in range(count):
            share = 100 * value(row, f"rank_{rank + 1}")
            panel.barh(place, share, 0.62, left=left, edgecolor="black", lw=0.6, **_fill(rank, count))  # type: ignore[arg-type]
            left += share
        within = 100 * value(row, "within")
        ends = [place - 0.4, place + 0.4]
        panel.plot([within] * 2, ends, color="black", lw=2.2, solid_capstyle="butt", clip_on=False)


def _fill(rank: int, count: int) -> dict[str, object]:
    """Dark for the best, light for the worst, which is hatched besides."""
    grey = DARKEST + (LIGHTEST - DARKEST) * rank / max(count - 1, 1)
    return {"facecolor": f"{grey:.3f}", "hatch": HATCH if rank == count - 1 else None}


def _key(found: Sequence[Robustness]) -> list[Artist]:
    """What the greys and the lines mean."""
    count = max(len(one.table) for one in found)
    marks: list[Artist] = []
    for rank in range(count):
        names = {0: _("best"), count - 1: _("worst")}
        label = names.get(rank, _("rank {rank}", rank=rank + 1))
        marks.append(Patch(edgecolor="black", lw=0.6, label=label, **_fill(rank, count)))  # type: ignore[arg-type]
    nearly = _("line: up to here within {percent} % of the best", percent=f"{found[0].percent:g}")
    marks.append(Line2D([], [], color="black", lw=2.2, label=nearly))
    return marks


def document(found: Sequence[Robustness], manifest: Mapping[str, object], folder: Path) -> Iterator[Block]:
    """The one-page summary; `folder` holds the figures already."""
    yield Heading(1, _("Robustness over plausible parameter values: {study}", study=manifest["study"]))
    for one in found:
        yield Heading(2, heading(one))
        yield Points([*(_line(one, row) for row in records(one.table)), *sentences(one)])
    for name in pictures(found):
        yield Picture(folder / f"figures/{name}.svg", _("Ranks over plausible parameter values"))
    yield from closing(
        command_line(manifest),
        _("All shares and ranks are in robustness.csv."),
        list(reading(found)),
        list(cannot_tell(one.outcome.id for one in found)),
    )


def _line(found: Robustness, row: Row) -> str:
    """One governance model in a sentence."""
    heads = _heads(found)
    parts = [f"{head} {_share(row, name)}" for head, name in zip(heads, SHARES, strict=False)]
    return _(
        "{name}: {shares}.",
        name=governance_name(str(row["governance"])),
        shares=joined([*parts, f"{heads[-1]} {_regret(found, row)}"], long=True),
    )
