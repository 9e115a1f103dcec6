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
    """

    name: Text
    unit: Words = "none"
    range: Annotated[list[Number], Field(min_length=2, max_length=2)]
    kind: Literal["number", "flag", "code"] = "number"
    words: dict[str, Text] = Field(default_factory=dict)
    channel: Channel | None = None
    of: Words | None = None


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
