"""Sensitivity of a study: analysed and delivered, never from half a study or another one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.analysis.factorial_runs import sampled
from experiments.analysis.sensitivity import SensitivityRequest, analysed
from experiments.design.runs import seed_of
from experiments.store.store import Store

Make = Callable[..., None]
SAMPLED = "\n  issues.rate: sampled\n  fee.quality: sampled"
DESIGN = {"sobol": "{design: sobol, points: 4}", "morris": "{design: morris, points: 4}"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[object], Path]:
    """Where a store lies that was made before, by what it was made of."""
    folder, known = tmp_path_factory.mktemp("kept"), []

    def place(made_of: object) -> Path:
        if made_of not in known:
            known.append(made_of)
        return folder / str(known.index(made_of))

    return place


@pytest.fixture
def study(planned, carried_out, kept, request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Carry out a small study in the folder `store`, where the command stands."""
    monkeypatch.chdir(tmp_path)

    def make(design: str = "sobol", **lines: str) -> None:
        written = {"parameters": SAMPLED, "sampling": DESIGN[design]} | lines
        plan, before = planned("mine", **written), kept((written, "world" in request.fixturenames))
        if not before.exists():
            carried_out(plan, households=100_000)
            shutil.copytree("store", before)
        shutil.copytree(before, "store", dirs_exist_ok=True)

    return make


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_a_study_is_analysed_and_delivered(
    gongzhi, study: Make, design: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    study(design, months="3", outcomes="[conflict_index, resolution_ratio]")
    told = gongzhi("sensitivity", "store", "--study", "mine.yaml", "--out", "here", "--lang", language)
    assert told.code == 0 and {"zh": "诉求产生率", "en": "rate of demands"}[language] in told.out
    table = pd.read_parquet("here/indices.parquet")
    assert set(table["factor"]) == {"issues.rate", "fee.quality"}
    assert (table["against"] == "baseline").all() and (table["governance"] == "troika").all()
    parts = pd.read_csv("here/variance.csv")
    assert parts.groupby("outcome")["share"].sum().gt(0.99).all()
    assert Path("here/figures/sensitivity-xihu.png").exists() and Path("here/summary.html").exists()
    again = json.loads(Path("here/manifest.json").read_text("utf-8"))["command"]
    answer = json.loads(gongzhi(*again[1:], "--json").out)
    assert answer["design"] == design and answer["replicates"] == 3
    assert len(answer["indices"]) == len(table) and answer["indices"][0]["governance"] == "troika"
    assert answer["variance"][0]["share"] == pytest.approx(parts["share"][0])


def test_a_store_says_what_was_asked_and_needs_no_file(gongzhi, study: Make) -> None:
    study(outcomes="[satisfaction]", smallest="{conflict_index: 0.3}")
    Path("mine.yaml").unlink()
    found = analysed(SensitivityRequest(Path("store")))
    assert found.smallest == {"conflict_index": 0.3} and set(found.indices["outcome"]) == {"satisfaction"}
    assert gongzhi("sensitivity", "store").code == 0
    store = Store(Path("store"))
    store.identify({key: value for key, value in store.identity().items() if key != "asked"})
    answer = gongzhi("sensitivity", "store")
    assert answer.code == 2 and "store holds the study mine; name its file with --study" in answer.err


def test_values_stand_where_the_design_has_them(study: Make) -> None:
    study(parameters=SAMPLED + "\n  triage.work: [3, 4]")
    runs = sampled(Path("store"), "mine.yaml")
    assert [setting.place for setting in runs.settings()] == [0, 1]
    second = list(runs.settings())[1]
    values = runs.values(second, "utilisation", "troika", "baseline")
    table = runs.runs.set_index(["governance", "point", "replicate"])["utilisation"]
    assert values.shape == (4, 4, 3) and table["troika", 9, 0] != table["troika", 16 + 9, 0]
    assert values[2, 1, 0] == table["troika", 16 + 9, 0] - table["baseline", 16 + 9, 0]


def test_every_case_and_listed_value_is_analysed_for_itself(study: Make) -> None:
    study(parameters=SAMPLED + "\n  triage.work: [3, 4]", cases="[xihu, minzhu]", governance="[baseline]")
    found = analysed(SensitivityRequest(Path("store"), ["satisfaction"], study="mine.yaml"))
    settings = found.variance[["case", "triage.work"]].drop_duplicates()
    assert len(settings) == 4 and (found.variance["against"] == "").all()


@pytest.mark.usefixtures("world")
def test_a_study_at_equal_cost_is_analysed_at_both_costs(study: Make) -> None:
    study(cost="equal")
    found = analysed(SensitivityRequest(Path("store"), ["conflict_index"], study="mine.yaml"))
    assert found.variance["cost"].unique().tolist() == ["natural", "equal"]
    table = pd.read_parquet("store/runs")
    for part in Path("store/runs").iterdir():
        part.unlink()
    table[table["cost"] == "natural"].to_parquet("store/runs/rest.parquet", index=False)
    with pytest.raises(OSError, match=r"lacks 96 of the runs.*equal, point=0"):
        analysed(SensitivityRequest(Path("store"), ["conflict_index"], study="mine.yaml"))


@pytest.mark.usefixtures("world")
def test_what_is_undefined_or_the_same_everywhere_is_told_and_left_out(study: Make) -> None:
    study()
    found = analysed(SensitivityRequest(Path("store"), study="mine.yaml"))
    left = found.left_out.set_index("outcome")
    assert left["undefined"]["fund_balance"] == 1 and not left["constant"]["fund_balance"]
    assert left["constant"]["firm_exit"] and left["undefined"]["firm_exit"] == 0
    assert not {"fund_balance", "firm_exit"} & set(found.indices["outcome"])
    assert (found.indices["ST_run"].abs() < 1e-9).all()


@pytest.mark.usefixtures("world")
def test_runs_that_failed_are_named_with_the_commands_that_help(gongzhi, study: Make, world) -> None:
    world.fails_at = seed_of("mine", 1)
    study(burn_in="0")
    answer = gongzhi("sensitivity", "store", "--study", "mine.yaml")
    failed = {key[:10] for key in pd.read_parquet("store/failures")["key"]}
    assert answer.code == 2 and "lacks 32 of the runs" in answer.err and answer.err.count("\n") == 1
    assert any(f"{key} (failed)" in answer.err for key in failed)
    assert "gongzhi study mine.yaml --out store" in answer.err and "32 of them failed" in answer.err
    assert any(f"gongzhi replay {key} --study store" in answer.err for key in failed)


@pytest.mark.usefixtures("world")
def test_runs_that_were_never_made_are_named(gongzhi, study: Make) -> None:
    study()
    part = next(Path("store/runs").iterdir())
    table = pd.read_parquet(part)
    gone = table[(table["point"] == 5) & (table["replicate"] == 2) & (table["governance"] == "troika")].index
    part.unlink()
    table.drop(gone).to_parquet("store/runs/loose.parquet", index=False)
    answer = gongzhi("sensitivity", "store", "--study", "mine.yaml")
    assert "lacks 1 of the runs" in answer.err and "xihu/troika (point=5, replicate=2)" in answer.err
    assert gongzhi("sensitivity", "store", "--study", "mine.yaml", "--governance", "baseline").code == 0


WRONG = [
    (("nowhere",), "nowhere holds no study"),
    (("store", "--study", "other.yaml"), "store holds the study mine, not other"),
    (("store", "--study", "mine.yaml", "--outcome", "conflict_indx"), "Did you mean conflict_index?"),
    (("store", "--study", "mine.yaml", "--outcome", "price_days"), "There is no outcome price_days"),
    (("store", "--study", "mine.yaml", "--governance", "troica"), "Did you mean troika?"),
    (("store", "--study", "mine.yaml", "--governance", "one-four-n"), "has no governance model one-four-n"),
    (("store", "--study", "mine.yaml", "--difference", "troika"), "must be A,B for B minus A, not troika"),
    (("store", "--study", "mine.yaml", "--difference", "troika,三驾马车"), "names troika twice"),
    (("store", "--study", "mine.yaml", "--governance", "troika", "--difference", "troika"), "not both"),
]  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _said in WRONG])
def test_what_is_wrong_is_one_message(
    gongzhi, study: Make, planned, words: tuple[str, ...], said: str
) -> None:
    study()
    planned("other", parameters=SAMPLED, sampling=DESIGN["sobol"])
    answer = gongzhi("sensitivity", *words, "--out", "here")
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1 and not answer.out
    assert not Path("here").exists()


UNFIT = [
    ({"sampling": "{design: lhs, points: 4}"}, "follows no design for sensitivity"),
    ({"sampling": "{design: sobol, points: 1}"}, "has a single base point"),
    ({"replicates": "2"}, "to tell chance from parameters takes at least 3.*--replicates 3"),
    ({"governance": "[baseline, troika, one-four-n]"}, "choose with .*--difference baseline,troika"),
]  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("lines", "said"), UNFIT, ids=[str(lines) for lines, _said in UNFIT])
def test_a_study_that_cannot_be_analysed_says_why(study: Make, lines: dict[str, str], said: str) -> None:
    study(**lines)
    with pytest.raises((ValueError, OSError), match=said):
        analysed(SensitivityRequest(Path("store"), study="mine.yaml"))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"months": "3"}, "months: 2 ≠ 3"),
        ({"sampling": "{design: sobol, points: 8}"}, "store lacks 96 of the runs"),
        ({"parameters": "\n  issues.rate: sampled\n  fee.quality: {low: 3, high: 4}"}, "has fee.quality ="),
        ({"parameters": "\n  issues.rate: sampled\n  triage.work: sampled"}, "point 0 has triage.work"),
    ],
)
def test_runs_of_another_file_are_refused(study: Make, planned, lines: dict[str, str], said: str) -> None:
    study()
    planned("mine", **({"parameters": SAMPLED, "sampling": DESIGN["sobol"]} | lines))
    with pytest.raises(OSError, match=said):
        analysed(SensitivityRequest(Path("store"), study="mine.yaml"))
