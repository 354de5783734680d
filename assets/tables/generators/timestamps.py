"""``timestamp``: whole seconds, uniform over a range or by a profile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type, from_int64
from assets.tables.generators.base import Floats, Kind, OrderedSource, Source, Target
from assets.tables.profiles.seconds import timestamp_density
from assets.tables.randomness import Rows, Stream

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


class ProfiledTimestampSource(OrderedSource):
    """Seconds by a profile; an index counts the seconds that have a weight."""

    def __init__(self, generator: spec.Timestamp, profile: spec.Profile, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        is_zoned = target.type.kind == "timestamptz"
        self._density = timestamp_density(generator, profile, is_zoned=is_zoned)
        self.size = self.distinct = self._density.size

    def at(self, index: Rows) -> pa.Array:
        return from_int64(self._density.at(index) * 1_000_000, self.arrow_type)

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return self._density.index_of(stream.uniform(rows))

    def index_of(self, share: Floats) -> Rows:
        return self._density.index_of(share)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        seconds = self._density.at_share(stream.uniform(rows))
        return from_int64(seconds * 1_000_000, self.arrow_type)


def _build(generator: spec.Timestamp, target: Target) -> Source:
    if generator.profile is None:
        return TimestampSource(generator, target)
    return ProfiledTimestampSource(generator, generator.profile, target)


KIND = Kind(frozenset({"timestamp", "timestamptz"}), _build)
