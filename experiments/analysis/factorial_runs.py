"""Sampled runs: a finished study whose points follow a Sobol or Morris design, as arrays.

Invariant: nothing is analysed unless every run is there that it needs. Indices of such a design rest
on which points belong together, so one run left out would not thin them but make them wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pydantic import ValidationError

from experiments.design.cells import is_label
from experiments.design.sampling import factors, points, unit_cube
from experiments.errors import ArgumentError
from experiments.execution.stored_study import PLACE, StoredStudy
from experiments.provenance.made_in import elsewhere
from experiments.statistics.paired import EQUAL, NATURAL
from experiments.statistics.variance_components import LEAST_BLOCKS, LEAST_WORLDS, FloatArray
from experiments.store.store import IDENTITY, StoreError, not_ours
from scenarios import read
from scenarios.language import _
from scenarios.problems import listed
from scenarios.project_folder import typed
from scenarios.study import StudyPlan, study, study_files

type Spot = tuple[object, ...]
"""Which run: case, governance model, cost, point, replicate."""

DESIGNS = ("morris", "sobol")
NAMED = 5
"""How many runs a message names."""


class FixedSetting(NamedTuple):
    """What is held while the design moves its factors: case, cost, and the listed values by their place."""

    case: str
    cost: str
    place: int


class Sampled:
    """The runs of a study, and the design that its points follow."""

    def __init__(self, study: StoredStudy, plan: StudyPlan, file: str) -> None:
        assert plan.sampling is not None
        self.folder, self.plan, self.file, self.sampling = study.folder, plan, file, plan.sampling
        self.factors, cube = factors(plan), unit_cube(plan)
        self.cube: FloatArray = cube.reshape(plan.sampling.points, -1, cube.shape[1])
        grid = plan.grid
        self.listed = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
        self._points = len(cube)
        self.study, self.runs, labels = study, study.runs, ["key", *PLACE]
        failed = [part[labels] for part in study.failures()]
        self.failed = pd.concat(failed, ignore_index=True) if failed else self.runs.iloc[:0][labels]
        self.replicates = 1 + int(max(self.runs["replicate"].max(), *self.failed["replicate"], 0))

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that the store holds."""
        return [str(name) for name in self.runs.columns if not is_label(str(name))]

    def settings(self) -> Iterator[FixedSetting]:
        """Every case at every cost with every combination of listed values."""
        costs = (NATURAL, EQUAL) if self.plan.cost == EQUAL else (NATURAL,)
        for one in product(self.plan.cases, costs, range(len(self.listed))):
            yield FixedSetting(*one)

    def check(self, governance: tuple[str, ...]) -> None:
        """StoreError or ArgumentError unless these governance models can be analysed."""
        self._check_points()
        self._check_runs(governance)
        if len(self.cube) < LEAST_BLOCKS:
            raise ArgumentError(
                _("{study} has a single base point; intervals need at least two.", study=self.plan.id)
            )
        if self.replicates < LEAST_WORLDS:
            message = _(
                "{folder} has {count} replicates; to tell chance from parameters takes at least {least}",
                folder=self.folder,
                count=self.replicates,
                least=LEAST_WORLDS,
            )
            raise StoreError(self._message(message, f" --replicates {LEAST_WORLDS}"))

    def _check_points(self) -> None:
        """StoreError unless the runs are those of the study file: its months, values and points."""
        problem = self._other_setting() or self._other_point()
        if problem:
            message = _(
                "The runs in {folder} are not those of the study {file} ({problem})",
                folder=self.folder,
                file=self.file,
                problem=problem,
            )
            raise StoreError(self._message(message))

    def _other_setting(self) -> str:
        """What the store says of its study, and the file says otherwise."""
        held, names = self.study.content, ("months", "burn_in", "start", "fixed")
        pairs = ((name, held.get(name), getattr(self.plan, name)) for name in names)
        return next((f"{name}: {there} ≠ {due}" for name, there, due in pairs if there != due), "")

    def _other_point(self) -> str:
        """A value in the store that the design has not at that point."""
        design = pd.DataFrame(points(self.plan))
        here = self.runs.drop_duplicates("point").set_index("point").sort_index()
        for key in design:
            held = here[key].to_numpy() if key in here else np.full(len(here), np.nan)
            other = np.flatnonzero(held != design[key].reindex(here.index).to_numpy())
            if len(other):
                value, point = f"{float(held[other[0]]):g}", here.index[other[0]]
                return _("point {point} has {key} = {value}", point=point, key=key, value=value)
        return ""

    def _check_runs(self, governance: tuple[str, ...]) -> None:
        """StoreError that names runs which failed or are missing."""
        costs = {setting.cost for setting in self.settings()}
        places = product(
            self.plan.cases, governance, sorted(costs), range(self._points * len(self.listed)),
            range(self.replicates),
        )  # fmt: skip
        there = set(self._places(self.runs))
        missing = [place for place in places if place not in there]
        if not missing:
            return
        failed = dict(zip(self._places(self.failed), self.failed["key"], strict=True))
        keys = [str(failed[place]) for place in missing if place in failed]
        problem = _(
            "{folder} lacks {count} of the runs that this needs: {which}; without all of them indices would "
            "be wrong",
            folder=self.folder,
            count=len(missing),
            which=listed(islice(self._named(missing, failed), NAMED)) + _more(len(missing) - NAMED),
        )
        message = self._message(problem)
        if keys:
            command = " ".join([f"gongzhi replay {keys[0][:10]} --study {self.folder}", *typed()])
            message += " " + _(
                "{count} of them failed. To see the first: {command}", count=len(keys), command=command
            )
        raise StoreError(message)

    def _places(self, table: pd.DataFrame) -> Iterator[Spot]:
        return zip(*(table[name].tolist() for name in PLACE), strict=True)

    def _named(self, places: Sequence[Spot], failed: Mapping[Spot, str]) -> Iterator[str]:
        """Runs that failed by their keys, others by what they are."""
        for place in sorted(places, key=lambda one: one not in failed):
            if place in failed:
                yield _("{key} (failed)", key=failed[place][:10])
            else:
                case, model, cost, point, replicate = place
                at_cost = f"{cost}, " if cost != NATURAL else ""
                yield f"{case}/{model} ({at_cost}point={point}, replicate={replicate})"

    def _message(self, problem: str, more: str = "") -> str:
        command = " ".join([f"gongzhi study {self.file} --out {self.folder}{more}", *typed()])
        return _("{problem}. This makes what is missing: {command}", problem=problem, command=command)

    def values(self, setting: FixedSetting, outcome: str, governance: str, against: str = "") -> FloatArray:
        """(blocks, places, worlds): the outcome under a governance model, less that under another if given;
        NaN where it is undefined.
        """
        found = self._values(setting, outcome, governance)
        return found - self._values(setting, outcome, against) if against else found

    def _values(self, setting: FixedSetting, outcome: str, governance: str) -> FloatArray:
        runs, first = self.runs, setting.place * self._points
        rows = runs[
            (runs["case"] == setting.case)
            & (runs["cost"] == setting.cost)
            & (runs["governance"] == governance)
            & runs["point"].between(first, first + self._points - 1)
        ]
        found = np.full((self._points, self.replicates), np.nan)
        found[rows["point"] - first, rows["replicate"]] = rows[outcome].to_numpy(dtype=float)
        return found.reshape(*self.cube.shape[:2], self.replicates)


def _asked(request: Mapping[str, object], folder: Path) -> StudyPlan:
    """The study that a store says was asked for; StoreError if that is no study."""
    try:
        return StudyPlan.model_validate({**request, "case_names": {}, "governance_names": {}})
    except ValidationError:
        raise not_ours(folder / IDENTITY) from None


def sampled(folder: Path, file: str | None) -> Sampled:
    """The study in a store, of which `file` is the study's file. Without it, what the store says was asked,
    or the project's study with that id. StoreError or ArgumentError if that is no Sobol or Morris design.
    """
    stored = StoredStudy(folder)
    held, request = stored.identity.study, stored.identity.asked
    if file is None and request is not None:
        plan = _asked(request, folder)
    elif file is None and held not in study_files():
        raise ArgumentError(
            _("{folder} holds the study {study}; name its file with --study.", folder=folder, study=held)
        )
    else:
        plan = study(file or held)
    if plan.id != held:
        raise StoreError(
            _("{folder} holds the study {found}, not {other}.", folder=folder, found=held, other=plan.id)
        )
    if plan.sampling is None or plan.sampling.design not in DESIGNS:
        raise ArgumentError(
            _(
                "The study {study} follows no design for sensitivity; its file must say, say, {example}.",
                study=file or held,
                example="sampling: {design: morris, points: 8}",
            )
        )
    if unknown := [key for key in plan.sampled if key not in read.ledger()]:
        message = _("Unknown parameter: {key}.", key=unknown[0])
        raise ArgumentError(message + elsewhere(stored.identity.project))
    return Sampled(stored, plan, file or (held if held in study_files() else f"{held}.yaml"))


def _more(count: int) -> str:
    return _(" and {count} more", count=count) if count > 0 else ""
