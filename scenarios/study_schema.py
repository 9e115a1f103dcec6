"""The JSON schema of a study file, by which an editor completes keys and marks what is wrong."""

from collections.abc import Mapping
from typing import Any

from scenarios import read
from scenarios.entries import OutcomeEntry, Parameter
from scenarios.language import said_in
from scenarios.problems import number
from scenarios.setting import LEDGER, SAMPLED, WORDS
from scenarios.study import StudyFile


def schema() -> Mapping[str, Any]:
    """Keys of the ledger, outcomes, ids of cases and models: what a study file may hold."""
    found = StudyFile.model_json_schema()
    keys = {"$ref": "#/$defs/Setting"}
    found["$defs"]["Setting"] = found["properties"]["parameters"]["additionalProperties"]
    found["properties"]["parameters"] = {
        "type": ["object", "string"],
        "pattern": f"^({'|'.join(WORDS)})$",
        "properties": {LEDGER: {"const": SAMPLED}}
        | {key: keys | {"description": _described(one)} for key, one in read.ledger().items()},
        "additionalProperties": False,
    }
    for key in ("outcomes", "primary"):
        found["properties"][key]["items"] = {"enum": list(read.outcome_entries())}
    found["properties"]["smallest"] = {
        "type": "object",
        "properties": {key: _smallest(one) for key, one in read.outcome_entries().items()},
        "additionalProperties": False,
    }
    found["$defs"]["Precision"]["properties"]["outcome"] = {"enum": list(read.outcome_entries())}
    cases = [name for name, case in read.cases().items() if case.city is None]
    for key, known in (("cases", cases), ("governance", list(read.governance_models()))):
        found["properties"][key]["items"] = {"type": "string", "examples": known}
    found["oneOf"] = [{"required": ["replicates"]}, {"required": ["precision"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _smallest(outcome: OutcomeEntry) -> dict[str, Any]:
    description = " · ".join(
        (outcome.name.zh, outcome.name.en, number(outcome.smallest), said_in("en", outcome.unit))
    )
    return {"type": "number", "exclusiveMinimum": 0, "description": description}


def _described(parameter: Parameter) -> str:
    bounds = f"{number(parameter.low)} – {number(parameter.high)}"
    bounds += f" ({number(parameter.least)} – {number(parameter.most)})"
    return " · ".join((parameter.name.zh, parameter.name.en, bounds, said_in("en", parameter.unit)))
