"""The sheet as a file: a tall picture for a chat, or a poster.

Invariant: the tall picture is 1080 pixels wide and light enough for a chat; the poster is A1, its letters are
letters (fonts embedded), and none is smaller than 12 points.
"""

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from results.figures.style import styled
from results.takeaways.pictures.one_sheet import OneSheet
from results.takeaways.told import Told

PIXELS, COLOURS = 1080, 128
"""Of the tall picture: how wide it is and how many colours are kept."""

A1 = (594 / 25.4 * 72, 841 / 25.4 * 72)
"""In points."""

NARROWEST, WIDEST, STEP = 1500, 3300, 30
"""Widths of a poster's sheet in units; at the widest the smallest letters still have 12 points."""


def write_long_image(found: Told, file: Path) -> None:
    """Write the tall picture."""
    with styled():
        sheet = OneSheet(found, PIXELS, with_panels=False)
        drawn = BytesIO()
        sheet.canvas.figure(round(sheet.high), 1).savefig(drawn, format="png", dpi=72)
    about = PngInfo()
    about.add_itxt("Description", f"{found.title}. {found.note} {found.source}")
    with Image.open(drawn) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, format="PNG", optimize=True, pnginfo=about)


def write_poster(found: Told, file: Path) -> None:
    """Write the poster: the narrowest sheet, and so the largest letters, that fits on A1."""
    with styled():
        mpl.rcParams["pdf.fonttype"] = 42
        for wide in range(NARROWEST, WIDEST + STEP, STEP):
            sheet = OneSheet(found, wide, with_panels=True)
            if sheet.high * A1[0] <= wide * A1[1]:
                break
        points = A1[0] / wide
        about = {"Title": found.title, "Subject": found.note, "Creator": "gongzhi", "CreationDate": None}
        sheet.canvas.figure(max(sheet.high, A1[1] / points), points).savefig(
            file, format="pdf", metadata=about
        )
