"""A pairing audit told: sentences, tables and figures in both languages, all of them whole."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from agents.resident import Resident
from experiments.evidence.common_numbers import common_numbers, draws, lone_cases
from experiments.execution.run_all import run_all
from experiments.markdown import in_both
from experiments.pairing_audit.audit import Audit, carry_out, inspection
from experiments.pairing_audit.defects import Defect
from experiments.pairing_audit.first_difference import FirstDifference, KeyOwner
from experiments.pairing_audit.stream_shares import COLUMNS
from experiments.pairing_audit.variance_reduction import LITTLE
from experiments.recording.code_line import CodeLine
from results.document.html import write_summary
from results.document.terminal import print_tables
from results.evidence.common_numbers import common_numbers as page
from results.figures.style import styled
from results.findings.pairing_audit import (
    document,
    draw,
    gained,
    gains_figure,
    gains_table,
    reading,
    shown_first,
    tables,
)
from results.findings.pairing_divergence import causes, decisions_figure, partings, who_words
from results.text.names import in_percent
from scenarios import read
from scenarios.rules import rule_words
from tests.results.figures.test_study_figures import is_whole

pytestmark = pytest.mark.usefixtures("brief_pasts")


@pytest.fixture(scope="module")
def audit() -> Audit:
    """A real audit of two governance models in a few small worlds, but for the weights, which are made up."""
    pair = (read.governance("baseline"), read.governance("one-four-n"))
    asked = inspection(read.case("xihu"), pair, 6, 0, 3, {"place.households": 60.0})
    a, b = (replace(one, burn_in=12) for one in (asked.a, asked.b))
    found = carry_out(replace(asked, a=a, b=b), 1, weigh=False, quiet=True)
    rows = [
        (name, names, outcome, share, share / 2, 2 * share)
        for outcome in found.little
        for name, names, share in WEIGHTS
    ]
    return replace(found, weights=pd.DataFrame(rows, columns=list(COLUMNS)))


WEIGHTS = (
    ("model/forum.py", "session, seat, opinion", 0.9),
    ("model/forum.py hold_sessions", "session", 0.7),
    ("model/forum.py _seat", "seat", 0.05),
    ("model/channels.py", "channel, hotline", 0.4),
)


@pytest.mark.slow
@pytest.mark.usefixtures("spoken")
def test_no_text_is_cut_and_no_glyph_is_missing(audit: Audit) -> None:
    with warnings.catch_warnings(), styled():
        warnings.simplefilter("error")
        assert is_whole(gains_figure(audit)) and is_whole(decisions_figure(audit))


def test_the_terminal_names_every_section(
    audit: Audit, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_tables(tables(audit))
    said = capsys.readouterr().out
    heading = "双方从哪里开始不同" if spoken == "zh" else "Where the two sides diverge"
    assert heading in said and "model/instruments/" in said
    assert all(line in said.replace("\n", "") for line in reading(audit))


@pytest.mark.usefixtures("spoken", "unpainted", "bare_fonts")
def test_the_page_has_figures_and_the_command_that_makes_it_again(audit: Audit, tmp_path: Path) -> None:
    draw(audit, tmp_path / "figures")
    write_summary(document(audit, tmp_path), tmp_path)
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "gongzhi audit xihu baseline,one-four-n" in text and "figures/pairing.svg" in text
    assert (tmp_path / "figures" / "decisions.png").exists()
    assert 'src="http' not in (tmp_path / "summary.html").read_text(encoding="utf-8")


def test_every_outcome_that_gains_little_has_its_heaviest_draws_named(audit: Audit) -> None:
    lines = list(causes(audit))
    assert len(lines) == len(audit.little) > 0
    for line in lines:
        assert "70 % model/forum.py · hold_sessions" in line and "40 % model/channels.py" in line
        assert "90 %" not in line and "_seat" not in line


def test_a_draw_is_told_to_be_paired_one_sided_or_badly_keyed(audit: Audit) -> None:
    outcome = audit.little[0]
    weights = pd.DataFrame(
        [
            ("model/a.py", "one", outcome, 0.5, 0.4, 0.6),
            ("model/b.py", "two", outcome, 0.3, 0.2, 0.4),
            ("model/c.py", "three", outcome, 0.2, 0.1, 0.3),
            ("model/d.py", "four", outcome, 0.05, 0.0, 0.1),
        ],
        columns=audit.weights.columns,
    )
    streams = pd.DataFrame(
        {
            "stream": ["one", "two", "three", "four"],
            "both": [99, 0, 50, 1],
            "only_a": [0, 0, 25, 0],
            "only_b": [1, 9, 25, 0],
        }
    )
    made = replace(audit, weights=weights, streams=streams, findings=())
    line = next(causes(made))
    assert "50 % model/a.py (the same draws on both sides)" in line
    assert "30 % model/b.py (made under 1+4+N alone" in line and "50 % are the same draws" in line
    assert "model/d.py" not in line
    stray = replace(made, findings=(Defect("position", "model/a.py:1", stream="one"),))
    assert "50 % model/a.py (keyed badly" in next(causes(stray))


def test_a_parting_is_told_with_the_sentence_of_each_answer(audit: Audit) -> None:
    place, who = CodeLine("agents/resident.py", 9, "x"), KeyOwner("elderly", "1-2-3")
    paid = FirstDifference("decision", 4, "household.pays_fee", place, who, 2, 60, "fee", None, (1.0, 0.0))
    (line,) = partings(replace(audit, partings=(paid,)))
    answers = rule_words().rules["household.pays_fee"].answers()
    assert answers[1].en in line and answers[0].en in line
    assert line.index(answers[1].en) < line.index(answers[0].en)
    assert "elderly household 1-2-3" in line and "agents/resident.py:9" in line and "2 of 60" in line
    own = paid._replace(name="household.sings", answers=(0.25, -3.0))
    (line,) = partings(replace(audit, partings=(own,)))
    assert "household.sings" in line and "0.25" in line and "−3" in line


def test_worlds_that_never_part_are_said_to(audit: Audit) -> None:
    assert partings(replace(audit, partings=())) == [
        "The two sides never diverge: every draw, decision and state is the same on both."
    ]


def test_an_agent_is_told_by_its_kind_and_door() -> None:
    assert who_words(KeyOwner("young", "3-1-2")) == "young household 3-1-2"
    assert who_words(KeyOwner("issue", "3-1-2")) == "an issue of household 3-1-2"
    assert who_words(KeyOwner("compound", compound=4)) == "compound 4"
    assert who_words(KeyOwner("property_firm")) == "property firm"


@pytest.mark.usefixtures("spoken")
def test_every_rule_that_is_given_luck_has_a_name(audit: Audit) -> None:
    rules = set(audit.decisions["rule"])
    assert len(rules) > 10 and rules <= set(rule_words().rules)
    assert {f"household.{name}" for name in ("pays_fee", "takes_part")} <= rules
    assert callable(Resident.pays_fee)


def test_harm_is_said_as_plainly_as_gain(audit: Audit) -> None:
    gains = audit.gains.assign(p_holm=1.0)
    assert "to none" in list(gained(gains))[1]
    gains.loc[gains["outcome"] == "trust_RC", "p_holm"] = 0.001
    assert list(gained(gains))[1] == "Pairing does significant harm to: trust in the residents' committee."


def test_nothing_is_said_of_a_gain_from_too_few_worlds(
    audit: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    few = replace(audit, gains=audit.gains.assign(correlation=np.nan, times=np.nan))
    assert list(gained(few.gains)) == [
        "Nothing can be said of what pairing gains: that takes at least 4 replicates."
    ]
    print_tables(tables(few))
    assert "times fewer replicates" not in capsys.readouterr().out


def test_main_outcomes_and_those_that_gain_little_are_shown_first(audit: Audit) -> None:
    shown = shown_first(audit.gains)
    assert set(audit.little) <= set(shown)
    times = audit.gains.set_index("outcome").loc[shown, "times"].to_numpy(dtype=float)
    assert (np.diff(times) <= 0).all() and len(gains_table(audit.gains).rows) == len(shown)


@pytest.mark.parametrize(
    ("share", "text"), [(0.5, "50 %"), (0.054, "5.4 %"), (0.0001, "< 0.1 %"), (0.0, "0 %"), (np.nan, "–")]
)
def test_a_small_share_is_never_told_as_nothing(share: float, text: str) -> None:
    assert in_percent(share) == text


@pytest.mark.usefixtures("brief_past")
@pytest.mark.slow
def test_the_evidence_has_a_row_for_each_case_pair_and_outcome_and_a_page_on_them() -> None:
    pairs = (("baseline", "one-four-n"),)
    table = common_numbers(
        lambda runs, monthly: run_all(runs, 1, monthly=monthly),
        lambda _text: None,
        4,
        2,
        ["old-small"],
        pairs,
    )
    assert set(zip(table["case"], table["a"], table["b"], strict=True)) == {("old-small", *pairs[0])}
    assert table["correlation"].notna().all() and len(table) > 20
    assert (table["p_holm"] >= table["p_worse"]).all()
    weighed = draws(1, lambda _text: None, 4, 2, [("old-small", *pairs[0])])
    assert set(weighed["outcome"]) == set(table.loc[table["times"] < LITTLE, "outcome"])
    chinese, english = in_both(lambda: page(table, weighed))
    assert "共同随机数" in chinese and "Common random numbers" in english
    assert all("model/" in text for text in (chinese, english))


def test_the_evidence_is_about_every_case_of_one_compound() -> None:
    cases = lone_cases()
    assert {"xihu", "minzhu", "honghu", "old-small"} <= set(cases) and "xihu-district" not in cases
