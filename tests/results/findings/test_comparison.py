"""The summary: plain sentences, intervals beside differences, what it cannot tell, and a page that needs
nothing else.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.analysis.figure_request import FILMED, KINDS, WATCHED
from experiments.store.tables import Study
from results.document.html import write_summary
from results.figures.study_figures import draw
from results.findings.comparison import document
from results.text.names import amount, number, titled
from scenarios import language

Make = Callable[..., Study]
WARNINGS = {
    "zh": ("模型", "成功经验", "正当的表达"),
    "en": ("the model", "success stories", "legitimate voice"),
}


def told(study: Study, folder: Path) -> tuple[str, str]:
    draw(study, folder / "figures", more=True)
    write_summary(document(study, folder), folder)
    return (folder / "summary.md").read_text("utf-8"), (folder / "summary.html").read_text("utf-8")


@pytest.mark.usefixtures("undrawn", "bare_fonts")
def test_every_difference_told_carries_its_interval(make_study: Make, spoken: str, tmp_path: Path) -> None:
    page, _ = told(make_study(["minzhu"], ["baseline", "troika"], 20), tmp_path)
    label = {"zh": ("更好：", "95% 区间"), "en": ("Better: ", "95 % interval")}[spoken]
    lines = [line for line in page.splitlines() if label[0] in line]
    assert lines
    for line in lines:
        assert all(label[1] in part for part in re.split("[;；]", line))


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn", "bare_fonts")
def test_the_summary_says_what_it_cannot_tell(make_study: Make, spoken: str, tmp_path: Path) -> None:
    page, _ = told(make_study(["xihu"], ["baseline", "troika"]), tmp_path)
    for words in WARNINGS[spoken]:
        assert words in page


@pytest.mark.usefixtures("undrawn", "bare_fonts")
def test_the_summary_names_load_command_and_what_was_set(make_study: Make, tmp_path: Path) -> None:
    page, _ = told(make_study(["xihu"], ["baseline", "troika"]), tmp_path)
    assert "work demanded over capacity" in page
    assert "gongzhi compare xihu" in page
    assert "fee.quality = 4" in page


@pytest.mark.slow
@pytest.mark.parametrize(("speech", "governance"), [("zh", ["baseline", "troika"]), ("en", ["baseline"])])
def test_the_page_asks_no_server_for_anything(
    make_study: Make, governance: list[str], speech: language.Language, tmp_path: Path
) -> None:
    with language.spoken(speech):
        _, page = told(make_study(["minzhu"], governance, replicates=2), tmp_path)
    assert f'lang="{"zh-CN" if speech == "zh" else "en"}"' in page
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "<script" not in page


@pytest.mark.usefixtures("undrawn", "bare_fonts")
def test_links_of_the_markdown_lead_to_figures_that_are_there(make_study: Make, tmp_path: Path) -> None:
    page, _ = told(make_study(["minzhu"], ["baseline", "troika"]), tmp_path)
    links = re.findall(r"\]\((.*?)\)", page)
    assert links
    assert all((tmp_path / link).is_file() for link in links)
    assert "figures/ranks-minzhu.svg" in links


@pytest.mark.usefixtures("undrawn", "bare_fonts")
def test_figures_that_are_drawn_on_request_are_named_for_a_comparison_alone(
    make_study: Make, tmp_path: Path
) -> None:
    for name, models in (("one", ["baseline"]), ("two", ["baseline", "troika"])):
        (tmp_path / name).mkdir()
        page, _ = told(make_study(["minzhu"], models, replicates=2), tmp_path / name)
        named = [kind for kind in KINDS if f"- {kind}: " in page]
        assert named == (["cost-effect", *WATCHED, *FILMED] if name == "two" else [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12345, "0.123"),
        (-0.12345, "−0.123"),
        (1.2345, "1.23"),
        (12.345, "12.3"),
        (1234.5, "1,234"),
        (-0.0001, "0"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
    ],
)
def test_numbers_bear_about_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_differences_say_their_sign_and_unit() -> None:
    language.use("en")
    assert number(0.5, signed=True) == "+0.500"
    assert amount("fee_collection", 0.05) == "+5.00 percentage points"
    assert amount("trust_RC", -0.05) == "−0.050"
    assert amount("cost_total", 2.0) == "+2.00 yuan per household and month"
    assert titled("modularity") == "modularity by age"
    language.use(None)
