"""The origin of a finished folder: what makes its runs again, small enough to lie in every figure made of it.

Invariant: it names cases and governance models as the user named them, files by their way from where the
command is given; it knows no folder and no machine.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer

from experiments.design.equal_cost import Price, topped_up
from experiments.design.number_ranges import spelled_out
from experiments.design.runs import Run
from experiments.execution.collectors import Watch
from experiments.provenance.made_in import check_rules, elsewhere
from experiments.statistics.paired import NATURAL
from experiments.store.manifest import code_hash
from scenarios import read
from scenarios.entries import Entry, OutcomeEntry, Text
from scenarios.problems import ScenarioError
from scenarios.read import Scenario

ORIGIN = "origin"
"""Where the manifest of a store's tables holds their origin."""

OF_PROJECT = ("project", "measures", "defined", "rules")
"""What an origin says only of runs that were made in a project, or with outcomes of a study's own."""

UNVARIED: Mapping[str, float] = MappingProxyType({})


class Identity(BaseModel):
    """What a store says of its study (`experiments/execution/sweep.py`); by id, what finds each case and
    governance model. `asked`: as its file asks for it; `points`: of its design, 0 where that is not said.
    """

    study: str
    months: int
    burn_in: int
    start: int
    fixed: dict[str, float]
    cases: dict[str, str]
    governance: dict[str, str]
    smallest: dict[str, float] = {}
    primary: list[str] = []
    outcomes: list[str] = []
    project: str = ""
    rules: dict[str, str] = {}
    measures: list[str] = []
    defined: dict[str, OutcomeEntry] = {}
    plan: str = ""
    points: int = 0
    asked: dict[str, object] | None = None


class Manifest(BaseModel):
    """What the manifest of a comparison or a single run says (`experiments/store/manifest.py`)."""

    class Given(BaseModel):
        """One scenario."""

        case: str
        governance: str
        digest: str

    class DistrictSort(BaseModel):
        """Districts of a city that are alike."""

        name: Text
        case: str
        count: int
        households: int
        has: dict[str, dict[str, float]]
        starts: dict[str, list[int]] = {}

    command: list[str]
    cases: list[str]
    governance: list[str]
    months: int
    burn_in: int
    start: int
    parameters_overridden: dict[str, float]
    scenarios: list[Given]
    replicates: list[int | None]
    seeds: list[int]
    code: str
    smallest: dict[str, float] = {}
    primary: list[str] = []
    project: str = ""
    rules: dict[str, str] = {}
    measures: list[str] = []
    defined: dict[str, OutcomeEntry] = {}
    city: dict[str, dict[str, DistrictSort]] = {}

    def named(self) -> tuple[list[str], list[str]]:
        """The cases and governance models of the command line, as the user named them."""
        plain = list(takewhile(lambda word: not word.startswith("--"), self.command[2:]))
        if self.command[1] == "run":
            return plain[:1], plain[1:]
        return plain, self.command[self.command.index("--governance") + 1].split(",")


class StoredRuns(Entry):
    """Runs that a study's store holds: one scenario in some of its replicates, as in `0-19,21`."""

    case: str
    governance: str
    point: int
    cost: str
    days: float
    yuan: float
    replicates: str


class Replicate(Entry):
    """A replicate of the study; a single run whose seed was given has no number."""

    replicate: int | None
    seed: int


class Origin(Entry):
    """What makes the runs of a finished folder again.

    cases, governance: by id, what finds each; names: the governance models in the order in which they are
    compared; points: the varied values by the number of the point (one without values if none are varied);
    made: the runs of a store, empty where the command alone says it; code: of the model that made the runs;
    smallest, primary: other smallest differences of interest and primary outcomes than gongzhi's;
    project, measures, defined: of runs made in a project its name, the outcomes that its classes measured,
    and what is to be known of outcomes that are not gongzhi's.
    """

    command: list[str]
    cases: dict[str, str]
    governance: dict[str, str]
    names: list[str]
    months: int
    burn_in: int
    start: int
    fixed: dict[str, float]
    points: dict[int, dict[str, float]]
    worlds: list[Replicate]
    made: list[StoredRuns]
    equal_cost: bool
    monthly: bool
    digests: dict[str, str]
    code: str
    smallest: dict[str, float] = Field(default_factory=dict)
    primary: list[str] = Field(default_factory=list)
    project: str = ""
    rules: dict[str, str] = Field(default_factory=dict)
    measures: list[str] = Field(default_factory=list)
    defined: dict[str, OutcomeEntry] = Field(default_factory=dict)

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As it is written: nothing of a project where there is none."""
        return {name: value for name, value in write(self).items() if value or name not in OF_PROJECT}

    def scenarios(self) -> list[Scenario]:
        """A scenario of each case and governance model, at the first point; ScenarioError if one cannot be
        made.
        """
        point = next(iter(self.points))
        return [self.scenario(case, model, point) for case in self.cases for model in self.governance]

    @property
    def by_point(self) -> bool:
        """Whether parameters are varied: then a point of the design counts as a replicate."""
        return len(self.points) > 1

    def at(self, point: int) -> "Origin":
        """The same with this point alone."""
        kept = [one for one in self.made if one.point == point]
        return self.model_copy(update={"points": {point: self.points[point]}, "made": kept})

    def scenario(self, case: str, governance: str, point: int = 0) -> Scenario:
        """A scenario of the folder at natural cost; ScenarioError if a file is gone or is now another."""
        return scenario_of(self, case, governance, self.points[point])

    def replicates(self, case: str, governance: str, point: int) -> list[Replicate]:
        """The replicates in which a scenario was run at natural cost."""
        if not self.made:
            return self.worlds
        for one in self.made:
            if (one.case, one.governance, one.point, one.cost) == (case, governance, point, NATURAL):
                numbers = set(spelled_out(one.replicates))
                return [each for each in self.worlds if each.replicate in numbers]
        return []


def scenario_of(
    source: Origin | Identity, case: str, governance: str, varied: Mapping[str, float] = UNVARIED
) -> Scenario:
    """The one way from what a folder says of itself to a scenario; ScenarioError if a file is gone or is now
    another, or if it was made with other rules than those chosen.
    """
    check_rules(source.rules)
    try:
        return read.scenario(
            read.case(source.cases.get(case, case)),
            read.governance(source.governance.get(governance, governance)),
            months=source.months,
            burn_in=source.burn_in,
            start=source.start,
            overrides={**source.fixed, **varied},
            measured=source.measures,
        )
    except ScenarioError:
        if hint := elsewhere(source.project):  # what is unknown here may be known there
            raise ScenarioError(hint.strip()) from None
        raise


def origin_of(manifest: Mapping[str, object]) -> Origin:
    """The origin in the manifest of a study's tables, or of a comparison or a single run; ValueError,
    KeyError or the like if that is damaged.
    """
    if ORIGIN in manifest:
        return Origin.model_validate_json(json.dumps(manifest[ORIGIN]))
    of = Manifest.model_validate(manifest)
    cases, models = of.named()
    found = dict(zip(of.governance, dict.fromkeys(models), strict=True))
    ids = {name: one for one, name in found.items()}
    replicates = zip(of.replicates, of.seeds, strict=True)
    return Origin(
        command=of.command,
        cases=dict(zip(of.cases, cases, strict=True)),
        governance=found,
        names=[ids[name] for name in models],
        months=of.months,
        burn_in=of.burn_in,
        start=of.start,
        fixed=of.parameters_overridden,
        points={0: {}},
        worlds=[Replicate(replicate=replicate, seed=seed) for replicate, seed in replicates],
        made=[],
        equal_cost="--equal-cost" in of.command,
        monthly=True,
        digests={f"{one.case}/{one.governance}": one.digest for one in of.scenarios},
        code=of.code,
        smallest=of.smallest,
        primary=of.primary,
        project=of.project,
        rules=of.rules,
        measures=of.measures,
        defined=of.defined,
    )


def runs_of(
    origin: Origin, case: str, governance: Sequence[str], replicate: int | None = None
) -> Iterator[Watch]:
    """The runs of a case at natural cost, model by model and point by point; of one replicate if asked."""
    for model in governance:
        for point in origin.points:
            there = origin.replicates(case, model, point)
            chosen = [one for one in there if replicate is None or one.replicate == replicate]
            scenario = origin.scenario(case, model, point) if chosen else None
            for each in chosen:
                assert scenario is not None
                yield Watch(Run(scenario, each.replicate, each.seed), point)


def made_runs(origin: Origin) -> Iterator[tuple[StoredRuns, Run]]:
    """Every run of a store, at whatever cost, in the order of `made`."""
    seeds = {one.replicate: one.seed for one in origin.worlds}
    for one in origin.made:
        natural = origin.scenario(one.case, one.governance, one.point)
        scenario = topped_up(natural, Price(one.days, one.yuan))
        for replicate in spelled_out(one.replicates):
            yield one, Run(scenario, replicate, seeds[replicate])


def digests(origin: Origin) -> dict[str, str]:
    """What the scenarios are now, by case and governance model; ScenarioError if one cannot be made."""
    found = {}
    for case in origin.cases:
        for model in origin.governance:
            each = [origin.scenario(case, model, point).digest() for point in origin.points]
            found[f"{case}/{model}"] = (
                each[0] if len(each) == 1 else sha256("".join(each).encode()).hexdigest()
            )
    return found


def changed(origin: Origin) -> bool:
    """Whether code, data or files are others than those that made the runs."""
    try:
        return origin.code != code_hash(origin.scenarios()) or origin.digests != digests(origin)
    except (ScenarioError, OSError):
        return True
