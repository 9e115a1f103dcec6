"""The origin of a finished folder: what makes its runs again, small enough to lie in every figure made of it.

Invariant: it names places and governance models as the user named them, files by their way from
where the command is given; it knows no folder and no machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from pydantic import Field

from experiments.design.equal_cost import topped_up
from experiments.design.runs import Run
from experiments.execution.collectors import Watch
from experiments.execution.replicates import Price
from experiments.statistics.paired import NATURAL
from experiments.store.manifest import code_hash
from scenarios import read
from scenarios.entries import Entry
from scenarios.problems import ScenarioError
from scenarios.read import Scenario


class Made(Entry):
    """Runs that a study's store holds: one scenario in some of its worlds, as in `0-19,21`."""

    case: str
    governance: str
    point: int
    cost: str
    days: float
    yuan: float
    replicates: str


class World(Entry):
    """A world of the study; a single run whose seed was given has no number."""

    replicate: int | None
    seed: int


class Origin(Entry):
    """What makes the runs of a finished folder again.

    cases, governance: by id, what finds each; names: the governance models in the order in which they are
    compared; points: the varied values by the number of the point (one without values if none are varied);
    made: the runs of a store, empty where the command alone says it; code: of the model that made the runs;
    smallest, primary: other smallest differences of interest and primary outcomes than the project's.
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
    worlds: list[World]
    made: list[Made]
    equal_cost: bool
    monthly: bool
    digests: dict[str, str]
    code: str
    smallest: dict[str, float] = Field(default_factory=dict)
    primary: list[str] = Field(default_factory=list)

    @property
    def by_point(self) -> bool:
        """Whether parameters are varied: then a point of the design counts as a world."""
        return len(self.points) > 1

    def at(self, point: int) -> "Origin":
        """The same with this point alone."""
        kept = [one for one in self.made if one.point == point]
        return self.model_copy(update={"points": {point: self.points[point]}, "made": kept})

    def replicates(self, case: str, governance: str, point: int) -> list[World]:
        """The worlds in which a scenario was run at natural cost."""
        if not self.made:
            return self.worlds
        for one in self.made:
            if (one.case, one.governance, one.point, one.cost) == (case, governance, point, NATURAL):
                numbers = set(spelled_out(one.replicates))
                return [world for world in self.worlds if world.replicate in numbers]
        return []


def scenario_of(origin: Origin, case: str, governance: str, point: int) -> Scenario:
    """A scenario of the folder at natural cost; ScenarioError if a file is gone or has become another."""
    return read.scenario(
        read.case(origin.cases[case]),
        read.governance(origin.governance[governance]),
        months=origin.months,
        burn_in=origin.burn_in,
        start=origin.start,
        overrides={**origin.fixed, **origin.points[point]},
    )


def runs_of(
    origin: Origin, case: str, governance: Sequence[str], replicate: int | None = None
) -> Iterator[Watch]:
    """The runs of a case at natural cost, model by model and point by point; of one replicate if asked."""
    for model in governance:
        for point in origin.points:
            worlds = origin.replicates(case, model, point)
            chosen = [one for one in worlds if replicate is None or one.replicate == replicate]
            scenario = scenario_of(origin, case, model, point) if chosen else None
            for world in chosen:
                assert scenario is not None
                yield Watch(Run(scenario, world.replicate, world.seed), point)


def made_runs(origin: Origin) -> Iterator[tuple[Made, Run]]:
    """Every run of a store, at whatever cost, in the order of `made`."""
    seeds = {world.replicate: world.seed for world in origin.worlds}
    for one in origin.made:
        natural = scenario_of(origin, one.case, one.governance, one.point)
        scenario = topped_up(natural, Price(one.days, one.yuan))
        for replicate in spelled_out(one.replicates):
            yield one, Run(scenario, replicate, seeds[replicate])


def digests(origin: Origin) -> dict[str, str]:
    """What the scenarios are now, by case and governance model; ScenarioError if one cannot be made."""
    found = {}
    for case in origin.cases:
        for model in origin.governance:
            each = [scenario_of(origin, case, model, point).digest() for point in origin.points]
            found[f"{case}/{model}"] = (
                each[0] if len(each) == 1 else sha256("".join(each).encode()).hexdigest()
            )
    return found


def changed(origin: Origin) -> bool:
    """Whether code, data or files are others than those that made the runs."""
    try:
        return origin.code != code_hash() or origin.digests != digests(origin)
    except (ScenarioError, OSError):
        return True


def short_list(numbers: Iterable[int]) -> str:
    """Whole numbers as `0-19,21`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)


def spelled_out(text: str) -> list[int]:
    """The numbers of such a list; ValueError if it is none."""
    found: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
