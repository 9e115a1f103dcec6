"""A sweep: a study carried out, from its file to its settled store.

Invariant: run again, it goes on where it was. What is stored is never made twice; what failed is
tried again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.design.cells import WHOLE, Cell, Cells, RunSpec, Shard, at_equal_cost
from experiments.design.equal_cost import Price, lacking
from experiments.design.formula_columns import DEFINED, with_formulas
from experiments.design.runs import BATCH_WORK
from experiments.design.study_identity import study_identity
from experiments.execution.executors import Executor
from experiments.execution.run_all import progress
from experiments.execution.run_cache import SameCode, add_trial
from experiments.execution.simulate import PRICE, Trial
from experiments.execution.sweep_report import Report
from experiments.execution.worker_processes import leave_if_only_started
from experiments.provenance.definitions import DEFINITIONS, redefined
from experiments.provenance.run_key import unlike
from experiments.statistics.paired import EQUAL
from experiments.statistics.sequential_stopping import look, more
from experiments.store.compaction import RowCounts, describe, fingerprint, results, settle, take_back
from experiments.store.registration_file import begun_under
from experiments.store.store import FAILURES, RUNS, SETTLED, Store, opened
from scenarios.study import StudyPlan

WORLD = 60_000
"""Households in a batch, at most: as large a world as pays, for a process of 250 MB."""

JUDGED_BY = ("smallest", "primary")
"""What a study says that changes its comparison and no run."""

MANY_LOOSE = 200
"""Loose parts after which the store is settled on the way: small files are slow on network disks."""


class Order(NamedTuple):
    """What is asked of a sweep: which part of the study, and the size of its batches in households."""

    shard: Shard = WHOLE
    households: int = WORLD
    quiet: bool = True


DEFAULT = Order()


class Sweep:
    """One study, its open store and the executor it runs on."""

    def __init__(
        self,
        plan: StudyPlan,
        store: Store,
        opening: Callable[[int], Executor],
        order: Order,
        cells: Cells | None = None,
    ) -> None:
        """cells: of what the plan asks for, where they are not made of its cases one by one."""
        self.plan, self.store, self.order = plan, store, order
        self.cells = cells or Cells(plan)
        self.report = Report(plan.id, store.folder, target=plan.precision)
        if plan.held:
            self.report.sampled, self.report.held = len(plan.sampled), plan.held
        self._opening = opening
        self._executor: Executor | None = None
        self._loose = 0
        self._same_code = SameCode(self.cells.code)
        self._done: set[str] = set()

    def carry_out(self) -> Report:
        """Make what is missing, add replicates until the study is precise enough, settle the store."""
        there = self.store.keys(RUNS)
        self._begin()
        try:
            places = self._until_precise()
        finally:
            if self._executor is not None:
                self._executor.close()
        labels = self.cells.labels(places)
        self._settle(labels)
        describe(self.store)
        self.report.aside = len(there.difference(labels["key"]))
        self.report.damaged += self.store.damaged
        return self.report

    def _begin(self) -> None:
        """See what there is; where the study or the code has changed since, sort it again."""
        self.store.verify((RUNS, FAILURES))
        self._done = self._stored()
        identity, settled, code = self.store.identity(), "", self.cells.code.parts()
        defines = self.cells.code.definitions()
        self._formulas_before = _formulas_in(identity.get(DEFINED))
        self._identity = {
            **study_identity(self.plan, self.cells, self.store.folder),
            **begun_under(self.store, identity),
        }
        self.report.implausible, here = self.cells.implausible, self._identity["plan"]
        if identity.get("plan") == here:
            settled = "" if self.store.loose() else str(identity.get(SETTLED, ""))
        elif self._done:
            self.report.made_before = self.store.counts(RUNS).total()
            settle(self.store, self.cells.labels(self._natural(self._replicates_there())), (), self._work_out)
            self._done = self._stored()
            before = identity.get("code")
            self.report.edited = unlike(before, code) if isinstance(before, dict) else []
            self.report.redefined = redefined(identity.get(DEFINITIONS), defines)
        if any(identity.get(name) != self._identity[name] for name in JUDGED_BY):
            self.store.forget()
        self.store.identify({**self._identity, SETTLED: settled})

    def _stored(self) -> set[str]:
        """The keys of the runs of which everything is stored that the study asks for."""
        self._counted = RowCounts(self.store)
        return self._counted.done(self.plan.months, self.plan.monthly)

    def _replicates_there(self) -> int:
        found = [part["replicate"].max() for part in self.store.read(RUNS, ["replicate"])]
        return max(self.plan.replicates or 1, 1 + max((int(one) for one in found), default=0))

    def _natural(self, replicates: int) -> list[RunSpec]:
        return self.cells.places(self.cells.natural, replicates)

    def _until_precise(self) -> list[RunSpec]:
        """All places of the study once it is precise enough, made as far as they can be."""
        target = self.plan.precision
        replicates = self.plan.replicates or (target.least if target else 1)
        while True:
            places = self._round(replicates)
            self.report.replicates = replicates
            if target is None:
                return places
            self.report.seen = look(results(self.store, self.cells.labels(places), [target.outcome]), target)
            needed = more(replicates, self.report.seen, target)
            if needed <= replicates:
                return places
            replicates = needed

    def _round(self, replicates: int) -> list[RunSpec]:
        """Make what is missing of so many replicates, at natural cost and then at equal cost."""
        natural, shard = self._natural(replicates), self.order.shard
        self._make(self.cells.places(self.cells.natural, replicates, shard), natural)
        if self.plan.cost != EQUAL:
            return natural
        if shard.of > 1:
            self.report.equal_left = True
            return natural
        equal = self.cells.places(self._equal(natural), replicates)
        self._make(equal, [*natural, *equal])
        self.report.runs = len(natural) + len(equal)
        return [*natural, *equal]

    def _equal(self, natural: Sequence[RunSpec]) -> list[Cell]:
        """The cells at equal cost: each given what it lacks to the dearest of its case and point.

        Where replicates are still being added, costs are those of the first ones, so that what was given does
        not change any more. A case and point of which one side failed throughout is left out.
        """
        least = self.plan.precision.least if self.plan.precision else len(natural)
        table = results(self.store, self.cells.labels(natural), list(PRICE))
        table = table[table["replicate"] < least].sort_values("replicate", kind="stable")
        prices = {
            key: Price(*(float(np.mean(rows[name].to_numpy())) for name in PRICE))
            for key, rows in table.groupby(["case", "governance", "point"])
        }
        found = []
        for cells in self.cells.comparable():
            if all(cell[:3] in prices for cell in cells):
                found += at_equal_cost(cells, lacking([prices[cell[:3]] for cell in cells]))
        return found

    def _make(self, places: Sequence[RunSpec], all_places: Sequence[RunSpec]) -> None:
        """Make those of the places that are not stored; `all_places` are all of the study so far."""
        self.report.runs = len(places)
        missing = {place.key: place for place in places if place.key not in self._done}
        if missing:
            take_back(self.store, self.cells.labels(list(missing.values())))
            self._done = self._stored()
            missing = {key: place for key, place in missing.items() if key not in self._done}
        if not missing:
            return
        if self._executor is None:
            self._executor = self._opening(self.cells.work(missing.values()))
        limit = batch_limit(self.plan, self.order.households)
        batches = self.cells.batches(list(missing.values()), limit, self._executor.count)
        tasks = (tuple(self.cells.task(place) for place in batch) for batch in batches)
        with progress(len(missing), self.order.quiet) as advance:
            for trial in self._executor.trials(tasks, self.plan.monthly):
                self._same_code.check(self._executor)
                self._keep(trial, missing)
                advance(len(trial.runs) + len(trial.failures))
                self._tidy(all_places)

    def _keep(self, trial: Trial, places: dict[str, RunSpec]) -> None:
        """Store what a batch gave."""
        trial = trial._replace(runs=with_formulas(trial.runs, self.plan.defined))  # the project's are there
        add_trial(self.store, trial, lambda keys: self.cells.labels([places[key] for key in keys]))
        self._done.update(trial.runs["key"])
        self._loose += 1
        self.report.made += len(trial.runs)
        self.report.failed += len(trial.failures)
        if trial.failures and not self.report.first_failure:
            self.report.first_failure = trial.failures[0].key

    def _work_out(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of runs with what formulas give now, and without what others gave before."""
        return with_formulas(
            rows.drop(columns=list(self._formulas_before), errors="ignore"), self.cells.formulas
        )

    def _tidy(self, places: Sequence[RunSpec]) -> None:
        if self._loose >= MANY_LOOSE:
            settle(self.store, self.cells.labels(places), (), self._work_out)
            self._loose = 0

    def _settle(self, labels: pd.DataFrame) -> None:
        """Settle the store, unless it stands as it should: settled, and no table changed since its rows were
        counted. StoreError if there are rows too few or too many even then.
        """
        there, columns = fingerprint(labels), (self.plan.months, self.plan.monthly)
        if self.store.identity().get(SETTLED) == there and not self._counted.problem(labels, *columns):
            return
        settle(self.store, labels, (), self._work_out)
        RowCounts(self.store).check(labels, *columns)
        self.store.identify({**self._identity, SETTLED: there})


def _formulas_in(written: object) -> list[str]:
    """The outcomes that a store has by a formula, from what it says of them."""
    found = written if isinstance(written, dict) else {}
    return [name for name, entry in found.items() if isinstance(entry, dict) and entry.get("formula")]


def batch_limit(plan: StudyPlan, households: int) -> int:
    """How many households a batch of a study has at most: `households`, or fewer where its runs are long."""
    return max(min(households, BATCH_WORK // (plan.months + plan.burn_in)), 1)


def carry_out(
    plan: StudyPlan, folder: Path, opening: Callable[[int], Executor], order: Order = DEFAULT
) -> Report:
    """Carry out a study in its store; StoreError if the folder or the disk will not do."""
    leave_if_only_started()
    with opened(folder, plan.id) as store:
        return Sweep(plan, store, opening, order).carry_out()
