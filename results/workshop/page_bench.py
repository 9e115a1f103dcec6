"""`python -m results.workshop.page_bench`: how fast the living compound is, in a browser.

Seconds from opening the page to its first picture, on a server that has been up for a while as in a room;
seconds from a click to its answer; frames a second while the largest case plays. Part of `make bench`; where
no browser is installed it says so and measures nothing.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from experiments.benchmark.performance_targets import Bar, Rows, bar_rows, laid_out
from experiments.benchmark.timing import best, reference, seconds, timing
from results.report.opening_time import browser_there

OPENED, ANSWERED, FRAME = 1.5, 1.0, 1.0 / 30.0
"""Seconds in which the first picture, an answer and a frame must be there."""

TIMES, WARM, WATCHED = 5, 20.0, 6.0
"""How often each is measured; seconds that a server has been up; seconds in which frames are counted."""

CANVAS, LIVING = ".compound-map canvas", "ShownCompound.living()"
ANSWER = ".compound-beside .answer .told"
WAIT = 120_000
"""Milliseconds after which something hangs."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a workshop page of its own."""
    with TemporaryDirectory(prefix="gongzhi-") as place:
        command = [
            sys.executable,
            "-m",
            "experiments",
            "workshop",
            "--port",
            "0",
            "--lang",
            "en",
            "--out",
            place,
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()
            process.wait()


def opened(browser: Any, address: str) -> float:
    """Seconds until the compound is there, in a window that has opened nothing yet."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()

    def look() -> None:
        page.goto(address)
        page.wait_for_selector(CANVAS, timeout=WAIT)

    try:
        return seconds(look)
    finally:
        context.close()


def answers(page: Any) -> Iterator[float]:
    """Seconds from a click to the answer beside the map, in months early and late."""
    for time in range(TIMES):
        page.evaluate(f"{LIVING}.go({1 + 17 * time})")
        page.wait_for_timeout(1500)
        spot = page.evaluate(f"{LIVING}.maps[0].point({40 + time})")

        def click(spot: Any = spot) -> None:
            page.locator(CANVAS).first.click(position=spot)
            page.wait_for_selector(".compound-beside .loading", state="detached", timeout=WAIT)
            page.wait_for_selector(ANSWER, timeout=WAIT)

        yield seconds(click)


def frames(page: Any) -> float:
    """Frames a second while the page plays."""
    page.evaluate(f"{LIVING}.go(1)")
    page.click(".compound .play")
    page.wait_for_timeout(1000)
    before = page.evaluate(f"[{LIVING}.frames(), performance.now()]")
    page.wait_for_timeout(1000 * WATCHED)
    after = page.evaluate(f"[{LIVING}.frames(), performance.now()]")
    page.click(".compound .play")
    return float(1000.0 * (after[0] - before[0]) / (after[1] - before[1]))


def measured(browser: Any, address: str) -> tuple[list[float], list[float], float]:
    """Openings, answers, and frames a second at honghu."""
    openings = [opened(browser, address) for _time in range(TIMES)]
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(address)
    page.wait_for_selector(CANVAS, timeout=WAIT)
    clicks = list(answers(page))
    before = page.get_attribute("#shown-compound", "data-shown")
    page.select_option("#case", "honghu")
    page.wait_for_selector(f'#shown-compound:not([data-shown="{before}"]) canvas', timeout=WAIT)
    return openings, clicks, frames(page)


def main() -> None:
    """Measure, print, judge."""
    program = browser_there()
    if program is None:
        print("The living compound in a browser: not measured, no browser is installed")
        return
    from playwright.sync_api import sync_playwright

    before = reference()
    with server() as address, sync_playwright() as playwright:
        sleep(WARM)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        openings, clicks, a_second = measured(browser, address)
        browser.close()
    machine = best([before, reference()])
    rows: Rows = [
        {"what": "first picture after opening", "seconds": timing(openings)},
        {"what": "a click's answer", "seconds": timing(clicks)},
    ]
    print(f"The living compound: 1920 × 1080, 72 months, honghu played at {a_second:.0f} frames a second")
    print(f"{laid_out(rows)}\n({machine})\n")
    bars = [
        Bar("first picture after opening", timing(openings).median, OPENED, "s"),
        Bar("a click's answer", timing(clicks).median, ANSWERED, "s"),
        Bar("a frame at honghu", 1.0 / a_second, FRAME, "s"),
    ]
    print(laid_out(bar_rows(bars, machine.factor)))


if __name__ == "__main__":
    main()
