"""Spearman's rank correlations of columns, and the normal correlations that lead to them.

Two columns pick their values by the shares of two normal numbers whose correlation is rho. Equal
values share the mean of their ranks, so a column's rank is a function of its normal number, and
the correlation of two such functions is a power series in rho whose coefficients are products of
their coefficients over the Hermite polynomials (Mehler 1866). Without ties the series is
6 / pi * asin(rho / 2) (Pearson 1907; Kruskal 1958).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np

from assets.tables.generators.base import Floats, NumberSource, OrderedSource
from assets.tables.generators.distributions.base import inside, normal_scores, special
from assets.tables.randomness import Rows

_ORDER = 500  # of the last Hermite polynomial
_FEW_TIES = 1e-4
"""By how much ties may lower the variance of the ranks, and be left out of account."""

_HALVINGS = 32
_DIGITS = 9  # what is found is rounded to, so that no machine finds another number


@dataclass(frozen=True)
class Ranks:
    """The standardised rank of a column, as a function of its normal number.

    ``values`` is its value at each of ``normal_scores``.
    """

    has_ties: bool
    values: Floats

    @cached_property
    def series(self) -> Floats:
        """Its coefficients over the orthonormal Hermite polynomials h: of a step at z, that of
        order k is the density at z times h of order k - 1 there, over the root of k."""
        steps = np.flatnonzero(np.diff(self.values))
        scores = (normal_scores()[steps] + normal_scores()[steps + 1]) / 2.0
        heights = np.diff(self.values)[steps] * np.exp(-(scores**2) / 2.0) / np.sqrt(2.0 * np.pi)
        found = np.zeros(_ORDER + 1)  # the mean is 0
        below, here = np.zeros_like(scores), np.ones_like(scores)
        for order in range(1, _ORDER + 1):
            root = np.sqrt(order)
            found[order] = (heights * here).sum() / root
            below, here = here, (scores * here - np.sqrt(order - 1) * below) / root
        return found

    @staticmethod
    def of(source: OrderedSource) -> Ranks:
        edges = _cell_edges()
        share = inside(special().ndtr(normal_scores()))
        found: Floats | Rows = source.index_of(share)
        if isinstance(source, NumberSource):
            found = source.quantile(share)
        starts = np.flatnonzero(np.concatenate([[True], found[1:] != found[:-1]]))
        bounds = edges[np.append(starts, len(found))]
        middles = (bounds[1:] + bounds[:-1]) / 2.0 - 0.5
        ranks = np.repeat(middles, np.diff(np.append(starts, len(found))))
        variance = float((_masses() * ranks**2).sum())
        spread = np.sqrt(variance) or 1.0  # of hardly more than one value there is none
        return Ranks(1.0 - 12.0 * variance > _FEW_TIES, ranks / spread)


class Pair:
    """The rank correlation of two columns as a function of their normal correlation; it ascends."""

    def __init__(self, one: Ranks, other: Ranks) -> None:
        self._plain = not (one.has_ties or other.has_ties)
        if self._plain:
            self.least, self.most = -1.0, 1.0
            return
        self.most = float((_masses() * one.values * other.values).sum())
        self.least = float((_masses() * one.values * other.values[::-1]).sum())
        series = one.series * other.series
        odd, even = series[1::2].sum(), series[0::2].sum()
        # What later coefficients sum to, which is known at 1 and at -1, is added to the last two.
        series[-2] += (self.most - self.least) / 2.0 - odd
        series[-1] += (self.most + self.least) / 2.0 - even
        self._series = series

    def rank(self, normal: float) -> float:
        """The rank correlation where the normal numbers have this correlation."""
        if self._plain:
            return float(6.0 / np.pi * np.arcsin(normal / 2.0))
        powers = np.full(_ORDER + 1, normal)
        powers[0] = 1.0
        return float((self._series * np.cumprod(powers)).sum())

    def normal(self, rank: float) -> float:
        """The inverse of ``rank``, for ranks from ``least`` to ``most``."""
        if self._plain:
            return round(float(2.0 * np.sin(np.pi / 6.0 * rank)), _DIGITS)
        if self.least == self.most:
            return 0.0
        low, high = -1.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.rank(middle) < rank else (low, middle)
        return round((low + high) / 2.0, _DIGITS)


class Scale:
    """The rank correlations of some columns and their normal correlations, each from the other."""

    def __init__(self, sources: Sequence[OrderedSource]) -> None:
        ranks = [Ranks.of(source) for source in sources]
        self._size = len(ranks)
        self.pairs = {
            (one, other): Pair(ranks[one], ranks[other])
            for one, other in combinations(range(len(ranks)), 2)
        }

    def normal(self, ranks: Floats) -> Floats:
        """The matrix of normal correlations that leads to these rank correlations."""
        return self._each(lambda pair, value: pair.normal(value), ranks)

    def ranks(self, normal: Floats) -> Floats:
        """The inverse of ``normal``."""
        return self._each(lambda pair, value: pair.rank(value), normal)

    def _each(self, change: Callable[[Pair, float], float], matrix: Floats) -> Floats:
        found = np.eye(self._size)
        for (one, other), pair in self.pairs.items():
            found[one, other] = found[other, one] = change(pair, float(matrix[one, other]))
        return found


@cache
def _cell_edges() -> Floats:
    """The shares half-way between the normal scores, from 0 to 1."""
    scores = normal_scores()
    inner = np.asarray(special().ndtr((scores[1:] + scores[:-1]) / 2.0))
    return np.concatenate([[0.0], inner, [1.0]])


@cache
def _masses() -> Floats:
    """The probability of a normal number nearest to each normal score."""
    return np.diff(_cell_edges())
