"""The fit itself, on toys: the same however it is cut or interrupted, uniform ranks of known truths."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from experiments.calibration.request import CalibrationRequest, Sizes
from experiments.calibration.targets import Shares, Statistics, Target

if TYPE_CHECKING:
    from experiments.calibration.abc_smc import Generation


@dataclass(frozen=True)
class Toy(CalibrationRequest):
    """A request whose draws come from a name of the test's own."""

    seed: str = ""

    @property
    def name(self) -> str:
        return self.seed


def target(name: str, low: float, high: float) -> Target:
    """A range for a number of that name; nothing of its pattern matters here but the name."""
    return Target(SimpleNamespace(id=name), low, high)  # type: ignore[arg-type]


def toy(half: float = 0.1) -> Toy:
    """Two numbers: one parameter seen through noise, and the sum of two."""
    ranges = (target("mean", 0.5 - half, 0.5 + half), target("sum", 1.0 - half, 1.0 + half))
    return Toy(Sizes(population=10, generations=3, replicates=2), ("a", "b"), ranges, seed="toy")


def seen(
    t: int, first: int, candidates: Sequence[Shares], hopeless: Callable[[Statistics], bool]
) -> list[Statistics]:
    """What the candidates of the toy give."""
    found = []
    for place, one in enumerate(candidates):
        draws = np.random.default_rng([t + 1, first + place])
        first_part = {"mean": one["a"] + 0.05 * draws.normal()}
        found.append(first_part if hopeless(first_part) else first_part | {"sum": one["a"] + one["b"]})
    return found


def same(ours: Sequence["Generation"], theirs: Sequence["Generation"]) -> bool:
    """Whether two fits are the same to the last digit."""
    return len(ours) == len(theirs) and all(
        one.threshold == other.threshold and one.tried == other.tried and one.rows.equals(other.rows)
        for one, other in zip(ours, theirs, strict=True)
    )


@pytest.mark.slow
def test_a_fit_is_the_same_however_many_are_tried_together_and_wherever_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.calibration import abc_smc
    from experiments.calibration.abc_smc import fitted

    folders = [tmp_path / name for name in ("whole", "cut", "interrupted")]
    for folder in folders:
        folder.mkdir()
    whole = fitted(toy(), seen, folders[0])
    assert [one.number for one in whole] == [0, 1, 2] and whole[0].threshold == math.inf > whole[2].threshold
    monkeypatch.setattr(abc_smc, "LEAST", 3)
    monkeypatch.setattr(abc_smc, "MOST", 5)
    assert same(whole, fitted(toy(), seen, folders[1]))

    def stopping(t: int, first: int, *rest: object) -> list[Statistics]:
        if t == 1 and first > 0:
            raise KeyboardInterrupt
        return seen(t, first, *rest)  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        fitted(toy(), stopping, folders[2])
    assert same(whole, fitted(toy(), seen, folders[2]))


@pytest.mark.slow
def test_a_posterior_lies_where_its_numbers_meet_the_targets(tmp_path: Path) -> None:
    from experiments.calibration.abc_smc import fitted

    last = fitted(toy(), seen, tmp_path)[-1]
    assert last.rows["weight"].sum() == pytest.approx(1)
    assert abs(last.rows["weight"] @ last.rows["a"] - 0.5) < 0.2
    if last.threshold == 0:
        assert last.rows["mean"].between(0.4, 0.6).all() and (last.rows["distance"] == 0).all()
    else:
        assert (last.rows["distance"] <= last.threshold).all()


def test_far_targets_do_not_drown_near_ones() -> None:
    from experiments.calibration.abc_smc import Distance, spread

    assert list(spread(np.array([[0.0, 8.0], [0.5, 6.0]]))) == [1.0, pytest.approx(math.sqrt(50))]
    distance = Distance(toy().targets)
    distance.initialize(0, lambda: None, {"mean": 0.5, "sum": 1.0}, 0)
    assert distance({"mean": 0.5, "sum": 1.2}, {"mean": 0.5, "sum": 1.0}, 0) == (pytest.approx(1))
    assert distance({"mean": 0.5}, {"mean": 0.5, "sum": 1.0}, 0) == 0


def rank(seed: int, folder: Path) -> int:
    """The rank of a truth drawn from the prior among nine draws of its posterior; all ranks from 0 to 9 are
    equally likely if the fit is right. The range is laid around the number seen as the prior of ranges says,
    so the posterior is exact, whatever the range's width.
    """
    from experiments.calibration.abc_smc import fitted

    generator, half, noise = np.random.default_rng(seed), 0.15, 0.2
    truth = generator.random()
    middle = truth + noise * generator.normal() + half * generator.uniform(-1, 1)

    def tried(t: int, first: int, candidates: Sequence[Shares], hopeless: object) -> list[Statistics]:
        numbers = range(first, first + len(candidates))
        errors = [noise * np.random.default_rng([seed, t + 1, number]).normal() for number in numbers]
        return [{"mean": one["a"] + error} for one, error in zip(candidates, errors, strict=True)]

    folder.mkdir()
    goal = (target("mean", middle - half, middle + half),)
    rows = fitted(Toy(Sizes(24, 12, 2), ("a",), goal, seed=str(seed)), tried, folder)[-1].rows
    draws = generator.choice(rows["a"].to_numpy(), size=9, p=rows["weight"].to_numpy())
    return int((draws < truth).sum())


@pytest.mark.slow
def test_truths_drawn_from_the_prior_have_uniform_ranks_in_their_posteriors(tmp_path: Path) -> None:
    ranks = [rank(seed, tmp_path / str(seed)) for seed in range(25)]
    counts = np.bincount(np.array(ranks) // 2, minlength=5)
    assert stats.chisquare(counts).pvalue > 0.01, counts


def many(seed: int) -> Toy:
    """Eleven parameters, three sums of which are to lie in narrow ranges: one draw of the prior in ninety."""
    keys = tuple("abcdefghijk")
    goal = tuple(target(name, 1.3, 1.6) for name in ("first", "second", "third"))
    return Toy(Sizes(40, 8, 2), keys, goal, seed=f"many {seed}")


def sums(_t: int, _first: int, candidates: Sequence[Shares], _hopeless: object) -> list[Statistics]:
    """Sums of three parameters each; the last two parameters have no part in any."""
    found = []
    for one in candidates:
        first, second, third = (sum(one[key] for key in keys) for keys in ("abc", "def", "ghi"))
        found.append({"first": first, "second": second, "third": third})
    return found


@pytest.mark.slow
def test_with_many_parameters_no_single_draw_is_the_posterior(tmp_path: Path) -> None:
    """With the narrow kernel of the usual rule, a draw or two carry nearly all weight."""
    from experiments.calibration.abc_smc import fitted

    last = fitted(many(1), sums, tmp_path)[-1]
    weight = last.rows["weight"].to_numpy()
    assert last.threshold == 0
    assert 1 / (weight**2).sum() > 12
    for key in "jk":
        assert np.ptp(last.rows[key]) > 0.7
        assert abs(weight @ last.rows[key] - 0.5) < 0.2
