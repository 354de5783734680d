"""``after`` and ``before``: moments at a distance from another column."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.delays import require_possible
from assets.tables.numbers import as_moments, exact, microseconds
from assets.tables.rows import RowBatch

MICROSECONDS = {
    "seconds": 1_000_000,
    "minutes": 60_000_000,
    "hours": 3_600_000_000,
    "days": 86_400_000_000,
}
WHOLE = ColumnType("bigint")
TEMPORAL = frozenset({"date", "timestamp", "timestamptz"})


class Moment(Derived):
    types: ClassVar[frozenset[str]] = TEMPORAL

    def __init__(self, generator: spec.After | spec.Before, scope: Scope) -> None:
        self.reads = (scope.resolve(generator.column),)
        require_temporal(scope, generator.column)
        self._delay = scope.source(generator.delay, WHOLE)
        require_possible(generator, "delay", self._delay, MICROSECONDS[generator.unit])
        self._unit = MICROSECONDS[generator.unit] * (1 if generator.kind == "after" else -1)

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        base = rows.read(self.reads[0])
        delay, _ = exact(self._delay.draw(rows.stream(column.name), rows.numbers))
        moments = microseconds(base) + delay.astype(np.int64) * self._unit
        found = as_moments(moments, column.type)
        return with_nulls(found, np.asarray(base.is_null())) if base.null_count else found


def require_temporal(scope: Scope, path: str) -> None:
    """Raises ValueError unless the path names a date or timestamp."""
    kind = scope.type_of(scope.resolve(path))
    if kind.kind not in TEMPORAL or kind.is_array:
        raise ValueError(f"{path} is {kind}, no moment: name a date or timestamp")
