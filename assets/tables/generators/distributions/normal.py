"""``normal``: exact by the inverse of the normal distribution function."""

from __future__ import annotations

from assets.schema import generators as spec
from assets.tables.generators.base import Floats
from assets.tables.generators.distributions.base import Distribution, special


class Normal(Distribution):
    def __init__(self, generator: spec.Normal) -> None:
        self._mean, self._std = generator.mean, generator.std

    def cdf(self, x: Floats) -> Floats:
        return special().ndtr((x - self._mean) / self._std)  # type: ignore[no-any-return]  # SciPy

    def inverse(self, share: Floats) -> Floats:
        return self._mean + self._std * special().ndtri(share)  # type: ignore[no-any-return]  # SciPy
