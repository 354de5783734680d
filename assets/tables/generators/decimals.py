"""``decimal``: numbers with the column's scale, uniform over a range."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type, decimals
from assets.tables.generators.base import FLOATS, Floats, Kind, NumberSource, Target
from assets.tables.randomness import Rows

FLOAT_SCALE = 2
"""Digits after the point where a decimal generator fills a column of floating-point numbers."""


class DecimalSource(NumberSource):
    def __init__(self, generator: spec.Decimal, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        is_decimal = target.type.kind == "decimal"
        scale = target.type.scale if is_decimal else FLOAT_SCALE
        self._scale = scale
        unit = Decimal(10) ** -scale
        step = unit if generator.step is None else Decimal(repr(generator.step))
        if step % unit:
            raise ValueError(
                f"the step {generator.step} is no multiple of {unit}, the last digit here: "
                f"round the step, or use float"
            )
        self._step = int(step / unit)
        low, high = Decimal(repr(generator.min)), Decimal(repr(generator.max))
        self.low = int((low / step).to_integral_value(ROUND_CEILING))
        last = int((high / step).to_integral_value(ROUND_FLOOR))
        digits = min(target.type.precision or 18, 18) if is_decimal else 15
        if max(abs(self.low), abs(last)) * self._step >= 10**digits:
            largest = (10**digits - 1) * unit
            raise ValueError(
                f"the range {generator.min} to {generator.max} does not fit {target.type}, which "
                f"holds -{largest} to {largest}: narrow the range, or widen the type"
            )
        if last < self.low:
            raise ValueError(
                f"no multiple of {step} lies between {generator.min} and {generator.max}: "
                f"widen the range"
            )
        self.size = self.distinct = last - self.low + 1

    def at(self, index: Rows) -> pa.Array:
        unscaled = (index.astype(np.int64) + np.int64(self.low)) * np.int64(self._step)
        if pa.types.is_decimal(self.arrow_type):
            return decimals(unscaled, self.arrow_type)
        return pa.array(unscaled / 10**FLOAT_SCALE).cast(self.arrow_type)

    def quantile(self, share: Floats) -> Floats:
        place = np.minimum(np.floor(share * self.size), self.size - 1.0)
        return np.asarray((self.low + place) * self._step / 10**self._scale, dtype=np.float64)


KIND = Kind(FLOATS | {"decimal"}, DecimalSource)
