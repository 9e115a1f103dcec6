"""Drawings in a page: told shorter than their files, and looking the same."""

import io
import re

from matplotlib.figure import Figure

from results.figures.style import styled
from results.report.inline_drawings import InlineDrawings


def drawn(high: float) -> str:
    """A picture file with words, marks and a part that is cut off."""
    with styled():
        figure = Figure(figsize=(2, high))
        axes = figure.subplots()
        axes.plot([0, 1], [0, 3], marker="o")
        axes.set(ylim=(0, 2), title="共治")
        held = io.StringIO()
        figure.savefig(held, format="svg")
    return held.getvalue()


def test_letters_are_in_the_page_once_and_what_cuts_off_is_each_drawings_own() -> None:
    drawings = InlineDrawings()
    first, second = (drawings.figure(drawn(high), "a < b") for high in (2, 3))
    letters = set(re.findall(r'id="(GongzhiSansSC-Bold-\w+)"', first))
    assert letters and not any(f'id="{one}"' in second for one in letters)
    assert all(f'"#{one}"' in second for one in letters)
    assert 'aria-label="a &lt; b"' in first and "metadata" not in first and "http" not in first
    for number, text in enumerate((first, second), 1):
        assert text.count("<clipPath") and text.count("<clipPath") == text.count(f'-{number}"><rect')
    assert len(first) + len(second) < 0.6 * (len(drawn(2)) + len(drawn(3)))
