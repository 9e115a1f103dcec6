"""What is built again from the description alone comes to the numbers of the model."""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.landlord import GroundFloorLandlord, Neighbours
from model import conversion, mediation, petitions
from model.issues import ENDURED
from model.neighbourhood import Neighbourhood
from model.streams import normal, uniform
from scenarios import read
from tests.results.odd import rebuilt
from tests.results.odd import rebuilt_by_reader as reader

SUBMODELS: dict[str, tuple[Callable[..., Any], ...]] = {
    "S1": (rebuilt.stairwell_and_floor, rebuilt.reaches, rebuilt.disturbance),
    "S3": (reader.weight_of_issues, reader.hardship, reader.grievance),
    "S4": (reader.channel_chances, reader.record_of_answers, reader.kept_record),
    "S6": (rebuilt.settles,),
    "S8": (rebuilt.wants_shop,),
    "S9": (
        reader.exposure,
        reader.is_late,
        reader.unfairness,
        reader.trust_in_committee,
        reader.trust_in_firm,
        reader.trust_in_neighbours,
    ),
    "S10": (
        reader.perceived_example,
        reader.chance_of_taking_part,
        reader.efficacy,
        reader.given_lately,
    ),
    "S11": (reader.chance_of_paying, reader.cost_of_service, reader.quality, reader.chance_of_leaving),
    "S14": (rebuilt.clusters, rebuilt.signers),
}


ANGRY = {
    "petitions.threshold": 0.1,
    "petitions.futility": 5.0,
    "petitions.sweeps": 3.0,
    "population.threshold_mean": 0.06,
    "population.threshold_spread": 0.05,
}
"""Values with which some sign, some are reluctant, and signatures still gather when the month ends."""


@cache
def world() -> Neighbourhood:
    """A compound with shops, quarrels and people who are angry enough, in a WeChat group."""
    scenario = read.scenario("minzhu", "digital", months=2, burn_in=6, overrides=ANGRY)
    found = Neighbourhood(scenario, rng=3)
    found.run()
    found.nuisance.refresh()  # what was settled this month is heard next month
    found.levers.petition_spread[:] = 0.5
    found.households.grievance[:] = np.minimum(6.0 * found.households.grievance, 1.0)
    return found


@pytest.fixture(scope="module")
def p() -> rebuilt.Parameters:
    """The parameters of the compound."""
    return {key: float(value) for key, value in world().compounds.placements[0].scenario.parameters.items()}


@pytest.fixture(scope="module")
def homes(p: rebuilt.Parameters) -> list[rebuilt.Home]:
    """All its households as they are now."""
    return list(_homes(p))


def _homes(p: rebuilt.Parameters) -> Iterator[rebuilt.Home]:
    h, key = world().households, world().population.key
    futility = uniform(key, "futility", world().month)
    known: list[list[int]] = [[] for _row in range(len(key))]
    for one, other in zip(*world().ties.ends, strict=True):
        known[one].append(int(other))
        known[other].append(int(one))
    for row in range(len(key)):
        stairwell, floor = rebuilt.stairwell_and_floor(row, p)
        yield rebuilt.Home(
            stairwell=stairwell,
            floor=floor,
            kind=h.classes[h.kind[row]].kind,
            present=bool(h.present[row]),
            online=bool(h.online[row]),
            group=int(h.group[row]),
            trust_committee=float(h.trust_committee[row]),
            trust_neighbours=float(h.trust_neighbours[row]),
            grievance=float(h.grievance[row]),
            threshold=float(h.threshold[row]),
            known=float(h.contacts[row] + h.staff_tie[row]),
            futility=float(futility[row]),
            disturbance=float(h.disturbance[row]),
            shop=bool(h.converted[row]),
            emission=float(h.emission[row]),
            mitigation=float(h.mitigation[row]),
            rent=float(h.rent_premium[row]),
            ties=tuple(known[row]),
        )


def test_disturbance_is_what_the_description_says(homes: list[rebuilt.Home], p: rebuilt.Parameters) -> None:
    shops = [home for home in homes if home.shop]
    found = [rebuilt.disturbance(home, shops, p) for home in homes]
    assert max(found) > p["nuisance.threshold"]
    np.testing.assert_allclose(found, world().households.disturbance, atol=1e-12)


def test_quarrels_are_settled_with_the_chance_that_it_says(
    homes: list[rebuilt.Home], p: rebuilt.Parameters
) -> None:
    issues = world().issues
    places = np.flatnonzero(issues.dispute & (issues.status <= ENDURED))
    assert len(places) > 5 and not issues.mediator[places].any()
    found = [
        rebuilt.settles(
            rebuilt.Quarrel(
                homes[issues.reporter[place]],
                homes[issues.partner[place] if issues.partner[place] >= 0 else issues.reporter[place]],
                float(issues.severity[place]),
                float(issues.procedure[place]),
                float(issues.rushed[place]),
                float(issues.support[place]),
            ),
            float(world().levers.skill[0]),
            p,
        )
        for place in places
    ]
    np.testing.assert_allclose(found, mediation.chance(world(), places), atol=1e-12)


def test_landlords_decide_as_it_says(homes: list[rebuilt.Home], p: rebuilt.Parameters) -> None:
    rows, inspection = world().population.landlord_rows, world().levers.inspection
    seen = Neighbours(conversion._opposing_share(world(), rows), np.full(len(rows), inspection[0]))
    wants = world().households.decide(GroundFloorLandlord.wants_shop, seen, rows=rows)
    assert 0 < wants.sum() < len(rows)
    assert [
        rebuilt.wants_shop(row, homes, float(inspection[0]), p) for row in rows.tolist()
    ] == wants.tolist()


def test_the_same_households_sign(homes: list[rebuilt.Home], p: rebuilt.Parameters) -> None:
    sizes = np.bincount([home.stairwell for home in homes]).tolist()
    of = rebuilt.clusters(sizes, p)
    assert of == world().clusters.of_stair.tolist()
    month, compounds = world().month, world().compounds
    everywhere = normal(compounds.seed_key, "salience", month)[0]
    here = normal(world().clusters.key, "cluster salience", month)
    air = [float(np.exp(p["petitions.salience"] * np.sqrt(0.5) * (everywhere + one))) for one in here]
    signed = petitions._gather(world(), petitions._in_the_air(world()))
    assert signed.sum() > 5
    in_the_air = [air[of[home.stairwell]] for home in homes]
    assert rebuilt.signers(homes, in_the_air, 0.5, p) == set(np.flatnonzero(signed))


@pytest.mark.parametrize("name", SUBMODELS)
def test_it_uses_only_what_the_description_of_the_submodel_names(name: str) -> None:
    page = (Path(__file__).parents[3] / "docs/odd.en.md").read_text(encoding="utf-8")
    section = page.split(f"\n### {name} ", 1)[1].split("\n### ", 1)[0]
    for function in SUBMODELS[name]:
        for key in re.findall(r'p\["([\w.]+)"\]', inspect.getsource(function)):
            assert f"`{key}`" in section, key
