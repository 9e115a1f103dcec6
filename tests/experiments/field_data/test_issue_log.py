"""A complaint log: what is told in a known world, written as a log, gives that world's numbers back."""

import csv
import random
import re
from pathlib import Path

import numpy as np
import pytest

from experiments.errors import ArgumentError
from experiments.field_data.import_report import ImportReport
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.issue_log.log_categories import CategoryWords
from experiments.field_data.issue_log.log_days import day_in
from experiments.field_data.issue_log.log_figures import _word
from experiments.field_data.issue_log.log_import import import_issues
from experiments.field_data.issue_log.log_options import NO_OPTIONS, LogOptions
from experiments.field_data.issue_log.log_statistics import monthly_rate, share_by_month
from experiments.patterns.evaluate import patterns
from model.issues import BY_COMMITTEE, BY_FORUM, BY_HOTLINE, NEVER
from model.neighbourhood import Neighbourhood
from scenarios import read
from scenarios.issue_words import known_words, own_categories

SAMPLE = Path(__file__).resolve().parents[3] / "docs/field-data/issues.csv"
MONTHS = 36
CHANNELS = {BY_COMMITTEE: "网格员", BY_HOTLINE: "12345热线", BY_FORUM: "圆桌会"}
PERSONAL = re.compile(r"1990000|199[ -]0000|000000|无人|无名|某人")
"""What stands in the sample of names, telephones and identity numbers."""

HEADINGS = "受理时间,诉求类别,来源,办结时间,办理结果"

TRUE = """extends: xihu-street
parameters: {place.households: 320, issues.rate: 150}
demands: {"3.1": 8, "5.1": 6, "8.1": 6, "9.1": 6, "1.3": 4}
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def day(month: int) -> str:
    """A day of recorded month `month`."""
    return f"{2020 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-15"


def told_in(world: Neighbourhood) -> list[list[str]]:
    """What was told in a world in its recorded months, as rows of a log."""
    table = world.issues_table()
    table = table[(table["reported"] != NEVER) & (table["reported"] >= 1)]
    done = [day(month) if month >= 1 else "" for month in table["done"]]
    rows = zip(map(day, table["reported"]), table["kind"], table["channel"].map(CHANNELS), done, strict=True)
    return [[*row, "已办结" if row[3] else "办理中"] for row in rows]


def written(
    file: Path, rows: list[list[str]], headings: str = "受理时间,诉求类别,来源,办结时间,办理结果"
) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([headings.split(","), *rows])
    return file


def sample(log: LogOptions = NO_OPTIONS, case: str = "ours") -> ImportReport:
    return import_issues(ImportRequest(SAMPLE, case, "old-small", leave_out_faulty=True, log=log))


def test_a_log_of_a_known_world_gives_its_rate_its_demands_and_its_channels_back(tmp_path: Path) -> None:
    (tmp_path / "true.yaml").write_text(TRUE, encoding="utf-8")
    true = read.scenario("true.yaml", "baseline", months=MONTHS, burn_in=24)
    world = Neighbourhood(true, rng=5, archive=True)
    world.run_model()
    file = written(tmp_path / "log.csv", told_in(world))
    report = import_issues(ImportRequest(file, "ours", "true.yaml"))
    case, months, outcomes = read.case("ours.yaml"), world.monthly(), world.outcomes().iloc[0]
    rate = case.parameters["issues.rate"]
    assert rate.range is not None and rate.range[0] <= 150 <= rate.range[1]
    more = 1 + np.maximum(0.6 - months["quality"], 0).mean()  # bad service brings more demands
    assert rate.grade == "survey" and rate.value == pytest.approx(150 * more / 1.3, rel=0.1)
    assert case.demands is not None
    truth = {"3.1": 8.0, "5.1": 6.0, "8.1": 6.0, "9.1": 6.0, "1.3": 4.0}
    total = sum(truth.get(kind, 1.0) for kind in case.demands.weights)
    for kind, weight in truth.items():
        share = case.demands.weights[kind] / sum(case.demands.weights.values())
        assert share == pytest.approx(weight / total, abs=0.06), kind
    own = patterns(tmp_path / "ours-patterns.yaml")
    found = {name: (one.low or 0.0, one.target or 0.0, one.high or 0.0) for name, one in own.items()}
    for name, value in {
        "ours-told": months["demands_told"].mean(),
        "ours-demands-among-told": months["demands_told"].sum() / months["collected"].sum(),
        "ours-in-time": outcomes["resolution_in_time"],
        "ours-resolved": outcomes["resolution_ratio"],
    }.items():
        low, target, high = found[name]
        assert low <= value <= high and target == pytest.approx(value, abs=0.02 * max(1.0, value)), name
    first_calls = world.issues_table().query("channel == @BY_HOTLINE and reported >= 1")
    assert found["ours-hotline"][1] == pytest.approx(len(first_calls) / months["collected"].sum(), abs=0.01)
    assert not report.faults and report.files[-1].name == "ours.yaml"


def test_every_faulty_row_of_the_sample_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError) as caught:
        import_issues(ImportRequest(SAMPLE, "ours", "old-small"))
    said = str(caught.value)
    for row in (20, 136, 263, 394, 505, 643, 774):
        assert f"row {row}, " in said
    assert "2023-13-05" in said and not PERSONAL.search(said) and not list(tmp_path.iterdir())


def test_words_that_nobody_knows_are_named_with_their_counts_and_counted_nowhere() -> None:
    report = sample()
    unknown = next(one.rows for one in report.tables if one.headings[0] == "column")
    assert [row[:2] for row in unknown] == [
        ["category", "其他"], ["category", "宠物"], ["category", "鸽子"], ["channel", "人大代表"]
    ]  # fmt: skip
    counted = sum(int(row[2]) for row in unknown[:3])
    assert report.figures["of a category that is not known, counted nowhere"] == str(counted)


def test_a_mapping_of_ones_own_says_what_unknown_categories_are(tmp_path: Path) -> None:
    (tmp_path / "ours-words.yaml").write_text("宠物: noise\n其他: none\n", encoding="utf-8")
    own = LogOptions(categories=tmp_path / "ours-words.yaml")
    before, after = sample(), sample(own, "own")
    assert int(after.figures["new disputes"]) > int(before.figures["new disputes"])
    (tmp_path / "wrong.yaml").write_text("宠物: 3.9\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"宠物 is 3.9, which is unknown"):
        own_categories(tmp_path / "wrong.yaml")


def test_nothing_personal_of_a_log_is_in_a_file_or_in_the_report(tmp_path: Path) -> None:
    from results.document.markdown import markdown
    from results.field_data.import_in_words import import_blocks

    report = sample()
    assert {one.sort for one in report.left_out} >= {"name", "telephone"}
    texts = [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()]
    for text in (*texts, repr(report), markdown(list(import_blocks(report)), tmp_path)):
        assert not PERSONAL.search(text.replace("complaint", ""))


def test_a_category_in_steps_is_its_last_known_step_and_what_could_be_two_things_is_not_known() -> None:
    words = CategoryWords(known_words()["categories"], {})
    assert words.meaning("环境卫生-垃圾清运") == "3.1" and words.meaning("环境卫生/别的") == "3"
    assert words.meaning("小区电梯故障问题") == "1.3" and words.meaning("物业费纠纷类") == "fee-service"
    assert words.meaning("电梯与绿化") is None and words.meaning("鸽子") is None
    assert words.meaning("占用消防通道") == "4.1" and words.meaning("表扬") == "none"


@pytest.mark.parametrize("text", ["2024-03-01 09:30", "2024/3/1", "2024年3月1日", "20240301", "45352"])
def test_a_day_is_read_as_logs_write_it(text: str) -> None:
    found = day_in(text)
    assert found is not None and found.isoformat() == "2024-03-01"
    assert day_in("2024-02-30") is None and day_in("2099-01-01") is None and day_in("尽快") is None


def test_uneven_months_widen_the_interval_of_a_rate_and_of_a_share() -> None:
    even, uneven = monthly_rate([20, 19, 21, 20, 18, 22]), monthly_rate([5, 40, 8, 35, 2, 30])
    assert even.value == uneven.value == 20 and uneven.high - uneven.low > 3 * (even.high - even.low)
    one, other = share_by_month([5] * 6, [10] * 6), share_by_month([0, 10, 0, 10, 0, 10], [10] * 6)
    assert one.value == other.value == 0.5 and other.high - other.low > 2 * (one.high - one.low)


def test_the_interval_of_a_rate_holds_the_truth_nineteen_times_in_twenty() -> None:
    draw = np.random.default_rng(3)
    found = [monthly_rate(draw.poisson(draw.gamma(4, 3, 24)).tolist()) for _time in range(300)]
    assert 0.9 <= np.mean([one.low <= 12 <= one.high for one in found]) <= 0.99


def test_a_log_of_the_hotline_alone_sets_no_rate_and_fits_calls(tmp_path: Path) -> None:
    draw = random.Random(1)
    rows = [[day(draw.randint(1, 24)), "停车难", day(30), "已办结"] for _row in range(90)]
    file = written(tmp_path / "calls.csv", rows, "受理时间,诉求类别,办结时间,办理结果")
    report = import_issues(ImportRequest(file, "ours", "old-small", log=LogOptions(channel="hotline")))
    assert "issues.rate" not in read.case("ours.yaml").parameters
    found = patterns(tmp_path / "ours-patterns.yaml")
    assert found["ours-hotline"].role == "C" and found["ours-in-time"].role == "V"
    assert "ours-told" not in found and any("hotline alone" in one for one in report.remarks)


@pytest.mark.slow
def test_a_place_is_calibrated_on_its_own_log(tmp_path: Path) -> None:
    pytest.importorskip("pyabc")
    from experiments.calibration.calibration import calibrated
    from experiments.calibration.calibration_results import calibration_results
    from experiments.calibration.request import Sizes, requested
    from experiments.calibration.simulator import on_this_machine
    from experiments.execution.run_all import silently

    sample(LogOptions(households=200))
    file = tmp_path / "ours-patterns.yaml"
    text = file.read_text(encoding="utf-8").replace("months: 36", "months: 6")
    file.write_text(text, encoding="utf-8")
    ids = ["ours-told", "ours-hotline"]
    keys = ["issues.rate", "channels.cost_external"]
    request = requested(Sizes(8, 2, 2), keys, ids, place="ours.yaml", file=file)
    opening = on_this_machine(1)
    fit = calibrated(request, tmp_path / "fit", opening, lambda generation, number: None)
    found = calibration_results(fit, 2, opening, silently, request.command(2))
    rates = found.posterior["issues.rate"]
    low, high = read.case("ours.yaml").parameters["issues.rate"].range or (0, 0)
    assert ((rates >= low) & (rates <= high)).all()
    assert set(found.patterns["id"]) == set(ids)


def test_a_name_in_a_category_is_not_shown_while_its_words_are() -> None:
    words = ("李建国家漏水", "李建国投诉", "网格员李建国上报", "房屋漏水投诉", "李建国很满意")
    found = [_word(word) for word in words]
    assert found == ["[…]家漏水", "[…]投诉", "网格员[…]上报", "房屋漏水投诉", "[…]很满意"]
