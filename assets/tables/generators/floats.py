"""``float``: floating-point numbers, uniform over a range."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type
from assets.tables.generators.base import FLOATS, Floats, Kind, NumberSource, Target
from assets.tables.generators.distributions.grid import Grid
from assets.tables.randomness import Rows

_FLOAT32_MAX = float(np.finfo(np.float32).max)


class FloatSource(NumberSource):
    size = 2**53
    distinct = 0  # rounding can make two indices equal

    def __init__(self, generator: spec.Float, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self._low, self._high = generator.min, generator.max
        if target.type.kind == "real" and max(abs(self._low), abs(self._high)) > _FLOAT32_MAX:
            raise ValueError(
                f"the range {self._low} to {self._high} does not fit real, which holds up to "
                f"{_FLOAT32_MAX:g}: narrow the range, or use double"
            )

    def at(self, index: Rows) -> pa.Array:
        values = self.quantile(index.astype(np.float64) * 2.0**-53)
        return pa.array(values).cast(self.arrow_type, safe=False)

    def quantile(self, share: Floats) -> Floats:
        return self._low * (1.0 - share) + self._high * share


class SteppedFloatSource(NumberSource):
    """Multiples of a step, each as likely as the others."""

    def __init__(self, generator: spec.Float, target: Target) -> None:
        self._grid = Grid(target.type, generator.step, generator.min, generator.max)
        self.arrow_type = self._grid.arrow_type
        self.size = self._grid.last - self._grid.first + 1
        self.distinct = self.size if target.type.kind == "double" else 0

    def at(self, index: Rows) -> pa.Array:
        return self._grid.array_of(index.astype(np.int64) + np.int64(self._grid.first))

    def quantile(self, share: Floats) -> Floats:
        place = np.minimum(np.floor(share * self.size), self.size - 1.0)
        return self._grid.multiples(place + self._grid.first)


def _build(generator: spec.Float, target: Target) -> NumberSource:
    if generator.step is not None:
        return SteppedFloatSource(generator, target)
    return FloatSource(generator, target)


KIND = Kind(FLOATS, _build)
