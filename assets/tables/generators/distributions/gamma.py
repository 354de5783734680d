"""``gamma``: the logarithm of the inverse from a table over normal scores, exact in both tails."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import (
    Distribution,
    at_score,
    normal_scores,
    special,
)

LEAST_NUMBER = 1e-300


class Gamma(Distribution):
    low = 0.0

    def __init__(self, generator: spec.Gamma) -> None:
        self._shape, self._scale = generator.shape, generator.scale

    def cdf(self, x: Floats) -> Floats:
        return np.asarray(special().gammainc(self._shape, np.maximum(x, 0.0) / self._scale))

    def inverse(self, share: Floats) -> Floats:
        with np.errstate(over="ignore", under="ignore"):
            return self._scale * np.exp(at_score(self._table, share))

    @cached_property
    def _table(self) -> Floats:
        """Held here, too: a column may have more gammas than the cache keeps."""
        return _logarithms(self._shape)


@lru_cache(maxsize=64)
def _logarithms(shape: float) -> Floats:
    scores, functions = normal_scores(), special()
    lower = scores <= 0
    found = np.empty_like(scores)
    found[lower] = functions.gammaincinv(shape, functions.ndtr(scores[lower]))
    found[~lower] = functions.gammainccinv(shape, functions.ndtr(-scores[~lower]))
    return np.log(np.maximum(found, LEAST_NUMBER))
