"""Children and parents find one another in closed form, whatever the distribution of counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.schema.cardinality import BLOCK, PERIOD, Counts, total_children
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
