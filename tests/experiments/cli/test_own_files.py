"""On the command line: how governance models differ, what demands there are, files in place of names."""

import json

import pytest

OWN = "extends: [troika, digital]\nname: 我的模式\ninstruments:\n  patrol:\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the user's with one file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-model.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("spoken", "begins"), [("zh", "- 只有“"), ("en", '- Only "')])
def test_a_difference_is_a_sentence_in_the_language_asked_for(gongzhi, spoken: str, begins: str) -> None:
    said = gongzhi("diff", "三驾马车", "1+4+N", "--lang", spoken)
    assert said.code == 0 and said.err == ""
    assert all(line.startswith("- ") for line in said.out.splitlines()) and said.out.startswith(begins)


def test_differences_as_json_hold_both_languages_and_the_values(gongzhi) -> None:
    answer = json.loads(gongzhi("diff", "troika", "troika-unregulated", "--json").out)
    (one,) = answer["differences"]
    assert (answer["first"], answer["second"], one["what"]) == ("troika", "troika-unregulated", "settings")
    assert one["values"]["owners_committee.emergency_stop"] == [1, 0]
    assert "是" in one["sentence"]["zh"] and "yes" in one["sentence"]["en"]


def test_no_difference_is_said_too(gongzhi) -> None:
    assert "same instruments" in gongzhi("diff", "B0", "baseline", "--lang", "en").out
    assert json.loads(gongzhi("diff", "B0", "baseline", "--json").out)["differences"] == []


def test_an_unknown_governance_model_is_one_message(gongzhi) -> None:
    said = gongzhi("diff", "troika", "troica", "--lang", "en")
    assert said.code == 2 and said.out == "" and "Did you mean troika?" in said.err


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_list_of_issues_says_whom_they_concern_and_who_can_settle_them(gongzhi, spoken: str) -> None:
    entries = json.loads(gongzhi("list", "issues", "--json", "--lang", spoken).out)
    demands = [one for one in entries if one["tag"] != "conflict"]
    assert len(demands) == 31 and len({one["category"] for one in demands}) == 11
    assert sum(one["weight"] for one in entries) == pytest.approx(1)
    printed = gongzhi("list", "issues", "--lang", spoken).out
    assert ("老年人" if spoken == "zh" else "the elderly") in printed and "9.1" in printed


def test_the_size_of_a_district_is_that_of_all_its_compounds(gongzhi) -> None:
    entries = {one["id"]: one for one in json.loads(gongzhi("list", "cases", "--json").out)}
    assert (entries["xihu-district"]["compounds"], entries["xihu-district"]["households"]) == (629, 185070)
    assert (entries["xihu"]["compounds"], entries["xihu"]["households"]) == (1, 294)


@pytest.mark.usefixtures("world")
def test_a_file_stands_for_a_governance_model_and_comes_back_in_the_command(gongzhi, here) -> None:
    answer = json.loads(gongzhi("run", "xihu", "my-model.yaml", "--months", "2", "--json").out)
    assert answer["governance"] == "my-model"
    assert answer["command"][:4] == ["gongzhi", "run", "xihu", "my-model.yaml"]
    assert "我的模式" in gongzhi("run", "xihu", "my-model.yaml", "--months", "2", "--lang", "zh").out


@pytest.mark.slow
@pytest.mark.usefixtures("world", "unpainted")
def test_a_file_is_compared_and_told_by_its_name(gongzhi, here) -> None:
    words = (
        "compare",
        "xihu",
        "--governance",
        "baseline,my-model.yaml",
        "--months",
        "2",
        "--replicates",
        "2",
    )
    said = gongzhi(*words, "--jobs", "1", "--out", "out", "--lang", "zh")
    assert said.code == 0 and "我的模式" in said.out
    manifest = json.loads((here / "out/manifest.json").read_text(encoding="utf-8"))
    assert "baseline,my-model.yaml" in manifest["command"]


def test_two_files_of_one_name_are_not_mixed_up(gongzhi, here) -> None:
    (here / "other").mkdir()
    (here / "other" / "my-model.yaml").write_text("extends: council\n", encoding="utf-8")
    models = "my-model.yaml,other/my-model.yaml"
    said = gongzhi("compare", "xihu", "--governance", models, "--lang", "en")
    assert said.code == 2 and "my-model.yaml and other/my-model.yaml" in said.err


def test_a_slip_in_a_file_is_one_message_with_its_line(gongzhi, here) -> None:
    (here / "my-model.yaml").write_text("extends: council\ninstruments:\n  patrl:\n", encoding="utf-8")
    said = gongzhi("run", "xihu", "my-model.yaml", "--lang", "en")
    assert said.code == 2 and said.err.startswith("my-model.yaml, line 3, column 3: instruments.patrl")
    assert gongzhi("run", "xihu", "nowhere.yaml", "--lang", "en").err == "nowhere.yaml does not exist.\n"
