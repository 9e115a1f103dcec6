"""Links between pages, as the site needs them: those of the repository lead to files.

A link is looked up from where the page lies in the repository, and leads to the page that the language has
for it. What remains is checked by MkDocs, which fails on a link or an anchor that is not there.
"""

import re
from posixpath import dirname, join, normpath, relpath
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

from results.site.site_files import ADDRESS, ROOT, Chosen, in_repository, page_name, place_of_page
from scenarios.language import Language

TO_OTHER_LANGUAGE = re.compile(r"^[(（]?\[(?:中文|English)\]\([^)]*\)[)）]?$\n?", flags=re.MULTILINE)
ENGLISH = "english-pages:"
"""Begins a link from a Chinese page to what lies among the English ones, until the page is written."""

BEFORE_MKDOCS = 5
"""The priority of MkDocs' own look at links is 0, and later."""


class PageLinks(Extension):
    """Makes links lead to the sources of the site; `page` is the source being read."""

    def __init__(self, language: Language) -> None:
        """Begin with no page."""
        super().__init__()
        self.language = language
        self.page = ""
        self.chosen: Chosen = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Take part in the reading of a page."""
        md.treeprocessors.register(_Links(md, self), "page_links", BEFORE_MKDOCS)

    def led(self, link: str) -> str:
        """The link, from the source being read to the source that it means, or the same in this language,
        which has other headings.
        """
        path, mark, anchor = link.partition("#")
        if not path or ADDRESS.match(path) or self.page not in self.chosen.values():
            return link
        target = normpath(join(dirname(in_repository(self.page)), path))
        if not (ROOT / target).exists():
            return link
        meant = place_of_page(target)
        if self.language == "zh" and not meant.endswith(".md"):
            return f"{ENGLISH}{meant}"
        source = self.chosen.get(page_name(meant), meant)
        same = relpath(source, dirname(self.page) or ".")
        return same + mark + anchor if source == meant else same


class _Links(Treeprocessor):
    def __init__(self, md: Markdown, pages: PageLinks) -> None:
        super().__init__(md)
        self.pages = pages

    def run(self, root: Element) -> Any:
        for tag, attribute in (("a", "href"), ("img", "src")):
            for element in root.iter(tag):
                if link := element.get(attribute):
                    element.set(attribute, self.pages.led(link))


def without_language_links(text: str) -> str:
    """The page without its link to the other language, which is at the top of every page of the site."""
    return TO_OTHER_LANGUAGE.sub("", text)


def written(html: str, page: str) -> str:
    """A Chinese page at that place in `zh`, its links to the English pages written out."""
    return html.replace(ENGLISH, "../" * (1 + page.count("/")))
