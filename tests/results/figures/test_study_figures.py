"""Figures: all there, every glyph drawn, nothing outside the picture, the same bytes each time."""

import warnings
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import get_args

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.analysis.figure_request import KINDS, OF_ALL, FigureRequest
from experiments.statistics.verdict import Verdict
from experiments.store.tables import Study
from results.figures.compared.rank_bars import ranks
from results.figures.costs import cost_effect, costs
from results.figures.months import months
from results.figures.paired_outcomes import MOST_PAIRS, differences, drawn_pairs
from results.figures.study_figures import FURTHER, alternative, draw, further
from results.figures.style import COLOURS, legend_of, look, marked, styled, write
from results.text.names import event_name
from results.text.verdicts import verdicts
from scenarios import language
from scenarios.read import Event

Make = Callable[..., Study]
THREE = ["baseline", "one-four-n", "troika"]
FIVE = [*THREE, "troika-forum", "one-four-n-consent"]


def texts(figure: Figure) -> Iterator[Text]:
    """Every text that is drawn."""
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip():
            yield text


def is_whole(figure: Figure) -> bool:
    """Whether everything drawn lies inside the picture."""
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()  # everything takes its place, and a glyph that is missing is told
    drawn, (width, height) = figure.get_tightbbox(canvas.get_renderer()), figure.get_size_inches()
    return bool(drawn.x0 >= 0 and drawn.y0 >= 0 and drawn.x1 <= width and drawn.y1 <= height)


@pytest.mark.parametrize(
    ("speech", "governance"), [("zh", ["troika", "troika"]), ("en", THREE), ("zh", FIVE), ("en", FIVE)]
)
@pytest.mark.slow
def test_no_text_is_cut_and_no_glyph_is_missing(
    make_study: Make, speech: language.Language, governance: list[str]
) -> None:
    study = make_study(["minzhu", "xihu"], governance)
    with warnings.catch_warnings(), styled(), language.spoken(speech):
        warnings.simplefilter("error")
        for draws in (differences, months, ranks, cost_effect):
            assert is_whole(draws(study, "minzhu"))
        assert is_whole(costs(study))


@pytest.mark.slow
@pytest.mark.usefixtures("unpainted")
def test_a_study_has_its_figures_as_png_and_svg(make_study: Make, out: Path) -> None:
    study = make_study(["minzhu", "xihu"], THREE[:2], replicates=2)
    draw(study, out)
    of_cases = ["differences-minzhu", "differences-xihu", "months-minzhu", "months-xihu"]
    stems = ["cases", "costs", *of_cases, "verdicts"]
    assert sorted(path.name for path in out.iterdir()) == [
        f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("unpainted")
def test_a_comparison_has_its_ranks_drawn_besides(make_study: Make, out: Path) -> None:
    draw(make_study(["minzhu", "xihu"], THREE[:2], replicates=2), out, more=True)
    drawn = {path.stem for path in out.iterdir()}
    besides = {f"{kind}-{case}" for kind in FURTHER for case in ("minzhu", "xihu")}
    assert besides == {"ranks-minzhu", "ranks-xihu"} <= drawn
    assert [file.stem for _wanted, file in further("xihu", out)] == ["ranks-xihu"]
    told = unescape((out / "ranks-xihu.svg").read_text("utf-8"))
    assert '"figure":{"kind":"ranks","case":"xihu"}' in told


def test_a_single_run_has_its_months_drawn(make_study: Make, out: Path) -> None:
    draw(make_study(["minzhu"], ["baseline"], replicates=1), out, more=True)
    assert sorted(path.name for path in out.iterdir()) == ["months-minzhu.png", "months-minzhu.svg"]


@pytest.mark.slow
def test_figures_are_the_same_bytes_each_time(make_study: Make, tmp_path: Path) -> None:
    study = make_study(["xihu"], THREE)
    for name in ("one", "two"):
        draw(study, tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_user_s_settings_of_matplotlib_change_no_figure_and_come_back(
    make_study: Make, tmp_path: Path
) -> None:
    study = make_study(["xihu"], THREE)

    def drawn(name: str) -> bytes:
        with styled():
            write(costs(study), [tmp_path / name], "source")
        return (tmp_path / name).read_bytes()

    first = drawn("one.svg")
    with mpl.rc_context({"font.size": 30, "axes.grid": True}):
        assert drawn("two.svg") == first
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.slow
def test_figures_speak_the_language_chosen(make_study: Make) -> None:
    study, said = make_study(["minzhu"], THREE), {}
    for spoken in language.LANGUAGES:
        language.use(spoken)
        with styled():
            said[spoken] = {text.get_text() for text in texts(differences(study, "minzhu"))}
    language.use(None)
    assert "矛盾指数" in "".join(said["zh"]) and "conflict index" in "".join(said["en"])
    assert not any("\u4e00" <= letter <= "\u9fff" for text in said["en"] for letter in text)


def test_nine_looks_differ_in_colour_marker_and_line_for_print_without_colour() -> None:
    first = [look(place) for place in range(9)]
    for side in zip(*first, strict=True):
        assert len(set(map(str, side))) == 9
    assert look(0).colour == COLOURS[0]


@pytest.mark.usefixtures("spoken")
def test_every_figure_has_words_for_who_cannot_see_it() -> None:
    wanted = [
        FigureRequest.model_validate({"kind": kind, "case": None if kind in OF_ALL else "xihu"})
        for kind in KINDS
    ]
    told = [alternative(one) for one in wanted]
    assert len(told) == len(set(told)) == len(KINDS) and all(told)


def test_too_many_pairs_are_cut_to_those_with_the_first(make_study: Make) -> None:
    study = make_study(["xihu"], FIVE, replicates=3)
    assert study.comparison is not None
    pairs = drawn_pairs(study.comparison)
    assert len(pairs) <= MOST_PAIRS and {a for a, _ in pairs} == {"baseline"}


@pytest.mark.usefixtures("spoken")
def test_every_shock_has_a_name() -> None:
    for kind in get_args(Event.model_fields["kind"].annotation):
        assert event_name(kind) != kind or kind == "renewal"


def test_what_is_shown_small_identical_and_not_shown_has_a_mark_of_its_own(spoken: str) -> None:
    marks = [str(sorted(marked(verdict, look(0)).items(), key=str)) for verdict in Verdict]
    assert marks[0] == marks[1] == marks[2] == marks[3] and len(set(marks)) == 4
    assert marked(Verdict.NO_PRACTICAL, look(0)) == marked(Verdict.NOT_SHOWN, look(0))
    assert len(legend_of([], 6.5)) == 2 and len(legend_of(Verdict, 6.5)) == 4


def test_a_difference_that_was_shown_is_never_told_as_not_shown(make_study: Make, spoken: str) -> None:
    study = make_study(["xihu"], THREE[:2])
    assert study.comparison is not None
    small = study.comparison.assign(verdict=str(Verdict.SMALL))
    told = list(verdicts(small))
    assert len(told) == 1 and "95" in told[0]
    assert told[0].startswith("有差别，但小于事先设定的关注差异" if spoken == "zh" else "Shown, but smaller")


def test_dollars_in_a_name_are_drawn_as_dollars() -> None:
    with styled():
        figure = Figure()
        figure.suptitle("A$x_{$ and B$")
        figure.canvas.draw()
        assert not figure.findobj(Text)[0].get_parse_math()
