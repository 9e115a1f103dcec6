"""The mean-field map of fee and quality: one compound without chance, by the model's own rules (S11).

Everybody of a type sees the same quality and the same share of payers; of those who weigh it, the map keeps
what share owes how many months. There is one firm, which never leaves.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from agents.column import FloatArray
from agents.perceptions import Bill
from agents.property_firm import PropertyFirm
from agents.resident import ALWAYS_PAYS, MOST_OWED, NEVER_PAYS, WEIGHS, Resident
from agents.table import Table
from model.arrears import paying_share, resting_law
from scenarios import read

MONTHS = 1200
STILL = 1e-9
MONTHS_OWED = np.arange(MOST_OWED + 1.0)
CHANCES = (np.arange(250) + 0.5) / 250
"""Evenly spread draws: the share that pays is the chance to pay."""


class AtRest(NamedTuple):
    """Where a compound comes to rest: both of 1, and the mean months owed by those who weigh it."""

    collection: float
    quality: float
    owed: float


def settle(
    start: float,
    ratio: float = 1.0,
    quality: float | None = None,
    trust: float | None = None,
    months: int = MONTHS,
    values: Mapping[str, float] | None = None,
    promised: float = 0.0,
) -> AtRest:
    """Let collection, quality and arrears feed each other until they rest, or for so many months.

    Args:
        start: share of the fee collected when it begins; what is owed is what rests there.
        ratio: fee over the fee that recovers cost.
        quality: service at the start (None: what that collection carries).
        trust: trust in the firm, the same for all (None: the ledger's mean).
        months: the most that are lived.
        values: ledger values other than the defaults.
        promised: how fresh a promise to pay everybody keeps in mind all the time.
    """
    known = {key: float(entry.default) for key, entry in read.ledger().items()} | dict(values or {})
    people, firm = (
        _people(known, known["population.trust_firm"] if trust is None else trust, promised),
        _firm(known, ratio),
    )
    state = firm.columns
    state["collection"][0] = start
    state["quality"][:] = firm.decide(PropertyFirm.aims_at) if quality is None else quality
    weighs = 1.0 - known["fee.unconditional"] - known["fee.refusing"]
    owing = _owing(known, start)
    for _month in range(months):
        before = owing, float(state["quality"][0])
        shares, paying = _answers(people, float(state["quality"][0]), float(state["collection"][0]))
        state["collection"][0] = known["fee.unconditional"] * shares[0] + known["fee.refusing"] * shares[1]
        state["collection"][0] += weighs * float(owing @ paying)
        owing = _walk(owing, paying)
        state["quality"][:] = firm.decide(PropertyFirm.changes_quality)
        if max(np.abs(owing - before[0]).max(), abs(state["quality"][0] - before[1])) < STILL:
            break
    return AtRest(float(state["collection"][0]), float(state["quality"][0]), float(owing @ MONTHS_OWED))


def _owing(values: dict[str, float], start: float) -> FloatArray:
    """Of those who weigh it, what share owe how many months after years of this collection."""
    given = np.array([[start], [values["fee.unconditional"]], [values["fee.refusing"]]])
    return resting_law(float(paying_share(*given)[0]))


def _people(values: dict[str, float], trust: float, promised: float) -> Table:
    """For each draw: one who always pays, one who never does, and thirteen who weigh it and owe 0 to 12."""
    payer = np.repeat([ALWAYS_PAYS, NEVER_PAYS, *[WEIGHS] * len(MONTHS_OWED)], len(CHANCES))
    owed = np.repeat([0.0, MOST_OWED, *MONTHS_OWED], len(CHANCES))
    columns = {"payer": payer, "owed": owed, "trust_firm": np.full(len(payer), trust)}
    columns["promised"] = np.full(len(payer), promised)
    return Table([Resident], np.zeros(len(payer), int), values, columns)


def _firm(values: dict[str, float], ratio: float) -> Table:
    columns = {"here": 1.0, "quality": 0.0, "collection": 0.0, "extra": 0.0, "price": 1.0}
    columns["cost_price"] = 1.0 / ratio
    columns["cost_plus"] = 0.0
    return Table([PropertyFirm], np.zeros(1, int), values, {k: np.array([v]) for k, v in columns.items()})


def _answers(people: Table, quality: float, collection: float) -> tuple[FloatArray, FloatArray]:
    """Shares that pay: of the two fixed types; and of those who weigh it, by months owed."""
    bill = Bill(quality, collection, 0.0)
    draws = np.tile(CHANCES, 2 + len(MONTHS_OWED))
    share = people.decide(Resident.pays_fee, bill, draws).reshape(-1, len(CHANCES)).mean(axis=1)
    return share[:2], share[2:]


def _walk(owing: FloatArray, paying: FloatArray) -> FloatArray:
    """What share owes how much a month later: one more who did not pay, one less who did."""
    fewer, more = owing * paying, owing * (1.0 - paying)
    after = np.append(fewer[1:], 0.0) + np.append(0.0, more[:-1])
    after[0] += fewer[0]
    after[-1] += more[-1]
    return after
