"""A presentation of ours and what is put on its slides: titles, texts, boxes, native tables.

Invariant: no text is smaller than 12 points, every slide has a title that outlines show, and each says at its
foot that results hold within the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from results.takeaways.told import ACCENT, INK, QUIET, bare
from scenarios.language import language

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.45
"""Of a slide, in inches."""

TOP, FOOT = 1.2, 6.98
"""Where what a slide shows begins and where its foot does, in inches."""

SMALLEST = 12
"""Of letters, in points."""

LATIN, CHINESE = "Arial", "Microsoft YaHei"
"""Fonts of letters and digits, and of Chinese characters. Both come with Windows and with Office on macOS. A
file holds one name for each, no list: elsewhere programs take one of the same kind, by what CHINESE_IS says.
"""

CHINESE_IS = {"panose": "020B0503020204020204", "pitchFamily": "34", "charset": "-122"}
"""Sans serif, of varying width, with the characters of GB 2312."""

TONGUES = {"zh": "zh-CN", "en": "en-US"}
"""Which of the forms of a Chinese character is meant, where a program takes another font."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def inches(self) -> tuple[Any, Any, Any, Any]:
        """As the library counts."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True)
class Run:
    """Words in one look; size: in points."""

    text: str
    size: float = 14
    colour: str = INK
    bold: bool = False


type Paragraph = Sequence[Run]


class Deck:
    """A presentation, slide after slide."""

    def __init__(self, title: str, note: str) -> None:
        self.file: Any = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.file.core_properties.title, self.file.core_properties.author = title, "gongzhi"
        self._note = note

    def slide(self, title: str) -> Any:
        """A new slide with its title, its foot and its number."""
        made = self.file.slides.add_slide(self.file.slide_layouts.get_by_name("Title Only"))
        _set_box(made.shapes.title, Box(MARGIN, 0.3, WIDTH - 2 * MARGIN, 0.8))
        size = 26 if len(title) * (2 if language() == "zh" else 1) <= 72 else 20
        write(made.shapes.title.text_frame, [[Run(title, size, ACCENT, bold=True)]], MSO_ANCHOR.MIDDLE)
        made.shapes.title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        number = f"{len(self.file.slides)}"
        text(made, Box(MARGIN, FOOT, WIDTH - 2 * MARGIN - 0.6, 0.4), [[Run(self._note, SMALLEST, QUIET)]])
        end = text(made, Box(WIDTH - MARGIN - 0.6, FOOT, 0.6, 0.4), [[Run(number, SMALLEST, QUIET)]])
        end.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        return made


def _set_box(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = box.inches()


def text(slide: Any, box: Box, paragraphs: Sequence[Paragraph], anchor: Any = MSO_ANCHOR.TOP) -> Any:
    """A text box."""
    made = slide.shapes.add_textbox(*box.inches())
    write(made.text_frame, paragraphs, anchor)
    return made


def panel(slide: Any, box: Box, fill: str, paragraphs: Sequence[Paragraph], edge: str | None = None) -> Any:
    """A filled box with text, and an edge of a colour on its left."""
    made = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.inches())
    made.shadow.inherit = False
    made.line.fill.background()
    paint(made.fill, fill)
    write(made.text_frame, paragraphs, MSO_ANCHOR.MIDDLE)
    for paragraph in made.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
    if edge:
        made.text_frame.margin_left = Inches(0.14)
        strip = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *Box(box.left, box.top, 0.07, box.height).inches()
        )
        strip.shadow.inherit = False
        strip.line.fill.background()
        paint(strip.fill, edge)
    return made


def paint(fill: Any, colour: str) -> None:
    """Fill with one colour."""
    fill.solid()
    fill.fore_color.rgb = rgb(colour)


def rgb(colour: str) -> RGBColor:
    """A colour as the library takes it."""
    return RGBColor(*bytes.fromhex(bare(colour)))


def write(frame: Any, paragraphs: Sequence[Paragraph], anchor: Any = MSO_ANCHOR.TOP) -> None:
    """Put paragraphs into a shape or a cell."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = Inches(0.08)
    frame.margin_top = frame.margin_bottom = Inches(0.03)
    for place, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        _add(paragraph, runs)


def _add(paragraph: Any, runs: Paragraph) -> None:
    for one in runs:
        added = paragraph.add_run()
        added.text = one.text
        style(added.font, one.size, one.colour, one.bold)


def style(font: Any, size: float = SMALLEST, colour: str = INK, bold: bool = False) -> None:
    """Give letters our look; Chinese ones are named apart, or programs take whatever they have."""
    font.size, font.bold = Pt(max(size, SMALLEST)), bold
    font.color.rgb = rgb(colour)
    font.name = LATIN
    properties = font._rPr
    properties.set("lang", TONGUES[language()])
    for name, face in (("a:ea", {"typeface": CHINESE, **CHINESE_IS}), ("a:cs", {"typeface": LATIN})):
        for old in properties.findall(qn(name)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(name), face))


def table(slide: Any, box: Box, rows: int, columns: Sequence[float], height: float) -> Any:
    """A plain native table; columns: their widths, height: of a row, in inches."""
    made = slide.shapes.add_table(rows, len(columns), *box.inches()).table
    made.first_row = made.horz_banding = False
    for column, width in zip(made.columns, columns, strict=True):
        column.width = Inches(width)
    for row in made.rows:
        row.height = Inches(height)
    return made


def fill_cell(cell: Any, runs: Paragraph, fill: str = "#ffffff", centre: bool = True) -> None:
    """Write into a cell of a table and paint it."""
    paint(cell.fill, fill)
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.01)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if centre else PP_ALIGN.LEFT
    _add(paragraph, runs)
