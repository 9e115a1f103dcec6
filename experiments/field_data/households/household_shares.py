"""What households say together: shares and means with 95 % intervals, for the parameters of a case.

Invariant: only cells in which something stands are counted, and each number says how many there were; what
the table does not say is left to the case.
"""

from collections.abc import Iterator, Sequence
from statistics import fmean, stdev

from experiments.field_data.households.household_table import Household
from experiments.field_data.own_case import OwnValue, estimated
from experiments.statistics.contrasts import Result
from experiments.statistics.survey_intervals import mean_of, share_of
from scenarios import read

YOUNG, ELDERLY = "population.age_young_to", "population.age_elderly_from"
FEWEST = 5
"""Households of a group on which its share may rest."""


def case_values(households: Sequence[Household], source: str) -> tuple[OwnValue, ...]:
    """The parameters that the households give; `source`: which table it is, its n is put behind."""
    found = [_sized("place.households", len(households), len(households), source)]
    floors = [one.dwelling.floor for one in households if one.dwelling.floor]
    if floors:
        found.append(_sized("place.floors", max(floors), len(floors), source))
    counted = (estimated(key, one, source) for key, one in _estimates(households))
    return (*found, *(one for one in counted if one))


def _sized(key: str, value: int, rows: int, source: str) -> OwnValue:
    return OwnValue(key, value, None, None, rows, f"{source}, n={rows}")


def _estimates(households: Sequence[Household]) -> Iterator[tuple[str, Result]]:
    ages = [(age, one) for one in households if (age := _number(one, "age")) is not None]
    old, young = read.ledger()[ELDERLY].default, read.ledger()[YOUNG].default
    groups = {
        "elderly": [one for age, one in ages if age >= old],
        "established": [one for age, one in ages if young <= age < old],
        "young": [one for age, one in ages if age < young],
    }
    if ages:
        yield "population.elderly_share", share_of(len(groups["elderly"]), len(ages))
        yield "population.young_share", share_of(len(groups["young"]), len(ages))
    for group, members in groups.items():
        yield from _share(f"population.party_{group}", members, "party")
    yield from _share("population.online_elderly", groups["elderly"], "online")
    yield from _share("population.online_other", groups["established"] + groups["young"], "online")
    yield from _share("population.tenant_share", households, "owner", of=0)
    yield from _share("ties.isolates", households, "isolated")
    ground = [one for one in households if one.dwelling.floor == 1 and one.known.get("owner") == 1]
    yield from _share("landlord.off_site", ground, "off_site")
    areas = [area for one in households if (area := _number(one, "area")) is not None]
    if len(areas) >= FEWEST:
        yield "place.dwelling_area", mean_of(areas)
        spread = stdev(areas) / fmean(areas)
        yield "place.dwelling_area_spread", Result(spread, spread, spread, len(areas))


def _share(
    key: str, households: Sequence[Household], field: str, of: int = 1
) -> Iterator[tuple[str, Result]]:
    """The share of households of which a yes or no is known that say yes."""
    known = [value for one in households if (value := _number(one, field)) is not None]
    if len(known) >= FEWEST:
        yield key, share_of(sum(value == of for value in known), len(known))


def _number(household: Household, field: str) -> float | None:
    value = household.known.get(field)
    return float(value) if isinstance(value, float | int) else None
