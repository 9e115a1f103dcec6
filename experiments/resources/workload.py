"""The workload of a study: its runs that are not stored yet, in the batches in which a sweep will make them.

Invariant: nothing here is guessed. Keys, batches and processes come from the code that a sweep goes through;
where a study ends early (a target precision) or depends on what comes out (equal cost), the least and the
most that it may make are two workloads.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from experiments.design.cells import WHOLE, Cell, Cells, RunSpec, Shard
from experiments.execution.executors import processes_for
from experiments.execution.sweep import WORLD, batch_limit
from experiments.statistics.paired import EQUAL
from experiments.store.store import ASIDE, MONTHLY, RUNS, Store, checked
from scenarios.study import StudyPlan

BETWEEN = ", "
"""What stands between the cases of a batch."""

DUE = "at equal cost: "
"""How the key of a run begins that is not known before what its scenario lacks is."""


class Stored(NamedTuple):
    """What is in the folder of a study: keys of runs of which everything is there, rows at equal cost, bytes,
    and parts that are damaged.
    """

    done: frozenset[str] = frozenset()
    equal: int = 0
    bytes: int = 0
    damaged: tuple[Path, ...] = ()


class Workload(NamedTuple):
    """What there is to do: `runs` of the study (or shard) in all, of them `missing`; `rounds` of batches,
    each begun when the one before has ended; `jobs` processes.
    """

    runs: int
    missing: int
    household_months: int
    rounds: tuple[tuple[tuple[RunSpec, ...], ...], ...]
    jobs: int

    @property
    def batches(self) -> int:
        """Worlds in which the runs are made."""
        return sum(map(len, self.rounds))


class EstimateRequest(NamedTuple):
    """What is asked: a study, how many processes (None: as many as pay off), which part, and its store."""

    plan: StudyPlan
    jobs: int | None = None
    shard: Shard = WHOLE
    folder: Path = Path()


class StudyWork:
    """The workloads of a study, and its cells."""

    def __init__(self, request: EstimateRequest) -> None:
        self.plan, self.shard, self._jobs = request.plan, request.shard, request.jobs
        self.cells = Cells(request.plan)
        self.stored = stored(request.folder, self.plan)

    @cached_property
    def least(self) -> Workload:
        """The least that the study may have to make."""
        target = self.plan.precision
        return self._work([target.least if target else self.plan.replicates or 1], equal=False)

    @cached_property
    def most(self) -> Workload:
        """The most that it may have to make."""
        target, equal = self.plan.precision, self.plan.cost == EQUAL and self.shard.of == 1
        if target is None and not equal:
            return self.least
        steps = [target.least, target.most] if target else [self.plan.replicates or 1]
        return self._work(list(dict.fromkeys(steps)), equal)

    def _work(self, replicates: Sequence[int], equal: bool) -> Workload:
        """What there is to do where replicates are made up to the first of these numbers, then the next."""
        done, rounds = set(self.stored.done), []
        places: list[RunSpec] = []
        for count in replicates:
            for places_of in self._places(count, equal):
                places = places_of
                missing = {place.key: place for place in places if place.key not in done}
                done |= missing.keys()
                rounds.append(list(missing.values()))
        runs = len(self.cells.places(self.cells.natural, replicates[-1], self.shard))
        return self._cut([one for one in rounds if one], runs * (2 if equal else 1))

    def _places(self, replicates: int, equal: bool) -> Iterator[list[RunSpec]]:
        """The runs of so many replicates: at natural cost and then, with keys of their own, at equal cost."""
        natural = self.cells.places(self.cells.natural, replicates, self.shard)
        yield natural
        if equal:
            cells = [cell._replace(cost=EQUAL) for cell in self.cells.natural]
            places = self.cells.places(cells, replicates)
            yield [place._replace(key=DUE + place.key) for place in places[self.stored.equal :]]

    def _cut(self, rounds: Sequence[Sequence[RunSpec]], runs: int) -> Workload:
        """The rounds in batches, on as many processes as a sweep would use."""
        first = self.cells.work(rounds[0]) if rounds else 0
        jobs = processes_for(self._jobs, first)
        limit = batch_limit(self.plan, WORLD)
        cut = (tuple(map(tuple, self.cells.batches(list(one), limit, jobs))) for one in rounds)
        work = sum(self.cells.work(one) for one in rounds)
        return Workload(runs, sum(map(len, rounds)), work, tuple(cut), jobs)


def kind_of(batch: Sequence[RunSpec]) -> tuple[str, tuple[str, ...]]:
    """What makes the cost of a batch: the cases and the governance models in it."""
    cells: list[Cell] = [place.cell for place in batch]
    cases = dict.fromkeys(cell.case for cell in cells)
    return BETWEEN.join(cases), tuple(sorted({cell.governance for cell in cells}))


def stored(folder: Path, plan: StudyPlan) -> Stored:
    """What the folder of a study holds of it; StoreError if it holds another study or anything else.

    What was put aside is found again when it is due, so it counts as done; what is damaged is made again.
    """
    if not folder.is_dir():
        checked(folder, plan.id)
        return Stored()
    store = checked(folder, plan.id)
    done, equal = set[str](), 0
    for place in (store, Store(folder / ASIDE)):
        found, at_equal = _complete(place, plan)
        done |= found
        equal += at_equal if place is store else 0
    return Stored(frozenset(done), equal, bytes_in(folder), tuple(store.damaged))


def _complete(store: Store, plan: StudyPlan) -> tuple[set[str], int]:
    """The keys of the runs of which everything is there, and how many rows are at equal cost."""
    keys, months, equal = set[str](), dict[str, int](), 0
    for part in store.readable(RUNS, ["key", "cost"]):
        keys.update(part["key"].to_pylist())
        equal += part["cost"].to_pylist().count(EQUAL)
    if not plan.monthly:
        return keys, equal
    for part in store.readable(MONTHLY, ["key"]):
        for one in part["key"].value_counts().to_pylist():
            months[one["values"]] = months.get(one["values"], 0) + one["counts"]
    return {key for key in keys if months.get(key, 0) >= plan.months}, equal


def bytes_in(folder: Path) -> int:
    """Bytes of all files in a folder and below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
