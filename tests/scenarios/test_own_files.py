"""A file of the user's own: one YAML file in place of a name, short, and as strictly read as ours."""

import pytest

from scenarios.files import shown
from scenarios.read import case, governance, governance_models, known_governance, ledger, scenario, sections


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the user's, away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, name: str, content: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")


def test_a_governance_model_is_stacked_in_one_file_without_sentences_or_sources(here) -> None:
    write(
        here,
        "my-model.yaml",
        "extends: [三驾马车, digital]\nwithout: [alliance]\n"
        "instruments:\n  patrol:\n  forum: {settings: {sessions: 0.5}}\n"
        "parameters: {triage.budget: 6}\n",
    )
    mine = governance("my-model.yaml")
    assert [one.kind for one in mine.instruments] == [
        "convenor", "property_reform", "owners_committee", "fee_negotiation", "arrears_settlement",
        "digital_platform", "wechat_groups", "patrol", "forum",
    ]  # fmt: skip
    assert mine.instruments[-2].sentence == sections()["patrol"].text
    assert (mine.id, mine.name.zh, mine.reference) == ("my-model", "my-model", "my-model.yaml")
    assert governance("troika").text.en in mine.text.en and governance("digital").text.en in mine.text.en
    values = scenario("xihu", "my-model.yaml").parameters
    assert (values["triage.budget"], values["forum.sessions"]) == (6, 0.5)
    assert mine.parameters["triage.budget"].source == "assumption: given in my-model.yaml"


def test_two_more_workers_are_a_governance_model_and_a_case(here) -> None:
    write(here, "more.yaml", "instruments: {}\nparameters: {triage.staff: 2.07}\n")
    assert scenario("xihu", "more.yaml").parameters["triage.staff"] == 2.07
    write(here, "place.yaml", "extends: xihu\nparameters: {triage.staff: 2.07}\n")
    assert scenario("place.yaml", "baseline").parameters["triage.staff"] == 2.07
    assert ledger()["triage.staff"].default + 2000 / (1340 * 2.62) == pytest.approx(2.07, abs=0.01)


def test_an_own_file_may_name_itself_in_one_language_or_two(here) -> None:
    write(
        here,
        "mine.yaml",
        "name: 我的模式\ntext: {zh: 两种。, en: Two.}\ninstruments:\n  patrol: {sentence: 每天巡逻。}\n",
    )
    mine = governance("mine.yaml")
    assert (mine.name.zh, mine.name.en, mine.text.en) == ("我的模式", "我的模式", "Two.")
    assert mine.instruments[0].sentence.en == "每天巡逻。"


def test_a_case_of_ones_own_needs_only_what_differs(here) -> None:
    write(here, "ours.yaml", "extends: xihu-street\nparameters: {place.households: 84}\n")
    ours = scenario("ours.yaml", "council")
    assert (ours.households, ours.parameters["ties.degree"], ours.case.compound_type) == (84, 7, "street")


def test_a_district_of_ones_own_is_a_few_lines(here) -> None:
    write(
        here,
        "quarter.yaml",
        "compound_type: mixed\ndistrict:\n  committees: 1\n  streets: 1\n  firms: 2\n"
        "  members:\n    xihu-street: 3\n    ours.yaml: 2\n",
    )
    write(here, "ours.yaml", "extends: xihu-street\nparameters: {place.households: 84}\n")
    quarter = scenario("quarter.yaml", "council")
    assert quarter.households == 3 * 220 + 2 * 84


def test_own_files_build_on_each_other_from_where_they_lie(here) -> None:
    write(here, "models/first.yaml", "extends: council\n")
    write(here, "models/second.yaml", "extends: [first.yaml, digital]\n")
    assert len(governance("models/second.yaml").instruments) == 3
    assert governance("models/second.yaml").reference == "models/second.yaml"
    assert governance(str(here / "models" / "second.YAML".lower())).id == "second"


def test_the_file_of_one_of_ours_is_that_one() -> None:
    from scenarios.catalogue import HERE

    assert governance(str(HERE / "governance" / "troika.yaml")) is governance_models()["troika"]


def test_an_own_file_is_read_again_when_it_changes_and_remembered_by_its_id(here) -> None:
    write(here, "changing.yaml", "extends: council\nname: 第一版\n")
    assert governance("changing.yaml").name.zh == "第一版"
    write(here, "changing.yaml", "extends: digital\nname: 第二版\n")
    assert governance("changing.yaml").name.zh == "第二版"
    remembered = known_governance("changing")
    assert remembered is not None and remembered.name.zh == "第二版"
    assert known_governance("nobody-wrote-this") is None and known_governance("troika") is not None
    assert "changing" not in governance_models()


WRONG = [
    (
        "extends: council\ninstruments:\n  patrl:\n",
        "mine.yaml, line 3, column 3: instruments.patrl is not an instrument",
    ),
    ("extends: council\ninstruments:\n  patrl:\n", "Did you mean patrol?"),
    (
        "extends: council\ninstruments:\n  forum:\n    settings:\n      session: 1\n",
        "mine.yaml, line 5, column 7: instruments.forum.settings.session is not a setting of forum",
    ),
    (
        "extends: council\ninstruments:\n  forum: {settings: {sessions: 20}}\n",
        "line 3, column 22: instruments.forum.settings.sessions = 20 is out of range; allowed is 0.05 to 2",
    ),
    (
        "parameters: {fee.prize: 1}\ninstruments: {}\n",
        "line 1, column 14: parameters.fee.prize is not in the ledger",
    ),
    (
        "parameters: {fee.price: 99}\ninstruments: {}\n",
        "line 1, column 14: parameters.fee.price = 99 is out of range",
    ),
    (
        "parameters: {fee.price: cheap}\ninstruments: {}\n",
        'parameters.fee.price is "cheap"; it must be a number.',
    ),
    (
        "parameters:\n  fee.price： 2\ninstruments: {}\n",
        "parameters is \"fee.price： 2\"; it must hold keys of its own. The line holds '：'",
    ),
    ("parameters: {fee.price: .inf}\ninstruments: {}\n", "fee.price is inf; it must be a finite number."),
    ("parameters: {fee.price: 1e400}\ninstruments: {}\n", "fee.price is inf; it must be a finite number."),
    (
        "parameters: {population.elderly_share: 0.5}\ninstruments: {}\n",
        "population.elderly_share belongs to a case: governance models are compared in the same replicates",
    ),
    (
        "parameters: {place.households: 50}\ninstruments: {}\n",
        "place.households belongs to a case: governance models are compared in the same replicates",
    ),
    (
        "parameters: {equal_cost.yuan: 50}\ninstruments: {}\n",
        "equal_cost.yuan belongs to neither a case nor a governance model; give it in a study file",
    ),
    ("instrument:\n  patrol:\n", "mine.yaml: instruments is missing. Did you mean instrument?"),
    ("extends: mine.yaml\n", "mine.yaml, line 1, column 1: extends builds on itself: mine → mine."),
    (
        "extends: [council, other.yaml]\n",
        "line 1, column 1: extends.1 names other.yaml, which does not exist.",
    ),
    ("extends： council\n", "as a Chinese input method types it; use ':' instead."),
    ("events: []\ninstruments: {}\n", "line 1, column 1: events belongs to a case"),
    ("", "mine.yaml: The file is empty."),
]


@pytest.mark.parametrize(("content", "told"), WRONG)
def test_a_slip_in_an_own_file_is_told_with_line_and_key(here, message, content, told) -> None:
    write(here, "mine.yaml", content)
    said = message(lambda: governance("mine.yaml"))
    assert said.startswith("mine.yaml") and told in said
    assert message(lambda: governance("mine.yaml"), "zh") != said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"12"', "12"),
        ("50%", "0.5"),
        ("44%", "0.44"),
        ("1,000", "1000"),
        ("１２", "12"),
        ("“12”", "12"),
        ('"1,5"', None),
        ("yes", None),
        ("true", None),
        ("[12]", None),
        ("a few", None),
    ],
)
def test_what_should_be_a_number_is_told_with_what_to_write(here, message, written, meant) -> None:
    write(here, "place.yaml", f"extends: xihu\nparameters:\n  place.households: {written}\n")
    said = message(lambda: case("place.yaml"))
    assert said.startswith("place.yaml, line 3, column 3: parameters.place.households is ")
    assert "; it must be a number." in said
    assert f" Write {meant}." in said if meant else "Write" not in said


@pytest.mark.parametrize("key", ["forum.sessions", "triage.budget", "patrol.strength"])
def test_a_case_does_not_choose_what_a_governance_model_chooses(here, message, key) -> None:
    write(here, "place.yaml", f"extends: xihu\nparameters:\n  {key}: 1\n")
    told = f"place.yaml, line 3, column 3: parameters.{key} belongs to a governance model: a case holds what"
    assert message(lambda: case("place.yaml")).startswith(told)
    assert "属于治理模式" in message(lambda: case("place.yaml"), "zh")


def test_lines_that_end_as_on_an_old_mac_are_read(here) -> None:
    (here / "place.yaml").write_bytes(b"extends: xihu\rparameters:\r  place.households: 200\r")
    assert case("place.yaml").parameters["place.households"].value == 200


def test_no_list_of_names_is_cut_short(here, message) -> None:
    write(here, "mine.yaml", "extends: council\ninstruments:\n  forum: {settings: {session: 1}}\n")
    for reading in (lambda: governance("mine.yaml"), lambda: case("nowhere"), lambda: governance("nobody")):
        assert "…" not in message(reading)


def test_a_path_that_does_not_exist_is_said(here, message) -> None:
    assert message(lambda: governance("nowhere.yaml")) == "nowhere.yaml does not exist."
    assert message(lambda: case("nowhere.yml")) == "nowhere.yml does not exist."
    write(here, "folder.yaml/x", "")
    assert message(lambda: case("folder.yaml")).startswith("folder.yaml cannot be read")


def test_a_name_that_is_taken_is_refused(here, message) -> None:
    write(here, "troika.yaml", "extends: troika\n")
    told = "troika.yaml: the name troika is taken; give the file another one."
    assert message(lambda: governance("troika.yaml")) == told
    write(here, "幸福三重奏.yaml", "extends: troika\n")
    assert "已被占用" in message(lambda: governance("幸福三重奏.yaml"), "zh")


def test_who_forgets_the_ending_is_told_the_file(here, message) -> None:
    write(here, "mine.yaml", "extends: council\n")
    assert message(lambda: governance("mine")).endswith("Did you mean mine.yaml?")


def test_a_case_where_a_governance_model_should_stand_is_told_apart(here, message) -> None:
    write(here, "place.yaml", "extends: xihu\ncompound_type: street\n")
    write(here, "model.yaml", "instruments: {}\n")
    assert "compound_type belongs to a case" in message(lambda: governance("place.yaml"))
    assert "instruments belongs to a governance model" in message(lambda: case("model.yaml"))


def test_our_own_files_stay_strict(folder, damage, message) -> None:
    damage("governance/council.yaml", "    sentence:\n", "    sentences:\n")
    assert "instruments.forum.sentences is unknown" in message(governance_models)
    damage("governance/council.yaml", "    sentences:\n", "    sentence:\n")
    damage("governance/council.yaml", "name: {zh: 居民议事会, en: residents' council}\n", "")
    assert message(governance_models) == "governance/council.yaml: name is missing."
    assert ledger() is ledger()


def test_whoever_stands_in_the_root_is_shown_the_whole_path(here, monkeypatch) -> None:
    assert shown(here / "x.yaml") == "x.yaml"
    monkeypatch.chdir("/")
    assert shown(here / "x.yaml") == str(here / "x.yaml")
