"""What a file of rules does to the outcomes, against the rules that come with gongzhi, in the same worlds
with the same draws.

Invariant: the numbers are those that `gongzhi try --rules FILE --replicates 4 --months 12` shows.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.design.runs import STUDY, seed_of
from experiments.provenance.chosen_rules import chosen_rules
from experiments.statistics.verdict import SHOWN, Verdict
from experiments.trial.gap_levels import GapLevels, gap_levels

CASE, GOVERNANCE = "minzhu", "baseline"
REPLICATES, MONTHS = 4, 12
"""Few, so that a check takes seconds; the seeds are those of every study."""

HIGHER, LOWER, SAME = "higher", "lower", "same"


class PairedOutcomes(NamedTuple):
    """The judged row of each outcome, by its id, and the levels behind the gaps."""

    rows: Mapping[str, Mapping[str, Any]]
    gaps: tuple[GapLevels, ...]

    def direction(self, outcome: str) -> str:
        """Whether an outcome became higher, lower, or was not shown to be another."""
        row = self.rows[outcome]
        if Verdict(str(row["verdict"])) not in SHOWN:
            return SAME
        return HIGHER if row["difference"] > 0 else LOWER


def paired_outcomes(rules: Path) -> PairedOutcomes:
    """Make the runs of both and compare them; RuleError or ScenarioError if the rules will not do."""
    import pandas as pd

    from experiments.trial.tried_edit import compared

    sides = [_side(None), _side(rules)]
    frames = [
        pd.DataFrame(one["outcomes"]).assign(case=CASE, governance=name, replicate=range(REPLICATES))
        for one, name in zip(sides, ("before", "now"), strict=True)
    ]
    table = compared(CASE, *frames)
    rows = {str(row["outcome"]): {str(key): value for key, value in row.items()} for row in _records(table)}
    return PairedOutcomes(rows, gap_levels(sides[0]["levels"], sides[1]["levels"], rows))


def _records(table: Any) -> list[dict[Any, Any]]:
    found: list[dict[Any, Any]] = table.to_dict("records")
    return found


def _side(rules: Path | None) -> Mapping[str, Any]:
    from experiments.trial.side_driver import SideWorlds
    from scenarios.language import language

    with chosen_rules(rules):
        worlds = SideWorlds()
        worlds.begin(CASE, GOVERNANCE, MONTHS, {}, language(), None)
        return worlds.run([seed_of(STUDY, replicate) for replicate in range(REPLICATES)])
