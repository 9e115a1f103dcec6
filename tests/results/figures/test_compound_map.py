"""Maps and networks of one world: every dwelling, shop, line and tie that there is, once."""

import warnings
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from experiments.execution.origin import Replicate
from experiments.execution.snapshots import Told, film, look
from results.figures.annotations import which_replicate
from results.figures.compound_map import SHOP, disturbed, laid_out, stairwells
from results.figures.network import between_stairwells_counted, counted, mixing, network
from results.figures.style import styled
from results.text.names import governance_name
from scenarios import language
from scenarios.read import scenario
from tests.results.figures.test_issue_funnel import overlapping_titles
from tests.results.figures.test_study_figures import is_whole

MODELS = ["baseline", "one-four-n-consent"]


@pytest.fixture(scope="module")
def scenes() -> list[Told]:
    """The same world under two governance models."""
    values = {"place.households": 100, "issues.rate": 150}
    return film([scenario("xihu", model, months=8, burn_in=2, overrides=values) for model in MODELS], 5)


def drawn(figure: Figure) -> Figure:
    """The figure laid out, as a file would hold it."""
    figure.draw_without_rendering()
    return figure


# --- the stairwell map


def test_the_map_has_every_dwelling_shop_line_and_open_issue(scenes: list[Told]) -> None:
    with styled():
        figure = drawn(stairwells(scenes, 8, "one replicate"))
    for panel, told in zip(figure.axes[:2], scenes, strict=True):
        one = look(told, 8)
        boxes: Any = next(found for found in panel.collections if isinstance(found, PatchCollection))
        colours = boxes.get_facecolors()
        assert len(colours) == 100
        shops = np.flatnonzero((np.abs(colours - to_rgba(SHOP)) < 0.01).all(axis=1))
        assert shops.tolist() == one.shops.tolist() and len(shops)
        lines = next(found for found in panel.collections if isinstance(found, LineCollection))
        annoyed = (one.disturbance > told["threshold"]) & ~one.away
        assert len(lines.get_segments()) == annoyed.sum() > 0
        numbers = [text.get_text() for text in panel.texts if text.get_text().isdigit()]
        assert numbers == [str(count) for count in one.open if count]


def test_darker_dwellings_are_more_disturbed(scenes: list[Told]) -> None:
    one = look(scenes[0], 8)
    with styled():
        panel = stairwells(scenes[:1], 8, "one replicate").axes[0]
    boxes: Any = next(found for found in panel.collections if isinstance(found, PatchCollection))
    light = boxes.get_facecolors()[:, :3] @ [0.299, 0.587, 0.114]
    homes = np.setdiff1d(np.arange(100), one.shops)
    order = np.argsort(one.disturbance[homes], kind="stable")
    assert (np.diff(light[homes][order]) <= 1e-9).all() and one.disturbance[homes].max() > 0.2


def test_a_line_ends_at_the_shop_or_beside_its_row(scenes: list[Told]) -> None:
    one, plan = look(scenes[0], 8), laid_out(scenes[0], 4.0)
    with styled():
        panel = stairwells(scenes[:1], 8, "one replicate").axes[0]
    lines = next(found for found in panel.collections if isinstance(found, LineCollection)).get_segments()
    shops = one.source[disturbed(one, scenes[0]["threshold"])]
    assert plan.inch > 0 and len(lines) == len(shops)
    assert all((end[1] % 1.0, start[1] % 1.0) == (0.5, 0.5) for start, end in lines)


@pytest.mark.usefixtures("spoken")
def test_what_the_map_says_of_shops_and_issues_is_counted(scenes: list[Told]) -> None:
    one = look(scenes[1], 8)
    with styled():
        texts = [text.get_text().replace("\n", " ") for text in stairwells(scenes, 8, "x").axes[1].texts]
    told = next(text for text in texts if not text.isdigit())
    numbers = [int(word.strip(",;%，；")) for word in told.split() if word.strip(",;%，；").isdigit()]
    assert numbers[0] == len(one.shops) and numbers[1] == int(one.lawful.sum())
    assert numbers[-2:] == [int(one.open.sum()) + one.open_wide, one.open_wide]


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("draws", [stairwells, network])
@pytest.mark.slow
def test_every_governance_model_of_the_folder_has_its_map(scenes: list[Told], draws: Any) -> None:
    models = ["baseline", "troika", "one-four-n"]
    three = [{**scenes[0], "governance": model} for model in models]
    with styled():
        figure = drawn(draws(three, 8, "one replicate"))
    headings = [axes.get_title(loc="left") for axes in figure.axes]
    assert [one for one in headings if one] == [governance_name(model) for model in models]
    assert is_whole(figure) and not overlapping_titles(figure)


# --- the network


def test_the_network_has_every_tie_between_its_stairwells(scenes: list[Told]) -> None:
    for told in scenes:
        one = look(told, 8)
        table = between_stairwells_counted(told, one)
        assert (table == table.T).all() and np.triu(table).sum() == len(one.ties) > 50
        found = counted(told, one)
        assert np.triu(table, 1).sum() == found.between
        assert found.ties == len(one.ties) and found.alone == 100 - len(np.unique(one.ties))


def test_the_title_of_the_network_counts_ties_that_lead_elsewhere(scenes: list[Told]) -> None:
    found = counted(scenes[0], look(scenes[0], 8))
    language.use("en")
    with styled():
        title = network(scenes[:1], 8, "one replicate").get_suptitle().replace("\n", " ")
    language.use(None)
    assert f"of 100 ties {round(100 * found.between / found.ties)} lead to another stairwell" in title


def test_mixing_counts_each_tie_at_both_ends(scenes: list[Told]) -> None:
    one = look(scenes[0], 8)
    table = mixing(scenes[0], one)
    assert table.sum() == 2 * len(one.ties) and (table == table.T).all()
    landlords = (one.ground[one.ties[:, 0]] & one.ground[one.ties[:, 1]]).sum()
    assert table[3, 3] == 2 * landlords


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_no_text_is_cut_and_no_glyph_is_missing(scenes: list[Told]) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        for figure in (
            stairwells(scenes, 8, "x" * 60),
            network(scenes, 8, "x" * 60),
            network(scenes[:1], 8, "x" * 60),
        ):
            assert is_whole(figure) and not overlapping_titles(figure)


def test_figures_of_a_single_world_say_that_it_is_one(scenes: list[Told]) -> None:
    for spoken, words in (
        ("zh", ("只是一次重复模拟（3）", "第 8 月")),
        ("en", ("a single replicate (3)", "month 8")),
    ):
        language.use(spoken)
        told = which_replicate(Replicate(replicate=3, seed=9), 8, {"fee.quality": 4.5})
        assert all(word in told for word in (*words, "fee.quality = 4.5"))
        with styled():
            figure = network(scenes[:1], 8, told)
        assert figure.get_supxlabel() == told
    language.use(None)
