"""`python -m results.report.opening_time`: how long a report takes to open in a browser, offline.

A comparison of three governance models in 30 worlds; seconds until the page says that it is ready. Part of
`make bench`; where no browser is installed it says so and measures nothing.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.benchmark.performance_targets import Bar, Rows, bar_rows, laid_out
from experiments.benchmark.timing import best, reference, seconds, timing
from results.report.screen import deliver

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
COMPARED = ("compare", "minzhu", "--governance", "baseline,one-four-n,troika", "--replicates", "30")
READY = "body[data-ready]"
LIMIT, TIMES = 2.0, 5
"""Seconds in which a report must be ready to be read, and how often it is opened."""


def opened(browser: Any, file: Path) -> float:
    """Seconds until a report is ready, in a window that has opened nothing yet."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, offline=True)
    page = context.new_page()

    def read() -> None:
        page.goto(file.as_uri())
        page.wait_for_selector(READY)

    try:
        return seconds(read)
    finally:
        context.close()


def browser_there() -> str | None:
    """The browser of this machine, None if it has none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def main() -> None:
    """Measure, print, judge."""
    program = browser_there()
    if program is None:
        print(f"A report in a browser: not measured, none of {', '.join(BROWSERS)} is installed")
        return
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory(prefix="gongzhi-") as place:
        folder = Path(place) / "compared"
        subprocess.run([sys.executable, "-m", "experiments", *COMPARED, "--out", str(folder)], check=True)
        file = deliver(folder)[0]
        before = reference()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            taken = timing(opened(browser, file) for _time in range(TIMES))
            browser.close()
    machine = best([before, reference()])
    rows: Rows = [{"what": "a report is ready", "seconds": taken}]
    print(f"A report in a browser: {' '.join(COMPARED)}\n{laid_out(rows)}\n({machine})\n")
    print(laid_out(bar_rows([Bar("a report is ready", taken.least, LIMIT, "s")], machine.factor)))


if __name__ == "__main__":
    main()
