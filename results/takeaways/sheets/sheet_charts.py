"""Charts of a workbook, which read the cells beside them: levels, differences and intervals, cost and effect.

Invariant: what a chart draws stands in the cells of its own sheet, so that a change there is seen in it.
"""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import DataPoint
from openpyxl.utils import get_column_letter, quote_sheetname

from experiments.statistics.verdict import MATTERS
from results.takeaways.charted import Charted, better_corner, charted
from results.takeaways.told import Told, bare
from results.text.names import governance_name
from results.workbook.cells import HEADING, cell
from scenarios.language import _

SYMBOLS = ("circle", "square", "triangle", "diamond", "star", "plus", "x", "dash", "dot")
HIGH, NARROWEST, A_BAR = 8.5, 15.0, 0.75
"""Of a chart in centimetres: its height, its least width, and what a bar adds."""

ROWS_HIGH = 19
"""Rows of a sheet that a chart covers, a gap included."""


MOST_NUMBERS = 40
"""Columns of numbers that are made wide enough for their headings."""


def fill_charts(sheet: Any, found: Told) -> None:
    """Write the numbers of all charts, then the charts below them."""
    sheet.column_dimensions["A"].width = 28
    for column in range(2, 2 + MOST_NUMBERS):
        sheet.column_dimensions[get_column_letter(column)].width = 12
    blocks: list[tuple[Charted, int]] = []
    row = 1
    for one in found.headline.by_cost():
        for outcome in charted(one.pairs):
            sheet.append(
                [cell(sheet, outcome.finding + _(" ({text})", text=one.matrix.heading_of_cards), HEADING)]
            )
            sheet.row_dimensions[row + 1].height = 48
            sheet.append(_heads(sheet, outcome))
            for case, name in outcome.cases.items():
                sheet.append([cell(sheet, name), *_numbers(outcome, case)])
            sheet.append([])
            blocks.append((outcome, row + 1))
            row += len(outcome.cases) + 3
    for outcome, head in blocks:
        _Block(sheet, outcome, head, found).draw(row)
        row += 3 * ROWS_HIGH


def _heads(sheet: Any, found: Charted) -> list[Any]:
    levels = [governance_name(model) for model in found.models]
    others = [governance_name(model) for model in found.others]
    differences = [_("difference, {governance}", governance=name) for name in others]
    below = [_("interval below, {governance}", governance=name) for name in others]
    above = [_("interval above, {governance}", governance=name) for name in others]
    prices = [_("running cost, {governance}", governance=name) for name in levels]
    return [
        None,
        *(
            cell(sheet, text, HEADING, wrapped=True)
            for text in (*levels, *differences, *below, *above, *prices)
        ),
    ]


def _numbers(found: Charted, case: str) -> list[float | None]:
    levels = [found.level(case, model) for model in found.models]
    spans = [found.interval(case, b) for b in found.others]
    prices = [found.price(case, model) for model in found.models]
    return [
        *(one.cell.value if one else None for one in levels),
        *(one[0] if one else None for one in spans),
        *(one[0] - one[1] if one else None for one in spans),
        *(one[2] - one[0] if one else None for one in spans),
        *(one.cell.value if one else None for one in prices),
    ]


class _Block:
    """The cells of one outcome and the charts that read them; head: the row of their headings."""

    def __init__(self, sheet: Any, found: Charted, head: int, told: Told) -> None:
        self._sheet, self._found, self._head, self._looks = sheet, found, head, told.looks
        self._last = head + len(found.cases)
        count, others = len(found.models), len(found.others)
        self._levels, self._differences = 2, 2 + count
        self._below, self._above = 2 + count + others, 2 + count + 2 * others
        self._prices = 2 + count + 3 * others

    def draw(self, row: int) -> None:
        """Lay the charts below each other: how wide they are depends on how many cases there are."""
        self._sheet.add_chart(self._bars(self._levels, self._found.models), f"A{row}")
        differences = self._bars(self._differences, self._found.others)
        self._mark_intervals(differences)
        self._sheet.add_chart(differences, f"A{row + ROWS_HIGH}")
        if self._found.money:
            self._sheet.add_chart(self._scatter(), f"A{row + 2 * ROWS_HIGH}")

    def _column(self, column: int, heading: bool) -> Any:
        first = self._head if heading else self._head + 1
        return Reference(self._sheet, min_col=column, min_row=first, max_row=self._last)

    def _bars(self, column: int, models: Sequence[str]) -> Any:
        found, are_levels = self._found, column == self._levels
        chart = BarChart()
        what = (
            found.name
            if are_levels
            else _(
                "{outcome}, difference from {governance}",
                outcome=found.name,
                governance=governance_name(found.first),
            )
        )
        _finish(chart, what, found.unit if are_levels else found.difference_unit)
        chart.width = max(NARROWEST, A_BAR * len(models) * len(found.cases) + 4)
        for place, model in enumerate(models):
            series = Series(self._column(column + place, False), title=governance_name(model))
            series.graphicalProperties.solidFill = bare(self._looks[model].colour)
            series.graphicalProperties.line.solidFill = bare(self._looks[model].colour)
            series.invertIfNegative = False
            chart.append(series)
        chart.set_categories(self._column(1, False))
        chart.y_axis.number_format = "0%" if are_levels and found.share else "General"
        chart.x_axis.tickLblPos, chart.gapWidth = "low", 60
        return chart

    def _mark_intervals(self, chart: Any) -> None:
        """Error bars, and open bars where no difference that matters was shown."""
        axis = chart.y_axis
        axis.scaling.min, axis.scaling.max, axis.majorUnit = self._found.reach
        for place, (series, b) in enumerate(zip(chart.series, self._found.others, strict=True)):
            ends = [
                NumDataSource(NumRef(f=self._address(start + place))) for start in (self._above, self._below)
            ]
            series.errBars = ErrorBars(errBarType="both", errValType="cust", plus=ends[0], minus=ends[1])
            for number, case in enumerate(self._found.cases):
                card = self._found.cards.get((case, b))
                if card and card.verdict not in MATTERS:
                    point = DataPoint(idx=number, invertIfNegative=False)
                    point.graphicalProperties.solidFill = "FFFFFF"
                    point.graphicalProperties.line.solidFill = bare(self._looks[b].colour)
                    series.dPt.append(point)

    def _address(self, column: int) -> str:
        letter, title = get_column_letter(column), quote_sheetname(self._sheet.title)
        return f"{title}!${letter}${self._head + 1}:${letter}${self._last}"

    def _scatter(self) -> Any:
        """Cost from zero against level."""
        found, chart = self._found, ScatterChart()
        chart.style, chart.scatterStyle = 13, "marker"
        _finish(chart, f"{found.name} · {better_corner(found.direction)}", found.unit)
        chart.x_axis.title = _("running cost, {unit}", unit=next(iter(found.money.values())).unit)
        chart.x_axis.scaling.min = 0
        chart.y_axis.number_format = "0%" if found.share else "General"
        chart.width = NARROWEST
        for place, model in enumerate(found.models):
            series = Series(
                self._column(self._levels + place, False),
                self._column(self._prices + place, False),
                title=governance_name(model),
            )
            colour = bare(self._looks[model].colour)
            series.marker.symbol, series.marker.size = (
                SYMBOLS[list(self._looks).index(model) % len(SYMBOLS)],
                9,
            )
            series.marker.graphicalProperties.solidFill = colour
            series.marker.graphicalProperties.line.solidFill = colour
            series.graphicalProperties.line.noFill = True
            chart.series.append(series)
        return chart


def _finish(chart: Any, title: str, unit: str) -> None:
    chart.title, chart.height = title, HIGH
    chart.legend.position = "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    if unit:
        chart.y_axis.title = unit
