"""Words and numbers as readers see them: a month before the record is no negative number."""

import pytest

from results.text.names import in_month, month_first, month_name
from scenarios import language


@pytest.mark.parametrize(
    ("month", "english", "chinese"),
    [
        (3, "month 3", "第 3 月"),
        (0, "the last month before the start", "开始前最后一个月"),
        (-1, "1 month before the start", "开始前 1 个月"),
        (-10, "10 months before the start", "开始前 10 个月"),
    ],
)
def test_a_month_before_the_start_is_counted_back_from_it(month, english, chinese) -> None:
    with language.spoken("en"):
        assert month_name(month) == english
        assert in_month(month) == ("in " + english if month > 0 else english)
        assert month_first(month)[0].isupper() or month < 0
    with language.spoken("zh"):
        assert month_name(month) == in_month(month) == month_first(month) == chinese
