"""A build of the site stops at a link that leads nowhere, and leaves the folder as it was."""

from pathlib import Path

import pytest

builder = pytest.importorskip("results.site.builder", exc_type=ImportError)
page_links = pytest.importorskip("results.site.page_links", exc_type=ImportError)
chinese_words = pytest.importorskip("results.site.chinese_words", exc_type=ImportError)

CHOSEN = {"how-to/try.md": "how-to/try.zh.md", "evidence/signs.md": "evidence/signs.md"}


def planted(folder: Path, link: str) -> Path:
    """The settings of a site of one page that has the link."""
    docs = folder / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"# Home\n\n[where]({link})\n", encoding="utf-8")
    text = builder.SETTINGS.read_text(encoding="utf-8").replace("docs_dir: ../../docs", f"docs_dir: {docs}")
    settings = folder / "mkdocs.yml"
    settings.write_text(text, encoding="utf-8")
    return settings


@pytest.mark.parametrize("link", ["gone.md", "#gone", "index.md#gone", "/gone", "gone.png"])
def test_a_build_stops_at_a_link_that_leads_nowhere(tmp_path: Path, link: str) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config.base import load_config
    from mkdocs.exceptions import Abort

    settings = load_config(str(planted(tmp_path, link)), site_dir=str(tmp_path / "site"))
    with pytest.raises(Abort, match="strict"):
        build(settings)


def test_a_folder_that_is_no_site_is_kept(tmp_path: Path) -> None:
    from mkdocs.exceptions import BuildError

    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError):
        builder.build(tmp_path)
    assert (tmp_path / "mine.txt").is_file()


def links(language: str, page: str) -> object:
    """What leads the links of a page."""
    found = page_links.PageLinks(language)
    found.page, found.chosen = page, {**CHOSEN, page_links.page_name(page): page}
    return found


def test_links_lead_to_the_page_of_the_language() -> None:
    led = links("zh", "how-to/why.md").led  # type: ignore[attr-defined]
    assert led("try.md#options") == "try.zh.md"
    assert led("try.zh.md#选项") == "try.zh.md#选项"
    assert led("../evidence/signs.md#x") == "../evidence/signs.md#x"
    assert led("../../agents/elderly.py") == "../files/agents/elderly.py.md"
    assert led("../evidence/signs.csv") == "english-pages:evidence/signs.csv"
    assert led("https://example.org/x") == "https://example.org/x"


def test_chinese_is_divided_and_the_rest_is_kept() -> None:
    divided = chinese_words.divided("由业委会决定 fee.quality")
    assert divided.replace("\u200b", "") == "由业委会决定 fee.quality"
    assert "\u200b业委会\u200b" in divided
