"""``integer``: whole numbers, uniform over a range."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.types import INTEGER_RANGES
from assets.tables.arrow_arrays import arrow_type, decimals, from_int64
from assets.tables.generators.base import (
    FLOATS,
    INTEGERS,
    STRINGS,
    Floats,
    Kind,
    NumberSource,
    Target,
)
from assets.tables.randomness import MAX_DOMAIN, Rows


class IntegerSource(NumberSource):
    def __init__(self, generator: spec.Integer, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        values = generator.values
        self.low, self._step = values[0], values.step
        _require_fit(generator, target)
        count = (values[-1] - values[0]) // values.step + 1
        self.size = self.distinct = min(count, MAX_DOMAIN)
        self._factor = 10**target.type.scale if target.type.kind == "decimal" else 1

    def at(self, index: Rows) -> pa.Array:
        values = index.astype(np.int64) * np.int64(self._step) + np.int64(self.low)
        if pa.types.is_integer(self.arrow_type):
            return from_int64(values, self.arrow_type)
        if pa.types.is_decimal(self.arrow_type):
            return decimals(values * self._factor, self.arrow_type)
        return pa.array(values).cast(self.arrow_type)

    def quantile(self, share: Floats) -> Floats:
        return self.low + self._step * np.minimum(np.floor(share * self.size), self.size - 1.0)


def _require_fit(generator: spec.Integer, target: Target) -> None:
    kind, bounds = target.type.kind, (generator.min, generator.max)
    if kind in INTEGER_RANGES:
        low, high = INTEGER_RANGES[kind]
    elif kind == "decimal":
        digits = min(target.type.precision or 18, 18) - target.type.scale
        low, high = -(10**digits) + 1, 10**digits - 1
    elif kind in FLOATS:
        low, high = -(2**53), 2**53
    else:
        digits = min(target.type.length or 19, 19)
        low, high = -(10 ** (digits - 1)) + 1, 10**digits - 1
    if bounds[0] < low or bounds[1] > high:
        raise ValueError(
            f"the range {bounds[0]} to {bounds[1]} does not fit {target.type}, which holds {low} "
            f"to {high}: narrow the range, or widen the type"
        )


KIND = Kind(INTEGERS | FLOATS | STRINGS | {"decimal"}, IntegerSource)
