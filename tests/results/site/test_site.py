"""The site of the documentation: no link leads nowhere, nothing is fetched, Chinese words are found."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
DOCS = Path(__file__).resolve().parents[3] / "docs"
BETWEEN = "\u200b"
HAS_ADDRESS = {"href", "src", "srcset", "data", "poster", "action"}
FETCHED = re.compile(r"url\(\s*[\"']?https?:|@import", flags=re.IGNORECASE)


class Links(HTMLParser):
    """The links and the named places of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.places = {"", "__top"}
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.places |= {told[name] for name in ("id", "name") if name in told}
        self.links += [(tag, told[name]) for name in HAS_ADDRESS & told.keys()]


@cache
def pages_of(site: Path) -> dict[Path, Links]:
    """Every page of the site, read."""
    return {page.resolve(): Links(page) for page in site.rglob("*.html")}


def dead_links(site: Path) -> Iterator[str]:
    """Every link of the site that leads to no file, or to no place in the page it leads to."""
    pages = pages_of(site)
    for page, read in pages.items():
        for _tag, link in read.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file():
                yield f"{page.relative_to(site.resolve())}: {link}"
            elif target in pages and unquote(parts.fragment) not in pages[target].places:
                yield f"{page.relative_to(site.resolve())}: {link} has no such place"


def test_no_link_of_the_site_leads_nowhere(site: Path) -> None:
    assert sorted(dead_links(site)) == []


def test_a_dead_link_would_be_seen(site: Path, tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("<p id='here'>", encoding="utf-8")
    links = ("there.html#here", "there.html#gone", "gone.html", "#gone", "gone.png")
    text = "".join(f"<a href='{link}'></a>" for link in links)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert len(list(dead_links(tmp_path))) == 4


def test_pages_and_styles_name_no_other_host(site: Path) -> None:
    named = {
        f"{tag} {link}"
        for read in pages_of(site).values()
        for tag, link in read.links
        if tag != "a" and (urlsplit(link).netloc or urlsplit(link).scheme not in {"", "data"})
    }
    assert named == set()
    styles = list(site.rglob("*.css"))
    assert styles and not any(FETCHED.search(style.read_text(encoding="utf-8")) for style in styles)


def test_every_page_of_docs_is_in_both_languages(site: Path) -> None:
    names = {re.sub(r"(\.(zh|en))?\.md$", "", str(page.relative_to(DOCS))) for page in DOCS.rglob("*.md")}
    places = {re.sub(r"(^|/)README$", r"\1index", name) for name in names}
    assert len(places) > 80
    for folder in (site, site / "zh"):
        assert {place for place in places if not (folder / f"{place}.html").is_file()} == set()


def test_a_page_leads_to_itself_in_the_other_language(site: Path) -> None:
    for here, there in (("how-to/try.html", "zh/how-to/try.html"), ("zh/odd.html", "odd.html")):
        page = (site / here).resolve()
        targets = {(page.parent / link).resolve() for tag, link in Links(page).links if tag == "a"}
        assert (site / there).resolve() in targets


def test_the_reference_has_what_a_user_imports(site: Path) -> None:
    import gongzhi
    from results.site.python_reference import HEADINGS

    places = Links(site / "reference/gongzhi.html").places
    assert HEADINGS.keys() <= places and set(HEADINGS.values()) == {
        f"gongzhi.{name}" for name in gongzhi.__all__
    }
    for page, name in (
        ("residents", "agents.resident.Resident.takes_part"),
        ("instruments", "model.instrument.Instrument.set_up"),
        ("instruments", "model.outcome.Outcome.month"),
        ("contract-tests", "experiments.contract_tests.instruments"),
    ):
        assert name in Links(site / f"zh/reference/{page}.html").places


@pytest.mark.parametrize(("folder", "heading"), [(".", "Verbs"), ("zh", "命令")])
def test_every_verb_and_attribute_has_its_place(site: Path, folder: str, heading: str) -> None:
    verbs = (site / folder / "reference/verbs.html").read_text(encoding="utf-8")
    assert heading in verbs
    assert {"compare", "try", "check-rule", "workshop"} <= Links(
        site / folder / "reference/verbs.html"
    ).places
    assert "<code>zh|en</code>" in verbs
    attributes = (site / folder / "reference/attributes.html").read_text(encoding="utf-8")
    assert "<code>grievance</code>" in attributes and "<code>votes.age</code>" in attributes


def test_the_search_index_is_divided_into_chinese_words(site: Path) -> None:
    told = json.loads((site / "zh/search/search_index.json").read_text(encoding="utf-8"))
    words = {word for entry in told["docs"] for word in re.split(told["config"]["separator"], entry["text"])}
    assert {"矛盾", "指数", "业委会", "居委会", "物业"} <= words


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A page in a browser without a network."""
    context = chromium.new_context(offline=True)
    context.set_default_timeout(300_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("typed", "home"), [("矛盾指数", "zh/index.html"), ("业委会", "zh/index.html"), ("calibra", "index.html")]
)
def test_a_reader_without_a_network_finds_words(page: "Page", site: Path, typed: str, home: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / home).as_uri())
    page.fill(".md-search__input", typed)
    page.wait_for_selector(".md-search-result__item")
    found = page.inner_text(".md-search-result__list").replace(BETWEEN, "").lower()
    assert typed in found
    assert all(url.startswith(("file:", "data:")) for url in asked)
