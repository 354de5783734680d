"""``sequence``: start, start + step, … by row number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.types import INTEGER_RANGES
from assets.tables.arrow_arrays import arrow_type, decimals, from_int64
from assets.tables.generators.base import FLOATS, INTEGERS, STRINGS, Kind, Source, Target
from assets.tables.randomness import Rows, Stream


class SequenceSource(Source):
    unique_by_row = True

    def __init__(self, generator: spec.Sequence, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self.start, self.step = generator.start, generator.step
        low, high = _limits(target)
        last = high if self.step > 0 else low
        if not low <= self.start <= high:
            raise ValueError(f"the sequence starts at {self.start}, outside {low} to {high}")
        self.size = self.distinct = (last - self.start) // self.step + 1
        self._factor = 10**target.type.scale if target.type.kind == "decimal" else 1

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return rows

    def at(self, index: Rows) -> pa.Array:
        values = self.start + index.astype(np.int64) * self.step
        if pa.types.is_decimal(self.arrow_type):
            return decimals(values * self._factor, self.arrow_type)
        if pa.types.is_integer(self.arrow_type):
            return from_int64(values, self.arrow_type)
        return pa.array(values).cast(self.arrow_type)


def _limits(target: Target) -> tuple[int, int]:
    kind = target.type.kind
    if kind in INTEGER_RANGES:
        return INTEGER_RANGES[kind]
    if kind == "decimal":
        digits = min((target.type.precision or 18) - target.type.scale, 18 - target.type.scale)
        return -(10 ** max(digits, 0)) + 1, 10 ** max(digits, 0) - 1
    if kind == "real":
        return -(2**24), 2**24
    if kind == "double":
        return -(2**53), 2**53
    digits = min(target.type.length or 18, 18)
    return -(10 ** (digits - 1)) + 1, 10**digits - 1


KIND = Kind(INTEGERS | FLOATS | STRINGS | {"decimal"}, SequenceSource)
