"""What MkDocs is told for one language of the site: files, navigation, links, and words for the search."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from results.site.chinese_words import divide_index, mend_search
from results.site.navigation import navigation
from results.site.page_links import ENGLISH, PageLinks, without_language_links, written
from results.site.site_files import Chosen, files_of
from scenarios.language import Language, _

HERE = Path(__file__).parent
FONTS = ("GongzhiSansSC-Regular.ttf", "GongzhiSansSC-Bold.ttf", "OFL.txt")
ASSETS = {
    "assets/site.css": HERE / "site.css",
    "assets/site.js": HERE / "site.js",
    "assets/iframe-worker.js": HERE.parent / "web/vendor/iframe-worker.js",
    "assets/iframe-worker.LICENSE": HERE.parent / "web/vendor/iframe-worker.LICENSE",
    **{f"assets/{name}": HERE.parent / "fonts" / name for name in FONTS},
}
NAMES = {"en": "English", "zh": "中文"}
BEFORE_OFFLINE = -50
"""After the index is written, before it is copied into a script."""


class OneLanguage(BasePlugin):
    """The part of the build that knows of languages, files of the repository and Chinese words."""

    def __init__(self, language: Language) -> None:
        """Build in that language."""
        self.language = language
        self.links = PageLinks(language)
        self.chosen: Chosen = {}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what differs between the languages."""
        config.theme["language"] = self.language
        config.theme.static_templates.clear()
        config.site_description = _("Governance models of residential compounds, compared in simulation")
        config.markdown_extensions.append(self.links)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Choose the files of the language, and lay out the navigation over them."""
        files, self.chosen = files_of(self.language, files, config)
        self.links.chosen = self.chosen
        for place, path in ASSETS.items():
            files.append(File.generated(config, place, abs_src_path=str(path)))
        config.nav = navigation(self.chosen)
        return files

    def on_page_markdown(self, markdown: str, page: Page, **_given: Any) -> str:
        """Note which page is read, for its links; the home page has no pages beside it."""
        self.links.page = page.file.src_uri
        if page.is_homepage:
            page.meta["hide"] = ["navigation"]
        return without_language_links(markdown)

    def on_page_content(self, html: str, page: Page, **_given: Any) -> str:
        """Leave the tables of numbers out of the search: their pages have tens of thousands of cells."""
        if page.file.src_uri.startswith("evidence/"):
            return html.replace("<table>", "<table data-search-exclude>")
        return html

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, **_given: Any) -> Any:
        """Lead from a page to the same page in the other language."""
        here = page.file.dest_uri
        links = (
            {"en": here, "zh": f"zh/{here}"} if self.language == "en" else {"en": ENGLISH + here, "zh": here}
        )
        config.extra["alternate"] = [
            {"name": NAMES[lang], "lang": lang, "link": link} for lang, link in links.items()
        ]
        return context

    def on_post_page(self, output: str, page: Page, **_given: Any) -> str:
        """Write out the links to English pages."""
        return written(output, page.file.dest_uri)

    def _divide(self, config: MkDocsConfig, **_given: Any) -> None:
        """Divide the Chinese of the search index into words."""
        site = Path(config.site_dir)
        divide_index(site / "search/search_index.json")
        mend_search(site / "assets/javascripts/workers")
        for left_over in (*(site / "assets").rglob("*.map"), *site.glob("sitemap.xml*")):
            left_over.unlink()

    on_post_build = event_priority(BEFORE_OFFLINE)(_divide)
