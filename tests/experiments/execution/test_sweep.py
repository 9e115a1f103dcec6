"""A study carried out: what is stored is not made twice, and the rows are the same however it was made."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.design.runs import replicated
from experiments.design.study_identity import summary
from experiments.execution.executors import InProcess, ProcessExecutor
from experiments.execution.run_all import run_all
from experiments.store.merge_shards import merge
from experiments.store.store import StoreError
from scenarios import read
from scenarios.sampling import Sampling
from tests.experiments.provenance.test_run_key import code, edit

__all__ = ["code"]

PARAMETERS = "\n  issues.rate: [30, 60]"


def runs(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "runs")


def content(folder: Path) -> dict[str, bytes]:
    """Every part of a store, byte for byte."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.parquet")}


def test_a_store_is_read_in_one_line_and_has_the_rows_of_the_model(planned, carried_out, tmp_path) -> None:
    report = carried_out(planned(monthly="true"))
    assert (report.runs, report.made, report.failed) == (6, 6, 0)
    table = runs(tmp_path / "store").sort_values(["governance", "replicate"], ignore_index=True)
    scenarios = [read.scenario("xihu", model, months=2, burn_in=1) for model in ("baseline", "troika")]
    alone = run_all(replicated(scenarios, 3, study="small"), 1)
    for name in (*read.outcome_entries(), "seed"):
        if name in table:
            assert table[name].equals(alone.runs[name]), name
    months = pd.read_parquet(tmp_path / "store" / "monthly").merge(table[["key", "seed"]], on="key")
    assert len(months) == 12 and set(months["month"]) == {1, 2}


def test_run_again_it_makes_nothing_and_touches_nothing(planned, carried_out, tmp_path) -> None:
    carried_out(planned())
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "store").rglob("*.parquet")}
    assert carried_out(planned()).made == 0
    assert before == {file: file.stat().st_mtime_ns for file in (tmp_path / "store").rglob("*.parquet")}


def test_more_replicates_models_or_points_make_only_what_is_new(planned, carried_out, tmp_path) -> None:
    carried_out(planned(parameters=PARAMETERS))
    assert carried_out(planned(parameters=PARAMETERS, replicates="4")).made == 4
    assert carried_out(planned(parameters="\n  issues.rate: [45, 30, 60]", replicates="4")).made == 8
    table = runs(tmp_path / "store")
    assert table.groupby("point")["issues.rate"].unique().map(list).to_dict() == {0: [45], 1: [30], 2: [60]}
    assert carried_out(planned(parameters=PARAMETERS, months="3", replicates="4")).made == 16
    assert len(runs(tmp_path / "store")) == 16


def test_what_is_no_longer_asked_for_is_put_aside_and_taken_back(planned, carried_out, tmp_path) -> None:
    carried_out(planned(monthly="true"))
    before = content(tmp_path / "store")
    assert carried_out(planned(governance="[baseline]", replicates="2", monthly="true")).made == 0
    months = pd.read_parquet(tmp_path / "store/monthly")
    assert len(runs(tmp_path / "store")) == 2 and set(months["key"]) == set(runs(tmp_path / "store")["key"])
    assert carried_out(planned(monthly="true")).made == 0
    assert content(tmp_path / "store").items() >= before.items()


@pytest.mark.slow
def test_the_same_bytes_from_one_worker_two_workers_any_batches_and_merged_shards(
    planned, carried_out, tmp_path
) -> None:
    plan = planned(parameters=PARAMETERS, monthly="true")
    carried_out(plan, "one")
    carried_out(plan, "two", executor=ProcessExecutor(2), households=300)
    carried_out(plan, "big", households=100_000)
    parts = [carried_out(plan, f"part{number}", shard=(number, 4)).runs for number in (1, 2, 3, 4)]
    merged = merge([tmp_path / f"part{number}" for number in (4, 1, 3, 2)], tmp_path / "merged")
    assert parts == [3, 3, 3, 3] and merged == (12, 0)
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(tmp_path / "big")
    assert content(tmp_path / "one") == content(tmp_path / "merged")
    assert carried_out(plan, "merged").made == 0


def test_only_shards_of_one_study_and_one_code_are_merged(planned, carried_out, tmp_path) -> None:
    carried_out(planned("a"), "a")
    carried_out(planned("b"), "b")
    carried_out(planned("a", months="3"), "c")
    with pytest.raises(StoreError, match=r"the study a.*the study b"):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "out")
    with pytest.raises(StoreError, match="different study files or different code"):
        merge([tmp_path / "a", tmp_path / "c"], tmp_path / "out")
    with pytest.raises(StoreError, match="holds no study"):
        merge([tmp_path / "a", tmp_path / "nowhere"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_shards_that_contradict_each_other_are_told(planned, carried_out, tmp_path) -> None:
    for name in ("a", "b"):
        carried_out(planned(), name)
    part = next((tmp_path / "b/runs").iterdir())
    table = pd.read_parquet(part)
    table.loc[2, "conflict_index"] += 1e-9
    part.unlink()
    table.to_parquet(part.with_name("part.parquet"), index=False)
    with pytest.raises(StoreError, match=table.loc[2, "key"]):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "out")


def test_an_edited_rule_makes_exactly_the_runs_it_touches_again(planned, carried_out, tmp_path, code) -> None:
    plan = planned(governance="[baseline, troika, council]")
    touched = [m for m in plan.governance if "convenor" in {o.kind for o in read.governance(m).instruments}]
    assert carried_out(plan).made == 9
    edit(code / "model/instruments/convenor.py", '"""', '"""Other words. ')
    edit(code / "model/triage.py", "\ndef ", "\n# why\ndef ")
    assert carried_out(plan).made == 0
    edit(code / "model/instruments/convenor.py", "\nclass ", "\nOTHER = 1\n\nclass ")
    assert 0 < len(touched) < 3 and carried_out(plan).made == 3 * len(touched)
    assert len(runs(tmp_path / "store")) == 9
    edit(code / "model/triage.py", "\ndef ", "\nOTHER = 1\n\ndef ")
    assert carried_out(plan).made == 9 and len(runs(tmp_path / "store")) == 9
    edit(code / "model/triage.py", "\nOTHER = 1\n\ndef ", "\ndef ")
    assert carried_out(plan).made == 0


def test_a_study_says_which_code_has_changed_and_how_many_rows_were_set_aside(
    planned, carried_out, tmp_path, code
) -> None:
    plan = planned(governance="[baseline, troika, council]", cost="equal")
    first = carried_out(plan)
    assert (first.aside, first.edited, list(first.warnings())) == (0, [], [])
    edit(code / "agents/elderly.py", "\nclass ", "\n# why\nclass ")
    assert list(carried_out(plan).warnings()) == []
    rows, touched = runs(tmp_path / "store"), ("troika", "council")
    holders = [m for m in touched if "convenor" in {one.kind for one in read.governance(m).instruments}]
    edit(code / "model/instruments/convenor.py", "\nclass ", "\nOTHER = 1\n\nclass ")
    again = carried_out(plan)
    made_by_it = rows[rows["governance"].isin(holders)]["key"].nunique()
    assert again.edited == ["model/instruments/convenor.py"] and again.aside == again.made == made_by_it > 0
    [said] = again.warnings()
    line = 1 + (code / "model/instruments/convenor.py").read_text("utf-8").split("\n").index("OTHER = 1")
    assert said == (
        f"OTHER (model/instruments/convenor.py:{line}) changed since 18 of 18 runs were made: the "
        f"{made_by_it} that go through it were set aside and are made again."
    )
    assert again.plain()["code_changed"] == again.edited and again.plain()["set_aside"] == made_by_it


def test_a_study_with_a_rule_edited_half_way_names_the_rule(planned, carried_out, tmp_path, code) -> None:
    plan = planned(replicates="4")
    assert carried_out(plan, shard=(1, 2)).made == 4
    rule = "        return draw < exp(-call * self.online)"
    edit(code / "agents/resident.py", rule, rule.replace("-call", "-2.0 * call"))
    again = carried_out(plan)
    line = next(
        number
        for number, text in enumerate((code / "agents/resident.py").read_text("utf-8").split("\n"), 1)
        if "def comes_in_person" in text
    )
    assert list(again.warnings()) == [
        f"Resident.comes_in_person (agents/resident.py:{line}) changed since 4 of 8 runs were made: the 4 "
        "that go through it were set aside and are made again."
    ]
    assert again.plain()["definitions_changed"] == [
        {"file": "agents/resident.py", "name": "Resident.comes_in_person", "line": line}
    ]
    edit(
        code / "agents/resident.py",
        "        return draw < exp(-2.0 * call",
        "        return draw < exp(-call",
    )
    edit(code / "model/triage.py", "\ndef ", "\nOTHER = 1\n\ndef ")
    edit(code / "agents/elderly.py", "elderly.move_out", "young.move_out")
    [said] = carried_out(plan).warnings()
    for name in (
        "ElderlyResident.move_out (agents/elderly.py:",
        "Resident.comes_in_person (",
        "OTHER (model/",
    ):
        assert name in said


def test_a_store_that_says_nothing_of_its_rules_still_names_the_files(
    planned, carried_out, tmp_path, code
) -> None:
    carried_out(planned())
    said = tmp_path / "store/study.json"
    content = json.loads(said.read_text("utf-8"))
    assert content.pop("definitions")["agents/elderly.py"]["ElderlyResident.move_out"]
    said.write_text(json.dumps(content), "utf-8")
    edit(code / "agents/elderly.py", "elderly.move_out", "young.move_out")
    again = carried_out(planned())
    assert again.made == 6 and again.plain()["definitions_changed"] == []
    [words] = again.warnings()
    assert words.startswith("The code has changed since (agents/elderly.py): 6 rows")


def test_rows_that_a_study_no_longer_asks_for_are_counted(planned, carried_out) -> None:
    carried_out(planned())
    [said] = carried_out(planned(replicates="2")).warnings()
    assert said == "2 rows that the study no longer asks for, as it now stands, were set aside."


def test_code_edited_before_it_is_loaded_is_refused(planned, carried_out, tmp_path, code) -> None:
    class Editing(InProcess):
        def trials(self, batches, monthly):
            edit(code / "model/triage.py", "\ndef ", "\nOTHER = 1\n\ndef ")
            return super().trials(batches, monthly)

    with pytest.raises(StoreError, match="code of the model was edited meanwhile"):
        carried_out(planned(), executor=Editing())
    assert not list((tmp_path / "store").rglob("*.parquet"))
    assert carried_out(planned()).made == 6


def test_workers_that_loaded_other_code_are_refused(planned, carried_out, tmp_path, code) -> None:
    executor = InProcess()
    edit(code / "agents/elderly.py", "\nclass ", "\nOTHER = 1\n\nclass ")
    with pytest.raises(StoreError, match="code of the model was edited meanwhile"):
        carried_out(planned(), executor=executor)
    assert not list((tmp_path / "store").rglob("*.parquet"))


def test_at_equal_cost_the_cheaper_side_has_what_it_lacks_and_the_dearer_is_not_run_twice(
    planned, carried_out, tmp_path
) -> None:
    report = carried_out(planned(governance="[baseline, one-four-n]", cost="equal", months="6"))
    assert (report.runs, report.made) == (12, 9)
    table = runs(tmp_path / "store").set_index(["governance", "cost"]).sort_index()
    assert (table.loc[("baseline", "equal"), ["given_days", "given_yuan"]] > 0).any(axis=None)
    assert not table.loc[
        [("one-four-n", "equal"), ("baseline", "natural")], ["given_days", "given_yuan"]
    ].any(axis=None)
    mean = table.groupby(["governance", "cost"])["cost_total"].mean()
    assert mean["baseline", "equal"] == pytest.approx(mean["one-four-n", "equal"], rel=0.01)
    assert carried_out(planned(governance="[baseline, one-four-n]", cost="equal", months="6")).made == 0


def test_a_shard_leaves_equal_cost_to_the_whole(planned, carried_out, tmp_path) -> None:
    plan = planned(governance="[baseline, one-four-n]", cost="equal")
    carried_out(plan, "whole")
    for number in (1, 2):
        assert carried_out(plan, f"part{number}", shard=(number, 2)).equal_left
    merge([tmp_path / "part1", tmp_path / "part2"], tmp_path / "merged")
    assert not carried_out(plan, "merged").equal_left
    assert content(tmp_path / "whole") == content(tmp_path / "merged")


def test_replicates_are_added_until_the_interval_is_narrow_enough_and_it_is_said(
    planned, carried_out
) -> None:
    width = 20.0
    wide = f"{{outcome: issues_raised, width: {width}, least: 3, most: 60}}"
    report = carried_out(planned("seek", governance="[baseline]", precision=wide), households=10_000)
    assert report.seen is not None and report.seen.width <= width and 3 < report.replicates < 60
    assert f"{report.replicates} replicates suffice" in " ".join(report.warnings())
    again = carried_out(planned("seek", governance="[baseline]", precision=wide))
    assert (again.made, again.replicates) == (0, report.replicates)


def test_a_study_that_never_gets_precise_stops_at_the_most_and_says_so(planned, carried_out) -> None:
    narrow = "{outcome: issues_raised, width: 0.001, least: 2, most: 4}"
    report = carried_out(planned("seek", governance="[baseline]", precision=narrow))
    assert report.replicates == 4 and "4 replicates are the most" in " ".join(report.warnings())


def test_values_that_do_not_go_together_are_told_before_anything_runs(planned, carried_out, tmp_path) -> None:
    shares = "\n  population.elderly_share: [0.2, 0.6]\n  population.young_share: 0.5"
    with pytest.raises(read.ScenarioError, match=r"small, point 1 \(population.elderly_share = 0.6\): "):
        carried_out(planned(parameters=shares))
    assert not list((tmp_path / "store").rglob("*.parquet"))


def test_a_store_says_what_was_asked_and_no_place_on_this_machine(planned, tmp_path) -> None:
    plan = planned(parameters=PARAMETERS, smallest="{conflict_index: 0.2}")
    own = Sampling(design="posterior", points=2, posterior=str(tmp_path / "own/mine.csv"))
    told = json.loads(json.dumps(summary(plan.model_copy(update={"sampling": own}), tmp_path / "store")))
    assert told["smallest"] == {"conflict_index": 0.2}
    assert told["asked"]["parameters"] == {"issues.rate": [30, 60]} and told["asked"]["replicates"] == 3
    assert told["asked"]["sampling"]["posterior"] == "own/mine.csv" and str(tmp_path) not in json.dumps(told)
