"""Epstein's (2002) civil violence as a peer: where nothing but his rule is left of ours, both decide alike.

In the degenerate setting a household signs whatever its neighbours do (threshold below zero), nobody meets
staff but as a citizen sees police, and there is one draw for each household, its aversion to risk.
"""

import math
from typing import Any

import numpy as np
import pytest
from mesa.examples.advanced.epstein_civil_violence.agents import Citizen, CitizenState, Cop
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence, EpsteinScenario

from agents.perceptions import Crowd
from agents.resident import Resident
from agents.table import Table
from scenarios.read import ledger

STEPS = 4


def citizens_of(peer: Any) -> list[Any]:
    return [agent for agent in peer.agents if isinstance(agent, Citizen) and not agent.jail_sentence]


def seen_by(citizen: Any) -> tuple[int, int]:
    """Police and active citizens that a citizen sees, itself among the active."""
    citizen.update_neighbors()
    citizen.neighbors = list(citizen.neighbors)  # the peer's can be gone through only once
    police = sum(isinstance(one, Cop) for one in citizen.neighbors)
    active = sum(isinstance(one, Citizen) and one.state is CitizenState.ACTIVE for one in citizen.neighbors)
    return police, active + 1


def ours(citizens: list[Any], contacts: Any, active: Any, scenario: Any) -> Any:
    """What our households decide in the place of these citizens."""
    count = len(citizens)
    values = {key: float(entry.default) for key, entry in ledger().items()}
    values |= {
        "petitions.futility": scenario.arrest_prob_constant,
        "petitions.threshold": scenario.active_threshold,
    }
    columns: dict[str, Any] = {
        "grievance": np.array([one.hardship * (1 - scenario.legitimacy) for one in citizens]),
        "contacts": np.asarray(contacts, dtype=float),
        "staff_tie": np.zeros(count, dtype=bool),
        "present": np.ones(count, dtype=bool),
        "threshold": np.full(count, -1.0),
    }
    table = Table([Resident], np.zeros(count, dtype=int), values, columns)
    draw = np.array([one.risk_aversion for one in citizens])
    return table.decide(Resident.joins_petition, Crowd(1.0, np.asarray(active, float) - 1.0, 0.0), draw)


def peers(citizens: list[Any], smooth: bool, scenario: Any) -> np.ndarray[Any, Any]:
    """What the peer's rule decides, with its own rounding of the ratio or without."""
    found = []
    for citizen in citizens:
        police, active = seen_by(citizen)
        if smooth:
            risk = 1 - math.exp(-scenario.arrest_prob_constant * police / active)
        else:
            citizen.update_estimated_arrest_probability()
            risk = citizen.arrest_probability
        found.append(citizen.grievance - citizen.risk_aversion * risk > scenario.active_threshold)
    return np.array(found)


@pytest.fixture(scope="module")
def peer() -> Any:
    """Mesa's own model after some steps, so that there are active, quiet and jailed citizens."""
    given = EpsteinScenario(rng=5, legitimacy=0.7, citizen_vision=3, cop_vision=3)
    model = EpsteinCivilViolence(width=20, height=20, scenario=given)
    for _step in range(STEPS):
        model.step()
    return model


def test_every_citizen_of_the_peer_decides_as_our_household_would(peer: Any) -> None:
    citizens = citizens_of(peer)
    seen = [seen_by(citizen) for citizen in citizens]
    decided = ours(citizens, [police for police, _ in seen], [active for _, active in seen], peer.scenario)
    expected = peers(citizens, smooth=True, scenario=peer.scenario)
    assert 0 < expected.sum() < len(expected) and max(active for _, active in seen) > 1
    assert np.array_equal(decided, expected)


def test_rounding_as_the_peer_does_is_the_only_difference(peer: Any) -> None:
    citizens = citizens_of(peer)
    seen = [seen_by(citizen) for citizen in citizens]
    rounded = [round(police / active) for police, active in seen]
    decided = ours(citizens, rounded, np.ones(len(citizens)), peer.scenario)
    expected = peers(citizens, smooth=False, scenario=peer.scenario)
    assert np.array_equal(decided, expected)
    assert not np.array_equal(expected, peers(citizens, smooth=True, scenario=peer.scenario))


def test_nobody_is_punished_for_signing_here(peer: Any) -> None:
    assert any(agent.jail_sentence for agent in peer.agents if isinstance(agent, Citizen))
    assert not [name for name in vars(Resident) if "jail" in name or "arrest" in name]
