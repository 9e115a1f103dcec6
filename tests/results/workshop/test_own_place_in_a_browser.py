"""Tables of one's own in a real browser: chosen, read, seen as the own compound, kept as a file."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.results.workshop.test_own_place import PERSONAL, SAMPLES
from tests.results.workshop.test_workshop_in_a_browser import LONG, Server, open_page, run, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: what is brought to it is of all who read its page."""
    running = Server(tmp_path)
    yield running
    running.end()


def test_a_room_brings_its_tables_and_sees_its_own_compound(
    chromium: "Browser", server: Server, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
    context.set_default_timeout(LONG)
    page, told = context.new_page(), list[str]()
    page.on("request", lambda request: told.append(request.post_data or ""))
    page.on("pageerror", lambda error: told.append(f"ERROR {error}"))
    open_page(page, server, "zh")
    context.set_default_timeout(60_000)
    page.focus("#own-place > summary")
    page.keyboard.press("Enter")
    mine = tmp_path / "李无名家的表 19900000000.csv"
    mine.write_bytes((SAMPLES / "households.csv").read_bytes())
    page.set_input_files("#own-file", mine)
    _read(page)
    page.locator("#own-report li").first.wait_for()
    assert page.locator("#own-report li").count() == 12 and page.locator("#own-there").is_hidden()
    page.check("#own-faulty")
    _read(page)
    page.locator("#own-report table").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "own-report"
    assert not PERSONAL.search(page.inner_text("#own-report"))
    page.select_option("#own-what", "ties")
    page.set_input_files("#own-file", SAMPLES / "ties.csv")
    _read(page)
    page.locator("#own-state", has_text="邻里联系").wait_for()
    assert page.input_value("#case") == "ours" and "188" in page.inner_text("#about-case")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _look(page)
    unfold(page)
    with page.expect_download() as download:
        page.click("#own-save")
    _keeps_nobody(download.value.path())
    assert not [text for text in told if text.startswith("ERROR") or "李无名" in text]
    context.close()


def _read(page: "Page") -> None:
    page.focus("#own-read")
    page.keyboard.press("Enter")
    page.locator("#own-report:not([hidden])").wait_for()


def _look(page: "Page") -> None:
    """A comparison, the compound as its own table has it, and why somebody in it did what they did."""
    page.fill("#months", "6")
    page.fill("#worlds", "2")
    page.uncheck("#predict-first")
    run(page)
    page.wait_for_selector("#shown-compound[data-shown] canvas")
    assert page.evaluate("ShownCompound.living().maps[0].scene.count") == 188
    page.locator("#shown-compound canvas").first.focus()
    for key in ("ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".compound-beside .answer summary", state="attached")
    assert "1-1-101" in page.inner_text(".compound-beside")


def _keeps_nobody(file: Path) -> None:
    with zipfile.ZipFile(file) as kept:
        assert {"ours.yaml", "ours-households.csv", "ours-ties.csv"} <= set(kept.namelist())
        text = json.dumps({name: kept.read(name).decode() for name in kept.namelist()}, ensure_ascii=False)
    assert not PERSONAL.search(text)
