"""A rule of a project's own is told by its own docstring, file and line, never by words of a shipped one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.explanation.divergence import part
from experiments.explanation.rule_source import first_sentence
from experiments.explanation.run_lookup import PastRun
from experiments.provenance.chosen_rules import chosen_rules
from results.document.blocks import Paragraph
from results.document.terminal import print_tables
from results.findings import decision
from results.findings.divergence import described
from scenarios import read
from scenarios.language import use

pytestmark = pytest.mark.usefixtures("brief_pasts")

PARAMETERS = """
hesitant:
  about: {name: hesitant}
  least: {default: 0.05, range: [0, 1]}
"""


@pytest.fixture
def sensitive(in_project: Path) -> Path:
    """The project, whose rule reads a parameter of its own."""
    use("en")
    ledger, rule = in_project / "parameters.yaml", in_project / "agents/hesitant.py"
    ledger.write_text(ledger.read_text("utf-8") + PARAMETERS, "utf-8")
    text = rule.read_text("utf-8").replace("0.05", "self.least")
    text = text.replace(
        '"""Waits for others."""', '"""Waits for others."""\n\n    least = Parameter("hesitant.least")'
    )
    rule.write_text("from agents.actor import Parameter\n" + text, "utf-8")
    return in_project


def test_a_rule_of_ones_own_is_told_by_its_docstring_file_line_and_inputs(
    sensitive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = PastRun(read.scenario("lane", "baseline", months=2, burn_in=0), 1)
    world = run.world()
    old = int(np.flatnonzero(world.households.group == 0)[0])
    answer = decision.why(run, f"row {old}", 1, "takes_part")
    [one] = answer["decisions"]
    assert (one["file"], one["of_project"], one["shipped"]) == ("agents/hesitant.py", True, False)
    lines = (sensitive / "agents/hesitant.py").read_text("utf-8").splitlines()
    assert "one_by_one" in lines[one["line"] - 1]
    assert one["text"].endswith("Only who sees others take part does.")
    assert {"hesitant.least", "Meeting.norm"} <= {part["id"] for part in one["inputs"]}
    print_tables(decision.document(answer))
    said = capsys.readouterr().out
    assert "agents/hesitant.py of the project" in said and "speak for it" not in said
    assert "(hesitant.least, assumption)" in said.replace("\n", " ")


def test_a_shipped_rule_in_a_project_keeps_its_words(in_project: Path) -> None:
    run = PastRun(read.scenario("street", "baseline", months=2, burn_in=0), 1)
    old = int(np.flatnonzero(run.world().households.group == 0)[0])
    [one] = decision.why(run, f"row {old}", 1, "takes_part")["decisions"]
    assert one["shipped"] and not one["of_project"] and one["file"] == "agents/resident.py"


def test_where_two_worlds_part_an_instrument_of_ones_own_is_named(in_project: Path) -> None:
    use("en")
    pair = (read.governance("baseline"), read.governance("captains-only"))
    lively = {"issues.rate": 30.0, "participation.intercept": -4.0, "channels.cost_internal": 2.5}
    found = described(part(read.case("street"), pair, 0, 12, {"door_captains.trained": 1.0, **lively}))
    assert "Only captains-only holds: door_captains." in found["sentences"]


RULES = '''from agents.actor import State
from agents.elderly import ElderlyResident
from agents.resident import Resident
from agents.table import one_by_one


class Shy(Resident):
    """Built upon."""

    def pays_fee(self, bill, draw):
        """Pays by what others pay. Nothing else counts.

        A second paragraph.
        """
        return draw < bill.neighbours * self.share

    share = 0.9


class Asking(Shy, ElderlyResident):
    """Mixed."""

    time_cost = 0.9

    def _follows(self, meeting):
        """邻居的影响只算一半。其余照旧。"""
        return 0.5 * super()._follows(meeting)

    fear = State(0.2)
    draws = ("second",)

    def next_fear(self, month):
        """Fear fades. It began somewhere."""
        return 0.5 * self.fear

    def votes_for_committee(self, draw, second):
        """Votes as usual, or by a second chance."""
        return super().votes_for_committee(draw) | (second < 0.5)

    def quarrels_over_fee(self, trouble, draw):
        """Quarrels half as often as usual."""
        return super().quarrels_over_fee(trouble._replace(fee_service=0.5 * trouble.fee_service), draw)

    @one_by_one
    def trusts_neighbours(self, feeling):
        return min(1.0, self.trust_neighbours + 0.01 * feeling.events)
'''
REASONS = ("Belonging, trust", "Some always pay", "neighbours, open books", "归属感、对居委会")
"""Words of `scenarios/rules.yaml` on rules that these are not."""


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PastRun]:
    """A run by the rules of a file, whose class is mixed from two, changes a helper and a number, and says
    nothing of one rule.
    """
    use("en")
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(RULES, "utf-8")
    with chosen_rules("mine.py"):
        given = read.scenario("xihu", "baseline", months=2, burn_in=0, overrides={"place.households": 60})
        yield PastRun(given, 1)
    use(None)


def told(run: PastRun, rule: str) -> tuple[dict[str, Any], str]:
    """The decision of one elderly household as objects, and as it is printed."""
    old = int(np.flatnonzero(run.world().households.group == 0)[0])
    answer = decision.why(run, f"row {old}", 1, rule)
    lines = [one.text for one in decision.document(answer) if isinstance(one, Paragraph)]
    return answer["decisions"][0], "\n".join(lines)


def test_the_first_sentence_of_the_docstring_is_the_rule_in_words(mixed: PastRun) -> None:
    one, said = told(mixed, "pays_fee")
    assert one["text"] == "By Shy.pays_fee (mine.py:10): Pays by what others pay."
    assert not any(reason in said for reason in REASONS)
    assert {part["id"]: part["own"] for part in one["inputs"]} == {"Bill.neighbours": True, "share": True}
    assert "What it saw: share of neighbours who paid last month: " in said
    assert "share: 0.9" in said and "Draw: 0." in said and "Read by gongzhi" not in said
    use("zh")
    one, said = told(mixed, "pays_fee")
    assert one["text"] == "依据 Shy.pays_fee（mine.py:10）：Pays by what others pay."
    assert "看到的：" in said and "随机数：0." in said


def test_a_shipped_rule_of_which_a_part_is_ones_own_is_told_by_that_part(mixed: PastRun) -> None:
    one, said = told(mixed, "takes_part")
    assert not one["shipped"] and not any(reason in said for reason in REASONS)
    assert one["text"].startswith("By gongzhi's Resident.takes_part (agents/resident.py:")
    assert one["text"].endswith("with what Asking changes in it:")
    assert one["goes_through"] == [
        "Asking._follows (mine.py:25): 邻居的影响只算一半。",
        "Asking.time_cost = 0.9 (mine.py:23)",
    ]
    assert "    Asking._follows (mine.py:25)" in said
    use("zh")
    one, said = told(mixed, "takes_part")
    assert not any(reason in said for reason in REASONS) and "其中由 Asking 改动的是" in one["text"]


def test_a_rule_that_says_nothing_of_itself_is_named_with_its_file_and_its_inputs(mixed: PastRun) -> None:
    one = told(mixed, "trusts_neighbours")[0]
    assert one["text"].startswith("By Asking.trusts_neighbours (mine.py:44), which has no docstring")
    assert {part["id"] for part in one["inputs"]} == {"household.trust_neighbours", "Feeling.events"}
    assert told(mixed, "moves_out")[0]["shipped"], "the other rules are gongzhi's and keep their words"


def test_a_rule_that_builds_on_gongzhis_tells_first_what_it_read_itself(sensitive: Path) -> None:
    run = PastRun(read.scenario("lane", "baseline", months=2, burn_in=0), 1)
    one, said = told(run, "takes_part")
    assert {part["id"] for part in one["inputs"] if part["own"]} == {"Meeting.norm", "hesitant.least"}
    assert len(one["inputs"]) == 2 or "Read by gongzhi's own code, which it builds on: " in said


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Pays by what others pay. Nothing else.", "Pays by what others pay."),
        ("At 0.5 of\nthem it comes! Or not.", "At 0.5 of them it comes!"),
        ("只有看到邻居参与时才去。其余照旧。", "只有看到邻居参与时才去。"),
        ("Waits for others\n\nMore words.", "Waits for others"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_a_reader_says_it_does(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_a_state_and_a_situation_of_ones_own_making_are_told_by_what_was_read(mixed: PastRun) -> None:
    one, said = told(mixed, "next_fear")
    assert one["text"] == "By Asking.next_fear (mine.py:32): Fear fades." and not one["goes_through"]
    assert "fear goes from 0.2 to 0.1" in said and "How it stood: fear: 0.2" in said
    one, said = told(mixed, "quarrels_over_fee")
    assert one["text"].endswith("Quarrels half as often as usual.")
    assert {part["id"]: part["own"] for part in one["inputs"]} == {
        "Trouble.fee_service": True,
        "household.present": False,
    }
