"""The fonts of the figures draw every Chinese text of the project where no Chinese font is installed."""

import gc
import io
import warnings
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from results.fonts import make_fonts
from results.takeaways.pictures.line_breaks import width
from results.web import glyphs
from scenarios import language

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "results/fonts"
TEXT_FILES = (".yaml", ".po")


def path_of(style: str) -> Path:
    return FONTS / f"GongzhiSansSC-{style}.ttf"


def characters_in(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def texts_of_scenarios() -> list[Path]:
    return [path for path in sorted((ROOT / "scenarios").rglob("*")) if path.suffix in TEXT_FILES]


def drawn(text: str, family: list[str], weight: str = "normal") -> bytes:
    """Return the picture of a text; a character without a glyph is an error."""
    with warnings.catch_warnings(), matplotlib.rc_context({"font.family": family}):
        warnings.simplefilter("error")
        figure = Figure(figsize=(2, 1))
        figure.text(0.1, 0.5, text, weight=weight)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _fonts_are_known() -> None:
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


@pytest.mark.parametrize("style", make_fonts.STYLES)
def test_fonts_hold_all_of_gb2312_and_the_signs_of_figures(style: str) -> None:
    assert len(make_fonts.characters()) > 7500
    assert make_fonts.characters() <= characters_in(path_of(style))


def test_a_font_that_was_cut_for_a_page_is_closed() -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        assert glyphs._cut.__wrapped__("Bold", frozenset("共治"))
        gc.collect()
    assert [str(one.message) for one in said] == []


def test_quotes_are_narrow_in_english_and_wide_in_chinese() -> None:
    for spoken, held in (("en", True), ("zh", False)):
        language.use(spoken)
        assert ("Gongzhi Quotes" in glyphs.faces("“共治”")) == held
        assert (width("“”", 1) < 1.2) == held
        language.use(None)
    assert "Gongzhi Quotes" not in glyphs.quotes('"')


@pytest.mark.parametrize("style", make_fonts.STYLES)
def test_fonts_are_static_truetype_with_a_name_of_their_own(style: str) -> None:
    with TTFont(path_of(style)) as font:
        assert "glyf" in font and "fvar" not in font
        assert font["name"].getDebugName(1) == make_fonts.FAMILY
        assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", make_fonts.STYLES)
def test_every_character_of_the_scenarios_has_a_glyph(style: str) -> None:
    latin = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    known = {"\n", *map(chr, characters_in(path_of(style)) | characters_in(latin))}
    missing = {
        path.name: unknown
        for path in texts_of_scenarios()
        if (unknown := "".join(sorted(set(path.read_text(encoding="utf-8")) - known)))
    }
    assert not missing


def test_a_missing_glyph_would_be_noticed() -> None:
    with pytest.raises(UserWarning, match=r"Glyph .* missing"):
        drawn("治理", ["DejaVu Sans"])


def test_chinese_beside_latin_is_drawn_in_both_weights() -> None:
    family = ["DejaVu Sans", make_fonts.FAMILY]
    regular, bold = (drawn("治理模式 1+4+N：≥ 80 %", family, weight) for weight in ("normal", "bold"))
    assert regular != bold
    assert regular != drawn("治理模武 1+4+N：≥ 80 %", family)
