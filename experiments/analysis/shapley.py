"""Shapley shares: what each player adds to a whole, averaged over all orders in which they can come (Shapley
1953).

The rule it holds: the shares of all players sum to the whole effect, in every world by itself.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def coalitions[P](players: Sequence[P]) -> Iterator[frozenset[P]]:
    """All sets of players, from nobody to everybody: two to the number of players."""
    sizes = (combinations(players, size) for size in range(len(players) + 1))
    return (frozenset(chosen) for chosen in chain.from_iterable(sizes))


def shares(players: int, values: dict[frozenset[int], FloatArray]) -> FloatArray:
    """The share of each player: shape (players, *shape of a value).

    values: what each coalition of the players 0 … `players` − 1 comes to. Where one of them is undefined
    (NaN) so are all shares.
    """
    found = np.zeros((players, *np.shape(values[frozenset()])))
    for before in coalitions(range(players)):
        for player in set(range(players)) - before:
            weight = 1.0 / (players * comb(players - 1, len(before)))
            found[player] += weight * (values[before | {player}] - values[before])
    return found
