"""The questionnaire: asks for what is shown to matter, of whoever can know, and its answers become a case."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.field_data.answers.answer_sheet import KNOWN
from experiments.field_data.headings import heading_test
from experiments.store.tables import from_spreadsheets
from experiments.value_of_information.shipped_worth import shipped
from experiments.value_of_information.worth_table import ranked
from scenarios import language, read
from tests.experiments.conftest import Answer, gongzhi

__all__ = ["gongzhi"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    language.use(None)


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_shipped_questionnaire_asks_what_matters_and_its_sheet_is_read_back(
    gongzhi: Callable[..., Answer], spoken: str
) -> None:
    assert gongzhi("questionnaire", "--out", "asked.html", "--most", "8", "--lang", spoken).code == 0
    page = Path("asked.html").read_text("utf-8")
    sheet = from_spreadsheets(pd.read_csv("asked-answers.csv", dtype=str, keep_default_na=False))
    asked = ranked(shipped()).head(8)
    key, likely, sure = (
        next(name for name in sheet if heading_test({field: KNOWN[field]}, {})(name))
        for field in ("key", "likely", "sure")
    )
    assert list(sheet[key]) == list(asked["parameter"]) and asked["shown"].any()
    assert all(getattr(read.ledger()[one].text, spoken) in page for one in sheet[key])
    sheet.loc[sheet[key] == "triage.staff", [likely, sure]] = [
        "1.5",
        {"zh": "只是估计", "en": "a guess"}[spoken],
    ]
    sheet.to_csv("asked-answers.csv", index=False)
    done = gongzhi("import", "answers", "asked-answers.csv", "--case", "known", "--like", "old-small")
    assert done.code == 0, done.err
    staff, entry = read.case("known.yaml").parameters["triage.staff"], read.ledger()["triage.staff"]
    assert staff.value == 1.5 and staff.grade == "survey"
    assert staff.range is not None
    assert staff.range[0] <= max(entry.low, entry.least) and staff.range[1] >= entry.high


def test_several_answers_are_one_value_in_a_range_that_holds_them_all(
    gongzhi: Callable[..., Answer],
) -> None:
    Path("filled.csv").write_text(
        "参数,最小,最可能,最大,把握程度,说明\nissues.rate,30,40,60,较有把握,\nissues.rate,,50,,有把握,张三\n"
        "triage.loss,,1%,,,\nforum.attendees,,20,,,\nissues.fade,,,,,\n",
        "utf-8",
    )
    done = gongzhi(
        "import", "answers", "filled.csv", "--case", "known", "--like", "old-small", "--lang", "en"
    )
    assert done.code == 0, done.err
    case = read.case("known.yaml").parameters
    assert (case["issues.rate"].value, case["triage.loss"].value) == (45, 0.01)
    rate = case["issues.rate"].range
    assert rate is not None and rate[0] == 30 and rate[1] >= 60
    assert "forum.attendees" not in case and "forum.attendees: 20" in done.out
    assert "张三" not in Path("known.yaml").read_text("utf-8") + done.out


def test_a_sheet_that_somebody_filled_in_is_not_written_over_and_page_and_sheet_come_together(
    gongzhi: Callable[..., Answer],
) -> None:
    asking = ("questionnaire", "--out", "asked.html", "--most", "2", "--lang")
    assert gongzhi(*asking, "zh").code == 0 and gongzhi(*asking, "en").code == 0  # a blank one is
    sheet, page = Path("asked-answers.csv"), Path("asked.html").read_text("utf-8")
    filled = sheet.read_text("utf-8").replace(",,,,", ",,1.5,,", 1)
    sheet.write_text(filled, "utf-8")
    done = gongzhi(*asking, "zh")
    assert done.code == 2 and "asked-answers.csv 中已有答复" in done.err
    assert sheet.read_text("utf-8") == filled and Path("asked.html").read_text("utf-8") == page
    Path("folder.html").mkdir()
    assert gongzhi("questionnaire", "--out", "folder.html").code == 2
    assert not Path("folder-answers.csv").exists()


def test_wrong_answers_are_named_all_at_once_and_nothing_is_written(gongzhi: Callable[..., Answer]) -> None:
    rows = ["isues.rate,,1,,", "triage.staff,,900,,", "issues.rate,60,40,,", "issues.fade,,0.1,,perhaps"]
    rows += ["issues.rate,,42%,,"]
    Path("filled.csv").write_text("parameter,lowest,likely,highest,sure\n" + "\n".join(rows) + "\n", "utf-8")
    done = gongzhi("import", "answers", "filled.csv", "--case", "known", "--lang", "en")
    assert done.code == 2 and not Path("known.yaml").exists()
    for said in (
        "row 2",
        "mean issues.rate",
        "row 3",
        "900",
        "row 4",
        "must not fall",
        "row 5",
        "perhaps",
        "42%",
    ):
        assert said in done.err, said
    assert "(issues/1000 residents/year)" in done.err
    Path("filled.csv").write_text(
        "parameter;likely\npopulation.elderly_share;0,625\npopulation.young_share;60%\n", "utf-8"
    )
    done = gongzhi("import", "answers", "filled.csv", "--case", "known", "--lang", "en")
    assert done.code == 2 and not Path("known.yaml").exists()
    assert "filled.csv: " in done.err and "0.625" in done.err and "must not exceed 1" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "asked.txt"), "asked.txt"),
        (("--outcome", "conflict_indx"), "conflict_index"),
        (("--weigh", "conflict_index=1"), "--weigh"),
        (("results", "--weigh", "conflict_index=-1"), "conflict_index=-1"),
        (("results", "--weigh", "conflict_index=1,conflict_index=2"), "each outcome once"),
        (("results", "--weigh", ""), "each outcome once"),
        (("--outcome", ""), 'nothing of "";'),
        (("nowhere",), "nowhere"),
    ],
)
def test_what_cannot_be_asked_is_one_message(
    gongzhi: Callable[..., Answer], words: tuple[str, ...], said: str
) -> None:
    done = gongzhi("questionnaire", *words, "--lang", "en")
    assert done.code == 2 and said in done.err and "\n" not in done.err.strip()
    assert not list(Path().glob("*"))


def test_the_shipped_table_is_of_the_study_and_the_ledger_as_they_are() -> None:
    from scenarios.study import study

    plan = study("what-to-measure")
    found = shipped(plan.outcomes)
    for one in found:
        assert one.current and (one.replicates, one.months) == (3, plan.months)
        assert 590 < one.points <= 600  # where no firm is left nothing says what is collected
        assert list(one.often) == plan.governance and set(one.parameters["parameter"]) <= set(plan.sampled)
        assert (one.parameters["value"] >= 0).all()
        assert (one.parameters["shown"] == (one.parameters["value"] > one.parameters["error"])).all()
