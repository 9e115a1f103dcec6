"""Who signs a petition: grievance beyond futility, and enough neighbours."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from agents.perceptions import Crowd
from agents.resident import Resident
from agents.table import Table

type Rows = Callable[..., Table]
type Chance = Callable[..., float]

EVERYBODY = Crowd(salience=1.0, neighbours_active=8.0, share_active=1.0)
LOW = {"petitions.threshold": 0.15}
"""Grievance beyond which households sign, where little else keeps them from it."""


def test_nobody_signs_below_the_threshold_of_grievance(chance: Chance) -> None:
    assert chance(Resident.joins_petition, EVERYBODY, values=LOW, grievance=0.14) == 0.0
    assert chance(Resident.joins_petition, EVERYBODY, values=LOW, grievance=0.16) == 1.0


def test_a_topic_in_the_air_makes_the_same_grievance_sign(chance: Chance) -> None:
    for salience, grievance, expected in ((0.5, 0.2, 0.0), (2.0, 0.1, 1.0)):
        crowd = EVERYBODY._replace(salience=salience)
        assert chance(Resident.joins_petition, crowd, values=LOW, grievance=grievance) == expected


def test_a_household_waits_for_as_many_neighbours_as_its_threshold(chance: Chance) -> None:
    for share, expected in ((0.29, 0.0), (0.30, 1.0)):
        crowd = EVERYBODY._replace(share_active=share)
        assert chance(Resident.joins_petition, crowd, values=LOW, grievance=0.5, threshold=0.30) == expected
    alone = Crowd(1.0, 0.0, 0.0)
    assert (
        chance(Resident.joins_petition, alone, values=LOW, grievance=0.5, threshold=-0.1) == 1.0
    )  # instigator


def _signing(chance: Chance, futility: float, **given: Any) -> float:
    values = LOW | {"petitions.futility": futility}
    crowd = EVERYBODY._replace(neighbours_active=2.0)
    return chance(Resident.joins_petition, crowd, values=values, grievance=0.4, **given)


def test_futility_only_ever_keeps_households_from_signing(chance: Chance) -> None:
    by_futility = [_signing(chance, futility, contacts=1.0) for futility in np.linspace(0.0, 5.0, 11)]
    assert by_futility[0] == 1.0
    assert all(weaker >= stronger for weaker, stronger in itertools.pairwise(by_futility))
    assert by_futility[-1] < by_futility[0]


def test_a_cheaper_channel_at_hand_keeps_households_from_signing(chance: Chance) -> None:
    by_contacts = [_signing(chance, 2.3, contacts=contacts) for contacts in (0.0, 0.5, 1.0, 2.0, 4.0)]
    assert by_contacts == sorted(by_contacts, reverse=True)
    assert by_contacts[0] == 1.0 > by_contacts[-1]
    assert _signing(chance, 2.3, staff_tie=True) < _signing(chance, 2.3, staff_tie=False)


def test_the_more_have_signed_the_less_futile_it_seems(chance: Chance) -> None:
    values = LOW | {"petitions.futility": 2.3}
    signing = [
        chance(
            Resident.joins_petition,
            Crowd(1.0, float(signed), 1.0),
            values=values,
            grievance=0.4,
            contacts=2.0,
        )
        for signed in range(8)
    ]
    assert signing == sorted(signing)
    assert signing[0] < signing[-1]


def test_who_is_away_does_not_sign(chance: Chance) -> None:
    for present, expected in ((True, 1.0), (False, 0.0)):
        assert (
            chance(Resident.joins_petition, EVERYBODY, values=LOW, grievance=0.9, present=present) == expected
        )
