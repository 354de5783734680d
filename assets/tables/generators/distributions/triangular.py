"""``triangular``: in closed form."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution


class Triangular(Distribution):
    def __init__(self, generator: spec.Triangular) -> None:
        self.low, self.high = generator.left, generator.right
        self._width = self.high - self.low
        self._left, self._right = generator.mode - self.low, self.high - generator.mode

    def cdf(self, x: Floats) -> Floats:
        from_left = np.clip(x - self.low, 0.0, self._left)
        from_right = np.clip(self.high - x, 0.0, self._right)
        rising = from_left**2 / (self._width * self._left) if self._left else from_left
        falling = from_right**2 / (self._width * self._right) if self._right else from_right
        return np.where(x - self.low < self._left, rising, 1.0 - falling)

    def inverse(self, share: Floats) -> Floats:
        rising = self.low + np.sqrt(share * self._width * self._left)
        falling = self.high - np.sqrt((1.0 - share) * self._width * self._right)
        return np.where(share * self._width < self._left, rising, falling)
