"""Broken on purpose: rules that decide the opposite, and parameters at the wrong end of their ranges.

A calibration that a broken model passes as well would say nothing. Invariant: what is broken is written down
here, not chosen by what it does; the parameters are those that the posterior says most of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from agents.column import Column, Truth, negate
from agents.perceptions import Bill, Crowd, Meeting
from agents.resident import Resident
from experiments.calibration.simulator import Opening, SideReader
from experiments.calibration.targets import Candidate
from experiments.design.runs import Task
from experiments.execution.simulate import Trial
from experiments.inference.predictive_checks import Predicted
from experiments.patterns.measurements import read_tasks
from experiments.statistics.contrasts import Met, Result, judge
from model.kinds import before_each_kind
from scenarios.by_type import AT
from scenarios.pattern import Pattern

PARAMETERS = 3
COLUMNS = ("broken", "what", "pattern", "value", "low", "high", "draws", "verdict", "intact", "fails")


class PaysOtherwise(Resident):
    """A household that pays the fee when it would not."""

    def pays_fee(self, bill: Bill, draw: Column) -> Truth:
        """The opposite of what it would do."""
        return negate(super().pays_fee(bill, draw))


class StaysAwayOtherwise(Resident):
    """A household that takes part when it would not."""

    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        """The opposite of what it would do, if it lives there."""
        return self._if_present(negate(super().takes_part(meeting, draw)))


class SignsOtherwise(Resident):
    """A household that signs when it would not."""

    def joins_petition(self, crowd: Crowd, draw: Column) -> Truth:
        """The opposite of what it would do, if it lives there."""
        return self._if_present(negate(super().joins_petition(crowd, draw)))


RULES: Mapping[str, type[Resident]] = {
    "pays_fee": PaysOtherwise,
    "takes_part": StaysAwayOtherwise,
    "joins_petition": SignsOtherwise,
}
"""By the rule that is broken."""


@dataclass(frozen=True)
class BrokenSideReader(SideReader):
    """Reads sides in worlds with a broken rule; classes do not travel between processes, its name does."""

    rule: str = ""

    def __call__(self, tasks: Sequence[Task], monthly: bool = False) -> Trial:
        """A row for each run and side."""
        return read_tasks(tasks, self.of(tasks), tuple(before_each_kind(RULES[self.rule]).items()))


def with_broken(rule: str, opening: Opening) -> Opening:
    """What opens the same executor on worlds with a broken rule."""
    return lambda reader: opening(BrokenSideReader(reader.sides, rule=rule))


def broken_parameters(table: pd.DataFrame) -> dict[str, float]:
    """The parameters that the posterior says most of, each with the end of its range that lies farther from
    the posterior's median. table: as of `agreement.side_by_side`, with `prior_low`, `prior_high`.
    """
    own = table[~table["parameter"].str.contains(AT, regex=False)]
    most = own.sort_values("first_contraction", ascending=False, kind="stable").head(PARAMETERS)
    columns = most[["parameter", "first_median", "prior_low", "prior_high"]].itertuples(index=False)
    return {str(key): float(high if median < 0.5 else low) for key, median, low, high in columns}


def with_value(draws: Sequence[Candidate], key: str, value: float) -> list[Candidate]:
    """The draws with one parameter at that value, and no shift of it at any type."""
    kept = [{name: one for name, one in draw.items() if not name.startswith(key + AT)} for draw in draws]
    return [{**draw, key: value} for draw in kept]


def failing(
    broken: str, what: str, patterns: Sequence[Pattern], intact: Predicted, found: Predicted
) -> pd.DataFrame:
    """A row for each pattern (COLUMNS): `fails` where it is not met, and was not missed before."""
    rows = []
    for one in patterns:
        result, now, before = found.results[one.id], found.verdicts[one.id], intact.verdicts[one.id]
        row = (broken, what, one.id, *result[:4], str(now), str(before))
        rows.append((*row, now is Met.NOT and before is not Met.NOT))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def doubtful(table: pd.DataFrame, patterns: Sequence[Pattern]) -> list[Pattern]:
    """The patterns of a table of `failing` whose number lies beyond their range, and of which so many draws
    cannot tell.
    """
    unsure = table[(table["verdict"] == str(Met.UNKNOWN)) & (table["intact"] != str(Met.NOT))]
    numbers = unsure.set_index("pattern")["value"]
    there = [one for one in patterns if one.id in numbers.index]
    return [one for one in there if _is_beyond(one, float(numbers[one.id]))]


def _is_beyond(pattern: Pattern, number: float) -> bool:
    return judge(Result(number, number, number, 1), pattern.low, pattern.high, strict=False) is Met.NOT
