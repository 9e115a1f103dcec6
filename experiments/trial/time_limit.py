"""The half minute that a trial takes at most, counted from when the command was given, and what it is
used for.

Invariant: how many replicates are made depends on the clock and never on what came out, so that no verdict is
waited for.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

SECONDS = 30.0
"""What a trial may take from the start of its process to its last line."""

AFTER_RUNS = 3.8
"""Seconds that statistics, picture and text take at most on an idle core."""

SAFETY = 1.15
"""A batch is begun only if so many times what it should take is left."""

MOST_ROWS = 33_000
"""About as many households as a world may hold: beyond it nothing is gained."""

MOST_AT_ONCE = 64
"""Replicates in one world, at most."""


def seconds_since_start() -> float:
    """Seconds since the process was started; where the system does not say, since Python's clock began."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return max(0.0, up - int(fields[19]) / os.sysconf("SC_CLK_TCK"))
    except (OSError, ValueError, IndexError):
        return time.process_time()


class TimeLimit:
    """Says how many replicates the next batch may have, from how long those before it took."""

    def __init__(self, households: int, limit: float = SECONDS) -> None:
        self._began = time.monotonic() - seconds_since_start()
        self._limit = limit - AFTER_RUNS
        self._most = max(1, min(MOST_AT_ONCE, MOST_ROWS // max(households, 1)))
        self._took: list[tuple[int, float]] = []

    @property
    def seconds(self) -> float:
        """Seconds since the command was given."""
        return time.monotonic() - self._began

    def took(self, replicates: int, seconds: float) -> None:
        """Note how long a batch took."""
        self._took.append((replicates, seconds))

    def next_batch(self) -> int:
        """How many replicates the next batch may have; 0 if there is no time left for any."""
        left = (self._limit - self.seconds) / SAFETY
        last = self._took[-1][0]
        fixed, each = self._costs()
        if fixed + each > left:
            return 0
        grown = max(4, 4 * last) if last < self._most else self._most
        return max(1, min(self._most, grown, int((left - fixed) / max(each, 1e-6))))

    def _costs(self) -> tuple[float, float]:
        """Seconds of a batch beside its replicates, and of each of these: by its two largest batches."""
        sizes = sorted(set(self._took), reverse=True)[:2]
        (many, long) = sizes[0]
        if len({size for size, _seconds in sizes}) < 2:
            return 0.0, long / many
        (few, short) = sizes[1]
        each = max((long - short) / (many - few), 0.1 * long / many)
        return max(0.0, long - each * many), each
