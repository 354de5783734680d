"""``beta``: the log-odds of the inverse from a table over normal scores, exact at both ends."""

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
from assets.tables.generators.distributions.gamma import LEAST_NUMBER


class Beta(Distribution):
    def __init__(self, generator: spec.Beta) -> None:
        self._a, self._b = generator.a, generator.b
        self.low, self.high = generator.low, generator.high

    def cdf(self, x: Floats) -> Floats:
        share = np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)
        return np.asarray(special().betainc(self._a, self._b, share))

    def inverse(self, share: Floats) -> Floats:
        place = np.asarray(special().expit(at_score(self._table, share)))
        return self.low * (1.0 - place) + self.high * place

    @cached_property
    def _table(self) -> Floats:
        """Held here, too: a column may have more betas than the cache keeps."""
        return _log_odds(self._a, self._b)


@lru_cache(maxsize=64)
def _log_odds(a: float, b: float) -> Floats:
    scores, functions = normal_scores(), special()
    lower = scores <= 0
    found = np.empty_like(scores)
    near_low = _near_the_end(a, b, functions.ndtr(scores[lower]))
    found[lower] = _odds(near_low, 1.0 - near_low)
    near_high = _near_the_end(b, a, functions.ndtr(-scores[~lower]))
    found[~lower] = _odds(1.0 - near_high, near_high)
    return found


def _near_the_end(a: float, b: float, share: Floats) -> Floats:
    """The inverse for shares up to one half. For some of the smallest SciPy has no number; there
    the first term of the series, x^a / (a B(a, b)) (DLMF 8.17.7 and 8.17.8), is all of it."""
    found = np.asarray(special().betaincinv(a, b, share))
    tiny = np.isnan(found)
    found[tiny] = np.exp((np.log(share[tiny] * a) + special().betaln(a, b)) / a)
    return found


def _odds(place: Floats, rest: Floats) -> Floats:
    return np.log(np.maximum(place, LEAST_NUMBER)) - np.log(np.maximum(rest, LEAST_NUMBER))
