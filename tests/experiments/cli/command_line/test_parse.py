"""What a user types is read into values: lists with any comma, numbers in any digits, groups, roles."""

import pytest

from experiments.cli.command_line import parse
from experiments.errors import ArgumentError


def test_outcomes_are_named_once_with_any_comma() -> None:
    assert parse.primary("lost_share、satisfaction，lost_share") == ("lost_share", "satisfaction")
    with pytest.raises(ArgumentError, match="names no outcome"):
        parse.primary("，")


def test_groups_are_read_in_any_width() -> None:
    assert parse.groups("党组织牵头＋alliance，patrol") == (("党组织牵头", "alliance"), ("patrol",))


def test_a_role_is_one_of_three() -> None:
    assert [parse.role(text) for text in "ICV"] == ["I", "C", "V"]
    with pytest.raises(ArgumentError, match="the roles are I, C and V"):
        parse.role("Q")


def test_digits_of_every_script_are_digits() -> None:
    assert parse.whole("１２", "--months", 1, 99) == parse.whole("١٢", "--months", 1, 99) == 12
    assert parse.shard("２／８") == (2, 8)
    assert parse.strengths("１，0.5,0.5") == (0.5, 1.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--months", "--json"), "--months needs a value; --json follows it."),
        (("--set", "--json"), "--set needs a value; --json follows it."),
        (("--out", "-x"), "--out needs a value; -x follows it. What is really called so is named ./-x."),
        (("--seed", "1.5"), "--seed must be a whole number from 0 to 9223372036854775807, not 1.5."),
        (("--set", "fee.quality=4", "--set", "fee.qualty=3"), "fee.qualty"),
    ],
)
def test_a_value_that_was_forgotten_or_will_not_do_is_one_message(
    gongzhi, words: list[str], said: str
) -> None:
    answer = gongzhi("run", "xihu", "baseline", *words, "--lang", "en")
    assert (answer.code, answer.out) == (2, "") and said in answer.err and answer.err.count("\n") == 1


@pytest.mark.slow
def test_a_number_of_a_figure_is_one_of_the_folder(gongzhi, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = ("--months", "3", "--set", "place.households=28")
    assert gongzhi("run", "xihu", "baseline", *small, "--out", "one").code == 0
    answer = gongzhi("figure", "one", "--kind", "network", "--month", "two", "--lang", "en")
    assert answer.code == 2 and "--month must be a whole number from 1 to 3, not two." in answer.err


@pytest.mark.parametrize("given", ["baseline", "baseline,troika,council"])
def test_worlds_that_part_are_two_and_the_message_names_the_argument(given: str) -> None:
    with pytest.raises(ArgumentError, match=f"A,B instead of {given}"):
        parse.pair_to_follow(given)
    assert [one.id for one in parse.pair_to_follow("政府主导，三驾马车")] == ["baseline", "troika"]
