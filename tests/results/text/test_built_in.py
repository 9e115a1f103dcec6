"""What is built into the model is told, in both languages, wherever a verdict on it is shown."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.statistics.verdict import Verdict
from experiments.store.tables import Study
from results.findings.comparisons.case_tables import tables
from results.report import charts, views
from results.report.in_full import in_full
from results.report.material import Material
from results.text import built_in as told
from results.text.verdicts import verdicts
from results.web.traced import Numbers
from results.workshop import strings
from scenarios import built_in, language, read

Make = Callable[..., Study]

ROWS = (
    "governance,against,outcome,way,cases,draws\n"
    "one-four-n,baseline,resolution_ratio,better,xihu minzhu,100\n"
    "one-four-n,baseline,satisfaction,worse,xihu,100\n"
    "troika,baseline,trust_prop,better,xihu,100\n"
)


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "built_in.csv"
    file.write_text(ROWS, encoding="utf-8-sig")
    monkeypatch.setattr(built_in, "FILE", file)


def compared(a: str, b: str) -> pd.DataFrame:
    same = {"a": a, "b": b, "case": "honghu", "cost": "natural", "family": "primary", "n": 9}
    same |= {"difference": 0.1, "low": 0.05, "high": 0.15, "smallest": 0.02, "verdict": Verdict.BETTER}
    names = ("resolution_ratio", "satisfaction", "trust_prop", "conflict_index")
    return pd.DataFrame([same | {"outcome": name} for name in names])


@pytest.mark.parametrize(("a", "b"), [("baseline", "one-four-n"), ("one-four-n", "baseline")])
def test_verdicts_say_what_is_built_in_whichever_side_is_subtracted(a: str, b: str) -> None:
    with language.spoken("en"):
        better, worse = list(verdicts(compared(a, b)))[-2:]
    assert better.startswith(
        "Built into the model: 1+4+N is better than the baseline in 99 % or more of 100 "
    )
    assert better.endswith("says nothing about the world: resolution ratio.") and "conflict" not in better
    assert worse.startswith("Built into the model: 1+4+N is worse") and worse.endswith(": satisfaction.")
    with language.spoken("zh"):
        assert list(verdicts(compared(a, b)))[-2].startswith(
            "模型结构使然，不能说明现实：成本相等时，在 100 组"
        )


def test_nothing_is_built_in_between_two_models_that_were_not_compared() -> None:
    assert not list(told.sentences(compared("troika", "one-four-n").to_dict("records")))
    assert not list(told.sentences(compared("baseline", "council").to_dict("records")))


def test_a_page_is_told_which_rows_to_mark() -> None:
    marks = [told.mark_for_script(row) for row in compared("baseline", "troika").to_dict("records")]
    assert marks == [None, None, {"governance": "troika", "way": "better"}, None]


@pytest.mark.parametrize("texts", [views.texts, strings.strings], ids=["report", "workshop page"])
def test_pages_have_the_sentences_their_scripts_fill_in(texts: Callable[[], dict[str, str]]) -> None:
    for spoken in language.LANGUAGES:
        with language.spoken(spoken):
            for way, text in told.words().items():
                assert texts()[f"built in {way}"] == text
                assert "100" in text and "{governance}" in text and "{outcomes}" in text


def test_terminals_and_reports_tell_it(make_study: Make) -> None:
    study = make_study(["minzhu"], ["baseline", "one-four-n"])
    with language.spoken("en"):
        blocks = [getattr(block, "text", "") for block in tables(study)]
        page = "".join(in_full(Material(folder=None, study=study), Numbers()))  # type: ignore[arg-type]
        cells = charts.differences(study)
    assert sum(text.startswith("Built into the model: 1+4+N is") for text in blocks) == 2
    assert page.count("Built into the model: 1+4+N is") == 2
    marked = {cell["outcome"] for cell in cells if cell["built in"]}
    assert marked == {"resolution_ratio", "satisfaction"}


def test_where_nothing_is_built_in_nothing_is_said() -> None:
    built_in.FILE.write_text(ROWS.splitlines()[0] + "\n", encoding="utf-8-sig")
    assert not list(told.sentences(compared("baseline", "one-four-n").to_dict("records")))
    assert built_in.draws() == 0


def test_the_committed_table_names_behavioural_outcomes_and_governance_models(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(built_in, "FILE", Path(built_in.__file__).with_name("built_in.csv"))
    first = built_in.FILE.read_text(encoding="utf-8-sig").splitlines()[0]
    assert first == ",".join(built_in.COLUMNS)
    for one in built_in.built_in():
        assert read.outcome_entries()[one.outcome].behavioural and one.draws >= 100
        assert {one.governance, one.against} <= set(read.governance_models())
        assert set(one.cases) <= set(read.cases())
