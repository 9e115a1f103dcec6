"""Failure regions and robustness, told and drawn: plain sentences, nothing cut, readable without colour."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.analysis.failing_points import RegionRequest
from experiments.analysis.prim import Bounds, Box, BoxTest, Restriction, inside, judged
from experiments.analysis.robustness import Robustness, robustness
from experiments.analysis.scenario_discovery import Kind, Region
from experiments.statistics.contrasts import share
from results.document.html import write_summary
from results.document.terminal import print_tables
from results.figures import failure_region
from results.figures.failure_region import picture
from results.figures.style import styled
from results.findings import robustness as told_robustness
from results.findings import scenario_discovery as told_regions
from results.findings.scenario_discovery import bounds, sentences
from results.text.names import governance_name
from scenarios import language, read
from tests.results.figures.test_study_figures import is_whole

KEYS = ("issues.rate", "triage.work", "mediation.attempts", "place.has_venue")
FOUR = ["baseline", "one-four-n", "troika-forum", "troika"]


def restricted(key: str, low: float = -np.inf, high: float = np.inf, again: float = 0.9) -> Restriction:
    below, above = (0.001 if np.isfinite(one) else np.nan for one in (low, high))
    return Restriction(key, Bounds(low, high), below, above, again)


def region_of(kind: Kind, *restrictions: Restriction, worlds: int = 4) -> Region:
    """An answer of that kind, made up."""
    luck, count = np.random.default_rng(1), 60
    points = pd.DataFrame({"point": range(count), "n": worlds, "low": -0.2, "high": 0.4})
    points["issues.rate"] = 3.3 * (210 / 3.3) ** luck.random(count)
    points["triage.work"] = luck.uniform(1, 6, count)
    points["mediation.attempts"] = np.floor(1 + 4 * luck.random(count))
    points["place.has_venue"] = np.floor(2 * luck.random(count))
    limits = {one.parameter: one.bounds for one in restrictions}
    held = inside(points, limits) & (luck.random(count) < 0.9)
    failing = {Kind.EVERYWHERE: np.ones(count, bool), Kind.NOWHERE: np.zeros(count, bool)}.get(kind, held)
    points = points.assign(
        advantage=np.where(failing, -0.1, 0.3), failing=failing, undecided=luck.random(count) < 0.2
    )
    entry = read.outcome_entries()["conflict_index"]
    found = Region(
        RegionRequest("one-four-n", "baseline", entry, 0.1, "xihu"),
        kind,
        KEYS,
        points.assign(inside=inside(points, limits)),
        0,
        worlds,
        share([bool(one) for one in failing]),
    )
    if not restrictions:
        return found
    seen = judged(inside(points, limits), failing)
    others = (BoxTest(60, 20, 20, 14, 0.001), BoxTest(60, 20, 20, 16, 0.001))
    return replace(
        found, box=Box(restrictions, seen), held_out=BoxTest(60, 20, 20, 15, 0.001), other_worlds=others
    )


TWO = (restricted("issues.rate", low=30.0), restricted("triage.work", high=3.5, again=0.2))
ONE = (restricted("mediation.attempts", low=2.0, high=3.0),)
THREE = (*TWO, restricted("place.has_venue", low=1.0))


def all_text(found: Region) -> str:
    return "\n".join(sentences(found))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("kind", list(Kind))
def test_every_answer_is_told_without_ids_and_in_one_language(kind: Kind, spoken: str) -> None:
    told = all_text(region_of(kind, *(TWO if kind is Kind.REGION else ())))
    assert told and "{" not in told and not re.search(r"\b[a-z_]+\.[a-z_]+\b|conflict_index|one-four-n", told)
    chinese = [letter for letter in told if "\u4e00" <= letter <= "\u9fff"]
    assert bool(chinese) == (spoken == "zh")


def test_a_region_is_told_with_what_it_does_elsewhere() -> None:
    language.use("en")
    told = all_text(region_of(Kind.REGION, *TWO))
    assert (
        "where rate of demands (how issues arise) is above 30 issues/1000 residents/year and work per" in told
    )
    assert "is below 3.5 days: that is so at" in told
    assert "no part in the search the same shares are 75 % and 75 %" in told
    assert "tried in the other half they are 75 % and 75 %" in told
    assert "Doubtful" in told and "work per issue (triage and works) (20 %)" in told
    language.use("zh")
    told = all_text(region_of(Kind.REGION, *TWO))
    assert "就矛盾指数而言，1+4+N不再优于政府主导的情形，主要是诉求产生率（诉求与纠纷的产生）高于 30" in told
    assert "，且每件工作量（分派与办理）低于 3.5" in told and "涵盖了全部此类点的" in told
    language.use(None)


def test_no_region_is_said_to_be_none() -> None:
    language.use("en")
    assert "No region could be found" in all_text(region_of(Kind.NONE))
    assert "chance in these replicates" in all_text(region_of(Kind.LUCK))
    assert "at none of the 60 points" in all_text(region_of(Kind.EVERYWHERE))
    assert "at all 60 points. Of all conditions in these ranges at most 6 %" in all_text(
        region_of(Kind.NOWHERE)
    )
    assert "at least 20 points, 5 of them of either kind" in all_text(region_of(Kind.FEW))
    assert "in one replicate" in all_text(region_of(Kind.NONE, worlds=1))
    language.use(None)


@pytest.mark.parametrize(
    ("one", "english", "chinese"),
    [
        (
            restricted("triage.work", low=2.0, high=3.5),
            "is between 2 days and 3.5 days",
            "在 2 工日 与 3.5 工日 之间",
        ),
        (restricted("mediation.attempts", low=3.0), "is 3 attempts or more", "不低于 3 次"),
        (restricted("mediation.attempts", high=2.0), "is 2 attempts or less", "不超过 2 次"),
        (restricted("place.has_venue", low=1.0), "is 1 or more", "不低于 1"),
        (restricted("mediation.attempts", low=2.0, high=2.0), "is 2 attempts", "为 2 次"),
    ],
)
def test_bounds_are_told_in_the_unit_of_the_ledger(one: Restriction, english: str, chinese: str) -> None:
    found = region_of(Kind.REGION, one)
    language.use("en")
    assert bounds(one, found).endswith(english)
    language.use("zh")
    assert bounds(one, found).endswith(chinese)
    language.use(None)


@pytest.fixture(scope="module")
def ranked() -> list[Robustness]:
    """Four governance models over 30 points, for three outcomes."""
    luck, rows = np.random.default_rng(0), []
    for point in range(30):
        for replicate in range(4):
            for place, name in enumerate(FOUR):
                value = 0.5 + 0.05 * place + 0.1 * luck.normal()
                labels = {"governance": name, "point": point, "replicate": replicate, "seed": replicate}
                rows.append(
                    {**labels, "satisfaction": value, "conflict_index": value, "participation_month": value}
                )
    runs, entries = pd.DataFrame(rows), read.outcome_entries()
    names = ("satisfaction", "conflict_index", "participation_month")
    return [robustness(runs, FOUR, entries[name], 10.0, "xihu", "natural") for name in names]


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("restrictions", [ONE, TWO, THREE], ids=["one", "two", "three"])
def test_no_text_is_cut_and_no_glyph_is_missing(restrictions: tuple[Restriction, ...]) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        assert is_whole(picture(region_of(Kind.REGION, *restrictions)))


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_ranks_are_drawn_whole(ranked: list[Robustness]) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        assert is_whole(told_robustness.picture(ranked)) and is_whole(told_robustness.picture(ranked[:1]))


def marks(figure: Figure) -> Iterator[tuple[bool, float, int]]:
    """Whether filled, size and number of each set of points drawn."""
    for some in figure.axes[0].collections:
        assert isinstance(some, PathCollection)
        filled = np.asarray(some.get_facecolor())[0, :3].tolist() != [1.0, 1.0, 1.0]
        yield filled, float(some.get_sizes()[0]), len(np.asarray(some.get_offsets()))


def test_failing_points_are_filled_and_those_outside_by_another_bound_small() -> None:
    found = region_of(Kind.REGION, *THREE)
    with styled():
        drawn = list(marks(picture(found)))
    assert sum(count for filled, _, count in drawn if filled) == found.points["failing"].sum()
    assert sum(count for _, _, count in drawn) == 60
    near = int((found.points["place.has_venue"] == 1).sum())
    assert sum(count for _, size, count in drawn if size == failure_region.LARGE) == near


def test_the_box_drawn_is_the_box_found() -> None:
    with styled():
        figure = picture(region_of(Kind.REGION, *TWO))
    panel = figure.axes[0]
    box = next(one for one in panel.patches if isinstance(one, Rectangle))
    assert (box.get_x(), box.get_y() + box.get_height()) == pytest.approx((30.0, 3.5))
    assert box.get_x() + box.get_width() == pytest.approx(panel.get_xlim()[1])
    assert panel.get_xscale() == "log" and panel.get_yscale() == "linear"


def test_bars_are_the_shares_of_the_ranks(ranked: list[Robustness]) -> None:
    with styled():
        panel = told_robustness.picture(ranked).axes[0]
    bars = [one for one in panel.patches if isinstance(one, Rectangle)]
    shares = ranked[0].table[[f"rank_{rank + 1}" for rank in range(4)]].to_numpy()
    assert [one.get_width() for one in bars] == pytest.approx(list(100 * shares.ravel()))
    assert [one.get_x() for one in bars[:4]] == pytest.approx([0, *np.cumsum(100 * shares[0])[:3]])
    greys = [one.get_facecolor()[0] for one in bars[:4]]
    assert greys == sorted(greys) and len(set(greys)) == 4 and bars[3].get_hatch()


@pytest.mark.usefixtures("spoken", "unpainted", "bare_fonts")
def test_pages_hold_the_picture_the_answer_and_what_it_cannot_tell(
    tmp_path: Path, ranked: list[Robustness]
) -> None:
    manifest = {"command": ["gongzhi", "regions", "store"], "study": "small"}
    none = region_of(Kind.NONE)
    other = replace(none, request=none.request._replace(outcome=read.outcome_entries()["satisfaction"]))
    where, robust = tmp_path / "where", tmp_path / "robust"
    for folder in (where, robust):
        folder.mkdir()
    failure_region.draw([region_of(Kind.REGION, *TWO), other], "gongzhi", where / "figures")
    write_summary(told_regions.document([region_of(Kind.REGION, *TWO), other], manifest, where), where)
    told_robustness.draw(ranked, "gongzhi", robust / "figures")
    write_summary(told_robustness.document(ranked, manifest, robust), robust)
    for folder in (where, robust):
        assert len(list((folder / "figures").iterdir())) == 2
        page = (folder / "summary.html").read_text("utf-8")
        assert page.count("<img") == 1 and "gongzhi regions store" in page
        assert "成功" in page or "success stories" in page


@pytest.mark.usefixtures("spoken")
def test_governance_models_that_are_best_equally_often_are_all_named(ranked: list[Robustness]) -> None:
    table = ranked[0].table.assign(best=[0.5, 0.1, 0.5 + 1e-15, 0.0], regret=[1e-16, 0.3, 0.0, 0.2])
    said = list(told_robustness.sentences(replace(ranked[0], table=table)))
    for name in (FOUR[0], FOUR[2]):
        assert all(governance_name(name) in sentence for sentence in said[:2])


@pytest.mark.usefixtures("spoken")
def test_shares_are_told_with_their_intervals(ranked: list[Robustness], capsys) -> None:
    print_tables(told_robustness.tables(ranked))
    said = capsys.readouterr().out
    assert len(re.findall(r"\d+ ?% \[\d+, \d+\]", said)) >= 3 * 4 * 3
    undefined = replace(ranked[0], table=pd.DataFrame(), undefined=("troika",), left_out=7)
    assert len(list(told_robustness.sentences(undefined))) == 3
