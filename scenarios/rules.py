"""Words for the agents' rules: who decides what, by which sentence, from what it sees and its state.

The rules themselves are methods in ``agents/``; here are only their names in both languages, so that a
decision can be told. A file of the project alone: it belongs to the code and is never replaced.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from scenarios.entries import Entry, Number, Text, Words
from scenarios.files import DataFile, open_data
from scenarios.fixed import Fixed
from scenarios.language import pick

FILE = Path(__file__).parent / "rules.yaml"
NEXT = "next_"
"""How the name of a rule begins that gives a state of the user's own its new value."""

Channel = Literal["issue", "neighbours", "institution"]


class Measure(Entry):
    """Something a rule reads: its name, unit, the range it may take; `words` say what a code means; a
    difference in it comes through a `channel`, and of an institution, `of` says which (else governance).

    `usual`: between which values nine in ten lie in the cases that are shipped; where it is not given, the
    range. `because`: what is said of it as a reason, by where it stands: `low` and `high`, or `is_0` … of a
    code; a clause in Chinese, a noun with what belongs to it in English. What is taken for granted has none.
    `stays`: that nobody can do anything about it, so that no "if" is said of it.
    """

    name: Text
    unit: Words = "none"
    range: Annotated[list[Number], Field(min_length=2, max_length=2)]
    kind: Literal["number", "flag", "code"] = "number"
    usual: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    words: dict[str, Text] = Field(default_factory=dict)
    because: dict[str, Text] = Field(default_factory=dict)
    stays: bool = False
    channel: Channel | None = None
    of: Words | None = None


class Trait(Entry):
    """What kinds of households differ by, parameters that rules read as an attribute: between which values it
    usually lies, what is said of it as a reason, and whether it `stays` (as of a `Measure`).
    """

    usual: Annotated[list[Number], Field(min_length=2, max_length=2)]
    because: dict[str, Text]
    stays: bool = False


class ForPeople(Entry):
    """A decision in the words of whoever knows no rules.

    `weight`: how much it is worth telling, from 0 (not by itself) to 3 (always). Of yes or no: what it is
    about (`doing`), that it was done and that it was not; of several choices the first two, by its number;
    `together`: what is said instead of "not" where none of its sort was done. Where the answer is a number: a
    sentence with its {value}. Where states get new values nothing is needed.
    """

    weight: Annotated[int, Field(ge=0, le=3)]
    doing: Text | None = None
    did: Text | None = None
    did_not: Text | None = None
    doing_0: Text | None = None
    doing_1: Text | None = None
    doing_2: Text | None = None
    did_0: Text | None = None
    did_1: Text | None = None
    did_2: Text | None = None
    together: Text | None = None
    says: Text | None = None


class RuleEntry(Entry):
    """A rule in words. What it answers is yes or no, a choice of several, the new value of states (`becomes`)
    or a number (`amount`, in `unit`); `yes_below`: yes where the number is below this argument; `code`: a
    fingerprint of the code that the text was written for.
    """

    name: Text
    text: Text
    code: str
    if_yes: Text | None = None
    if_no: Text | None = None
    if_0: Text | None = None
    if_1: Text | None = None
    if_2: Text | None = None
    becomes: tuple[str, ...] = ()
    amount: Text | None = None
    unit: Words = "none"
    yes_below: str | None = None
    for_people: ForPeople | None = None

    def answers(self) -> dict[int, Text]:
        """The sentence of each answer: 0 and 1 for no and yes, else the choices; empty where it is a
        number.
        """
        found = enumerate((self.if_no, self.if_yes) if self.if_yes else (self.if_0, self.if_1, self.if_2))
        return {number: text for number, text in found if text is not None}


class RuleWords(NamedTuple):
    """The words for kinds of agents, rules, what they are shown, their states, and levers of governance."""

    agents: Mapping[str, Text]
    rules: Mapping[str, RuleEntry]
    shown: Mapping[str, Measure]
    states: Mapping[str, Measure]
    traits: Mapping[str, Trait]
    levers: Mapping[str, Text]


@lru_cache(maxsize=1)
def rule_words() -> RuleWords:
    """The words, read once."""
    data = open_data(FILE)
    top = data.mapping(data.document.data)
    return RuleWords(
        _part(data, top, "agents", Text),
        _part(data, top, "rules", RuleEntry),
        _part(data, top, "shown", Measure),
        _part(data, top, "states", Measure),
        _part(data, top, "traits", Trait),
        _part(data, top, "levers", Text),
    )


def rule_entry(rule: str) -> RuleEntry:
    """The words of a rule by its id; those of one that gives a state of the user's own its new value, after
    which it is called, follow from that. LookupError for any other.
    """
    if (found := rule_words().rules.get(rule)) is not None:
        return found
    state = rule.partition(".")[2].removeprefix(NEXT)
    if not rule.endswith(f".{NEXT}{state}"):
        raise LookupError(f"scenarios/rules.yaml has no words for {rule}")
    name = Text(zh=f"本月之后的 {state}", en=f"{state} after this month")
    return RuleEntry(name=name, text=name, code="", becomes=(state,))


def agent_name(kind: str, words: Mapping[str, str]) -> str:
    """The name of a kind of agents in the language chosen; of a kind of the user's own what its class calls
    it, in one language or more, and the word for it where it says nothing.
    """
    if (found := rule_words().agents.get(kind)) is not None:
        return pick(found)
    return pick(Text.model_validate(words)) if words else kind


def _part[E: Entry](data: DataFile, top: Mapping[str, Any], part: str, kind: type[E]) -> Mapping[str, E]:
    block = data.part(top, part)
    return Fixed({name: data.build(kind, _lists(entry), (part, name)) for name, entry in block.items()})


def _lists(entry: Any) -> Any:
    """What the file writes as a list of names, as the tuple that an entry holds."""
    if isinstance(entry, dict) and isinstance(entry.get("becomes"), list):
        return entry | {"becomes": tuple(entry["becomes"])}
    return entry
