"""What is taken away bears the same three marks on each card as page one, and says how they are read."""

from itertools import product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from experiments.sign_counts.sign_count import COLUMNS
from results.report.material import material
from results.takeaways.pictures.one_sheet import OneSheet
from results.takeaways.pictures.picture_files import PIXELS
from results.takeaways.told import told
from scenarios import language, read

HIGHER = {"posterior": 20, "prior": 0, "structure": 11}
"""Of 20 draws: all, none, about half."""


@pytest.fixture(scope="module")
def marked(folder_of) -> Path:
    """The folder of a comparison of which is known how often each sign comes out."""
    rows = [
        ("minzhu", "natural", "baseline", model, outcome, source, 20, some, 20 - some, 36, 1, "", "")
        for model, outcome in product(("one-four-n", "troika"), read.outcome_entries())
        for source, some in HIGHER.items()
    ]
    return folder_of(["minzhu"], ["baseline", "one-four-n", "troika"], pd.DataFrame(rows, columns=COLUMNS))


@pytest.mark.parametrize("spoken_in", ["zh", "en"])
def test_slides_pictures_and_workbook_bear_the_marks_of_each_card(marked: Path, taken, spoken_in) -> None:
    slides = Presentation(str(taken(marked, "pptx", spoken_in))).slides
    book = openpyxl.load_workbook(taken(marked, "xlsx", spoken_in))
    with language.spoken(spoken_in):
        said = told(material(marked))
        sheets = [OneSheet(said, PIXELS, with_panels=False, brief=brief) for brief in (False, True)]
        cards = [card for pair in said.headline.pairs for card in pair.cards]
        key = said.key_of_signs(cards)
        sentences = [card.sign_sentence for card in cards if card.sign_words]
    marks = [card.shown_marks for card in cards if card.shown_marks]
    assert {"✓××", "×✓×"} & {*marks}, "made up so that something holds and flips"
    on_slides = [shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame]
    on_sheets = [
        [text.get_text() for text in sheet.canvas.figure(sheet.high, 1).axes[0].texts] for sheet in sheets
    ]
    first, rows = (book.worksheets[place].iter_rows(values_only=True) for place in (0, 1))
    page_one = "\n".join(str(row[0]) for row in first)
    for words in ("\n".join(on_slides), *map("\n".join, on_sheets)):
        assert all(words.count(mark) >= marks.count(mark) for mark in marks)
    assert any(key in text for text in on_slides)
    assert all(key.replace(" ", "") in "".join(texts).replace(" ", "") for texts in on_sheets)
    assert sentences and all(sentence in page_one for sentence in sentences)
    assert [row[-3:] for row in rows][1:] == [card.signs for card in cards]
