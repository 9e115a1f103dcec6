"""Districts of any size: the whole district cut down to so many compounds in the same proportions."""

from collections.abc import Mapping
from dataclasses import replace

from scenarios import read
from scenarios.read import DistrictMap, Member, Scenario

DISTRICT = "xihu-district"


def compounds() -> int:
    """How many compounds the whole district has."""
    return sum(member.count for member in _whole("baseline", 1).members)


def district(
    count: int, governance: str, months: int = 60, overrides: Mapping[str, float] | None = None
) -> Scenario:
    """The district with `count` compounds: types, committees, streets and firms in the whole one's
    proportions.
    """
    whole = _whole(governance, months, overrides)
    counts = shared_out(count, [member.count for member in whole.members])
    members = tuple(
        Member(member.scenario, number)
        for member, number in zip(whole.members, counts, strict=True)
        if number
    )
    assert whole.district is not None
    share = count / sum(member.count for member in whole.members)
    firms, committees, streets = (
        max(1, round(share * number))
        for number in (whole.district.firms, whole.district.committees, whole.district.streets)
    )
    return replace(whole, members=members, district=DistrictMap(committees, min(streets, committees), firms))


def shared_out(total: int, proportions: list[int]) -> list[int]:
    """Whole numbers in these proportions that sum to the total (largest remainders first)."""
    exact = [total * part / sum(proportions) for part in proportions]
    found = [int(value) for value in exact]
    rest = sorted(range(len(exact)), key=lambda place: found[place] - exact[place])
    for place in rest[: total - sum(found)]:
        found[place] += 1
    return found


def _whole(governance: str, months: int, overrides: Mapping[str, float] | None = None) -> Scenario:
    return read.scenario(DISTRICT, governance, months=months, overrides=overrides)
