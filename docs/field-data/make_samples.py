"""Make the sample tables beside this file: a compound that does not exist, of people whom nobody ever was.

Names are of the words nobody and nameless, telephones begin with 199 0000, identity numbers with the region
000000, which no district has. The same every time: python docs/field-data/make_samples.py
"""

import csv
import random
import sys
from pathlib import Path

from openpyxl import Workbook

HERE = Path(__file__).resolve().parent
BUILDINGS, STAIRWELLS, FLOORS, DOORS = 4, 4, 6, 2
HOUSEHOLDS = 200
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
HEADINGS = ["序号", "楼栋", "单元", "楼层", "门牌", "户主姓名", "联系电话", "身份证号", "出生年", "产权"]
HEADINGS += ["政治面貌", "微信群", "建筑面积", "低保", "常住", "备注"]
TITLE = "幸福里小区住户登记表（虚构样例，并无真人 / made up, nobody real）"
type Row = dict[str, str]


def household(number: int, draw: random.Random) -> Row:
    """A household that nobody is."""
    place, door = divmod(number, DOORS)
    place, floor = divmod(place, FLOORS)
    building, stairwell = divmod(place, STAIRWELLS)
    old = draw.random() < (0.85 if floor == 0 else 0.68)
    born = draw.randint(1938, 1964) if old else draw.choice([*range(1966, 1980), *range(1982, 2002)])
    rents = draw.random() < (0.03 if floor == 0 else 0.08 if old else 0.35)
    telephone = f"1990000{number:04d}"
    return {
        "序号": str(number + 1),
        "楼栋": f"{building + 1}栋",
        "单元": f"{stairwell + 1}单元",
        "楼层": f"{floor + 1}楼",
        "门牌": f"{floor + 1}0{door + 1}",
        "户主姓名": draw.choice(SURNAMES) + draw.choice(["无人", "无名", "某人"]),
        "联系电话": f"{telephone[:3]} {telephone[3:7]} {telephone[7:]}" if number % 3 else telephone,
        "身份证号": f"000000{born}0229{number % 1000:03d}{'X' if number % 11 == 0 else number % 10}",
        "出生年": str(born) if draw.random() < 0.95 else "",
        "产权": "租住" if rents else "自有",
        "政治面貌": "中共党员" if draw.random() < 0.12 else "群众",
        "微信群": "是" if draw.random() < (0.5 if old else 0.95) else "否",
        "建筑面积": f"{draw.choice([52, 58, 64, 71.5, 78, 86])}㎡" if draw.random() < 0.97 else "",
        "低保": "是" if draw.random() < (0.09 if old else 0.03) else "否",
        "常住": "否" if draw.random() < 0.06 else "是",
        "备注": f"可联系其子，电话{telephone}" if number % 40 == 7 else "",
    }


FAULTS: dict[int, Row] = {
    9: {"门牌": ""},
    24: {"楼层": "0"},
    37: {"楼层": "99"},
    51: {"出生年": "1724"},
    66: {"出生年": "约六十"},
    83: {"楼栋": "1栋", "单元": "1单元", "楼层": "1楼", "门牌": "101"},
    97: {"建筑面积": "-64"},
    110: {"产权": "亲戚的"},
    128: {"政治面貌": "团结户"},
    145: {"微信群": "以前是"},
    163: {"建筑面积": "19900000163"},
    188: {"低保": "申请中？"},
}
"""By number of the household, from 0, what is wrong with it."""


def households() -> list[Row]:
    """The households, some of them with a fault."""
    draw = random.Random(20)
    return [household(number, draw) | FAULTS.get(number, {}) for number in range(HOUSEHOLDS)]


def ties(rows: list[Row]) -> list[list[str]]:
    """150 pairs who know each other: most within a stairwell, most of a like age."""
    draw = random.Random(21)
    sound = [row for number, row in enumerate(rows) if number not in FAULTS]
    found: dict[tuple[int, int], None] = {}
    while len(found) < 150:
        one = draw.randrange(len(sound))
        near = [
            place
            for place, row in enumerate(sound)
            if place != one and (row["楼栋"], row["单元"]) == (sound[one]["楼栋"], sound[one]["单元"])
        ]
        other = draw.choice(near) if draw.random() < 0.7 else draw.randrange(len(sound))
        unlike = old(sound[one]) != old(sound[other])
        if other != one and not (unlike and draw.random() < 0.6):
            found.setdefault((min(one, other), max(one, other)))
    return [[dwelling(sound[one]), dwelling(sound[other])] for one, other in found]


def old(row: Row) -> bool:
    """Whether a household is of sixty or over."""
    return row["出生年"] < "1965"


def dwelling(row: Row) -> str:
    """A dwelling as people write it."""
    return f"{row['楼栋'][0]}-{row['单元'][0]}-{row['门牌']}"


def fees(rows: list[Row]) -> list[list[str]]:
    """A year of fees: month, dwelling, what was due and what was paid, in yuan."""
    draw = random.Random(22)
    found = []
    sound = [row for number, row in enumerate(rows) if number not in FAULTS and row["建筑面积"]]
    always = {dwelling(row): draw.random() for row in sound}
    for month in range(1, 13):
        for row in sound[::2]:
            due = round(float(row["建筑面积"].rstrip("㎡")) * 0.7, 2)
            mood = always[dwelling(row)]
            pays = mood < 0.45 or (mood < 0.94 and draw.random() < 0.62)
            found.append([f"2025-{month:02d}", dwelling(row), f"{due:.2f}", f"{due if pays else 0:.2f}"])
    return found


def write(folder: Path) -> None:
    """Write the samples into a folder."""
    rows = households()
    table = [[TITLE], HEADINGS, *([row[heading] for heading in HEADINGS] for row in rows)]
    put(folder / "households.csv", table)
    put(folder / "ties.csv", [["甲户", "乙户"], *ties(rows)])
    put(folder / "fees.csv", [["月份", "房屋", "应收", "实收"], *fees(rows)])
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "住户"
    for row in table:
        page.append(row)
    book.save(folder / "households.xlsx")


def put(file: Path, rows: list[list[str]]) -> None:
    """Write a table as spreadsheets do: UTF-8 with a mark in front."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
