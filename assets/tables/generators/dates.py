"""``date``: days, uniform over a range."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type, from_int64
from assets.tables.generators.base import STRINGS, Kind, OrderedSource, Target
from assets.tables.randomness import Rows

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MICROSECONDS = 86_400_000_000


class DateSource(OrderedSource):
    def __init__(self, generator: spec.Date, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self._first = generator.min.toordinal() - _EPOCH
        self.size = self.distinct = (generator.max - generator.min).days + 1

    def at(self, index: Rows) -> pa.Array:
        days = index.astype(np.int64) + self._first
        if pa.types.is_timestamp(self.arrow_type):
            return from_int64(days * _DAY_MICROSECONDS, self.arrow_type)
        array = from_int64(days, pa.date32())
        return array if pa.types.is_date(self.arrow_type) else array.cast(self.arrow_type)


KIND = Kind(frozenset({"date", "timestamp", "timestamptz"}) | STRINGS, DateSource)
