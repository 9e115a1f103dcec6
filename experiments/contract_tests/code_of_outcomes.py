"""What every outcome that a class measures must do: one number a compound, the same each time, from that
compound alone; and look without touching.
"""

from typing import Any

import numpy as np

from experiments.contract_tests.small_worlds import differing, eventful
from experiments.recording.world_fingerprint import changed, fingerprint
from model.neighbourhood import Neighbourhood, Placement
from model.outcome import outcome_kind
from scenarios.language import _
from scenarios.read import outcome_entries, scenario

__all__ = [
    "test_a_district_has_one_number_of_an_outcome_within_those_of_its_compounds",
    "test_an_outcome_is_of_one_compound_whoever_lives_beside_it",
    "test_an_outcome_is_one_number_a_compound_and_the_same_each_time",
    "test_an_outcome_looks_and_never_touches",
    "test_an_outcome_says_what_it_is",
]

SEEDS = range(3)
DISTRICT = "district-small"


def _lived(outcome: str, seeds: Any = SEEDS, **given: Any) -> Neighbourhood:
    return Neighbourhood([Placement(_small(outcome), seed) for seed in seeds], **given).run()


def _small(*measured: str) -> Any:
    return eventful(("forum",), months=14, burn_in=4, measured=measured)


def test_an_outcome_is_one_number_a_compound_and_the_same_each_time(outcome: str) -> None:
    first, second = (_lived(outcome).outcomes()[outcome] for _time in range(2))
    assert len(first) == len(SEEDS)
    assert first.to_numpy().tobytes() == second.to_numpy().tobytes(), _(
        "{outcome} is another number each time.", outcome=outcome
    )
    assert not np.isinf(first).any(), _("{outcome} is infinite.", outcome=outcome)


def test_an_outcome_looks_and_never_touches(outcome: str) -> None:
    looked = outcome_kind(outcome)()
    found: set[str] = set()

    def look(world: Neighbourhood) -> None:
        before = fingerprint(world)
        looked.take(world)
        found.update(changed(before, fingerprint(world)))

    watched, unseen = (
        Neighbourhood([Placement(_small(), seed) for seed in SEEDS], observers=observers).run()
        for observers in ([look], [])
    )
    looked.value(watched.compounds.count)
    found.update(differing(watched.monthly(), unseen.monthly()))
    assert not found, _(
        "{outcome} changes {columns}; an outcome only looks.",
        outcome=outcome,
        columns=", ".join(sorted(found)),
    )


def test_an_outcome_is_of_one_compound_whoever_lives_beside_it(outcome: str) -> None:
    together = _lived(outcome).outcomes()[outcome].to_numpy()
    alone = np.array([_lived(outcome, [seed]).outcomes()[outcome].to_numpy()[0] for seed in SEEDS])
    assert together.tobytes() == alone.tobytes(), _(
        "{outcome} of a compound hangs on what lies beside it: {alone} alone, {together} together.",
        outcome=outcome,
        alone=alone.tolist(),
        together=together.tolist(),
    )


def test_a_district_has_one_number_of_an_outcome_within_those_of_its_compounds(outcome: str) -> None:
    world = Neighbourhood(scenario(DISTRICT, "baseline", months=2, burn_in=0, measured=(outcome,))).run()
    whole = world.outcomes()[outcome].to_numpy()
    parts = world.outcomes(by_compound=True)[outcome].dropna().to_numpy()
    assert len(whole) == 1
    if outcome_kind(outcome).counted:
        assert np.isclose(whole[0], parts.sum())
    elif len(parts):
        assert parts.min() - 1e-9 <= whole[0] <= parts.max() + 1e-9


def test_an_outcome_says_what_it_is(outcome: str) -> None:
    entry = outcome_entries()[outcome]
    assert entry.unit and entry.measured
    assert outcome_kind(outcome).__doc__, _("{outcome} does not say what it is.", outcome=outcome)
