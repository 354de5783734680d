"""``duration``: how long something takes, as ISO 8601, a time of day, or a number of a unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import arrow_type, from_int64
from assets.tables.generators.base import (
    FLOATS,
    INTEGERS,
    STRINGS,
    Floats,
    Kind,
    OrderedSource,
    Source,
    Target,
)
from assets.tables.iso_durations import DAY, SECONDS, iso_text, longest_text
from assets.tables.randomness import Rows, Stream

_ENDS = np.array([0.0, 1.0 - 2.0**-53])
_MOST_SECONDS = 2**53


class DurationSource(Source):
    """Numbers of a unit, rounded to the second and written as texts or times of day."""

    def __init__(self, lengths: Source, generator: spec.Duration, target: Target) -> None:
        self.arrow_type = arrow_type(target.type)
        self._lengths, self._unit = lengths, SECONDS[generator.unit]
        self.size = lengths.size
        is_whole = isinstance(generator.length, spec.Integer)
        self.distinct = lengths.distinct if is_whole else 0

    def at(self, index: Rows) -> pa.Array:
        return self._written(self._lengths.at(index))

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return self._lengths.index(stream, rows)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        return self._written(self._lengths.draw(stream, rows))

    def _written(self, lengths: pa.Array) -> pa.Array:
        numbers: Floats = np.asarray(lengths)
        seconds: NDArray[np.int64] = np.rint(numbers * self._unit).astype(np.int64)
        if pa.types.is_string(self.arrow_type):
            return iso_text(seconds)
        return from_int64(seconds * 1_000_000, self.arrow_type)


class OrderedDurationSource(DurationSource, OrderedSource):
    """Durations that ascend with the index; as texts they do so by their length of time."""

    _lengths: OrderedSource

    def index_of(self, share: Floats) -> Rows:
        return self._lengths.index_of(share)

    def at_share(self, share: Floats) -> pa.Array:
        return self._written(self._lengths.at_share(share))


def kind(build: Callable[[spec.Generator, Target], Source]) -> Kind:
    """The registry's line; ``build`` makes the source of the number."""

    def build_duration(generator: spec.Duration, target: Target) -> Source:
        is_number = target.type.kind not in STRINGS | {"time"}
        lengths = build(
            generator.length, target if is_number else target.member(ColumnType("double"))
        )
        least, most = _ends(lengths)
        if least < 0:
            raise ValueError(
                f"the length may be {least:,g} {generator.unit}, and no duration is below 0: "
                f"give length a min of 0"
            )
        if is_number:
            return lengths
        _require_fit(most, generator, target)
        ordered = isinstance(lengths, OrderedSource)
        return (OrderedDurationSource if ordered else DurationSource)(lengths, generator, target)

    return Kind(INTEGERS | FLOATS | STRINGS | {"decimal", "time"}, build_duration)


def _ends(lengths: Source) -> tuple[float, float]:
    if isinstance(lengths, OrderedSource):
        values = lengths.at_share(_ENDS)
    else:
        values = lengths.at(np.arange(min(lengths.size, 100_000), dtype=np.uint64))
    numbers = np.asarray(values.cast(pa.float64()))
    return float(numbers.min()), float(numbers.max())


def _require_fit(most: float, generator: spec.Duration, target: Target) -> None:
    seconds, unit = most * SECONDS[generator.unit], generator.unit
    limit = target.type.length
    if target.type.kind == "time" and round(seconds) >= DAY:
        raise ValueError(
            f"the length may be {most:,g} {unit}, and a time holds less than 24 hours: "
            f"give length a max of {(DAY - 1) / SECONDS[unit]:.10g}, or use another type"
        )
    if seconds > _MOST_SECONDS:
        raise ValueError(
            f"the length may be {most:,g} {unit}, which is too long to write: give length a max"
        )
    if limit is not None and longest_text(seconds) > limit:
        raise ValueError(
            f"durations of up to {most:,g} {unit} need {longest_text(seconds)} characters, and "
            f"{target.type} holds {limit}: widen the type"
        )
