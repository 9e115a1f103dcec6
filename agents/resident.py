"""A resident decides for one household. This file holds what all households do in their daily lives
(``agents/voter.py`` what they do as voters and owners, ``agents/learner.py`` what they learn from the month);
the files of the kinds what only they do.

Every rule is a method that gets what the household sees and its draw (uniform numbers in [0, 1)) and returns
what it decides; the model carries it out. ``self`` is one household or all households of a kind (see
``agents/column.py``). Submodels S2 to S15 are those of the model description (docs/odd.en.md).
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from agents.actor import Parameter, State
from agents.column import (
    Amount,
    Answer,
    Column,
    Share,
    Truth,
    above_zero,
    clip,
    exp,
    log,
    logistic,
    negate,
    where,
)
from agents.learner import Learner
from agents.perceptions import Bill, Burden, Crowd, Doors, Meeting, Trouble

SILENT, INTERNAL, EXTERNAL = 0, 1, 2
ELDERLY, ESTABLISHED, YOUNG = 0, 1, 2
CONDITIONAL, FREE_RIDER, HUMP, OTHER = 0, 1, 2, 3
WEIGHS, ALWAYS_PAYS, NEVER_PAYS = 0, 1, 2
MOST_OWED = 12.0
"""Months of the fee owed beyond which nobody counts."""

type Channel = Annotated[Any, Answer(SILENT, EXTERNAL, ("SILENT", "INTERNAL", "EXTERNAL"))]


class Resident(Learner):
    """A household in a stairwell. Kinds differ by the first parameters; the others are above their rules."""

    kind: ClassVar[str] = "resident"

    sensitivity = Parameter("established.sensitivity")
    move_out = Parameter("established.move_out")
    time_cost = Parameter("established.time_cost")

    hardship = State()
    grievance = State()
    disturbance = State()
    threshold = State()
    area = State()
    donation = State()
    rent_premium = State()
    emission = State()
    mitigation = State()
    staff_tie = State()
    active = State()
    paid = State()
    owed = State()
    promised = State()
    payer = State()
    converted = State()
    lawful = State()
    group = State()
    cooperator = State()
    floor = State()
    stairwell = State()
    occupancy = State()
    incomer = State()

    def meets_trouble(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether some ordinary demand comes up this month: draw < 1 - exp(-hazard) (S2)."""
        return draw < trouble.ordinary

    noise_rate = Parameter("issues.noise")

    def minds_noise(self, draw: Column) -> Truth:
        """Whether the household quarrels with a shop: the chance grows with how disturbed it is (S2)."""
        return self._if_present(draw < 1.0 - exp(-self.noise_rate * self.disturbance))

    young_old_rate = Parameter("issues.young_old")

    def clashes_over_habits(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether old and young quarrel: likeliest where both live; the middle-aged stay out (S2)."""
        chance = self.young_old_rate * trouble.elderly_by_young * (self.group != ESTABLISHED)
        return self._if_present(draw < chance)

    def quarrels_over_fee(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether the household disputes the fee, for want of service (S2)."""
        return self._if_present(draw < trouble.fee_service)

    def encroaches(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether a neighbour's plot, clutter or parked car becomes this household's dispute (S2)."""
        return self._if_present(draw < trouble.encroachment)

    def claims_revenue(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether an owner disputes who owns the income from parking and street-front rooms (S2)."""
        return draw < trouble.revenue * self.owner

    identity_rate = Parameter("identity.rate")
    usual_trust = Parameter("identity.usual_trust")

    def clashes_over_origin(self, others: Column, draw: Column) -> Truth:
        """Whether locals and incomers of a stairwell quarrel: the likelier, the less they trust (S2)."""
        distrust = (1.0 - self.trust_neighbours) / (1.0 - self.usual_trust)
        return self._if_present(draw < self.identity_rate * others * distrust)

    def fears_for_safety(self, trouble: Trouble, draw: Column) -> Truth:
        """Whether a theft, a stranger or a gate unguarded sets it against those who should guard it (S2)."""
        return self._if_present(draw < trouble.security)

    decay = Parameter("grievance.decay")
    nuisance_weight = Parameter("grievance.nuisance")

    def suffers(self, burden: Burden) -> Share:
        """Hardship after this month: part fades, open issues and nuisance add, relief takes away (S3)."""
        added = burden.issues + self.nuisance_weight * self.disturbance - burden.relief
        return clip((1.0 - self.decay) * self.hardship + added, 0.0, 1.0)

    def resents(self, has_firm: Column) -> Share:
        """Grievance: hardship times the legitimacy that committee and firm lack (Epstein 2002; S3)."""
        both = 0.5 * (self.trust_committee + self.trust_firm)
        return self.hardship * (1.0 - where(has_firm > 0.0, both, self.trust_committee))

    grievance_slope = Parameter("channels.grievance")
    efficacy_slope = Parameter("channels.efficacy")
    trust_slope = Parameter("channels.trust")
    record_slope = Parameter("channels.record")
    record_centre = Parameter("channels.record_centre")
    offline_extra = Parameter("channels.offline_extra")
    tenant_extra = Parameter("channels.tenant_extra")

    def chooses_channel(self, doors: Doors, draw: Column) -> Channel:
        """Silence, the compound's own channel or the hotline, by random utility (Hirschman's voice; S4)."""
        push = self.grievance_slope * self.grievance
        cost = where(self.online, doors.internal_online, doors.internal_offline)
        cost = cost + self.tenant_extra * (1.0 - doors.tenant_eased) * negate(self.owner)
        inside = push + self.efficacy_slope * self.efficacy + self.trust_slope * self.trust_committee - cost
        internal = exp(inside + self.record_slope * (doors.record - self.record_centre))
        external = exp(push - doors.external - self.offline_extra * negate(self.online))
        total = 1.0 + internal + external
        return where(
            draw < internal / total, INTERNAL, where(draw >= 1.0 - external / total, EXTERNAL, SILENT)
        )

    participation_intercept = Parameter("participation.intercept")
    participation_belonging = Parameter("participation.belonging")
    participation_trust = Parameter("participation.trust")
    participation_trust_centre = Parameter("participation.trust_centre")
    participation_owner = Parameter("participation.owner")
    participation_age = Parameter("participation.age")
    participation_party = Parameter("participation.party")
    participation_cross_ties = Parameter("participation.cross_ties")
    participation_heterogeneity = Parameter("participation.heterogeneity")
    unlike_centre = Parameter("participation.heterogeneity_centre")
    participation_efficacy = Parameter("participation.efficacy")
    participation_grievance = Parameter("participation.grievance")
    participation_cost = Parameter("participation.cost")
    tiring = Parameter("tiring.weight")
    unheard = Parameter("exclusion.news")

    def takes_part(self, meeting: Meeting, draw: Column) -> Truth:
        """Whether the household takes part in anything this month (theory of planned behaviour; S10)."""
        attitude = (
            self.participation_belonging * (self.belonging - self.belonging_start)
            + self.participation_owner * self.owner
            + self.participation_trust * (self.trust_committee - self.participation_trust_centre)
        )
        habit = self.participation_age * self.age
        habit = habit + self.participation_party * (self.party - self.party_centre)
        norm = self._follows(meeting) + self.participation_cross_ties * log(1.0 + self.cross_ties)
        norm = norm - self.participation_heterogeneity * (meeting.unlike - self.unlike_centre)
        control = (
            self.participation_efficacy * self.efficacy
            + self.participation_grievance * self.grievance * meeting.own_issue
        )
        cost = self.participation_cost * self.time_cost + self.tiring * self.given - meeting.ease
        cost = cost + (meeting.online_burden - meeting.online_call) * self.online
        cost = cost + self.unheard * meeting.online_gap * negate(self.online)
        inclination = self.participation_intercept + attitude + habit + norm + control - cost
        return self._if_present(draw < logistic(inclination))

    def comes_in_person(self, call: Column, draw: Column) -> Truth:
        """Whether, taking part, it comes: whom a call over the network wins takes part over it (S10)."""
        return draw < exp(-call * self.online)

    def serves(self, draw: Column) -> Truth:
        """Whether it serves as a volunteer when asked: the less, the more it gave lately (S10)."""
        return self._if_present(draw < exp(-self.tiring * self.given))

    def has_time(self, draw: Column) -> Truth:
        """Whether it has an evening to spare for an event: the dearer its time, the less often (S13)."""
        return self._if_present(draw < exp(-self.time_cost))

    pay_intercept = Parameter("fee.intercept")
    pay_quality = Parameter("fee.quality")
    quality_centre = Parameter("fee.quality_centre")
    pay_norm = Parameter("fee.norm")
    norm_centre = Parameter("fee.norm_centre")
    pay_trust = Parameter("fee.trust")
    trust_centre = Parameter("fee.trust_centre")
    pay_disclosure = Parameter("fee.disclosure")
    pay_arrears = Parameter("fee.arrears")
    pay_promise = Parameter("fee.promise")
    pay_dearer = Parameter("fee.dearer")

    def pays_fee(self, bill: Bill, draw: Column) -> Truth:
        """Whether it pays: some always do, some never;
        the rest by service, neighbours, books and what they owe already (S11).
        """
        logit = (
            self.pay_intercept
            + self.pay_quality * (bill.quality - self.quality_centre)
            + self.pay_norm * (bill.neighbours - self.norm_centre)
            + self.pay_trust * (self.trust_firm - self.trust_centre)
            + self.pay_disclosure * bill.disclosure
            - self.pay_arrears * self.owed / MOST_OWED
            + self.pay_promise * self.promised
            - self.pay_dearer * bill.dearer
        )
        return (self.payer == ALWAYS_PAYS) | ((self.payer == WEIGHS) & (draw < logistic(logit)))

    def promises_to_pay(self, waits: Column, draw: Column) -> Truth:
        """Whether it promises to pay when called at: by its trust in the committee, not while it waits for
        the firm, and never if it never pays (S11).
        """
        willing = (self.payer != NEVER_PAYS) & negate(waits)
        return self._if_present(draw < self.trust_committee * willing)

    def agrees_to_instalments(self, draw: Column) -> Truth:
        """Whether it agrees to pay its arrears off month by month: by its trust in the firm (S11)."""
        return (self.payer == WEIGHS) & (draw < self.trust_firm)

    resentment = Parameter("fee.forgiven")

    def resents_forgiveness(self, forgiven: Column) -> Share:
        """Trust in the firm once a household that owes nothing sees what is forgiven to others (S11)."""
        return clip(self.trust_firm - self.resentment * forgiven * (self.owed <= 0.0), 0.0, 1.0)

    donation_start = Parameter("fund.donation")
    donation_follow = Parameter("fund.follow")
    hump_peak = Parameter("fund.hump_peak")

    def gives(self, neighbours: Column, disclosure: Column) -> Amount:
        """Yuan given to the community fund this year: most follow their neighbours, some never give (S12).

        Conditional cooperators follow at a discount, the hump-shaped up to a point; trust and open books
        scale both (Fischbacher, Gächter & Fehr 2001).
        """
        followed = self.donation_follow * neighbours
        peak = self.hump_peak * self.donation_start
        hump = where(neighbours < peak, neighbours, above_zero(2.0 * peak - neighbours))
        wish = where(
            self.cooperator == CONDITIONAL, followed, where(self.cooperator == HUMP, hump, self.donation)
        )
        return (
            where(self.cooperator == FREE_RIDER, 0.0, wish) * self.trust_committee * (0.5 + 0.5 * disclosure)
        )

    tie_decay = Parameter("ties.decay")

    def loses_tie(self, slots: Column, draw: Column) -> Amount:
        """Which of ``slots`` tie slots goes quiet this month, or a number from ``slots`` up: none (S13)."""
        return draw / self.tie_decay + (draw >= self.tie_decay * slots) * slots

    petition_threshold = Parameter("petitions.threshold")
    futility = Parameter("petitions.futility")

    def joins_petition(self, crowd: Crowd, draw: Column) -> Truth:
        """Whether the household signs: grievance beyond reluctance,
        and enough neighbours (Epstein, Granovetter; S14).

        Reluctance is the perceived futility and social cost of signing, and a cheaper channel at hand;
        nobody is punished.
        """
        known = self.contacts + self.staff_tie
        reluctance = 1.0 - exp(-self.futility * known / (1.0 + crowd.neighbours_active))
        drive = self.grievance * crowd.salience - draw * reluctance
        return self._if_present((drive > self.petition_threshold) & (crowd.share_active >= self.threshold))

    tenant_move_out = Parameter("turnover.tenant")
    hardship_push = Parameter("turnover.hardship")

    def moves_out(self, draw: Column) -> Truth:
        """Whether the household leaves: tenants soonest, and sooner under hardship (S15)."""
        hazard = where(self.owner, self.move_out, self.tenant_move_out)
        return draw < hazard * (1.0 + self.hardship_push * self.hardship)
