"""A page holds the glyphs that a machine without Chinese fonts lacks, and no others."""

import re
from base64 import b64decode
from io import BytesIO

from fontTools.ttLib import TTFont

from results.document.blocks import Heading, Paragraph, Points, Table
from results.document.html import html
from scenarios.language import spoken


def glyphs(page: str) -> list[set[str]]:
    """The characters of every font in a page."""
    found = re.findall(r"data:font/woff2;base64,([^\"]*)", page)
    return [set(map(chr, TTFont(BytesIO(b64decode(one))).getBestCmap())) for one in found]


def test_a_chinese_page_holds_the_characters_it_shows_in_both_weights() -> None:
    text = "一户一票：95% 区间 −0.41 至 1.2，“更好”"
    with spoken("zh"):
        page = html([Heading(1, "三驾马车"), Points([text])])
    fonts = glyphs(page)
    assert len(fonts) == 2 and "font-weight: 700" in page
    for font in fonts:
        assert set("三驾马车一户一票区间至更好，：“”−") <= font and not font & set("abc019")


def test_a_page_without_chinese_holds_no_letters_but_narrow_quotes() -> None:
    page = html([Heading(1, "Three"), Paragraph("Better: −0.41 … 1.2 “resolved”")])
    assert glyphs(page) == 2 * [set("“”…")] and "Gongzhi Sans SC" in page


def test_a_page_holds_the_characters_of_its_tables_too() -> None:
    page = html([Heading(1, "Three"), Table(["", "冲突指数"], [["三驾马车", "−0.41"]])])
    assert all(set("冲突指数三驾马车") <= font for font in glyphs(page)) and len(glyphs(page)) == 2
