"""What was recorded of a world as Mesa's data collector, which is what ``mesa.batch_run`` reads.

Invariant: its numbers are those of ``monthly()`` and ``outcomes()``; the world's months know nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from scenarios.language import _

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

OUTCOME = "outcome_"
"""How the name of an outcome begins, for an observation of a month may have the same name."""


class Collected:
    """The data collector of a world that was given none; ``world.datacollector = …`` takes its place."""

    def __get__(self, world: Neighbourhood | None, owner: type) -> mesa.DataCollector | Collected:
        """Collect what was recorded so far."""
        return self if world is None else collected(world)


def collected(world: Neighbourhood) -> mesa.DataCollector:
    """A data collector with every observation of each recorded month, its step being the time at its end,
    and in the last month every outcome of the months lived.

    RuntimeError in the months before the record, and where a step has rows of several compounds.
    """
    if world.groups.placements > 1:
        raise RuntimeError(
            _("a data collector has one row a step, and this world {count}: ask monthly() and outcomes().",
              count=world.groups.placements)
        )  # fmt: skip
    months, last = world.monthly(), world.outcomes().iloc[0]
    if months.empty:
        raise RuntimeError(
            _("nothing is recorded yet: {months} months come before the first that is. Take more steps "
              "(max_steps of batch_run), or give the scenario burn_in=0.", months=world.burn_in)
        )  # fmt: skip
    found = mesa.DataCollector({str(name): str(name) for name in months if name != "compound"})
    for name in found.model_vars:
        found.model_vars[name] = months[name].tolist()
    for name, value in last.items():
        found.model_reporters[f"{OUTCOME}{name}"] = str(name)
        found.model_vars[f"{OUTCOME}{name}"] = [None] * (len(months) - 1) + [float(value)]
    found._collection_steps = [float(world.burn_in + month) for month in months["month"]]
    return found
