"""The Parquet files of a Delta table. ``assets.outputs.delta_log`` makes a table of them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from assets.outputs.writers.base import Target
from assets.outputs.writers.parquet import ParquetWriter
from assets.schema.names import identifier_slug

_FORBIDDEN = frozenset(" ()")
"""Of what may stand in a column's name, what Delta and Parquet readers of it do not take."""


def delta_schema(schema: pa.Schema) -> pa.Schema:
    """The columns as Delta has them: times of day are text (there is no such type), and a name
    that it does not take is made one, kept as ``source_name`` in the column's metadata."""
    return pa.schema([_field(field) for field in schema])


class DeltaWriter:
    """Writes blocks as the row groups of one Parquet file."""

    def __init__(self, sink: Any, schema: pa.Schema, target: Target) -> None:
        self._schema = delta_schema(schema)
        self._writer = ParquetWriter(sink, self._schema, target)

    def write(self, block: pa.Table) -> None:
        columns = [
            column if column.type == field.type else column.cast(field.type)
            for column, field in zip(block.columns, self._schema, strict=True)
        ]
        self._writer.write(pa.Table.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _field(field: pa.Field) -> pa.Field:
    found = field.with_type(_type(field.type))
    if not _FORBIDDEN & set(field.name):
        return found
    metadata = {**(field.metadata or {}), b"source_name": field.name.encode()}
    return found.with_name(identifier_slug(field.name)).with_metadata(metadata)


def _type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_type(kind.value_type))
    return pa.string() if pa.types.is_time(kind) else kind
