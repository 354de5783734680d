"""``inherit``: the value of a parent's column."""

from __future__ import annotations

import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.tables.arrow_arrays import arrow_type
from assets.tables.derived.base import Derived, Scope
from assets.tables.rows import RowBatch


class Inherit(Derived):
    def __init__(self, generator: spec.Inherit, scope: Scope) -> None:
        self.reads = (scope.resolve(generator.column),)
        if not self.reads[0].key:
            raise ValueError(f"{generator.column} is of the row itself: name a parent's column")

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        return rows.read(self.reads[0]).cast(arrow_type(column.type))
