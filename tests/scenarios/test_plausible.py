"""What is possible and not plausible is run and told; what is not possible is refused."""

import pytest

from scenarios.plausible import implausible, told
from scenarios.read import ScenarioError, ledger, scenario
from scenarios.set_up import set_up
from scenarios.study import read_study


def test_what_is_plausible_is_possible_and_the_default_is_plausible() -> None:
    for entry in ledger().values():
        assert entry.least <= entry.low <= entry.default <= entry.high <= entry.most, entry.key


@pytest.mark.parametrize(
    "values",
    [
        {"triage.staff": 0.0},
        {"population.tenant_share": 1.0},
        {"population.elderly_share": 0.68},
        {"population.elderly_share": 1.0, "population.young_share": 0.0},
        {"population.trust_committee": 0.0},
    ],
    ids=lambda values: ", ".join(values),
)
def test_what_reviewers_ask_first_may_be_asked_and_is_told(values) -> None:
    found = implausible([scenario("xihu", "troika"), scenario("xihu", "troika", overrides=values)])
    assert found == {
        key: [value, value] for key, value in values.items() if not ledger()[key].low <= value
        or value > ledger()[key].high
    }  # fmt: skip
    assert len(told(found)) == len(found) >= 1


def test_no_scenario_of_the_project_is_implausible() -> None:
    assert implausible([scenario("xihu-district", "troika"), scenario("laocheng", "one-four-n-full")]) == {}


OWN = (
    "extends: laocheng\nparameters:\n  population.elderly_share: {value: %s, grade: survey, source: table}\n"
)


def test_what_the_places_own_table_gives_is_told_as_known(tmp_path) -> None:
    (tmp_path / "ours.yaml").write_text(OWN % 0.72, encoding="utf-8")
    own = scenario(str(tmp_path / "ours.yaml"), "troika")
    found = implausible([own])
    assert found == {"population.elderly_share": [0.72, 0.72, 1]}
    assert "No evidence" not in told(found)[0]
    assert implausible([own, scenario("xihu", "troika", overrides={"population.elderly_share": 0.7})]) == {
        "population.elderly_share": [0.7, 0.72]
    }


def test_a_share_that_is_only_assumed_gives_way_to_one_that_is_known(tmp_path) -> None:
    (tmp_path / "ours.yaml").write_text(OWN % 0.9, encoding="utf-8")
    values = scenario(str(tmp_path / "ours.yaml"), "troika").parameters
    assert (values["population.elderly_share"], values["population.young_share"]) == (0.9, 0.1)
    both = OWN % 0.9 + "  population.young_share: 0.2\n"
    (tmp_path / "ours.yaml").write_text(both, encoding="utf-8")
    with pytest.raises(ScenarioError, match="together they must not exceed 1"):
        scenario(str(tmp_path / "ours.yaml"), "troika")


def test_beyond_the_possible_nothing_runs() -> None:
    with pytest.raises(ScenarioError, match=r"staff = 6 is out of range; allowed is 0 to 5"):
        scenario("xihu", "troika", overrides={"triage.staff": 6})


def test_the_warning_names_value_and_range_in_both_languages(message) -> None:
    from scenarios import language

    found = {"triage.staff": [0.0, 5.0]}
    with language.spoken("en"):
        assert told(found)[0].startswith("staff (triage.staff) = 0 to 5: possible, but beyond the plausible")
    with language.spoken("zh"):
        assert told(found)[0].startswith(
            "工作人员（triage.staff）= 0 至 5：可以取，但超出合理范围 0.5 至 2.5。"
        )
    assert told(None) == told({}) == []


def test_a_study_samples_from_the_plausible_range_alone(tmp_path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "cases: [xihu]\ngovernance: [baseline]\nreplicates: 1\n"
        "parameters: {triage.staff: sampled}\nsampling: {design: lhs, points: 4}\n",
        encoding="utf-8",
    )
    found = read_study(file).sampled["triage.staff"]
    assert (found.low, found.high) == (0.5, 2.5)


def test_a_possible_range_narrower_than_the_plausible_is_refused(damage, message) -> None:
    damage("parameters.yaml", "    possible: [0, 5]", "    possible: [2, 5]")
    assert message(ledger).endswith("triage.staff.possible must hold the whole of the plausible range.")


def test_a_room_moves_a_parameter_over_all_that_is_possible_and_no_further(message) -> None:
    sent = '{"case": "xihu", "sides": [{"governance": "baseline"}], "parameters": {"triage.staff": %s}}'
    assert set_up(sent % 5).parameters == {"triage.staff": 5.0}
    assert "triage.staff = 5.5 is out of range; allowed is 0 to 5" in message(lambda: set_up(sent % 5.5))
