"""Issues: the ledger of everything that went wrong, and how new entries arise (S2).

An issue lives through: OPEN (nobody was told) → PASSED_ON (told, but responsibility is unclear), ASSIGNED (in somebody's hands)
or EXTERNAL (told to the hotline) → RESOLVED, LOST (passed on until it vanished), FADED (a quarrel that ended by itself) or
ESCALATED (mediation failed; it is fought outside) → REOPENED. It is in exactly one of these states at any time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agents.column import BoolArray, FloatArray, IntArray
from agents.resident import ELDERLY, YOUNG, Resident
from agents.situations import Trouble
from model.streams import beta_by, exponential, keys, uniform
from scenarios.read import IssueKind, issue_kinds

if TYPE_CHECKING:
    from model.neighbourhood import Neighbourhood

OPEN, PASSED_ON, ASSIGNED, REOPENED, EXTERNAL, ESCALATED, RESOLVED, LOST, FADED = range(9)
STATES = ("open", "passed on", "assigned", "reopened", "external", "escalated", "resolved", "lost", "faded")
DYAD, STAIRWELL, COMPOUND = range(3)
NO_CHANNEL, BY_COMMITTEE, BY_HOTLINE, BY_FORUM = range(4)
FIRM, COMMITTEE, STREET, OWNERS = range(4)
FIXERS = ("firm", "committee", "street", "owners")
NEVER = -999  # a month that has not come

COLUMNS: dict[str, Any] = {
    "key": np.uint64, "compound": np.int32, "reporter": np.int32, "partner": np.int32, "stairwell": np.int32, "kind": np.int16,
    "scale": np.int8, "fixer": np.int8, "status": np.int8, "channel": np.int8, "attempts": np.int8, "profile": np.int8,
    "dispute": np.bool_, "capital": np.bool_, "ambiguous": np.bool_, "funded": np.bool_, "in_forum": np.bool_, "counted": np.bool_,
    "raised": np.int16, "reported": np.int16, "returns": np.int16, "closed": np.int16,
    "severity": np.float64, "work": np.float64, "cost": np.float64, "lead": np.float64, "procedure": np.float64,
    "sought": np.float64, "neglected": np.float64, "worked": np.float64,
    "until_clear": np.float64, "until_lost": np.float64, "until_done": np.float64, "until_faded": np.float64,
}  # fmt: skip


class IssueLedger:
    """All live issues as columns; closed ones are dropped each month, or kept apart on request.

    Attributes:
        columns: name → (issues,) array, see ``COLUMNS``; ``until_*`` are the issue's own exponential luck: it is clear, lost,
            done or faded once the hazard it has lived through exceeds it (so that faster hands always finish it earlier).
    """

    def __init__(self, archive: bool = False) -> None:
        """Begin with an empty ledger."""
        self.columns = {name: np.zeros(0, dtype=kind) for name, kind in COLUMNS.items()}
        self.archive: list[dict[str, npt.NDArray[Any]]] | None = [] if archive else None

    def __len__(self) -> int:
        """Return the number of issues on the books (those closed this month included)."""
        return len(self.columns["key"])

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        """Return a column (the array itself)."""
        try:
            return self.__dict__["columns"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def add(self, new: dict[str, Any]) -> None:
        """Append issues; columns not given start at zero."""
        count = len(new["key"])
        for name, kind in COLUMNS.items():
            part = np.broadcast_to(np.asarray(new.get(name, 0)), (count,)).astype(kind)
            self.columns[name] = np.concatenate((self.columns[name], part))

    def is_in(self, *states: int) -> BoolArray:
        """Tell for each issue whether it is in one of these states."""
        found = self.status == states[0]
        for state in states[1:]:
            found |= self.status == state
        return found

    def live(self) -> BoolArray:
        """Tell for each issue whether it is still on somebody's mind."""
        return self.status < RESOLVED

    def close(self, places: IntArray, state: int, month: int) -> None:
        """End the issues at ``places``."""
        self.status[places] = state
        self.closed[places] = month

    def sweep(self) -> None:
        """Drop the closed issues (into the archive, where one is kept)."""
        keep = self.live()
        if keep.all():
            return
        if self.archive is not None:
            self.archive.append({name: column[~keep] for name, column in self.columns.items()})
        self.columns = {name: column[keep] for name, column in self.columns.items()}


class Kinds:
    """The demand catalogue and the dispute kinds as arrays."""

    def __init__(self, kinds: tuple[IssueKind, ...]) -> None:
        """Number the kinds in the order of the catalogue."""
        self.all = kinds
        self.number = {kind.id: place for place, kind in enumerate(kinds)}
        self.cumulative = np.cumsum([kind.weight for kind in kinds])
        self.fixer = np.array([FIXERS.index(kind.fixer) for kind in kinds])
        self.ambiguous = np.array([kind.ambiguous for kind in kinds])
        self.dispute = np.array([kind.tag == "conflict" for kind in kinds])


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """Return the catalogue, read once."""
    return Kinds(issue_kinds())


def arise(world: Neighbourhood) -> None:
    """Stage 3: ordinary demands and the five kinds of dispute come up, each household by its own luck."""
    h, key, month = world.households, world.population.key, world.month
    luck = lambda stream: uniform(key, stream, month)  # noqa: E731
    trouble = _trouble(world)
    number = kinds().number
    rows = np.flatnonzero(h.decide(Resident.meets_trouble, trouble, luck("trouble")))
    _enter_ordinary(world, rows)
    rows = np.flatnonzero(h.decide(Resident.minds_noise, luck("noise")))
    _enter(world, rows, number["noise"], DYAD, world.nuisance.source_of(rows))
    rows = np.flatnonzero(h.decide(Resident.clashes_over_habits, trouble, luck("habits")))
    opposite = np.where(h.group[rows] == ELDERLY, YOUNG, ELDERLY)
    _enter(world, rows, number["young-old"], DYAD, neighbour_in_stairwell(world, rows, opposite))
    rows = np.flatnonzero(h.decide(Resident.quarrels_over_fee, trouble, luck("fee dispute")))
    _enter(world, rows, number["fee-service"], DYAD, np.full(len(rows), -1))
    rows = np.flatnonzero(h.decide(Resident.encroaches, trouble, luck("encroachment")))
    _enter(world, rows, number["encroachment"], STAIRWELL, np.full(len(rows), -1))
    rows = np.flatnonzero(h.decide(Resident.claims_revenue, trouble, luck("revenue")))
    _enter(world, rows, number["revenue"], COMPOUND, np.full(len(rows), -1))


def _trouble(world: Neighbourhood) -> Trouble:
    compounds, each = world.compounds, world.compounds.each
    short = np.maximum(each("issues.quality_anchor") - world.firms.quality, 0.0)
    rate = (
        each("issues.rate")
        * each("place.persons")
        / 1000.0
        / 12.0
        * (1.0 + each("issues.quality_effect") * short)
    )
    fee = each("issues.fee_service") * short * (world.firms.here > 0.0) * world.levers.fee_disputes
    encroach = each("issues.encroachment") * each("issues.encroachment_factor")
    revenue = each("issues.revenue") * world.ambiguity * world.revenue_quarrels
    group = world.households.group
    shares = (
        compounds.stair_counts(group == ELDERLY)
        * compounds.stair_counts(group == YOUNG)
        / np.square(compounds.stair_size)
    )
    spread = compounds.to_rows
    return Trouble(
        spread(1.0 - np.exp(-rate)),
        shares[compounds.stair_of_row],
        spread(fee),
        spread(encroach),
        spread(revenue),
    )


def _enter_ordinary(world: Neighbourhood, rows: IntArray) -> None:
    compounds, catalogue = world.compounds, kinds()
    key, month, of = world.population.key[rows], world.month, compounds.of_row[rows]
    kind = np.searchsorted(
        catalogue.cumulative, uniform(key, "which demand", month) * catalogue.cumulative[-1], side="right"
    )
    kind = np.minimum(kind, len(catalogue.all) - 1)
    luck, dyads = uniform(key, "scale", month), compounds.each("issues.dyad_share")[of]
    scale = np.where(
        luck < dyads,
        DYAD,
        np.where(luck < dyads + compounds.each("issues.stairwell_share")[of], STAIRWELL, COMPOUND),
    )
    partner = np.where(scale == DYAD, neighbour_in_stairwell(world, rows, None), -1)
    _enter(world, rows, kind, scale, partner)


def _enter(world: Neighbourhood, rows: IntArray, kind: Any, scale: Any, partner: IntArray) -> None:
    """Write new issues into the ledger; their size, cost and luck are their own (keyed by who, when and what)."""
    if not len(rows):
        return
    each, catalogue, of = world.compounds.each, kinds(), world.compounds.of_row[rows]
    kind = np.broadcast_to(kind, rows.shape)
    scale = np.broadcast_to(scale, rows.shape)
    key = keys(world.population.key[rows], world.month, kind)
    floor = each("triage.work_floor")[of]
    dispute = catalogue.dispute[kind]
    capital = ~dispute & (uniform(key, "capital") < each("issues.capital_share")[of])
    unclear = np.where(
        catalogue.ambiguous[kind], each("issues.ambiguous_high")[of], each("issues.ambiguous_low")[of]
    )
    large = np.where(scale == COMPOUND, each("triage.capital_large")[of], each("triage.capital_small")[of])
    world.issues.add(
        {
            "key": key, "compound": of, "reporter": rows, "partner": partner, "stairwell": world.compounds.stair_of_row[rows],
            "kind": kind, "scale": scale, "fixer": catalogue.fixer[kind], "dispute": dispute, "capital": capital,
            "ambiguous": uniform(key, "ambiguous") < unclear, "raised": world.month, "reported": NEVER, "returns": NEVER,
            "closed": NEVER, "cost": np.where(capital, large, 0.0), "lead": 1.0, "profile": world.profile(rows),
            "severity": beta_by(uniform(key, "severity"), each("issues.severity_a")[of], each("issues.severity_b")[of]),
            "work": each("triage.work")[of] * (floor + (1.0 - floor) * exponential(key, "work")),
            "procedure": each("forum.procedure_without")[of],
            "until_clear": exponential(key, "clear"), "until_lost": exponential(key, "lost"),
            "until_done": exponential(key, "done"), "until_faded": exponential(key, "faded"),
        }
    )  # fmt: skip
    world.record.add("raised", of)
    world.record.add("disputes_raised", of[dispute])


def neighbour_in_stairwell(world: Neighbourhood, rows: IntArray, group: IntArray | None) -> IntArray:
    """Choose for each of ``rows`` somebody else of its stairwell (of age group ``group``, where given), or -1."""
    compounds, table = world.compounds, world.households
    stair = compounds.stair_of_row[rows]
    size = int(compounds.stair_size.max(initial=1))
    member = compounds.stair_first[stair][:, None] + np.arange(size)
    fits = (np.arange(size) < compounds.stair_size[stair][:, None]) & (member != rows[:, None])
    member = np.minimum(member, compounds.rows - 1)
    if group is not None:
        fits &= (table.group[member] == group[:, None]) & table.present[member]
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    rank = np.floor(uniform(world.population.key[rows], "neighbour", world.month) * fits.sum(axis=1))
    chosen = (np.cumsum(fits, axis=1) > rank[:, None]) & fits
    return np.where(chosen.any(axis=1), member[np.arange(len(rows)), chosen.argmax(axis=1)], -1)


def fade(world: Neighbourhood) -> None:
    """Quarrels that nobody settles end by themselves, each when its own patience is spent."""
    issues = world.issues
    hazard = world.compounds.each("issues.fade")[issues.compound]
    lived = hazard * (world.month - issues.raised)
    places = np.flatnonzero(issues.live() & issues.dispute & (lived > issues.until_faded))
    issues.close(places, FADED, world.month)


def weights_on_households(world: Neighbourhood) -> FloatArray:
    """Sum, for each household, of what its open issues weigh (S3): its own, its stairwell's and its compound's."""
    issues, compounds, each = world.issues, world.compounds, world.compounds.each
    live = issues.live()
    of, severity, scale = issues.compound, issues.severity, issues.scale
    dyad = np.flatnonzero(live & (scale == DYAD))
    own = each("grievance.dyad")[of[dyad]] * severity[dyad]
    burden = np.bincount(issues.reporter[dyad], own, compounds.rows)
    paired = issues.partner[dyad] >= 0
    burden += np.bincount(issues.partner[dyad][paired], own[paired], compounds.rows)
    stair = np.flatnonzero(live & (scale == STAIRWELL))
    by_stair = np.bincount(
        issues.stairwell[stair],
        each("grievance.stairwell")[of[stair]] * severity[stair],
        compounds.stairwells,
    )
    wide = np.flatnonzero(live & (scale == COMPOUND))
    exposure = each("grievance.compound") * np.minimum(
        1.0, each("grievance.compound_size") / compounds.households
    )
    by_stair += (np.bincount(of[wide], severity[wide], compounds.count) * exposure)[compounds.stair_compound]
    burden += by_stair[compounds.stair_of_row]
    return burden


def as_table(ledger: IssueLedger) -> pd.DataFrame:
    """Return all issues on the books and in the archive as a table, states and kinds in words."""
    parts = [*(ledger.archive or []), ledger.columns]
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in COLUMNS})
    table["kind"] = [kinds().all[number].id for number in table["kind"]]
    table["status"] = [STATES[number] for number in table["status"]]
    return table.sort_values(["raised", "compound", "reporter", "key"], ignore_index=True)
