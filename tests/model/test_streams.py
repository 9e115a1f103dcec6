"""Draws: uniform, independent of everything else that is drawn, and the same for the same decision."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from model.streams import (
    beta,
    beta_by,
    exponential,
    further,
    keys,
    mean_spread,
    mixed,
    name_key,
    normal,
    overheard,
    uniform,
)

MANY = 200_000
TOO_UNLIKELY = 1e-4  # of any p-value, at either end; the draws are fixed, so a test fails always or never
CORRELATION = 4.0 / np.sqrt(MANY)  # four standard errors of the correlation of independent draws


def people(seed: int = 1, count: int = MANY) -> Any:
    return keys(np.full(count, mixed(seed), dtype=np.uint64), np.arange(count))


def is_likely(p_value: float) -> bool:
    """Neither too uneven nor, as the points of a lattice are, too even."""
    return TOO_UNLIKELY < p_value < 1.0 - TOO_UNLIKELY


def uneven(draw: Any, cells: int = 256) -> float:
    """P-value of a chi-square test that draws are uniform."""
    return float(stats.chisquare(np.bincount((draw * cells).astype(int), minlength=cells)).pvalue)


def uneven_together(one: Any, other: Any, cells: int = 32) -> float:
    """P-value of a chi-square test that two sets of draws fill the square evenly: uniform and independent."""
    place = (one * cells).astype(int) * cells + (other * cells).astype(int)
    return float(stats.chisquare(np.bincount(place, minlength=cells * cells)).pvalue)


@pytest.mark.parametrize("stream", ["fee", "moves out", "trouble", "salience"])
@pytest.mark.parametrize("month", [-11, 0, 1, 60])
def test_luck_is_uniform(stream: str, month: int) -> None:
    draw = uniform(people(), stream, month)
    assert draw.min() >= 0.0
    assert draw.max() < 1.0
    assert is_likely(uneven(draw))
    assert is_likely(stats.kstest(draw, "uniform").pvalue)


def test_one_household_is_as_lucky_over_the_months_as_all_in_one_month() -> None:
    one = people(count=1)
    draw = np.array([uniform(one, "fee", month)[0] for month in range(20_000)])
    assert is_likely(stats.kstest(draw, "uniform").pvalue)
    assert abs(np.corrcoef(draw[:-1], draw[1:])[0, 1]) < 4.0 / np.sqrt(len(draw))


def test_one_household_is_lucky_in_one_thing_and_unlucky_in_another() -> None:
    one = people(count=1)
    draw = np.array([uniform(one, f"stream {number}")[0] for number in range(20_000)])
    assert is_likely(stats.kstest(draw, "uniform").pvalue)


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [
        ("two streams", ("fee", 5, 1), ("moves out", 5, 1)),
        ("two names that differ in a letter", ("votes a", 5, 1), ("votes b", 5, 1)),
        ("two months", ("fee", 5, 1), ("fee", 6, 1)),
        ("burn-in and record", ("fee", -1, 1), ("fee", 1, 1)),
        ("two seeds", ("fee", 5, 1), ("fee", 5, 2)),
    ],
)
def test_lucks_are_independent_between(what: str, one: Any, other: Any) -> None:
    first, second = (uniform(people(seed), stream, month) for stream, month, seed in (one, other))
    assert abs(np.corrcoef(first, second)[0, 1]) < CORRELATION, what
    assert is_likely(uneven_together(first, second)), what


@pytest.mark.parametrize("apart", [1, 2, 7, 14])
def test_neighbours_lucks_are_independent(apart: int) -> None:
    draw = uniform(people(), "fee", 3)
    assert abs(np.asarray(np.corrcoef(draw[:-apart], draw[apart:]))[0, 1]) < CORRELATION
    assert is_likely(uneven_together(draw[:-apart], draw[apart:]))


def test_all_pairs_of_a_dozen_streams_are_uncorrelated() -> None:
    draws = np.stack([uniform(people(), f"stream {n}", n % 3) for n in range(12)])
    correlations = np.asarray(np.corrcoef(draws))[np.triu_indices(12, 1)]
    assert np.abs(correlations).max() < 4.5 / np.sqrt(MANY)
    assert is_likely(stats.kstest(correlations * np.sqrt(MANY), "norm").pvalue)


def test_sums_of_a_compounds_luck_are_spread_as_independent_draws_are() -> None:
    draw = uniform(people(), "fee", 3).reshape(-1, 200).mean(axis=1)
    assert is_likely(stats.kstest((draw - 0.5) * np.sqrt(12 * 200), "norm").pvalue)


def test_a_decision_has_the_same_luck_whatever_else_is_drawn() -> None:
    everybody = people(count=1000)
    alone = uniform(everybody[417:418], "fee", 9)
    before = uniform(everybody, "fee", 9)
    uniform(everybody, "another decision", 9)
    normal(everybody, "fee", 10)
    assert uniform(everybody, "fee", 9).tobytes() == before.tobytes()
    assert alone[0] == before[417]
    assert uniform(everybody[::-1].copy(), "fee", 9)[::-1].tobytes() == before.tobytes()


def test_drawing_changes_no_identity() -> None:
    everybody = people(count=100)
    before = everybody.copy()
    uniform(everybody, "fee", 1)
    keys(everybody, 3)
    assert (everybody == before).all()


@pytest.mark.slow
@settings(max_examples=50)
@given(seed=st.integers(0, 2**63 - 1), month=st.integers(-600, 600), stream=st.text(min_size=1, max_size=20))
def test_any_seed_month_and_stream_gives_a_number_from_zero_to_one(
    seed: int, month: int, stream: str
) -> None:
    draw = uniform(people(seed, 100), stream, month)
    assert ((draw >= 0.0) & (draw < 1.0)).all()
    assert len(np.unique(draw)) == 100


def test_identities_are_distinct() -> None:
    seeds = [people(seed, 20_000) for seed in range(10)]
    assert len(np.unique(np.concatenate(seeds))) == 200_000
    occupants = keys(people(count=1000).repeat(20), np.tile(np.arange(20), 1000))
    assert len(np.unique(np.concatenate((occupants, people(count=1000))))) == 21_000
    issues = keys(
        people(count=200).repeat(500),
        np.tile(np.repeat(np.arange(-11, 39), 10), 200),
        np.tile(np.arange(10), 10_000),
    )
    assert len(np.unique(issues)) == 100_000


def test_the_order_of_what_makes_an_identity_counts() -> None:
    assert (keys(people(count=100), 3, 5) != keys(people(count=100), 5, 3)).all()


def test_names_keep_their_keys_from_one_process_to_the_next() -> None:
    assert name_key("fee") == 0x12C72F93E5A541CF
    one = keys(np.array([1], dtype=np.uint64), 2)
    assert uniform(one, "fee", 3)[0] == float.fromhex("0x1.ec7fd91dc7de4p-2")
    names = [f"{a} {b}" for a, b in itertools.product(range(100), range(100))]
    assert len({name_key(name) for name in names}) == 10_000


SHAPES = [(2.0, 3.0), (5.0, 2.0), (1.0, 1.0), (2.8, 2.3), (4.0, 6.0)]


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_beta_numbers_have_the_quantiles_of_scipy(a: float, b: float) -> None:
    draw = (np.arange(10_000) + 0.5) / 10_000
    difference = np.abs(beta(draw, a, b) - stats.beta.ppf(draw, a, b))
    assert difference[10:-10].max() < 1e-3
    assert difference.max() < 0.1  # the first and last of 4 096 steps are coarse
    assert beta(draw, a, b).mean() == pytest.approx(a / (a + b), abs=1e-4)


def test_beta_numbers_of_many_shapes_are_those_of_each() -> None:
    draw = uniform(people(count=1000), "severity")
    a, b = (np.array(column)[np.arange(1000) % len(SHAPES)] for column in zip(*SHAPES, strict=True))
    together = beta_by(draw, a, b)
    for place, (one, other) in enumerate(SHAPES):
        mine = np.arange(1000) % len(SHAPES) == place
        assert (together[mine] == beta(draw[mine], one, other)).all()
    assert (beta_by(draw, np.full(1000, 2.0), 3.0) == beta(draw, 2.0, 3.0)).all()


@given(mean=st.floats(0.05, 0.95), spread=st.floats(0.01, 0.25))
def test_mean_and_spread_of_a_beta_are_what_was_asked(mean: float, spread: float) -> None:
    a, b = mean_spread(mean, spread)
    assert a > 0.0
    assert b > 0.0
    assert stats.beta.mean(a, b) == pytest.approx(mean)
    assert stats.beta.std(a, b) <= spread * (1 + 1e-9)
    if spread < 0.9 * np.sqrt(mean * (1.0 - mean)):
        assert stats.beta.std(a, b) == pytest.approx(spread)


def test_normal_and_exponential_numbers_are_quantiles_of_the_same_luck() -> None:
    draw = uniform(people(), "threshold", 4)
    for drawn, known in ((normal, stats.norm), (exponential, stats.expon)):
        np.testing.assert_allclose(drawn(people(), "threshold", 4), known.ppf(draw), rtol=0, atol=1e-9)
    assert is_likely(stats.kstest(normal(people(), "z"), "norm").pvalue)
    assert is_likely(stats.kstest(exponential(people(), "z"), "expon").pvalue)


def test_the_worst_luck_is_still_a_number() -> None:
    assert np.isfinite(normal(people(), "z", 1)).all()
    assert np.isfinite(exponential(people(), "z", 1)).all()
    assert np.isfinite(beta(np.array([0.0, 1.0 - 2.0**-53]), 2.0, 3.0)).all()


def test_a_further_draw_of_a_decision_is_uniform_and_independent_of_the_first_and_of_another() -> None:
    first = uniform(people(), "takes part", 3)
    mood, whim = further(first, "mood"), further(first, "whim")
    for draw in (mood, whim, further(mood, "mood")):
        assert draw.min() >= 0.0 and draw.max() < 1.0
        assert is_likely(uneven(draw)) and is_likely(stats.kstest(draw, "uniform").pvalue)
    for one, other in ((first, mood), (first, whim), (mood, whim), (mood, uniform(people(), "mood", 3))):
        assert is_likely(uneven_together(one, other))
        assert abs(np.corrcoef(one, other)[0, 1]) < CORRELATION
    few = first < 0.01  # where a rare thing happens the further draw is as even as anywhere
    assert is_likely(stats.kstest(mood[few], "uniform").pvalue)


def test_a_further_draw_is_the_same_for_one_as_among_many_and_is_no_drawing_from_a_stream() -> None:
    first = uniform(people(count=50), "takes part", 3)
    heard: list[str] = []
    with overheard(lambda _identity, stream, _month: heard.append(stream)):
        many = further(first, "mood")
    assert [further(float(draw), "mood") for draw in first] == list(many) == list(further(first, "mood"))
    assert isinstance(further(float(first[0]), "mood"), float) and heard == []
    assert list(further(first[::-1], "mood")) == list(many[::-1])
