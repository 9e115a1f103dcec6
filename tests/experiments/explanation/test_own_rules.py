"""A rule of a project's own is told by its own docstring, file and line, never by words of a shipped one."""

from pathlib import Path

import numpy as np
import pytest

from experiments.explanation.divergence import part
from experiments.explanation.run_lookup import PastRun
from results.document.terminal import print_tables
from results.findings import decision
from results.findings.divergence import described
from scenarios import read
from scenarios.language import use

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
    found = described(part(read.case("street"), pair, 0, 12, {"captains.trained": 1.0}))
    assert "Only captains-only holds: captains." in found["sentences"]
