"""``expression``: DuckDB SQL over the row and its parents."""

from __future__ import annotations

import pyarrow as pa

from assets.schema import generators as spec
from assets.schema.table import Column
from assets.schema.types import ColumnType
from assets.tables.derived.base import Derived, Scope
from assets.tables.expressions import columns_of, evaluate
from assets.tables.rows import RowBatch


class Sql:
    """One expression with the columns that it reads. Raises ValueError or SpecError."""

    def __init__(self, sql: str, scope: Scope) -> None:
        self._sql = sql
        self._where = f"{scope.table.name}.{scope.column.name}"
        names = [column.name for column in scope.table.columns]
        parents = {
            key.references: [column.name for column in scope.dataset.table(key.references).columns]
            for key in scope.table.foreign_keys
            if key.references not in names
        }
        paths = columns_of(sql, names, parents, where=self._where)
        self._inputs = {path: scope.resolve(".".join(path)) for path in paths}
        self.reads = tuple(dict.fromkeys(self._inputs.values()))

    def evaluate(self, rows: RowBatch, column_type: ColumnType) -> pa.Array:
        """The expression's value for each row."""
        inputs = {path: rows.read(reference) for path, reference in self._inputs.items()}
        return evaluate(self._sql, inputs, len(rows), column_type, where=self._where)


class Expression(Derived):
    def __init__(self, generator: spec.Expression, scope: Scope) -> None:
        self._sql = Sql(generator.sql, scope)
        self.reads = self._sql.reads

    def values(self, rows: RowBatch, column: Column) -> pa.Array:
        return self._sql.evaluate(rows, column.type)
