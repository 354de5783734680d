"""``lognormal``: e to the power of a normal number."""

from __future__ import annotations

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution, special


class Lognormal(Distribution):
    low = 0.0

    def __init__(self, generator: spec.Lognormal) -> None:
        self._mu, self._sigma = generator.mu, generator.sigma

    def cdf(self, x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            score = (np.log(np.maximum(x, 0.0)) - self._mu) / self._sigma
        return np.asarray(special().ndtr(score))

    def inverse(self, share: Floats) -> Floats:
        with np.errstate(over="ignore", under="ignore"):
            return np.exp(self._mu + self._sigma * np.asarray(special().ndtri(share)))
