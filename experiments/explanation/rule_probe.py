"""A stand-in: an object in an agent's place that answers for it and notes what a rule reads.

Invariant: the rule itself is evaluated again, in the agent's place and at the moment it was asked;
nothing is read from its source. What is read can be moved, to see what the rule would have answered.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from agents.actor import Actor, Parameter, State
from agents.further_draws import further_draws
from agents.table import Table
from experiments.recording.recorder import DRAW, arguments, who_decides
from experiments.recording.traced_draw import TracedDraw

Source = Literal["shown", "state", "parameter", "constant", "draw"]
type Value = float | int | bool


class Reading(NamedTuple):
    """Something a rule read: where from, its name, its key (of the ledger, of `scenarios/rules.yaml`, or
    empty), its value.
    """

    source: Source
    name: str
    key: str
    value: Value

    @property
    def place(self) -> tuple[Source, str]:
        """What tells it from everything else the rule reads."""
        return self.source, self.name


OF_AGENT: tuple[Source, ...] = ("state", "parameter", "constant")
"""Where from what is read of the agent itself."""

type Moved = Mapping[tuple[Source, str], Value]
NOTHING: Moved = {}


class Notes:
    """What one evaluation read, in order."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.read: dict[tuple[Source, str], Reading] = {}
        self._readers: dict[tuple[Source, str], set[str]] = {}

    def read_by(self, files: Collection[str]) -> frozenset[tuple[Source, str]]:
        """What the code of these files read itself."""
        return frozenset(place for place, readers in self._readers.items() if readers & set(files))

    def take(self, reading: Reading) -> Value:
        """Note the reading; returns its value."""
        self.read.setdefault(reading.place, reading)
        self._readers.setdefault(reading.place, set()).add(_reader())
        return reading.value


def _reader() -> str:
    """The file of the code that reads: the nearest that is not this one."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__ and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename


class RuleProbe(NamedTuple):
    """One rule and one agent: `given` is its own share of what was given, by the names of the arguments;
    `further`: its further draws, likewise.
    """

    agent: Actor
    rule: str
    given: Mapping[str, Any]
    further: Mapping[str, float] = {}

    @classmethod
    def of_row(cls, table: Table, rule: str, row: int, given: tuple[Any, ...]) -> RuleProbe:
        """The rule as it was evaluated for this row; `given` is its share of it."""
        kind = table.classes[int(table.columns["kind"][row])]
        agent = table.make(table, row) if table.make else kind.of_row(None, table, row, row + 1)
        found = cls(agent, rule, dict(zip(arguments(kind, rule), given, strict=True)))
        if (further := further_draws(kind, rule)) is None:
            return found
        draws = table.with_further_draws(further, given)[len(given) :]
        return found._replace(further=dict(zip(further.names, draws, strict=True)))

    @property
    def who(self) -> str:
        """Who decides, as the keys of the words have it."""
        return who_decides(type(self.agent))

    @property
    def draw(self) -> float | None:
        """The draw, where the rule has one."""
        return self.given.get(DRAW)

    def evaluate(self) -> tuple[Any, Notes]:
        """What the rule answers, and what it read."""
        notes = Notes(self.who)
        mine = type(self.agent)
        agent = _stand_in(mine).of_row(self.agent.model, self.agent._table, self.agent._row, self._id())
        agent.__dict__["_notes"] = notes
        shown = [self._shown(notes, name, part) for name, part in self.given.items()]
        shown += [notes.take(Reading("draw", name, "", part)) for name, part in self.further.items()]
        return getattr(mine, self.rule)(agent, *shown), notes

    def _id(self) -> int:
        return int(self.agent.unique_id or 0)

    def _shown(self, notes: Notes, name: str, part: Any) -> Any:
        if name == DRAW:
            return TracedDraw.of(float(part), [])
        if not hasattr(part, "_fields"):
            return notes.take(Reading("shown", name, f"{self.who}.{self.rule}.{name}", part))
        watched = _watched(type(part))._make(part)
        watched._notes = notes
        return watched


class RuleAgain:
    """A rule asked again and again with some of what it read moved or at another draw. Nothing is noted but
    the thresholds that the draw meets, so that hundreds of questions take little time.
    """

    def __init__(self, probe: RuleProbe, readings: Collection[Reading]) -> None:
        """readings: what the rule read, of which any may be moved."""
        self._probe, self.given, self.draw = probe, probe.given, probe.draw
        self._own = {one.name: one.value for one in readings if one.source in OF_AGENT}
        self._kind = _given(type(probe.agent), tuple(self._own))

    def answer(self, moved: Moved = NOTHING, draw: float | None = None) -> tuple[Any, list[float]]:
        """What the rule answers, and the thresholds that the draw met."""
        one, met = self._probe.agent, list[float]()
        agent = self._kind.of_row(one.model, one._table, one._row, self._probe._id())
        agent.__dict__.update(self._own)
        agent.__dict__.update((name, value) for (source, name), value in moved.items() if source in OF_AGENT)
        shown = [self._shown(name, part, moved, draw, met) for name, part in self._probe.given.items()]
        further = self._probe.further.items()
        shown += [moved.get(("draw", name), part) for name, part in further]
        return getattr(type(one), self._probe.rule)(agent, *shown), met

    def _shown(self, name: str, part: Any, moved: Moved, draw: float | None, met: list[float]) -> Any:
        if name == DRAW:
            return TracedDraw.of(float(part) if draw is None else draw, met)
        if not hasattr(part, "_fields"):
            return moved.get(("shown", name), part)
        changes = {field: to for (source, field), to in moved.items() if source == "shown"}
        return part._replace(**{field: to for field, to in changes.items() if field in part._fields})


def share(part: Any, place: int) -> Any:
    """One row's share of what was given to many: plain numbers, or a named tuple of them."""
    if isinstance(part, tuple):
        shares = [share(inner, place) for inner in part]
        return type(part)._make(shares) if hasattr(part, "_make") else tuple(shares)
    found = part[place] if isinstance(part, np.ndarray) and part.ndim else part
    return found.item() if hasattr(found, "item") else found


_made: dict[type[Any], type[Any]] = {}
"""Classes of stand-ins and of watched situations, each made once."""

_made_given: dict[tuple[type[Actor], tuple[str, ...]], type[Actor]] = {}
"""Classes of agents that have some attributes of their own, each made once."""


class _OwnValue:
    """An attribute whose value the agent has itself, in place of a cell of its row."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, agent: Any, owner: type) -> Any:
        return self if agent is None else agent.__dict__[self._name]

    def __set__(self, agent: Any, value: Any) -> None:
        agent.__dict__[self._name] = value


def _given(kind: type[Actor], names: tuple[str, ...]) -> type[Actor]:
    """A class like another, of which an agent has the values of the attributes of these names itself."""
    if (kind, names) not in _made_given:
        _made_given[kind, names] = type(kind.__name__, (kind,), {name: _OwnValue(name) for name in names})
    return _made_given[kind, names]


def _stand_in(kind: type[Actor]) -> type[Actor]:
    if kind not in _made:
        _made[kind] = type(kind.__name__, (kind,), {"__getattribute__": _attribute})
    return _made[kind]


def _attribute(agent: Any, name: str) -> Any:
    """Read an attribute of the stand-in; states, parameters and numbers of the class are noted."""
    value = object.__getattribute__(agent, name)
    if name.startswith("_") or not isinstance(value, float | int):
        return value
    notes: Notes = object.__getattribute__(agent, "_notes")
    declared = getattr(type(agent), name, None)
    if isinstance(declared, State):
        return notes.take(Reading("state", name, f"{notes.who}.{name}", value))
    if isinstance(declared, Parameter):
        return notes.take(Reading("parameter", name, declared.key, value))
    if isinstance(declared, float | int):
        return notes.take(Reading("constant", name, "", value))
    return value


def _watched(kind: type[Any]) -> type[Any]:
    """The class of a situation whose fields are noted when they are read, by name, place or unpacking."""
    if kind not in _made:
        watching = {
            "__getattribute__": _field,
            "__getitem__": _item,
            "__iter__": _items,
            "_replace": _replaced,
        }
        _made[kind] = type(kind.__name__, (kind,), watching)
    return _made[kind]


def _field(shown: Any, name: str) -> Any:
    value = object.__getattribute__(shown, name)
    if name.startswith("_") or name not in type(shown)._fields:
        return value
    notes: Notes | None = getattr(shown, "_notes", None)  # a situation that the rule made itself has none
    if notes is None or name in getattr(shown, "_made_up", ()):
        return value
    return notes.take(Reading("shown", name, f"{type(shown).__name__}.{name}", value))


def _replaced(shown: Any, /, **changes: Any) -> Any:
    """The situation with other values, which the rule made up; the rest is noted when it is read."""
    own = dict(zip(type(shown)._fields, tuple.__iter__(shown), strict=True))
    if unknown := changes.keys() - own.keys():
        raise ValueError(f"Got unexpected field names: {sorted(unknown)!r}")
    made = type(shown)._make((own | changes).values())
    made._notes = getattr(shown, "_notes", None)
    made._made_up = {*changes, *getattr(shown, "_made_up", ())}
    return made


def _item(shown: Any, place: Any) -> Any:
    names = type(shown)._fields[place]
    return getattr(shown, names) if isinstance(names, str) else tuple(getattr(shown, one) for one in names)


def _items(shown: Any) -> Iterator[Any]:
    return (getattr(shown, name) for name in type(shown)._fields)
