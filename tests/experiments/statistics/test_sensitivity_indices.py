"""Sensitivity: known indices are recovered, and luck is told from parameters."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from experiments.statistics.morris import morris
from experiments.statistics.sobol import Group, sobol
from experiments.statistics.variance_components import FloatArray, Spread

NAMES = ["a", "b", "c"]
S1, ST = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
VARIANCE = 13.8446
CUBE = {"num_vars": 3, "names": NAMES, "bounds": [[-np.pi, np.pi]] * 3}


def ishigami(x: FloatArray) -> FloatArray:
    """Ishigami and Homma's function, whose indices are known."""
    found: FloatArray = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def in_worlds(base: int, worlds: int, shift: float, change: float, seed: int = 7) -> FloatArray:
    """(base, 5, worlds): Ishigami's function with luck: a world shifts it everywhere (`shift` of its
    variance), and changes what the first variable does and every point for itself (`change`, half and half).
    """
    luck = np.random.default_rng(seed)
    x = sobol_sample.sample(CUBE, base, calc_second_order=False, seed=seed)
    slope, bump = luck.normal(size=worlds), luck.normal(size=(len(x), worlds))
    changed = slope * np.sqrt(2) * np.sin(x[:, :1]) + bump
    lucky = np.sqrt(shift * VARIANCE) * luck.normal(size=worlds) + np.sqrt(change / 2 * VARIANCE) * changed
    return (ishigami(x)[:, None] + lucky).reshape(base, 5, worlds)


def within(table: pd.DataFrame, name: str, truth: FloatArray) -> bool:
    return bool(((table[name + "_low"] <= truth) & (truth <= table[name + "_high"])).all())


@pytest.mark.parametrize(("shift", "change"), [(0, 0), (0.5, 0), (0, 0.3), (0.3, 0.5)])
def test_the_indices_of_ishigami_are_recovered_and_so_is_luck(shift: float, change: float) -> None:
    indices, parts, _groups = sobol(in_worlds(1024, 20, shift, change), NAMES, [])
    run = 1 + shift + change
    assert within(indices, "S1", S1) and within(indices, "ST", ST)
    assert within(indices, "S1_run", S1 / run)
    assert within(indices, "ST_run", (ST + change * np.array([1, 0.5, 0.5])) / run)
    assert ((indices["ST_high"] - indices["ST_low"]) < 0.45).all()
    truth = np.array([1, shift, change, shift + change]) / run
    assert parts["part"].tolist() == ["parameters", "world", "interaction", "noise"]
    assert within(parts.round(9), "share", truth) and np.abs(parts["share"] - truth).max() < 0.12
    assert parts["variance"].iloc[:3].sum() == pytest.approx(run * VARIANCE, rel=0.25)


def test_without_luck_the_indices_are_those_of_salib() -> None:
    values = in_worlds(256, 3, 0, 0)
    indices, _parts, _groups = sobol(values, NAMES, [])
    known = salib_sobol.analyze(CUBE, values[:, :, 0].ravel(), calc_second_order=False, seed=1)
    assert indices["S1"].to_numpy() == pytest.approx(known["S1"], abs=0.002)
    assert indices["ST"].to_numpy() == pytest.approx(known["ST"], abs=0.002)


def test_what_only_changes_with_the_world_is_not_taken_for_what_a_parameter_does() -> None:
    x = sobol_sample.sample(CUBE, 256, calc_second_order=False, seed=3)
    slope = np.random.default_rng(3).normal(size=5)
    values = (0.1 * np.sin(x[:, 1:2]) + slope * np.sin(x[:, :1])).reshape(256, 5, 5)
    known = salib_sobol.analyze(CUBE, values.mean(axis=2).ravel(), calc_second_order=False, seed=1)
    assert known["S1"][0] > 0.8
    indices, parts, _groups = sobol(values, NAMES, [])
    assert indices["S1"].isna().all() and indices["S1_run_low"][0] < 0 < indices["ST_run"][0]
    assert parts.set_index("part")["share"]["noise"] > 0.9


def test_the_parts_of_a_variance_are_unbiased_even_with_few_points_and_worlds() -> None:
    luck, found = np.random.default_rng(11), []
    for _ in range(4000):
        points, shift = luck.normal(size=(5, 2, 1)), luck.normal(size=3)
        block = luck.normal(size=(5, 1, 3))
        spread = Spread(points + 2 * shift + block + luck.normal(size=(5, 2, 3)))
        everywhere = np.ones(3)
        found.append(spread.variances(spread.numbers(everywhere).mean(axis=0), everywhere))
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - [1, 4, 2]) < 3.5 * error).all()


@pytest.mark.slow
def test_intervals_hold_what_they_promise() -> None:
    held = []
    for seed in range(200):
        indices, parts, _groups = sobol(in_worlds(128, 8, 0.3, 0.2, seed), NAMES, [])
        share = parts.set_index("part").loc["noise"]
        inside = [indices[f"{name}_low"].le(truth) & indices[f"{name}_high"].ge(truth)
                  for name, truth in (("S1_run", S1 / 1.5), ("S1", S1), ("ST", ST))]  # fmt: skip
        held.append([*np.concatenate(inside), share["share_low"] <= 1 / 3 <= share["share_high"]])
    assert (np.mean(held, axis=0) > 0.9).all()


def test_a_group_of_factors_has_its_share_between_the_bounds() -> None:
    groups = [Group("guessed", (0, 2)), Group("measured", (1,))]
    _indices, _parts, found = sobol(in_worlds(1024, 10, 0.2, 0.1), NAMES, groups)
    table = found.set_index("group")
    assert table["factors"].to_dict() == {"guessed": 2, "measured": 1}
    for name, truth in (("guessed", 0.5576), ("measured", 0.4424)):
        assert table["least_low"][name] <= truth <= table["most_high"][name]
    assert table["least"]["guessed"] == pytest.approx(0.5576, abs=0.12)
    assert table["least"]["measured"] == pytest.approx(0.4424, abs=0.12)
    assert table["least_run_low"]["guessed"] <= 0.5576 / 1.3 <= table["most_run_high"]["guessed"]
    assert table["most"]["guessed"] == pytest.approx(0.5576, abs=0.12)
    assert table["most"]["measured"] == pytest.approx(0.4424, abs=0.12)


LINE = np.array([3.0, -2.0, 0.5, 0.0])


def straight(trajectories: int, worlds: int, luck: float) -> tuple[FloatArray, FloatArray]:
    """Values and cube of a Morris design on a straight line, the same shift of a world at every point."""
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    x = morris_sample.sample(problem, trajectories, num_levels=4, seed=5)
    dice = np.random.default_rng(5)
    noise = 5 * dice.normal(size=worlds) + luck * dice.normal(size=(len(x), worlds))
    return (x @ LINE[:, None] + noise).reshape(trajectories, 5, worlds), x.reshape(trajectories, 5, 4)


MOVED = {name: [place] for place, name in enumerate("abcd")}


def test_a_straight_line_has_its_slopes_as_effects_and_no_unevenness() -> None:
    effects, parts = morris(*straight(8, 4, 0), MOVED, 4)
    assert effects["mu"].to_numpy() == pytest.approx(LINE) and (effects["sigma"] < 1e-6).all()
    assert effects["mu_star"].to_numpy() == pytest.approx(np.abs(LINE))
    last = effects.set_index("factor").loc["d"]
    assert abs(last[["mu", "mu_star", "mu_star_high", "sigma", "luck"]]).max() < 1e-6
    assert parts.set_index("part")["share"]["interaction"] == pytest.approx(0, abs=1e-9)


def test_luck_makes_effects_uncertain_but_not_uneven() -> None:
    values, cube = straight(12, 8, 1)
    effects, _parts = morris(values, cube, MOVED, 4)
    assert within(effects, "mu", LINE) and (effects["sigma_low"] == 0).all()
    known = salib_morris.analyze(
        {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4},
        cube.reshape(-1, 4), values.mean(axis=2).ravel(), num_levels=4, seed=1,
    )  # fmt: skip
    assert effects["mu"].to_numpy() == pytest.approx(known["mu"])
    assert effects["mu_star"].to_numpy() == pytest.approx(known["mu_star"])
    assert (effects["sigma"] < known["sigma"]).all()
    idle = effects.set_index("factor").loc["d"]
    assert idle["luck"] == pytest.approx(idle["mu_star"], rel=0.5) and idle["luck"] > 0.2


def test_a_group_has_effects_without_a_sign() -> None:
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4, "groups": list("ggee")}
    x = morris_sample.sample(problem, 8, num_levels=4, seed=2)
    values = np.repeat((x @ np.array([1.0, 1.0, 0.0, 0.0])).reshape(8, 3, 1), 3, axis=2)
    values += np.arange(3)
    effects, _parts = morris(values, x.reshape(8, 3, 4), {"g": [0, 1], "e": [2, 3]}, 4)
    assert effects["mu"].isna().all() and effects["sigma"].isna().all()
    assert effects["mu_star"][0] > 0.5 and effects["mu_star"][1] == pytest.approx(0)
