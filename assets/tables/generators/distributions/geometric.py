"""``geometric``: in closed form."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution

_FEW = 16_384


class Geometric(Distribution):
    low = 1.0
    whole = True

    def __init__(self, generator: spec.Geometric) -> None:
        self._log_failure = float(np.log1p(-generator.p)) if generator.p < 1 else -np.inf

    def cdf(self, x: Floats) -> Floats:
        trials = np.maximum(np.floor(x), 0.0)
        with np.errstate(invalid="ignore"):  # no trial, and one that never fails
            return np.where(trials < 1, 0.0, -np.expm1(trials * self._log_failure))

    def inverse(self, share: Floats) -> Floats:
        return np.maximum(np.ceil(np.log1p(-share) / self._log_failure), 1.0)

    def knots(self) -> Floats:
        few = np.arange(1.0, _FEW)
        return np.concatenate([few[self.below(few) < 1], super().knots()])
