"""The Chinese fonts of the figures, made from Noto Sans CJK: which characters they hold, and their outlines.

Figures must show Chinese on a machine that has no Chinese font, so two small fonts lie beside this script.
They hold all of GB2312 (every character of daily simplified Chinese), not only the characters used today: a
font cut to today's texts breaks with the next word. The outlines are turned from cubic (CFF) to quadratic
(TrueType), which every program draws and embeds.

Chinese sets quotes and dots as wide as a character. For English two more fonts hold nothing but the narrow
ones of the same face; they are named before the others.

The Debian package fonts-noto-cjk holds the sources (version 2.004). To make the fonts again:

    python results/fonts/make_fonts.py /usr/share/fonts/opentype/noto
"""

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).resolve().parent
FAMILY = "Gongzhi Sans SC"
STYLES = ("Regular", "Bold")
SOURCE_FAMILY = "Noto Sans CJK SC"
SIGNS = "·×÷±≤≥≈≠→←↑↓⇒—–−…°²³½¥€●○▲△▼▽◆◇■□★☆✓%‰′″∑√∞αβγδεθκλμσφω“”‘’‹›•\N{IDEOGRAPHIC SPACE}"
QUOTES, NARROW = "Gongzhi Quotes", "“”‘’…"
"""The family for English, and what it holds."""

CURVE_ERROR = 1.0
"""Largest distance of a quadratic outline from the cubic one it replaces, in units of 1/1000 em."""
KEPT_NAMES = (0, 7, 8, 9, 11, 12, 13, 14)
"""Name records kept as they are: copyright, trademark, makers, licence. The licence asks for them."""


def characters() -> set[int]:
    """Return the code points wanted: GB2312, Latin-1, the full-width forms and the signs figures use."""
    gb2312 = {
        ord(bytes((row, column)).decode("gb2312"))
        for row in range(0xA1, 0xF8)
        for column in range(0xA1, 0xFF)
        if _is_gb2312(row, column)
    }
    latin = {*range(0x20, 0x7F), *range(0xA0, 0x100)}
    full_width = {*range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7), *range(0x3001, 0x3012)}
    return gb2312 | latin | full_width | {ord(sign) for sign in SIGNS}


def _is_gb2312(row: int, column: int) -> bool:
    try:
        bytes((row, column)).decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def source_face(folder: Path, style: str) -> TTFont:
    """Return the simplified Chinese face of one style; raise SystemExit when the collection has none."""
    collection = TTCollection(folder / f"NotoSansCJK-{style}.ttc", recalcTimestamp=False)
    for face in collection.fonts:
        if face["name"].getDebugName(1) == SOURCE_FAMILY:
            return face
    raise SystemExit(f"{folder}: no face named {SOURCE_FAMILY} in NotoSansCJK-{style}.ttc")


def narrow(face: TTFont) -> None:
    """Let the signs of NARROW be drawn as in Latin text: the face has such glyphs under `pwid`."""
    rules = face["GSUB"].table
    lookups = {
        number
        for record in rules.FeatureList.FeatureRecord
        if record.FeatureTag == "pwid"
        for number in record.Feature.LookupListIndex
    }
    tables = [one for number in lookups for one in rules.LookupList.Lookup[number].SubTable]
    latin = {wide: thin for one in tables for wide, thin in getattr(one, "ExtSubTable", one).mapping.items()}
    for encoding in face["cmap"].tables:
        for code in {ord(sign) for sign in NARROW} & set(getattr(encoding, "cmap", ())):
            encoding.cmap[code] = latin.get(encoding.cmap[code], encoding.cmap[code])  # two may share a map


def cut(face: TTFont, wanted: set[int]) -> None:
    """Keep the wanted characters only, without hints and without layout rules (figures set plain lines)."""
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True, glyph_names=False
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(face)


def to_quadratic(face: TTFont) -> None:
    """Replace the cubic outlines by quadratic ones, in place; widths and the character map stay."""
    order, drawn = face.getGlyphOrder(), face.getGlyphSet()
    glyphs: dict[str, Any] = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del face["CFF "]
    face["loca"] = newTable("loca")
    face["glyf"] = outlines = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = order, glyphs
    for name in order:
        outlines[name].recalcBounds(outlines)
    _describe_outlines(face)


def _describe_outlines(face: TTFont) -> None:
    """Write the headers that TrueType outlines need: left side bearings, limits, no glyph names."""
    face["hmtx"].metrics = {
        name: (width, getattr(face["glyf"][name], "xMin", 0))
        for name, (width, _) in face["hmtx"].metrics.items()
    }
    limits = newTable("maxp")
    limits.tableVersion, limits.numGlyphs = 0x00010000, len(face.getGlyphOrder())
    limits.maxZones, limits.maxComponentElements, limits.maxSizeOfInstructions = 1, 0, 0
    limits.maxTwilightPoints = limits.maxStorage = limits.maxStackElements = 0
    limits.maxFunctionDefs = limits.maxInstructionDefs = 0
    face["maxp"] = limits
    face["post"].formatType = 3.0
    face.sfntVersion = "\x00\x01\x00\x00"


def rename(face: TTFont, family: str, style: str) -> None:
    """Give the font a name of its own, so that it never stands in for the Noto a machine may have."""
    names = face["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    made_from = f"subset of {SOURCE_FAMILY} {style} 2.004, outlines made quadratic"
    postscript = f"{family.replace(' ', '')}-{style}"
    full = family if style == "Regular" else f"{family} {style}"
    values = {1: family, 2: style, 3: postscript, 4: full, 5: "Version 2.004", 6: postscript, 10: made_from}
    for number, value in values.items():
        names.setName(value, number, 3, 1, 0x409)


def make(folder: Path, family: str, style: str) -> None:
    """Make one font from the collections in `folder`."""
    face = source_face(folder, style)
    if family == QUOTES:
        narrow(face)
    cut(face, {ord(sign) for sign in NARROW} if family == QUOTES else characters())
    to_quadratic(face)
    rename(face, family, style)
    file = HERE / f"{family.replace(' ', '')}-{style}.ttf"
    face.save(file)
    print(f"{file.name}: {len(face.getBestCmap())} characters, {file.stat().st_size:,} bytes")


def main(folder: Path) -> None:
    """Make both styles of both families from the collections in `folder`, and say how large they came out."""
    for family in (FAMILY, QUOTES):
        for style in STYLES:
            make(folder, family, style)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/noto"))
