"""Two worlds of the same seeds, simulated side by side and recorded month by month.

Invariant: both are recorded alike, from the moment they are built, and neither is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from experiments.recording.recorder import MonthRecord, Recorder, advance
from model.streams import overheard

if TYPE_CHECKING:
    from model.neighbourhood import Placement

Side = Literal["a", "b"]
SIDES: tuple[Side, Side] = ("a", "b")


@dataclass
class CurrentMonth:
    """The side simulated just now (None: neither), and the month of it (None: it is being built)."""

    side: Side | None = None
    month: int | None = None


class RecordedWorld:
    """A world that is recorded from the moment it is built."""

    def __init__(self, placements: Sequence[Placement], draws: bool, archive: bool) -> None:
        """Build the world and watch all its tables; `draws` as a Recorder takes it."""
        from model.neighbourhood import Neighbourhood

        self._draws, self.recorder = draws, Recorder(draws=draws)
        with self._listening():
            self.world = Neighbourhood(placements, archive=archive)
        self.recorder.world = self.world
        for table in self.world.tables():
            table.witness = self.recorder

    def step(self) -> MonthRecord:
        """Simulate a month and return its record."""
        with self._listening():
            advance(self.world)
        return self.recorder.turn_page()

    def _listening(self) -> AbstractContextManager[None]:
        return overheard(self.recorder.hear) if self._draws else nullcontext()


class PairedRun:
    """Two worlds of the same seeds, by side."""

    def __init__(
        self,
        a: Sequence[Placement],
        b: Sequence[Placement],
        draws: bool = False,
        archive: bool = False,
        now: CurrentMonth | None = None,
    ) -> None:
        """Build both worlds; `now` is kept at the side and month that is simulated, for whoever watches."""
        self._now = now or CurrentMonth()
        self._sides: dict[Side, RecordedWorld] = {}
        for side, placements in zip(SIDES, (a, b), strict=True):
            with self._at(side, None):
                self._sides[side] = RecordedWorld(placements, draws, archive)
        self.worlds = (self._sides["a"].world, self._sides["b"].world)

    def months(self) -> Iterator[tuple[int, MonthRecord, MonthRecord]]:
        """Simulate both; yields each month and its records, first what was drawn while they were built."""
        one = self.worlds[0]
        start = one.month
        yield start, self._sides["a"].recorder.turn_page(), self._sides["b"].recorder.turn_page()
        for month in range(start + 1, start + 1 + one.burn_in + one.months):
            yield month, self._step("a", month), self._step("b", month)

    def _step(self, side: Side, month: int) -> MonthRecord:
        with self._at(side, month):
            return self._sides[side].step()

    @contextmanager
    def _at(self, side: Side, month: int | None) -> Iterator[None]:
        self._now.side, self._now.month = side, month
        yield
        self._now.side = None
