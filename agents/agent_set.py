"""A cohort: some rows of some tables as a Mesa agent set, so that everything Mesa offers works on columns.

Mesa's abstract set (``mesa.agentset.AbstractAgentSet``) is made for other storage; what it needs from us is
here. Reading an attribute of a whole cohort (``get``, ``agg``) reads columns; anything that needs agents
makes them on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter, index
from random import Random
from typing import Any, Self, overload

import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy

from agents.actor import OF_MESA, Actor, Parameter, State
from agents.column import BoolArray, IntArray
from agents.place import as_written
from agents.table import Table
from scenarios.language import _


class Cohort(AbstractAgentSet[Any]):
    """Agents named by table and rows, in table order, with any agents of the user's own after them.

    The sets that a world hands out (``of_world``) have those who are there: residents and institutions are
    not added to them or taken from them. A set made of these by ``select``, ``copy``, ``|`` or ``-`` is the
    user's own.
    """

    def __init__(
        self,
        agents: Iterable[Any] = (),
        random: Random | None = None,
        parts: Sequence[tuple[Table, IntArray]] = (),
        of_world: bool = False,
    ) -> None:
        """Hold the rows of ``parts``, then ``agents`` (how Mesa makes a set of what it has chosen)."""
        self.parts: list[tuple[Table, IntArray]] = list(parts)
        self.others: list[Any] = []
        self.of_world = of_world
        chosen = list(dict.fromkeys(agents))
        self._hold(chosen)
        self.random = random or (chosen[0].model.random if chosen else Random(0))

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
        return sum(len(rows) for _table, rows in self.parts) + len(self.others)

    def __iter__(self) -> Iterator[Any]:
        """Make and yield one agent after another."""
        for table, rows in self.parts:
            for row in rows.tolist():
                yield table.agent(row)
        yield from self.others

    def __repr__(self) -> str:
        """How many of each class: ``<Cohort of 3: 2 ElderlyResident, 1 PropertyFirm>``."""
        count: dict[str, int] = {}
        for kind, many in self._classes():
            count[as_written(kind).__name__] = count.get(as_written(kind).__name__, 0) + many
        told = ", ".join(f"{many} {kind}" for kind, many in count.items())
        return f"<Cohort of {len(self)}: {told}>" if told else "<Cohort of 0>"

    def _classes(self) -> Iterator[tuple[type[Any], int]]:
        """Each class that has agents here, and how many, one table after another."""
        for table, rows in self.parts:
            numbers, counts = np.unique(table.columns["kind"][rows], return_counts=True)
            yield from zip((table.classes[number] for number in numbers), counts.tolist(), strict=True)
        yield from ((type(other), 1) for other in self.others)

    def __contains__(self, agent: object) -> bool:
        """Tell whether the agent is in the set."""
        if agent in self.others or not isinstance(agent, Actor):
            return agent in self.others
        return any(table is agent._table and bool((rows == agent.row).any()) for table, rows in self.parts)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """Return the agent at a place, counted from 0, negative from the end; of a slice a list, as Mesa."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = index(place)
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

    def copy(self) -> Cohort:
        """Return a set of the user's own with the same agents."""
        return Cohort(self.others, self.random, self.parts)

    __copy__ = copy

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return the attribute, or the list of attributes, of every agent (whole columns where they are
        columns); AttributeError that says which classes lack one.
        """
        names = [attr_names] if isinstance(attr_names, str) else attr_names
        if handle_missing == "error":
            self._all_have(names)
        if (
            isinstance(attr_names, str)
            and not self.others
            and all(_holds(table, attr_names) for table, _rows in self.parts)
        ):
            return [value for table, rows in self.parts for value in _read(table, attr_names, rows)]
        return super().get(attr_names, handle_missing, default_value)

    def set(self, attr_name: str, value: Any) -> Self:
        """Give every agent's attribute this value; AttributeError, and nothing written, if some lack it."""
        self._all_have([attr_name])
        for agent in self:
            setattr(agent, attr_name, value)
        return self

    def groupby(self, by: Callable[[Any], Any] | str, result_type: Any = "agentset") -> GroupBy:
        """Group the agents by an attribute or by what a function says of each."""
        self._all_have([by] if isinstance(by, str) else [])
        return super().groupby(by, result_type)

    def _all_have(self, names: Iterable[str]) -> None:
        kinds = [kind for kind, _many in self._classes() if issubclass(kind, Actor)]
        for name in (name.partition(".")[0] for name in names):
            lack = [kind for kind in kinds if not hasattr(kind, name) and name not in OF_MESA]
            if lack and len(lack) < len(kinds):
                raise AttributeError(
                    _(
                        "not all of these agents have {name}: {kinds} do not. Choose by "
                        "select(agent_type=…), or, in get, say handle_missing=\"default\".",
                        name=repr(name),
                        kinds=", ".join(dict.fromkeys(as_written(kind).__name__ for kind in lack)),
                    )
                )  # fmt: skip

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
        """Put an agent into the set; TypeError for a resident or an institution in a set of the world's."""
        if isinstance(agent, Actor):
            self._own()
        if agent not in self:
            self._hold([agent])

    def discard(self, agent: Any) -> None:
        """Take an agent out if it is here; else as `remove`."""
        if agent in self:
            self.remove(agent)

    def remove(self, agent: Any) -> None:
        """Take an agent out; KeyError if it is not here, TypeError for a resident or an institution in a set
        of the world's.
        """
        if agent not in self:
            raise KeyError(agent)
        if isinstance(agent, Actor):
            self._own()
            kept = [
                rows if table is not agent._table else rows[rows != agent.row] for table, rows in self.parts
            ]
            self.parts = [(table, rows) for (table, _rows), rows in zip(self.parts, kept, strict=True)]
        self.others = [other for other in self.others if other is not agent]

    def _own(self) -> None:
        if self.of_world:
            raise TypeError(
                _(
                    "households and institutions belong to their compound; turnover brings new ones. A set "
                    "of your own: select(…), copy(), one | other, one - other."
                )
            )

    def shuffle(self, inplace: bool = False) -> AbstractAgentSet[Any]:
        """Put the agents in random order: here, or in one of Mesa's own sets."""
        agents = list(self)
        self.random.shuffle(agents)
        return self._in_order(agents, inplace)

    def sort(
        self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> AbstractAgentSet[Any]:
        """Sort the agents by an attribute or a function: here, or in one of Mesa's own sets."""
        self._all_have([key] if isinstance(key, str) else [])
        value = attrgetter(key) if isinstance(key, str) else key
        return self._in_order(sorted(self, key=value, reverse=not ascending), inplace)

    def _in_order(self, agents: list[Any], inplace: bool) -> AbstractAgentSet[Any]:
        if not inplace:
            return AgentSet(agents, random=self.random)
        self.parts, self.others = [], agents
        return self

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method or function on each agent in turn."""
        _called(self, method, args, kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method or function on each agent in random order."""
        _called(self.shuffle(), method, args, kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method or function on each agent and return the results."""
        return _called(self, method, args, kwargs)


def _called(
    agents: Iterable[Any], method: str | Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
) -> list[Any]:
    """What each answers; one of the user's own that has left the world meanwhile is passed over."""
    here = (agent for agent in list(agents) if isinstance(agent, Actor) or agent in agent.model._all_agents)
    if callable(method):
        return [method(agent, *args, **named) for agent in here]
    return [getattr(agent, method)(*args, **named) for agent in here]


def _of_class(table: Table, rows: IntArray, agent_type: type[Any]) -> BoolArray:
    numbers = [number for number, kind in enumerate(table.classes) if issubclass(kind, agent_type)]
    return np.isin(table.columns["kind"][rows], numbers)


def _holds(table: Table, name: str) -> bool:
    return all(isinstance(getattr(kind, name, None), State | Parameter) for kind in table.classes)


def _read(table: Table, name: str, rows: IntArray) -> list[Any]:
    column = table.columns.get(name)
    values = table.parameter(name) if column is None else column
    return [values] * len(rows) if isinstance(values, float) else values[rows].tolist()
