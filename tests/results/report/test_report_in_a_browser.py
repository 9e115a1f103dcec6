"""The report in a real browser: opened from a file without a network, switched by keyboard, printed."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from experiments.store import tables as finished
from results.report.living_compound import recorded
from results.report.screen import deliver
from scenarios import language
from tests.results.report.test_report import Delivered, Make, delivered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["delivered"]

pytestmark = pytest.mark.slow
READY = "body[data-ready]"
LONG = 300_000
"""Milliseconds after which something hangs, however busy the machine is."""


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A page of 1024 × 768 in a browser without a network."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, offline=True)
    context.set_default_timeout(LONG)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_report_opens_offline_and_asks_nobody(page: "Page", delivered: Delivered, spoken: str) -> None:
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    file = delivered[2][spoken][0]
    page.goto(file.as_uri())
    page.wait_for_selector(READY)
    assert [url for url in asked if url != file.as_uri() and not url.startswith("data:")] == []
    assert problems == []


def test_all_views_are_reached_by_keyboard_alone_and_show_their_numbers(
    page: "Page", delivered: Delivered
) -> None:
    page.goto(delivered[2]["en"][0].as_uri())
    page.wait_for_selector(READY)
    page.focus("#tab-differences")
    assert page.locator("#differences-table tbody tr").count() > 5
    for view in ("months", "cost", "ranks"):
        page.keyboard.press("ArrowRight")
        assert page.get_attribute(f"#tab-{view}", "aria-selected") == "true"
        assert page.locator(f"#{view}-chart svg path").count() > 3
        assert page.locator(f"#{view}-table tbody tr").count() >= 2
    page.keyboard.press("Home")
    assert page.is_visible("#panel-differences") and not page.is_visible("#panel-ranks")


def test_a_choice_changes_the_picture_and_its_table(page: "Page", delivered: Delivered) -> None:
    page.goto(delivered[2]["zh"][0].as_uri())
    page.wait_for_selector(READY)
    page.click("#tab-cost")
    before = page.text_content("#cost-table caption"), page.inner_html("#cost-chart")
    page.select_option("#cost-outcome", "trust_RC")
    after = page.text_content("#cost-table caption"), page.inner_html("#cost-chart")
    assert before[0] != after[0] and before[1] != after[1]


@pytest.mark.parametrize("width", [390, 1024])
def test_nothing_is_wider_than_the_screen(chromium: "Browser", delivered: Delivered, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 768})
    for spoken in ("zh", "en"):
        page = context.new_page()
        page.goto(delivered[2][spoken][0].as_uri())
        page.wait_for_selector(READY)
        for tab in page.locator('[role="tab"]').all():
            tab.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_file_to_print_fits_its_pages(page: "Page", delivered: Delivered, spoken: str) -> None:
    page.goto(delivered[2][spoken][1].as_uri())
    page.emulate_media(media="print")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert 3 <= pages <= 12


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_words_have_the_contrast_that_wcag_aa_asks_for(
    page: "Page", delivered: Delivered, spoken: str
) -> None:
    page.goto(delivered[2][spoken][0].as_uri())
    page.wait_for_selector(READY)
    script = (Path(__file__).parent.parent / "contrast.js").read_text(encoding="utf-8")
    assert page.evaluate(script) == []


def test_recorded_months_play_offline_and_name_the_command_that_tells_why(
    page: "Page", tmp_path: Path
) -> None:
    folder, small = tmp_path / "small", ["--set", "place.households=60", "--replicates", "2", "--months", "6"]
    compare = ["compare", "xihu", "--governance", "baseline,one-four-n", *small, "--jobs", "1"]
    command = [sys.executable, "-m", "experiments", *compare, "--out", str(folder)]
    subprocess.run(command, capture_output=True, check=True)
    with language.spoken("en"):
        deliver(folder, recorded(folder, "西湖区平均小区"))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.goto((tmp_path / "small/report-en.html").as_uri())
    page.wait_for_selector("body[data-compound]")
    assert page.locator(".compound-map canvas").count() == 2
    page.select_option(".compound .speed", "4")
    page.click(".compound .play")
    page.wait_for_selector('.compound[data-month="6"]:not([data-playing])')
    page.locator(".compound-map canvas").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".compound-beside code")
    line = page.inner_text(".compound-beside code")
    assert line == 'gongzhi why "small#xihu/baseline/0" --agent 1-1-1 --month 6' and problems == []


type Made = Callable[[language.Language], list[Path]]


@pytest.fixture(scope="module")
def three_by_three(make_study: Make, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Makes, once a language, the report of a comparison of three governance models on three cases. It has no
    pictures, which stand below page one.
    """
    place = tmp_path_factory.mktemp("three")
    finished.write(make_study(["minzhu", "xihu", "honghu"], ["baseline", "one-four-n", "troika"]), place)

    @cache
    def made(speech: language.Language) -> list[Path]:
        with language.spoken(speech), pytest.MonkeyPatch.context() as patch:
            patch.setattr("results.report.screen._pictures", lambda _found: ())
            return deliver(place)

    return made


FOLD = """() => {
  const whole = document.documentElement;
  const end = (one) => Math.max(...[...document.querySelectorAll('#first-page ' + one)].map(
    (it) => it.getBoundingClientRect().bottom));
  const ends = ['.cards', '.money', '.matrix', '.limits', '.chip'].map(end);
  return [Math.max(...ends) + scrollY, whole.scrollWidth - whole.clientWidth];
}"""
"""Where the last card, sum of money, verdict and limit ends, and how much is wider than the screen."""

SHEET = (696, 1031)
"""What an A4 sheet holds inside its margins of 13 and 12 mm, in pixels of CSS."""


SCREENS = {(1440, 900): 1, (390, 844): 2, SHEET: 1}
"""Of a desk, of a phone and of paper, and how many of them page one may take."""


@pytest.mark.parametrize("speech", ["zh", "en"])
def test_levels_change_money_certainty_and_limits_are_above_the_fold(
    chromium: "Browser", three_by_three: Made, speech: language.Language
) -> None:
    for (width, height), screens in SCREENS.items():
        on_paper = (width, height) == SHEET
        page = chromium.new_page(viewport={"width": width, "height": height})
        if on_paper:
            page.emulate_media(media="print")
        page.goto(three_by_three(speech)[on_paper].as_uri())
        page.evaluate("document.fonts.ready")
        end, wider = page.evaluate(FOLD)
        assert end <= screens * height and wider <= 0, (width, height)
        page.close()


def test_every_verdict_is_read_out_to_who_cannot_see_the_marks(page: "Page", three_by_three: Made) -> None:
    page.goto(three_by_three("en")[0].as_uri())
    cells = page.locator("table.matrix tbody td")
    assert cells.count() % 6 == 0 and cells.count() > 60
    assert all(
        re.match(r"[a-z, ]+: (sure|fairly sure|unsure)", text.strip("† ")) for text in cells.all_inner_texts()
    )
