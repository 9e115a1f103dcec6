"""One look a governance model: the same in every picture of a folder, report and page, and nobody else's."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.analysis.distributional import changes, levels
from experiments.analysis.figure_request import FigureRequest
from experiments.design.runs import replicated
from experiments.execution.collectors import Watch, watch
from experiments.execution.snapshots import film
from experiments.store.tables import Study
from results.figures import issue_funnel as funnels
from results.figures.compound_map import SIGNS, stairwells
from results.figures.group_gains import Tables, gains
from results.figures.issue_funnel import funnel
from results.figures.network import network
from results.figures.paired_outcomes import differences
from results.figures.study_figures import _of_study as of_study
from results.figures.style import ALIKE, COLOURS, OTHERS, for_page, look, looks, styled
from results.report import charts
from results.text.names import governance_name
from scenarios.read import scenario

Make = Callable[..., Study]
MODELS = ["baseline", "one-four-n", "troika"]
SOME = ["troika", "one-four-n"]
"""Some of the models of the folder, in another order."""

OF_TABLES = ("months", "costs", "cost-effect", "differences", "ranks")


def seen_in(figure: Figure) -> set[tuple[str, str]]:
    """The colours and markers of what a figure draws with a marker, but for the mark of what is alike."""
    lines: list[Any] = [one for axes in figure.axes for one in axes.get_lines()]
    marked = [
        one for one in lines if isinstance(one, Line2D) and one.get_marker() not in ("None", None, "", ALIKE)
    ]
    return {(to_hex(one.get_color()).upper(), str(one.get_marker())) for one in marked}


def looks_of(models: list[str]) -> set[tuple[str, str]]:
    """The colours and markers that these models have in a folder of MODELS."""
    known = looks(MODELS)
    return {(known[model].colour, known[model].marker) for model in models}


@pytest.mark.parametrize("kind", OF_TABLES)
@pytest.mark.slow
def test_a_governance_model_keeps_its_look_where_only_some_are_drawn(make_study: Make, kind: str) -> None:
    study = make_study(["xihu"], MODELS, replicates=2)
    given: dict[str, Any] = {"kind": kind, "case": None if kind == "costs" else "xihu"}
    with styled():
        whole = of_study(FigureRequest(**given), study)
        part = of_study(FigureRequest(**given, governance=tuple(SOME)), study)
    about = MODELS[1:] if kind == "differences" else MODELS
    assert seen_in(whole) == looks_of(about)
    assert seen_in(part) == looks_of(["troika"] if kind == "differences" else SOME)


def test_figures_of_runs_made_again_have_the_looks_of_the_folder() -> None:
    values = {"place.households": 40, "issues.rate": 150}
    given = [scenario("xihu", model, months=3, burn_in=1, overrides=values) for model in SOME]
    seen, scenes, known = watch([Watch(run) for run in replicated(given, 2)]), film(given, 5), looks(MODELS)
    found = levels(seen.groups)
    with styled():
        tables = Tables(found, changes(found, SOME), "2 replicates")
        assert seen_in(gains(tables, "xihu", SOME, known)) == looks_of(SOME)
        assert seen_in(
            funnel(seen.issues, "xihu", dict.fromkeys(SOME, 2), "2 replicates", known)
        ) == looks_of(SOME)
        for draws in (stairwells, network):
            assert seen_in(draws(scenes, 3, "one replicate", known)) == looks_of(SOME)


def test_a_difference_looks_as_the_model_it_is_about_and_says_what_is_subtracted(make_study: Make) -> None:
    study = make_study(["xihu"], MODELS, replicates=2)
    with styled():
        panel = differences(study, "xihu").axes[0]
    drawn = sorted(
        (float(np.ravel(line.get_ydata())[0]), str(line.get_color()))
        for line in panel.get_lines()
        if line.get_marker() not in ("None", "")
    )
    known = looks(MODELS)
    assert [colour for _row, colour in drawn] == [known[b].colour for b in ("one-four-n", "troika", "troika")]
    names = [label.get_text().replace("\n", " ") for label in panel.get_yticklabels()]
    minus = [(governance_name(b), governance_name(a)) for a, b in (MODELS[:2], MODELS[::2], MODELS[1:])]
    assert [name.split(" − ") for name in names] == [list(pair) for pair in minus]


def test_nothing_else_has_the_colour_of_a_governance_model() -> None:
    others = {sign.colour for sign in SIGNS.values()} | {colour for colour, _hatch in funnels.LOOKS.values()}
    assert len({sign.colour for sign in SIGNS.values()}) == len(SIGNS)
    assert not (others | set(OTHERS)) & set(COLOURS)


def test_report_and_page_are_told_the_looks_of_the_figures(make_study: Make) -> None:
    told: Any = charts.named(make_study(["xihu"], MODELS, replicates=2))["looks"]
    assert list(told) == MODELS
    assert told == {model: for_page(look(place)) for place, model in enumerate(MODELS)}
    assert told["troika"]["colour"] == look(2).colour and told["troika"]["line"]


def test_scripts_know_no_colour_of_a_governance_model_by_themselves() -> None:
    scripts = Path(__file__).resolve().parents[3].joinpath("results").rglob("*.js")
    found = {
        colour.upper()
        for file in scripts
        if "vendor" not in file.parts
        for colour in re.findall(r"#[0-9a-fA-F]{6}", file.read_text(encoding="utf-8"))
    }
    assert found and not found & set(COLOURS)


@pytest.mark.parametrize("place", range(9))
def test_a_marker_for_scripts_is_a_closed_path_one_unit_wide(place: int) -> None:
    path = str(for_page(look(place))["marker"])
    assert re.fullmatch(r"(?:[MLQC](?:-?\d+\.\d+,?)+)+Z", path)
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", path)]
    assert 0.3 < max(numbers) <= 1.0 and min(numbers) >= -1.0
