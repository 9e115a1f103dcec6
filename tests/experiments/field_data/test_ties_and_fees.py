"""Ties of any source become exactly the edges of a case; of fees the share collected has its interval."""

from pathlib import Path

import networkx
import pytest

from experiments.errors import ArgumentError
from experiments.field_data.fees.fee_import import import_fees
from experiments.field_data.households.household_import import import_households
from experiments.field_data.import_report import ImportReport
from experiments.field_data.import_request import ImportRequest
from experiments.field_data.ties.tie_import import import_tie_table, import_ties
from scenarios.read import scenario

SAMPLES = Path(__file__).resolve().parents[3] / "docs/field-data"


@pytest.fixture(autouse=True)
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a case with the households of the sample."""
    monkeypatch.chdir(tmp_path)
    import_households(ImportRequest(SAMPLES / "households.csv", "ours", leave_out_faulty=True))
    return tmp_path / "ours.yaml"


def fees(file: Path, text: str, leave_out: bool = False) -> ImportReport:
    file.write_text(text, encoding="utf-8")
    return import_fees(ImportRequest(file, "ours", leave_out_faulty=leave_out))


def edges(case: Path) -> list[str]:
    return case.with_name("ours-ties.csv").read_text(encoding="utf-8").splitlines()[1:]


def test_a_list_of_ties_becomes_the_edges_of_the_case(case: Path) -> None:
    report = import_tie_table(ImportRequest(SAMPLES / "ties.csv", "ours"))
    assert report.rows == len(edges(case)) == 150
    values = {one.key: one.value for one in report.values}
    assert values["ties.homophily"] > 0.56
    assert scenario(str(case), "baseline").parameters["ties.degree"] == pytest.approx(
        values["ties.degree"], abs=1e-3
    )


def test_graphml_and_a_graph_from_python_say_the_same(case: Path) -> None:
    graph = networkx.Graph([(0, 1), (1, 2), (2, 0), (5, 9)])
    import_ties(graph, "ours")
    found = edges(case)
    assert found == ["1,2", "1,3", "2,3", "6,10"]
    networkx.write_graphml(graph, case.with_name("ties.graphml"))
    import_tie_table(ImportRequest(case.with_name("ties.graphml"), "ours"))
    assert edges(case) == found


def test_every_tie_of_nobody_is_named_and_nothing_is_written(case: Path) -> None:
    file = case.with_name("ties.csv")
    file.write_text("甲户,乙户\n1-1-102,1-1-201\n9-9-901,1-1-102\n7,7\n王无人,3\n", encoding="utf-8")
    with pytest.raises(ArgumentError) as found:
        import_tie_table(ImportRequest(file, "ours"))
    told = str(found.value)
    assert [f"row {row}," in told for row in (2, 3, 4, 5)] == [False, True, True, True]
    assert "王无人" not in told
    assert not case.with_name("ours-ties.csv").exists()


def test_the_share_collected_is_that_of_all_that_was_due() -> None:
    report = import_fees(ImportRequest(SAMPLES / "fees.csv", "ours"))
    found = next(one for one in report.values if one.key == "fee.collection_start")
    assert found.low is not None and found.high is not None
    assert 0.6 < found.low < found.value < found.high < 0.9
    assert found.rows == 91


def test_months_may_stand_in_columns_and_a_wrong_one_is_named(case: Path) -> None:
    table = "房号,2025年1月,2025年2月\n101,是,否\n102,是,\n103,19900000001,是\n合计,3,1\n"
    with pytest.raises(ArgumentError, match="row 4, 2025年1月") as told:
        fees(case.with_name("fees.csv"), table)
    assert "1990000" not in str(told.value)
    report = fees(case.with_name("fees.csv"), table, leave_out=True)
    assert report.values[0].value == 0.5


def test_a_graph_whose_nodes_are_people_is_refused_without_their_names(case: Path) -> None:
    graph = networkx.Graph([("李建国", "²")])
    graph.edges["李建国", "²"]["layer"] = "李建国说"
    with pytest.raises(ArgumentError) as refused:
        import_ties(graph, "ours.yaml")
    assert "建国" not in str(refused.value)
    assert "row 1, layer" in str(refused.value)


def test_a_decimal_comma_makes_no_fee_ten_times_as_high(case: Path) -> None:
    report = fees(
        case.with_name("fees.csv"), "月份;房屋;应收;实收\n2025-01;1;50,5;50,5\n2025-01;2;101;50,5\n"
    )
    assert report.values[0].value == pytest.approx(101 / 151.5)


def test_fees_paid_in_advance_set_no_rate_and_two_columns_of_a_month_are_refused(case: Path) -> None:
    file = case.with_name("fees.csv")
    report = fees(file, "月份,房屋,应收,实收\n2025-01,1,50,500\n2025-02,1,50,-5\n", leave_out=True)
    assert (report.rows, report.values) == (1, ())
    assert "More was paid than was due" in report.remarks[0]
    with pytest.raises(ArgumentError, match="more than one column for the month 2025-01"):
        fees(file, "房屋,2025-01,2025年1月\n1,50,50\n")
