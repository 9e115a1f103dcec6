"""What every agent here is: a Mesa agent whose attributes read and write its row of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, overload

import mesa
import numpy as np

from agents.attribute import Looked, looked
from agents.column import Column
from agents.place import OneA, Some, as_written
from agents.table import EVERY_ROW, Table
from scenarios.language import _
from scenarios.problems import nearest

if TYPE_CHECKING:
    from typing import Self

OF_MESA = ("model", "unique_id", "pos")
"""Attributes that Mesa gives an agent."""


class State(Looked):
    """An attribute that differs from agent to agent and from month to month: a column of the table.

    With a number to begin with it is a state of the class's own (``agents/own_states.py``).
    """

    __slots__ = ()

    def __init__(self, default: float | None = None) -> None:
        """Name what a state of the class's own begins with; the others begin as the model has it."""
        self.default = default

    def __repr__(self) -> str:
        """As it is written in the class."""
        return "State()" if self.default is None else f"State({self.default!r})"

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name, which is the column's."""
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: Actor, owner: type) -> Column: ...
    def __get__(self, agent: Actor | None, owner: type) -> Column | Self:
        """Read the agent's cell."""
        if agent is None:
            return self
        column = agent._view(self.name)
        row: Any = agent._row
        return column if row is EVERY_ROW else column[row]  # to cut out the whole column takes time

    def __set__(self, agent: Actor, value: Any) -> None:
        """Write the agent's cell."""
        agent._view(self.name)[agent._row] = value


class Parameter(Looked):
    """A number from the ledger that a rule reads; ``key`` is its ledger key."""

    __slots__ = ()

    def __init__(self, key: str) -> None:
        """Name the ledger entry, e.g. ``"fee.quality"``."""
        self.key = key

    def __repr__(self) -> str:
        """As it is written in the class."""
        return f"Parameter({self.key!r})"

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name."""
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: Actor, owner: type) -> Column: ...
    def __get__(self, agent: Actor | None, owner: type) -> Column | Self:
        """Read the value that holds in this agent's compound."""
        if agent is None:
            return self
        found = agent._view(self.name)
        return found if isinstance(found, float) else found[agent._row]

    def __set__(self, agent: Actor, value: Any) -> None:
        """Refuse: a parameter belongs to the scenario, not to one agent."""
        raise AttributeError(
            f"{self.name} is a parameter (ledger key {self.key}): give it a value in the scenario, or let a "
            f"class of your own name another"
        )


class Departed(LookupError):
    """An agent was asked that has moved out of its dwelling."""


class Actor(mesa.Agent):
    """One agent: its attributes are the cells of one row."""

    kind: ClassVar[str]
    """The word for this kind in scenarios, e.g. ``"elderly"``."""
    words: ClassVar[Mapping[str, str]] = {}
    """What a kind of the user's own is called, by language: ``{"zh": "…", "en": "…"}``."""
    place: ClassVar[Some | OneA | None] = None
    """Where residents of a kind of the user's own are found."""

    draws: ClassVar[Sequence[str]] = ()
    """What rules of the class call the draws they take besides ``draw`` (``agents/further_draws.py``)."""

    _table: Table
    _row: int
    _view: Callable[[str], Any]

    def __init__(self, *_given: object, **_named: object) -> None:
        """Refuse to make one more: TypeError, with what there is instead."""
        raise TypeError(
            _(
                "{kind} cannot be made by hand: residents and institutions are rows of their compound. How "
                "many there are is what the case says; agents of your own derive from mesa.Agent.",
                kind=type(self).__name__,
            )
        )

    @classmethod
    def of_row(cls, model: mesa.Model, table: Table, row: int, unique_id: int) -> Self:
        """Make the agent of ``row`` (Mesa's own constructor would register a second one)."""
        agent = cls.__new__(cls)
        own = agent.__dict__  # to set an attribute looks its name up
        own["model"], own["unique_id"], own["pos"] = model, unique_id, None
        own["_table"], own["_row"], own["_view"] = table, row, table.view
        return agent

    if not TYPE_CHECKING:  # a type checker knows the states, and no other names

        def __setattr__(self, name: str, value: Any) -> None:
            """Refuse a name that is no state: it would be lost, or hide what a cohort reads."""
            if name in OF_MESA or name.startswith("_") or hasattr(getattr(type(self), name, None), "__set__"):
                super().__setattr__(name, value)
                return
            problem = _("{kind} has no state {name}.", kind=type(self).__name__, name=repr(name))
            states = (name for name, given in looked(type(self)).items() if isinstance(given, State))
            raise AttributeError(problem + nearest(name, states))

    def __repr__(self) -> str:
        """As it is called at a prompt: ``ElderlyResident 3-4-1, 71, owner``."""
        kind, table = as_written(type(self)).__name__, self.__dict__.get("_table")
        if table is None:
            return object.__repr__(self)
        if isinstance(table, _Nowhere):
            return f"{kind}, moved out"
        if not isinstance(self._row, int):
            return f"{kind}, {len(table.all_rows()[self._row])} rows"
        return f"{kind} {self._told_by()}"

    def _told_by(self) -> str:
        """What tells it from others of its kind."""
        of = self._table.compound
        number = self._row - int(np.searchsorted(of, self.compound)) + 1
        alone = np.count_nonzero(of == self.compound) == 1
        return f"of compound {self.compound + 1}" if alone else f"{number} of compound {self.compound + 1}"

    @property
    def compound(self) -> int:
        """The number of the compound in which this agent lives or works."""
        return int(self._table.compound[self._row])

    @property
    def row(self) -> int:
        """The agent's row in its table."""
        return self._row

    def depart(self) -> None:
        """Leave the table: reading this agent from now on is an error that says so."""
        self._table = _Nowhere()
        self._view = self._table.view

    def remove(self) -> None:
        """Refuse: residents come and go by turnover, which keeps every dwelling occupied."""
        raise TypeError("agents of a compound leave by moving out (turnover), not by remove()")


class _Nowhere(Table):
    """The table of those who have moved out."""

    def __init__(self) -> None:
        """Hold nothing."""

    def __getattr__(self, name: str) -> Any:
        """Say that the agent is gone, whatever is asked of it."""
        self.view(name)

    def view(self, name: str) -> Any:
        """Say that the agent is gone."""
        raise Departed("this household has moved out; ask the model for who lives there now")
