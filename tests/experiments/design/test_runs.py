"""Designs: seeds, replicates, batches."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from experiments.design.runs import STUDY, Run, batches, replicated, seed_of
from scenarios import read


def runs(*households: int) -> list[Run]:
    scenarios = [
        read.scenario("xihu", "baseline", overrides={"place.households": size})
        for size in dict.fromkeys(households)
    ]
    by_size = {int(scenario.parameters["place.households"]): scenario for scenario in scenarios}
    return [Run(by_size[size], place, place) for place, size in enumerate(households)]


def test_a_replicate_has_the_same_seed_under_every_governance_model() -> None:
    two = [read.scenario("xihu", governance) for governance in ("baseline", "troika")]
    by_scenario = [[run.seed for run in replicated([scenario], 5)] for scenario in two]
    assert by_scenario[0] == by_scenario[1] == [seed_of(STUDY, k) for k in range(5)]


def test_seeds_of_a_study_never_change() -> None:
    assert seed_of("gongzhi", 0) == 237862373164426
    assert seed_of("gongzhi", 1) == 80297074261561


def test_seeds_differ_between_replicates_and_studies() -> None:
    seeds = [seed_of(study, k) for study in ("gongzhi", "another") for k in range(2000)]
    assert len(set(seeds)) == len(seeds)


def test_a_spreadsheet_keeps_every_digit_of_a_seed() -> None:
    assert max(seed_of("gongzhi", k) for k in range(2000)) < 10**15


def test_batches_hold_all_runs_in_order_and_about_the_size_asked_for() -> None:
    wanted = runs(*[294, 518, 2991] * 30)
    cut = batches(wanted, jobs=2, households=15_000)
    assert [run for batch in cut for run in batch] == wanted
    assert max(sum(run.households for run in batch) for batch in cut) < 15_000 + 2991
    assert len(cut) == -(-sum(run.households for run in wanted) // 15_000)


def test_a_small_design_still_gives_every_job_a_batch() -> None:
    assert len(batches(runs(*[294] * 6), jobs=3)) == 3
    assert len(batches(runs(294, 294), jobs=8)) == 2


@given(st.lists(st.sampled_from([1, 294, 2991, 40_000]), min_size=1, max_size=40), st.integers(1, 8))
def test_no_run_is_lost_whatever_the_sizes(sizes: list[int], jobs: int) -> None:
    wanted = runs(*sizes)
    cut = batches(wanted, jobs)
    assert [run for batch in cut for run in batch] == wanted
    assert all(cut)


def test_a_district_is_as_large_as_all_its_compounds_and_stays_whole() -> None:
    members = [
        read.Member(read.scenario("xihu", "baseline", overrides={"place.households": size}), count)
        for size, count in ((100.0, 30), (250.0, 4))
    ]
    district = replace(read.scenario("xihu", "baseline"), members=tuple(members))
    run = Run(district, 0, 1)
    assert run.households == 4000
    assert batches([run, run, run], jobs=2, households=1000) == ((run,), (run,), (run,))
    assert batches([run], jobs=8, households=1000) == ((run,),)
