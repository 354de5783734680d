"""``conditional``: the generator of the first case whose condition the row meets."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.arrow_arrays import arrow_type
from assets.tables.derived.base import Derived, Scope
from assets.tables.derived.expression import Sql
from assets.tables.rows import RowBatch

_BOOLEAN = ColumnType("boolean")


class Conditional(Derived):
    def __init__(self, generator: spec.Conditional, scope: Scope) -> None:
        self._conditions = [Sql(case.when, scope) for case in generator.cases]
        uses = [*(case.use for case in generator.cases), generator.otherwise]
        self._sources = [scope.source(use) for use in uses]
        reads = (reference for sql in self._conditions for reference in sql.reads)
        self.reads = tuple(dict.fromkeys(reads))

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        left = np.ones(len(rows), dtype=np.bool_)
        chosen = np.full(len(rows), len(self._conditions))
        for place, sql in enumerate(self._conditions):
            met = sql.evaluate(rows, _BOOLEAN).fill_null(False)
            hits = left & np.asarray(met.to_numpy(zero_copy_only=False), dtype=np.bool_)
            chosen[hits] = place
            left &= ~hits
        pieces, order = [], []
        for place, source in enumerate(self._sources):
            where = np.flatnonzero(chosen == place)
            own = rows.stream(column.name).fork(place)
            pieces.append(source.draw(own, rows.numbers[where]).cast(arrow_type(column.type)))
            order.append(where)
        back = np.argsort(np.concatenate(order), kind="stable")
        return pa.concat_arrays(pieces).take(pa.array(back))
