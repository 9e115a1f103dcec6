"""The sheet as a file: a tall picture for a chat, or a poster.

Invariant: the tall picture is 1080 pixels wide and light enough for a chat; the poster is A1, its letters are
letters (fonts embedded), and none is smaller than 12 points.
"""

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from results.figures.style import styled
from results.takeaways.pictures.one_sheet import OneSheet
from results.takeaways.told import Told
from results.text.headlines.equal_parts import equal_parts

PIXELS, COLOURS = 1080, 128
"""Of the tall picture: how wide it is and how many colours are kept."""

A1 = (594 / 25.4 * 72, 841 / 25.4 * 72)
"""In points."""

NARROWEST, WIDEST, STEP = 1500, 3300, 50
"""Widths of a poster's sheet in units; at the widest the smallest letters still have 12 points."""


MANY = 8
"""Pairs from which a tall picture has brief cards."""

WAYS = ((True, False), (True, True), (False, True))
"""How a poster is laid out, the first that fits: with pictures of levels and cost, with brief cards."""


def write_long_image(found: Told, file: Path) -> None:
    """Write the tall picture."""
    with styled():
        brief = len(found.headline.pairs) > MANY
        sheet = OneSheet(found, PIXELS, with_panels=False, brief=brief)
        drawn = BytesIO()
        sheet.canvas.figure(round(sheet.high), 1).savefig(drawn, format="png", dpi=72)
    about = PngInfo()
    about.add_itxt("Description", f"{found.title}. {found.note} {found.source}")
    with Image.open(drawn) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, format="PNG", optimize=True, pnginfo=about)


def write_poster(found: Told, file: Path) -> None:
    """Write the poster; the cases that one sheet of A1 does not hold get further sheets."""
    about = {"Title": found.title, "Subject": found.note, "Creator": "gongzhi", "CreationDate": None}
    with styled():
        mpl.rcParams["pdf.fonttype"] = 42
        with PdfPages(file, metadata=about) as pages:
            for sheet, wide in sheets(found):
                points = A1[0] / wide
                pages.savefig(sheet.canvas.figure(max(sheet.high, A1[1] / points), points))


def sheets(found: Told) -> list[tuple[OneSheet, float]]:
    """As few sheets as hold all cases, each with its width."""
    cases = list(dict.fromkeys(pair.case for pair in found.headline.pairs))
    for count in range(1, len(cases) + 1):
        parts = [found.of_cases(some) for some in equal_parts(cases, -(-len(cases) // count))]
        made = [one for part in parts if (one := _fitted(part))]
        if len(made) == len(parts):
            return made
    return [(OneSheet(found, WIDEST, with_panels=False, brief=True), WIDEST)]


def _fitted(found: Told) -> tuple[OneSheet, float] | None:
    """The narrowest sheet, and so the largest letters, that fits on A1; None if none does."""

    def fits(sheet: OneSheet, wide: float) -> bool:
        return sheet.high * A1[0] <= wide * A1[1]

    for panels, brief in WAYS:
        if not fits(OneSheet(found, WIDEST, panels, brief), WIDEST):
            continue
        for wide in range(NARROWEST, WIDEST + STEP, STEP):
            if fits(sheet := OneSheet(found, wide, panels, brief), wide):
                return sheet, wide
    return None
