"""``mixture``: the inverse of the weighted sum of distribution functions, from a table.

The table has both sides of every number that has a probability of its own, and straight lines
between numbers so close that they are off by less than 2e-6. Values ascend with the share, which
they would not if a component were drawn first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Mixture(Distribution):
    def __init__(
        self, generator: spec.Mixture, distribution_of: Callable[[spec.Number], Distribution]
    ) -> None:
        weights = np.array(generator.weights or [1.0] * len(generator.components))
        used = np.flatnonzero(weights)
        self._weights = weights[used] / weights[used].sum()
        self._parts = [distribution_of(generator.components[place]) for place in used]
        self.whole = all(part.whole for part in self._parts)
        self.low = min(part.low for part in self._parts)
        self.high = max(part.high for part in self._parts)
        numbers = np.unique(np.concatenate([part.knots() for part in self._parts]))
        self._numbers: Floats = numbers[np.isfinite(numbers)]
        with np.errstate(over="ignore"):  # where one part is far beyond another
            sides = np.column_stack([self.below(self._numbers), self.cdf(self._numbers)])
        self._edges = np.maximum.accumulate(sides.ravel())
        self._numbers_of_edges = np.repeat(self._numbers, 2)

    def cdf(self, x: Floats) -> Floats:
        return self._weighted([part.cdf(x) for part in self._parts])

    def below(self, x: Floats) -> Floats:
        return self._weighted([part.below(x) for part in self._parts])

    def inverse(self, share: Floats) -> Floats:
        found = np.interp(share, self._edges, self._numbers_of_edges)
        rounded: Floats = np.rint(found) if self.whole else found
        return rounded

    def knots(self) -> Floats:
        return self._numbers

    def _weighted(self, parts: list[Floats]) -> Floats:
        whole: Floats = np.minimum(self._weights @ np.array(parts), 1.0)
        return whole
