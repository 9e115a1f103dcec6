"""The record: what is written down each month. Behaviour never reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.column import FloatArray, IntArray, where
from agents.resident import ESTABLISHED
from model import conflict
from model.conflict import CONFLICTS
from model.issues import NEVER, NO_CHANNEL, IssueLedger
from model.levers import Levers

if TYPE_CHECKING:
    from model.groups import GroupRecord
    from model.neighbourhood import Neighbourhood

THOUSAND = 1000.0
WINDOW = 12  # months: yearly means, and how long an issue has to be resolved to count as resolved
SOON = 3  # months within which a demand is resolved in time
PROFILES = 12  # age group (3) × owner (2) × ground floor (2)
CHANNELS = 3  # committee, hotline, forum
COUNTS = (
    "raised", "disputes_raised", "escalated_direct", "escalated_after_mediation", "collected_in_forum",
    "mediated", "mediation_settled", "reopened", "lost", "resolved", "moves", "collected",
    "demands_told", "demands_in_time", "told_again", "hotline_calls",
)  # fmt: skip
MEASURES = (
    "sessions", "capacity", "demanded", "owner_turnout", "quorum_failed", "committee_turnout", "firm_exits",
    "petitioners", "large_petitions", "group_petitions", "conflict_index", "conflict_reported", "open_issues",
    "participation", "fee_collection", "quality", "firm_here", "trust_committee", "trust_firm",
    "trust_neighbours", "belonging", "efficacy", "hardship", "grievance", "satisfaction", "disturbed_share",
    "converted_share", "lawful_shops", "elderly_share", "young_share", "staff_days_instruments",
    "paid_helper_days", "yuan_running", "cost_running", "cost_capital", "fund_balance", "fund_in", "fund_out",
    "disclosure", "ambiguity", "passed_on", "conflict_parking", "bad_committee", "isolated_share",
    "endured", "maintenance_carried", "maintenance_spent", "cluster_petitions", "attendance",
    "participation_online", "private_investment",
    "elections_held", "elections_won", "election_turnout", "committee_serves",
    "fee_talks", "fee_votes", "fee_votes_carried", "door_calls", "arrears_paid", "arrears_forgiven",
)  # fmt: skip
BY_PROFILE = ("people", "active", "satisfaction")
# Columns of households whose means are observed under their own name:
FELT = (
    "trust_committee", "trust_firm", "trust_neighbours", "belonging", "efficacy", "hardship", "grievance",
)  # fmt: skip
OBSERVATIONS = (*COUNTS, *MEASURES, *CONFLICTS.values())
# NaN in months without a vote:
RARE = ("owner_turnout", "quorum_failed", "committee_turnout", "maintenance_carried", "election_turnout")


class Record:
    """Series of every observation (months, compounds), and counts of issues by when,
    how and by whom they were reported.

    Attributes:
        months: those to be recorded; lived: how many of them are over.
    """

    def __init__(self, count: int, burn_in: int, months: int) -> None:
        """Prepare ``burn_in + months`` months for ``count`` compounds."""
        self.burn_in, self.months, self.lived = burn_in, months, 0
        steps = burn_in + months
        self.series = {name: np.zeros((steps, count)) for name in OBSERVATIONS}
        for name in RARE:
            self.series[name][:] = np.nan
        self.collected_by = np.zeros((steps, count, CHANNELS, PROFILES), dtype=np.int32)
        self.resolved_by = np.zeros_like(self.collected_by)
        self.durations = np.zeros((count, steps + 1), dtype=np.int32)
        self._last_year = {name: np.zeros((WINDOW, count, PROFILES)) for name in BY_PROFILE}
        self.by_group: GroupRecord | None = None
        self._step = 0

    def begin(self, month: int) -> None:
        """Turn to the page of a month (burn-in months are 0 and below)."""
        self._step = month + self.burn_in - 1

    @property
    def page(self) -> int:
        """The page of the current month."""
        return self._step

    @property
    def by_profile(self) -> dict[str, FloatArray]:
        """Sums over the last twelve recorded months lived, by profile: (compounds, profiles) each."""
        months = range(max(self.lived - WINDOW, 0), self.lived)
        return {
            name: sum((pages[month % WINDOW] for month in months), np.zeros(pages.shape[1:]))
            for name, pages in self._last_year.items()
        }

    def put_by_profile(self, name: str, values: FloatArray, month: int) -> None:
        """Write down one number a compound and profile in the place of that of a year ago."""
        self._last_year[name][(month - 1) % WINDOW] = values

    def put(self, name: str, values: FloatArray) -> None:
        """Write down one number a compound."""
        self.series[name][self._step] = values

    def add(self, name: str, compound: IntArray) -> None:
        """Count things by the compound they name."""
        page = self.series[name][self._step]
        page += np.bincount(compound, minlength=len(page))

    def collected(self, issues: IssueLedger, places: IntArray) -> None:
        """Count issues as reported now, demands (all but disputes) also apart."""
        self.add("collected", issues.compound[places])
        self.add("demands_told", issues.compound[places[~issues.dispute[places]]])
        index = (issues.compound[places], issues.channel[places] - 1, issues.profile[places])
        np.add.at(self.collected_by[self._step], index, 1)

    def resolved(self, issues: IssueLedger, places: IntArray, month: int) -> None:
        """Count issues as resolved now, and in the month of their report if that is not long ago: all of them
        within twelve months, demands within three.
        """
        self.add("resolved", issues.compound[places])
        reported = places[(issues.channel[places] != NO_CHANNEL) & (issues.reported[places] != NEVER)]
        age = month - issues.reported[reported]
        since = np.minimum(month - issues.raised[reported], self.durations.shape[1] - 1)
        np.add.at(self.durations, (issues.compound[reported], since), int(month > 0))
        soon = reported[(age <= SOON) & ~issues.dispute[reported]]
        np.add.at(self.series["demands_in_time"], self._when_reported(issues, soon), 1.0)
        reported = reported[age <= WINDOW]
        whose = (issues.channel[reported] - 1, issues.profile[reported])
        np.add.at(self.resolved_by, (*self._when_reported(issues, reported), *whose), 1)

    def _when_reported(self, issues: IssueLedger, places: IntArray) -> tuple[IntArray, IntArray]:
        """Pages of the months in which issues were reported, and their compounds."""
        return issues.reported[places] + self.burn_in - 1, issues.compound[places]

    def take(self, world: Neighbourhood) -> None:
        """Stage 14: observe the month that is over."""
        self.lived = max(world.month, 0)
        conflict.observe(self, world)
        _observe_people(self, world)
        _observe_property(self, world)
        _observe_costs(self, world)
        if self.by_group is not None:
            self.by_group.take(world)


def _observe_people(record: Record, world: Neighbourhood) -> None:
    h, compounds = world.households, world.compounds
    present = np.maximum(compounds.counts(h.present), 1.0)
    for name, took_part in (
        ("participation", h.active),
        ("attendance", world.came),
        ("participation_online", world.acted_online),
    ):
        record.put(name, compounds.counts(took_part & h.present) / present)
    for name in FELT:
        record.put(name, compounds.means(h.columns[name]))
    disturbed = (h.disturbance > compounds.value_to_rows("nuisance.threshold")) & h.present
    record.put("disturbed_share", compounds.counts(disturbed) / present)
    ground = np.maximum(compounds.counts(world.population.ground), 1.0)
    record.put("converted_share", compounds.counts(h.converted) / ground)
    record.put("lawful_shops", compounds.counts(h.lawful))
    record.put("elderly_share", compounds.counts(h.group == 0) / compounds.households)
    record.put("young_share", compounds.counts(h.group > ESTABLISHED) / compounds.households)
    record.put("isolated_share", compounds.means(world.ties.degree == 0.0))
    felt = satisfaction(world)
    record.put("satisfaction", compounds.means(felt))
    if record.lived:
        _observe_profiles(record, world, felt)


def _observe_profiles(record: Record, world: Neighbourhood, felt: FloatArray) -> None:
    """Add this month to what is known of each group: who is there, takes part, and how satisfied they are."""
    h, compounds = world.households, world.compounds
    profile = world.profile(slice(None)) + PROFILES * compounds.of_row.astype(np.int64)
    here = h.present.astype(float)
    for name, column in zip(BY_PROFILE, (here, h.active.astype(float), felt * here), strict=True):
        total = np.bincount(profile, column, PROFILES * compounds.count)
        record.put_by_profile(name, total.reshape(-1, PROFILES), world.month)


def satisfaction(world: Neighbourhood) -> FloatArray:
    """Satisfaction of each household: logistic of trust, quality and hardship with fixed weights.

    Trust is the mean over the bodies that exist: the residents' committee, and the firm where there is one.
    """
    h, compounds = world.households, world.compounds
    value = compounds.value_to_rows
    both = 0.5 * (h.trust_committee + h.trust_firm)
    trust = where(compounds.to_rows(world.firms.here) > 0.0, both, h.trust_committee)
    quality = compounds.to_rows(
        world.compounds.each("satisfaction.quality")
        * (world.firms.quality - compounds.each("satisfaction.quality_centre"))
    )
    return 1.0 / (
        1.0
        + np.exp(value("satisfaction.hardship") * h.hardship - value("satisfaction.trust") * trust - quality)
    )


def _observe_property(record: Record, world: Neighbourhood) -> None:
    firms = world.firms
    record.put("fee_collection", np.where(firms.here > 0.0, firms.collection, np.nan))
    record.put("quality", firms.quality)
    record.put("firm_here", firms.here)
    record.put("ambiguity", world.unclear_ownership())
    committees = world.owners_committees
    bad = committees.quality < world.compounds.each("owners_committee.good")
    record.put("committee_serves", committees.here)
    record.put("bad_committee", committees.here * bad)


def _observe_costs(record: Record, world: Neighbourhood) -> None:
    levers: Levers = world.levers
    each, size = world.compounds.each, world.compounds.households
    staff = world.residents_committees.staff * each("triage.days")
    days = staff + levers.paid_helper_days
    record.put("staff_days_instruments", levers.staff_days_booked)
    yuan = levers.yuan + world.plain_yuan() * size
    record.put("paid_helper_days", levers.paid_helper_days / size * THOUSAND)
    record.put("yuan_running", yuan / size)
    record.put("cost_running", (days * each("triage.day_cost") + yuan) / size)
    spent = world.books.balance("builders")
    record.put("cost_capital", (spent - world.builders_before) / size)
    world.builders_before[:] = spent
    record.put("fund_balance", world.books.balance("fund") / size)
    record.put("disclosure", levers.disclosure)
