"""A request for history matching: which parameters, on which targets, how many points and waves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from typing import NamedTuple

from experiments.calibration.request import COUNTED, CalibrationRequest, can_be_fitted, measured
from experiments.calibration.simulator import code_here
from experiments.calibration.targets import Target
from experiments.calibration.type_shifts import SHIFTED, TAU, shift_keys
from scenarios import read

LIBRARIES = ("numpy", "scipy", "mesa", "scikit-learn")

FEWEST = 2
"""Replicates that a point is run in, at least: one alone has no standard error."""


class WaveSizes(NamedTuple):
    """How much work: points of the screening and of each later wave, waves with the screening, replicates of
    a point at most; and the seed.
    """

    screening: int
    points: int
    waves: int
    replicates: int
    seed: int = 0


@dataclass(frozen=True)
class MatchingRequest:
    """What is matched: all parameters that the screening is to look at, then shifts by type; the targets;
    `words`: how they were named.
    """

    sizes: WaveSizes
    keys: tuple[str, ...]
    targets: tuple[Target, ...]
    words: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """The most replicates of a point."""
        return self.sizes.replicates

    def command(self) -> tuple[str, ...]:
        """The command that makes it again."""
        names = ("--screening", "--points", "--waves", "--replicates", "--seed")
        options = [part for name, value in zip(names, self.sizes, strict=True) for part in (name, str(value))]
        return "gongzhi", "calibrate", "--method", "waves", *self.words, *options

    def identity(self) -> Mapping[str, object]:
        """What makes two of them the same: nothing that depends on the machine."""
        from experiments.history_matching.prior import Prior

        entries = Prior(self.keys, self.targets).entries
        targets = [(measured(one.pattern), one.centre, one.spread, one.discrepancy) for one in self.targets]
        return {
            "method": "waves",
            "sizes": list(self.sizes),
            "priors": {key: [one.low, one.high, one.prior, one.kind] for key, one in entries.items()},
            "shifts": [TAU, *self.keys[len(entries) :]],
            "patterns": {one.pattern.id: [one.low, one.high] for one in self.targets},
            "settings": sha256(repr(targets).encode()).hexdigest()[:16],
            "code": code_here(),
            "libraries": {name: metadata.version(name) for name in LIBRARIES},
        }


def matching(request: CalibrationRequest, sizes: WaveSizes, named: Sequence[str]) -> MatchingRequest:
    """The same request by waves: of the parameters named, or of all that can be fitted and could matter."""
    keys = tuple(dict.fromkeys(named)) or candidates(request.targets)
    shifts = shift_keys((key for key in keys if key in SHIFTED), request.targets)
    return MatchingRequest(sizes, (*keys, *shifts), request.targets, request.words)


def candidates(targets: Sequence[Target]) -> tuple[str, ...]:
    """All parameters that can be fitted on these targets, but for what is counted in a place and what a
    governance model sets: what an instrument does must not be tuned until it does well.
    """
    return tuple(
        key
        for key, one in read.ledger().items()
        if one.set_by != "governance" and key.partition(".")[0] not in COUNTED and can_be_fitted(key, targets)
    )
