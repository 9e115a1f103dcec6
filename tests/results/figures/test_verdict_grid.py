"""The picture of all verdicts: every verdict has its mark, shapes differ, pages have the same colours."""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.store.tables import Study
from results.figures.compared.verdict_grid import BAD, GOOD, mark_lines, verdict_grid, verdicts
from results.figures.style import WIDTH, styled
from results.report.verdict_table import SHAPES
from results.text.headlines.verdict_matrix import Mark, verdict_matrix

Make = Callable[..., Study]
MODELS = ["baseline", "one-four-n", "troika", "consultation", "micro-wishes"]


@pytest.mark.parametrize("cases", [["minzhu"], ["minzhu", "xihu", "honghu"]])
def test_every_verdict_has_its_mark_and_no_letter_is_missing(
    make_study: Make, spoken: str, cases: list[str]
) -> None:
    table = make_study(cases, MODELS[:3]).comparison
    assert table is not None
    matrix = verdict_matrix(table, "natural")
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        figure = verdict_grid(matrix)
        figure.draw_without_rendering()
    (panel,) = figure.axes
    drawn = [line for line in panel.lines if line.get_marker() not in ("None", "", None)]
    layers = sum(len(mark_lines(cell.mark, 9)) for line in matrix.lines for cell in line.cells)
    assert len(drawn) == layers >= len(matrix.lines) * len(matrix.columns)
    assert figure.get_figwidth() <= WIDTH + 0.1
    words = {text.get_text().replace("\n", "").replace(" ", "") for text in panel.texts}
    assert {line.name.replace(" ", "") for line in matrix.lines} <= words


def test_marks_are_told_by_their_shape() -> None:
    shapes = [
        tuple((str(one["marker"]), one.get("fillstyle"), one.get("mfc")) for one in mark_lines(mark, 9))
        for mark in Mark
    ]
    assert len(set(shapes)) == len(Mark) and len(set(SHAPES.values())) == len(Mark)


def test_pictures_and_pages_have_the_same_colours_for_better_and_worse() -> None:
    looks = (Path(__file__).parents[3] / "results/web/looks.css").read_text(encoding="utf-8")
    assert f"--better: {GOOD}" in looks and f"--worse: {BAD}" in looks
    assert GOOD in SHAPES[Mark.BETTER] and BAD in SHAPES[Mark.WORSE]


def test_a_study_without_a_case_of_its_own_is_drawn_whole(make_study: Make) -> None:
    with styled():
        assert verdicts(make_study(["xihu"], MODELS[:2])).axes
