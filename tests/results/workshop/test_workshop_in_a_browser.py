"""The workshop page in a real browser, with the server as a user starts it: run, cancel, predict, ask why."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from results.figures.style import look

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.slow
CANVAS = ".compound-map canvas"
READY, DONE = "body[data-ready]", "body[data-round=done]"
LONG = 300_000
"""Milliseconds after which something hangs, however busy the machine is."""


class Server:
    """`gongzhi workshop` in a process of its own."""

    def __init__(
        self, folder: Path, port: int = 0, language: str = "en", further: tuple[str, ...] = ()
    ) -> None:
        command = [sys.executable, "-m", "experiments", "workshop", "--out", str(folder), "--port", str(port)]
        self.process = subprocess.Popen(
            [*command, *further, "--jobs", "2", "--lang", language],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.told, found = "", None
        while found is None and (line := self.process.stdout.readline()):
            self.told += line
            found = re.search(r"http://127\.0\.0\.1:(\d+)/\S+/", line)
        assert found, self.process.stderr and self.process.stderr.read()
        self.address, self.port = found[0], int(found[1])

    def workers(self) -> list[int]:
        """The processes that simulate: the children of the one that they are forked from."""
        children = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True)
        rows = [line.split(None, 2) for line in children.stdout.splitlines()[1:]]
        forks = [pid for pid, parent, _name in rows if int(parent) == self.process.pid]
        return [int(pid) for pid, parent, _name in rows if parent in forks]

    def end(self) -> None:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this file."""
    running = Server(tmp_path_factory.mktemp("workshop"))
    yield running
    running.end()


@pytest.fixture
def page(chromium: "Browser", server: Server) -> "Iterator[Page]":
    """The page at 1024 × 768, ready; nothing on it may fail or leave this machine."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, accept_downloads=True)
    context.set_default_timeout(LONG)
    found, problems = context.new_page(), list[str]()
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on("request", lambda one: problems.append(one.url) if not _is_ours(one.url, server) else None)
    open_page(found, server)
    yield found
    assert problems == []
    context.close()


def _is_ours(url: str, server: Server) -> bool:
    return url.startswith((server.address, "data:", "blob:"))


def open_page(page: "Page", server: Server, language: str = "en") -> None:
    page.goto(f"{server.address}?lang={language}")
    page.wait_for_selector(READY)


def small(page: "Page", months: int = 12, worlds: int = 3) -> None:
    """A round that does not take long, without predictions."""
    unfold(page)
    page.select_option("#case", "xihu")
    page.fill("#months", str(months))
    page.fill("#worlds", str(worlds))
    page.uncheck("#predict-first")


def unfold(page: "Page") -> None:
    """The form as it is before a run."""
    if page.get_attribute("#fold", "aria-expanded") == "false":
        page.click("#fold")


def run(page: "Page") -> None:
    page.click("#run")
    page.wait_for_selector(DONE, timeout=LONG)


def test_a_room_runs_compares_and_looks(page: "Page") -> None:
    small(page)
    run(page)
    assert page.locator("#months-chart svg path").count() > 4
    assert page.locator("#differences tbody tr").count() > 8
    assert "3" in page.inner_text("#state")


def test_people_predict_before_they_see_and_take_their_answers_along(page: "Page", tmp_path: Path) -> None:
    small(page)
    page.check("#predict-first")
    page.click("#run")
    page.wait_for_selector("#predictions:not([hidden])")
    page.wait_for_selector(DONE, timeout=LONG)
    assert page.is_hidden("#shown")
    page.fill("#predictor", "<img src=x onerror=alert(1)>")
    page.check('input[name="expect-cost_total"][value="worse"]')
    for same in page.locator('input[value="same"]:not([name="expect-cost_total"])').all():
        same.check()
    page.click("#keep")
    page.wait_for_selector("#kept:has-text('1')")
    page.click("#skip")
    page.wait_for_selector("#export")
    assert page.locator("#predicted img").count() == 0
    assert "<img src=x" in page.inner_text("#predicted")
    with page.expect_download() as download:
        page.click("#export")
    download.value.save_as(tmp_path / "answers.csv")
    rows = list(csv.DictReader((tmp_path / "answers.csv").read_text("utf-8-sig").splitlines()))
    mine = [row for row in rows if row["name"].startswith("<img")]
    right = {row["outcome"]: (row["found"], row["right"]) for row in mine}
    assert right.pop("cost_total") == ("worse", "yes")
    answers = {"no difference could be shown": "cannot tell", "no practical difference": "yes"}
    assert all(answer == answers.get(found, "no") for found, answer in right.values())
    assert "cannot tell" in {answer for _found, answer in right.values()}
    assert "尚不能判断" in page.inner_text("#predicted") or "cannot tell yet" in page.inner_text("#predicted")


def test_a_governance_model_has_one_colour_in_every_picture_of_the_page(page: "Page") -> None:
    small(page)
    run(page)
    told = page.evaluate("Results.last.governance.map((one) => one.look.colour)")
    assert told == [look(place).colour for place in range(len(told))] and len(told) > 1
    marks = page.locator("#differences svg .mark [stroke]")
    assert marks.count() > 8
    assert {marks.nth(one).get_attribute("stroke") for one in range(marks.count())} == set(told[1:])
    lines = page.locator("#months-chart svg path").evaluate_all(
        "all => all.map((one) => one.getAttribute('stroke'))"
    )
    assert {colour.upper() for colour in told} <= {str(stroke).upper() for stroke in lines}


def test_the_compound_is_there_before_anything_is_run_and_answers_a_click(page: "Page") -> None:
    page.wait_for_selector(CANVAS, timeout=LONG)
    assert page.locator(CANVAS).count() == 2 and page.get_attribute("body", "data-round") is None
    spot = page.evaluate("ShownCompound.living().maps[0].point(45)")

    def later(route: "Route") -> None:
        page.wait_for_timeout(200)
        route.continue_()

    page.route("**/why?*", later)
    page.locator(CANVAS).first.click(position=spot)
    page.wait_for_selector(".compound-beside .loading")
    page.wait_for_selector(".compound-beside .answer summary", state="attached", timeout=LONG)
    assert page.locator(".compound-beside .loading").count() == 0
    box = page.locator(".compound-beside").bounding_box()
    assert box and box["y"] < 768 and box["y"] + min(box["height"], 200) > 0
    page.unroute("**/why?*")


def test_the_compound_plays_steps_and_follows_one_issue(page: "Page") -> None:
    small(page)
    run(page)
    page.wait_for_selector("#shown-compound[data-shown] canvas", timeout=LONG)
    page.click(".compound .forward")
    page.wait_for_selector('.compound[data-month="2"]')
    page.click(".compound .back")
    page.wait_for_selector('.compound[data-month="1"]')
    first = page.inner_text(".compound-ticker")
    page.select_option(".compound .speed", "4")
    page.click(".compound .play")
    page.wait_for_selector('.compound[data-month="12"]', timeout=LONG)
    page.wait_for_selector(".compound:not([data-playing])", timeout=LONG)
    assert page.inner_text(".compound-ticker") != first
    page.click(".compound .follow-chosen")
    page.wait_for_selector(".compound-beside .answer h3, .compound-beside .answer h4", timeout=LONG)
    assert page.locator(".compound-beside .life button").count() > 0
    page.locator(".compound-beside .life button").first.click()
    shown = page.get_attribute(".compound", "data-month")
    assert page.locator(".compound-beside .life button.now").first.get_attribute("data-month") == shown
    words = page.locator(".compound-ticker li").all_inner_texts()
    page.click(".compound-words summary")
    page.wait_for_selector(".compound-words table")
    assert all(text in page.inner_text(".compound-words") for text in words if words)


def test_the_compound_is_walked_through_by_keyboard(page: "Page") -> None:
    page.wait_for_selector(CANVAS, timeout=LONG)
    page.locator(CANVAS).first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('.compound-map .unseen:has-text("1-1-2")', state="attached")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector('.compound-map .unseen:has-text("1-2-2")', state="attached")
    page.keyboard.press("Enter")
    page.wait_for_selector(".compound-beside .answer summary", state="attached", timeout=LONG)
    assert "1-2-2" in page.inner_text(".compound-beside h3 >> nth=0")


def test_who_asks_for_calm_steps_and_nothing_moves_by_itself(chromium: "Browser", server: Server) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server)
    page.wait_for_selector(CANVAS, timeout=LONG)
    assert page.locator(".compound .play").count() == 0
    page.click(".compound .forward")
    page.wait_for_selector('.compound[data-month="2"]')
    context.close()


def test_a_round_is_cancelled_and_the_next_one_runs(page: "Page") -> None:
    small(page, months=120, worlds=50)
    page.click("#run")
    page.wait_for_selector("#cancel:not([disabled])")
    page.click("#cancel")
    page.wait_for_selector("body[data-round=cancelled]", timeout=LONG)
    small(page)
    run(page)


def test_a_reload_in_the_middle_of_a_round_finds_it_again(page: "Page") -> None:
    small(page, months=120, worlds=20)
    page.click("#run")
    page.wait_for_selector("#cancel:not([disabled])")
    page.reload()
    page.wait_for_selector(DONE, timeout=LONG)
    assert page.is_hidden("#worlds") and page.input_value("#worlds") == "20"
    assert page.locator("#differences tbody tr").count() > 8


def test_two_browsers_run_their_own_rounds_at_once(chromium: "Browser", page: "Page", server: Server) -> None:
    other = chromium.new_context().new_page()
    open_page(other, server, "zh")
    for one, worlds in ((page, 4), (other, 5)):
        small(one, months=24, worlds=worlds)
        one.click("#run")
    for one, worlds in ((page, 4), (other, 5)):
        one.wait_for_selector(DONE, timeout=LONG)
        assert f"n = {worlds}" in one.inner_text("#differences")
    assert "已完成" in other.inner_text("#state")
    other.context.close()


def test_a_killed_worker_does_not_end_a_round(page: "Page", server: Server) -> None:
    small(page, months=120, worlds=30)
    page.click("#run")
    page.wait_for_selector("#shown:not([hidden])", timeout=LONG)
    os.kill(server.workers()[-1], signal.SIGKILL)
    page.wait_for_selector(DONE, timeout=LONG)
    assert "30" in page.inner_text("#state")


def test_a_set_up_is_saved_and_opened_by_another_room(page: "Page", tmp_path: Path) -> None:
    from playwright.sync_api import expect

    small(page, months=18, worlds=4)
    page.select_option("#side-1", "troika")
    with page.expect_download() as download:
        page.click("#save")
    file = tmp_path / "set-up.json"
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["sides"][1]["governance"] == "troika"
    page.reload()
    page.wait_for_selector(READY)
    page.set_input_files("#open", str(file))
    page.wait_for_selector("#months >> visible=true")
    expect(page.locator("#months")).to_have_value("18", timeout=LONG)
    assert (page.input_value("#months"), page.input_value("#side-1")) == ("18", "troika")
    file.write_text(file.read_text(encoding="utf-8").replace("troika", "troyka"), encoding="utf-8")
    page.set_input_files("#open", str(file))
    page.wait_for_selector("#problem:not([hidden])")
    assert "Did you mean troika?" in page.inner_text("#problem")


def test_a_second_instance_on_a_busy_port_says_so(server: Server, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "experiments", "workshop", "--port", str(server.port)]
    second = subprocess.run(
        [*command, "--out", str(tmp_path), "--lang", "en"], capture_output=True, text=True
    )
    assert second.returncode == 2
    assert str(server.port) in second.stderr and "--port" in second.stderr


def test_a_server_that_has_gone_is_told_and_the_page_stays(chromium: "Browser", tmp_path: Path) -> None:
    brief = Server(tmp_path)
    page = chromium.new_context().new_page()
    open_page(page, brief)
    brief.end()
    small(page)
    page.click("#run")
    page.wait_for_selector("#problem:not([hidden])")
    assert "server" in page.inner_text("#problem")
    page.context.close()


@pytest.mark.parametrize("width", [390, 1024])
def test_the_page_fits_a_phone_and_an_old_projector(chromium: "Browser", server: Server, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 768})
    for language in ("zh", "en"):
        page = context.new_page()
        open_page(page, server, language)
        small(page, months=6, worlds=2)
        run(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        top = page.evaluate("document.getElementById('shown').getBoundingClientRect().top + scrollY")
        assert top < 600, "results begin on the first screen"
        boxes = page.locator("#differences .scroll")
        assert boxes.evaluate_all("all => all.every((one) => one.scrollWidth <= one.clientWidth)")
        unfold(page)
        page.click("#instruments-1 summary")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_on_the_page_have_contrast_enough(chromium: "Browser", server: Server, language: str) -> None:
    context = chromium.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    open_page(page, server, language)
    small(page, months=6, worlds=2)
    run(page)
    script = (Path(__file__).parent.parent / "contrast.js").read_text(encoding="utf-8")
    poor = [text for text in page.evaluate(script) if not text.startswith(("Cancel", "取消"))]
    assert poor == []
    context.close()


def test_a_moved_slider_runs_again_at_once(page: "Page") -> None:
    small(page)
    run(page)
    before = page.url
    unfold(page)
    page.locator('[id="value-issues.rate"]').focus()
    page.keyboard.press("End")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector(DONE, timeout=LONG)


def test_a_slider_moved_in_the_middle_of_a_round_takes_that_round_back(page: "Page") -> None:
    small(page, months=120, worlds=50)
    page.click("#run")
    page.wait_for_selector("body[data-id]")
    before = page.get_attribute("body", "data-id")
    small(page)
    page.locator('[id="value-issues.rate"]').focus()
    page.keyboard.press("End")
    page.wait_for_url(lambda url: not url.endswith(f"={before}"))
    page.wait_for_selector(DONE, timeout=LONG)
    state = "async (id) => (await (await fetch(`api/rounds/${id}`)).json()).state"
    assert page.evaluate(state, before) == "cancelled"


def test_a_link_part_opens_on_another_server_and_is_checked_like_a_file(
    chromium: "Browser", page: "Page", tmp_path: Path
) -> None:
    small(page, months=18, worlds=4)
    page.select_option("#side-1", "troika")
    page.click("#instruments-1 summary")
    page.check('#instruments-1 input[value="patrol"]')
    page.click("button:has-text('two more community workers')")
    page.click("#copy-link")
    part = page.input_value("#link")
    assert part.startswith("#set-up=") and len(part) < 200 and "/" not in part
    asked = page.evaluate("SetUp.read()")
    other = Server(tmp_path, language="zh")
    elsewhere = chromium.new_context().new_page()
    elsewhere.goto(f"{other.address}{part}")
    elsewhere.wait_for_selector(READY)
    assert elsewhere.evaluate("SetUp.read()") == asked and asked["parameters"]
    assert "超出合理范围" in elsewhere.locator(".beyond:visible").inner_text()
    elsewhere.fill("#link", part.replace("patrol", "patroll"))
    elsewhere.click("#open-link")
    elsewhere.wait_for_selector("#problem:has-text('patrol')")
    damaged = chromium.new_context().new_page()
    for wrong, said in (("months=x", "months"), ("side=baseline" * 9000, "32 KB")):
        damaged.goto("about:blank")
        damaged.goto(f"{other.address}{part}&{wrong}")
        damaged.wait_for_selector(f"#problem:has-text('{said}')")
        damaged.wait_for_selector(CANVAS, timeout=LONG)
        assert "set-up.yaml" not in damaged.inner_text("#problem")
    damaged.context.close()
    other.end()
    elsewhere.context.close()


def test_a_room_is_shown_one_thing_at_a_time_by_keys(page: "Page") -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    small(page)
    page.check("#predict-first")
    page.click("#run")
    page.wait_for_selector("#predictions:not([hidden])")
    page.wait_for_selector(DONE)
    page.evaluate("() => { document.documentElement.requestFullscreen = () => Promise.reject(Error('no')); }")
    page.focus("#present")
    page.keyboard.press("f")
    seen = []
    for _each in range(12):
        step = page.get_attribute("body", "data-step")
        visible = page.locator("#results > .on-stage:visible")
        assert visible.count() == 1, step
        size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
        assert visible.first.evaluate(size) >= (22 if step == "compound" else 28)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1920
        bottom = page.evaluate("document.getElementById('presenter').getBoundingClientRect().top")
        if step == "compound":
            boxes = [one.bounding_box() for one in page.locator(f"{CANVAS}, .compound-ticker").all()]
            assert all(box and box["y"] + box["height"] <= bottom for box in boxes)
        else:
            assert page.evaluate("document.documentElement.scrollHeight") <= 1080, step
        seen.append(step)
        page.keyboard.press("ArrowRight")
    shown = list(dict.fromkeys(seen))
    assert shown == ["question", "prediction", "months", "verdicts", "compound", "limits"]
    page.keyboard.press("ArrowLeft")
    assert page.get_attribute("body", "data-step") == "compound"
    page.keyboard.press("?")
    assert page.locator("#keys kbd:visible").count() == 6
    page.keyboard.press("Escape")
    assert page.is_hidden("#keys") and page.is_visible("#presenter")
    page.keyboard.press("Escape")
    assert page.is_hidden("#presenter") and page.is_visible("#set-up")


def test_without_the_key_of_the_address_no_page_opens(chromium: "Browser", server: Server) -> None:
    other = chromium.new_context().new_page()
    answer = other.goto(f"http://127.0.0.1:{server.port}/")
    assert answer is not None and answer.status == 403 and "gongzhi workshop" in other.inner_text("body")
    other.context.close()
