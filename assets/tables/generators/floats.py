"""``float``: floating-point numbers, uniform over a range."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type
from assets.tables.generators.base import FLOATS, Kind, Source, Target
from assets.tables.randomness import Rows

_FLOAT32_MAX = float(np.finfo(np.float32).max)


class FloatSource(Source):
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
        share = index * 2.0**-53
        values = self._low * (1.0 - share) + self._high * share
        return pa.array(values).cast(self.arrow_type, safe=False)


KIND = Kind(FLOATS, FloatSource)
