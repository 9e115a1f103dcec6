"""Mixes: what they hold, what they are as governance models, and their files."""

from pathlib import Path

from experiments.analysis.coalitions import RULES
from experiments.optimisation.instrument_space import as_file, of_ledger, of_model
from scenarios import read


def test_all_pieces_of_a_governance_model_are_that_model_and_none_are_the_baseline() -> None:
    baseline, model = read.governance("baseline"), read.governance("one-four-n")
    space = of_model(model, baseline)
    assert space.governance(space.nothing()) is baseline
    whole = read.scenario("xihu", space.governance((1.0,) * len(space.pieces)))
    asked = read.scenario("xihu", model)
    assert (whole.parameters, whole.instruments) == (asked.parameters, asked.instruments)


def test_an_instrument_of_the_ledger_comes_with_the_settings_of_the_ledger() -> None:
    space = of_ledger(read.governance("baseline"), ["forum", "巡逻"])
    assert space.pieces == ("forum", "patrol")
    made = read.scenario("xihu", space.governance((1.0, 1.0)))
    assert dict(made.parameters) == dict(read.scenario("xihu", "baseline").parameters)
    assert made.instruments == ("forum", "patrol")


def test_part_of_its_strength_is_the_only_setting_that_a_search_varies() -> None:
    space = of_ledger(read.governance("baseline"), ["forum"], (0.5, 1.0))
    full, half = (read.scenario("xihu", space.governance((level,))).parameters for level in (1.0, 0.5))
    assert {key: half[key] for key in full if half[key] != full[key]} == {"forum.strength": 0.5}
    assert space.size == 3


def test_rules_outside_the_instruments_are_there_or_not() -> None:
    value = read.Given(value=0.5, source="assumption: a trial", grade="assumption")
    troika = read.governance("troika").model_copy(update={"parameters": {"triage.admin_share": value}})
    space = of_model(troika, read.governance("baseline"), (0.5, 1.0))
    assert space.levels[space.pieces.index(RULES)] == (0.0, 1.0)
    only = tuple(float(piece == RULES) for piece in space.pieces)
    assert read.scenario("xihu", space.governance(only)).parameters["triage.admin_share"] == 0.5


def test_the_file_of_a_mix_makes_the_same_runs(tmp_path: Path) -> None:
    space = of_model(read.governance("one-four-n"), read.governance("baseline"), (0.5, 1.0))
    model = space.governance((0.5, 1.0, *(0.0,) * (len(space.pieces) - 3), 1.0))
    file = tmp_path / f"{model.id}.yaml"
    file.write_text(as_file(model), encoding="utf-8")
    again = read.governance(str(file))
    assert read.scenario("xihu", again).digest() == read.scenario("xihu", model).digest()
    assert again.name == model.name
