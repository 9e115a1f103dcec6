"""The options of a room, in the language spoken: cases, governance models, instruments, parameters.

Invariant: every option comes with words for what it is, what it changes and how good the evidence is.
"""

from typing import Any

from experiments.field_data.held_file import SENT
from results.text.names import difference_unit, grade_name, level_unit, outcome_name
from results.workshop.own_place.own_place import OwnPlace
from scenarios import read
from scenarios.entries import Case, Parameter, Text
from scenarios.language import _, pick
from scenarios.set_up import instruments, moved

PREDICTED = (
    *("conflict_index", "participation_month", "resolution_ratio", "trust_RC", "fee_collection"),
    *("group_petitions_year", "gap_elderly_young_satisfaction", "cost_total"),
)
"""The outcomes on which a room says beforehand what it expects."""


def options(own: OwnPlace | None = None) -> dict[str, Any]:
    """Everything that the page offers, ready for JSON; the compound of one's own, if there is one, first."""
    own = own or OwnPlace()
    return {
        "cases": [*_own(own), *(_case(case) for case in read.cases().values() if case.district is None)],
        "own": {"tables": list(own.held), "most": SENT.size},
        "governance": [_governance(name) for name in read.governance_models()],
        "instruments": [_instrument(kind) for kind in instruments()],
        "parameters": [_parameter(read.ledger()[key], words) for key, words in moved().items()],
        "issues": {kind.id: pick(kind.name) for kind in read.issue_kinds()},
        "outcomes": [_outcome(name) for name in read.outcome_entries()],
    }


def _own(own: OwnPlace) -> list[dict[str, Any]]:
    """The case of the compound of one's own, by what it is and not by what the case it builds on says."""
    if (case := own.case) is None:
        return []
    like = pick(read.case(case.extends[-1]).name) if case.extends else ""
    text = _("Made of your own tables; what they do not say is as in {case}.", case=like)
    return [{**_case(case), "name": _("Your own compound"), "text": text}]


def _case(case: Case) -> dict[str, Any]:
    given = {key: case.parameters[key].value for key in moved() if key in case.parameters}
    return {
        "id": case.id,
        "name": pick(case.name),
        "text": pick(case.text),
        "households": read.households(case),
        "values": given,
    }


def _governance(name: str) -> dict[str, Any]:
    model = read.governance(name)
    return {
        "id": name,
        "name": pick(model.name),
        "text": pick(model.text),
        "instruments": [adopted.kind for adopted in model.instruments],
        "sentences": {adopted.kind: pick(adopted.sentence) for adopted in model.instruments},
    }


def _instrument(kind: str) -> dict[str, Any]:
    section = read.sections()[kind]
    return {"id": kind, "name": pick(section.name), "text": pick(section.text)}


def _parameter(entry: Parameter, words: Text) -> dict[str, Any]:
    return {
        "key": entry.key,
        "name": pick(entry.name),
        "what": pick(words),
        "default": entry.default,
        "low": entry.low,
        "high": entry.high,
        "unit": "" if entry.unit == "none" else _(entry.unit),
        "evidence": grade_name(entry.grade),
        "source": entry.source,
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
