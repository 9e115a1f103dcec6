"""What moved in a trial: outcomes of which a difference was shown, be it large enough to matter or not.

Invariant: whether an outcome moved is decided by the corrected test alone, and how much that matters by the
verdict, which is that of `compare`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.statistics.verdict import LEVEL, SHOWN, Verdict


def moved(row: Mapping[Any, Any]) -> bool:
    """Whether a difference was shown: all verdicts that say so, and those that say it is too small to
    matter of which the corrected test says that there is one.
    """
    verdict = Verdict(str(row["verdict"]))
    if verdict in SHOWN:
        return True
    apart = float(row["low"]) > 0 or float(row["high"]) < 0
    return verdict == Verdict.NO_PRACTICAL and apart and float(row["p_holm"]) < 1 - LEVEL


def in_order(rows: Sequence[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    """The rows of outcomes that moved, those of primary outcomes first, else by how much they did beside what
    matters.
    """

    def rank(row: Mapping[Any, Any]) -> tuple[bool, float]:
        return row["family"] != "primary", -abs(float(row["difference"])) / (float(row["smallest"]) or 1.0)

    return sorted((row for row in rows if moved(row)), key=rank)
