"""An estimate: seconds, bytes of memory and bytes on disk that a study takes on this machine.

Invariant: what can be counted is counted, what must be measured is measured now and here. Time is that of a
machine that does nothing else.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from heapq import heapify, heapreplace
from pathlib import Path
from time import process_time
from typing import NamedTuple

from experiments.design.cells import RunSpec
from experiments.execution.worker_processes import surroundings
from experiments.resources import pilot as pilots
from experiments.resources.disk import disk
from experiments.resources.family import peak
from experiments.resources.pilot import MeasuredBatch, TimedBatches
from experiments.resources.rehearsal import Rehearsal, rehearsed
from experiments.resources.workload import EstimateRequest, StudyWork, Workload, kind_of

LOADED = "import experiments.execution.sweep, experiments.execution.executors, model.neighbourhood"
"""What a process of a study imports before its first run."""

TRACKER = 12_000_000
"""Bytes of the process with which Python keeps track of what its worker processes share."""

SETTLING = 0.5
"""The share of what is done with rows that waits for the last run; the rest is done while others run."""


class Needs(NamedTuple):
    """What one workload takes: seconds from start to end, bytes of memory of all processes at their height,
    bytes on disk in the end and at their height.
    """

    seconds: float
    memory: int
    disk: int
    disk_height: int


class StudyEstimate(NamedTuple):
    """What a study takes: the least and the most of it, and what that is based on. `free` and `machine`:
    bytes free on the disk, and of the machine's memory.
    """

    request: EstimateRequest
    study: StudyWork
    least: Needs
    most: Needs
    basis: "Basis"
    free: int
    machine: int


class Basis(NamedTuple):
    """What was measured. `loading` and `planning`: seconds before the first run; nothing else where no run is
    missing.
    """

    loading: float
    planning: float
    pilot: TimedBatches
    costs: "dict[object, BatchCost]"
    rehearsal: Rehearsal | None

    @property
    def ending(self) -> float:
        """Seconds of the tables at the end."""
        return self.rehearsal.end if self.rehearsal else 0.0


class Line(NamedTuple):
    """y = fixed + slope · x."""

    fixed: float
    slope: float

    def at(self, place: float) -> float:
        """y at this x."""
        return self.fixed + self.slope * place


class BatchCost(NamedTuple):
    """Seconds of a batch by its households: of building and reading it, and of each month."""

    fixed: Line
    month: Line

    def of(self, households: int, months: int) -> float:
        """Seconds of a batch."""
        return self.fixed.at(households) + months * self.month.at(households)


def estimate(request: EstimateRequest) -> StudyEstimate:
    """Count, measure, add up; ScenarioError, StoreError or RunError where the study would meet one."""
    begun = process_time()
    study = StudyWork(request)
    works = [study.least, study.most]
    planning = process_time() - begun
    loading = _loading()
    basis = _basis(study, loading, planning)
    least, most = (_needs(study, work, basis) for work in works)
    free = shutil.disk_usage(_there(request.folder)).free
    return StudyEstimate(request, study, least, most, basis, free, _memory_of_machine())


def _basis(study: StudyWork, loading: float, planning: float) -> Basis:
    """Measure what runs cost, and all that is done with them."""
    tried = pilots.carry_out(study, study.most)
    found = rehearsed(study, tried) if study.most.missing else None
    return Basis(loading, planning, tried, _costs(tried), found)


def _loading() -> float:
    """Seconds until a Python has loaded the model and could begin the first run."""
    words = [sys.executable, "-c", LOADED]
    begun = _of_children()
    subprocess.run(words, check=True, env={**os.environ, **surroundings()})
    return _of_children() - begun


def _of_children() -> float:
    """Seconds of the processor that processes took which this one has waited for."""
    taken = os.times()
    return taken.children_user + taken.children_system


def _costs(tried: TimedBatches) -> dict[object, BatchCost]:
    """What batches of every kind that was measured cost."""
    pairs = zip(tried.whole, tried.alone, strict=True)
    found = dict[object, BatchCost]()
    for whole, alone in pairs:
        fixed, month = (_line(alone, whole, name) for name in ("fixed", "month"))
        short = whole.months < max(one.months for one in (whole, *tried.lengths))
        found[whole.kind] = BatchCost(
            fixed, month._replace(slope=month.slope * (tried.later if short else 1.0))
        )
    return found


def _line(small: MeasuredBatch, large: MeasuredBatch, name: str) -> Line:
    """Seconds by households, through two worlds, never falling and never negative at none."""
    low, high = (float(getattr(one, name)) for one in (small, large))
    more = large.households - small.households
    slope = max(0.0, high - low) / more if more else high / large.households
    slope = min(slope, high / large.households)
    return Line(high - slope * large.households, slope)


def _needs(study: StudyWork, work: Workload, basis: Basis) -> Needs:
    there, before = study.stored.bytes, basis.loading + basis.planning
    if not work.missing:
        return Needs(before + basis.ending, peak(), there, there)
    rehearsal = basis.rehearsal
    assert rehearsal is not None
    needed = disk(study, work, basis.pilot, rehearsal)
    living = sum(_last(study, one, work.jobs, basis.costs) for one in work.rounds)
    each = max(rehearsal.seconds - basis.planning, 0.0) / rehearsal.runs * work.missing
    seconds = before + living + each * (1.0 if work.jobs == 1 else SETTLING) + rehearsal.end
    return Needs(seconds, _memory(study, work, basis.pilot), there + needed.end, 2 * there + needed.height)


def _last(
    study: StudyWork, batches: Sequence[Sequence[RunSpec]], jobs: int, costs: dict[object, BatchCost]
) -> float:
    """Seconds until the last process has done its last batch, each taking the next when it is free."""
    busy = [0.0] * jobs
    heapify(busy)
    months = study.plan.months + study.plan.burn_in
    for batch in batches:
        households = sum(study.cells.households(place.cell) for place in batch)
        heapreplace(busy, busy[0] + _cost(batch, costs).of(households, months))
    return max(busy)


def _cost(batch: Sequence[RunSpec], costs: dict[object, BatchCost]) -> BatchCost:
    """What batches of this kind cost; of a kind that was not measured, what the most alike of them does."""
    kind = kind_of(batch)
    if kind in costs:
        return costs[kind]
    alike = [cost for known, cost in costs.items() if isinstance(known, tuple) and known[0] == kind[0]]
    return max(alike or costs.values(), key=lambda cost: cost.month.slope)


def _memory(study: StudyWork, work: Workload, tried: TimedBatches) -> int:
    """Bytes of all processes at their height: this one stands for the one that will plan and store."""
    months = study.plan.months + study.plan.burn_in
    heights = [one.height + pilots.recorded(one, months - one.months) for one in tried.whole]
    if work.jobs == 1:
        return max(peak(), *heights)
    server = min(one.base for one in tried.whole)
    workers = sorted(heights, reverse=True)[:1] * work.jobs
    return peak() + server + TRACKER + sum(workers)


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above that is there."""
    place = folder.resolve()
    return next(one for one in (place, *place.parents) if one.exists())


def _memory_of_machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def objects(found: StudyEstimate) -> dict[str, object]:
    """The estimate as plain objects: seconds, bytes, counts, and what was measured."""
    least, most = found.study.least, found.study.most
    return {
        "study": found.request.plan.id,
        "folder": str(found.request.folder),
        "processes": most.jobs,
        "runs": {"least": least.runs, "most": most.runs},
        "missing": {"least": least.missing, "most": most.missing},
        "household_months": {"least": least.household_months, "most": most.household_months},
        "batches": {"least": least.batches, "most": most.batches},
        **{
            name: {"least": getattr(found.least, name), "most": getattr(found.most, name)}
            for name in Needs._fields
        },
        "stored_bytes": found.study.stored.bytes,
        "damaged": [str(file) for file in found.study.stored.damaged],
        "free_bytes": found.free,
        "memory_of_machine": found.machine,
        "start_seconds": found.basis.loading + found.basis.planning,
        "measured": [_object(one) for one in (*found.basis.pilot.whole, *found.basis.pilot.apart)],
    }


def _object(one: MeasuredBatch) -> dict[str, object]:
    """One world of the pilot."""
    return {
        "case": one.kind[0],
        "governance": list(one.kind[1]),
        "runs": one.runs,
        "households": one.households,
        "months": one.months,
        "run_seconds": one.fixed / one.runs,
        "household_month_ns": 1e9 * one.month / one.households,
        "memory_bytes": one.height,
        "bytes_a_household": (one.height - one.base) / one.households,
    }
