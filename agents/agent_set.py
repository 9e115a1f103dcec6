"""A cohort: some rows of some tables as a Mesa agent set, so that everything Mesa offers works on columns.

Mesa's abstract set (``mesa.agentset.AbstractAgentSet``) is made for other storage; what it needs from us is
here. Reading an attribute of a whole cohort (``get``, ``agg``) reads columns; anything that needs agents
makes them on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any, Self

import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet

from agents.actor import Actor, Parameter, State
from agents.column import BoolArray, IntArray
from agents.table import Table


class Cohort(AbstractAgentSet[Any]):
    """Agents named by table and rows, in table order, with any agents of the user's own after them."""

    def __init__(
        self,
        agents: Iterable[Any] = (),
        random: Random | None = None,
        parts: Sequence[tuple[Table, IntArray]] = (),
    ) -> None:
        """Hold the rows of ``parts``, then ``agents`` (how Mesa makes a set of what it has chosen)."""
        self.random = random or Random(0)
        self.parts: list[tuple[Table, IntArray]] = list(parts)
        self.others: list[Any] = []
        self._hold(agents)

    def _hold(self, agents: Iterable[Any]) -> None:
        rows: dict[int, tuple[Table, list[int]]] = {}
        for agent in agents:
            if isinstance(agent, Actor):
                rows.setdefault(id(agent._table), (agent._table, []))[1].append(agent.row)
            else:
                self.others.append(agent)
        self.parts += [(table, np.array(chosen, dtype=np.int64)) for table, chosen in rows.values()]

    def __len__(self) -> int:
        """Return the number of agents."""
        return sum(len(rows) for _, rows in self.parts) + len(self.others)

    def __iter__(self) -> Iterator[Any]:
        """Make and yield one agent after another."""
        for table, rows in self.parts:
            for row in rows.tolist():
                yield table.agent(row)
        yield from self.others

    def __contains__(self, agent: object) -> bool:
        """Tell whether the agent is in the set."""
        if agent in self.others or not isinstance(agent, Actor):
            return agent in self.others
        return any(table is agent._table and bool((rows == agent.row).any()) for table, rows in self.parts)

    def __getitem__(self, place: int) -> Any:
        """Return the agent at a place, counted from 0, negative from the end."""
        if not -len(self) <= place < len(self):
            raise IndexError(f"place {place} of a cohort of {len(self)}")
        place %= len(self)
        for table, rows in self.parts:
            if place < len(rows):
                return table.agent(int(rows[place]))
            place -= len(rows)
        return self.others[place]

    @property
    def _agents(self) -> dict[Any, None]:
        """All agents, as Mesa's own methods expect them."""
        return dict.fromkeys(self)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return the attribute, or the list of attributes, of every agent
        (whole columns where they are columns).
        """
        if (
            isinstance(attr_names, str)
            and not self.others
            and all(_holds(table, attr_names) for table, _ in self.parts)
        ):
            return [value for table, rows in self.parts for value in _read(table, attr_names, rows)]
        return super().get(attr_names, handle_missing, default_value)

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Any] | None = None,
    ) -> AbstractAgentSet[Any]:
        """Choose agents: by class first, which needs no agents, then by the function, then the first
        ``at_most``.
        """
        if agent_type is None:
            return super().select(filter_func, at_most, inplace)
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)  # as in Mesa: of the whole set, whatever else is asked
        parts = [(table, rows[_of_class(table, rows, agent_type)]) for table, rows in self.parts]
        others = [agent for agent in self.others if isinstance(agent, agent_type)]
        chosen = Cohort(others, self.random, parts).select(filter_func, at_most)
        return self._update(chosen) if inplace else chosen

    def _update(self, agents: Iterable[Any]) -> Self:
        chosen = list(agents)  # they may come from this very set
        self.parts, self.others = [], []
        self._hold(chosen)
        return self

    def add(self, agent: Any) -> None:
        """Refuse a resident (it is here already or lives nowhere); take any other Mesa agent."""
        if isinstance(agent, Actor):
            raise TypeError("households and institutions belong to their compound; turnover brings new ones")
        self.others.append(agent)

    def discard(self, agent: Any) -> None:
        """Take out an agent of the user's own."""
        if agent in self:
            self.remove(agent)

    def remove(self, agent: Any) -> None:
        """Take out an agent of the user's own; raises KeyError if it is not here."""
        if isinstance(agent, Actor):
            agent.remove()
        if agent not in self.others:
            raise KeyError(agent)
        self.others.remove(agent)

    def shuffle(self, inplace: bool = False) -> AbstractAgentSet[Any]:
        """Put the agents in random order: here, or in one of Mesa's own sets."""
        agents = list(self)
        self.random.shuffle(agents)
        return self._in_order(agents, inplace)

    def sort(
        self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> AbstractAgentSet[Any]:
        """Sort the agents by an attribute or a function: here, or in one of Mesa's own sets."""
        value = key if callable(key) else lambda agent: getattr(agent, key)
        return self._in_order(sorted(self, key=value, reverse=not ascending), inplace)

    def _in_order(self, agents: list[Any], inplace: bool) -> AbstractAgentSet[Any]:
        if not inplace:
            return AgentSet(agents, random=self.random)
        self.parts, self.others = [], agents
        return self

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method or function on each agent in turn."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method or function on each agent in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method or function on each agent and return the results."""
        if callable(method):
            return [method(agent, *args, **kwargs) for agent in self]
        return [getattr(agent, method)(*args, **kwargs) for agent in self]


def _of_class(table: Table, rows: IntArray, agent_type: type[Any]) -> BoolArray:
    numbers = [number for number, kind in enumerate(table.classes) if issubclass(kind, agent_type)]
    return np.isin(table.columns["kind"][rows], numbers)


def _holds(table: Table, name: str) -> bool:
    return all(isinstance(getattr(kind, name, None), State | Parameter) for kind in table.classes)


def _read(table: Table, name: str, rows: IntArray) -> list[Any]:
    column = table.columns.get(name)
    values = table.parameter(name) if column is None else column
    return [values] * len(rows) if isinstance(values, float) else values[rows].tolist()
