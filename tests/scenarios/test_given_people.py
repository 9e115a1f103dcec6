"""Households and ties of a case as they are: read strictly, and part of the scenario."""

import pytest

from scenarios.read import ScenarioError, case, households, scenario

HEAD = "building,stairwell,floor,door,age,owner,use\n"
ROWS = "1,1,1,101,72,1,\n1,1,1,102,,,shop\n1,1,2,201,35,0,\n2,1,1,101,66,1,home\n"


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """A case of four households, and how to write its files anew and read it."""
    monkeypatch.chdir(tmp_path)
    files = {
        "ours.yaml": "extends: minzhu\nhouseholds: ours-households.csv\nties: ours-ties.csv\n",
        "ours-households.csv": HEAD + ROWS,
        "ours-ties.csv": "one,other\n1,3\n4,3\n",
    }

    def read(**changed: str):
        names = {name.partition(".")[0].replace("-", "_"): name for name in files}
        for name, text in (files | {names[key]: text for key, text in changed.items()}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return case("ours.yaml")

    return read


def told(reading) -> str:
    with pytest.raises(ScenarioError) as error:
        reading()
    return str(error.value)


def test_the_number_of_households_and_of_those_who_know_nobody_follow_from_the_files(ours) -> None:
    found = ours()
    assert households(found) == found.parameters["place.households"].value == 4
    assert found.parameters["ties.isolates"].value == 0.25
    assert found.parameters["ties.degree"].value == pytest.approx(4 / 3)
    assert found.households.given()["age"] == 3
    assert found.ties.ends == ((1, 3), (3, 4))


def test_every_faulty_cell_is_named_at_once_and_no_telephone_number_is_shown(ours) -> None:
    rows = "1,1,1,101,seventy,2,\n1,1,0,138 0013 8000,70,1,barn\n1,2,2,1,70,1,shop\n"
    message = told(lambda: ours(ours_households=HEAD + rows))
    for cell in ("row 2, age", "row 2, owner", "row 3, floor", "row 3, door", "row 3, use"):
        assert cell in message
    assert "5 cells are wrong" in message and "ours-households.csv" in message
    assert "138" not in message
    message = told(lambda: ours(ours_households=HEAD + rows.splitlines()[2]))
    assert 'row 2, use is "shop"; allowed: home; a shop needs floor 1' in message


def test_rows_out_of_order_and_flats_that_come_twice_are_named(ours) -> None:
    rows = "1,1,2,201,,,\n1,1,1,101,,,\n1,2,1,1,,,\n1,1,1,101,,,\n1,2,1,1,,,\n"
    message = told(lambda: ours(ours_households=HEAD + rows))
    for cell in ("row 3, floor", "row 5, stairwell", "row 5, door", "row 6, stairwell", "row 6, door"):
        assert cell in message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "it is empty"),
        ("name,age\n张三,70\n", 'unknown columns: "name"; allowed are: building'),
        ("age,age\n1,1\n", "columns that appear twice: age"),
        ("age\n", "it has no rows"),
        ("age,owner\n70,1,1\n", "row 2, 3"),
    ],
)
def test_a_file_with_other_columns_is_refused(ours, text: str, part: str) -> None:
    message = told(lambda: ours(ours_households=text))
    assert part in message and "张三" not in message


def test_lines_above_the_columns_that_begin_with_a_hash_are_notes(ours) -> None:
    assert ours(ours_households="# counted, in May\n" + HEAD + ROWS).households.count == 4
    message = told(lambda: ours(ours_households="# counted, in May\n" + HEAD + "1,1,1,1,old,,\n"))
    assert "row 3, age" in message


def test_a_file_in_gbk_is_to_be_saved_as_utf8(ours, tmp_path) -> None:
    ours()
    (tmp_path / "ours-households.csv").write_bytes("building,age\n东楼,70\n".encode("gbk"))
    assert "GBK" in told(lambda: case("ours.yaml"))


def test_ties_with_themselves_with_nobody_and_twice_are_named_by_row(ours) -> None:
    message = told(lambda: ours(ours_ties="one,other,layer\n1,1,\n1,5,\n1,3,\n3,1,\n,2,\n2,3,work\n"))
    for cell in ("row 2, other", "row 3, other", "row 5, other", "row 6, one", "row 7, layer"):
        assert cell in message
    assert "5 cells are wrong" in message
    rows = "age,isolated\n70,1\n70,\n"
    message = told(lambda: ours(ours_households=rows, ours_ties="one,other\n1,2\n"))
    assert "row 2, one" in message and "not given as isolated" in message


def test_another_number_of_households_is_refused_wherever_it_is_said(ours) -> None:
    text = "extends: minzhu\nhouseholds: ours-households.csv\nparameters: {place.households: 5}\n"
    assert "place.households = 5, but ours-households.csv has 4" in told(lambda: ours(ours=text))
    ours()
    message = told(lambda: scenario("ours.yaml", "baseline", overrides={"place.households": 9.0}))
    assert "place.households = 9 cannot be" in message
    text = "extends: minzhu\nties: ours-ties.csv\nparameters: {place.households: 3}\n"
    assert "row 3, one" in told(lambda: ours(ours=text))


def test_a_district_has_no_households_of_its_own(ours) -> None:
    message = told(lambda: ours(ours="extends: xihu-district\nhouseholds: ours-households.csv\n"))
    assert "households belongs to the case of one compound" in message


def test_a_changed_cell_is_another_scenario_and_a_moved_folder_is_not(ours, tmp_path, monkeypatch) -> None:
    ours()
    first = scenario("ours.yaml", "baseline").digest()
    ours(ours_households=HEAD + ROWS.replace("72", "73"))
    assert scenario("ours.yaml", "baseline").digest() != first
    ours(ours_ties="other,one\n3,4\n1,3\n")
    assert scenario("ours.yaml", "baseline").digest() == first
    ours(ours_ties="one,other\n1,3\n4,2\n")
    assert scenario("ours.yaml", "baseline").digest() != first
    ours()
    tmp_path.rename(tmp_path.with_name("moved"))
    monkeypatch.chdir(tmp_path.with_name("moved"))
    assert scenario("ours.yaml", "baseline").digest() == first


def test_a_case_that_builds_on_it_has_its_people_or_others_instead(ours, tmp_path) -> None:
    mine = ours()
    (tmp_path / "later.yaml").write_text("extends: ours.yaml\nparameters: {fee.quality_start: 0.4}\n")
    later = case("later.yaml")
    assert (later.households, later.ties) == (mine.households, mine.ties)
    (tmp_path / "fewer.csv").write_text("age\n70\n71\n")
    (tmp_path / "other.yaml").write_text("extends: ours.yaml\nhouseholds: fewer.csv\n")
    other = case("other.yaml")
    assert (households(other), other.ties) == (2, None)
    assert "ties.isolates" not in other.parameters
