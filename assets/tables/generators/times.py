"""``time``: times of day in whole seconds, uniform over a range."""

from __future__ import annotations

from datetime import time

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import from_int64
from assets.tables.generators.base import Kind, OrderedSource, Target
from assets.tables.randomness import Rows


class TimeSource(OrderedSource):
    arrow_type = pa.time64("us")

    def __init__(self, generator: spec.Time, target: Target) -> None:
        self._first = _seconds(generator.min)
        self.size = self.distinct = _seconds(generator.max) - self._first + 1

    def at(self, index: Rows) -> pa.Array:
        return from_int64((index.astype(np.int64) + self._first) * 1_000_000, self.arrow_type)


def _seconds(moment: time) -> int:
    return moment.hour * 3_600 + moment.minute * 60 + moment.second


KIND = Kind(frozenset({"time"}), TimeSource)
