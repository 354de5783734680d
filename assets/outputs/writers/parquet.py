"""Parquet, compressed with zstd: one row group a block, dictionaries kept."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.outputs.writers.base import Target

COMPRESSION = "zstd"


class ParquetWriter:
    """Writes blocks as the row groups of one file."""

    def __init__(self, sink: Any, schema: pa.Schema, _target: Target) -> None:
        self._file = pa.PythonFile(sink, mode="w")
        pooled = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        plain = [name for name in schema.names if name not in pooled]
        self._writer = pq.ParquetWriter(
            self._file,
            schema,
            compression=COMPRESSION,
            use_dictionary=pooled,  # trying one for every column takes half as long again
            write_statistics=plain,  # those of a pool are the same in every row group
        )

    def write(self, block: pa.Table) -> None:
        self._writer.write_table(block, row_group_size=block.num_rows or None)

    def close(self) -> None:
        self._writer.close()
