"""What the data files hold, frozen: parameter, case, governance model, issue, outcome."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scenarios.demand_weights import Demands
from scenarios.fixed import fix
from scenarios.given_households import GivenHouseholds
from scenarios.given_ties import GivenTies
from scenarios.kind_places import KindPlace
from scenarios.words import Entry as Entry
from scenarios.words import Text as Text
from scenarios.words import Words as Words

Grade = Literal["law", "official", "survey", "seed", "assumption"]
Prior = Literal["uniform", "log-uniform", "fixed"]
Kind = Literal["number", "whole", "flag"]
Setter = Literal["case", "governance", "either", "study"]
Tag = Literal["G", "C", "P", "P-old", "P-young", "conflict"]
Fixer = Literal["firm", "committee", "street", "owners"]
Group = Literal["party", "deliberation", "property", "digital", "services", "rules", "other"]
Allocation = Literal["own", "equal", "need", "votes"]
"""How a city shares staff and money between its districts: as they have it, by households, by demands to be
expected, by residents who vote.
"""
Start = Literal["together", "need-first", "need-last", "votes-first", "own-month"]
"""When a governance model begins in the districts of a city: at once, in waves by need or by votes, each in a
month of its own.
"""
Number = Annotated[float, Field(allow_inf_nan=False)]


class Parameter(Entry):
    """A number of the model. `low` to `high` is plausible, the prior of what is sampled; `least` to `most` is
    possible, and what lies beyond is refused. `by_type`: what it is at types of compounds where that is
    another one than the default.
    """

    key: str
    default: Number
    by_type: Annotated[Mapping[str, Number], AfterValidator(fix)] = Field(default_factory=dict)
    low: Number
    high: Number
    least: Number
    most: Number
    unit: Words
    grade: Grade
    source: Words
    prior: Prior = "uniform"
    kind: Kind = "number"
    set_by: Setter = "either"
    name: Text
    text: Text

    def at(self, kind: str) -> float:
        """The value where nothing else is given, at that type of compound."""
        return float(self.by_type.get(kind, self.default))


class Section(Entry):
    """A group of parameters; an instrument of governance if one of them is its strength.

    `group`: what sort of measure an instrument is; those of a user's own are other ones unless they say.
    """

    id: str
    name: Text
    text: Text
    set_by: Setter
    instrument: bool
    group: Group = "other"


class Sourced(Entry):
    """A number that says where it comes from."""

    source: Words
    grade: Grade
    note: Text | None = None


class Given(Sourced):
    """A value that a case or a governance model puts in place of the ledger's default.

    `range`: what data of the place leave open of it; a calibration of that place takes it for the prior.
    """

    value: Number
    range: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None


class Event(Entry):
    """A shock that comes to a place in a recorded month (1 is the first)."""

    kind: Literal["renewal", "youth_inflow", "firm_walkout", "funding_cut", "safety_scandal"]
    month: Annotated[int, Field(ge=1)]


class Part(Sourced):
    """The compounds of a district that are alike: the case they share, and how many there are."""

    case: "Case"
    count: Annotated[int, Field(ge=1)]


class District(Entry):
    """Compounds that share residents' committees, street offices and property firms."""

    committees: Given
    streets: Given
    firms: Given
    members: Annotated[tuple[Part, ...], Field(min_length=1)]

    @property
    def compounds(self) -> int:
        """How many compounds there are."""
        return sum(part.count for part in self.members)


class CityPart(Sourced):
    """The districts of a city that are alike: the case they share, how many there are, values of their own.

    `staff`, `money`: how much of both they have, 1 being what their case and the governance model give;
    `start`: their own month, in which a governance model begins where a city has it so.
    """

    name: Text
    case: "Case"
    count: Annotated[int, Field(ge=1)] = 1
    parameters: Annotated[Mapping[str, Given], AfterValidator(fix)]
    staff: Annotated[Number, Field(gt=0, le=5)] = 1.0
    money: Annotated[Number, Field(gt=0, le=5)] = 1.0
    start: Annotated[int, Field(ge=1, le=1200)] | None = None


class Stages(Sourced):
    """Waves in which districts begin: how many districts in each, and how many months apart."""

    wave: Annotated[int, Field(ge=1)]
    every: Annotated[int, Field(ge=1, le=1200)]


class City(Entry):
    """Districts that share nothing while they run, how staff and money are shared out before, and when a
    governance model begins in which.
    """

    districts: Annotated[Mapping[str, CityPart], AfterValidator(fix), Field(min_length=1)]
    allocation: Allocation = "own"
    start: Start = "together"
    stages: Stages | None = None

    @property
    def count(self) -> int:
        """How many districts there are."""
        return sum(part.count for part in self.districts.values())


class Chosen(Entry):
    """What cases and governance models have in common: names, and where they come from.

    `file` is the path of a file of the user's own, as the user wrote it; None for those of the project.
    """

    id: str
    name: Text
    aliases: tuple[str, ...] = ()
    text: Text
    file: str | None = None

    @property
    def reference(self) -> str:
        """What to write on the command line to get this one."""
        return self.file or self.id


class Case(Chosen):
    """What nobody in the model chooses: a place, its people, its shocks; or a district of such places, or a
    city of districts.
    """

    compound_type: Words
    type_words: Text | None = None
    """What a type of the user's own is called."""
    parameters: Annotated[Mapping[str, Given], AfterValidator(fix)]
    events: tuple[Event, ...] = ()
    extends: tuple[str, ...] = ()
    district: District | None = None
    city: City | None = None
    rules: Annotated[Mapping[str, Words], AfterValidator(fix)] = Field(default_factory=dict)
    """By kind of agents the file of `agents` whose class takes its place."""
    kinds: Annotated[Mapping[str, KindPlace], AfterValidator(fix)] = Field(default_factory=dict)
    """By kind of residents of the user's own where it is found, over what its class says."""
    demands: Demands | None = None
    households: GivenHouseholds | None = None
    ties: GivenTies | None = None
    """The first households and their acquaintances as they are; None where they are drawn."""

    @property
    def compounds(self) -> int:
        """How many compounds it has: more than one of a district or a city."""
        if self.city is not None:
            return sum(part.count * part.case.compounds for part in self.city.districts.values())
        return self.district.compounds if self.district is not None else 1

    @property
    def parts(self) -> "tuple[Case, ...]":
        """The cases that it is made of: those of its compounds or its districts; none of a lone compound."""
        if self.city is not None:
            return tuple(part.case for part in self.city.districts.values())
        return tuple(part.case for part in self.district.members) if self.district is not None else ()


class Adopted(Entry):
    """An instrument a governance model uses, its settings there (`sessions` for `forum.sessions`) and a
    sentence on what it does.
    """

    kind: str
    settings: Annotated[Mapping[str, Number], AfterValidator(fix)]
    sentence: Text


class Governance(Chosen):
    """A governance model: a named set of instruments with settings; `allocation`: how a city under it shares
    staff and money between its districts, `start`: when it begins in which; None: as the city's case says.
    """

    instruments: tuple[Adopted, ...]
    parameters: Annotated[Mapping[str, Given], AfterValidator(fix)]
    extends: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    allocation: Allocation | None = None
    start: Start | None = None

    @property
    def reference(self) -> str:
        """What to write on the command line to get this one."""
        return "@".join(filter(None, (self.file, self.allocation, self.start))) if self.file else self.id


class IssueKind(Entry):
    """A kind of demand or dispute: who can settle it, how often it comes up among the demands; `authority`:
    whether some department of the government has a say in such a dispute by law.
    """

    id: str
    category: str
    name: Text
    category_name: Text
    tag: Tag
    fixer: Fixer
    weight: Annotated[Number, Field(ge=0, le=1)]
    ambiguous: bool
    affects: Literal["all", "elderly", "young"]
    authority: bool = False


class OutcomeEntry(Entry):
    """A number per run on which we conclude; direction 1 if more is better, -1 if less is, 0 if neither;
    primary: whether comparisons are made for it; what is concluded on others is exploratory.
    behavioural: what people do, feel or get, not costs, days, money or what an instrument sets by itself.
    formula: of other outcomes, that gives it; measured: whether a class of a project's measures it.
    """

    id: str
    name: Text
    unit: Words
    direction: Literal[-1, 0, 1]
    smallest: Annotated[Number, Field(ge=0)]
    text: Text
    primary: bool = False
    behavioural: bool = True
    formula: Words | None = None
    measured: bool = False
