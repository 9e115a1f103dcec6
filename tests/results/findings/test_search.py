"""A search told: pictures that are whole in both languages, a table of what stands in fresh worlds, and plain
words where the search found no more than chance.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from experiments.execution.simulate import Batch, Trial
from experiments.optimisation.holdout import Standing
from experiments.optimisation.search_request import Pieces, search_request
from experiments.optimisation.search_results import Found, carry_out
from results.document.html import write_summary
from results.figures.annotations import label
from results.figures.pareto_front import draw, fronts, gained, panels
from results.figures.style import styled
from results.findings.search import against_chance, document, objects, reading
from results.text.search_rows import rows_of
from scenarios import language, read
from tests.results.figures.test_study_figures import is_whole

AIMS = ["conflict_index", "resolution_ratio", "satisfaction", "trust_RC"]
KINDS = [section.id for section in read.sections().values() if section.instrument][:8]


class Made:
    """A lane in which instruments help different outcomes, with luck."""

    count = 1
    stamp: str | None = None

    def trials(self, batches: Iterable[Batch], monthly: bool) -> Iterator[Trial]:
        months = pd.DataFrame({"key": pd.Series([], dtype="str"), "month": pd.Series([], dtype="int64")})
        effects = np.random.default_rng(3).normal(0.02, 0.05, (len(KINDS), len(AIMS)))
        rows = []
        for task in (task for batch in batches for task in batch):
            held = np.array([kind in task.run.scenario.instruments for kind in KINDS], dtype=float)
            luck = np.random.default_rng([task.run.seed, *map(int, held)]).normal(0, 0.03, len(AIMS))
            values = 0.5 + held @ effects + luck
            costs = (40 + held @ np.arange(len(KINDS)) / 4, held.sum() / 9, 5.0 * held.sum())
            rows.append((task.key, 0.0, 0.0, *values, *costs))
        columns = ["key", "price_days", "price_yuan", *AIMS, "cost_total", "cost_capital", "cost_staff_days"]
        yield Trial(pd.DataFrame(rows, columns=columns).astype({"key": "str"}), months)

    def close(self) -> None:
        pass


def search(aims: int = 2, trials: int = 40, strengths: Sequence[float] = (1.0,)) -> Found:
    pieces = Pieces(None, KINDS, strengths)
    beside = [read.governance(name) for name in ("one-four-n", "troika")]
    asked = search_request(
        *(read.case("xihu"), 4.0, AIMS[:aims]),
        pieces=pieces,
        beside=beside,
        trials=trials,
        replicates=3,
        fresh=8,
        months=2,
    )
    return carry_out(asked, Made, None, quiet=True)


@pytest.fixture(scope="module")
def found() -> Found:
    return search(3)


@pytest.fixture(scope="module")
def drawn(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures."""
    folder = tmp_path_factory.mktemp("search")
    draw(found, folder / "figures")
    return folder


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_no_text_is_cut_and_no_glyph_is_missing(found: Found) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        assert is_whole(fronts(found)) and is_whole(gained(found))


@pytest.mark.slow
@pytest.mark.parametrize(("aims", "drawn"), [(1, 1), (2, 3), (4, 5)])
def test_outcomes_are_drawn_against_each_other_and_against_cost(aims: int, drawn: int) -> None:
    made = search(aims, trials=16)
    assert len(panels(made)) == drawn
    assert ("cost_total", AIMS[0]) in panels(made)
    with styled():
        assert is_whole(fronts(made))


def numbers(figure: Figure, panel: int) -> list[Annotation]:
    return [text for text in figure.axes[panel].texts if isinstance(text, Annotation)]


def test_every_mix_on_the_front_has_its_number_once_in_every_panel(found: Found) -> None:
    wanted_numbers = [row.number for row in rows_of(found) if row.is_on_front]
    assert len(wanted_numbers) >= 3
    with styled():
        figure = fronts(found)
        for panel in range(len(panels(found))):
            assert [text.get_text() for text in numbers(figure, panel)] == wanted_numbers


def test_numbers_of_points_in_one_place_cover_neither_each_other_nor_a_point() -> None:
    figure = Figure(figsize=(4, 4))
    panel = figure.subplots()
    panel.set_xlim(0, 1)
    panel.set_ylim(0, 1)
    points = [(0.5, 0.5), (0.51, 0.5), (0.5, 0.51), (0.52, 0.52)]
    label(panel, points, ["1", "2", "3", "4"], others=[(0.55, 0.5)])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [Text.get_window_extent(text, canvas.get_renderer()) for text in numbers(figure, 0)]
    assert len(boxes) == 4
    for one in range(4):
        assert not any(boxes[one].overlaps(boxes[other]) for other in range(one))
        assert not any(boxes[one].contains(*panel.transData.transform(point)) for point in points)


@pytest.mark.slow
def test_pictures_are_the_same_bytes_each_time(found: Found, drawn: Path, tmp_path: Path) -> None:
    draw(found, tmp_path / "figures")
    names = ["covered.png", "covered.svg", "front.png", "front.svg"]
    assert sorted(path.name for path in (drawn / "figures").iterdir()) == names
    for name in names:
        assert (tmp_path / "figures" / name).read_bytes() == (drawn / "figures" / name).read_bytes()


def test_mixes_are_numbered_by_standing_and_then_by_cost(found: Found) -> None:
    rows = [row for row in rows_of(found) if row.number]
    assert [row.number for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    on_front = [row for row in rows if row.is_on_front]
    assert rows[: len(on_front)] == on_front and len(on_front) == len(found.standing(Standing.FRONT))
    costs = [float(str(row.cells["cost_total"]["difference"])) for row in on_front]
    assert costs == sorted(costs)


def test_the_page_has_a_row_for_each_mix_and_needs_no_server(found: Found, spoken: str, drawn: Path) -> None:
    write_summary(document(found, drawn), drawn)
    page = (drawn / "summary.html").read_text("utf-8")
    rows = rows_of(found)
    assert page.count("<tr>") == len(rows) + 1
    assert all(f">{row.name}</td>" in page for row in rows)
    assert f'lang="{"zh-CN" if spoken == "zh" else "en"}"' in page
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page) and "<script" not in page
    assert "[table" not in page
    text = (drawn / "summary.md").read_text("utf-8")
    assert sum(line.startswith("|") for line in text.splitlines()) == len(rows) + 2
    links = re.findall(r"\]\((.*?)\)", text)
    assert len(links) == 2 and all((drawn / link).is_file() for link in links)


def test_a_search_no_better_than_chance_is_told_so(found: Found) -> None:
    language.use("en")
    level = found.curves.assign(search=0.5, chance=0.5)
    assert "no better than chance" in against_chance(replace(found, curves=level))
    better = found.curves.assign(search=0.6, chance=0.5)
    assert "no better than chance" not in against_chance(replace(found, curves=better))
    language.use(None)


def test_what_was_promised_in_the_search_s_own_worlds_stands_beside_what_was_found(found: Found) -> None:
    language.use("en")
    rows = found.front[(found.front["kind"] == "mix") & (found.front["outcome"] == "satisfaction")]
    assert rows["searched"].mean() > rows["difference"].mean()
    promised = f"satisfaction +{rows['searched'].mean():.3f} promised, +{rows['difference'].mean():.3f} found"
    assert any(promised in line for line in reading(found))
    language.use(None)


@pytest.mark.slow
def test_where_every_mix_was_looked_at_chance_is_not_asked(tmp_path: Path) -> None:
    everything = search(2, trials=300)
    assert against_chance(everything) == ""
    draw(everything, tmp_path / "figures")
    write_summary(document(everything, tmp_path), tmp_path)
    assert not (tmp_path / "figures/covered.png").exists()
    assert "covered" not in (tmp_path / "summary.md").read_text("utf-8")
    assert objects(everything)["covered"]["chance"] is None  # type: ignore[index]


def test_strength_is_told_where_it_is_part_of_the_choice() -> None:
    language.use("en")
    made = search(2, trials=30, strengths=(0.5, 1.0))
    assert any("strength 0.5" in row.holds for row in rows_of(made))
    assert any("binds fewer staff-days" in line for line in reading(made))
    language.use(None)
