"""The hash of the values that evidence is made of: numbers change it, texts do not."""

from collections.abc import Callable

import pytest

from experiments.evidence.origins import shipped_values
from experiments.evidence.origins.shipped_values import PATTERNS, asked_hashes, values_hash
from experiments.patterns import evaluate
from experiments.patterns.evaluate import patterns
from scenarios import read

type Edit = Callable[[str, str, dict[str, object]], None]

ELSEWHERE = {"zh": "另一句", "en": "Another sentence"}
PLACES = {
    "ledger": (read.ledger, "trust.gain"),
    "cases": (read.cases, "xihu"),
    "governance_models": (read.governance_models, "troika"),
    "outcome_entries": (read.outcome_entries, "conflict_index"),
}


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Edit an entry of what is read, and forget the hash of what was there before."""

    def edited(of: str, name: str, changes: dict[str, object]) -> None:
        known = getattr(read, of)()
        found = {**known, name: known[name].model_copy(update=changes)}
        monkeypatch.setattr(read, of, lambda: found)
        shipped_values._of_values.cache_clear()

    for of, few in (("cases", ("xihu", "city-small")), ("governance_models", ("baseline", "troika"))):
        known = PLACES[of][0]()
        monkeypatch.setattr(read, of, lambda some={name: known[name] for name in few}: some)
    monkeypatch.setattr(shipped_values, "_stamp", tuple)
    shipped_values._of_values.cache_clear()
    return edited


def test_a_text_a_name_or_a_source_changes_no_hash(edit: Edit) -> None:
    before = values_hash()
    texts = {key: ELSEWHERE for key in ("name", "text")} | {"source": "elsewhere"}
    for of, (known, name) in PLACES.items():
        fields = type(known()[name]).model_fields
        edit(of, name, {key: value for key, value in texts.items() if key in fields})
    assert values_hash() == before


def test_a_number_of_the_ledger_a_case_a_governance_model_or_an_outcome_changes_it(edit: Edit) -> None:
    seen = [values_hash()]
    entry, case = read.ledger()["trust.gain"], read.cases()["xihu"]
    for key in ("default", "low", "high"):
        edit("ledger", "trust.gain", {key: getattr(entry, key) * 1.01})
        seen.append(values_hash())
    households = case.parameters["place.households"]
    more = {**case.parameters, "place.households": households.model_copy(update={"value": 777.0})}
    edit("cases", "xihu", {"parameters": more})
    seen.append(values_hash())
    edit("governance_models", "troika", {"instruments": read.governance_models()["troika"].instruments[1:]})
    seen.append(values_hash())
    edit("outcome_entries", "conflict_index", {"smallest": 12.5})
    seen.append(values_hash())
    assert len(set(seen)) == len(seen)


def test_a_demand_of_a_pattern_changes_the_hash_of_patterns_and_its_words_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = patterns()
    name = next(iter(known))
    found = []
    for changes in (
        {},
        {"text": ELSEWHERE, "source": "elsewhere", "maps": None},
        {"low": 0.123, "high": 0.5},
    ):
        edited = {**known, name: known[name].model_copy(update=changes)}
        monkeypatch.setattr(evaluate, "patterns", lambda edited=edited: edited)
        shipped_values._of_asked.cache_clear()
        found.append(asked_hashes([PATTERNS]))
    shipped_values._of_asked.cache_clear()
    assert found[0] == found[1] != found[2]
