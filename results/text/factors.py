"""Names of what a sensitivity analysis is about: factors, grades, settings, outcomes worth showing.

Invariant: a factor goes by its name in the ledger, in the language chosen.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from experiments.analysis.sensitivity import LABELS, Sensitivity
from results.text.equal_cost import file_at_cost, titled_at_cost
from results.text.names import case_name, governance_name, in_brackets, joined, main_outcomes, pair_name
from scenarios import read
from scenarios.language import _, pick
from scenarios.problems import number

MOST_OUTCOMES = 9

EFFECTS = (
    *(f"{name}{end}" for name in ("mu", "mu_star", "sigma") for end in ("", "_low", "_high")),
    "luck",
)
"""Columns that are in the unit of an outcome's differences."""


class Setting(NamedTuple):
    """One case at one cost with one set of listed values: which rows of the tables are of it, how it is
    called, and the name of its figure's file.
    """

    where: tuple[tuple[str, object], ...]
    title: str
    file: str

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of this setting."""
        for column, value in self.where:
            table = table[table[column] == value] if len(table) else table
        return table


def settings(found: Sensitivity) -> Iterator[Setting]:
    """Every setting, in the order of the tables."""
    columns = [*LABELS, *found.listed]
    tables = [table[columns] for table in (found.indices, found.left_out) if len(table)]
    for count, row in enumerate(pd.concat(tables).drop_duplicates().to_dict("records")):
        case, cost, governance, against = (str(row[name]) for name in LABELS)
        name = pair_name(against, governance) if against else governance_name(governance)
        title = titled_at_cost(_("{case}: what moves {what}", case=case_name(case), what=name), cost)
        values = joined(f"{parameter_name(key)} = {number(float(row[key]))}" for key in found.listed)
        file = file_at_cost(f"sensitivity-{case}", cost)
        where = tuple((str(key), value) for key, value in row.items())
        numbered = f"{file}-{count}" if found.listed else file
        yield Setting(where, title + in_brackets(values) if values else title, numbered)


def parameter_name(key: str) -> str:
    """The name of a parameter."""
    return pick(read.ledger()[key].name)


def factor_name(found: Sensitivity, factor: str) -> str:
    """The name of a factor: of a parameter, with its section where two have the same name, or of the grade or
    section that is moved together.
    """
    if found.by is None:
        name = parameter_name(factor)
        alike = sum(parameter_name(other) == name for other in found.factors)
        section = pick(read.sections()[factor.partition(".")[0]].name)
        return name if alike == 1 else _("{section}: {parameter}", section=section, parameter=name)
    count = len(found.factors[factor])
    name = grade_name(factor) if found.by == "grade" else pick(read.sections()[factor].name)
    return _("{group} ({count} parameters)", group=name, count=count)


def grade_name(grade: str) -> str:
    """Where the number of a parameter comes from."""
    return {
        "law": _("law"),
        "official": _("official figures"),
        "survey": _("surveys"),
        "seed": _("documents of the project"),
        "assumption": _("assumptions"),
    }[grade]


def outcomes_shown(rows: pd.DataFrame) -> list[str]:
    """The outcomes that a page or figure has room for; the tables hold all."""
    if rows.empty:
        return []
    there = [str(name) for name in rows["outcome"].unique()]
    return there if len(there) <= MOST_OUTCOMES else main_outcomes(there)[:MOST_OUTCOMES]
