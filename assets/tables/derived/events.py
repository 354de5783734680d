"""``events``: moments in order among the children of a parent."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.repairs.edits import MendableError
from assets.schema.repairs.parts import counted_per_parent
from assets.schema.table import Column
from assets.tables.arrow_arrays import with_nulls
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.delays import require_possible
from assets.tables.derived.moments import MICROSECONDS, TEMPORAL, WHOLE, require_temporal
from assets.tables.derived.running import running_sums
from assets.tables.numbers import as_moments, exact, microseconds
from assets.tables.rows import RowBatch


class Events(Derived):
    types: ClassVar[frozenset[str]] = TEMPORAL

    def __init__(self, generator: spec.Events, scope: Scope) -> None:
        if scope.family is None:
            text = f"{scope.table.name} does not count per parent: give it per_parent"
            raise MendableError(text, *counted_per_parent(scope.table))
        self.gathers = scope.table.name
        self.reads = (scope.resolve(generator.column),)
        require_temporal(scope, generator.column)
        self._gap = scope.source(generator.gap, WHOLE)
        require_possible(generator, "gap", self._gap, MICROSECONDS[generator.unit])
        self._unit = MICROSECONDS[generator.unit]

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        base = rows.read(self.reads[0])
        group, places = rows.siblings()
        gaps, _ = exact(self._gap.draw(rows.stream(column.name), group.batch.numbers))
        elapsed = running_sums(np.maximum(gaps.astype(np.int64), 0), group)[places]
        moments = microseconds(base) + elapsed.astype(np.int64) * self._unit
        found = as_moments(moments, column.type)
        return with_nulls(found, np.asarray(base.is_null())) if base.null_count else found
