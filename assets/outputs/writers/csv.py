"""CSV as RFC 4180 has it, with a header. NULL is empty, an empty text is ``\"\"``."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.outputs import arrow_types
from assets.outputs.writers.base import Target
from assets.outputs.writers.cells import csv_cells, slices, text_of


class CsvWriter:
    """Writes blocks as lines of one file. Timestamps are ISO 8601, decimals exact."""

    def __init__(self, sink: Any, schema: pa.Schema, _target: Target) -> None:
        self._sink = sink
        self._json = [arrow_types.holds_json(field) for field in schema]
        header = ",".join('"' + name.replace('"', '""') + '"' for name in schema.names)
        sink.write(f"{header}\n".encode())

    def write(self, block: pa.Table) -> None:
        for batch in slices(block):
            parts: list[Any] = []
            for column, is_json in zip(batch.columns, self._json, strict=True):
                parts += [csv_cells(column, is_json=is_json), ","]
            parts[-1] = "\n"
            lines = pc.binary_join_element_wise(
                *parts, "", null_handling="replace", null_replacement=""
            )
            self._sink.write(text_of(lines))

    def close(self) -> None:
        return
