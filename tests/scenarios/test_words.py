"""What comes with gongzhi says all in two languages; what is somebody's own is in one, whichever it is."""

import pytest

from scenarios import language
from scenarios.files import open_data
from scenarios.language import pick
from scenarios.read import ScenarioError, case, governance
from scenarios.study import study
from scenarios.words import Text
from tests.own_project import standing_in, written


@pytest.mark.parametrize("words", ["Meeting", {"en": "Meeting"}, {"nl": "Vergadering", "en": "Meeting"}])
def test_what_is_said_in_one_language_stands_for_the_others(words) -> None:
    text = Text.model_validate(words)
    assert (text.zh, text.en) == ("Meeting", "Meeting")


def test_a_third_language_alone_stands_for_both_and_goes_behind_either() -> None:
    only, beside = Text.model_validate({"nl": "buurt"}), Text.model_validate({"nl": "buurt", "zh": "邻里"})
    assert (only.zh, only.en) == ("buurt", "buurt")
    assert (beside.zh, beside.en) == ("邻里", "邻里")


def test_a_third_language_is_shown_only_if_it_is_asked_for(monkeypatch) -> None:
    text = Text.model_validate({"nl": "buurt", "en": "quarter"})
    monkeypatch.setenv("GONGZHI_LANG", "en")
    assert pick(text) == "quarter"
    monkeypatch.setenv("GONGZHI_LANG", "nl_NL.UTF-8")
    assert (pick(text), language.language()) == ("buurt", "en")
    with language.spoken("zh"):
        assert pick(text) == "quarter"
    monkeypatch.setenv("GONGZHI_LANG", "de")
    assert pick(text) == "quarter"


@pytest.mark.parametrize("words", ["{cn: 名}", "{english: name}", "{}", "5", "{en: }"])
def test_what_is_no_text_is_told_where_it_stands(tmp_path, monkeypatch, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(f"extends: xihu\nname: {words}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"ours\.yaml, line 2, column \d+: name"):
        case("ours.yaml")


def test_what_comes_with_gongzhi_says_all_in_both_languages() -> None:
    data = open_data(governance_file())
    assert not data.is_own()
    with pytest.raises(ScenarioError, match=r"text\.zh is missing"):
        data.build(Text, {"en": "alone"}, ("text",))
    with pytest.raises(ScenarioError, match=r"text\.nl is unknown"):
        data.build(Text, {"zh": "一", "en": "one", "nl": "een"}, ("text",))


def governance_file():
    from scenarios.shipped import FILE

    return FILE.parent / "governance" / "troika.yaml"


ONE = {
    "gongzhi.toml": 'text = {nl = "Een project."}\nname = {zh = "我们", nl = "Wij"}\n',
    "cases/lane.yaml": """
extends: old-small
name: {nl: Steeg}
parameters: {place.households: {value: 60, source: s, grade: assumption, note: {nl: zestig}}}
""",
    "governance/captains-only.yaml": """
extends: baseline
text: {nl: Trapkapiteins.}
instruments: {door_captains: {sentence: {nl: "Elke trap heeft een kapitein."}}}
""",
    "parameters.yaml": """
door_captains:
  about: {name: {nl: trapkapiteins}}
  strength: {default: 1, range: [0, 1], name: {nl: kracht}, text: {nl: Hoe sterk.}}
  trained: {default: 0.2, range: [0, 1]}
""",
    "outcomes/formulas.yaml": """
participation_per_yuan: {formula: participation_month / cost_total, name: {nl: deelname per euro}}
""",
    "patterns/expected.yaml": """
settles:
  text: {nl: Kapiteins helpen.}
  note: {nl: Een vermoeden.}
  form: difference
  case: lane
  outcome: mediation_settled
  sides: {without: {governance: baseline}, with: {governance: captains-only}}
  target: up
""",
    "studies/first.yaml": """
name: {nl: Helpen kapiteins?}
cases: [lane]
governance: [baseline, captains-only]
replicates: 2
""",
}


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_whole_project_may_speak_a_third_language_alone(tmp_path, monkeypatch, spoken) -> None:
    from experiments.cli.catalogue import listed
    from experiments.patterns.evaluate import own_patterns
    from experiments.patterns.measurements import measurable
    from scenarios.project import project

    folder = written(tmp_path / "wij")
    (folder / "patterns").mkdir()
    for name, text in ONE.items():
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")
    with standing_in(folder, monkeypatch), language.spoken(spoken):
        found = project()
        assert found and found.text and found.name == "我们" and pick(found.text) == "Een project."
        names = {one["name"] for what in ("cases", "instruments", "outcomes") for one in listed(what)}
        assert {"Steeg", "trapkapiteins", "deelname per euro"} <= names
        assert pick(governance("captains-only").instruments[0].sentence) == "Elke trap heeft een kapitein."
        assert pick(study("first").name) == "Helpen kapiteins?"
        patterns = own_patterns([folder / "patterns/expected.yaml"], measurable())
        assert pick(patterns["settles"].text) == "Kapiteins helpen."
