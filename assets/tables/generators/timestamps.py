"""``timestamp``: whole seconds, uniform over a range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type, from_int64
from assets.tables.generators.base import Kind, OrderedSource, Target
from assets.tables.randomness import Rows

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class TimestampSource(OrderedSource):
    def __init__(self, generator: spec.Timestamp, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self._first = (_utc(generator.min) - _EPOCH) // _SECOND
        seconds = -((_utc(generator.min) - _utc(generator.max)) // _SECOND)
        self.size = self.distinct = max(seconds, 1)

    def at(self, index: Rows) -> pa.Array:
        return from_int64((index.astype(np.int64) + self._first) * 1_000_000, self.arrow_type)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


KIND = Kind(frozenset({"timestamp", "timestamptz"}), TimestampSource)
