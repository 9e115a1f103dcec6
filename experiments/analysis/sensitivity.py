"""Sensitivity of a study's outcomes: what moves them, and how much of their variance is random draws.

Invariant: the shares of parameters are those of the expected outcome, without what random draws add; an
outcome that is undefined somewhere is left out, and listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.choices import id_of
from experiments.analysis.factorial_runs import Sampled, sampled
from experiments.design.sampling import library, problem_of
from experiments.errors import ArgumentError
from experiments.statistics.morris import morris
from experiments.statistics.sobol import Group, sobol
from experiments.statistics.variance_components import FloatArray
from experiments.store.manifest import analysis_manifest
from experiments.store.tables import plain, write_tables
from scenarios import read
from scenarios.entries import Text
from scenarios.language import _
from scenarios.problems import listed, nearest
from scenarios.sampling import groups_of
from scenarios.unsettled import by_reason

LIBRARIES = ("numpy", "scipy", "SALib")
CONSTANT = 1e-12
"""A spread below this share of the values themselves is rounding, not variation."""

INDICES, VARIANCE, GROUPS, LEFT_OUT = "indices", "variance", "groups", "left_out"


class SensitivityRequest(NamedTuple):
    """What is asked of a store. `difference`: A and B, the paired difference B − A; `study`: its file, if
    the store does not say what was asked.
    """

    folder: Path
    outcomes: Sequence[str] = ()
    governance: str | None = None
    difference: tuple[str, str] | None = None
    study: str | None = None


@dataclass(frozen=True)
class Sensitivity:
    """What was found. Rows of every table begin with case, cost, governance, against (empty where it is no
    difference), the listed parameters and the outcome.

    `indices` has a row for each factor, `variance` for each part of a single run's variance, `groups` for
    each grade of the ledger (none where that cannot be told), `left_out` for each outcome without indices.
    `held`: of a study that samples the whole ledger, why it leaves a parameter alone; `smallest`: other
    smallest differences of interest than the project's.
    """

    study: str
    name: Text
    design: str
    points: int
    replicates: int
    factors: Mapping[str, tuple[str, ...]]
    by: str | None
    listed: tuple[str, ...]
    indices: pd.DataFrame
    variance: pd.DataFrame
    groups: pd.DataFrame
    left_out: pd.DataFrame
    manifest: Mapping[str, object]
    held: Mapping[str, str] = field(default_factory=dict)
    smallest: Mapping[str, float] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by the name of its files."""
        return {
            INDICES: self.indices,
            VARIANCE: self.variance,
            GROUPS: self.groups,
            LEFT_OUT: self.left_out,
        }


LABELS = ("case", "cost", "governance", "against")


def analysed(request: SensitivityRequest) -> Sensitivity:
    """Answer the question; StoreError, ArgumentError or ScenarioError if it cannot be."""
    library("SALib")
    runs = sampled(request.folder, request.study)
    governance, against = _sides(request, runs.plan.governance)
    outcomes = _outcomes(request.outcomes or runs.plan.outcomes, runs.outcomes)
    runs.check(tuple(side for side in (against, governance) if side))
    tables: dict[str, list[pd.DataFrame]] = {INDICES: [], VARIANCE: [], GROUPS: [], LEFT_OUT: []}
    for setting in runs.settings():
        about: dict[str, object] = {
            "case": setting.case,
            "cost": setting.cost,
            "governance": governance,
            "against": against,
        }
        about |= runs.listed[setting.place]
        for outcome in outcomes:
            values = runs.values(setting, outcome, governance, against)
            for name, table in _found(runs, values).items():
                for place, (key, value) in enumerate((about | {"outcome": outcome}).items()):
                    table.insert(place, key, value)
                tables[name].append(table)
    joined = {name: _joined(found) for name, found in tables.items()}
    return Sensitivity(
        study=runs.plan.id,
        name=runs.plan.name,
        design=runs.sampling.design,
        points=runs.cube.shape[0] * runs.cube.shape[1],
        replicates=runs.replicates,
        factors=runs.factors,
        by=runs.sampling.groups,
        listed=tuple(runs.plan.grid),
        manifest=_manifest(request, runs, governance, against, outcomes),
        held=runs.plan.held,
        smallest=runs.plan.smallest,
        **joined,
    )


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _found(runs: Sampled, values: FloatArray) -> dict[str, pd.DataFrame]:
    """The tables of one outcome in one setting; only LEFT_OUT where it is undefined somewhere or the same
    everywhere.
    """
    undefined = float(np.mean(~np.isfinite(values)))
    if undefined or np.ptp(values) <= CONSTANT * np.abs(values).max():
        return {LEFT_OUT: pd.DataFrame({"undefined": [undefined], "constant": [not undefined]})}
    if runs.sampling.design == "morris":
        places = {key: place for place, key in enumerate(runs.plan.sampled)}
        moved = {name: [places[key] for key in keys] for name, keys in runs.factors.items()}
        indices, variance = morris(values, runs.cube, moved, runs.sampling.levels)
        groups = pd.DataFrame()
    else:
        indices, variance, groups = sobol(values, list(runs.factors), _by_grade(runs))
    for name, value in _uncorrected(runs, values.mean(axis=2).ravel()).items():
        indices[f"{name}_uncorrected"] = value
    indices.insert(1, "grade", [_grade(keys) for keys in runs.factors.values()])
    return {INDICES: indices, VARIANCE: variance, GROUPS: groups}


def _uncorrected(runs: Sampled, means: FloatArray) -> dict[str, FloatArray]:
    """What SALib says of the means over replicates, with what random draws leave in them."""
    analyze = library(f"SALib.analyze.{runs.sampling.design}").analyze
    problem = problem_of(runs.plan, unit=True)
    if runs.sampling.design == "morris":
        cube = runs.cube.reshape(len(means), -1)
        found = analyze(problem, cube, means, num_levels=runs.sampling.levels, num_resamples=2, seed=1)
        return {"sigma": np.ma.filled(np.ma.asarray(found["sigma"], dtype=float), np.nan)}
    with np.errstate(invalid="ignore"):
        found = analyze(problem, means, calc_second_order=False, num_resamples=2, seed=1)
    return {name: found[name] for name in ("S1", "ST")}


def _grade(keys: Sequence[str]) -> str:
    """The grade of the parameters, empty if they have several."""
    grades = set(groups_of(keys, "grade"))
    return grades.pop() if len(grades) == 1 else ""


def _by_grade(runs: Sampled) -> list[Group]:
    """The factors of each grade; none if a factor has several."""
    grades = [_grade(keys) for keys in runs.factors.values()]
    if "" in grades:
        return []
    places = {grade: tuple(np.flatnonzero(np.array(grades) == grade).tolist()) for grade in grades}
    return [Group(grade, found) for grade, found in places.items()]


def _sides(request: SensitivityRequest, known: Sequence[str]) -> tuple[str, str]:
    """The governance model asked about, and the one it is compared with (empty if none)."""
    if request.governance is not None:
        return _held(request.governance, known), ""
    if request.difference is None:
        if len(known) > 2:
            choice = _("The study holds {known}; choose with --governance or --difference {example}.")
            raise ArgumentError(choice.format(known=listed(known), example=",".join(known[:2])))
        return (known[1], known[0]) if len(known) == 2 else (known[0], "")
    against, governance = (_held(side, known) for side in request.difference)
    if against == governance:
        raise ArgumentError(_("--difference names {name} twice.", name=governance))
    return governance, against


def _held(name: str, known: Sequence[str]) -> str:
    """The id of a governance model of the study."""
    if name in known:
        return name
    if (found := id_of(read.governance, name)) in known:
        return found
    message = _("The study has no governance model {name}; it has: {known}.", name=name, known=listed(known))
    raise ArgumentError(message + nearest(name, known))


def _outcomes(named: Sequence[str], known: Sequence[str]) -> list[str]:
    """The outcomes asked for, each once; those of the study, or all, if none were."""
    known = [name for name in known if name in read.outcome_entries()]
    for name in named:
        if name not in known:
            message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(known))
            raise ArgumentError(message + nearest(name, known))
    return list(dict.fromkeys(named or known))


def _manifest(
    request: SensitivityRequest, runs: Sampled, governance: str, against: str, outcomes: Sequence[str]
) -> dict[str, object]:
    """What made these tables, and the command that makes them again."""
    which = ["--difference", f"{against},{governance}"] if against else ["--governance", governance]
    words = [word for outcome in outcomes for word in ("--outcome", outcome)] + which
    words += ["--study", request.study] if request.study is not None else []
    command = ["gongzhi", "sensitivity", str(request.folder), *words]
    size = {"replicates": runs.replicates}
    return analysis_manifest(command, runs.plan.id, runs.study.content.get("plan"), size, LIBRARIES)


def write(found: Sensitivity, folder: Path) -> None:
    """The tables that are not empty as Parquet and CSV, and the manifest, into a folder that exists."""
    filled = {name: table if len(table) else None for name, table in found.tables.items()}
    write_tables(filled, found.manifest, folder)


def objects(found: Sensitivity) -> dict[str, object]:
    """The same as plain data, for `--json`; null for what is undefined."""
    return {
        "study": found.study,
        "design": found.design,
        "points": found.points,
        "replicates": found.replicates,
        "factors": {name: list(keys) for name, keys in found.factors.items()},
        "held": by_reason(found.held),
        **{name: list(map(plain, table.to_dict("records"))) for name, table in found.tables.items()},
    }
