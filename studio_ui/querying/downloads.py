"""A query's result as files."""

from __future__ import annotations

import io

import pyarrow as pa


def csv_bytes(result: pa.Table) -> bytes:
    """CSV in UTF-8 with a header; lists and structures as their JSON."""
    import json

    import pyarrow.csv
    import pyarrow.types as arrow_types

    columns = []
    for name, column in zip(result.column_names, result.columns, strict=True):
        if arrow_types.is_nested(column.type):
            values = [
                None if value is None else json.dumps(value, default=str, ensure_ascii=False)
                for value in column.to_pylist()
            ]
            column = pa.chunked_array([pa.array(values, pa.string())])
        elif arrow_types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        elif arrow_types.is_binary(column.type) or arrow_types.is_large_binary(column.type):
            values = [None if value is None else value.hex() for value in column.to_pylist()]
            column = pa.chunked_array([pa.array(values, pa.string())])
        columns.append((name, column))
    buffer = io.BytesIO()
    table = pa.Table.from_arrays([c for _, c in columns], names=[name for name, _ in columns])
    pyarrow.csv.write_csv(table, buffer)
    return buffer.getvalue()


def parquet_bytes(result: pa.Table) -> bytes:
    """One Parquet file."""
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(result, buffer)
    return buffer.getvalue()
