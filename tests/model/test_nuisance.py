"""Shops below, flats above: how noise travels, who opens a shop, and what consent changes."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from model.conversion import close
from model.neighbourhood import Neighbourhood, Placement
from scenarios.read import Governance, Scenario

type Scene = Callable[..., Scenario]
type MadeOf = Callable[..., Governance]


def _disturbance_of(world: Neighbourhood) -> Any:
    """S1 household by household, shop by shop: 1 - product of 1 - sensitivity e (1 - m) exp(-d / d0)."""
    h, values = world.households, world.compounds
    shops = [agent for agent in everybody(world) if agent.converted]
    found = np.zeros(len(h))
    for agent in everybody(world):
        quiet = 1.0
        for shop in shops:
            gap = abs(agent.stairwell - shop.stairwell)
            if shop.compound == agent.compound and gap <= 2:
                distance = (
                    agent.floor - 1 + gap * float(values.each("nuisance.stairwell_step")[agent.compound])
                )
                fade = np.exp(-distance / float(values.each("nuisance.distance_scale")[agent.compound]))
                quiet *= 1.0 - agent.sensitivity * shop.emission * (1.0 - shop.mitigation) * fade
        found[agent.row] = (1.0 - quiet) * agent.present
    return found


def everybody(world: Neighbourhood) -> list[Any]:
    return [world.households.agent(row) for row in range(len(world.households))]


@pytest.mark.parametrize("governance", ["baseline", "one-four-n-consent"])
def test_everybody_hears_the_shops_around_with_their_own_ears(scene: Scene, governance: str) -> None:
    busy = {
        "place.households": 70,
        "young.move_out": 0.02,
        "elderly.move_out": 0.01,
        "landlord.closing": 0.05,
    }
    near = {"nuisance.distance_scale": 3.0, "landlord.rent_mean": 900}
    places = [
        Placement(scene("minzhu", governance, busy, months=14), 3),
        Placement(scene("xihu", governance, busy | near, months=14), 4),
    ]
    world = Neighbourhood(places)
    for month in range(26):
        world.step()
        if month % 5 == 0:
            world.nuisance.refresh()
            np.testing.assert_allclose(world.households.disturbance, _disturbance_of(world), atol=1e-12)
    assert world.households.occupancy.max() > 0


NEAR = {"nuisance.distance_scale": 2.0, "nuisance.stairwell_step": 2.0, "nuisance.threshold": 0.15}
"""How far noise carries, and how much of it is minded."""


def _one_shop(scene: Scene, **values: float) -> Neighbourhood:
    """Three full stairwells with a single food shop at the first door of the middle one."""
    given = (
        {"place.households": 42, "elderly.sensitivity": 1.0}
        | NEAR
        | {key.replace("__", "."): value for key, value in values.items()}
    )
    world = Neighbourhood(scene("xihu", values=given), rng=1)
    h = world.households
    h.converted[:] = False
    h.mitigation[:] = 0.0
    h.present[:] = True
    h.converted[14], h.emission[14] = True, 0.6
    world.nuisance.moved_in(np.arange(42))
    world.nuisance.refresh()
    return world


def test_noise_fades_floor_by_floor(scene: Scene) -> None:
    h = _one_shop(scene).households
    by_floor = [
        h.disturbance[14 + 2 * floor : 16 + 2 * floor]
        / np.asarray(h.parameter("sensitivity"))[14 + 2 * floor : 16 + 2 * floor]
        for floor in range(7)
    ]
    assert by_floor[0] == pytest.approx([0.6, 0.6])
    for below, above in pairwise(by_floor):
        assert above[0] / below[0] == pytest.approx(np.exp(-1.0 / 2.0))


def test_noise_fades_from_stairwell_to_stairwell_and_ends_after_two(scene: Scene) -> None:
    h = _one_shop(scene).households
    sensitivity = np.asarray(h.parameter("sensitivity"))
    assert h.disturbance[28] / sensitivity[28] == pytest.approx(0.6 * np.exp(-2.0 / 2.0))
    assert h.disturbance[0] / sensitivity[0] == pytest.approx(0.6 * np.exp(-2.0 / 2.0))
    far = Neighbourhood(scene("xihu", values={"place.households": 70}), rng=1)
    far.households.converted[:] = False
    far.households.present[:] = True
    far.households.converted[0], far.households.emission[0] = True, 0.9
    far.nuisance.moved_in(np.arange(70))
    far.nuisance.refresh()
    assert (far.households.disturbance[28:42] > 0.0).all()
    assert (far.households.disturbance[42:] == 0.0).all()


def test_a_shop_that_keeps_it_down_is_heard_less(scene: Scene) -> None:
    world = _one_shop(scene)
    before = world.households.disturbance.copy()
    world.households.mitigation[14] = 0.5
    world.nuisance.refresh()
    heard = before > 0.0
    assert world.households.disturbance[heard] == pytest.approx(0.5 * before[heard])
    world.households.mitigation[14] = 1.0
    world.nuisance.refresh()
    assert (world.households.disturbance == 0.0).all()


def test_the_elderly_hear_the_same_shop_more_than_the_young(scene: Scene) -> None:
    h = _one_shop(scene).households
    on_second = np.arange(14, 28)[2:4]
    for kind, sensitivity in (("elderly", 1.0), ("young", 0.6)):
        of_kind = [row for row in range(14, 28) if h.classes[h.kind[row]].kind == kind]
        assert np.asarray(h.parameter("sensitivity"))[of_kind] == pytest.approx([sensitivity] * len(of_kind))
    assert (h.disturbance[on_second] > 0.0).all()


def test_the_loudest_shop_is_the_one_complained_of(scene: Scene) -> None:
    world = _one_shop(scene)
    world.households.converted[0], world.households.emission[0] = True, 0.1
    world.nuisance.refresh()
    assert world.nuisance.source_of(np.array([20, 30])).tolist() == [14, 14]
    world.households.emission[0] = 0.9
    world.nuisance.refresh()
    assert world.nuisance.source_of(np.array([4, 20])).tolist() == [0, 14]


def test_a_landlord_foresees_whom_a_shop_would_disturb(scene: Scene) -> None:
    world = _one_shop(scene)
    h, compounds = world.households, world.compounds
    limit = compounds.value_to_rows("nuisance.threshold")
    h.emission[15] = 0.9
    foreseen = world.nuisance.would_disturb(limit)
    h.converted[15] = True
    world.nuisance.refresh()
    minded = h.disturbance[14:28] > limit
    assert foreseen[1, 1] == (minded.sum() - minded[1]) / 14 > 0.0
    h.converted[14] = h.converted[15] = False
    world.nuisance.refresh()
    assert foreseen[1, 1] > world.nuisance.would_disturb(limit)[1, 1]


def test_a_landlord_foresees_the_same_beside_a_stairwell_of_one_dwelling(scene: Scene) -> None:
    """The first dwelling of the next stairwell is another's neighbour, wherever its compound lies."""
    tiny = Placement(scene("minzhu", "baseline", {"place.households": 15}, months=1), 1)
    other = Placement(scene("minzhu", "baseline", {"place.households": 28}, months=1), 2)
    beside, alone = Neighbourhood([tiny, other]), Neighbourhood([other])
    assert beside.compounds.stair_size.tolist() == [14, 1, 14, 14]
    for world in (beside, alone):
        world.households.converted[:], world.households.present[:] = False, True
    foreseen = [world.nuisance.would_disturb(0.01)[-2:] for world in (beside, alone)]
    assert foreseen[0] == pytest.approx(foreseen[1])


def test_a_shop_stays_until_its_lease_ends(scene: Scene) -> None:
    values = {"landlord.closing": 0.0, "landlord.rent_mean": 180.0, "landlord.rent_spread": 0.7} | NEAR
    values |= {"conversion.social_cost": 300.0}
    opened, ended = {}, {}
    for lease in (3.0, 24.0, 120.0):
        given = scene("minzhu-no-renewal", values=values | {"conversion.lease_months": lease}, months=12)
        world = Neighbourhood([Placement(given, seed) for seed in range(4)])
        before, opened[lease], ended[lease] = world.households.converted.copy(), 0, 0
        while world.running:
            world.step()
            now = world.households.converted
            opened[lease] += int((now & ~before).sum())
            ended[lease] += int((before & ~now).sum())
            before = now.copy()
    assert ended[24.0] > 2 * ended[120.0] and opened[120.0] > 0
    assert ended[3.0] > 2 * ended[24.0] > 0


@pytest.mark.slow
def test_shops_before_and_after_the_renewal_of_minzhu(
    scene: Scene,
) -> None:
    given = scene("minzhu", months=36, burn_in=60)
    world = Neighbourhood([Placement(given, seed) for seed in range(24)]).run()
    shops = world.record.series["converted_share"]
    before, after = shops[world.record.burn_in - 12 : world.record.burn_in], shops[-12:]
    assert 0.35 <= before.mean() <= 0.55

    assert np.ptp(before.mean(axis=1)) < 0.02
    assert after.mean() >= 0.8


def test_shops_fail_by_chance_and_another_trade_may_follow(scene: Scene) -> None:
    shares = []
    for closing in (0.0, 0.05):
        world = Neighbourhood(
            scene("minzhu-no-renewal", values={"landlord.closing": closing}, months=24), rng=2
        )
        first = world.households.emission.copy()
        world.run()
        shares.append(float(world.monthly()["converted_share"].mean()))
        moved = world.households.occupancy[world.population.landlord_rows] > 0
        same = (
            world.households.emission[world.population.landlord_rows] == first[world.population.landlord_rows]
        )
        assert same[~moved].all() == (closing == 0.0)
    assert shares[1] < shares[0]


def _under_consent(scene: Scene, made_of: MadeOf, kinds: tuple[str, ...]) -> Any:
    places = [Placement(scene("minzhu", made_of(*kinds), months=24), seed) for seed in range(4)]
    return Neighbourhood(places).run().outcomes().mean()


def test_consent_makes_shops_lawful_or_quiet_or_closes_them(scene: Scene, made_of: MadeOf) -> None:
    without = _under_consent(scene, made_of, ())
    consent = _under_consent(scene, made_of, ("conversion_consent",))
    assert without["n_shops_lawful"] == 0.0 < consent["n_shops_lawful"]
    assert consent["disturbed_share"] < without["disturbed_share"]


def test_a_landlord_whose_shop_is_closed_resents_it(scene: Scene) -> None:
    world = Neighbourhood(scene("minzhu"), rng=2)
    shop = world.population.landlord_rows[world.households.converted[world.population.landlord_rows]][:3]
    before = world.households.hardship[shop].copy()
    close(world, shop)
    assert not world.households.converted[shop].any()
    assert world.households.hardship[shop] == pytest.approx(before + 0.2)
    assert (world.households.present[shop] == ~world.households.off_site[shop]).all()


def test_where_no_flat_can_become_a_shop_nobody_is_disturbed(scene: Scene) -> None:
    rows = Neighbourhood(scene("xihu", values={"landlord.converts_at": 0}), rng=1).run().monthly()
    assert (rows["converted_share"] == 0.0).all()
    assert (rows["disturbed_share"] == 0.0).all()
