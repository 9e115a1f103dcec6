"""What all tests share: Hypothesis without a clock, and ways to describe a small world."""

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from scenarios import catalogue, language, read
from scenarios.read import Governance, Scenario, scenario
from tests.killing import killing
from tests.own_project import in_project

__all__ = ["in_project", "killing"]

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from playwright.sync_api import Browser

USUAL = vars(read)["scenario"].__kwdefaults__
"""What a scenario is given where nothing is said."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

settings.register_profile(
    "model", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("model")

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


LONGEST = (
    *("test_every_bad_folder_is_told", "test_every_bad_file_is_told", "test_a_store_interrupted_at_any"),
    *("test_the_long_test_of_endurance", "test_the_verdicts_on_a_claim", "test_truths_drawn_from_the_prior"),
    *("test_make_setup_works_twice", "test_every_compound_keeps_its_books"),
)
"""Tests of ten seconds and more: begun first, so that no process waits for another in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first."""
    items.sort(key=lambda item: not item.name.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not walk through it in every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def nothing_brought() -> Iterator[None]:
    """What the studies and folders of a file of tests define is unknown to the next, which does not speak the
    language that was chosen last either.
    """
    yield
    catalogue._brought.clear()
    language.use(None)


@pytest.fixture(scope="session")
def scene() -> Scene:
    """Make a scenario of few months; ``values`` are ledger keys and numbers."""

    def make(
        case: str = "xihu",
        governance: str | Governance = "baseline",
        values: Mapping[str, float] | None = None,
        *,
        months: int = 12,
        burn_in: int = 12,
        start: int = 1,
    ) -> Scenario:
        return scenario(case, governance, months=months, burn_in=burn_in, start=start, overrides=values)

    return make


@pytest.fixture(scope="session")
def made_of() -> MadeOf:
    """Make a governance model of the instruments named, with the ledger's settings."""
    from experiments.contract_tests.small_worlds import made_of

    return made_of


def _paint_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(_figure: "Figure", file: Path, *, metadata: Mapping[str, str], **_how: object) -> None:
        file.write_text(f"<svg>{escape(metadata['Description'])}</svg>", encoding="utf-8")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", keep)
    monkeypatch.setattr("matplotlib.figure.Figure.draw_without_rendering", lambda _figure: None)


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are composed and not painted, which takes longest: for tests that look at none. What makes a
    picture again is in its file all the same.
    """
    _paint_nothing(monkeypatch)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures of a comparison are files and not even composed."""
    from matplotlib.figure import Figure

    _paint_nothing(monkeypatch)
    monkeypatch.setattr("results.figures.study_figures._of_study", lambda _request, _study: Figure())


@pytest.fixture
def bare_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages hold no letter of the font, which takes a second to cut: for tests of what pages say."""
    monkeypatch.setattr("results.web.glyphs._cut", lambda *_what: b"no letter")


@pytest.fixture
def brief_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds live a year and not five before their record, where nothing else is said: for tests that ask
    what is done with runs, and not what comes out of them.
    """
    monkeypatch.setitem(USUAL, "burn_in", 12)


@pytest.fixture(scope="module")
def brief_pasts() -> Iterator[None]:
    """`brief_past` for all tests of a file, and for what they share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(USUAL, "burn_in", 12)
        yield


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A browser; tests that need one are skipped where none is installed."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(BROWSERS)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
