"""The rows of a search: each mix with its number, what it holds, whether it is on the front, and its
numbers.

Invariant: a mix has the same number in the table, the picture and the text; those on the front come
first, cheap ones before dear ones.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from experiments.optimisation.holdout import BASELINE, MIX, NAMED, Standing, Within
from experiments.optimisation.search_request import CAPITAL, COST, DAYS
from experiments.optimisation.search_results import Found
from results.text.names import (
    amount,
    case_name,
    difference_unit,
    governance_name,
    in_brackets,
    joined,
    outcome_name,
)
from results.text.rows import Row, by_outcome, value
from scenarios import read
from scenarios.language import _, pick
from scenarios.problems import number as plain_number

ORDER = (Standing.FRONT, Standing.UNCLEAR, Standing.BEATEN, Standing.OVER)
"""The order in which mixes are told."""


class MixRow(NamedTuple):
    """A mix or governance model as it is told: its name (a mix has a number), what it holds, its standing,
    and its rows of the table by outcome.
    """

    kind: str
    number: str
    name: str
    holds: str
    standing: str
    cells: Mapping[str, Row]

    @property
    def still_stands(self) -> bool:
        """Whether it is a mix on the front, or one not told apart from it."""
        return self.standing in (standing_word(Standing.FRONT), standing_word(Standing.UNCLEAR))

    @property
    def is_on_front(self) -> bool:
        """Whether it is a mix that stands on the front in fresh worlds."""
        return self.kind == MIX and self.standing == standing_word(Standing.FRONT)


def title(found: Found) -> str:
    """What was searched for."""
    wanted = found.request
    return _(
        "The best mixes on {case}: {aims}, for at most {budget} yuan",
        case=case_name(wanted.case.id),
        aims=joined(outcome_name(aim.id) for aim in wanted.aims),
        budget=plain_number(wanted.budget),
    )


def rows_of(found: Found) -> list[MixRow]:
    """The mixes in the order of their standing and cost, numbered; then the baseline and what was named."""
    table = found.front
    by_id = {str(mix): rows for mix, rows in table.groupby("mix", sort=False)}
    names = {found.request.space.governance(mix).id: mix for mix in found.looked.again}
    mixes = [mix for one in ORDER for mix in found.standing(one)]
    rows = [
        MixRow(
            MIX,
            str(place),
            _("mix {number}", number=place),
            pick(found.request.space.name(names[mix])),
            standing_word(Standing(str(by_id[mix]["standing"].iloc[0]))),
            by_outcome(by_id[mix]),
        )
        for place, mix in enumerate(mixes, 1)
    ]
    for kind in (BASELINE, NAMED):
        for mix in dict.fromkeys(table.loc[table["kind"] == kind, "mix"]):
            rows.append(
                MixRow(kind, "", governance_name(str(mix)), "", _beside(by_id[mix]), by_outcome(by_id[mix]))
            )
    return rows


def _beside(rows: pd.DataFrame) -> str:
    """What is said of something that was not searched for."""
    if rows["kind"].iloc[0] == BASELINE:
        return ""
    return _("over the limits") if rows["within"].iloc[0] == Within.NO else _("for comparison")


def standing_words() -> list[str]:
    """The standings in the language chosen, in the order in which mixes are told."""
    return [standing_word(one) for one in ORDER]


def standing_word(standing: Standing) -> str:
    """The standing in the language chosen."""
    return {
        Standing.FRONT: _("on the front"),
        Standing.UNCLEAR: _("not told apart from the front"),
        Standing.BEATEN: _("no longer on the front"),
        Standing.OVER: _("over the limits"),
    }[standing]


def outcome_columns(found: Found) -> list[str]:
    """The outcomes in the order of the columns: what was aimed at, then costs."""
    aims = [aim.id for aim in found.request.aims if aim.id not in (COST, CAPITAL, DAYS)]
    return [*aims, COST, CAPITAL, DAYS]


def cell(row: Row, space: str = " ") -> str:
    """A difference to the baseline and, after `space`, its interval; shares in percentage points."""
    outcome, low, high = str(row["outcome"]), value(row, "low"), value(row, "high")
    if not row["n"]:
        return _("undefined")
    middle = amount(outcome, value(row, "difference"), bare=True)
    if low == high:
        return middle
    return middle + _(
        "{space}({low} to {high})",
        space=space,
        low=amount(outcome, low, bare=True),
        high=amount(outcome, high, bare=True),
    )


def head(found: Found, outcome: str, break_line: bool = False) -> str:
    """The head of a column or the name of an axis: outcome, unit and, of an aim, which way is better."""
    entry = read.outcome_entries()[outcome]
    parts = [] if entry.unit in ("none", "0 to 1") else [difference_unit(outcome)]
    if outcome in (aim.id for aim in found.request.aims):
        parts.append(_("more is better") if entry.direction > 0 else _("less is better"))
    return outcome_name(outcome) + (in_brackets(joined(parts, long=True), break_line) if parts else "")
