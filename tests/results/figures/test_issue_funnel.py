"""What figures show is what the tables hold: every mark, bar, line and cell, whole and readable."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.analysis.distributional import GROUPS, MEMBERS, OTHERS, SCALES, changes, levels
from experiments.design.runs import replicated
from experiments.execution.collectors import MEASURES, Watch, Watched, watch
from experiments.store.tables import Study
from results.figures import issue_funnel as funnels
from results.figures.compared.rank_bars import places, ranks
from results.figures.costs import cost_effect, costs
from results.figures.group_gains import Tables, gains, rows_of
from results.figures.issue_funnel import FATES, REPORTED, funnel
from results.figures.months import months
from results.figures.paired_outcomes import differences
from results.figures.style import look as look_of
from results.figures.style import styled
from results.text.names import scale
from scenarios import read
from scenarios.read import scenario
from tests.results.figures.test_study_figures import is_whole

Make = Callable[..., Study]
ROWS = list(rows_of(GROUPS))
MODELS = ["baseline", "one-four-n-consent"]
LONGEST = [
    *("baseline", "four-haves-forum", "gov-market-society-street", "joint-meeting-inclusive"),
    *("one-four-n-full", "one-four-n-consent", "three-joys-closed-loop", "three-joys-full"),
    "troika-unregulated",
]
"""Nine governance models with the longest names there are."""


@pytest.fixture(scope="module")
def seen() -> Watched:
    """Two governance models in three worlds of a small compound."""
    values = {"place.households": 70, "issues.rate": 150}
    given = [scenario("minzhu", model, months=16, burn_in=2, overrides=values) for model in MODELS]
    return watch([Watch(run) for run in replicated(given, 3)])


@pytest.fixture(scope="module")
def tables(seen: Watched) -> Tables:
    values = levels(seen.groups)
    return Tables(values, changes(values, MODELS), "3 replicates")


def drawn(figure: Figure) -> Figure:
    """The figure laid out, as a file would hold it."""
    figure.draw_without_rendering()
    return figure


def panels(figure: Figure) -> list[Any]:
    return [axes for axes in figure.axes if axes.axison]


def marks(panel: Any) -> list[Any]:
    """The marks of a panel that stand for one number."""
    return [line for line in panel.get_lines() if len(line.get_xdata()) == 1 and line.get_marker() != "None"]


def points(panel: Any) -> list[tuple[float, float]]:
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in marks(panel)]


# --- who gains and who loses


@pytest.mark.usefixtures("spoken")
def test_levels_and_changes_drawn_are_those_of_the_table(tables: Tables) -> None:
    with styled():
        axes = panels(gains(tables, "minzhu", MODELS))
    for column, measure in enumerate(MEASURES):
        here = tables.levels[
            (tables.levels["measure"] == measure) & tables.levels["side"].isin([MEMBERS, OTHERS])
        ]
        means = here.groupby(["governance", "group", "side"])["value"].mean()
        by = scale(SCALES[measure].outcome)
        expected = [by * means[model, *row] for model in MODELS for row in ROWS]
        assert [x for x, _y in points(axes[column])] == pytest.approx(expected)
        rows = tables.changes[tables.changes["measure"] == measure].set_index(["group", "side"])
        changed = marks(axes[len(MEASURES) + column])
        assert len(changed) == len(ROWS)
        by_height = sorted(changed, key=lambda line: float(line.get_ydata()[0]))
        assert [line.get_xdata()[0] for line in by_height] == pytest.approx(
            [by * rows.loc[row, "difference"] for row in ROWS]
        )


def test_a_change_is_filled_only_where_it_was_shown_and_looks_like_its_model(tables: Tables) -> None:
    table = tables.changes.assign(verdict="no difference could be shown")
    chosen = (table["measure"] == "hardship") & (table["group"] == "young") & (table["side"] == MEMBERS)
    table.loc[chosen, "verdict"] = "better"
    with styled():
        axes = panels(gains(tables._replace(changes=table), "minzhu", MODELS))
    filled = [
        line
        for axis in axes[len(MEASURES) :]
        for line in marks(axis)
        if line.get_markerfacecolor() != "white"
    ]
    assert [line.get_xdata()[0] for line in filled] == pytest.approx([table.loc[chosen, "difference"].item()])
    assert {line.get_color() for axis in axes[len(MEASURES) :] for line in marks(axis)} == {look_of(1).colour}


def test_a_single_governance_model_has_levels_and_no_changes(tables: Tables) -> None:
    with styled():
        assert len(panels(gains(tables, "minzhu", MODELS[:1]))) == len(MEASURES)


# --- what becomes of issues


def widths(panel: Any) -> list[float]:
    return [bar.get_width() for bar in panel.patches if isinstance(bar, Rectangle)]


def test_the_funnel_counts_every_issue_at_every_stage(seen: Watched) -> None:
    with styled():
        axes = panels(funnel(seen.issues, "minzhu", dict.fromkeys(MODELS, 3), "3 replicates"))
    for column, model in enumerate(MODELS):
        mine = seen.issues[seen.issues["governance"] == model]
        whole, told = mine["count"].sum() / 3, mine[mine["channel"] != "nobody"]["count"].sum() / 3
        by_row: dict[float, float] = {}
        for bar in axes[column].patches:
            middle = bar.get_y() + bar.get_height() / 2
            by_row[round(middle)] = by_row.get(round(middle), 0.0) + bar.get_width()
        assert by_row == {0: pytest.approx(whole), 1: pytest.approx(told), 2: pytest.approx(whole)}
        assert sum(widths(axes[len(MODELS) + column])) == pytest.approx(whole)


def test_parts_of_the_funnel_are_told_apart_by_kind_and_fate(seen: Watched) -> None:
    table = funnels.parts(seen.issues, dict.fromkeys(MODELS, 3))
    mine = seen.issues[seen.issues["governance"] == "baseline"]
    by_fate = table[table["governance"] == "baseline"].groupby("fate")["count"].sum()
    by_status = mine.groupby("status")["count"].sum() / 3
    assert by_fate["resolved"] == pytest.approx(by_status["resolved"])
    waiting = by_status[by_status.index.isin(["passed on", "assigned", "reopened", "external"])].sum()
    assert by_fate["waiting"] == pytest.approx(waiting) and waiting > 0
    kind = "encroachment"
    several = table[(table["kind"] == kind) & (table["governance"] == "baseline")]["count"].sum()
    assert several == pytest.approx(mine[mine["kind"] == kind]["count"].sum() / 3) and several > 0
    assert set(table["fate"]) <= set(FATES)
    assert set(table["channel"]) <= {*REPORTED, "nobody"}


@pytest.mark.usefixtures("spoken")
def test_every_kind_and_fate_has_a_name() -> None:
    kinds = {funnels.group_of(kind.id) for kind in read.issue_kinds()}
    assert len({funnels.kind_name(kind) for kind in kinds}) == len(kinds) == 18
    assert len({funnels.fate_name(fate) for fate in (*FATES, *REPORTED)}) == 9


def test_parts_of_the_funnel_differ_without_colour() -> None:
    def grey(colour: str) -> float:
        red, green, blue, _alpha = to_rgba(colour)
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for names in (FATES, REPORTED):
        looks = [funnels.LOOKS[name] for name in names]
        for number, (colour, hatch) in enumerate(looks):
            for other, other_hatch in looks[:number]:
                assert hatch != other_hatch or abs(grey(colour) - grey(other)) > 0.15


# --- tables of a comparison


def test_ranks_are_shares_of_worlds_and_ties_share_places(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika", "council"], replicates=4)
    runs = study.runs.assign(satisfaction=[3.0, 1, 1, 1, 2, 2, 1, 0, 1, 3, 1, 2])
    found = places(Study(runs, study.monthly, study.comparison, study.manifest), "xihu")["satisfaction"]
    # worlds: 3-2-1, 1-2-3, all alike, 1-0-2
    expected = np.array(
        [[1 + 1 / 3, 1 + 1 / 3, 1 + 1 / 3], [1 / 3, 2 + 1 / 3, 1 + 1 / 3], [2 + 1 / 3, 1 / 3, 1 + 1 / 3]]
    )
    assert found == pytest.approx(expected / 4)


def test_less_is_first_where_less_is_better(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika"], replicates=2)
    runs = study.runs.assign(conflict_index=[1.0, 1.0, 2.0, 2.0])
    found = places(Study(runs, study.monthly, study.comparison, study.manifest), "xihu")
    assert found["conflict_index"].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert "conflict_reported" not in found


def test_bars_of_ranks_are_the_shares(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika", "council"])
    found = places(study, "xihu")
    with styled():
        axes = panels(ranks(study, "xihu"))
    for panel, shares in zip(axes, found.values(), strict=False):
        assert widths(panel) == pytest.approx((100 * shares).ravel())


def test_cost_and_effect_are_means_over_worlds(make_study: Make) -> None:
    study = make_study(["xihu", "minzhu"], ["baseline", "troika"])
    rows = study.runs[study.runs["case"] == "minzhu"].groupby("governance")
    with styled():
        first = panels(cost_effect(study, "minzhu"))[0]
    expected = [
        (rows["cost_total"].mean()[model], rows["conflict_index"].mean()[model])
        for model in ("baseline", "troika")
    ]
    assert points(first) == [pytest.approx(point) for point in expected]


def test_lines_of_the_months_are_means_over_worlds(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika"])
    rows = study.monthly[study.monthly["governance"] == "troika"]
    with styled():
        line = panels(months(study, "xihu"))[0].get_lines()[1]
    assert line.get_ydata() == pytest.approx(rows.groupby("month")["conflict_index"].mean().to_numpy())


def test_differences_drawn_are_those_of_the_comparison(make_study: Make) -> None:
    study = make_study(["xihu"], ["baseline", "troika"])
    assert study.comparison is not None
    row = study.comparison.set_index("outcome").loc["conflict_index"]
    with styled():
        first = panels(differences(study, "xihu"))[0]
    assert [x for x, _y in points(first)] == pytest.approx([row["difference"]])
    interval = next(
        line for line in first.get_lines() if len(line.get_xdata()) == 2 and line.get_linewidth() == 1.6
    )
    assert list(interval.get_xdata()) == pytest.approx([row["low"], row["high"]])


# --- whole and readable


def nine(seen: Watched) -> Watched:
    """The same rows under nine governance models with long names."""
    first = [table[table["governance"] == MODELS[0]] for table in seen]
    return Watched(
        *(pd.concat([rows.assign(governance=name) for name in LONGEST], ignore_index=True) for rows in first)
    )


def long_names(make: Make) -> Sequence[Figure]:
    study = make(["xihu", "minzhu"], LONGEST)
    return [
        *(differences(study, "xihu"), months(study, "xihu"), costs(study)),
        *(ranks(study, "xihu"), cost_effect(study, "xihu")),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_nothing_is_cut_with_nine_long_names(make_study: Make, seen: Watched) -> None:
    many = nine(seen)
    values = levels(many.groups)
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        for figure in [
            *long_names(make_study),
            gains(Tables(values, changes(values, LONGEST), "3 replicates"), "minzhu", LONGEST),
            funnel(many.issues, "minzhu", dict.fromkeys(LONGEST, 3), "3 replicates"),
        ]:
            assert is_whole(figure)
            assert not overlapping_titles(figure)


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_no_text_is_cut_and_no_glyph_is_missing(seen: Watched, tables: Tables) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        for figure in (
            funnel(seen.issues, "minzhu", dict.fromkeys(MODELS, 3), "3 replicates"),
            gains(tables, "minzhu", MODELS),
        ):
            assert is_whole(figure) and not overlapping_titles(figure)


def overlapping_titles(figure: Figure) -> list[tuple[str, str]]:
    """Headings of panels, and of a figure that was drawn (`is_whole` does), that lie on each other."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [axes.title if axes.get_title() else axes._left_title for axes in figure.axes]  # type: ignore[attr-defined]
    texts += [figure._suptitle]  # type: ignore[attr-defined]
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in texts
        if text is not None and text.get_text()
    ]
    return [
        (one, other)
        for number, (one, box) in enumerate(boxes)
        for other, second in boxes[:number]
        if box.overlaps(second)
    ]


def test_groups_drawn_are_those_of_the_question() -> None:
    assert GROUPS == ("elderly", "young", "ground", "tenant")
