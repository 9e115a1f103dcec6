"""Names, telephone and identity numbers are recognised however people write them, and nothing else is."""

import pytest

from experiments.field_data.personal_data import (
    BLANKED,
    looks_like_a_name,
    personal_column,
    personal_heading,
    without_personal_data,
)

PERSONAL = {
    "请打199 0000-0001": "telephone",
    "１９９００００００１２": "telephone",
    "138****0001": "telephone",
    "座机 023-65000001": "telephone",
    "一九九零零零零零零零一": "telephone",
    "110101190001010018": "identity number",
    "110101-19000101-001x": "identity number",
    "１１０１０１ １９０００１０１ ００１Ｘ": "identity number",
    "写信到 nobody@example.org": "e-mail",
    "居民李无人反映楼道堆物": "name",
    "张女士来过三次": "name",
    "微信号: nobody_123": "account",
}
NOT_PERSONAL = (
    "2024-11-30 15:51:57, 3-1-401",
    "120㎡，3楼，每月96.5元",
    "小区高空抛物，物业不管",
    "2024年3月12日13时许电梯停运",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_in_a_text_are_taken_out(text: str) -> None:
    cleaned = without_personal_data(text)
    assert PERSONAL[text] in cleaned.found
    assert BLANKED in cleaned.text
    assert without_personal_data(cleaned.text).found == ()


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_places_dates_and_sums_of_money_stay(text: str) -> None:
    assert without_personal_data(text) == (text, ())


def test_a_name_beside_a_number_and_a_name_known_from_a_column_are_taken_out() -> None:
    assert without_personal_data("王无人 19900000001").text == f"{BLANKED} {BLANKED}"
    assert without_personal_data("昨天赵无名没有交", names={"赵无名"}).text == f"昨天{BLANKED}没有交"


def test_headings_and_columns_say_what_they_hold() -> None:
    assert personal_heading("户主姓名") == "name"
    assert personal_heading("联系电话（手机）") == "telephone"
    assert personal_heading("公民身份证号码") == "identity number"
    assert personal_heading("Owner_name") == "name"
    assert personal_heading("建筑面积") is None
    assert personal_column(["王无人", "李无名", "张某", ""]) == "name"
    assert personal_column(["", "19900000001"]) == "telephone"
    assert personal_column(["自有", "租住", "租住"]) is None
    assert looks_like_a_name("欧阳无名")
