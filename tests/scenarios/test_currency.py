"""A project says in what money its numbers are; every message on money then says so."""

import pytest

from scenarios.language import _, language, spoken
from scenarios.read import ScenarioError
from tests.own_project import standing_in

EURO = 'currency = {en = "euro", zh = "欧元"}\n'


@pytest.fixture
def euro(tmp_path, monkeypatch):
    (tmp_path / "gongzhi.toml").write_text(EURO, encoding="utf-8")
    with standing_in(tmp_path, monkeypatch):
        yield tmp_path


def test_money_is_yuan_where_nobody_says_otherwise() -> None:
    assert _("yuan per household and month") == "yuan per household and month"
    with spoken("zh"):
        assert _("yuan per household and month") == "元/户·月"


def test_a_project_names_its_own_currency_in_units_and_messages(euro) -> None:
    assert _("yuan per household and month") == "euro per household and month"
    with spoken("zh"):
        assert (language(), _("yuan per household and month")) == ("zh", "欧元/户·月")


def test_only_the_word_for_money_is_another_and_never_a_value(euro) -> None:
    said = "At equal cost whoever is cheaper"  # a message that is in no catalogue
    assert _(said + " has {yuan} yuan of {who}", yuan=2, who="yuan pot").endswith("has 2 euro of yuan pot")
    with spoken("zh"):
        assert _("the stairwell") == "本单元"


def test_outcomes_are_told_in_that_money(euro) -> None:
    from results.text.names import amount, outcome_unit

    assert outcome_unit("cost_total") == "euro per household and month"
    assert amount("cost_total", 2.0) == "+2.00 euro per household and month"


def test_a_currency_that_is_no_word_is_refused(euro) -> None:
    (euro / "gongzhi.toml").write_text("currency = 3\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"gongzhi\.toml: currency is 3; it must be words"):
        _("yuan")
