"""How two governance models differ, in sentences of both languages."""

import pytest

from scenarios.read import differences, governance, governance_models
from scenarios.shipped import shipped


def test_instruments_of_only_one_come_with_their_sentence() -> None:
    found = differences(governance("troika"), governance("troika-forum"))
    assert [(one.what, one.subject, dict(one.values)) for one in found] == [("only second", "forum", {})]
    assert found[0].sentence.en == (
        'Only "troika with a round table" adopts "forum": '
        "The three bodies and residents meet at a regular round table."
    )
    assert found[0].sentence.zh == "只有“三驾马车加圆桌会”采用“圆桌议事”：三方与居民定期开圆桌会。"


def test_settings_are_compared_with_what_the_ledger_says_where_nothing_is_set() -> None:
    found = {one.subject: one for one in differences(governance("one-four-n"), governance("joint-meeting"))}
    assert found["forum"].what == "settings"
    assert dict(found["forum"].values) == {
        "forum.representatives": (0.5, 0.0),
        "forum.construction_at_table": (1.0, 0.0),
        "forum.sessions": (0.15, 1.0),
    }
    english, chinese = found["forum"].sentence.en, found["forum"].sentence.zh
    assert 'sessions a month (sessions/month) is 0.15 in "1+4+N" and 1 in "joint meeting"' in english
    assert 'construction company at the table is yes in "1+4+N" and no in "joint meeting"' in english
    assert "每月场次（场/月）在“1+4+N”中：0.15，在“联席会议”中：1" in chinese


def test_values_outside_the_instruments_are_told_too(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rich.yaml").write_text("extends: council\nparameters: {triage.budget: 6}\n")
    (one,) = differences(governance("council"), governance("rich.yaml"))
    assert (one.what, one.subject, dict(one.values)) == (
        "value",
        "triage.budget",
        {"triage.budget": (None, 6.0)},
    )
    assert one.sentence.en.endswith('is as the case has it in "residents\' council" and 6 in "rich".')
    assert "与案例相同" in one.sentence.zh and one.sentence.zh.endswith("。")


@pytest.mark.parametrize("name", sorted(shipped("governance")))
def test_nothing_differs_from_itself_and_all_differs_from_nothing(name: str) -> None:
    model = governance_models()[name]
    assert differences(model, model) == []
    found = differences(governance("baseline"), model)
    assert [one.subject for one in found] == [adopted.kind for adopted in model.instruments]
    for one in found:
        assert one.sentence.zh.endswith("。") and one.sentence.en.endswith(".")


def test_the_other_way_round_the_sides_change_places() -> None:
    there = differences(governance("troika"), governance("joint-meeting"))
    back = differences(governance("joint-meeting"), governance("troika"))
    swapped = {
        "only first": "only second",
        "only second": "only first",
        "settings": "settings",
        "value": "value",
    }
    assert {(swapped[one.what], one.subject) for one in there} == {(one.what, one.subject) for one in back}
