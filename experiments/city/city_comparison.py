"""A comparison of governance models on cities: every district is a run, kept in a store until all are there.

Invariant: what is killed goes on where it was, by the same command: district runs lie beside the folder of
results, which is delivered whole or not at all. Rows depend on neither processes nor the order of arrival.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pandas as pd

from experiments.analysis.comparison import comparing, judging
from experiments.city.aggregation import Months, add_all, city_rows
from experiments.city.city_cells import CityCells, plan_of
from experiments.city.district_rows import HOUSEHOLDS, TELLING, attempt_districts
from experiments.city.district_table import district_table, gains
from experiments.design.runs import KEYS, STUDY, Run, seed_of
from experiments.design.smallest_effect import entries as judged_by
from experiments.errors import ArgumentError
from experiments.execution.dask_cluster import Cluster
from experiments.execution.executors import Executor, opening
from experiments.execution.simulate import attempt_elsewhere
from experiments.execution.sweep import DEFAULT, Order, Sweep
from experiments.execution.worker_processes import leave_if_only_started
from experiments.statistics.paired import compare
from experiments.store.manifest import CITY, manifest
from experiments.store.store import FAILURES, MONTHLY, RUNS, Store, StoreError, opened
from experiments.store.tables import Study
from scenarios import catalogue, read
from scenarios.allocation import resources
from scenarios.city_districts import start_of
from scenarios.city_starts import ORDERS, staged
from scenarios.entries import Case, Governance
from scenarios.language import _
from scenarios.project_folder import told

ENDING = ".districts"
"""The ending of the folder, beside the one of results, in which district runs are kept meanwhile."""


@dataclass(frozen=True)
class CityRequest:
    """What is to be compared: as in `experiments/analysis/comparison.py`, with cities for cases."""

    cities: tuple[Case, ...]
    governance: tuple[Governance, ...]
    replicates: int
    months: int
    overrides: Mapping[str, float]
    smallest: Mapping[str, float] = MappingProxyType({})
    primary: tuple[str, ...] = ()
    stages: tuple[int | None, int | None] = (None, None)
    """How many districts begin in a wave, and how many months apart, where that was asked for."""

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the governance models, in the order asked for."""
        return tuple(model.id for model in self.governance)

    @property
    def command(self) -> list[str]:
        """The command that makes it again."""
        made = comparing(self.cities, self.governance, self.replicates, self.months, self.overrides)
        waves = zip(("--wave", "--every"), self.stages, strict=True)
        asked = [word for option, value in waves if value is not None for word in (option, str(value))]
        return [*made, *asked, *judging(self.smallest, self.primary)]


def city_comparison(
    cases: Sequence[Case],
    governance: Sequence[Governance],
    replicates: int,
    months: int,
    overrides: Mapping[str, float],
    *,
    equal_cost: bool = False,
    smallest: Mapping[str, float] = MappingProxyType({}),
    primary: Sequence[str] = (),
    stages: tuple[int | None, int | None] = (None, None),
) -> CityRequest:
    """Cities under every governance model; ArgumentError unless all cases are cities, and nothing is asked
    for that cities do not have. stages: how many districts begin in a wave, how many months apart.
    """
    if others := [case.id for case in cases if case.city is None]:
        message = _(
            "Cities are compared by themselves; {others} is none: give it in a command of its own.",
            others=", ".join(others),
        )
        raise ArgumentError(message)
    if equal_cost:
        raise ArgumentError(_("--equal-cost is not for a city; compare its districts at equal cost."))
    waves = any(start_of(case, model) in ORDERS for case in cases for model in governance)
    if stages != (None, None) and not waves:
        message = _("--wave and --every are for what begins in waves, as in --start {example}.",
                    example=",".join(ORDERS))  # fmt: skip
        raise ArgumentError(message)
    cities = tuple(staged(case, *stages) for case in cases)
    asked = (cities, tuple(governance), replicates, months, overrides)
    return CityRequest(*asked, smallest, tuple(primary), stages)


def carry_out(
    request: CityRequest,
    jobs: int | None,
    out: Path | None,
    order: Order = DEFAULT,
    executor: Callable[[int], Executor] | None = None,
) -> Study:
    """Make every district run that is not there yet, and put the cities together.

    out: where results will be delivered; district runs are kept beside it. executor: what opens one for so
    many household-months; processes of this machine if not given.
    """
    catalogue.bring(catalogue.city_outcomes())
    plan = plan_of(
        *(request.cities, request.governance, request.replicates, request.months),
        *(request.overrides, out is not None),
    )
    cells = CityCells(plan, request.cities, list({model.id: model for model in request.governance}.values()))
    leave_if_only_started()
    with _kept(out) as folder, opened(folder, STUDY) as store:
        report = Sweep(plan, store, executor or opening(jobs, attempt_districts), order, cells).carry_out()
        if report.failed:
            raise _failed(store)
        return _study(request, cells, store)


def on_cluster(address: str) -> Callable[[int], Executor]:
    """What opens the Dask cluster at an address for districts; ClusterError if it is not there."""
    work = partial(attempt_elsewhere, surroundings=tuple(told().items()), work=attempt_districts)
    there = Cluster(address, work)
    return lambda _household_months: there


def kept_beside(out: Path) -> Path:
    """Where district runs are kept until the results are delivered to `out`, also if that is `.` or `..`."""
    whole = out if out.name not in ("", "..") else out.resolve()
    return whole.with_name(whole.name + ENDING)


@contextmanager
def _kept(out: Path | None) -> Iterator[Path]:
    if out is not None:
        if (kept := kept_beside(out)).is_symlink():  # it could not be taken away at the end
            raise StoreError(_("{file} is a link; a store holds nothing but its own files.", file=kept))
        yield kept
        return
    with TemporaryDirectory(prefix="gongzhi-city-") as folder:
        yield Path(folder) / "districts"


def _failed(store: Store) -> StoreError:
    """The message on the first district that could not be simulated."""
    row = next(iter(store.read(FAILURES))).iloc[0]
    return StoreError(
        _(
            "The simulation stopped in {district} under {governance}, replicate {replicate}: {problem}. What "
            "is finished is stored in {folder}; the same command goes on.",
            district=row["case"],
            governance=row["governance"],
            replicate=row["replicate"],
            problem=row["error"],
            folder=store.folder,
        )
    )


def _study(request: CityRequest, cells: CityCells, store: Store) -> Study:
    """The tables of the cities, from the rows of their districts."""
    runs = _in_order(cells, pd.concat(list(store.read(RUNS)), ignore_index=True))
    keys = [name for name in KEYS if name != "seed"]
    cities = runs.assign(case=runs["case"].map({label: one.city for label, one in cells.districts.items()}))
    outcomes = [str(name) for name in runs if name in read.outcome_entries()]
    rows = city_rows(cities, keys, outcomes)
    rows.insert(3, "seed", [seed_of(STUDY, int(replicate)) for replicate in rows["replicate"]])
    entries = judged_by(request.smallest, request.primary)
    begins = {place: scenario.start for place, scenario in cells.scenarios.items()}
    table = district_table(runs, cells.districts, request.names, entries, begins)
    monthly = rows[list(KEYS)].iloc[:0].assign(month=pd.Series([], dtype="int64"))
    if cells.plan.monthly:
        place = cities.groupby(keys, sort=False).ngroup()
        months = Months(
            dict(zip(runs["key"], place, strict=True)),
            dict(zip(runs["key"], runs[HOUSEHOLDS], strict=True)),
            request.months,
        )
        monthly = add_all(months, store.read(MONTHLY)).table(rows[list(KEYS)])
    kept = [name for name in runs if not str(name).startswith(TELLING) and name in (*KEYS, *outcomes)]
    return Study(
        runs=rows,
        monthly=monthly,
        comparison=compare(rows, request.names, entries),
        manifest=_manifest(request, cells),
        districts=table,
        district_gains=gains(runs, table, cells.districts),
        district_runs=runs[[*KEYS, *(name for name in kept if name not in KEYS)]],
    )


def _in_order(cells: CityCells, runs: pd.DataFrame) -> pd.DataFrame:
    """The runs of districts as they were asked for: city, governance model, replicate, district."""
    district = {label: number for number, label in enumerate(cells.districts)}
    model = {name: number for number, (_city, name) in enumerate(cells.made)}
    city = {one: number for number, one in enumerate(dict.fromkeys(city for city, _name in cells.made))}
    order = runs.assign(
        _city=runs["case"].map({label: city[one.city] for label, one in cells.districts.items()}),
        _model=runs["governance"].map(model),
        _district=runs["case"].map(district),
    )
    columns = ["_city", "_model", "replicate", "_district"]
    return order.sort_values(columns, kind="stable", ignore_index=True).drop(
        columns=["_city", "_model", "_district"]
    )


def _manifest(request: CityRequest, cells: CityCells) -> dict[str, object]:
    """What made the cities; a city's digest is that of its districts'."""
    first = [
        Run(scenario, replicate, seed_of(STUDY, replicate))
        for made in cells.made.values()
        for scenario, _count in made.values()
        for replicate in range(request.replicates)
    ]
    cities = [city.id for city in request.cities]
    scenarios = [
        {"case": case, "governance": model, "digest": _digest(cells, case, model)}
        for case, model in cells.made
    ]
    return {
        **manifest(request.command, first, request.overrides),
        "cases": cities,
        "governance": list(dict.fromkeys(request.names)),
        "scenarios": scenarios,
        "smallest": dict(request.smallest),
        "primary": list(request.primary),
        CITY: {city.id: _parts(city, cells) for city in request.cities},
    }


def _digest(cells: CityCells, city: str, model: str) -> str:
    each = [
        f"{name} {scenario.digest()} {count} {cells.starts(city, name, model)}"
        for name, (scenario, count) in cells.made[city, model].items()
    ]
    return sha256("\n".join(each).encode()).hexdigest()


def _parts(city: Case, cells: CityCells) -> dict[str, object]:
    """Of what sorts of districts a city is, what each has in a month under each governance model, and when
    that begins in which.
    """
    assert city.city is not None
    under = {model: made for (of, model), made in cells.made.items() if of == city.id}
    return {
        name: {
            "name": part.name.model_dump(),
            "case": part.case.id,
            "count": part.count,
            "households": next(iter(under.values()))[name][0].households,
            "has": {model: resources(made[name][0])._asdict() for model, made in under.items()},
            "starts": {model: cells.starts(city.id, name, model) for model in under},
        }
        for name, part in city.city.districts.items()
    }
