"""Files that build on other files: what they inherit, what they change, who may not build on whom."""

import pytest

from scenarios.read import case, cases, governance, governance_models, ledger, scenario

CHILD = "name: {zh: 子, en: child}\naliases: [the child]\ntext: {zh: 子。, en: Child.}\n"
BOTH = "name: {zh: 合, en: both}\ntext: {zh: 合。, en: Both.}\n"


def write(folder, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")


def test_a_case_has_everything_of_the_one_it_builds_on(folder) -> None:
    write(folder, "cases/child.yaml", f"extends: minzhu\n{CHILD}")
    child, parent = case("child"), case("minzhu")
    assert (child.parameters, child.events, child.compound_type) == (
        parent.parameters, parent.events, parent.compound_type,
    )  # fmt: skip
    assert (child.name.en, child.aliases, child.extends) == ("child", ("the child",), ("minzhu",))


def test_own_values_and_shocks_win(folder) -> None:
    own = "parameters:\n  place.households: {value: 60, grade: seed, source: S1}\n"
    write(folder, "cases/child.yaml", f"extends: 民主村\ncompound_type: danwei\nevents: []\n{CHILD}{own}")
    child = case("child")
    assert child.parameters["place.households"].value == 60
    assert (
        child.parameters["population.elderly_share"] == case("minzhu").parameters["population.elderly_share"]
    )
    assert (child.events, child.compound_type) == ((), "danwei")


def test_a_line_of_ancestors_is_followed_to_its_end() -> None:
    values = scenario("old-unmanaged", "baseline").parameters
    assert values["place.households"] == 77 and values["ties.degree"] == 7
    assert (
        values["population.elderly_share"]
        == scenario("xihu-street", "baseline").parameters["population.elderly_share"]
    )


def test_shocks_are_thin_variants_of_a_place() -> None:
    for name in (
        "minzhu-no-renewal",
        "minzhu-youth-inflow",
        "xihu-funding-cut",
        "honghu-scandal",
        "honghu-walkout",
    ):
        parent = case(name.partition("-")[0])
        assert case(name).parameters == parent.parameters and case(name).events != parent.events


def test_a_governance_model_stacks_others_and_the_later_one_wins(folder) -> None:
    write(folder, "governance/both.yaml", f"extends: [council, joint-meeting]\n{BOTH}")
    both = governance("both")
    assert [one.kind for one in both.instruments] == [
        "forum",
        "convenor",
        "wechat_groups",
        "patrol",
        "culture",
        "task_force",
    ]
    forum = both.instruments[0]
    assert dict(forum.settings) == {"representatives": 0.5, "sessions": 1, "firm_at_table": 1}
    assert forum.sentence == governance("joint-meeting").instruments[1].sentence
    assert both.extends == ("council", "joint-meeting")


def test_own_settings_win_and_the_sentence_stays(folder) -> None:
    write(
        folder,
        "governance/both.yaml",
        f"extends: council\n{BOTH}instruments:\n  forum: {{settings: {{sessions: 2}}}}\n",
    )
    forum, before = governance("both").instruments[0], governance("council").instruments[0]
    assert (
        dict(forum.settings) == {"representatives": 0.5, "sessions": 2} and forum.sentence == before.sentence
    )


def test_an_instrument_may_be_left_out(folder) -> None:
    write(folder, "governance/both.yaml", f"extends: troika\nwithout: [alliance]\n{BOTH}")
    left, right = ({one.kind for one in governance(name).instruments} for name in ("troika", "both"))
    assert left - right == {"alliance"} and right < left


def test_values_outside_the_instruments_are_inherited_too(folder) -> None:
    values = "instruments: {}\nparameters:\n  triage.budget: {value: 6, grade: seed, source: S1}\n"
    write(folder, "governance/rich.yaml", "name: {zh: 富, en: rich}\ntext: {zh: 富。, en: Rich.}\n" + values)
    write(folder, "governance/both.yaml", f"extends: [rich, council]\n{BOTH}")
    assert scenario("xihu", "both").parameters["triage.budget"] == 6
    assert ledger()["triage.budget"].default != 6


def test_whoever_builds_on_itself_is_told_the_whole_round(folder, message) -> None:
    for one, other in (("alpha", "beta"), ("beta", "gamma"), ("gamma", "alpha")):
        write(folder, f"cases/{one}.yaml", f"extends: {other}\n{CHILD.replace('child', one)}")
    said = message(cases)
    assert said.startswith("cases/gamma.yaml, line 1, column 1: extends builds on itself")
    assert said.endswith("alpha → beta → gamma → alpha.")
    assert "绕了一圈又依据自己：alpha → beta → gamma → alpha" in message(cases, "zh")


def test_a_governance_model_may_not_build_on_itself(folder, message) -> None:
    write(folder, "governance/both.yaml", f"extends: [council, both]\n{BOTH}")
    told = "governance/both.yaml, line 1, column 1: extends.1 builds on itself: both → both."
    assert message(governance_models) == told


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("cases/child.yaml", "extends: minzu", 'extends is "minzu", which is unknown; known are: anzhi, '),
        ("cases/child.yaml", "extends: minzu", "Did you mean Minzhu?"),
        ("cases/child.yaml", "extends: [minzhu, xihu]", "; a case builds on one other case"),
        ("cases/child.yaml", "extends: 3", "extends is 3; it must be words"),
        ("cases/child.yaml", "extends:", "extends is None; it must be words"),
        ("cases/child.yaml", "extends: other.yaml", "extends names other.yaml, which does not exist"),
        ("cases/child.yaml", "extends: troika", 'extends is "troika", which is unknown'),
        (
            "cases/child.yaml",
            "instruments: {}",
            "instruments belongs to a governance model; this file stands",
        ),
        ("cases/child.yaml", "file: x", "file must not be written"),
        ("governance/both.yaml", "extends: [troika, counzil]", 'extends.1 is "counzil", which is unknown'),
        ("governance/both.yaml", "extends: [troika, counzil]", "Did you mean council?"),
        (
            "governance/both.yaml",
            "compound_type: street",
            "compound_type belongs to a case; this file stands",
        ),
        (
            "governance/both.yaml",
            "extends: troika\nwithout: [forum]",
            "without.0 is forum, which is not among what it builds on: convenor, alliance",
        ),
        ("governance/both.yaml", "extends: troika\nwithout: forum", 'without is "forum"; it must be a list'),
        ("governance/both.yaml", "extend: troika", "instruments is missing"),
    ],
)
def test_a_wrong_ancestor_is_told_with_file_line_and_key(folder, message, name, written, told) -> None:
    write(folder, name, f"{written}\n{CHILD if 'cases' in name else BOTH}")
    reading = cases if "cases" in name else governance_models
    said = message(reading)
    assert said.startswith(name) and told in said
    assert "。" in message(reading, "zh")
