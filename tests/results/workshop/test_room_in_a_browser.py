"""A room in real browsers: the facilitator's on a projector, phones, and voters from a script."""

import csv
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.results.workshop.test_workshop_in_a_browser import LONG, Server, open_page, run, small

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.slow
CONTRAST = (Path(__file__).parent.parent / "contrast.js").read_text(encoding="utf-8")
OPEN = "body[data-room='{} open']"


def voters(address: str, count: int) -> None:
    """So many phones, from addresses of their own, that give the first answer to every question."""
    where = urlsplit(address)
    for number in range(count):
        line = HTTPConnection(where.netloc, source_address=(f"127.0.0.{2 + number}", 0))
        line.request("GET", f"{where.path}question")
        asked = json.loads(line.getresponse().read())
        answers = {one["id"]: one["choices"][0]["id"] for one in asked["questions"]}
        sent = {"token": f"{number:022d}", "vote": asked["vote"], "answers": answers}
        line.request("POST", f"{where.path}ballot", json.dumps(sent), {"content-type": "application/json"})
        assert line.getresponse().read() == b'{"counted": true}'
        line.close()


def answer(phone: "Page", question: str, choice: int) -> None:
    """Choose that answer to each question, once that one is among them, and send it."""
    phone.wait_for_selector(f"#questions:not([hidden]) input[name='{question}']")
    for field in phone.locator("fieldset").all():
        field.locator("input").nth(choice).check()
    phone.click("button[type=submit]")
    phone.wait_for_selector("body[data-state=counted]")


def fits(page: "Page") -> bool:
    found: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found


def keep(asked: list[tuple[str, str]], start: str) -> "Callable[[Request], None]":
    """Keeps what a page asks for, beside where all of it should begin."""
    return lambda request: asked.append((request.url, start))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A workshop with a room, on two addresses of this machine."""
    room = ("--room", "--room-address", "127.0.0.2", "--room-port", "0", "--yes")
    running = Server(tmp_path, 0, "zh", room)
    yield running
    running.end()


def test_thirty_phones_predict_twice_and_read_the_result(chromium: "Browser", server: Server) -> None:
    votes = re.findall(r"http://127\.0\.0\.2:\d+/[A-Z0-9]{6}/", server.told)[0]
    problems, asked = list[str](), list[tuple[str, str]]()
    sizes = ((1920, 1080), (390, 844), (390, 844))
    contexts = [chromium.new_context(viewport={"width": wide, "height": high}) for wide, high in sizes]
    for context in contexts:
        context.set_default_timeout(LONG)
    wall, one, other = (context.new_page() for context in contexts)
    for page, allowed in ((wall, server.address), (one, votes), (other, votes)):
        start = allowed if page is wall else allowed[:-7]
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", keep(asked, start))
    open_page(wall, server, "zh")
    small(wall, months=6, worlds=2)
    wall.check("#predict-first")
    run(wall)
    one.goto(f"{votes}?lang=zh")
    one.wait_for_selector("body[data-state=waiting]")
    other.goto(f"{votes[:-7]}?lang=en")
    other.fill("#code", votes[-7:-1].lower())
    other.click("button")
    other.wait_for_selector("body[data-state=waiting]")
    wall.check("input[value=cost_total]")
    wall.click("[data-act=first]")
    answer(one, "cost_total", 0)
    answer(one, "cost_total", 2)
    answer(other, "cost_total", 2)
    assert fits(one) and fits(other) and one.evaluate(CONTRAST) == other.evaluate(CONTRAST) == []
    voters(votes, 28)
    wall.wait_for_selector("#ballots:text-is('30')")
    assert wall.locator(".bar").count() == 0 and wall.is_visible(".invitation img")
    wall.click("[data-act=show]")
    wall.wait_for_selector(".bar")
    wall.click("[data-act=close]")
    one.wait_for_selector("body[data-state=closed]")
    wall.click("[data-act=second]")
    wall.wait_for_selector(OPEN.format("second"))
    answer(one, "cost_total", 1)
    wall.click("#room-paper summary")
    wall.locator("#room-paper input").first.fill("7")
    wall.click("#room-paper button")
    wall.click("[data-act=close]")
    wall.click("[data-act=reveal]")
    wall.wait_for_selector(".answer.came")
    assert "尚不能判断" in wall.inner_text("#room") and "一致" in wall.inner_text("#room")
    wall.click("[data-act=quiz]")
    wall.wait_for_selector(OPEN.format("quiz"))
    answer(other, "real place", 0)
    wall.click("[data-act=close]")
    wall.click("[data-act=show]")
    wall.wait_for_selector(".understood")
    assert [text for text in wall.evaluate(CONTRAST) if not text.startswith("取消")] == []
    for width in (390, 1024):
        wall.set_viewport_size({"width": width, "height": 900})
        assert fits(wall), width
    with wall.expect_download() as download:
        wall.click("#room-csv")
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    counts = {(row["vote"], row["question"], row["answer"]): (row["phones"], row["paper"]) for row in rows}
    assert counts["first", "cost_total", "better"] == ("28", "0")
    assert counts["first", "cost_total", "worse"] == ("2", "0")
    assert ("0", "7") in counts.values() and len(rows) == 2 * 9 + 3 + 4 + 3
    wall.on("dialog", lambda dialog: dialog.accept())
    wall.click("[data-act=end]")
    wall.wait_for_selector("[data-act=end]", state="detached")
    one.wait_for_selector("body[data-state=gone]")
    for context in contexts:
        context.close()
    assert problems == [url for url, start in asked if not url.startswith((start, "data:", "blob:"))] == []
