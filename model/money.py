"""Money: every yuan leaves one account and enters another, in whole cents, so that none is made or lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.column import FloatArray, IntArray

ACCOUNTS = (
    "households", "government", "works budget", "firm", "fund", "maintenance fund", "builders", "services",
    "donors", "investors",
)  # fmt: skip
CENTS = 100


class Books:
    """Accounts of every compound: (accounts, compounds) whole cents; those of outsiders may go below zero.

    Attributes:
        reserve: (compounds,) yuan of the works budget that are saved for large works.
    """

    def __init__(self, compounds: int, accounts: Sequence[str] = ACCOUNTS) -> None:
        """Open all accounts at zero."""
        self._place = {name: place for place, name in enumerate(accounts)}
        self.cents: IntArray = np.zeros((len(accounts), compounds), dtype=np.int64)
        self.reserve: FloatArray = np.zeros(compounds)

    def pay(self, payer: str, payee: str, yuan: FloatArray | float) -> FloatArray:
        """Move yuan (one number a compound, rounded to cents) from payer to payee; return what was moved."""
        cents = np.rint(np.full(self.cents.shape[1], yuan) * CENTS).astype(np.int64)
        self.cents[self._place[payer]] -= cents
        self.cents[self._place[payee]] += cents
        return cents / CENTS

    def balance(self, account: str) -> FloatArray:
        """Return an account's balance in yuan: (compounds,)."""
        return self.cents[self._place[account]] / CENTS

    def total(self) -> IntArray:
        """Sum of all accounts of each compound, in cents: always zero."""
        return self.cents.sum(axis=0)
