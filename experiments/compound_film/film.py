"""Compounds filmed with their events: what a scene shows, what happened in its months, what was recorded.

Invariant: a film is plain lists, numbers and strings, ready for JSON and without words; the numbers of
its months are those of the monthly table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.compound_film.month_events import CompoundEvents, SignaturesAndSeats
from experiments.execution.snapshots import Scene
from experiments.recording.recorder import advance
from scenarios.read import Scenario

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

type Film = dict[str, Any]
"""A scene as `Scene.told` has it; each of its `months` has besides what `CompoundEvents` noted; `monthly`: by
observation one number a month (None: not known); `events`: what the case sends, as [month, kind].
"""

NOT_SHOWN = ("ties", "made", "lost")
"""What scenes hold for the figures and a film has no use for."""


def living(scenarios: Sequence[Scenario], seed: int, compound: int = 0) -> list[Film]:
    """The same world under each of the scenarios, filmed side by side with its events: a film for each.

    RunError if the model stops.
    """
    from model.neighbourhood import Neighbourhood, Placement

    placed = [Placement(scenario, seed) for scenario in scenarios]
    world = Neighbourhood(placed, archive=True)
    witness = SignaturesAndSeats(len(world.households))
    world.households.witness = witness
    numbers = range(len(scenarios))
    scenes = [Scene(place, compound) for place in numbers]
    events = [CompoundEvents(place, compound, witness) for place in numbers]
    for one in events:
        one(world)
    world.observers += [*scenes, *events, lambda _world: witness.turn_page()]
    while world.running:
        advance(world)
    together = zip(scenes, events, _monthly(world, compound), strict=True)
    return [_film(world, scene, event, numbers) for scene, event, numbers in together]


def _film(
    world: Neighbourhood, scene: Scene, events: CompoundEvents, monthly: dict[str, list[float | None]]
) -> Film:
    told = scene.told(world)
    months = [
        {name: value for name, value in {**seen, **happened}.items() if name not in NOT_SHOWN}
        for seen, happened in zip(told["months"], events.months, strict=True)
    ]
    sent = world.compounds.placements[world_number(world, scene)].scenario.events
    return {
        **told,
        "months": months,
        "monthly": monthly,
        "events": [[event.month, event.kind] for event in sent if event.month >= 1],
    }


def world_number(world: Neighbourhood, scene: Scene) -> int:
    """The number in the world of the compound that a scene watches."""
    return int((world.groups.placement == scene.placement).nonzero()[0][scene.compound])


def _monthly(world: Neighbourhood, compound: int) -> list[dict[str, list[float | None]]]:
    """The monthly table of each placement's compound, column by column."""
    table = world.monthly(by_compound=True)
    found = []
    for place in range(world.groups.placements):
        number = int((world.groups.placement == place).nonzero()[0][compound])
        rows = table[table["compound"] == number].drop(columns=["compound"])
        found.append(
            {
                str(name): [value if math.isfinite(value) else None for value in column.tolist()]
                for name, column in rows.items()
            }
        )
    return found
