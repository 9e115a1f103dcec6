"""What knowing each parameter, and all that somebody knows, is worth for a choice: as a table.

Invariant: a table says what it is conditional on: case, months, governance models, points, replicates.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from experiments.analysis.choices import check_varied
from experiments.errors import ArgumentError
from experiments.execution.results import not_finished
from experiments.execution.stored_study import StoredStudy
from experiments.value_of_information.choice import GovernanceChoice, case_of, choice, weightings
from experiments.value_of_information.partial_information import Worth, of_groups, worths
from experiments.value_of_information.smooth import curve
from scenarios import read
from scenarios.known_by import KNOWERS, known_by

EVERYTHING = "everything"
"""In the place of who knows: all that was varied."""


class WorthOfKnowing(NamedTuple):
    """What was found. `weights`: by outcome, 1 for a single one; `unit`: of a worth, empty where several
    outcomes are added up; `best`: the governance model that is best on average; `often`: in which share of
    points each is best; `parameters`: a row each with `Worth` (parameter, known_by, …), first those that
    change the choice, then those that move the differences; `groups`: the same of all that somebody knows,
    at least; `current`: whether the ledger's ranges are still those that were sampled.
    """

    study: str
    case: str
    months: int
    points: int
    replicates: int
    weights: Mapping[str, float]
    unit: str
    best: str
    often: Mapping[str, float]
    parameters: pd.DataFrame
    groups: pd.DataFrame
    current: bool = True

    @property
    def about(self) -> str:
        """What is chosen by: an outcome, or several with their weights as in `a=2,b=1`."""
        if len(self.weights) == 1:
            return next(iter(self.weights))
        return ",".join(f"{name}={weight:g}" for name, weight in self.weights.items())

    @property
    def smallest(self) -> float:
        """The smallest difference that matters, in the unit of the worth."""
        return read.outcome_entries()[self.about].smallest if len(self.weights) == 1 else 1.0


def ranked(found: Sequence[WorthOfKnowing]) -> pd.DataFrame:
    """The parameters that are shown to change one of the choices, the worthiest first in smallest differences
    that matter, then those that move the differences alone: a row each, of the choice that it matters most
    for (`about`, `unit`), with its rank; a parameter that is shown to do neither is left out.
    """
    tables = [
        one.parameters.assign(
            about=one.about, unit=one.unit, matters=one.parameters["value"] / (one.smallest or 1.0)
        )
        for one in found
    ]
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[rows["shown"] | rows["moves"]]
    rows = rows.sort_values(["shown", "matters", "variance"], ascending=False, kind="stable")
    rows = rows.drop_duplicates("parameter").reset_index(drop=True)
    return rows.assign(rank=rows.index + 1)


def worth_of_knowing(
    study: StoredStudy,
    case: str | None = None,
    outcomes: Sequence[str] | None = None,
    weighed: Mapping[str, float] | None = None,
) -> list[WorthOfKnowing]:
    """What the runs of a finished, sampled study tell of each choice (`weightings`); ArgumentError if they
    tell nothing, or if some are still to be made. Where none was named, outcomes that too few points have are
    left out.
    """
    if why := not_finished(study):
        raise ArgumentError(why)
    check_varied(study)
    where, of = case_of(study, case), study.identity
    chosen: list[GovernanceChoice] = []
    refused: list[ArgumentError] = []
    for weights in weightings(study, outcomes, weighed):
        try:
            chosen.append(choice(study.runs, study.governance, weights, where, of.smallest))
        except ArgumentError as error:
            refused.append(error)
    if refused and (outcomes or weighed or not chosen):
        raise refused[0]
    return [of_choice(one, of.study, of.months) for one in chosen]


def of_choice(chosen: GovernanceChoice, study: str, months: int) -> WorthOfKnowing:
    """The same from a choice."""
    keys = list(chosen.values)
    curves = [curve(chosen.values[key]) for key in keys]
    found = worths(chosen.worth, curves)
    knowers = [known_by(key) for key in keys]
    members: dict[str, list[int]] = {
        name: [place for place, one in enumerate(knowers) if one == name] for name in KNOWERS
    }
    together = of_groups(chosen.worth, curves, found, {**members, EVERYTHING: list(range(len(keys)))})
    table = pd.DataFrame({"parameter": keys, "known_by": knowers}).join(_table(found))
    order = ["shown", "value", "moves", "variance"]
    top = chosen.worth.argmax(axis=1)
    return WorthOfKnowing(
        study,
        chosen.case,
        months,
        len(chosen.worth),
        chosen.replicates,
        chosen.weights,
        chosen.unit,
        chosen.governance[int(chosen.worth.mean(axis=0).argmax())],
        {name: float((top == place).mean()) for place, name in enumerate(chosen.governance)},
        table.sort_values(order, ascending=False, kind="stable", ignore_index=True),
        pd.DataFrame({"known_by": list(together)}).join(_table(list(together.values()))),
    )


def _table(found: Sequence[Worth]) -> pd.DataFrame:
    return pd.DataFrame([one._asdict() for one in found])
