"""A result in memory as the bytes of a file, for a browser to save."""

from __future__ import annotations

import io
from typing import Literal

import pyarrow as pa

from assets.outputs.blocks import blocks
from assets.outputs.writers import WRITERS, Target


def table_bytes(table: pa.Table, kind: Literal["parquet", "csv", "jsonl"]) -> bytes:
    """The table as one file of that format, as the store would write it.

    Types that the format does not have (intervals; in CSV and JSON Lines structs as well) are
    written as their text. Raises OutputError for a value that JSON does not have.
    """
    for position, field in enumerate(table.schema):
        if not (_has_parquet(field.type) if kind == "parquet" else _has_text(field.type)):
            column = table.column(position)
            texts = [None if value is None else str(value) for value in column.to_pylist()]
            table = table.set_column(position, field.name, pa.array(texts, pa.string()))
    sink = io.BytesIO()
    writer = WRITERS[kind](sink, table.schema, Target())
    for block in blocks(table.to_batches(), table.schema, where="download"):
        writer.write(block)
    writer.close()
    return sink.getvalue()


def _has_parquet(kind: pa.DataType) -> bool:
    return "interval" not in str(kind)  # wherever it is nested


def _has_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind):
        return _has_text(kind.value_type)
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
