"""The gallery: a picture of every view of the report and of the workshop page, in both languages.

`python -m results.evidence.gallery` makes docs/gallery.md and its pictures again; it needs Chromium. With
`report` or `workshop` behind it only the pictures of that are taken. The rule it holds: pictures are taken of
what users get, from small comparisons made for them.
"""

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
SIZE = {"width": 1024, "height": 768}
BROAD = {"width": 1440, "height": 1250}

VIEWS = {
    "report-first-page": ("报告首页", "the report's first page"),
    "report-differences": ("报告：差异", "the report: differences"),
    "report-months": ("报告：逐月变化", "the report: month by month"),
    "report-cost": ("报告：成本与效果", "the report: cost against effect"),
    "report-ranks": ("报告：谁排在前面", "the report: who comes first"),
    "report-phone": ("报告：手机上", "the report on a phone"),
    "report-many": ("报告首页：六个案例 × 四种治理模式", "first page: six cases × four governance models"),
    "report-cases": ("报告：各个案例", "the report: case by case"),
    "workshop-set-up": ("工作坊：设定", "the workshop page: what shall be tried"),
    "workshop-predict": ("工作坊：先预测", "the workshop page: predict first"),
    "workshop-results": ("工作坊：结果", "the workshop page: what came out"),
    "workshop-compound": ("工作坊：小区", "the workshop page: the compound"),
    "workshop-why": ("工作坊：为什么", "the workshop page: why did this household do that"),
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
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        if "report" in asked:
            _of_reports(browser, Path(place))
        if "workshop" in asked:
            with _workshop(Path(place) / "workshop") as address:
                for language in ("zh", "en"):
                    _of_workshop(browser, f"{address}?lang={language}", language)
        browser.close()
    PAGE.write_text(_page(), encoding="utf-8")


def _gongzhi(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "experiments", *words], cwd=ROOT, check=True, capture_output=True)


def _file(view: str, language: str) -> str:
    return str(PICTURES / f"{view}.{language}.png")


def _of_reports(browser: "Browser", place: Path) -> None:
    for name, compared, take in (("one", COMPARED, _of_report), ("many", MANY, _of_many_cases)):
        folder = place / name
        _gongzhi("compare", *compared, "--out", str(folder))
        for language in ("zh", "en"):
            _gongzhi("report", str(folder), "--lang", language)
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
    page.close()
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(file.as_uri())
    phone.screenshot(path=_file("report-phone", language))
    phone.close()


@contextmanager
def _workshop(folder: Path) -> Iterator[str]:
    """The address of a workshop page that is served meanwhile."""
    command = [sys.executable, "-m", "experiments", "workshop", "--port", "0", "--out", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"http://\S+/", process.stdout.readline() if process.stdout else "")
        if found is None:
            raise SystemExit("The workshop page could not be served.")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)


def _of_workshop(browser: "Browser", address: str, language: str) -> None:
    page = browser.new_page(viewport={**SIZE, "width": 1280})  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.screenshot(path=_file("workshop-set-up", language))
    page.click("#run")
    page.wait_for_selector("#predictions:not([hidden])")
    page.check('input[name="expect-conflict_index"][value="better"]')
    page.screenshot(path=_file("workshop-predict", language))
    page.click("#keep")
    page.wait_for_selector("body[data-round=done]", timeout=120_000)
    page.click("#skip")
    page.wait_for_selector("#differences tbody tr")
    page.wait_for_timeout(500)
    page.screenshot(path=_file("workshop-results", language))
    _of_compound(page, language)
    page.close()


def _of_compound(page: "Page", language: str) -> None:
    page.click("#load-compound")
    page.wait_for_selector(".scenes svg", timeout=120_000)
    page.locator("#month").fill("30")
    page.wait_for_timeout(300)
    page.locator('.scenes svg [data-row="40"]').first.click()
    page.wait_for_selector("#why-told summary", timeout=60_000)
    page.locator("#why-told .technical > summary").click()
    page.locator("#compound").screenshot(path=_file("workshop-compound", language))
    page.locator("#why-told").screenshot(path=_file("workshop-why", language))


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
