"""What a compound was before and after stages of its months, for tests that build submodels again."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from model import channels, grievance, participation, property_economy, triage, trust
from model.levers import NAMES
from model.neighbourhood import Neighbourhood
from scenarios import read

STAGES: dict[str, tuple[ModuleType, str]] = {
    "S3": (grievance, "feel"),
    "S4": (channels, "speak_up"),
    "S5": (triage, "find_leads"),
    "S11": (property_economy, "bill"),
    "S10": (participation, "take_part"),
    "S9": (trust, "update"),
    "learn": (participation, "learn"),
}

type Columns = dict[str, npt.NDArray[Any]]


class Seen(NamedTuple):
    """One stage of one month: columns of all tables before it, of households and the firm after it.

    Attributes:
        p: parameters and levers; more: what else the month holds, by the name it has in the world.
    """

    month: int
    p: dict[str, float]
    h: Columns
    issues: Columns
    firm: dict[str, float]
    owners: dict[str, float]
    ties: npt.NDArray[np.int64]
    more: dict[str, Any]
    after: Columns
    firm_after: dict[str, float]
    issues_after: Columns
    cash_after: float


def watched(
    case: str, governance: str, months: int, burn_in: int, overrides: dict[str, float]
) -> dict[str, list[Seen]]:
    """Run a compound and return what each stage of each month saw and left behind."""
    scenario = read.scenario(case, governance, months=months, burn_in=burn_in, overrides=overrides)
    seen: dict[str, list[Seen]] = {name: [] for name in STAGES}
    with pytest.MonkeyPatch.context() as patch:
        for name, (module, function) in STAGES.items():
            patch.setattr(module, function, _watching(getattr(module, function), seen[name]))
        Neighbourhood(scenario, rng=3).run()
    return seen


def _watching(stage: Callable[[Neighbourhood], None], seen: list[Seen]) -> Callable[[Neighbourhood], None]:
    def watching(world: Neighbourhood) -> None:
        before = (
            world.month,
            _values(world),
            _copy(world.households.columns),
            _copy(world.issues.columns),
            _first(world.firms.columns),
            _first(world.owners_committees.columns),
            np.transpose(world.ties.ends).copy(),
            _more(world),
        )
        stage(world)
        seen.append(
            Seen(
                *before,
                _copy(world.households.columns),
                _first(world.firms.columns),
                _copy(world.issues.columns),
                float(world.books.balance("firm")[0]),
            )
        )

    return watching


def _values(world: Neighbourhood) -> dict[str, float]:
    parameters = world.compounds.placements[0].scenario.parameters
    levers = {name: float(getattr(world.levers, name)[0]) for name in NAMES}
    return {key: float(value) for key, value in parameters.items()} | levers


def _more(world: Neighbourhood) -> dict[str, Any]:
    rows = world.compounds.rows
    news = {what: world.news.of(what) for what in ("won", "lost", "accepted", "refused")}
    return (
        news
        | {
            "key": world.population.key.copy(),
            "seed_key": world.compounds.seed_key,
            "kinds": [one.kind for one in world.households.classes],
            "issue_key": world.issues.key.copy(),
            "stairwell": world.compounds.stair_of_row,
            "felt": world.promises.felt.copy(),
            "cash": float(world.books.balance("firm")[0]),
            "attended": world.attended.copy(),
            "relief": np.broadcast_to(world.relief, rows).copy(),
            "weight": np.broadcast_to(world.extra_weight, rows).copy(),
            "events": np.broadcast_to(world.events, rows).copy(),
        }
        | {name: getattr(world, name).copy() for name in ("met", "tried", "succeeded")}
    )


def _copy(columns: Any) -> Columns:
    return {name: np.array(column) for name, column in columns.items()}


def _first(columns: Any) -> dict[str, float]:
    return {name: float(column[0]) for name, column in columns.items()}
