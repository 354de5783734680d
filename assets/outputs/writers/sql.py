"""SQL as INSERT statements of up to 1,000 rows each."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import InputError, OutputError
from assets.outputs import arrow_types
from assets.outputs.writers.base import Target
from assets.outputs.writers.cells import slices, text_of
from assets.outputs.writers.literals import sql_literals
from assets.schema.views.sql_ddl import quoted_name
from assets.schema.views.sql_types import DIALECTS

ROWS_PER_STATEMENT = 1_000  # also the most that SQL Server takes


class SqlWriter:
    """Writes blocks as INSERT statements of one file; see ``sql_literals`` for the values."""

    def __init__(self, sink: Any, schema: pa.Schema, target: Target) -> None:
        if target.dialect not in DIALECTS:
            raise InputError(
                f"{target.dialect!r} is not an SQL dialect of DataForge",
                repair=f"use one of {', '.join(DIALECTS)}",
            )
        self._sink = sink
        self._dialect = target.dialect
        self._columns = [(field.name, arrow_types.holds_json(field)) for field in schema]
        names = ", ".join(quoted_name(field.name, target.dialect) for field in schema)
        table = quoted_name(target.table, target.dialect)
        self._header = f"INSERT INTO {table} ({names}) VALUES\n"
        self._rows = 0

    def write(self, block: pa.Table) -> None:
        for batch in slices(block):
            parts: list[Any] = [self._starts(batch.num_rows)]
            for (name, is_json), column in zip(self._columns, batch.columns, strict=True):
                try:
                    cells = sql_literals(column, self._dialect, is_json=is_json)
                except OutputError as error:
                    raise OutputError(
                        f"column {name!r}: {error.problem}", repair=error.repair
                    ) from error
                parts += [cells, ", "]
            parts[-1] = ")"
            self._sink.write(text_of(pc.binary_join_element_wise(*parts, "")))
            self._rows += batch.num_rows

    def close(self) -> None:
        if self._rows:
            self._sink.write(b";\n")

    def _starts(self, count: int) -> pa.Array:
        """What stands before each of the next rows: a comma, or a new statement."""
        starts = [",\n("] * count
        for row in range(-self._rows % ROWS_PER_STATEMENT, count, ROWS_PER_STATEMENT):
            starts[row] = f"{self._header}(" if self._rows + row == 0 else f";\n{self._header}("
        return pa.array(starts, pa.string())
