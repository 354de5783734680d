"""JSON Lines: one object a row, arrays and JSON columns as real JSON."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs import arrow_types
from assets.outputs.writers.base import Target
from assets.outputs.writers.cells import json_cells, slices, text_of


class JsonlWriter:
    """Writes blocks as lines of one file, in UTF-8. NULL is ``null``, bytes are Base64."""

    def __init__(self, sink: Any, schema: pa.Schema, _target: Target) -> None:
        self._sink = sink
        self._fields = [
            (
                field.name,
                f"{',' if i else '{'}{json.dumps(field.name, ensure_ascii=False)}:",
                arrow_types.holds_json(field),
            )
            for i, field in enumerate(schema)
        ]

    def write(self, block: pa.Table) -> None:
        for batch in slices(block):
            parts: list[Any] = []
            for column, (name, key, is_json) in zip(batch.columns, self._fields, strict=True):
                try:
                    parts += [key, json_cells(column, is_json=is_json)]
                except OutputError as error:
                    raise OutputError(
                        f"column {name!r}: {error.problem}", repair=error.repair
                    ) from error
            lines = pc.binary_join_element_wise(*parts, "}\n", "")
            self._sink.write(text_of(lines))

    def close(self) -> None:
        return
