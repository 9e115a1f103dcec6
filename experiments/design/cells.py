"""The runs of a study: cells (case, governance model, point, cost), each in the same worlds.

Invariant: every scenario of a study is made and checked once before anything is run, and made again
only when its runs are due, so that a study of many points needs little memory.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import pandas as pd

from experiments.design.equal_cost import Price, topped_up
from experiments.design.formula_columns import defined, formulas_known
from experiments.design.runs import BATCH_HOUSEHOLDS, Run, Task, seed_of
from experiments.design.sampling import Point, points, varied
from experiments.provenance.run_key import Code, run_key
from experiments.statistics.paired import EQUAL, GIVEN, NATURAL
from scenarios import read
from scenarios.by_type import at_type
from scenarios.language import _
from scenarios.plausible import Implausible, add
from scenarios.problems import ScenarioError, number
from scenarios.read import Case, Scenario
from scenarios.study import StudyPlan

LABELS = ("key", "case", "governance", "cost", "point", "replicate", "seed", *GIVEN)
"""The columns that say which run a row is of; those of the varied parameters follow them."""

MOST_RUNS = 500
"""Runs in a batch, at most, however small: their rows come back at once."""

NOTHING = Price(0.0, 0.0)


class Cell(NamedTuple):
    """One scenario of a study: `point` counts from 0; `given` is what made its cost equal to the dearest."""

    case: str
    governance: str
    point: int
    cost: str = NATURAL
    given: Price = NOTHING


class RunSpec(NamedTuple):
    """A cell in one world."""

    cell: Cell
    replicate: int
    seed: int
    key: str


class Shard(NamedTuple):
    """Part `number` (from 1) of so many."""

    number: int = 1
    of: int = 1


WHOLE = Shard()
"""Not a part: everything."""


class Cells:
    """All cells of a study at natural cost, and what is needed to run them."""

    def __init__(self, plan: StudyPlan) -> None:
        self.plan, self.points, self.varied = plan, points(plan), varied(plan)
        self.code = Code()
        self.formulas, self.defined = formulas_known(plan.defined), defined(plan.defined)
        self._cases = self._found()
        self._models = {name: read.governance(found) for name, found in plan.governance_names.items()}
        self._identities: dict[Cell, str] = {}
        self.implausible: Implausible = {}
        self._households: dict[Cell, int] = {}
        self._scenario = lru_cache(maxsize=256)(self._made)
        self.natural = [
            Cell(case, model, point)
            for case in self._cases
            for point in range(len(self.points))
            for model in self._models
        ]
        for cell in self.natural:
            self.identity(cell)

    def _found(self) -> Mapping[str, Case]:
        """The cases of the study, by the names that cells have for them."""
        return {name: read.case(found) for name, found in self.plan.case_names.items()}

    def seed(self, case: str, replicate: int) -> int:
        """The seed of a replicate, which is the same for every case of a study."""
        return seed_of(self.plan.id, replicate)

    def fingerprint(self) -> str:
        """Changes whenever a key or a label of the study's runs may."""
        content = [list(self.varied), [list(point.values()) for point in self.points]]
        cells = [[*cell[:3], self.identity(cell)] for cell in self.natural]
        if self.formulas:
            content.append({name: entry.formula for name, entry in self.formulas.items()})
        return sha256(json.dumps([content, cells]).encode()).hexdigest()[:16]

    def point(self, cell: Cell) -> Point:
        """The varied values of a cell, as they hold at its type of compound."""
        return at_type(self.points[cell.point], self._cases[cell.case].compound_type)

    def scenario(self, cell: Cell) -> Scenario:
        """The scenario of a cell; ScenarioError, with the point, if its values do not go together."""
        return self._scenario(cell)

    def _made(self, cell: Cell) -> Scenario:
        plan, values = self.plan, {**self.plan.fixed, **self.points[cell.point]}
        try:
            made = read.scenario(
                self._cases[cell.case],
                self._models[cell.governance],
                months=plan.months,
                burn_in=plan.burn_in,
                start=plan.start,
                overrides=values,
                measured=plan.measured,
            )
        except ScenarioError as error:
            text = ", ".join(f"{key} = {number(value)}" for key, value in self.point(cell).items())
            where = _("{study}, point {point} ({values})", study=plan.id, point=cell.point, values=text)
            raise ScenarioError(f"{where if text else plan.id}: {error}") from None
        return topped_up(made, cell.given)

    def identity(self, cell: Cell) -> str:
        """What the keys of a cell's runs share."""
        if cell not in self._identities:
            scenario = self.scenario(cell)
            self._identities[cell] = self.code.identity(scenario)
            if cell.cost == NATURAL:
                add(self.implausible, scenario)
            self._households[cell] = scenario.households
        return self._identities[cell]

    def households(self, cell: Cell) -> int:
        """Households of one run of a cell."""
        self.identity(cell)
        return self._households[cell]

    def places(self, cells: Sequence[Cell], replicates: int, shard: Shard = WHOLE) -> list[RunSpec]:
        """These cells in the worlds of the replicates; of them, those of one shard."""
        cases = dict.fromkeys(cell.case for cell in cells)
        seeds = {case: [self.seed(case, replicate) for replicate in range(replicates)] for case in cases}
        everything = (
            RunSpec(cell, replicate, seed, run_key(self.identity(cell), seed))
            for cell in cells
            for replicate, seed in enumerate(seeds[cell.case])
        )
        return [place for turn, place in enumerate(everything) if turn % shard.of == shard.number - 1]

    def task(self, place: RunSpec) -> Task:
        """The run of a place, ready to be sent to a worker."""
        return Task(place.key, Run(self.scenario(place.cell), place.replicate, place.seed))

    def batches(
        self, places: Sequence[RunSpec], households: int, workers: int = 1
    ) -> Iterator[list[RunSpec]]:
        """The places cut into worlds of `households` or little more, smaller towards the end, so that all
        workers end at about the same time.

        Governance models of the same case and point come together, world by world, as they cost differently.
        """
        groups: dict[tuple[str, int, str], int] = {}
        turns = [groups.setdefault((cell.case, cell.point, cell.cost), len(groups)) for cell, *_ in places]
        order = sorted(zip(turns, places, strict=True), key=lambda one: (one[0], one[1].replicate))
        left = sum(self._households[place.cell] for place in places)
        least = min(BATCH_HOUSEHOLDS, households, -(-left // workers))
        batch: list[RunSpec] = []
        held = 0
        for _turn, place in order:
            batch.append(place)
            held += self._households[place.cell]
            size = max(least, min(households, left / workers))
            if held + self._households[place.cell] / 2 > size or len(batch) == MOST_RUNS:
                yield batch
                left -= held
                batch, held = [], 0
        if batch:
            yield batch

    def work(self, places: Iterable[RunSpec]) -> int:
        """Household-months in these places."""
        months = self.plan.months + self.plan.burn_in
        return months * sum(self._households[place.cell] for place in places)

    def labels(self, places: Sequence[RunSpec]) -> pd.DataFrame:
        """A row for each place: LABELS and the varied parameters."""
        found = [self.point(place.cell) for place in places]
        varied = {key: pd.Series([one[key] for one in found], dtype="float64") for key in self.varied}
        return pd.concat([label_table(places), pd.DataFrame(varied)], axis=1)

    def comparable(self) -> Iterator[list[Cell]]:
        """The cells that are compared with each other: of one case, at one point."""
        width = len(self._models)
        return (self.natural[first : first + width] for first in range(0, len(self.natural), width))


def label_table(places: Sequence[RunSpec]) -> pd.DataFrame:
    """A row for each place: LABELS."""
    columns = {
        "key": pd.Series([place.key for place in places], dtype="str"),
        "case": pd.Series([place.cell.case for place in places], dtype="str"),
        "governance": pd.Series([place.cell.governance for place in places], dtype="str"),
        "cost": pd.Series([place.cell.cost for place in places], dtype="str"),
        "point": pd.Series([place.cell.point for place in places], dtype="int64"),
        "replicate": pd.Series([place.replicate for place in places], dtype="int64"),
        "seed": pd.Series([place.seed for place in places], dtype="int64"),
    }
    for index, name in enumerate(GIVEN):
        columns[name] = pd.Series([place.cell.given[index] for place in places], dtype="float64")
    return pd.DataFrame(columns)


def at_equal_cost(cells: Sequence[Cell], given: Sequence[Price]) -> list[Cell]:
    """The same cells with what each is given to cost as much as the dearest of them."""
    return [cell._replace(cost=EQUAL, given=more) for cell, more in zip(cells, given, strict=True)]


def is_label(column: str) -> bool:
    """Whether a column says which run a row is of: parameters, and no outcomes, have a dot in their name."""
    return column in LABELS or "." in column
