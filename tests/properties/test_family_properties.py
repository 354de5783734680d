"""Children and parents find one another in closed form, whatever the distribution of counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assets.schema import generators as g
from assets.schema.cardinality import (
    BLOCK,
    MAX_CHILDREN,
    PERIOD,
    Counts,
    counts_of,
    total_children,
)
from assets.tables.families import Family
from assets.tables.permutation import KeyedPermutation
from assets.tables.randomness import Stream


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    values = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=6)))
    shares = draw(st.lists(st.floats(0.001, 1), min_size=len(values), max_size=len(values)))
    return Counts(tuple(values), tuple(shares))


@settings(max_examples=60, deadline=None)
@given(counts(), st.integers(1, 5 * BLOCK), st.integers(0, 2**63))
def test_each_child_has_one_parent_and_each_parent_its_children(
    distribution: Counts, parents: int, key: int
) -> None:
    family = Family(parents, distribution, Stream(key))
    everyone = np.arange(parents, dtype=np.uint64)
    first, count = family.children_of(everyone)
    assert int(count.sum()) == family.rows == total_children(parents, distribution)
    assert set(count.tolist()) <= set(distribution.values)
    rows = np.arange(family.rows, dtype=np.uint64)
    parent, position = family.parent_of(rows)
    assert (first[parent] + position == rows).all()
    assert (position < count[parent]).all()


@settings(max_examples=30, deadline=None)
@given(counts(), st.integers(0, 2**63), st.integers(0, 10**12))
def test_far_rows_are_like_near_ones(distribution: Counts, key: int, start: int) -> None:
    family = Family(10**12 + 5_000, distribution, Stream(key))
    parents = np.arange(start, start + 3_000, dtype=np.uint64)
    first, count = family.children_of(parents)
    some = np.flatnonzero(count)
    parent, position = family.parent_of(first[some] + count[some] - np.uint64(1))
    assert (parent == parents[some]).all()
    assert (position == count[some] - np.uint64(1)).all()


@settings(max_examples=20, deadline=None)
@given(counts(), st.integers(0, 2**63))
def test_a_whole_period_has_the_exact_shares(distribution: Counts, key: int) -> None:
    family = Family(PERIOD * BLOCK, distribution, Stream(key))
    _, count = family.children_of(np.arange(PERIOD * BLOCK, dtype=np.uint64))
    found, before = Counter(count.tolist()), 0
    for value, edge in zip(distribution.values, distribution.edges(), strict=True):
        upto = round(PERIOD * BLOCK * edge)
        assert abs(found[value] - (upto - before)) <= PERIOD
        before = upto


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2**32 - 1), st.integers(0, 2**64 - 1)), min_size=1))
def test_keyed_permutations_are_undone_by_their_inverse(cases: list[tuple[int, int]]) -> None:
    sizes = np.array([size for size, _ in cases], dtype=np.uint64)
    keys = np.array([key for _, key in cases], dtype=np.uint64)
    permutation = KeyedPermutation(sizes, keys)
    for index in (np.zeros_like(sizes), sizes // np.uint64(2), sizes - np.uint64(1)):
        image = permutation(index)
        assert (image < sizes).all()
        assert (permutation.inverse(image) == index).all()


DISCRETE = [
    (g.Poisson(lam=3.5), stats.poisson(3.5)),
    (g.Poisson(lam=2_000), stats.poisson(2_000)),
    (g.Binomial(n=20, p=0.3), stats.binom(20, 0.3)),
    (g.Binomial(n=5, p=1), stats.binom(5, 1)),
    (g.Geometric(p=0.25), stats.geom(0.25)),
    (g.Zipf(exponent=1.3, max=500), stats.zipfian(1.3, 500)),
    (g.Zipf(exponent=0.7, max=40), stats.zipfian(0.7, 40)),
    (g.Poisson(lam=3.5, min=1, max=6), stats.poisson(3.5)),
    (g.Geometric(p=0.01, min=3, max=50.5), stats.geom(0.01)),
]


@pytest.mark.parametrize(("generator", "theory"), DISCRETE)
def test_counts_have_the_shares_of_their_distribution(
    generator: g.Distribution, theory: stats.rv_discrete
) -> None:
    found = counts_of(generator)
    low = -1 if generator.min is None else generator.min - 1
    high = np.inf if generator.max is None else generator.max
    between = theory.cdf(high) - theory.cdf(low)
    expected = theory.pmf(found.values) / between
    assert np.abs(np.array(found.shares) - expected).max() < 1e-9
    edges = [float(edge) for edge in found.edges()]
    assert np.abs(np.array(edges) - np.cumsum(expected)).max() < 4e-9
    assert expected.sum() > 1 - 3e-9


@pytest.mark.parametrize(("generator", "theory"), DISCRETE)
@pytest.mark.parametrize("parents", [PERIOD * BLOCK, 3 * BLOCK + 77])
def test_families_realise_their_distribution(
    generator: g.Distribution, theory: stats.rv_discrete, parents: int
) -> None:
    counts = counts_of(generator)
    family = Family(parents, counts, Stream(7))
    _, found = family.children_of(np.arange(parents, dtype=np.uint64))
    assert int(found.sum()) == family.rows == total_children(parents, counts)
    realised = np.bincount(found.astype(np.int64), minlength=counts.values[-1] + 1)
    wanted = np.zeros(counts.values[-1] + 1)
    wanted[list(counts.values)] = counts.shares
    off = np.abs(np.cumsum(realised) - parents * np.cumsum(wanted))
    assert off.max() <= -(-parents // BLOCK)  # each block rounds by less than one parent
    mean = np.dot(counts.values, counts.shares)
    assert family.rows == pytest.approx(parents * mean, rel=0.02)


def test_a_mixture_of_counts_is_the_sum_of_its_parts() -> None:
    parts = [g.Integer(min=0, max=0), g.Poisson(lam=4), g.Integer(min=10, max=20, step=5)]
    found = counts_of(g.Mixture(components=parts, weights=[5, 4, 1]))
    shares = dict(zip(found.values, found.shares, strict=True))
    assert shares[0] == pytest.approx(0.5 + 0.4 * stats.poisson(4).pmf(0), abs=1e-9)
    assert shares[15] == pytest.approx(0.1 / 3 + 0.4 * stats.poisson(4).pmf(15), abs=1e-9)
    assert shares[3] == pytest.approx(0.4 * stats.poisson(4).pmf(3), abs=1e-9)


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        (g.Normal(), "kind normal cannot count children: use integer, choice, poisson"),
        (g.Text(), "kind text cannot count children"),
        (g.Zipf(exponent=2), "has no end: give it a max of at most 100,000"),
        (g.Poisson(lam=10**6), "draws no number between 0 and 100,000: widen"),
        (g.Poisson(lam=99_900), "draws numbers above 100,000: give it a max"),
        (g.Geometric(p=1e-5), "draws numbers above 100,000: give it a max"),
        (g.Poisson(lam=2, max=10**6), "above 100,000, the most that can be counted: lower it"),
        (g.Poisson(lam=2, step=2), "has a step or outliers, which counts cannot have: remove"),
        (g.Poisson(lam=2, outlier_rate=0.1), "outliers, which counts cannot have: remove"),
        (g.Integer(min=-1, max=3), "-1 to 3 is not within 0 to 100,000: choose"),
        (g.Mixture(components=[g.Normal()]), "normal does not draw whole numbers alone: use"),
    ],
)
def test_what_cannot_count_children_is_refused(generator: g.Generator, message: str) -> None:
    assert MAX_CHILDREN == 100_000
    with pytest.raises(ValueError, match=message):
        counts_of(generator)
