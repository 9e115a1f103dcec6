"""Slides can be edited and say what page one says."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from results.report.material import material
from results.text.headlines.headline import headline
from results.text.names import governance_name
from scenarios import language, read

LONG = ["minzhu", "xihu", "honghu", *sorted(set(read.cases()) - {"minzhu", "xihu", "honghu"})][:8]


@pytest.fixture
def slides_of(taken):
    """A function that reads the slides of a folder back."""

    def read_back(folder: Path, spoken_in: language.Language) -> tuple[Path, list]:
        file = taken(folder, "pptx", spoken_in)
        return file, list(Presentation(str(file)).slides)

    return read_back


def words_of(slide) -> str:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts)


def charts_of(slides) -> list:
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


@pytest.mark.parametrize("spoken_in", ["zh", "en"])
def test_six_slides_say_what_page_one_says(folder: Path, slides_of, spoken_in: language.Language) -> None:
    file, slides = slides_of(folder, spoken_in)
    assert file.name == f"report-{spoken_in}.pptx" and len(slides) == 6
    with language.spoken(spoken_in):
        found = material(folder)
        said = headline(found.study, found.points, found.varied)
        whole = [words_of(slide) for slide in slides]
        assert said.question in whole[0]
        for pair in said.pairs:
            assert pair.title in whole[1]
            assert all(f"{card.before} → {card.after}  {card.change}" in whole[1] for card in pair.cards)
        assert all(line.name in whole[2] for line in said.matrices[0].lines)
        assert all(text in whole[-1] for text in said.limits)


def test_every_slide_says_that_it_holds_within_the_model(folder: Path, slides_of) -> None:
    _file, slides = slides_of(folder, "en")
    for slide in slides:
        words = words_of(slide)
        assert "holds only as far as the model does. Its sources are success stories." in words
        assert "Signs under the calibration: not known" in words
        assert slide.shapes.title.text_frame.text


def test_charts_hold_the_cells_of_the_cards(folder: Path, slides_of) -> None:
    _file, slides = slides_of(folder, "en")
    found = material(folder)
    with language.spoken("en"):
        pairs = headline(found.study).pairs
    levels, differences, share_levels, points, price, _share_price = charts_of(slides)
    cards = [pair.cards[0] for pair in pairs]
    by_model = {series.name: list(series.values) for series in levels.plots[0].series}
    with language.spoken("en"):
        assert list(by_model) == [governance_name(model) for model in found.study.governance]
    first, second, third = by_model.values()
    assert first == [card.before.cell.value for card in cards[::2]]
    assert second == [card.after.cell.value for card in cards[::2]]
    assert third == [card.after.cell.value for card in cards[1::2]]
    drawn = [list(series.values) for series in differences.plots[0].series]
    assert drawn == [[card.difference.cell.value for card in cards[way::2]] for way in (0, 1)]
    shares = [pair.cards[1] for pair in pairs]
    assert list(share_levels.plots[0].series[1].values) == [card.after.cell.value for card in shares[::2]]
    drawn = [list(series.values) for series in points.plots[0].series]
    assert drawn[0] == pytest.approx([100 * card.difference.cell.value for card in shares[::2]])
    across = price.plots[0].series[0]._element.findall(f"{qn('c:xVal')}//{qn('c:v')}")
    assert [float(one.text) for one in across] == [
        pair.money.before.cell.value for pair in pairs[::2] if pair.money
    ]


def test_intervals_are_drawn_as_the_table_has_them(folder: Path, slides_of) -> None:
    _file, slides = slides_of(folder, "en")
    found = material(folder)
    every = [pair.cards[0] for pair in headline(found.study).pairs]
    cards, axis = every[::2], charts_of(slides)[1].value_axis
    assert axis.minimum_scale <= min(0, *(card.low.cell.value for card in every))
    assert axis.maximum_scale >= max(0, *(card.high.cell.value for card in every))
    bars = charts_of(slides)[1].plots[0].series[0]._element.find(qn("c:errBars"))
    plus, minus = (
        [float(one.text) for one in bars.findall(f"{qn(name)}//{qn('c:v')}")]
        for name in ("c:plus", "c:minus")
    )
    middles = [card.difference.cell.value for card in cards]
    assert [a + b for a, b in zip(middles, plus, strict=True)] == pytest.approx(
        [card.high.cell.value for card in cards]
    )
    assert [a - b for a, b in zip(middles, minus, strict=True)] == pytest.approx(
        [card.low.cell.value for card in cards]
    )


@pytest.mark.slow
def test_many_cases_get_more_slides_and_no_smaller_letters(folder_of, slides_of) -> None:
    _file, slides = slides_of(folder_of(LONG, ["baseline", "one-four-n", "troika", "property-managed"]), "zh")
    assert len(slides) > 10
    for slide in slides:
        sizes = [int(one.get("sz")) for one in slide._element.iter(qn("a:rPr")) if one.get("sz")]
        assert min(sizes) * Pt(1) / 100 >= Pt(12)
    told = "\n".join(words_of(slide) for slide in slides)
    assert all(read.cases()[case].name.zh in told for case in LONG)


def test_one_governance_model_alone_says_that_nothing_was_compared(folder_of, slides_of) -> None:
    _file, slides = slides_of(folder_of(["minzhu"], ["troika"]), "en")
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        "What was asked",
        "What came out",
        "What this cannot tell",
    ]
    assert "Nothing was compared" in words_of(slides[1])


def test_a_presentation_is_a_whole_archive(folder: Path, slides_of) -> None:
    file, _slides = slides_of(folder, "zh")
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert max(Counter(archive.namelist()).values()) == 1
        assert sum(name.startswith("ppt/embeddings/") for name in archive.namelist()) == 6
    assert not list(folder.glob(".*unfinished*"))
