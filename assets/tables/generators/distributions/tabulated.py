"""Whole numbers by a table of their cumulative probabilities: ``poisson`` and ``binomial``."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from assets.schema import discrete
from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Tabulated(Distribution):
    """Whole numbers whose probabilities are all known but for less than 1e-17."""

    whole = True

    def __init__(self, first: int, shares: Floats) -> None:
        self.low, self.high = float(first), float(first + len(shares) - 1)
        self._edges = np.minimum(np.cumsum(shares), 1.0)
        self._edges[-1] = 1.0

    def cdf(self, x: Floats) -> Floats:
        place = np.clip(np.floor(x) - self.low, -1.0, len(self._edges) - 1.0).astype(np.int64)
        return np.where(place < 0, 0.0, self._edges[place])

    def inverse(self, share: Floats) -> Floats:
        return np.searchsorted(self._edges, share).astype(np.float64) + self.low

    def knots(self) -> Floats:
        return np.arange(self.low, self.high + 1.0)


def poisson(generator: spec.Poisson) -> Tabulated:
    return _poisson(generator.lam)


def binomial(generator: spec.Binomial) -> Tabulated:
    return _binomial(generator.n, generator.p)


@lru_cache(maxsize=64)
def _poisson(lam: float) -> Tabulated:
    return _table(discrete.poisson(lam))


@lru_cache(maxsize=64)
def _binomial(n: int, p: float) -> Tabulated:
    return _table(discrete.binomial(n, p))


def _table(found: discrete.Probabilities) -> Tabulated:
    return Tabulated(found.first, np.array(found.shares))
