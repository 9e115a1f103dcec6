"""Nothing that the seeds describe is missing: every row of the table has a file, a place and a test that
exist.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from results.evidence.coverage import FILE, PAGE, Mechanism, Part, SettingOf, coverage, missing, page
from scenarios.read import ScenarioError

type Parts = Mapping[str, Part]

ROWS = {"actors": 24, "systems": 34, "problems": 22, "numbers": 21, "demands": 31, "claims": 22}


@pytest.fixture(scope="module")
def parts() -> Parts:
    """The table of the project."""
    return coverage()


def test_every_actor_system_problem_number_demand_and_claim_has_a_row(parts: Parts) -> None:
    assert {part: len(one.rows) for part, one in parts.items()} == ROWS
    for part in ("actors", "systems", "problems", "numbers"):
        assert list(parts[part].rows) == [str(number) for number in range(1, ROWS[part] + 1)]
    assert list(parts["claims"].rows) == [f"SF{number}" for number in range(1, 23)]


def test_whatever_a_row_names_exists(parts: Parts) -> None:
    assert not list(missing(parts))


def test_the_page_is_that_of_the_table(parts: Parts) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(parts), "run: python -m results.evidence.coverage"


@pytest.mark.parametrize("key", ["files", "where", "tests"])
def test_a_row_without_a_file_a_place_or_a_test_is_refused(tmp_path: Path, key: str) -> None:
    content = YAML(typ="safe", pure=True).load(FILE)
    first = content["actors"]["rows"]["1"] | {key: []}
    damaged = tmp_path / "coverage.yaml"
    with damaged.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"actors": content["actors"] | {"rows": {"1": first}}}, file)
    with pytest.raises(ScenarioError, match=key):
        coverage(damaged)


@pytest.mark.parametrize(
    ("named", "other"),
    [
        ("agents/elderly.py", "agents/elder.py"),
        ("case:honghu,", "case:hong,"),
        ("key:place.has_venue", "key:place.has_garden"),
        ("instrument:patrol", "instrument:parade"),
        ("instrument:task_force]", "instrument:task_farce]"),
        ("::test_few_staff_let_the_queue_grow", "::test_few_staff_sing"),
        ("pattern:SF2-local", "pattern:SF2-global"),
    ],
)
@pytest.mark.slow
def test_a_row_that_names_what_does_not_exist_is_found(tmp_path: Path, named: str, other: str) -> None:
    lists = re.split(r"^(?=\w)", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = next(one for one in lists if named in one)
    damaged = tmp_path / "coverage.yaml"
    damaged.write_text(text.replace(named, other), encoding="utf-8")
    assert any(other.strip(":,]") in absent for absent in missing(coverage(damaged)))


def test_every_system_says_whether_it_is_a_mechanism_and_if_not_which_it_sets(parts: Parts) -> None:
    systems = list(parts["systems"].rows.values())
    settings = [row for row in systems if isinstance(row, SettingOf)]
    assert all(isinstance(row, Mechanism) for row in systems if row not in settings)
    assert len(settings) >= 5 and len(systems) - len(settings) >= 20
    for row in settings:
        assert all(one.startswith("instrument:") for one in row.of)
    said = page(parts)
    assert said.count("单独的机制<br>mechanism of its own") == len(systems) - len(settings)
    assert said.count("以下机制的设置<br>setting of<br>`instrument:") == len(settings)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({}, "kind"),
        ({"kind": "setting"}, "of"),
        ({"kind": "both"}, "kind"),
        ({"kind": "setting", "of": []}, "of"),
    ],
)
def test_a_system_that_does_not_say_what_it_is_is_refused(tmp_path: Path, entry, told: str) -> None:
    content = YAML(typ="safe", pure=True).load(FILE)
    first = {key: value for key, value in content["systems"]["rows"]["1"].items() if key != "kind"} | entry
    damaged = tmp_path / "coverage.yaml"
    with damaged.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"systems": content["systems"] | {"rows": {"1": first}}}, file)
    with pytest.raises(ScenarioError, match=rf"\b{told}\b"):
        coverage(damaged)


def test_rows_say_which_names_share_one_instrument(parts: Parts) -> None:
    shared = [row for row in parts["systems"].rows.values() if row.note]
    assert len(shared) >= 8 and all(row.note and row.note.zh and row.note.en for row in shared)


def test_numbers_that_the_model_does_not_use_say_where_they_are_stated(parts: Parts) -> None:
    own = f"{Path(__file__).parent.name}/{Path(__file__).name}"
    unused = [
        row for row in parts["numbers"].rows.values() if any(test.startswith(own) for test in row.tests)
    ]
    assert len(unused) >= 7
    assert all(row.note and "stated" in row.note.en for row in unused)
