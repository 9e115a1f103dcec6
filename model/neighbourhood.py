"""The neighbourhood: a Mesa model of one or many compounds; ``step`` is the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import index
from typing import Any, NoReturn, Self

import mesa
import networkx as nx
import pandas as pd

from agents.agent_set import Cohort
from agents.table import Table
from model import (
    arrivals,
    assembly,
    channels,
    conversion,
    directory,
    elections,
    forum,
    grievance,
    household_table,
    institutions,
    issues,
    maintenance,
    month_end,
    new_kinds,
    observations,
    participation,
    petitions,
    property_economy,
    shocks,
    triage,
    trust,
    turnover,
)
from model.clusters import Clusters
from model.collector import Collected
from model.compounds import Compounds, Placement
from model.demands import DemandTables
from model.district import lay_out
from model.graph import tie_graph
from model.groups import GroupRecord, check_kinds
from model.instrument import Instrument, instrument_kinds
from model.issues import IssueLedger
from model.levers import Levers
from model.money import Books
from model.month_state import MonthState
from model.nuisance import Nuisance
from model.outcome import Measures
from model.population import Population
from model.promises import Promises
from model.record import Record
from model.streams import any_seed, further
from model.ties import Ties
from scenarios.language import _
from scenarios.read import Scenario

__all__ = ["Neighbourhood", "Placement"]


class Neighbourhood(MonthState, mesa.Model):
    """A world of compounds: real Mesa agents over columns, one draw for every decision.

    Args:
        given: a scenario (of a compound or a district), or placements of several side by side (each with its
            own
            seed).
        rng: the seed of a lone compound (None: any, as in Mesa); placements bring their own.
        one_by_one: ask every agent by itself instead of a cohort at a time (slow; the same decisions).
        archive: keep closed issues for ``issues_table``.
        by_group: watch groups of residents apart for ``groups_table``.
        observers: called with the world after each month; they may read and must not write.
    """

    datacollector: Any = Collected()
    """What was recorded, for ``mesa.batch_run``; set a ``mesa.DataCollector`` in its place."""

    def __init__(
        self,
        given: Scenario | Sequence[Placement],
        *,
        rng: int | None = 0,
        one_by_one: bool = False,
        archive: bool = False,
        by_group: bool = False,
        observers: Sequence[Callable[[Neighbourhood], None]] = (),
    ) -> None:
        """Build compounds, people, ties and institutions as they are before the first month."""
        seed = any_seed() if rng is None else index(rng)
        super().__init__(rng=seed)
        given = [Placement(given, seed)] if isinstance(given, Scenario) else given
        placements, self.groups = lay_out(given)
        self.compounds = Compounds(placements)
        self.clusters = Clusters(self.compounds)
        self.burn_in, self.months = _common_length(placements)
        self.month = -self.burn_in
        self.measures = Measures(dict.fromkeys(name for one in given for name in one.scenario.measures))
        self.observers = [self.measures.take, *observers]
        self.population = Population(self.compounds, one_by_one)
        self.households = self.population.table
        self.ties = Ties(self.population)
        self.nuisance = Nuisance(self.population)
        self.issues, self.demands = IssueLedger(archive), DemandTables(placements)
        self.promises = Promises(self.compounds.rows)
        self.levers = Levers(self.compounds)
        self.books = Books(self.compounds.count)
        self.record = Record(self.compounds.count, self.burn_in, self.months)
        if by_group:
            self.record.by_group = GroupRecord(self)
        self.live_together()
        institutions.found(self, one_by_one)
        self.instruments = [kind(self) for kind in instrument_kinds().values()]
        self.held = [instrument for instrument in self.instruments if instrument.is_held()]
        property_economy.found(self)
        self.deposit = maintenance.found(self)
        self._give_agents()
        self._settle_down()

    def step(self) -> None:
        """One month."""
        self.month, self.running = self._next_month()
        self.begin_month()
        shocks.strike(self)  # 1 shocks and turnover
        turnover.turn_over(self)
        conversion.review(self)  # 2 shops
        new_kinds.take_roles(self)
        conversion.wear_off(self)
        self.nuisance.refresh()
        arrivals.arise(self)  # 3 nuisance and new issues
        issues.fade(self)
        self.let_act(Instrument.at_grievance)
        grievance.feel(self)  # 4 grievance
        self.let_act(Instrument.at_intake)
        channels.speak_up(self)  # 5 channels
        channels.hear_back(self)
        self.let_act(Instrument.at_triage)
        triage.find_leads(self)  # 6 triage
        forum.hold_sessions(self)  # 7 forum, mediation, works
        triage.work(self)  # 8 what comes of it
        property_economy.bill(self)  # 9 fee and quality
        self.let_act(Instrument.at_property)
        property_economy.replace_poor_firms(self)
        institutions.fill_budgets(self)  # 10 money
        self.let_act(Instrument.at_fund)
        participation.take_part(self)  # 11 participation and ties
        self.let_act(Instrument.at_ties)
        assembly.hold_assembly(self)
        maintenance.ask_owners(self)
        elections.hold(self)
        self.meet_and_part()
        self.let_act(Instrument.at_trust)
        trust.update(self)  # 12 trust and efficacy
        participation.learn(self)
        petitions.activate(self)  # 13 petitions
        month_end.turn(self)
        self.record.take(self)  # 14 the record
        self.issues.sweep()
        self._observe()

    def _observe(self) -> None:
        for observe in self.observers:
            observe(self)

    def _next_month(self) -> tuple[int, bool]:
        """Number the month that begins, and tell whether another one follows it."""
        if self.steps > self.burn_in + self.months:
            raise RuntimeError(f"all {self.months} months are over; make a world with more months to go on")
        return self.steps - self.burn_in, self.steps < self.burn_in + self.months

    def run(self) -> Self:
        """Simulate all months (or until an observer sets ``running`` to False)."""
        while self.running:
            self.step()
        return self

    def monthly(self, by_compound: bool = False) -> pd.DataFrame:
        """Every observation of every recorded month lived: one row a placement (or a compound of a district)
        and month.
        """
        return observations.monthly(self, by_compound)

    def outcomes(self, by_compound: bool = False) -> pd.DataFrame:
        """Every outcome of the months lived, those of the project last: one row a placement (or a compound of
        a district).
        """
        shipped = observations.outcomes(self, by_compound)
        return shipped.assign(**self.measures.values(self, by_compound))

    def groups_table(self) -> pd.DataFrame:
        """What happened to groups of residents: one row a placement, month and group (``by_group=True``)."""
        if self.record.by_group is None:
            raise RuntimeError("no groups were watched; make the world with by_group=True")
        return self.record.by_group.table(self.groups.placement)

    def issues_table(self) -> pd.DataFrame:
        """Every issue on the books (with ``archive=True``: every issue ever): one row an issue."""
        return issues.as_table(self.issues)

    def households_table(self) -> pd.DataFrame:
        """Every household as it is now, one row each: door, kind, class and all its states."""
        return household_table.as_table(self)

    def agent(self, name: int | str) -> Any:
        """Return an agent by its ``unique_id`` or name: a household by its door, as in ``"3-4-1"``
        (stairwell, floor, door; in a district the compound before them), an institution by its kind.

        LookupError if there is none of that name, with near ones, or if it has moved out.
        """
        return directory.agent_called(self, name)

    @property
    def network(self) -> Callable[..., nx.Graph]:
        """``world.network(compound, staff=False)``: the network of the households of one compound as
        ``networkx`` draws and measures it (``staff``: and the residents' committee, with its ties to them);
        node = the agent's ``unique_id``.
        """
        return partial(tie_graph, self)

    @network.setter
    def network(self, _given: object) -> NoReturn:
        raise AttributeError(
            _(
                "A world's network cannot be set: its households would not know of it. Give the ties in the "
                "case file, before the world is made, as in ties: ours-ties.csv; gongzhi import ties writes "
                "that file from an edge list, GraphML or a networkx graph."
            )
        )

    @property
    def agents(self) -> Cohort:
        """All agents, households first; agents of the user's own last."""
        parts = [(table, table.all_rows()) for table in self.tables()]
        return Cohort(list(self._all_agents), self.random, parts, of_world=True)

    @property
    def agents_by_type(self) -> dict[type, Cohort]:
        """Agents by class."""
        found = {
            kind: Cohort((), self.random, [(table, rows)], of_world=True)
            for table in self.tables()
            for kind, rows in table.rows_by_class()
        }
        return found | {
            kind: Cohort(list(own), self.random, of_world=True) for kind, own in self._agents_by_type.items()
        }

    @property
    def agent_types(self) -> list[type]:
        """The classes that have agents."""
        return list(self.agents_by_type)

    def tables(self) -> list[Table]:
        """Households, then the tables of the institutions."""
        return [self.households, *self.institution_tables()]

    def _settle_down(self) -> None:
        """Open the first shops, then choose those of whom a stairwell has one."""
        check_kinds(self.population.new_kinds.names)
        conversion.open_first_shops(self)
        new_kinds.take_roles(self)

    def _give_agents(self) -> None:
        for number, table in enumerate(self.tables()):
            table.make, table.further_draw = institutions.maker(self, number), further
        self.households.acquainted = self.ties.acquainted
        self.agent_id_counter = institutions.TABLE_STEP * len(self.tables()) + 1  # the user's own come after


def _common_length(placements: Sequence[Placement]) -> tuple[int, int]:
    lengths = {(placement.scenario.burn_in, placement.scenario.months) for placement in placements}
    if len(lengths) != 1:
        raise ValueError(
            f"compounds of one world must share burn-in and months; these have {sorted(lengths)}"
        )
    return lengths.pop()
