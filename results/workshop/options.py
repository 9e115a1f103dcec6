"""The options of a room, in the language spoken: cases, governance models, instruments, parameters.

Invariant: every option comes with words for what it is, what it changes and how good the evidence is.
"""

from collections.abc import Mapping
from importlib import metadata
from operator import is_
from typing import Any

from experiments.field_data.held_file import SENT
from results.text.names import difference_unit, grade_name, level_unit, outcome_name
from results.workshop.controls.instrument_cost import in_words, other_costs, values_of
from results.workshop.own_place.own_place import OwnPlace
from results.workshop.session import USUAL
from scenarios import read
from scenarios.entries import Case, Governance
from scenarios.language import Language, _, language, msgid, pick
from scenarios.set_up import instruments, places
from scenarios.sliders import Slider, sliders

PREDICTED = (
    *("conflict_index", "participation_month", "resolution_ratio", "trust_RC", "fee_collection"),
    *("group_petitions_year", "gap_elderly_young_satisfaction", "cost_total"),
)
"""The outcomes on which a room says beforehand what it expects."""

GROUPS = {
    "party": msgid("Party building"),
    "deliberation": msgid("Deliberation"),
    "property": msgid("Property"),
    "digital": msgid("Digital"),
    "services": msgid("Services"),
    "rules": msgid("Rules"),
    "other": msgid("Other"),
}
"""What sorts of instruments there are, in the order of the page."""


def options(own: OwnPlace | None = None) -> dict[str, Any]:
    """Everything that the page offers, ready for JSON; the compound of one's own, if there is one, first."""
    own = own or OwnPlace()
    held = {case.id: values_of(case) for case in [*([own.case] if own.case else []), *places()]}
    return {
        "version": metadata.version("gongzhi"),
        "usual": USUAL.model_dump(),
        "cases": [*_own(own), *map(_case, places())],
        "groups": [{"id": group, "name": _(name)} for group, name in GROUPS.items()],
        "own": {"tables": list(own.held), "most": SENT.size},
        "governance": [_governance(model, held) for model in read.governance_models().values()],
        "instruments": [_instrument(kind) for kind in instruments()],
        "parameters": [_slider(key, one) for key, one in sliders().items()],
        "issues": {kind.id: pick(kind.name) for kind in read.issue_kinds()},
        "outcomes": [_outcome(name) for name in read.outcome_entries()],
    }


class KnownOptions:
    """Options as they were said last in each language; made again when anything that they are made of is."""

    def __init__(self) -> None:
        self._said: dict[Language, tuple[tuple[object, ...], dict[str, Any]]] = {}

    def of(self, own: OwnPlace) -> dict[str, Any]:
        """What `options` says, to be read only."""
        made_of, before = _made_of(own), self._said.get(language())
        if before is not None and _the_same(before[0], made_of):
            return before[1]
        said = options(own)
        self._said[language()] = made_of, said
        return said


def _made_of(own: OwnPlace) -> tuple[object, ...]:
    """What is another object when files have changed since, or the compound of one's own."""
    return (
        *(read.ledger(), read.cases(), read.governance_models(), read.issue_kinds(), sliders()),
        *(own.case, own.held, *read.outcome_entries().values()),
    )


def _the_same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    return len(before) == len(now) and all(map(is_, before, now))


def _own(own: OwnPlace) -> list[dict[str, Any]]:
    """The case of the compound of one's own, by what it is and not by what the case it builds on says."""
    if (case := own.case) is None:
        return []
    like = pick(read.case(case.extends[-1]).name) if case.extends else ""
    text = _("Made of your own tables; what they do not say is as in {case}.", case=like)
    return [{**_case(case), "name": _("Your own compound"), "text": text}]


def _case(case: Case) -> dict[str, Any]:
    values = values_of(case)
    return {
        "id": case.id,
        "name": pick(case.name),
        "text": pick(case.text),
        "households": read.households(case),
        "residents": read.households(case) * values["place.persons"],
        "values": {key: values[key] for key in sliders() if values[key] != read.ledger()[key].default},
        "costs": {kind: in_words(kind, values) for kind in instruments()},
    }


def _governance(model: Governance, there: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": pick(model.name),
        "text": pick(model.text),
        "instruments": [adopted.kind for adopted in model.instruments],
        "sentences": {adopted.kind: pick(adopted.sentence) for adopted in model.instruments},
        "costs": other_costs(model, there),
    }


def _instrument(kind: str) -> dict[str, Any]:
    section = read.sections()[kind]
    return {"id": kind, "name": pick(section.name), "text": pick(section.text), "group": section.group}


def _slider(key: str, told: Slider) -> dict[str, Any]:
    entry = read.ledger()[key]
    return {
        "key": key,
        "name": pick(entry.name),
        "what": pick(told.text),
        "default": entry.default,
        "low": entry.low,
        "high": entry.high,
        "least": entry.least,
        "most": entry.most,
        "unit": "" if entry.unit == "none" or told.scale != "plain" else _(entry.unit),
        "scale": told.scale,
        "of": told.of,
        "through": read.ledger()[told.through].default if told.through else 1.0,
        "evidence": grade_name(entry.grade),
        "source": entry.source,
        "questions": [{"text": pick(one.text), "change": one.change, "by": one.by} for one in told.questions],
    }


def _outcome(name: str) -> dict[str, Any]:
    entry = read.outcome_entries()[name]
    return {
        "id": name,
        "name": outcome_name(name),
        "unit": level_unit(name),
        "difference unit": difference_unit(name),
        "text": pick(entry.text),
        "direction": entry.direction,
        "main": entry.primary,
        "predicted": name in PREDICTED,
    }
