"""Page one answers in one minute: its text alone says what moved, by how much, how sure, at what cost."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from experiments.statistics.verdict import Verdict
from experiments.store.tables import Study
from results.report.first_page import first_page
from results.report.material import Material
from results.text.headlines.certainty import certainty
from results.text.names import case_name, governance_name, outcome_name
from results.web.traced import Numbers
from scenarios import language

Make = Callable[..., Study]
CASES, MODELS = ["minzhu", "xihu", "honghu"], ["baseline", "one-four-n", "troika"]


class Text(HTMLParser):
    """What stands on a page, line by line; what is hidden from sight is left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines, self._hidden = [""], 0
        self.feed(page)
        self.lines = [re.sub(r"\s+", " ", line).strip() for line in self.lines if line.strip()]

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        if name in ("h2", "h3", "p", "li", "tr", "section"):
            self.lines.append("")
        self._hidden += ("class", "unseen") in attributes

    def handle_endtag(self, name: str) -> None:
        if name == "span":
            self._hidden = 0

    def handle_data(self, text: str) -> None:
        if not self._hidden:
            self.lines[-1] += text


@dataclass
class Answer:
    """What one reads from a card: of which pair, which outcome, by how much, how sure, at what cost."""

    pair: str
    outcome: str
    before: float
    after: float
    dots: int
    word: str
    cost: str


LEVELS = {
    "zh": re.compile(r"^(?P<name>.+?) (?P<before>−?[\d.,]+)%? → (?P<after>−?[\d.,]+)%? "),
    "en": re.compile(r"^(?P<name>.+?) (?P<before>−?[\d.,]+)(?: %)? → (?P<after>−?[\d.,]+)(?: %)? "),
}
SURE = re.compile(r"(?P<dots>●+)○* (?P<word>\S+)")


def answers(page: str) -> list[Answer]:
    """The cards of a page, read as a reader would: a heading, its cost, its outcomes."""
    found: list[Answer] = []
    pair = cost = ""
    for before, line in zip(["", *Text(page).lines], Text(page).lines, strict=False):
        levels, sure = LEVELS[language.language()].match(line), SURE.search(line)
        if re.match(r"成本|cost", line):
            pair, cost = before, line
        elif levels and sure:
            first, then = (
                float(levels[one].replace(",", "").replace("−", "-")) for one in ("before", "after")
            )
            found.append(Answer(pair, levels["name"], first, then, len(sure["dots"]), sure["word"], cost))
    return found


@pytest.fixture
def study(make_study: Make) -> Study:
    """A comparison of three governance models on three cases."""
    return make_study(CASES, MODELS, 12)


def row_of(table: pd.DataFrame, case: str, model: str, outcome: str) -> pd.Series:
    """The row of the comparison with the first governance model."""
    named = table[table["outcome"].map(outcome_name) == outcome.removesuffix(" †")]
    return named[(named["case"] == case) & (named["a"] == "baseline") & (named["b"] == model)].iloc[0]


def test_the_text_of_page_one_alone_answers_what_moved_by_how_much_how_sure_and_for_what(
    study: Study, spoken: str
) -> None:
    table = study.comparison
    assert table is not None
    found = answers("".join(first_page(Material(Path(), study), Numbers())))
    assert len(found) == 3 * 2 * 3
    for place, one in enumerate(found):
        case, model = CASES[place // 6], MODELS[1 + place // 3 % 2]
        assert one.pair == f"{case_name(case)} {governance_name(model)}"
        row = row_of(table, case, model, one.outcome)
        scale = 100 if str(row["unit"]).startswith("share") else 1
        assert one.before == pytest.approx(scale * row["mean_a"], rel=0.02, abs=0.01)
        assert one.after == pytest.approx(scale * row["mean_b"], rel=0.02, abs=0.01)
        assert one.dots == certainty(row.to_dict())
        paid = row_of(table, case, model, outcome_name("cost_total"))
        assert f"{paid['mean_a']:.1f}" in one.cost and re.search("每年|a year", one.cost)


def test_what_the_text_calls_sure_is_what_was_shown(study: Study) -> None:
    table = study.comparison
    assert table is not None
    for one in answers("".join(first_page(Material(Path(), study), Numbers()))):
        model = MODELS[1] if one.pair.endswith(governance_name(MODELS[1])) else MODELS[2]
        case = next(case for case in CASES if one.pair.startswith(case_name(case)))
        verdict = row_of(table, case, model, one.outcome)["verdict"]
        assert (one.dots == 1) == (verdict == Verdict.NOT_SHOWN)


def test_question_calibration_and_limits_stand_on_the_same_page(study: Study, spoken: str) -> None:
    text = " ".join(Text("".join(first_page(Material(Path(), study), Numbers()))).lines)
    wanted = {
        "zh": ("研究问题", "是否不变：不详", "不能说明什么", "只在模型之内成立", "各按各的成本"),
        "en": (
            "What was asked",
            "under the calibration: not known",
            "cannot tell",
            "Within the model only",
            "own cost",
        ),
    }[spoken]
    assert [words for words in wanted if words not in text] == []
