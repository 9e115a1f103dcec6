"""The gallery: a picture of every view of the report and of the workshop page, in both languages.

`python -m results.evidence.gallery` makes docs/gallery.md and its pictures again; it needs Chromium. With
`report` or `workshop` behind it only the pictures of that are taken. The rule it holds: pictures are taken of
what users get, from small comparisons made for them.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from experiments.markdown import in_both
from results.text.conditions import model_version

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent.parent
PAGE, PICTURES = ROOT / "docs/gallery.md", ROOT / "docs/images/gallery"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COMPARED = ("minzhu", "--governance", "baseline,one-four-n,troika", "--replicates", "20")
MANY = (
    "minzhu,xihu,honghu,laocheng,old-unmanaged,xihu-commodity",
    *("--governance", "baseline,one-four-n,troika,grid", "--replicates", "6", "--months", "24"),
)
WITH_COMPOUND: dict[str, tuple[str, ...]] = {"one": ("--with-compound",), "many": ()}
SIZE = {"width": 1024, "height": 768}
BROAD = {"width": 1440, "height": 1250}
PHONE, WALL = {"width": 390, "height": 844}, {"width": 1920, "height": 1080}
ROOM = ("--room", "--room-address", "127.0.0.2", "--room-port", "0", "--yes")
A_MONTH, A_HOUSEHOLD = 24, 40
LONG = 240_000
"""Milliseconds after which something hangs."""

VIEWS = {
    "report-first-page": ("报告首页", "the report's first page"),
    "report-differences": ("报告：差异", "the report: differences"),
    "report-months": ("报告：逐月变化", "the report: month by month"),
    "report-cost": ("报告：成本与效果", "the report: cost against effect"),
    "report-ranks": ("报告：谁排在前面", "the report: who comes first"),
    "report-phone": ("报告：手机上", "the report on a phone"),
    "report-many": ("报告首页：六个案例 × 四种治理模式", "first page: six cases × four governance models"),
    "report-cases": ("报告：各个案例", "the report: case by case"),
    "report-compound": ("报告：逐月的小区", "the report: the compound, month by month"),
    "workshop-set-up": ("工作坊：设定", "the workshop page: what shall be tried"),
    "workshop-opened": ("工作坊：运行前的小区", "the workshop page: the compound before a run"),
    "workshop-predict": ("工作坊：先预测", "the workshop page: predict first"),
    "workshop-results": ("工作坊：结果", "the workshop page: what came out"),
    "workshop-compound": ("工作坊：小区", "the workshop page: the compound"),
    "workshop-why": ("工作坊：为什么", "the workshop page: why did this household do that"),
    "workshop-phone": ("工作坊：手机上", "the workshop page on a phone"),
    "workshop-presented": ("工作坊：演示，一屏一事", "the workshop page, presented: one thing at a time"),
    "workshop-verdicts": ("工作坊：演示，结论", "the workshop page, presented: verdicts"),
    "room-panel": ("全场提问：主持人的一栏", "the room: the facilitator's panel"),
    "room-phone": ("全场提问：手机上作答", "the room: answering on a phone"),
}


def main() -> None:
    """Take every picture and write the page."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit(f"The gallery needs a browser: none of {', '.join(BROWSERS)} is installed.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[1:] or ["report", "workshop"]
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], env={**os.environ, **_fonts(Path(place))}
        )
        if "report" in asked:
            _of_reports(browser, Path(place))
        if "workshop" in asked:
            for language in ("zh", "en"):
                with _workshop(Path(place) / language) as (address,):
                    _of_workshop(browser, f"{address}?lang={language}", language)
                with _workshop(Path(place) / f"room-{language}", *ROOM) as (votes, address):
                    _of_room(browser, f"{address}?lang={language}", f"{votes}?lang={language}", language)
        browser.close()
    PAGE.write_text(_page(), encoding="utf-8")


def _fonts(place: Path) -> dict[str, str | float | bool]:
    """What lets pages that name fonts of a phone find a Chinese one on a machine that has none."""
    file = place / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include><dir>{ROOT / 'results/fonts'}</dir>"
        f"<cachedir>{place / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(file)}


def _gongzhi(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "experiments", *words], cwd=ROOT, check=True, capture_output=True)


def _file(view: str, language: str) -> str:
    return str(PICTURES / f"{view}.{language}.png")


def _of_reports(browser: "Browser", place: Path) -> None:
    for name, compared, take in (("one", COMPARED, _of_report), ("many", MANY, _of_many_cases)):
        folder = place / name
        _gongzhi("compare", *compared, "--out", str(folder))
        for language in ("zh", "en"):
            _gongzhi("report", str(folder), "--lang", language, *WITH_COMPOUND[name])
            take(browser, folder / f"report-{language}.html", language)


def _of_many_cases(browser: "Browser", file: Path, language: str) -> None:
    page = browser.new_page(viewport=BROAD)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    page.screenshot(path=_file("report-many", language))
    page.click("#tab-cases")
    page.wait_for_timeout(300)
    page.locator("#panel-cases").screenshot(path=_file("report-cases", language))
    page.close()


def _of_report(browser: "Browser", file: Path, language: str) -> None:
    page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    page.screenshot(path=_file("report-first-page", language))
    for view in ("differences", "months", "cost", "ranks"):
        page.click(f"#tab-{view}")
        page.locator("[role=tablist]").scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        page.locator(f"#panel-{view}").screenshot(path=_file(f"report-{view}", language))
    page.set_viewport_size(BROAD)  # type: ignore[arg-type]
    page.wait_for_selector("#recorded-compound canvas")
    _to_month(page, A_MONTH)
    page.locator("#living-compound").screenshot(path=_file("report-compound", language))
    page.close()
    phone = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    phone.goto(file.as_uri())
    phone.screenshot(path=_file("report-phone", language))
    phone.close()


@contextmanager
def _workshop(folder: Path, *further: str) -> Iterator[list[str]]:
    """The address of a workshop page that is served meanwhile, behind that of the page to vote on."""
    command = [sys.executable, "-m", "experiments", "workshop", "--port", "0", "--out", str(folder), *further]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told: list[str] = []
    try:
        while not any("127.0.0.1" in one for one in told):
            if not process.stdout or not (line := process.stdout.readline()):
                raise SystemExit("The workshop page could not be served.")
            told += re.findall(r"http://127\.0\.0\.[12]:\d+/\S+/", line)
        yield told
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)


def _of_workshop(browser: "Browser", address: str, language: str) -> None:
    page = browser.new_page(viewport={**SIZE, "width": 1280})  # type: ignore[arg-type]
    page.set_default_timeout(LONG)
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.screenshot(path=_file("workshop-set-up", language))
    page.wait_for_selector("#shown-compound[data-shown] canvas")
    page.locator("#shown-compound").screenshot(path=_file("workshop-opened", language))
    page.click("#run")
    page.wait_for_selector("#predictions:not([hidden])")
    page.check('input[name="expect-conflict_index"][value="better"]')
    page.screenshot(path=_file("workshop-predict", language))
    page.click("#keep")
    page.wait_for_selector("body[data-round=done]")
    page.click("#skip")
    page.wait_for_selector("#differences tbody tr")
    page.wait_for_timeout(500)
    page.screenshot(path=_file("workshop-results", language))
    _of_compound(page, language)
    _presented(page, language)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.locator("#shown").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=_file("workshop-phone", language))
    page.close()


def _to_month(page: "Page", month: int) -> None:
    page.locator(".compound input.month").fill(str(month))
    page.wait_for_selector(f'.compound[data-month="{month}"]')
    page.wait_for_timeout(300)


def _of_compound(page: "Page", language: str) -> None:
    page.wait_for_selector("#shown-compound[data-shown] canvas")
    _to_month(page, A_MONTH)
    page.locator("#shown-compound").screenshot(path=_file("workshop-compound", language))
    page.set_viewport_size(BROAD)  # type: ignore[arg-type]
    page.wait_for_timeout(500)
    spot = page.evaluate(f"ShownCompound.living().maps[0].point({A_HOUSEHOLD})")
    page.locator(".compound-map canvas").first.click(position=spot)
    page.wait_for_selector(".compound-beside .answer summary", state="attached")
    page.locator(".compound-beside").screenshot(path=_file("workshop-why", language))


def _presented(page: "Page", language: str) -> None:
    """The question and the first verdicts as the wall shows them; then the page as it was."""
    page.set_viewport_size(WALL)  # type: ignore[arg-type]
    page.click("#present")
    for view, step in (("workshop-presented", "question"), ("workshop-verdicts", "verdicts")):
        while page.get_attribute("body", "data-step") != step:
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        page.screenshot(path=_file(view, language))
    page.keyboard.press("Escape")


def _of_room(browser: "Browser", address: str, votes: str, language: str) -> None:
    """The panel with the answer of one phone, and that phone."""
    wall, phone = browser.new_page(viewport=SIZE), browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    for page in (wall, phone):
        page.set_default_timeout(LONG)
    wall.goto(address)
    wall.wait_for_selector("body[data-ready]")
    wall.uncheck("#predict-first")
    wall.click("#run")
    wall.wait_for_selector("body[data-round=done]")
    phone.goto(votes)
    wall.click("[data-act=first]")
    phone.wait_for_selector("#questions:not([hidden]) input")
    for field in phone.locator("fieldset").all():
        field.locator("input").first.check()
    phone.screenshot(path=_file("room-phone", language))
    phone.click("button[type=submit]")
    wall.wait_for_selector("#ballots:text-is('1')")
    wall.locator("#room").screenshot(path=_file("room-panel", language))
    wall.close()
    phone.close()


def _page() -> str:
    """The page, Chinese and English side by side."""
    chinese, english = in_both(model_version)
    lines = [
        "# 图廊 Gallery",
        "",
        f"{chinese}由 `python -m results.evidence.gallery` 生成（请勿手改）。"
        "图中结果只在模型之内成立，不是对任何真实小区的预测。",
        "",
        f"{english} Made by `python -m results.evidence.gallery` (do not edit). What the pictures show holds "
        "within the model; it is no forecast for any real place.",
        "",
        "看过哪些画面、看的是什么：[looked-at.zh.md](looked-at.zh.md)。",
        "",
        "What was looked at, and what for: [looked-at.md](looked-at.md).",
    ]
    for view, (chinese, english) in VIEWS.items():
        lines += ["", f"## {chinese} {english}", ""]
        lines += [
            f"![{chinese}](images/gallery/{view}.zh.png)",
            "",
            f"![{english}](images/gallery/{view}.en.png)",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
