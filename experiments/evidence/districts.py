"""Districts of any size, and what sharing equally or by need does to inequality between their compounds.

A district is the whole one cut down to so many compounds in the same proportions. The rule compared is the
ledger's `district.by_need`: 0, everything stays with the compound it was meant for; 1, staff-days and works
money go where work and unpaid works wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from experiments.execution.run_all import Simulate
from experiments.execution.run_cache import Replicates
from experiments.statistics.paired import COLUMNS, Side, judged, pair_rows
from scenarios import read
from scenarios.read import DistrictMap, Member, Scenario

DISTRICT = "xihu-district"
BY_NEED = "district.by_need"
SHARING = {"equal": 0.0, "by-need": 1.0}
GOVERNANCE = ("baseline", "one-four-n")


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


def allocation(
    make: Simulate, say: Callable[[str], None], count: int = 63, replicates: int = 20, months: int = 60
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The paired comparison of both rules (a: equal, b: by need) for each governance model, and its runs."""
    worlds = Replicates(make, replicates, study="allocation")
    rows: list[dict[str, object]] = []
    runs = []
    for governance in GOVERNANCE:
        sides: list[Side] = []
        for rule, value in SHARING.items():
            scenario = district(count, governance, months, {BY_NEED: value})
            worlds.make([scenario])
            sides.append(Side(rule, worlds.outcomes(scenario)))
            runs.append(sides[-1].outcomes.reset_index().assign(rule=rule))
            say(f"{governance}, {rule}: {replicates} worlds of {count} compounds")
        equal, by_need = sides
        found = pair_rows(DISTRICT, equal, by_need, read.outcome_entries())
        rows += [{"governance": governance, "compounds": count} | row for row in found]
    return judged(rows, ("governance", "compounds", *_paired_columns())), pd.concat(runs, ignore_index=True)


def _paired_columns() -> tuple[str, ...]:
    """The columns of a comparison that mean something where both sides have the same governance model."""
    of_costs = ("cost", "given_days_a", "given_yuan_a", "given_days_b", "given_yuan_b", "cost_gap")
    return tuple(name for name in COLUMNS if name not in of_costs)
