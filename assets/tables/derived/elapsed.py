"""``elapsed``: how long it is from one moment to another."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.tables.arrow_arrays import from_int64, with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.moments import require_temporal
from assets.tables.generators.base import FLOATS, INTEGERS, STRINGS
from assets.tables.iso_durations import DAY, SECONDS, iso_text
from assets.tables.numbers import as_column, microseconds
from assets.tables.rows import RowBatch

_SECOND = 1_000_000


class Elapsed(Derived):
    types: ClassVar[frozenset[str]] = INTEGERS | FLOATS | STRINGS | {"decimal", "time"}

    def __init__(self, generator: spec.Elapsed, scope: Scope) -> None:
        self.reads = (scope.resolve(generator.start), scope.resolve(generator.end))
        for path in (generator.start, generator.end):
            require_temporal(scope, path)
        self._unit = SECONDS[generator.unit] * _SECOND

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        start, end = (rows.read(reference) for reference in self.reads)
        null = np.asarray(start.is_null()) | np.asarray(end.is_null())
        elapsed = np.where(null, 0, microseconds(end) - microseconds(start))
        return with_nulls(self._written(elapsed, column), null)

    def _written(self, elapsed: NDArray[np.int64], column: Column) -> pa.Array:
        kind = column.type.kind
        if kind in STRINGS:
            texts = iso_text(np.fix(elapsed / _SECOND).astype(np.int64))
            limit = column.type.length
            longest = max(map(len, texts.to_pylist()), default=0) if limit is not None else 0
            if limit is not None and longest > limit:
                raise pa.ArrowInvalid(f"a text has {longest} characters")
            return texts
        if kind == "time":
            if len(elapsed) and not 0 <= elapsed.min() <= elapsed.max() < DAY * _SECOND:
                raise pa.ArrowInvalid("a time holds 0 up to and without 24 hours")
            return from_int64(elapsed, pa.time64("us"))
        if kind in INTEGERS:
            return as_column(np.fix(elapsed / self._unit).astype(np.int64), 0, column.type)
        return as_column(elapsed / self._unit, 0, column.type)
