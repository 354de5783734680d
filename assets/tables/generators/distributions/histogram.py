"""``histogram``: straight lines between the edges of the bins."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Histogram(Distribution):
    def __init__(self, generator: spec.Histogram) -> None:
        weights = np.array(generator.weights)
        used = np.flatnonzero(weights)
        first, end = used[0], used[-1] + 1
        self._bins = np.array(generator.bins)[first : end + 1]
        shares = np.cumsum(weights[first:end]) / weights[first:end].sum()
        self._edges = np.minimum(np.concatenate([[0.0], shares]), 1.0)
        self._edges[-1] = 1.0
        self.low, self.high = float(self._bins[0]), float(self._bins[-1])

    def cdf(self, x: Floats) -> Floats:
        return np.asarray(np.interp(x, self._bins, self._edges))

    def inverse(self, share: Floats) -> Floats:
        return np.asarray(np.interp(share, self._edges, self._bins))

    def knots(self) -> Floats:
        return self._bins
