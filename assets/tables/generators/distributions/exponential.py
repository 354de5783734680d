"""``exponential``: in closed form."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Exponential(Distribution):
    low = 0.0

    def __init__(self, generator: spec.Exponential) -> None:
        self._scale = generator.scale

    def cdf(self, x: Floats) -> Floats:
        return -np.expm1(-np.maximum(x, 0.0) / self._scale)

    def inverse(self, share: Floats) -> Floats:
        return -self._scale * np.log1p(-share)
