"""What people write in the cells of a household table, and what it means.

Invariant: a cell is a value, or says that nothing is known, or is wrong; no word is guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from experiments.field_data.written_number import number_in
from scenarios import read
from scenarios.language import _, language
from scenarios.problems import listed, number

NOTHING = frozenset(
    (
        "",
        "-",
        "--",
        "/",
        "\\",
        "—",
        "——",
        "?",
        "？",
        "不详",
        "未知",
        "不清楚",
        "未登记",
        "n/a",
        "na",
        "unknown",
    )
)
"""Words that say that nothing is known."""

_YES = frozenset(("是", "有", "对", "√", "✓", "✔", "1", "y", "yes", "true", "会", "在", "已"))
_NO = frozenset(("否", "无", "没有", "没", "×", "✗", "0", "n", "no", "false", "不会", "不", "未", "不是"))
_ABOUT: Mapping[str, tuple[str, str]] = {
    "owner": (
        "自有|自有房|自住|产权|有产权|业主|私房|商品房|房改房|自购|自有自住|owned|owner|own",
        "租住|租|租房|租赁|承租|出租|已出租|租户|租客|公租房|群租|rents|rented|tenant|rent",
    ),
    "party": (
        "党员|中共党员|预备党员|中共预备党员|共产党员|member",
        "群众|团员|共青团员|无党派|无党派人士|民主党派|非党员|none",
    ),
    "online": ("在群|已入群|已进群|入群|进群|上网|online", "不在群|未入群|未进群|不上网|offline"),
    "hardship": (
        "低保|低保户|特困|特困户|困难|困难户|低保边缘|五保|poor",
        "非低保|正常|一般|无困难|非困难|fine",
    ),
    "isolated": ("无来往|isolated", "有来往|connected"),
    "off_site": (
        "外住|空置|空|空房|不常住|非常住|未入住|不在此居住|人户分离|闲置|vacant|empty|absent|away",
        "常住|入住|自住|在住|实住|已入住|occupied|resident|here",
    ),
}
"""By field the words that say yes and that say no, whatever the heading; the first and the last are told."""

_USES = {
    "home": ("住宅", "居住", "自住", "住家", "住房", "住", "residential", "dwelling", "home"),
    "shop": ("商铺", "商用", "商业", "店面", "店铺", "门面", "门店", "经营", "住改商", "commercial", "shop"),
}
_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
YOUNGEST, OLDEST = 16, 110
LEAST_AREA, MOST_AREA = 5, 1000
LONGEST_WORD = 20

type Value = float | str | None


class WrongCell(ValueError):
    """A cell that means nothing here; `str` of it says what is allowed."""


def parser(field: str) -> Callable[[str], Value]:
    """What reads the cells of a field: a value, None where nothing is known; WrongCell says what will do."""
    return lambda text: None if text.strip().lower() in NOTHING else PARSERS[field](text.strip())


def _short_word(text: str) -> str:
    if len(text) > LONGEST_WORD:
        raise WrongCell(_("allowed are at most {most} letters", most=LONGEST_WORD))
    return text


def _building(text: str) -> str:
    return _short_word(re.sub(r"(?<=.)(?:号楼|楼栋|栋|幢|座|楼|#)$", "", text))


def _stairwell(text: str) -> str:
    return _short_word(re.sub(r"(?<=.)单元$", "", text))


def _door(text: str) -> str:
    return _short_word(re.sub(r"(?<=.)(?:室|号|房|户)$", "", text))


def _floor(text: str) -> float:
    most = int(read.ledger()["place.floors"].most)
    found = re.fullmatch(r"第?(-?\d+|[零一二两三四五六七八九十]+)(?:楼|层|f|/\d+.?)?", text.lower())
    level = {"底楼": 1, "底层": 1, "ground": 1, "g": 1}.get(text.lower())
    if found is not None:
        level = int(found[1]) if found[1].lstrip("-").isdigit() else _chinese(found[1])
    if level is None or not 1 <= level <= most:
        raise WrongCell(_("allowed are whole numbers from {low} to {high}", low=1, high=most))
    return level


def _chinese(text: str) -> int | None:
    """A Chinese number up to 99."""
    tens, ten, ones = text.rpartition("十")
    if any(len(part) > 1 or part not in {"", *_DIGITS} for part in (tens, ones)):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _age(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(?:周?岁|y|years?)?", text.lower())
    if found is None or not YOUNGEST <= float(found[1]) <= OLDEST:
        raise WrongCell(_("allowed are years from {low} to {high}", low=YOUNGEST, high=OLDEST))
    return int(float(found[1]))


def _born(text: str) -> float:
    found = re.match(r"((?:19|20)\d\d)(?:年|[-/.]|\d{2}(?:\d{2})?$|$)", text)
    year = int(found[1]) if found else 0
    if re.fullmatch(r"[1-4]\d{4}", text):  # a day by the number that a spreadsheet gives it
        year = (date(1899, 12, 30) + timedelta(days=int(text))).year
    age = date.today().year - year
    if not YOUNGEST <= age <= OLDEST:
        low, high = (date.today().year - age for age in (OLDEST, YOUNGEST))
        raise WrongCell(_("allowed are years of birth from {low} to {high}", low=low, high=high))
    return age


def _area(text: str) -> float:
    area = number_in(re.sub(r" ?(?:㎡|m2|m²|平米?|平方米?|平方|sqm)$", "", text.lower()))
    if area is None or not LEAST_AREA <= area <= MOST_AREA:
        raise WrongCell(_("allowed are square metres from {low} to {high}", low=LEAST_AREA, high=MOST_AREA))
    return area


def _flag(field: str, turned: bool = False) -> Callable[[str], float]:
    """What reads a yes or no of a field; `turned`: of a heading that asks for the opposite."""
    yes, no = (words.split("|") for words in _ABOUT[field])

    def read_flag(text: str) -> float:
        word = re.sub(r"\s", "", text).lower()
        if word in yes or word in no:
            return float(word in yes)
        if word in _YES or word in _NO:
            return float((word in _YES) != turned)
        raise WrongCell(
            _("allowed are yes, no, {yes}, {no} and the like", yes=_example(yes), no=_example(no))
        )

    return read_flag


def _example(words: Sequence[str]) -> str:
    """A word in the language spoken: Chinese ones come first, English ones last."""
    return words[0] if language() == "zh" else words[-1]


def _hardship(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        return _flag("hardship")(text)
    if not 0 <= share <= 1:
        raise WrongCell(_("allowed are numbers from {low} to {high}", low=number(0), high=number(1)))
    return share


def _use(text: str) -> str:
    for use, words in _USES.items():
        if text.lower() in words:
            return use
    raise WrongCell(_("allowed are: {known}", known=listed(map(_example, _USES.values()))))


PARSERS: Mapping[str, Callable[[str], Value]] = {
    **{
        "building": _building,
        "stairwell": _stairwell,
        "floor": _floor,
        "door": _door,
        "address": _short_word,
    },
    **{"age": _age, "born": _born, "area": _area, "hardship": _hardship, "use": _use},
    **{field: _flag(field) for field in ("owner", "party", "online", "isolated", "off_site")},
    **{"tenant": _flag("owner", turned=True), "resident": _flag("off_site", turned=True)},
}
"""By field what reads its cells."""
