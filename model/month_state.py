"""What the stages of a month share:
news, contacts, neighbours, and the few ways in which anything changes hands.

``MonthState`` is the part of the neighbourhood that submodels and instruments talk to, so that an issue is
resolved, a household met or money received in one place only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from agents.column import BoolArray, Column, FloatArray, IntArray
from agents.households import Households
from agents.institutions import (
    ConstructionCompanies,
    OwnersCommittees,
    PartyCommittees,
    PropertyFirms,
    Representatives,
    ResidentsCommittees,
    SocialOrganisations,
    StreetOffices,
)
from agents.table import Table
from model import gathering, institutions, ownership
from model.clusters import Clusters
from model.compounds import Compounds
from model.district import Groups
from model.instrument import Instrument
from model.issues import NEVER, RESOLVED, IssueLedger
from model.levers import Levers
from model.money import Books
from model.month_end import Happenings
from model.nuisance import Nuisance
from model.population import Population
from model.record import Record
from model.ties import Ties
from model.trust import Events


class MonthState:
    """State of the current month and the verbs that change it."""

    compounds: Compounds
    clusters: Clusters
    groups: Groups
    population: Population
    households: Households
    ties: Ties
    nuisance: Nuisance
    issues: IssueLedger
    levers: Levers
    books: Books
    record: Record
    instruments: list[Instrument]
    held: list[Instrument]
    month: int
    firms: PropertyFirms
    residents_committees: ResidentsCommittees
    party_committees: PartyCommittees
    street_offices: StreetOffices
    construction_companies: ConstructionCompanies
    owners_committees: OwnersCommittees
    social_organisations: SocialOrganisations
    representatives: Representatives

    def live_together(self) -> None:
        """Prepare what is counted from month to month."""
        count, rows = self.compounds.count, self.compounds.rows
        self.ambiguity = ownership.at_the_start(self.compounds)
        self.funding = np.ones(count)
        self.funding_back = np.full(count, -np.inf)
        self.inflow_since = np.full(count, -np.inf)
        self.renewed, self.last_failed_election = np.full((2, count), -np.inf)
        self.last_large, self.last_group = np.full((2, self.clusters.count), -np.inf)
        self.signatures = np.zeros(self.clusters.count)
        self.help_after_petition, self.external_days = np.zeros(count), np.zeros(count)
        self.builders_before = np.zeros(count)
        self.misrule = np.zeros(count)
        self.haves = {need: np.zeros(count) for need in ("staff", "venue", "rules", "budget")}
        self.trust_in_firm_lost = np.zeros(count)
        self.attended, self.came, self.acted_online, self.voted = np.zeros((4, rows), dtype=np.bool_)
        self.last_owner_vote: Any = None
        self.happened = Happenings()

    def begin_month(self) -> None:
        """Turn the page: no news yet, levers back to the baseline,
        instruments move them, committees take office.
        """
        rows = self.compounds.rows
        self.record.begin(self.month)
        self.news, self.happened = Events(), Happenings()
        self.acted_online[:] = False
        self.met, self.tried, self.succeeded, self.won = np.zeros((4, rows))
        self.extra_weight: Column = 0.0
        self.relief: Column = 0.0
        self.events: Column = 0.0
        self.external_days[:] = self.help_after_petition
        self.help_after_petition[:] = 0.0
        self.levers.reset()
        self._prepare_instruments()
        for instrument in self.held:
            instrument.begin(self.levers)
        self.levers.settle()
        plain = self.plain_days()
        self.levers.helper_days += plain
        self.levers.paid_helper_days += plain
        self.serve_terms()
        self.party_committees.convening[:] = self.levers.coordination

    def _prepare_instruments(self) -> None:
        """Before any instrument begins, some supply what others need or weigh them."""
        for have in self.haves.values():
            have[:] = 0.0
        for instrument in self.held:
            instrument.take_up()
        for instrument in self.held:
            instrument.prepare()

    def serve_terms(self) -> None:
        """Owners' committees serve;
        a bad one invites disputes and spoils trust.
        """
        institutions.serve_terms(self)

    def plain_days(self) -> FloatArray:
        """Staff-days without any instrument, for the cheaper side of a comparison at equal cost:
        (compounds,).
        """
        return self._plain("equal_cost.staff_days") * self.compounds.households / 1000.0

    def plain_yuan(self) -> FloatArray:
        """Money for works without any instrument, likewise: (compounds,) yuan a household."""
        return self._plain("equal_cost.yuan")

    def _plain(self, key: str) -> FloatArray:
        return self.compounds.each(key) * (self.month >= self.compounds.start)

    def let_act(self, stage: Callable[[Instrument], None]) -> None:
        """Let every instrument that is held somewhere act at a stage, a method of ``Instrument``."""
        for instrument in self.held:
            if instrument.started:
                getattr(instrument, stage.__name__)()

    def institution_tables(self) -> list[Table]:
        """The tables of the institutions."""
        return [
            self.firms,
            self.residents_committees,
            self.party_committees,
            self.street_offices,
            self.construction_companies,
            self.owners_committees,
            self.social_organisations,
            self.representatives,
        ]

    def instrument(self, kind: str) -> Instrument:
        """The instrument of that kind (present in every world;
        its strength is zero where it is not adopted).
        """
        return next(instrument for instrument in self.instruments if instrument.kind == kind)

    def profile(self, rows: IntArray | slice) -> IntArray:
        """Number the groups a household belongs to: age group + 3 if owner + 6 if on the ground floor."""
        h = self.households
        found: IntArray = (
            h.group[rows]
            + 3 * h.owner[rows].astype(np.int8)
            + 6 * self.population.ground[rows].astype(np.int8)
        )
        return found

    def meet(self, rows: IntArray) -> None:
        """Households meet somebody of an institution."""
        np.add.at(self.met, rows, 1.0)

    def attend(self, rows: IntArray, success: float | None) -> None:
        """Households sit in a session: they meet staff, are active, and learn from how it went."""
        self.meet(rows)
        self.attended[rows] = True
        if success is not None:
            self.experience(rows, success)

    def experience(self, rows: IntArray, success: Column, weight: Column = 1.0) -> None:
        """Households tried something, with success between 0 and 1; ``weight``: how much of a try it was."""
        np.add.at(self.tried, rows, weight)
        np.add.at(self.succeeded, rows, success * weight)

    def gather(self, rows: IntArray, name: str, ease_within: FloatArray, ease_across: FloatArray) -> None:
        """People meet at an event: each of ``rows`` meets others who are there, some become acquaintances.

        Args:
            rows: who is there, sorted by compound. name: of the streams of this event.
            ease_within, ease_across: (compounds,) chance that a meeting becomes a tie, in and across age
                groups.
        """
        gathering.meet_at(self, rows, name, ease_within, ease_across)

    def unclear_ownership(self) -> FloatArray:
        """How unclear it is who owns common income: an owners' committee clears part of it up, a good one
        more.
        """
        committees = self.owners_committees
        return self.ambiguity * (1.0 - 0.5 * committees.here * committees.quality)

    def relieve(self, amount: FloatArray) -> None:
        """Take hardship off households this month: (rows,)."""
        self.relief = self.relief + amount

    def weigh(self, rows: IntArray, amount: FloatArray) -> None:
        """Put weight on some households this month."""
        if isinstance(self.extra_weight, float):
            self.extra_weight = np.zeros(self.compounds.rows)
        self.extra_weight[rows] += amount

    def resolve(self, places: IntArray, inside: bool = True) -> None:
        """Close issues as resolved; inside the compound this is to the credit of whoever did it."""
        if not len(places):
            return
        self.call_done(places)
        self.issues.close(places, RESOLVED, self.month)
        reporter = self.issues.reporter[places]
        self.experience(reporter, 1.0)
        if inside:
            self.news.note("won", places)
            np.add.at(self.won, reporter, 1.0)

    def call_done(self, places: IntArray) -> None:
        """Enter issues as done in the books: once, though they come back."""
        new = places[self.issues.done[places] == NEVER]
        self.record.resolved(self.issues, new, self.month)
        self.issues.done[new] = self.month

    def leave_unsatisfied(self, places: IntArray) -> None:
        """Enter as done what does not satisfy: nobody's credit, no success, and its holder lives with it."""
        self.call_done(places)
        self.issues.endure(places)
        self.issues.begin_patience(places, self.month)
        self.experience(self.issues.reporter[places], 0.0)

    def lose(self, places: IntArray) -> None:
        """Lose issues; those concerned live with them. Each is counted once, though it be told again."""
        self.issues.endure(places)
        self.record.add("lost", self.issues.compound[places[self.issues.told_again[places] == 0]])
        self.disappoint(places)

    def disappoint(self, places: IntArray) -> None:
        """Holders see their issue fail (once more)."""
        self.news.note("lost", places)
        self.experience(self.issues.reporter[places], 0.0)

    def receive(self, yuan: FloatArray, payer: str) -> None:
        """Let the community fund receive money: (compounds,)."""
        moved = self.books.pay(payer, "fund", yuan * (self.levers.fund > 0.0))
        self.record.series["fund_in"][self.record.page] += moved / self.compounds.households

    def active_neighbours(self) -> FloatArray:
        """Share of each household's acquaintances and stairwell neighbours that took part last month."""
        compounds, active = self.compounds, self.households.active
        size = compounds.stairs_to_rows(compounds.stair_size - 1.0) + self.ties.degree
        seen = self.ties.active_near() / np.maximum(size, 1.0)
        weight = self.levers.group_norm
        if not weight.any():
            return seen
        return seen + compounds.to_rows(weight) * self.households.online * (self._group_mean(active) - seen)

    def _group_mean(self, truth: BoolArray) -> Column:
        """Share for which something is true among each compound's online households (its WeChat groups)."""
        compounds, online = self.compounds, self.households.online
        return compounds.to_rows(compounds.counts(truth & online) / np.maximum(compounds.counts(online), 1.0))

    def paying_neighbours(self) -> FloatArray:
        """Share of neighbours that paid last month:
        half the stairwell's mean, half the acquaintances' (or all stairwell).
        """
        return self._around(self.households.paid.astype(float))

    def neighbours_gave(self) -> FloatArray:
        """Mean donation around each household last year, yuan."""
        return self._around(self.households.donation)

    def _around(self, column: FloatArray) -> FloatArray:
        compounds, degree = self.compounds, self.ties.degree
        stair = compounds.stairs_to_rows(compounds.stair_sums(column) / compounds.stair_size)
        known = self.ties.neighbour_sums(column) / np.maximum(degree, 1.0)
        return np.where(degree > 0.0, 0.5 * (stair + known), stair)

    def meet_and_part(self) -> None:
        """Ties go quiet and form; once a year the lists of who can be met are drawn up again."""
        if self.month % 12 == 0:
            self.ties.refresh_pools()
        self.ties.drift(self.month)
        self.ties.refresh()
