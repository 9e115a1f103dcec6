"""What a search is asked for: a case, mixes, limits, and the outcomes that shall be good at once.

Invariant: every mix and every outcome is resolved and checked before anything is simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from experiments.analysis.ablation import BASELINE
from experiments.errors import ArgumentError, between
from experiments.optimisation.instrument_space import Mix, Space, of_ledger, of_model
from scenarios import read
from scenarios.language import _, pick
from scenarios.names import fold
from scenarios.problems import listed, nearest, number
from scenarios.read import Case, Governance, OutcomeEntry, Scenario

COST, CAPITAL, DAYS = "cost_total", "cost_capital", "cost_staff_days"
COSTS = (COST, CAPITAL, DAYS)
"""What every mix is shown with: running cost and capital, yuan per household and month, and staff-days."""

MOST_AIMS = 4
MOST_TRIALS = 10_000


@dataclass(frozen=True)
class SearchRequest:
    """What to search for.

    aims: the outcomes that shall be good at once, two or more, cost among them if it is one; budget and
    capital: yuan per household and month beyond the baseline, None where capital is not limited; replicates:
    those that the search looks at; fresh: those in which what it found is run again.
    """

    case: Case
    space: Space
    aims: tuple[OutcomeEntry, ...]
    budget: float
    capital: float | None
    beside: tuple[Governance, ...]
    trials: int
    replicates: int
    fresh: int
    seed: int
    months: int
    overrides: Mapping[str, float]
    command: tuple[str, ...]

    @property
    def limits(self) -> tuple[float, ...]:
        """What running cost and, if it is limited, capital may be."""
        return (self.budget,) if self.capital is None else (self.budget, self.capital)

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcomes that are looked at: the aims and what things cost."""
        return tuple(dict.fromkeys([*(aim.id for aim in self.aims), *COSTS]))

    @property
    def searched(self) -> range:
        """The replicates that the search looks at."""
        return range(self.replicates)

    @property
    def unseen(self) -> range:
        """Replicates that the search never looks at."""
        return range(self.replicates, self.replicates + self.fresh)

    @property
    def is_exhaustive(self) -> bool:
        """Whether every mix there is can be looked at."""
        return self.space.size <= self.trials

    def scenario(self, governance: Governance) -> Scenario:
        """The case under a governance model."""
        return read.scenario(self.case, governance, months=self.months, overrides=self.overrides)

    def of(self, mix: Mix) -> Scenario:
        """The case under a mix."""
        return self.scenario(self.space.governance(mix))

    @property
    def work(self) -> int:
        """About how many household-months there are to simulate."""
        one = self.of(self.space.nothing())
        runs = 2 * self.trials * self.replicates + 20 * self.fresh
        return runs * one.households * (one.months + one.burn_in)

    def identity(self) -> dict[str, object]:
        """What must be the same for a search that is gone on with: all but how far it goes."""
        return {
            "--budget": self.budget,
            "--capital": self.capital,
            "--outcome": [aim.id for aim in self.aims],
            "--instruments": list(self.space.pieces),
            "--from": self.space.source.id,
            "--strengths": list(self.space.strengths),
            "--replicates": self.replicates,
            "--months": self.months,
            "--set": dict(self.overrides),
            "--seed": self.seed,
            "CASE": self.case.id,
        }


class Pieces(NamedTuple):
    """What to mix: the instruments of a governance model, or these; all there are if neither is given."""

    source: Governance | None = None
    instruments: Sequence[str] | None = None
    strengths: Sequence[float] = (1.0,)

    def space(self) -> Space:
        """All mixes of them; ArgumentError where there are none."""
        if self.source is not None and self.instruments is not None:
            raise ArgumentError(_("Give either --from or --instruments, not both."))
        baseline = read.governance(BASELINE)
        if self.source is not None:
            return of_model(self.source, baseline, self.strengths)
        if self.instruments is not None and not self.instruments:
            raise ArgumentError(_("{name} is missing.", name="--instruments"))
        return of_ledger(baseline, self.instruments or (), self.strengths)


EVERYTHING = Pieces()


def trials_allowed(space: Space) -> tuple[int, int]:
    """The least and the most mixes that a search may look at."""
    return min(len(space.pieces) + 2, space.size), MOST_TRIALS


def search_request(
    case: Case,
    budget: float,
    outcomes: Sequence[str],
    *,
    pieces: Pieces = EVERYTHING,
    capital: float | None = None,
    beside: Sequence[Governance] = (),
    trials: int = 300,
    replicates: int = 10,
    fresh: int = 40,
    months: int = 60,
    overrides: Mapping[str, float] = MappingProxyType({}),
    seed: int = 0,
) -> SearchRequest:
    """What to search for; ArgumentError or ScenarioError where it cannot be had."""
    space = pieces.space()
    found = SearchRequest(
        case=case,
        space=space,
        aims=_aims(outcomes),
        budget=budget,
        capital=capital,
        beside=_beside(beside, space),
        trials=between(trials, "--trials", *trials_allowed(space)),
        replicates=replicates,
        fresh=fresh,
        seed=seed,
        months=months,
        overrides=overrides,
        command=(),
    )
    for mix in (space.nothing(), *space.alone()):
        found.of(mix)
    return replace(found, command=_command(found, pieces))


def _aims(outcomes: Sequence[str]) -> tuple[OutcomeEntry, ...]:
    """The outcomes named; cost is a second one where there is only one."""
    entries = read.outcome_entries()
    known = {name: entry for name, entry in entries.items() if entry.direction}
    ids = {fold(word): name for name, one in entries.items() for word in (name, one.name.zh, one.name.en)}
    names = list(dict.fromkeys(ids.get(fold(name), name) for name in outcomes))
    if not 1 <= len(names) <= MOST_AIMS:
        raise ArgumentError(
            _("--outcome must name 1 to {most} outcomes, not {count}.", most=MOST_AIMS, count=len(names))
        )
    for name in names:
        if name not in known:
            raise ArgumentError(_no_aim(name, list(known)))
    if len(names) == 1 and names != [COST]:
        names.append(COST)
    if names == [COST]:
        raise ArgumentError(_("--outcome must name something beside {name}.", name=COST))
    return tuple(known[name] for name in names)


def _no_aim(name: str, known: Sequence[str]) -> str:
    if (entry := read.outcome_entries().get(name)) is not None:
        message = _(
            "Of {name} ({title}) neither more nor less is better; there are: {known}.",
            name=name,
            title=pick(entry.name),
            known=listed(known),
        )
        return message
    message = _("There is no outcome {name}; there are: {known}.", name=name, known=listed(known))
    return message + nearest(name, read.outcome_entries())


def _beside(named: Sequence[Governance], space: Space) -> tuple[Governance, ...]:
    """The governance models named, and the one that the pieces come from."""
    models = list(named)
    if read.known_governance(space.source.id) is not None:
        models.append(space.source)
    return tuple({model.id: model for model in models if model.id != BASELINE}.values())


def _command(found: SearchRequest, pieces: Pieces) -> tuple[str, ...]:
    """The command line that makes the same search again: not where to write, nor how many processes."""
    options: list[tuple[str, object]] = [("--budget", number(found.budget))]
    options += [("--outcome", aim.id) for aim in found.aims]
    options += [("--capital", number(found.capital))] if found.capital is not None else []
    if pieces.source is not None:
        options.append(("--from", pieces.source.reference))
    if pieces.instruments is not None:
        options.append(("--instruments", ",".join(found.space.pieces)))
    if found.space.strengths != (1.0,):
        options.append(("--strengths", ",".join(f"{level:g}" for level in found.space.strengths)))
    options += [
        ("--beside", ",".join(model.reference for model in found.beside)),
        *(("--trials", found.trials), ("--replicates", found.replicates), ("--fresh", found.fresh)),
        *(("--months", found.months), ("--seed", found.seed)),
        *(("--set", f"{key}={value:g}") for key, value in found.overrides.items()),
    ]
    words = [str(word) for option in options for word in option]
    return ("gongzhi", "search", found.case.reference, *words)
