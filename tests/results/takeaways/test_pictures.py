"""A tall picture for a chat and a poster, made without a browser."""

import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pptx import Presentation

from results.figures.style import styled
from results.report.material import material
from results.takeaways.delivery import take_away
from results.takeaways.pictures.line_breaks import lines, width
from results.takeaways.pictures.one_sheet import OneSheet
from results.takeaways.pictures.picture_files import A1, PIXELS, WIDEST, sheets
from results.takeaways.slides.deck import write_slides
from results.takeaways.told import told
from scenarios import language


def words_on(sheet: OneSheet) -> str:
    axes = sheet.canvas.figure(sheet.high, 1).axes[0]
    return "".join(text.get_text() for text in axes.texts).replace(" ", "")


@pytest.mark.slow
@pytest.mark.parametrize("spoken_in", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_a_tall_picture_is_1080_wide_and_light_and_not_blank(folder: Path, taken, spoken_in) -> None:
    file = taken(folder, "long-image", spoken_in)
    assert file.name == f"report-{spoken_in}-long.png" and file.stat().st_size < 2_000_000
    with Image.open(file) as picture:
        assert picture.width == PIXELS and picture.height > PIXELS
        ink = np.asarray(picture.convert("L")) < 200
    bands = np.array_split(ink, 12)
    assert all(0.005 < band.mean() < 0.5 for band in bands)
    assert not ink[:, :20].any() and not ink[:, -20:].any()


@pytest.mark.parametrize("spoken_in", ["zh", "en"])
def test_the_sheet_says_what_page_one_says(folder: Path, spoken_in) -> None:
    with language.spoken(spoken_in):
        said = told(material(folder))
        sheet = OneSheet(said, PIXELS, with_panels=False, brief=False)
        words = words_on(sheet)
        texts = [said.note, said.headline.question, *said.headline.limits]
        texts += [pair.title for pair in said.headline.pairs]
        texts += [f"{card.before} → {card.after}" for pair in said.headline.pairs for card in pair.cards]
        assert all(text.replace(" ", "") in words for text in texts)


def test_what_is_not_finished_is_said_before_the_cards(folder: Path, tmp_path: Path) -> None:
    with language.spoken("en"):
        said = replace(told(material(folder)), notices=("This study is not finished.",))
        words = words_on(OneSheet(said, PIXELS, with_panels=False, brief=False))
        assert 0 < words.index("Thisstudyisnotfinished.") < words.index("Whatwasasked")
        write_slides(said, tmp_path / "a.pptx")
    first = Presentation(str(tmp_path / "a.pptx")).slides[0]
    assert any("not finished" in shape.text_frame.text for shape in first.shapes)


def test_a_poster_is_a1_and_its_letters_are_embedded(folder: Path, taken) -> None:
    file = taken(folder, "poster", "zh")
    held = file.read_bytes()
    box = held[held.index(b"/MediaBox") :].split(b"]")[0].split(b"[")[1].split()
    assert [float(one) for one in box[2:]] == pytest.approx(A1, abs=0.5)
    assert b"GongzhiSansSC" in held and held.count(b"/FontFile2") >= 2
    assert b"/Subtype /Image" not in held and file.name == "report-zh-poster.pdf"
    assert len(zlib.compress(held)) > 20_000


@pytest.mark.parametrize("spoken_in", ["zh", "en"])
@pytest.mark.filterwarnings("error:Glyph")
def test_no_letter_and_no_digit_of_a_poster_is_a_box(folder: Path, spoken_in) -> None:
    with language.spoken(spoken_in), styled():
        sheet = OneSheet(told(material(folder)), WIDEST, with_panels=True, brief=False)
        sheet.canvas.figure(sheet.high, 0.5).savefig(BytesIO(), format="png", dpi=72)


def test_the_smallest_letters_of_a_poster_have_12_points() -> None:
    assert 24 * A1[0] / WIDEST >= 12


@pytest.mark.slow
def test_eight_cases_and_four_models_get_a_second_sheet_and_no_smaller_letters(folder_of) -> None:
    cases = ["minzhu", "xihu", "honghu", "anzhi", "laocheng", "old-small", "old-unmanaged", "xihu-danwei"]
    said = told(material(folder_of(cases, ["baseline", "one-four-n", "troika", "digital"])))
    made = sheets(said)
    assert len(made) == 2
    assert all(sheet.high / wide <= A1[1] / A1[0] and wide <= WIDEST for sheet, wide in made)
    words = "".join(words_on(sheet) for sheet, _wide in made)
    assert all(pair.title.replace(" ", "") in words for pair in said.headline.pairs)


def test_lines_break_as_chinese_does() -> None:
    text = "各按各的成本：效果更好的，可能只是人手和经费更多。（这是假设）"
    found = lines(text, 10, 75)
    assert "".join(found) == text
    assert all(line[0] not in "，。：；、）" and line[-1] not in "（" for line in found)
    assert all(width(line, 10) <= 75 for line in found)
    assert lines("no difference that matters", 10, 80) == ["no difference", "that matters"]
    assert lines("参与率+4.12 个百分点。", 1, 9) == ["参与率", "+4.12 个百分点。"]


def test_several_are_written_at_once_and_none_where_there_is_nothing(folder_of, tmp_path: Path) -> None:
    files = take_away(folder_of(["minzhu"], ["troika"]), ["pptx", "long-image"])
    assert [file.suffix for file in files] == [".pptx", ".png"] and all(file.is_file() for file in files)
    with pytest.raises(OSError, match="nowhere"):
        take_away(tmp_path / "nowhere", ["pptx", "poster"])
    assert not list(tmp_path.iterdir())
