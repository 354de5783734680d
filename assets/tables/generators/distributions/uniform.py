"""``float`` and ``integer`` as components of a mixture."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution

_FEW = 100_000


class Uniform(Distribution):
    def __init__(self, generator: spec.Float) -> None:
        self.low, self.high = generator.min, generator.max

    def cdf(self, x: Floats) -> Floats:
        if self.low == self.high:
            return np.where(x < self.low, 0.0, 1.0)
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def below(self, x: Floats) -> Floats:
        return np.where(x <= self.low, 0.0, self.cdf(x))

    def inverse(self, share: Floats) -> Floats:
        return self.low * (1.0 - share) + self.high * share


class UniformWhole(Distribution):
    whole = True

    def __init__(self, generator: spec.Integer) -> None:
        values = generator.values
        self.low, self.high, self._step = float(values[0]), float(values[-1]), float(values.step)
        self._count = float((values[-1] - values[0]) // values.step + 1)

    def cdf(self, x: Floats) -> Floats:
        with np.errstate(over="ignore"):
            place = np.floor((x - self.low) / self._step) + 1.0
        return np.clip(place / self._count, 0.0, 1.0)

    def inverse(self, share: Floats) -> Floats:
        place = np.clip(np.ceil(share * self._count) - 1.0, 0.0, self._count - 1.0)
        return self.low + self._step * place

    def knots(self) -> Floats:
        if self._count > _FEW:
            return super().knots()
        return self.low + self._step * np.arange(self._count)
