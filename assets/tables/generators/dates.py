"""``date``: days, uniform over a range or by a profile."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import arrow_type, from_int64
from assets.tables.generators.base import STRINGS, Floats, Kind, OrderedSource, Source, Target
from assets.tables.profiles.days import day_of, day_weights
from assets.tables.profiles.density import Density
from assets.tables.randomness import Rows, Stream

_DAY_MICROSECONDS = 86_400_000_000


class DateSource(OrderedSource):
    def __init__(self, generator: spec.Date, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self._first = day_of(generator.min)
        self.size = self.distinct = (generator.max - generator.min).days + 1

    def at(self, index: Rows) -> pa.Array:
        return self._array(index.astype(np.int64) + self._first)

    def _array(self, days: NDArray[np.int64]) -> pa.Array:
        if pa.types.is_timestamp(self.arrow_type):
            return from_int64(days * _DAY_MICROSECONDS, self.arrow_type)
        array = from_int64(days, pa.date32())
        return array if pa.types.is_date(self.arrow_type) else array.cast(self.arrow_type)


class ProfiledDateSource(DateSource):
    """Days by a profile; an index counts the days that have a weight."""

    def __init__(self, generator: spec.Date, profile: spec.DayProfile, target: Target) -> None:
        super().__init__(generator, target)
        weights = day_weights(profile, self._first, self._first + self.size - 1)
        days = np.arange(self._first, self._first + self.size)
        self._density = Density(days, days + 1, weights)
        self.size = self.distinct = self._density.size

    def at(self, index: Rows) -> pa.Array:
        return self._array(self._density.at(index))

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return self._density.index_of(stream.uniform(rows))

    def index_of(self, share: Floats) -> Rows:
        return self._density.index_of(share)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        return self._array(self._density.at_share(stream.uniform(rows)))


def _build(generator: spec.Date, target: Target) -> Source:
    if generator.profile is None:
        return DateSource(generator, target)
    return ProfiledDateSource(generator, generator.profile, target)


KIND = Kind(frozenset({"date", "timestamp", "timestamptz"}) | STRINGS, _build)
