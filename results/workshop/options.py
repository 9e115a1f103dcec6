"""The options of a room, in the language spoken: cases, governance models, instruments, parameters.

Invariant: every option comes with words for what it is, what it changes and how good the evidence is.
"""

from typing import Any

from results.text.names import grade_name, outcome_name, outcome_unit
from scenarios import read
from scenarios.entries import Parameter, Text
from scenarios.language import _, pick
from scenarios.set_up import instruments, moved

PREDICTED = (
    *("conflict_index", "participation_month", "resolution_ratio", "trust_RC", "fee_collection"),
    *("group_petitions_year", "gap_elderly_young_satisfaction", "cost_total"),
)
"""The outcomes on which a room says beforehand what it expects."""


def options() -> dict[str, Any]:
    """Everything that the page offers, ready for JSON."""
    return {
        "cases": [_case(name) for name, case in read.cases().items() if case.district is None],
        "governance": [_governance(name) for name in read.governance_models()],
        "instruments": [_instrument(kind) for kind in instruments()],
        "parameters": [_parameter(read.ledger()[key], words) for key, words in moved().items()],
        "issues": {kind.id: pick(kind.name) for kind in read.issue_kinds()},
        "outcomes": [_outcome(name) for name in read.outcome_entries()],
    }


def _case(name: str) -> dict[str, Any]:
    case = read.case(name)
    given = {key: case.parameters[key].value for key in moved() if key in case.parameters}
    households = case.parameters.get("place.households")
    count = int(households.value if households else read.ledger()["place.households"].default)
    return {
        "id": name,
        "name": pick(case.name),
        "text": pick(case.text),
        "households": count,
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
        "unit": outcome_unit(name),
        "text": pick(entry.text),
        "direction": entry.direction,
        "main": entry.primary,
        "predicted": name in PREDICTED,
    }
