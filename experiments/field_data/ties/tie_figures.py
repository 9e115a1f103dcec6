"""What ties show as a whole: how many a household has, how clustered they are, how far they keep to an age.

Invariant: households without a tie count; what is not known of ages is not guessed.
"""

from collections.abc import Sequence

from experiments.field_data.households.case_people import CasePeople
from experiments.field_data.own_case import OwnValue, estimated
from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import mean_of, share_of
from scenarios import read
from scenarios.language import _

type Pairs = Sequence[tuple[int, int]]


def tie_figures(pairs: Pairs, people: CasePeople) -> dict[str, str]:
    """By name what the ties show."""
    import networkx

    graph = networkx.Graph(pairs)
    found = {
        _("number of ties"): str(len(pairs)),
        _("households with ties"): f"{len(graph)} / {people.size}",
        _("ties per household that has any"): f"{mean_of(_degrees(pairs)).value:.2f}",
        _("clustering (share of a household's acquaintances who know each other)"): (
            f"{networkx.average_clustering(graph):.2f}"
        ),
    }
    within = _within(pairs, people)
    if within is not None:
        found[_("ties within an age group (what chance would give)")] = (
            f"{within.value:.2f} ({_by_chance(people):.2f})"
        )
    return found


def tie_values(pairs: Pairs, people: CasePeople, source: str) -> tuple[OwnValue, ...]:
    """The parameters that the ties give."""
    degrees = _degrees(pairs)
    estimates = {
        "ties.degree": mean_of(degrees),
        "ties.isolates": share_of(people.size - len(degrees), people.size),
    }
    if (within := _within(pairs, people)) is not None:
        estimates["ties.homophily"] = within
    counted = (estimated(key, one, source) for key, one in estimates.items())
    return tuple(one for one in counted if one)


def _degrees(pairs: Pairs) -> list[float]:
    """How many ties each household has that has any."""
    found: dict[int, float] = {}
    for pair in pairs:
        for number in pair:
            found[number] = found.get(number, 0.0) + 1
    return list(found.values())


def _within(pairs: Pairs, people: CasePeople) -> Result | None:
    """The share of ties between two of one age group, among ties of which both ages are known."""
    groups = _groups(people)
    known = [(groups[one], groups[other]) for one, other in pairs if one in groups and other in groups]
    return share_of(sum(one == other for one, other in known), len(known)) if known else None


def _by_chance(people: CasePeople) -> float:
    """That share where ties know no age."""
    groups = list(_groups(people).values())
    return float(sum((groups.count(group) / len(groups)) ** 2 for group in set(groups)))


def _groups(people: CasePeople) -> dict[int, int]:
    """By number of the household its age group."""
    bounds = [read.ledger()[f"population.{key}"].default for key in ("age_young_to", "age_elderly_from")]
    return {number: sum(age >= bound for bound in bounds) for number, age in people.ages.items()}
