"""The command: what it prints, what it refuses, what it writes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.store import output_folder, tables
from scenarios import catalogue, language, read

pytestmark = pytest.mark.usefixtures("brief_pasts")

KEYS = {
    *("case", "outcome", "a", "b", "difference", "low", "high", "effect_size", "share_a_better", "verdict"),
    *(
        "n",
        "mean_a",
        "mean_b",
        "p",
        "p_holm",
        "utilisation_a",
        "utilisation_b",
        "verdict_text",
        "name",
        "unit",
    ),
}
KINDS = ["cases", "governance", "instruments", "outcomes", "observations", "parameters", "variants", "kinds"]
COMPARE = ("compare", "xihu", "--governance", "baseline,troika", "--months", "2", "--jobs", "1")


def strict(text: str):
    """JSON without the NaN and Infinity that Python would let pass."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_list_comes_as_a_table_and_as_json(gongzhi, what: str, spoken: str) -> None:
    printed, as_json = (
        gongzhi("list", what, "--lang", spoken),
        gongzhi("--lang", spoken, "list", what, "--json"),
    )
    assert printed.code == as_json.code == 0
    entries = strict(as_json.out)
    assert entries and all("name" in entry for entry in entries)
    assert str(next(iter(entries[0].values()))) in printed.out


def test_the_list_of_parameters_can_be_cut_to_a_grade(gongzhi) -> None:
    laws = strict(gongzhi("list", "parameters", "--grade", "law", "--json").out)
    assert laws and {entry["grade"] for entry in laws} == {"law"}


def test_every_instrument_names_its_cost_and_its_users(gongzhi) -> None:
    instruments = {entry["kind"]: entry for entry in strict(gongzhi("list", "instruments", "--json").out)}
    assert all(entry["cost"] for entry in instruments.values())
    assert "troika" in instruments["alliance"]["governance"]


@pytest.mark.usefixtures("world")
def test_a_run_prints_its_outcomes(gongzhi) -> None:
    printed = gongzhi("run", "xihu", "baseline", "--months", "2")
    assert printed.code == 0
    assert all(outcome in printed.out for outcome in read.outcome_entries())


@pytest.mark.usefixtures("world")
def test_a_run_as_json_says_which_run_it_was_and_has_null_for_undefined(gongzhi) -> None:
    answer = strict(gongzhi("run", "西湖区", "政府主导", "--months", "2", "--replicate", "1", "--json").out)
    assert (answer["case"], answer["governance"], answer["replicate"]) == ("xihu", "baseline", 1)
    assert answer["outcomes"]["fund_balance"] is None
    assert answer["command"] == ["gongzhi", "run", "xihu", "baseline", "--replicate", "1", "--months", "2"]


@pytest.mark.usefixtures("world", "unpainted")
def test_a_replicate_of_run_is_the_same_world_as_in_compare(gongzhi, tmp_path: Path) -> None:
    gongzhi(*COMPARE, "--replicates", "3", "--out", str(tmp_path / "out"))
    row = pd.read_csv(tmp_path / "out/runs.csv").query("governance == 'troika' and replicate == 2").iloc[0]
    answer = strict(gongzhi("run", "xihu", "troika", "--replicate", "2", "--months", "2", "--json").out)
    assert answer["seed"] == row["seed"]
    assert answer["outcomes"]["fee_collection"] == row["fee_collection"]


@pytest.mark.usefixtures("world")
def test_a_seed_is_taken_as_it_is(gongzhi) -> None:
    answer = strict(gongzhi("run", "xihu", "troika", "--seed", "42", "--months", "2", "--json").out)
    assert (answer["seed"], answer["replicate"]) == (42, None)


@pytest.mark.usefixtures("world")
def test_a_comparison_as_json_is_a_list_of_objects_and_nothing_else(gongzhi) -> None:
    said = gongzhi(*COMPARE, "--replicates", "3", "--json")
    rows = strict(said.out)
    assert said.err == ""
    assert len(rows) == len(read.outcome_entries())
    assert all(set(row) >= KEYS for row in rows)
    undefined = next(row for row in rows if row["outcome"] == "fund_balance")
    assert undefined["n"] == 0 and undefined["difference"] is None


@pytest.mark.usefixtures("world")
def test_several_cases_and_governance_models_make_all_pairs(gongzhi) -> None:
    rows = strict(
        gongzhi(
            *("compare", "xihu", "民主村", "--governance", "baseline，1+4+N,三驾马车", "--replicates", "2"),
            *("--months", "1", "--jobs", "1", "--json"),
        ).out
    )
    pairs = [("baseline", "one-four-n"), ("baseline", "troika"), ("one-four-n", "troika")]
    assert list(dict.fromkeys((row["case"], row["a"], row["b"]) for row in rows)) == [
        (case, a, b) for case in ("xihu", "minzhu") for a, b in pairs
    ]


@pytest.mark.usefixtures("world")
def test_a_governance_model_compared_with_itself_gives_exactly_zero(gongzhi) -> None:
    said = gongzhi(
        "compare", "xihu", "--governance", "troika,troika", "--months", "1", "--jobs", "1", "--json"
    )
    rows = [row for row in strict(said.out) if row["n"]]
    assert rows
    for row in rows:
        assert row["difference"] == row["low"] == row["high"] == row["effect_size"] == 0
        assert row["verdict"] == "identical in every replicate"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("spoken", "word"), [("zh", "工作负荷率"), ("en", "utilisation")])
def test_a_comparison_prints_a_table_with_utilisation(gongzhi, spoken: str, word: str) -> None:
    said = gongzhi(*COMPARE, "--replicates", "3", "--lang", spoken)
    assert said.code == 0
    assert word in said.out


@pytest.mark.usefixtures("world", "unpainted")
def test_parameters_set_reach_the_runs_and_the_manifest(gongzhi, tmp_path: Path) -> None:
    gongzhi(*COMPARE, "--replicates", "1", "--set", "fee.quality=4", "--out", str(tmp_path / "out"))
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["parameters_overridden"] == {"fee.quality": 4.0}
    assert "fee.quality=4" in manifest["command"]
    digests = {entry["digest"] for entry in manifest["scenarios"]}
    expected = read.scenario("xihu", "troika", months=2, overrides={"fee.quality": 4}).digest()
    assert expected in digests


BAD = {
    "unknown case": ("run", "minzho", "baseline"),
    "unknown governance model": ("run", "minzhu", "trioka"),
    "one governance model only": ("compare", "minzhu", "--governance", "baseline"),
    "no governance model": ("compare", "minzhu"),
    "no case": ("compare", "--governance", "baseline,troika"),
    "misspelt parameter": ("run", "minzhu", "baseline", "--set", "fee.qualty=4"),
    "value out of range": ("run", "minzhu", "baseline", "--set", "fee.quality=99"),
    "value that is no number": ("run", "minzhu", "baseline", "--set", "fee.quality=high"),
    "setting without a value": ("run", "minzhu", "baseline", "--set", "fee.quality"),
    "no replicates": (*COMPARE, "--replicates", "0"),
    "replicates that are no number": (*COMPARE, "--replicates", "many"),
    "no months": ("run", "minzhu", "baseline", "--months", "0"),
    "more months than sense": ("run", "minzhu", "baseline", "--months", "1000000"),
    "half a month": ("run", "minzhu", "baseline", "--months", "1.5"),
    "no jobs": ("compare", "xihu", "--governance", "baseline,troika", "--jobs", "0"),
    "negative seed": ("run", "minzhu", "baseline", "--seed", "-1"),
    "seed and replicate": ("run", "minzhu", "baseline", "--seed", "1", "--replicate", "1"),
    "unknown language": ("run", "minzhu", "baseline", "--lang", "fr"),
    "unknown option": ("run", "minzhu", "baseline", "--sede", "1"),
    "option without a value": ("run", "minzhu", "baseline", "--seed"),
    "a word too many": ("run", "minzhu", "baseline", "troika"),
    "unknown verb": ("contrast", "minzhu"),
    "unknown list": ("list", "models"),
    "unknown grade": ("list", "parameters", "--grade", "sede"),
    "grade of something else": ("list", "cases", "--grade", "seed"),
}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("words", BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_message_and_nothing_written(
    gongzhi, words: tuple[str, ...], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", spoken)
    with_folder = (
        words
        if words[0] in ("list", "contrast")
        else (*words[:3], "--out", str(tmp_path / "out"), *words[3:])
    )
    said = gongzhi(*with_folder)
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
    if words[-1] != "fr":
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said.err) == (spoken == "zh")


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("run", "minzho", "baseline"), "Minzhu"),
        (("run", "minzhu", "trioka"), "troika"),
        (("run", "minzhu", "baseline", "--set", "fee.qualty=4"), "fee.quality"),
        (("run", "minzhu", "baseline", "--sede", "1"), "--seed"),
        (("comparison", "minzhu"), "compare"),
    ],
)
def test_a_misspelt_name_brings_the_nearest_right_one(gongzhi, words: tuple[str, ...], nearest: str) -> None:
    assert nearest in gongzhi("--lang", "en", *words).err


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("place", ["/dev/null/out", "/proc/out"])
def test_a_folder_that_cannot_be_written_is_refused_before_any_run(gongzhi, world, place: str) -> None:
    world.fails_at = read and 0
    said = gongzhi(*COMPARE, "--out", place)
    assert said.code == 2
    assert place in said.err
    assert "runs done" not in said.err


def test_a_damaged_ledger_is_one_message(gongzhi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parameters.yaml").write_text("fee:\n  quality: {default: [", encoding="utf-8")
    monkeypatch.setattr(catalogue, "HERE", tmp_path)
    said = gongzhi("run", "minzhu", "baseline", "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert "parameters.yaml" in said.err and "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_a_failing_run_is_one_message_and_nothing_written(gongzhi, world, tmp_path: Path) -> None:
    from experiments.design.runs import seed_of

    world.fails_at = seed_of("gongzhi", 1)
    said = gongzhi(*COMPARE, "--replicates", "2", "--out", str(tmp_path / "out"), "--lang", "en")
    assert said.code == 2
    assert "--replicate 1" in said.err and "no household came" in said.err
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("world")
def test_a_failure_while_writing_leaves_nothing_behind(
    gongzhi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(tables, "_write_table", disk_is_full)
    said = gongzhi(*COMPARE, "--replicates", "1", "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert "out" in said.err
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("world", "unpainted")
def test_the_results_folder_is_complete_and_can_be_read_back(gongzhi, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert gongzhi(*COMPARE, "--replicates", "3", "--out", str(out)).code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        *(
            "comparison.csv",
            "comparison.parquet",
            "datapackage.json",
            "figures",
            "manifest.json",
            "monthly.csv",
            "monthly.parquet",
        ),
        *("runs.csv", "runs.parquet", "summary.html", "summary.md"),
    ]
    found = tables.read(out)
    assert found.replicates == 3 and found.governance == ["baseline", "troika"]
    assert found.comparison is not None and len(found.comparison) == len(read.outcome_entries())
    again = pd.read_csv(out / "runs.csv")
    assert again["fee_collection"].tolist() == found.runs["fee_collection"].tolist()
    assert (out / "runs.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
@pytest.mark.usefixtures("world", "unpainted")
def test_the_same_command_writes_the_same_bytes_wherever_it_writes(gongzhi, tmp_path: Path) -> None:
    for name in ("one", "two"):
        gongzhi(*COMPARE, "--replicates", "2", "--out", str(tmp_path / name))
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert files
    assert all(
        (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files
    )


@pytest.mark.usefixtures("world", "unpainted")
def test_results_of_ours_are_replaced_and_others_refused(gongzhi, tmp_path: Path) -> None:
    run = ("run", "xihu", "baseline", "--months", "1", "--out")
    assert gongzhi(*run, str(tmp_path / "out")).code == 0
    assert gongzhi(*run, str(tmp_path / "out")).code == 0
    assert output_folder.MANIFEST in {path.name for path in (tmp_path / "out").iterdir()}
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to my mother.txt").write_text("dear mother")
    assert gongzhi(*run, str(tmp_path / "letters")).code == 2
    assert (tmp_path / "letters/to my mother.txt").read_text() == "dear mother"


@pytest.mark.parametrize("verb", [(), ("list",), ("run",), ("compare",)])
def test_help_is_in_the_language_chosen(gongzhi, verb: tuple[str, ...]) -> None:
    chinese, english = gongzhi("--lang", "zh", *verb, "--help"), gongzhi("--lang", "en", *verb, "--help")
    assert chinese.code == english.code == 0
    assert "用法" in chinese.out and "Usage" in english.out
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english.out)


def test_without_a_word_the_command_shows_its_help(gongzhi) -> None:
    assert gongzhi().out == gongzhi("--help").out


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, experiments.cli.app; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "pandas", "scipy", "mesa", "matplotlib", "pydantic"} & set(loaded)


def test_every_help_text_is_translated() -> None:
    from experiments.cli.app import app
    from experiments.cli.command_line.help import translated

    language.use("zh")
    command = translated(app)
    language.use(None)
    texts = [
        text
        for each in (command, *command.commands.values())
        for text in (each.help, *(parameter.help for parameter in each.params))
    ]
    assert not [text for text in texts if not any("\u4e00" <= letter <= "\u9fff" for letter in text)]


@pytest.mark.slow
@pytest.mark.usefixtures("unpainted", "bare_fonts")
def test_a_value_beyond_the_plausible_is_told_on_the_terminal_and_kept_with_the_result(
    gongzhi, tmp_path: Path
) -> None:
    words = ("compare", "xihu", "--governance", "baseline,troika", "--replicates", "2", "--months", "2")
    out = tmp_path / "kept"
    answer = gongzhi(*words, "--set", "triage.staff=0", "--out", str(out))
    assert "staff (triage.staff) = 0: possible, but beyond the plausible range, 0.5 to 2.5" in answer.err
    assert json.loads((out / "manifest.json").read_text("utf-8"))["implausible"] == {"triage.staff": [0, 0]}
    assert "(triage.staff) = 0: possible, but beyond" in (out / "summary.md").read_text("utf-8")
    assert "triage.staff" not in gongzhi(*words).err


@pytest.mark.usefixtures("unpainted", "bare_fonts")
def test_a_study_keeps_and_tells_what_is_beyond_the_plausible(gongzhi, tmp_path: Path) -> None:
    file, store = tmp_path / "s.yaml", tmp_path / "store"
    file.write_text(
        "cases: [xihu]\ngovernance: [baseline]\nmonths: 2\nreplicates: 1\n"
        "parameters: {triage.staff: [0, 0.25, 2]}\n"
    )
    answer = gongzhi("study", str(file), "--out", str(store))
    assert "staff (triage.staff) = 0 to 0.25: possible" in answer.err
    assert json.loads((store / "study.json").read_text("utf-8"))["implausible"] == {"triage.staff": [0, 0.25]}
    assert gongzhi("report", str(store)).code == 0
    assert any("= 0 to 0.25: possible, but" in page.read_text("utf-8") for page in store.glob("*.html"))
