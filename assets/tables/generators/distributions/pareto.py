"""``pareto``: in closed form."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Pareto(Distribution):
    def __init__(self, generator: spec.Pareto) -> None:
        self._shape, self.low = generator.shape, generator.scale

    def cdf(self, x: Floats) -> Floats:
        return -np.expm1(-self._shape * np.log(np.maximum(x, self.low) / self.low))

    def inverse(self, share: Floats) -> Floats:
        with np.errstate(over="ignore"):
            return self.low * np.exp(-np.log1p(-share) / self._shape)
