"""The exact interval of a share of what is counted.

Invariant: it lies within 0 and 1, and holds the true share at least as often as it says.
"""

from scipy.special import betaincinv

from experiments.statistics.verdict import LEVEL


def exact_share(count: int, n: int) -> tuple[float, float]:
    """Both ends of the 95 % interval of `count` in `n` (Clopper & Pearson 1934)."""
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(count, n - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return low, high
