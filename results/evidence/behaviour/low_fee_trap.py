"""The page and the picture on the low-fee trap: who stays low and who stays high, at which fee.

Invariant: every share is told with its interval, and what does not show a trap as plainly as what does.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.evidence.behaviour.low_fee_trap import BASELINE, BETWEEN, CASE, CELLS, HIGH, LOW, SLOPES
from experiments.markdown import markdown_table
from experiments.patterns.structural_variants import AS_BUILT, STRUCTURES
from results.figures.style import COLOURS, OTHERS, REFERENCE, WIDTH, look
from results.text.conditions import model_version
from results.text.names import after_each_other, case_name, governance_name, in_percent, joined, number
from results.text.rows import Row, records, value
from scenarios import read
from scenarios.language import _, pick

MOST = 0.5
"""A side stays where it is if more than this share does."""

type Cell = tuple[str, str, float]
type Found = dict[tuple[str, str, float, float], Row]


def low_fee_trap(table: pd.DataFrame, of_map: pd.DataFrame) -> str:
    """The page in the language chosen, as Markdown."""
    parts = [f"# {_('The low-fee trap')}", _opening(table)]
    parts += [f"## {_('The map')}", *_map(of_map)]
    parts += [f"## {_('Simulated compounds')}", *_compounds(table)]
    return "\n\n".join(parts) + "\n"


def _opening(table: pd.DataFrame) -> str:
    text = _(
        "Compounds like the case “{case}” that differ only in who lives there begin with {low} or {high} "
        "of the fee collected, the service that this pays for and the arrears that go with it. Nothing is "
        "lived before; ten years later is told what share is still on its side of {between}. {count} "
        "replicates a cell; intervals are 95 %.",
        case=case_name(CASE),
        low=in_percent(LOW),
        high=in_percent(HIGH),
        between=in_percent(BETWEEN),
        count=int(table["n"].max()),
    )
    return after_each_other(model_version(), text)


def _map(of_map: pd.DataFrame) -> Iterator[str]:
    yield _(
        "The model's own rules for an average household and a firm that never leaves, until they rest. Two "
        "states exist where a low and a high start end more than a tenth apart."
    )
    heads = [_("slopes of quality / of neighbours"), _("twelve months owed take, logits"), _("fees tried")]
    heads += [_("two states from … to … of cost"), _("where the fee meets its cost, low / high start")]
    lines = []
    for (quality, norm, arrears), rows in of_map.groupby(["quality", "norm", "arrears"], sort=False):
        two = rows.loc[rows["bistable"].astype(bool), "ratio"]
        window = f"{two.min():.3f} – {two.max():.3f}" if len(two) else _("nowhere")
        at_cost = rows.iloc[int((rows["ratio"] - 1.0).abs().argmin())]
        tried = f"{rows['ratio'].min():g} – {rows['ratio'].max():g}"
        ends = f"{number(at_cost['low'])} / {number(at_cost['high'])}"
        lines.append([f"{quality:g} / {norm:g}", f"{arrears:g}", tried, window, ends])
    yield markdown_table(heads, lines)


def _compounds(table: pd.DataFrame) -> Iterator[str]:
    found: Found = {(*_cell(row), value(row, "ratio")): row for row in records(table)}
    fees = sorted(set(table["ratio"]))
    for start, title in ((LOW, _("begin low: share still low")), (HIGH, _("begin high: share still high"))):
        cells = [cell for cell in CELLS if cell[2] == start]
        yield _shares(title, cells, fees, found)
    yield _both_stay(fees, found)
    heads = [_("governance"), *(f"{fee:g}" for fee in fees)]
    lines = [
        [_name(cell), *(f"{number(value(found[*cell, fee], 'exits'))}" for fee in fees)]
        for cell in CELLS
        if cell[2] == LOW
    ]
    yield _("How often a year a firm leaves a compound that began low:")
    yield markdown_table(heads, lines)


def _both_stay(fees: Sequence[float], found: Found) -> str:
    """At which fees both sides stay where they began."""
    cells = [(AS_BUILT, BASELINE, start) for start in (LOW, HIGH)]
    both = [fee for fee in fees if all(value(found[*cell, fee], "stays") > MOST for cell in cells)]
    if not both:
        return _("At the baseline no fee tried keeps more than half of both sides where they began.")
    return _(
        "At the baseline more than half of those that begin low are still low and more than half of those "
        "that begin high still high where the fee is {fees} of cost.",
        fees=joined(f"{fee:g}" for fee in both),
    )


def _shares(title: str, cells: Sequence[Cell], fees: Sequence[float], found: Found) -> str:
    heads = [title, *(_("fee {ratio} of cost", ratio=f"{fee:g}") for fee in fees)]
    return markdown_table(
        heads, [[_name(cell), *(_told(found[*cell, fee]) for fee in fees)] for cell in cells]
    )


def _cell(row: Row) -> Cell:
    return str(row["structure"]), str(row["governance"]), value(row, "start")


def _name(cell: Cell) -> str:
    """What differs from the model as built at the baseline."""
    structure, model, _start = cell
    if structure != AS_BUILT:
        return pick(STRUCTURES[structure].name)
    return governance_name(model)


def _told(row: Row) -> str:
    shares = [in_percent(value(row, name)) for name in ("stays", "stays_low", "stays_high")]
    return f"{shares[0]} [{shares[1]}, {shares[2]}]"


def low_fee_trap_picture(table: pd.DataFrame, of_map: pd.DataFrame) -> Figure:
    """Where the map ends from a low and a high start, against the fee; and the share of simulated compounds
    that are still on the side on which they began: by structure, and by governance model.
    """
    figure = Figure(figsize=(WIDTH, 5.4), layout="constrained")
    figure.suptitle(_("The low-fee trap: where fee collection ends, given where it starts"), weight="bold")
    panels = figure.subplots(1, 3)
    _draw_map(panels[0], of_map)
    governed = [cell for cell in CELLS if cell[0] == AS_BUILT and cell[2] == LOW]
    built = [cell for cell in CELLS if cell[1] == BASELINE]
    _draw_shares(panels[1], table, built, _("still on its side after ten years"))
    _draw_shares(panels[2], table, governed, _("still low, by governance"))
    for panel in panels:
        panel.set_xlabel(_("fee over the fee that recovers cost"))
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16))
    return figure


def _draw_map(panel: Axes, of_map: pd.DataFrame) -> None:
    quality, norm = SLOPES[1]
    rows = of_map[(of_map["quality"] == quality) & (of_map["norm"] == norm)]
    usual = float(read.ledger()["fee.arrears"].default)
    for arrears, colour in ((usual, COLOURS[0]), (0.0, OTHERS[0])):  # as beside it: as built, no habit
        mine = rows[rows["arrears"] == arrears].sort_values("ratio")
        name = _("habit of withholding") if arrears else _("no habit")
        for start, line, begins in (("low", "-", LOW), ("high", "--", HIGH)):
            label = _("{habit}, begins at {start}", habit=name, start=in_percent(begins))
            panel.plot(mine["ratio"], mine[start], color=colour, ls=line, lw=1.8, label=label)
    panel.axhline(BETWEEN, color=REFERENCE, lw=0.7, ls=":")
    panel.set_ylim(0.3, 1.0)
    panel.set_title(_("mean-field map"), loc="left")
    panel.set_ylabel(_("final collection (share of fees due)"))


def _draw_shares(panel: Axes, table: pd.DataFrame, cells: Sequence[Cell], title: str) -> None:
    """Shares by fee with their intervals, a line for each cell; dashed lines are of those that begin high."""
    names: dict[str, int] = {}
    for cell in cells:
        place = names.setdefault(_name(cell), len(names))
        rows = table[(table["structure"] == cell[0]) & (table["governance"] == cell[1])]
        rows = rows[rows["start"] == cell[2]].sort_values("ratio")
        beside = rows["ratio"] + 0.005 * (place - 1)
        stays = rows["stays"].to_numpy(float)
        reach = np.abs(rows[["stays_low", "stays_high"]].to_numpy(float).T - stays)
        side = _("{name}: begins low") if cell[2] == LOW else _("{name}: begins high")
        colour = COLOURS[place] if cell[0] == AS_BUILT else OTHERS[2 * place - 2]
        panel.errorbar(
            beside, stays, reach, color=colour, marker=look(place).marker, ms=5, lw=1.4, elinewidth=0.6,
            ls="-" if cell[2] == LOW else "--", label=side.format(name=_name(cell)),
        )  # fmt: skip
    panel.set_ylim(-0.03, 1.03)
    panel.set_title(title, loc="left")
    panel.set_ylabel(_("share of compounds"))
