"""How many worlds a picture is drawn from, in words.

The rule it holds: where parameters were varied a world is a point of the design, and the picture says so.
"""

from collections.abc import Mapping

from experiments.execution.origin import Replicate
from experiments.store.tables import Study
from results.text.names import month_name
from scenarios.language import _
from scenarios.problems import number as plain


def worlds_told(study: Study) -> str:
    """The number of worlds of a study, as it stands in a legend."""
    points = study.manifest.get("points", 1)
    return counted(study.replicates, by_point=isinstance(points, int) and points > 1)


def counted(number: int, by_point: bool = False) -> str:
    """So many worlds, or points of a design."""
    if by_point:
        return _("{number} sets of parameter values", number=number)
    return _("{number} worlds", number=number) if number != 1 else _("1 world")


def which_world(
    world: Replicate, month: int | None = None, point: Mapping[str, float] | None = None, compounds: int = 1
) -> str:
    """Which world a picture of a single one shows, and that it is only one."""
    name = str(world.replicate) if world.replicate is not None else _("seed {seed}", seed=world.seed)
    parts = [_("a single world ({world}); another one looks different", world=name)]
    parts += [month_name(month)] if month is not None else []
    parts += [_("compound {number} of {all}", number=1, all=compounds)] if compounds > 1 else []
    return " · ".join([*parts, *(f"{key} = {plain(value)}" for key, value in (point or {}).items())])
