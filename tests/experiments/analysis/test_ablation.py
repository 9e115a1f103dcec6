"""Taking apart: coalitions, Shapley shares, leave one out and add one, what the command says and refuses."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.ablation import ADD, ALL, LEAVE_OUT, SHAPLEY, TABLE, WHOLE, Parts, ablation_table
from experiments.analysis.coalitions import (
    MOST,
    RULES,
    PieceGroup,
    coalition,
    coalitions,
    groups,
    pieces,
    shares,
    without,
)
from experiments.design.runs import Run
from experiments.errors import ArgumentError
from experiments.execution.run_all import Rows, run_all
from experiments.execution.run_cache import Replicates
from scenarios import read

ABLATE = ("ablate", "xihu", "troika", "--months", "2", "--replicates", "3", "--jobs", "1")


def make(runs: Sequence[Run], monthly: bool) -> Rows:
    return run_all(runs, 1, monthly=monthly)


@pytest.fixture
def baseline() -> read.Governance:
    return read.governance("baseline")


@pytest.fixture
def troika() -> read.Governance:
    return read.governance("troika")


def with_rules(model: read.Governance) -> read.Governance:
    value = read.Given(value=0.5, source="assumption: a trial", grade="assumption")
    return model.model_copy(update={"parameters": {"triage.admin_share": value}})


def test_all_pieces_are_the_governance_model_and_none_are_the_baseline(troika, baseline) -> None:
    assert coalition(troika, baseline, pieces(troika)) is troika
    assert coalition(troika, baseline, ()) is baseline


def test_a_part_keeps_the_settings_it_has_in_the_whole(baseline) -> None:
    whole = read.governance("one-four-n")
    part = coalition(whole, baseline, {"forum"})
    assert [adopted.kind for adopted in part.instruments] == ["forum"]
    assert part.instruments[0].settings == next(a for a in whole.instruments if a.kind == "forum").settings
    assert read.scenario("xihu", part).parameters["forum.representatives"] == 0.5


def test_values_that_a_governance_model_sets_outside_its_instruments_are_a_piece_of_their_own(
    troika, baseline
) -> None:
    whole = with_rules(troika)
    assert pieces(whole) == (*pieces(troika), RULES)
    assert coalition(whole, baseline, {"alliance"}).parameters == {}
    assert coalition(whole, baseline, {RULES}).parameters == whole.parameters


def test_every_part_has_a_name_of_its_own(troika, baseline) -> None:
    parts = [coalition(troika, baseline, held) for held in coalitions(pieces(troika))]
    assert len({part.id for part in parts}) == len({part.name.zh for part in parts}) == len(parts)


def test_leaving_out_an_instrument_that_is_not_held_is_an_error_with_the_list(troika, baseline) -> None:
    with pytest.raises(ArgumentError) as wrong:
        without(troika, baseline, "forum")
    assert all(piece in str(wrong.value) for piece in pieces(troika))


def test_up_to_eight_instruments_are_groups_by_themselves_and_more_are_grouped_by_role(troika) -> None:
    assert groups(None, troika) == tuple(PieceGroup(piece, (piece,)) for piece in pieces(troika))
    many = read.governance("one-four-n")
    found = groups(None, many)
    assert len(pieces(many)) > MOST >= len(found)
    assert sorted(piece for group in found for piece in group.pieces) == sorted(pieces(many))


def test_instruments_without_a_role_are_one_group(made_of) -> None:
    own = made_of(*pieces(read.governance("one-four-n")), "of my own")
    assert groups(None, own)[-1] == PieceGroup("other", ("of my own",))


def test_what_groups_do_not_name_is_one_more_group(troika) -> None:
    found = groups([("党组织牵头", "alliance")], troika)
    assert [group.pieces for group in found] == [
        ("convenor", "alliance"),
        tuple(piece for piece in pieces(troika) if piece not in ("convenor", "alliance")),
    ]


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_shares_sum_to_the_whole_in_every_world(players: int, seed: int) -> None:
    luck = np.random.default_rng(seed)
    values = {some: luck.normal(size=7) for some in coalitions(range(players))}
    total = shares(players, values).sum(axis=0)
    np.testing.assert_allclose(total, values[frozenset(range(players))] - values[frozenset()], atol=1e-12)


def test_shares_are_those_worked_out_by_hand() -> None:
    # Alone 1 and 2, together 6: orders give the first 1 or 4, the second 5 or 2.
    one, two = frozenset({0}), frozenset({1})
    values = {frozenset[int](): 0.0, one: 1.0, two: 2.0, one | two: 6.0}
    assert list(shares(2, {some: np.array(value) for some, value in values.items()})) == [2.5, 3.5]


def test_a_player_that_changes_nothing_gets_nothing_and_an_undefined_value_leaves_nobody_a_share() -> None:
    values = {
        some: np.array([5.0 * (0 in some), math.nan if some == {1} else 1.0]) for some in coalitions([0, 1])
    }
    found = shares(2, values)
    assert found[:, 0].tolist() == [5.0, 0.0]
    assert np.isnan(found[:, 1]).all()


def test_shapley_shares_of_the_model_sum_to_the_whole_effect(troika, baseline) -> None:
    parts = Parts(read.case("xihu"), troika, baseline, months=3)
    table = ablation_table(
        parts, groups([("convenor", "alliance")], troika), Replicates(make, 2), read.outcome_entries()
    )
    assert tuple(table.columns) == TABLE
    found = table[(table["test"] == SHAPLEY) & (table["n"] > 0)]
    sums = found.groupby("outcome")["difference"].sum()
    whole = found.groupby("outcome")["whole"].first()
    pd.testing.assert_series_equal(sums, whole, check_names=False, rtol=1e-9, atol=1e-12)
    parted = table[(table["test"] == WHOLE) & (table["n"] == 2)].set_index("outcome")["difference"]
    both = [outcome for outcome in parted.index if (found["outcome"] == outcome).any()]
    assert len(both) > 20
    pd.testing.assert_series_equal(parted[both], whole[both], check_names=False, rtol=1e-9, atol=1e-12)


@pytest.mark.usefixtures("world")
def test_left_out_and_added_are_with_minus_without(troika, baseline) -> None:
    parts = Parts(read.case("xihu"), troika, baseline, months=2)
    table = ablation_table(parts, (), Replicates(make, 3), read.outcome_entries())
    assert set(table["test"]) == {WHOLE, LEAVE_OUT, ADD}
    row = table[(table["test"] == LEAVE_OUT) & (table["instrument"] == "alliance")].iloc[0]
    assert (row["a"], row["b"]) == ("troika[-alliance]", "troika")
    row = table[(table["test"] == ADD) & (table["instrument"] == "alliance")].iloc[0]
    assert (row["a"], row["b"]) == ("baseline", "troika[+alliance]")
    assert row["difference"] == row["mean_b"] - row["mean_a"]


@pytest.mark.usefixtures("world")
def test_the_correction_runs_over_each_test_by_itself(troika, baseline) -> None:
    parts = Parts(read.case("xihu"), troika, baseline, months=2)
    few = ablation_table(parts, (), Replicates(make, 3), read.outcome_entries())
    more = ablation_table(parts, groups(None, troika), Replicates(make, 3), read.outcome_entries())
    both = more[more["test"] != SHAPLEY].reset_index(drop=True)
    pd.testing.assert_series_equal(few["p_holm"], both["p_holm"])


@pytest.mark.usefixtures("world")
def test_at_equal_cost_every_part_costs_as_much_as_the_dearest(troika, baseline) -> None:
    parts = Parts(read.case("xihu"), troika, baseline, months=2)
    worlds = Replicates(make, 3, priced=True)
    table = ablation_table(parts, groups(None, troika), worlds, read.outcome_entries(), equal_cost=True)
    costs = table[(table["outcome"] == "cost_total") & (table["cost"] == "equal")]
    assert set(costs["test"]) == {WHOLE, LEAVE_OUT, ADD, SHAPLEY}
    assert costs["difference"].abs().max() == pytest.approx(0, abs=1e-9)
    natural = table[(table["outcome"] == "cost_total") & (table["cost"] == "natural")]
    assert natural["difference"].abs().max() > 1


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_ablate_as_json_is_a_list_of_objects_that_name_their_instruments(gongzhi) -> None:
    said = gongzhi(*ABLATE, "--shapley", "--json")
    rows = json.loads(said.out)
    assert said.err == ""
    assert {row["test"] for row in rows} == {WHOLE, LEAVE_OUT, ADD, SHAPLEY}
    assert {row["cost"] for row in rows} == {"natural"}
    assert all(row["instruments"] and row["instrument_name"] and row["verdict_text"] for row in rows)
    whole = next(row for row in rows if row["test"] == WHOLE)
    assert whole["instrument"] == ALL and whole["instruments"] == list(pieces(read.governance("troika")))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("spoken", "words"), [("zh", ("逐一去掉", "单独加入")), ("en", ("leave one out", "add one"))]
)
def test_ablate_prints_a_table_for_each_test(gongzhi, spoken: str, words: tuple[str, ...]) -> None:
    said = gongzhi(*ABLATE, "--lang", spoken)
    assert said.code == 0
    assert all(word in said.out for word in words)


@pytest.mark.slow
@pytest.mark.usefixtures("world", "unpainted")
def test_the_folder_of_ablate_is_complete_and_says_how_to_make_it_again(gongzhi, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = gongzhi(*ABLATE, "--groups", "convenor", "--json", "--out", str(out))
    tables = [f"{name}.{kind}" for name in ("ablation", "runs") for kind in ("csv", "parquet")]
    texts = ["datapackage.json", "figures", "manifest.json", "summary.html", "summary.md"]
    assert sorted(path.name for path in out.iterdir()) == sorted([*tables, *texts])
    figures = [f"{name}.{kind}" for name in ("instruments", "shapley") for kind in ("png", "svg")]
    assert sorted(path.name for path in (out / "figures").iterdir()) == sorted(figures)
    manifest = json.loads((out / "manifest.json").read_text())
    assert "--groups" in manifest["command"] and next(iter(manifest["groups"])) == "convenor"
    assert gongzhi(*manifest["command"][1:], "--jobs", "1", "--json").out == said.out


BAD = {
    "nothing to take apart": ("ablate", "xihu", "baseline"),
    "unknown governance model": ("ablate", "xihu", "trioka"),
    "no governance model": ("ablate", "xihu"),
    "an instrument that is not held": (*ABLATE, "--groups", "forum"),
    "an instrument named twice": (*ABLATE, "--groups", "convenor+alliance,convenor"),
    "an empty group": (*ABLATE, "--groups", "convenor+"),
    "too many groups": (
        *("ablate", "xihu", "one-four-n", "--groups"),
        ",".join(pieces(read.governance("one-four-n"))[:8]),
    ),
    "no replicates": (*ABLATE[:3], "--replicates", "0"),
    "no jobs": (*ABLATE[:3], "--jobs", "0"),
    "misspelt parameter": (*ABLATE, "--set", "fee.qualty=4"),
}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("words", BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_message_and_nothing_written(
    gongzhi, words: tuple[str, ...], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", spoken)
    said = gongzhi(*words, "--out", str(tmp_path / "out"))
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.err) == (spoken == "zh")


def test_an_instrument_that_is_not_held_is_answered_with_those_that_are(gongzhi) -> None:
    said = gongzhi(*ABLATE, "--groups", "convener", "--lang", "en")
    assert "convenor" in said.err and "owners_committee" in said.err and "Did you mean" in said.err


def test_a_part_that_cannot_be_simulated_is_one_message_without_a_command_that_does_not_exist(
    gongzhi, world
) -> None:
    from experiments.design.runs import seed_of

    world.fails_at = seed_of("gongzhi", 2)
    said = gongzhi(*ABLATE, "--lang", "en")
    assert said.code == 2
    assert "no household came" in said.err and said.err.count("\n") == 1
