"""A scenario: all inputs of a run but its seed, and the digest that tells it from others."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.entries import Case, Event, Governance


@dataclass(frozen=True)
class Member:
    """Compounds of a district that are alike: their scenario, and how many there are."""

    scenario: "Scenario"
    count: int


@dataclass(frozen=True)
class DistrictMap:
    """What the compounds of a district share: residents' committees, street offices and property firms."""

    committees: int
    streets: int
    firms: int


@dataclass(frozen=True, eq=False)
class Scenario:
    """All inputs of a run but its seed: case, governance model and every parameter resolved.

    measures: the outcomes of a project's own that are measured by a class; idle: parameters of the project
    that nothing in the run can read, as it has no code of the project's.
    """

    case: Case
    governance: Governance
    months: int
    burn_in: int
    start: int
    parameters: Mapping[str, float]
    instruments: tuple[str, ...]
    events: tuple[Event, ...]
    members: tuple[Member, ...] = ()
    district: DistrictMap | None = None
    measures: tuple[str, ...] = ()
    idle: frozenset[str] = frozenset()
    _digest: str = field(default="", init=False, repr=False, compare=False)

    def digest(self) -> str:
        """SHA-256 of what a run computes from: ids, months, values, instruments, shocks, members and people;
        no text.
        """
        if not self._digest:
            object.__setattr__(self, "_digest", hashlib.sha256(self._canonical().encode()).hexdigest())
        return self._digest

    @property
    def households(self) -> int:
        """How many households it has, those of all its compounds if it is a district."""
        if self.members:
            return sum(member.count * member.scenario.households for member in self.members)
        return int(self.parameters["place.households"])

    def _canonical(self) -> str:
        content: dict[str, object] = {
            "case": self.case.id,
            "governance": self.governance.id,
            "months": [self.months, self.burn_in, self.start],
            "parameters": {key: value for key, value in self.parameters.items() if key not in self.idle},
            "instruments": list(self.instruments),
            "events": [[event.kind, event.month] for event in self.events],
        }
        rules, kinds = self.case.rules, self.case.kinds
        content |= {"rules": dict(rules)} if rules else {}
        content |= {"kinds": {kind: place.model_dump() for kind, place in kinds.items()}} if kinds else {}
        if self.case.demands is not None:
            content["demands"] = dict(self.case.demands.weights)
        content |= {"measures": list(self.measures)} if self.measures else {}
        given = {"given households": self.case.households, "given ties": self.case.ties}
        content |= {name: one.digest for name, one in given.items() if one}
        if self.district is not None:
            content["district"] = [self.district.committees, self.district.streets, self.district.firms]
            content["members"] = [[member.scenario.digest(), member.count] for member in self.members]
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())
