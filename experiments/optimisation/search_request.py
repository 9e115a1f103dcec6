"""What a search is asked for: a case, mixes, limits, and the outcomes that shall be good at once.

Invariant: everything asked for is read and checked before anything is simulated.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.analysis.taken_apart import BASELINE
from experiments.design import arguments
from experiments.errors import ArgumentError
from experiments.optimisation.instrument_space import Mix, Space, of_ledger, of_model
from scenarios import read
from scenarios.language import _, pick
from scenarios.names import fold, narrow
from scenarios.problems import listed, nearest, number
from scenarios.read import Case, Governance, OutcomeEntry, Scenario

COST, CAPITAL, DAYS = "cost_total", "cost_capital", "cost_staff_days"
COSTS = (COST, CAPITAL, DAYS)
"""What every mix is shown with: running cost and capital, yuan per household and month, and staff-days."""

MOST_AIMS = 4
MOST_TRIALS = 10_000
BESIDE = "one-four-n,troika"
"""The governance models that are run beside the front unless others are named."""


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


def search_request(
    case: str,
    budget: str,
    outcomes: Sequence[str],
    *,
    source: str | None = None,
    instruments: str | None = None,
    strengths: str = "1",
    capital: str | None = None,
    beside: str = BESIDE,
    trials: str = "300",
    replicates: str = "10",
    fresh: str = "40",
    months: str = "60",
    settings: Sequence[str] = (),
    seed: str = "0",
) -> SearchRequest:
    """What the command line asks for; ArgumentError or ScenarioError where it cannot be had."""
    space = _space(source, instruments, strengths)
    least = len(space.pieces) + 2
    found = SearchRequest(
        case=read.case(case),
        space=space,
        aims=_aims(outcomes),
        budget=_yuan(budget, "--budget"),
        capital=None if capital is None else _yuan(capital, "--capital"),
        beside=_beside(beside, space),
        trials=arguments.whole(trials, "--trials", min(least, space.size), MOST_TRIALS),
        replicates=arguments.whole(replicates, "--replicates", 2, arguments.MOST_REPLICATES),
        fresh=arguments.whole(fresh, "--fresh", 2, arguments.MOST_REPLICATES),
        seed=arguments.whole(seed, "--seed", 0, 2**31 - 1),
        months=arguments.months(months),
        overrides=arguments.overrides(settings),
        command=(),
    )
    for mix in (space.nothing(), *space.alone()):
        found.of(mix)
    return SearchRequest(**{**found.__dict__, "command": _command(found, source, instruments)})


def _space(source: str | None, instruments: str | None, strengths: str) -> Space:
    if source is not None and instruments is not None:
        raise ArgumentError(_("Give either --from or --instruments, not both."))
    baseline, levels = read.governance(BASELINE), _strengths(strengths)
    if source is not None:
        return of_model(read.governance(source), baseline, levels)
    names = _parts(instruments or "")
    if instruments is not None and not names:
        raise ArgumentError(_("{name} is missing.", name="--instruments"))
    return of_ledger(baseline, names, levels)


def _aims(outcomes: Sequence[str]) -> tuple[OutcomeEntry, ...]:
    """The outcomes named; cost is a second one where there is only one."""
    entries = read.outcome_entries()
    known = {name: entry for name, entry in entries.items() if entry.direction}
    ids = {fold(word): name for name, one in entries.items() for word in (name, one.name.zh, one.name.en)}
    named = [name for text in outcomes for name in _parts(text)]
    names = list(dict.fromkeys(ids.get(fold(name), name) for name in named))
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


def _yuan(text: str, option: str) -> float:
    try:
        value = float(narrow(text))
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        message = _(
            "{option} must be yuan per household and month, 0 or more, not {value}.",
            option=option,
            value=text.strip() or '""',
        )
        raise ArgumentError(message)
    return value


def _strengths(text: str) -> tuple[float, ...]:
    """Levels of strength above 0, up to 1."""
    found = []
    for part in _parts(text) or [""]:
        try:
            value = float(narrow(part))
        except ValueError:
            value = math.nan
        if not 0 < value <= 1:
            message = _(
                "--strengths must be numbers above 0, up to 1, as in 0.5,1, not {value}.", value=part or '""'
            )
            raise ArgumentError(message)
        found.append(value)
    return tuple(sorted(set(found)))


def _beside(text: str, space: Space) -> tuple[Governance, ...]:
    """The governance models named, and the one that the pieces come from."""
    models = [read.governance(name) for name in _parts(text)]
    if read.known_governance(space.source.id) is not None:
        models.append(space.source)
    return tuple({model.id: model for model in models if model.id != BASELINE}.values())


def _command(found: SearchRequest, source: str | None, instruments: str | None) -> tuple[str, ...]:
    """The command line that makes the same search again: not where to write, nor how many processes."""
    options: list[tuple[str, object]] = [("--budget", number(found.budget))]
    options += [("--outcome", aim.id) for aim in found.aims]
    options += [("--capital", number(found.capital))] if found.capital is not None else []
    if source is not None:
        options.append(("--from", found.space.source.reference))
    if instruments is not None:
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


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,，、]", text) if part.strip()]
