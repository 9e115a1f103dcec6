"""The telling of a sensitivity analysis: luck stands beside parameters, every share has its interval."""

import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from SALib.sample import morris as morris_sample

from experiments.analysis.sensitivity import LABELS, Sensitivity
from experiments.statistics.morris import morris
from experiments.statistics.sobol import Group, sobol
from results.document.html import write_summary
from results.document.terminal import print_tables
from results.figures.sensitivity_bars import MOST_FACTORS, draw, effects, shares
from results.figures.style import styled
from results.findings.sensitivity import _left_out, document, tables
from results.text.factors import factor_name, settings
from scenarios import language, read
from scenarios.entries import Text
from tests.results.figures.test_study_figures import is_whole

Make = Callable[..., Sensitivity]
KEYS = [key for key, entry in read.ledger().items() if entry.prior != "fixed"]
ABOUT = ("xihu", "natural", "one-four-n", "baseline")


def labelled(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    for place, (name, value) in enumerate(zip((*LABELS, "outcome"), (*ABOUT, outcome), strict=True)):
        table.insert(place, name, value)
    return table


def effects_on(keys: list[str], luck: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of a straight line with luck, by a Morris design."""
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}
    cube = morris_sample.sample(problem, 6, num_levels=4, seed=1)
    values = (cube @ luck.random(len(keys)))[:, None] + 0.3 * luck.normal(size=(len(cube), 4))
    moved = {key: [place] for place, key in enumerate(keys)}
    blocks = (6, len(keys) + 1)
    return morris(values.reshape(*blocks, 4), cube.reshape(*blocks, -1), moved, 4)


@pytest.fixture
def made() -> Make:
    """Make up an analysis of so many factors."""

    def make(
        design: str, outcomes: list[str], factors: int = 4, undefined: tuple[str, ...] = ()
    ) -> Sensitivity:
        luck, keys = np.random.default_rng(2), KEYS[:: len(KEYS) // factors][:factors]
        tables: dict[str, list[pd.DataFrame]] = {"indices": [], "variance": [], "groups": []}
        for outcome in outcomes:
            if design == "sobol":
                values = luck.normal(size=(16, factors + 2, 1)) + luck.normal(size=(1, 1, 5))
                found = sobol(
                    values + 0.1 * luck.normal(size=(16, factors + 2, 5)), keys, [Group("assumption", (0,))]
                )
            else:
                found = (*effects_on(keys, luck), pd.DataFrame())
            found[0].insert(1, "grade", "assumption")
            for name, table in zip(tables, found, strict=True):
                tables[name].append(labelled(table, outcome) if len(table) else table)
        left = [labelled(pd.DataFrame({"undefined": [0.25], "constant": [False]}), one) for one in undefined]
        return Sensitivity(
            study="made-up", name=Text(zh="编造的", en="made up"), design=design,
            points=96, replicates=5,
            factors={key: (key,) for key in keys}, by=None, listed=(),
            **{name: pd.concat(found) if found else pd.DataFrame() for name, found in tables.items()},
            left_out=pd.concat(left) if left else pd.DataFrame(),
            manifest={"command": ["gongzhi", "sensitivity", "x"]},
        )  # fmt: skip

    return make


SIX = ["conflict_index", "fee_collection", "trust_RC", "time_to_resolve", "satisfaction", "cost_total"]


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(("outcomes", "factors"), [(SIX[:1], 3), (SIX[:4], 30), (SIX, 3)])
def test_no_text_is_cut_and_no_glyph_is_missing(made: Make, outcomes: list[str], factors: int) -> None:
    for design, drawn in (("sobol", shares), ("morris", effects)):
        found = made(design, outcomes, factors)
        with warnings.catch_warnings(), styled():
            warnings.simplefilter("error")
            figure = drawn(found, next(settings(found)))
            assert figure is not None and is_whole(figure)
            rows = len(figure.axes[0].get_yticks())
            assert rows == min(factors, MOST_FACTORS) + (design == "sobol")
            texts = " ".join(text.get_text() for text in figure.legends[0].get_texts())
            assert (str(factors - MOST_FACTORS) in texts) == (factors > MOST_FACTORS)


def test_luck_is_drawn_beside_the_factors_on_their_scale(made: Make, spoken: str) -> None:
    found = made("sobol", ["conflict_index"])
    with styled():
        figure = shares(found, next(settings(found)))
    assert figure is not None
    widths = [bar.get_width() for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    share = found.variance.set_index("part")["share"]
    assert widths[-2:] == pytest.approx([share["world"], share["noise"]]) and len(widths) == 2 * (4 + 1)
    assert figure.axes[0].get_yticklabels()[-1].get_text() == {"zh": "随机因素", "en": "random draws"}[spoken]
    assert [bar.get_hatch() for bar in figure.axes[0].patches[:2]] == [None, "////"]


@pytest.mark.usefixtures("unpainted", "bare_fonts")
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_the_page_tells_luck_intervals_and_limits_and_needs_no_server(
    made: Make, design: str, spoken: str, tmp_path: Path
) -> None:
    found = made(design, ["conflict_index", "group_petitions_year"], undefined=("fee_collection",))
    draw(found, tmp_path / "figures")
    write_summary(document(found, tmp_path), tmp_path)
    page, html = (tmp_path / "summary.md").read_text("utf-8"), (tmp_path / "summary.html").read_text("utf-8")
    words = {
        "zh": ("随机因素", "未作分析", "25%", "成功经验", "正当的表达", "取值范围"),
        "en": (
            "is chance",
            "is left out",
            "25 %",
            "success stories",
            "legitimate voice",
            "ranges of the study",
        ),
    }
    assert all(word in page for word in words[spoken])
    assert page.startswith({"zh": "# 敏感性分析：编造的", "en": "# Sensitivity: made up"}[spoken])
    first = next(line for line in page.splitlines() if line.startswith("- "))
    assert len(re.findall(r"\d+ ?% ?[(（]\d+", first)) == 3
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", html) and "<script" not in html
    links = re.findall(r"\]\((.*?)\)", page)
    assert links and all((tmp_path / link).is_file() for link in links)


@pytest.mark.parametrize(
    ("share", "said"), [(1.0, "100 %"), (0.9999, "100 %"), (0.25, "25 %"), (0.004, "0.4 %")]
)
def test_how_often_an_outcome_is_undefined_is_said_in_plain_digits(share: float, said: str) -> None:
    language.use("en")
    rows = pd.DataFrame([{"outcome": "fee_collection", "constant": False, "undefined": share}])
    (told,) = _left_out(rows)
    language.use(None)
    assert f"undefined in {said} of the runs" in told


def test_factors_are_sorted_and_named_as_in_the_ledger(made: Make, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    found = made("morris", ["conflict_index"])
    language.use("en")
    print_tables(tables(found))
    said = capsys.readouterr().out
    language.use(None)
    order = found.indices.sort_values("mu_star", ascending=False)["factor"]
    places = [said.index(f"│{read.ledger()[key].name.en} ") for key in order]
    assert places == sorted(places)


def test_factors_of_one_name_say_their_section(made: Make) -> None:
    found = made("morris", ["conflict_index"])
    keys = ("forum.rounds", "patrol.rounds", "patrol.detection")
    found = replace(found, factors={key: (key,) for key in keys})
    language.use("en")
    names = [factor_name(found, key) for key in keys]
    language.use(None)
    assert names[0] != names[1] and all(name.endswith(": rounds") for name in names[:2])
    assert names[2] == read.ledger()["patrol.detection"].name.en


def test_groups_are_named_with_how_many_they_hold(made: Make) -> None:
    found = replace(made("sobol", ["conflict_index"]), by="grade", factors={"assumption": ("a", "b", "c")})
    language.use("zh")
    assert factor_name(found, "assumption") == "假设（3 个参数）"
    language.use(None)


def test_an_analysis_without_any_index_has_no_figure_and_says_why(
    made: Make, spoken: str, tmp_path: Path
) -> None:
    found = made("sobol", [], undefined=("fee_collection",))
    draw(found, tmp_path / "figures")
    write_summary(document(found, tmp_path), tmp_path)
    assert not list((tmp_path / "figures").iterdir())
    assert {"zh": "未作分析", "en": "left out"}[spoken] in (tmp_path / "summary.md").read_text("utf-8")


def test_a_sign_is_told_only_where_it_was_shown(made: Make, capsys) -> None:
    found = made("morris", ["conflict_index"], factors=2)
    ends = {"mu": (1.0, 0.5, 1.5), "mu_star": (2.0, 1.0, 3.0)}
    for row, low in enumerate((0.5, -0.5)):
        for name, values in ends.items():
            for end, value in zip(("", "_low", "_high"), values, strict=True):
                found.indices.loc[row, name + end] = value
        found.indices.loc[row, "mu_low"] = low
    language.use("en")
    print_tables(tables(found))
    said = " ".join(capsys.readouterr().out.split())
    language.use(None)
    assert "(+1.00 severity per 100 households; 95 % interval +0.500 to +1.50)" in said
    assert "(up or down by 2.00 severity per 100 households; 95 % interval 1.00 to 3.00)" in said


def test_what_is_too_small_to_matter_is_what_the_study_says(made: Make, capsys) -> None:
    found = made("morris", ["conflict_index"], factors=2)
    language.use("en")
    said = []
    for smallest in ({}, {"conflict_index": 1e6}):
        print_tables(tables(replace(found, smallest=smallest)))
        said.append("2 factors move it by less" in " ".join(capsys.readouterr().out.split()))
    language.use(None)
    assert said == [False, True]
