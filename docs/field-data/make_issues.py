"""Make the sample log beside this file: 800 complaints of a compound that does not exist, over three years.

Nobody ever wrote them: names are of the words nobody and nameless, telephones begin with 199 0000, identity
numbers with the region 000000. The same every time: python docs/field-data/make_issues.py
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENTRIES, FIRST_YEAR, MONTHS = 800, 2022, 36
HEADINGS = ["工单编号", "受理时间", "来源渠道", "诉求类别", "反映人", "联系电话", "诉求内容", "办结时间"]
HEADINGS += ["办理结果", "满意度", "是否重复"]
TITLE = "幸福里小区诉求工单台账（虚构样例，并无真人 / made up, nobody real）"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
CATEGORIES = {
    "停车难": 62, "环境卫生-垃圾清运": 50, "乱堆乱放": 44, "电梯故障": 40, "房屋漏水": 36, "物业管理": 22,
    "绿化养护": 20, "路灯": 18, "充电桩": 30, "消防通道": 24, "监控": 14, "公交线路": 10, "老年食堂": 28,
    "健身器材": 12, "儿童乐园": 12, "课后托管": 8, "停水": 16, "门禁": 14, "证明办理": 10, "意见建议": 14,
    "业委会": 16, "文化活动": 6, "便民服务": 10, "噪音扰民": 62, "物业费纠纷": 34, "私搭乱建": 30,
    "公共收益": 8, "生活习惯": 30, "高空抛物": 20, "新老住户": 12, "集体上访": 3, "政策咨询": 22, "表扬": 6,
    "宠物": 24, "鸽子": 5, "其他": 28,
}  # fmt: skip
"""How often which comes up; the last three are words that nobody knows."""

CHANNELS = {"12345热线": 18, "网格上报": 38, "来访": 22, "微信群": 14, "圆桌会": 5, "人大代表": 3}
SATISFIED = {"满意": 52, "基本满意": 24, "不满意": 12, "未回访": 12}
UNEVEN = 0.25
"""How much more or less than usual a month may have."""

FAULTS: dict[int, dict[str, str]] = {
    17: {"受理时间": ""},
    133: {"受理时间": "2023-13-05"},
    260: {"办结时间": "2021-12-30"},
    391: {"办结时间": "尽快"},
    502: {"诉求类别": ""},
    640: {"受理时间": "2099-01-01"},
    771: {"受理时间": "19900000771"},
}
"""By number of the entry, from 0, what is wrong with it."""


def chosen(weights: dict[str, int], draw: random.Random) -> str:
    """One of these, by weight."""
    return draw.choices(list(weights), list(weights.values()))[0]


def days(draw: random.Random) -> list[date]:
    """The days of all entries in order, some months with more of them than others."""
    months = [1 + UNEVEN * draw.uniform(-1, 1) for _month in range(MONTHS)]
    found = []
    for month in draw.choices(range(MONTHS), months, k=ENTRIES):
        found.append(date(FIRST_YEAR + month // 12, month % 12 + 1, draw.randint(1, 28)))
    return sorted(found)


def entry(number: int, day: date, draw: random.Random) -> list[str]:
    """A complaint that nobody made."""
    category, channel = chosen(CATEGORIES, draw), chosen(CHANNELS, draw)
    name = draw.choice(SURNAMES) + draw.choice(["无人", "无名", "某人"])
    telephone = f"1990000{number:04d}"
    content = f"反映{category}问题，请尽快处理"
    if number % 9 == 0:
        content += f"。本人{name}，电话{telephone[:3]}-{telephone[3:7]}-{telephone[7:]}"
    if number % 50 == 3:
        content += f"，身份证000000 1950 0229 {number % 1000:03d}X"
    done = draw.random() < 0.8
    after = min(int(draw.expovariate(1 / 60)) + 1, 700)
    closed = day + timedelta(days=after)
    done = done and closed <= date(FIRST_YEAR + MONTHS // 12 - 1, 12, 31)
    values = {
        "工单编号": f"GD{number + 1:05d}",
        "受理时间": written(day, number),
        "来源渠道": channel,
        "诉求类别": category,
        "反映人": name,
        "联系电话": telephone,
        "诉求内容": content,
        "办结时间": written(closed, number) if done else "",
        "办理结果": "已办结" if done else "办理中" if draw.random() < 0.6 else "未解决",
        "满意度": chosen(SATISFIED, draw) if done else "",
        "是否重复": "是" if draw.random() < 0.09 else "否",
    }
    values |= FAULTS.get(number, {})
    return [values[heading] for heading in HEADINGS]


def written(day: date, number: int) -> str:
    """A day as whoever keeps the log happens to write it."""
    forms = (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日")
    return forms[number % 3] + (" 09:30" if number % 3 == 0 and number % 2 else "")


def write(folder: Path) -> None:
    """Write the sample into a folder."""
    draw = random.Random(23)
    rows = [entry(number, day, draw) for number, day in enumerate(days(draw))]
    with (folder / "issues.csv").open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows([[TITLE], HEADINGS, *rows])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
