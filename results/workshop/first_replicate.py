"""The first replicate of a round, looked into: the compound month by month, why a household did what it
did, and the life of an issue.

Invariant: all of it is made from the scenario and the seed when somebody asks, so that a round that nobody
looks into costs nothing; the worlds kept meanwhile change no answer.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from experiments.design.runs import STUDY, seed_of
from experiments.errors import ArgumentError
from experiments.execution.simulate import RunError
from experiments.explanation.run_lookup import PastRun
from experiments.provenance.sources import CodeError
from experiments.recording.kept_worlds import KeptWorlds, PausedBefore
from results.compound.compound_strings import strings
from results.compound.scenes import Named, compound
from results.figures.style import for_page, looks
from results.findings import decision, issue
from results.workshop.films import FIRST, Films
from results.workshop.process_pool import Lost
from results.workshop.session import Round
from scenarios.inputs import Scenario
from scenarios.language import _, pick
from scenarios.problems import ScenarioError, listed


def scenes(found: Round, films: Films) -> dict[str, Any]:
    """The first replicate of a round under each governance model, as a page shows it."""
    looking = looks(model.id for model in found.models)
    named = [Named(pick(model.name), for_page(looking[model.id])) for model in found.models]
    try:
        seen = films.of(found.scenarios)
    except (CodeError, Lost, RunError) as error:
        raise ScenarioError(error.message() if isinstance(error, RunError) else str(error)) from None
    shown = compound(seen, named)
    for scene, scenario in zip(shown["scenes"], found.scenarios, strict=True):
        scene.update(_doors(scenario))
    return {"world": FIRST, "compound": shown, "words": strings()}


def _doors(scenario: Scenario) -> dict[str, list[str]]:
    """What dwellings and stairwells are called, one word a household, where the case has a table of them."""
    if (given := scenario.case.households) is None:
        return {}
    building, stairwell, door = (
        [str(cell or "") for cell in given.column(name)] for name in ("building", "stairwell", "door")
    )
    stairs = ["-".join(filter(None, words)) for words in zip(building, stairwell, strict=True)]
    return {
        "doors": ["-".join(filter(None, words)) for words in zip(stairs, door, strict=True)],
        "stairs": stairs,
    }


def get_ready(found: Round, kept: KeptWorlds) -> None:
    """Live the months before the record of every governance model, which every question begins with."""
    for model in found.models:
        with suppress(RunError):
            _paused(found, _run(found, model.id), kept)(1)


def why(found: Round, governance: str, household: int, month: int, kept: KeptWorlds) -> dict[str, Any]:
    """What a household of the first replicate decided in a month; ScenarioError if there is none."""
    run = _run(found, governance)
    if not 1 <= month <= found.set_up.months:
        raise ScenarioError(_("The month must be from 1 to {last}.", last=found.set_up.months))
    return _answer(lambda: decision.why(run, f"row {household}", month, None, _paused(found, run, kept)))


def story(found: Round, governance: str, key: str, kept: KeptWorlds) -> dict[str, Any]:
    """The life of an issue of the first replicate, in words; ScenarioError if there is no such issue."""
    run = _run(found, governance)
    return _answer(lambda: issue.story(run, key, _paused(found, run, kept)))


def _run(found: Round, governance: str) -> PastRun:
    """The first replicate of a round under one of its governance models."""
    known = {model.id: scenario for model, scenario in zip(found.models, found.scenarios, strict=True)}
    if governance not in known:
        raise ScenarioError(
            _("There is no {value}; there are: {known}.", value=governance, known=listed(known))
        )
    return PastRun(known[governance], seed_of(STUDY, FIRST), FIRST)


def _paused(found: Round, run: PastRun, kept: KeptWorlds) -> PausedBefore:
    """The run before a month, its closed issues at hand."""
    name = (found.code, run.scenario.digest(), run.seed)
    return lambda month: kept.before(name, month, lambda: run.world(archive=True))


def _answer(find: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return find()
    except ArgumentError as error:
        raise ScenarioError(str(error)) from error
