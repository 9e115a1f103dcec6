"""Charts that Office edits: levels, differences with their intervals, cost against effect.

Invariant: their numbers are the cells of the headline's cards, a governance model has the colour it has
everywhere, and a bar is filled only where a difference that matters was shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from experiments.statistics.verdict import MATTERS
from results.figures.style import Look
from results.takeaways.charted import Charted, better_corner
from results.takeaways.slides.slide_shapes import SMALLEST, Box, paint, rgb, style
from results.takeaways.told import INK, LINE, QUIET, bare
from results.text.names import governance_name
from scenarios.language import _

MARKERS = (
    *(XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE, XL_MARKER_STYLE.DIAMOND),
    *(XL_MARKER_STYLE.STAR, XL_MARKER_STYLE.PLUS, XL_MARKER_STYLE.X, XL_MARKER_STYLE.DASH),
    XL_MARKER_STYLE.DOT,
)

LABELLED = 9
"""Bars that have room for their numbers."""


def level_chart(slide: Any, box: Box, found: Charted, looks: Mapping[str, Look]) -> None:
    """Levels under every governance model, case by case."""
    levels = {
        model: [(one.cell.value if (one := found.level(case, model)) else None) for case in found.cases]
        for model in found.models
    }
    chart = _bars(slide, box, found, levels, looks)
    _title(chart, _("level"), found.unit)
    _number_bars(chart, found)
    if all(one is None or one >= 0 for some in levels.values() for one in some):
        chart.value_axis.minimum_scale = 0
    _write_axis(chart.value_axis, "0%" if found.share else "General")


def difference_chart(slide: Any, box: Box, found: Charted, looks: Mapping[str, Look]) -> None:
    """Differences from the first governance model; lines are 95 % intervals."""
    spans = {b: [found.interval(case, b) for case in found.cases] for b in found.others}
    middles = {b: [one[0] if one else None for one in some] for b, some in spans.items()}
    chart = _bars(slide, box, found, middles, looks)
    chart.has_legend = False
    _title(
        chart,
        _("difference from {governance}", governance=governance_name(found.first)),
        found.difference_unit,
    )
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = found.reach
    _write_axis(axis, _as_the_step(axis.major_unit))
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for series, b in zip(chart.plots[0].series, found.others, strict=True):
        _intervals(series, spans[b])
        for place, case in enumerate(found.cases):
            card = found.cards.get((case, b))
            if card and card.verdict not in MATTERS:
                point = series.points[place].format
                paint(point.fill, "#ffffff")
                point.line.color.rgb, point.line.width = rgb(looks[b].colour), Pt(1.5)


def _bars(
    slide: Any,
    box: Box,
    found: Charted,
    values: Mapping[str, Sequence[float | None]],
    looks: Mapping[str, Look],
) -> Any:
    data: Any = CategoryChartData()
    data.categories = list(found.cases.values())
    for model, numbers in values.items():
        data.add_series(governance_name(model), numbers)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box.inches(), data)
    chart = frame.chart
    frame.name = f"{found.name}"
    _look(chart)
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, -5
    for series, model in zip(chart.plots[0].series, values, strict=True):
        series.invert_if_negative = False
        paint(series.format.fill, looks[model].colour)
        series.format.line.color.rgb = rgb(looks[model].colour)
    return chart


def _look(chart: Any) -> None:
    """Letters, key and lines as everywhere."""
    style(chart.font, SMALLEST)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    style(chart.legend.font, SMALLEST)
    for axis in (chart.value_axis, chart.category_axis):
        style(axis.tick_labels.font, SMALLEST)
        axis.format.line.color.rgb = rgb(QUIET)
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(LINE)


def _title(chart: Any, what: str, unit: str) -> None:
    chart.has_title = True
    frame = chart.chart_title.text_frame
    frame.text = f"{what} · {unit}" if unit else what
    style(frame.paragraphs[0].runs[0].font, SMALLEST, QUIET)
    chart.chart_title.include_in_layout = False


def _write_axis(axis: Any, written: str) -> None:
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = written, False


def _as_the_step(step: float) -> str:
    """The format of numbers with as many digits as the step: without it, rounding may show at zero."""
    digits = len(f"{step:.9g}".partition(".")[2])
    return f"0.{'0' * digits}" if digits else "0"


def _number_bars(chart: Any, found: Charted) -> None:
    """Write its level above every bar where there is room, as cards write it."""
    if len(found.models) * len(found.cases) > LABELLED:
        return
    for series, model in zip(chart.plots[0].series, found.models, strict=True):
        for place, case in enumerate(found.cases):
            level = found.level(case, model)
            if level is not None:
                _label(series.points[place], level.text, XL_LABEL_POSITION.OUTSIDE_END)


def _label(point: Any, words: str, where: Any) -> None:
    frame = point.data_label.text_frame
    frame.text = words
    style(frame.paragraphs[0].runs[0].font, SMALLEST)
    point.data_label.position = where


def _intervals(series: Any, spans: Sequence[tuple[float, float, float] | None]) -> None:
    """Error bars, which the library has no call for: CT_ErrBars of ECMA-376, before a series' categories."""
    plus = _literal("plus", [one[2] - one[0] if one else None for one in spans])
    minus = _literal("minus", [one[0] - one[1] if one else None for one in spans])
    line = f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{bare(INK)}"/></a:solidFill></a:ln>'
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{plus}{minus}<c:spPr>{line}</c:spPr></c:errBars>'
    )
    series._element.find(qn("c:cat")).addprevious(bars)


def _literal(name: str, numbers: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{max(one, 0.0)!r}</c:v></c:pt>'
        for place, one in enumerate(numbers)
        if one is not None
    )
    held = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(numbers)}"/>{points}'
    return f"<c:{name}><c:numLit>{held}</c:numLit></c:{name}>"


def price_chart(slide: Any, box: Box, found: Charted, looks: Mapping[str, Look]) -> None:
    """Running cost, from zero, against an outcome's level; a number beside a mark is that of its case."""
    data: Any = XyChartData()
    kept: dict[str, list[int]] = {}
    for model in found.models:
        series = data.add_series(governance_name(model))
        kept[model] = []
        for number, case in enumerate(found.cases, 1):
            price, level = found.price(case, model), found.level(case, model)
            if price and level:
                series.add_data_point(price.cell.value, level.cell.value)
                kept[model].append(number)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box.inches(), data).chart
    _look(chart)
    _title(chart, f"{found.name} · {better_corner(found.direction)}", "")
    chart.category_axis.minimum_scale = 0
    chart.category_axis.has_major_gridlines = False
    _write_axis(chart.value_axis, "0%" if found.share else "General")
    unit = next(iter(found.money.values())).unit
    for axis, words in (
        (chart.category_axis, _("running cost, {unit}", unit=unit)),
        (chart.value_axis, found.unit),
    ):
        if words:
            axis.has_title = True
            axis.axis_title.text_frame.text = words
            style(axis.axis_title.text_frame.paragraphs[0].runs[0].font, SMALLEST, QUIET)
    for series, model in zip(chart.plots[0].series, found.models, strict=True):
        _mark(series, looks[model].colour, MARKERS[list(looks).index(model) % len(MARKERS)])
        for point, number in enumerate(kept[model]):
            _label(series.points[point], str(number), XL_LABEL_POSITION.RIGHT)


def _mark(series: Any, colour: str, shape: Any) -> None:
    series.format.line.fill.background()
    series.marker.style, series.marker.size = shape, 11
    paint(series.marker.format.fill, colour)
    series.marker.format.line.color.rgb = rgb(colour)
