"""``zipf``: the first numbers from a table, the tail in closed form.

The tail's sums are integrals from half to half (the midpoint rule), off by 1e-9 of themselves.
"""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution

_FEW = 8_192


class Zipf(Distribution):
    low = 1.0
    whole = True

    def __init__(self, generator: spec.Zipf) -> None:
        power = 1.0 - generator.exponent
        self._power = 0.0 if abs(power) < 1e-9 else power
        self.high = np.inf if generator.max is None else float(np.floor(generator.max))
        self._few = int(min(self.high, _FEW))
        weights = np.arange(1.0, self._few + 1.0) ** -generator.exponent
        tail = float(self._sum_from(np.array([self._few + 0.5]))[0])
        self._whole = float(weights.sum()) + tail
        self._edges = np.cumsum(weights) / self._whole

    def cdf(self, x: Floats) -> Floats:
        number = np.clip(np.floor(x), 0.0, self.high)
        place = np.minimum(number, self._few).astype(np.int64) - 1
        near = np.where(place < 0, 0.0, self._edges[place])
        far = 1.0 - self._sum_from(np.maximum(number, self._few) + 0.5) / self._whole
        return np.where(number <= self._few, near, far)

    def inverse(self, share: Floats) -> Floats:
        found = np.searchsorted(self._edges, share).astype(np.float64) + np.float64(1.0)
        far = found > self._few
        if far.any():
            found[far] = np.clip(
                self._number_at((1.0 - share[far]) * self._whole), self._few, self.high
            )
        return found

    def knots(self) -> Floats:
        return np.concatenate([np.arange(1.0, self._few + 1.0), super().knots()])

    def _sum_from(self, start: Floats) -> Floats:
        """The weights of all numbers above ``start``, which is a number and a half."""
        end = self.high + 0.5
        if self._power == 0.0:
            return np.asarray(np.log(end / start), dtype=np.float64)
        last = end**self._power if np.isfinite(end) else 0.0
        return np.asarray((last - start**self._power) / self._power, dtype=np.float64)

    def _number_at(self, rest: Floats) -> Floats:
        """The number from which on the weights sum to ``rest``."""
        end = self.high + 0.5
        if self._power == 0.0:
            return np.floor(end * np.exp(-rest) + 0.5)
        last = end**self._power if np.isfinite(end) else 0.0
        with np.errstate(over="ignore"):
            return np.floor((last - self._power * rest) ** (1.0 / self._power) + 0.5)
