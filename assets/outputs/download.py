"""A result in memory as the bytes of a file, for a browser to save."""

from __future__ import annotations

import io
from typing import Literal

import pyarrow as pa

from assets.outputs.blocks import blocks
from assets.outputs.writers import WRITERS


def table_bytes(table: pa.Table, kind: Literal["parquet", "csv", "jsonl"]) -> bytes:
    """The table as one file of that format, as the store would write it.

    Types that only a query has (such as intervals and structs) are written as their text in CSV
    and JSON Lines. Raises OutputError for a value that the format does not have.
    """
    if kind != "parquet":
        table = _with_known_types(table)
    sink = io.BytesIO()
    writer = WRITERS[kind](sink, table.schema)
    for block in blocks(table.to_batches(), table.schema, where="download"):
        writer.write(block)
    writer.close()
    return sink.getvalue()


def _with_known_types(table: pa.Table) -> pa.Table:
    for position, field in enumerate(table.schema):
        if not _is_known(field.type):
            column = table.column(position)
            texts = [None if value is None else str(value) for value in column.to_pylist()]
            table = table.set_column(position, field.name, pa.array(texts, pa.string()))
    return table


def _is_known(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind):
        return _is_known(kind.value_type)
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_date(kind)
        or pa.types.is_time(kind)
        or pa.types.is_timestamp(kind)
    )
