"""PostgreSQL's COPY in its text format: ``\\copy "t" from 'part-00000.copy'``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs.writers.base import Target
from assets.outputs.writers.cells import has_byte, slices, text_of
from assets.outputs.writers.postgres_text import postgres_texts

_SPECIAL = np.isin(np.arange(256), list(b"\\\n\r\t"))
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


class CopyWriter:
    """Writes blocks as lines of one file: tabs between values, ``\\N`` for NULL, no header."""

    def __init__(self, sink: Any, schema: pa.Schema, _target: Target) -> None:
        self._sink = sink
        self._names = schema.names

    def write(self, block: pa.Table) -> None:
        for batch in slices(block):
            self._sink.write(copy_lines(batch, self._names))

    def close(self) -> None:
        return


def copy_lines(batch: pa.RecordBatch, names: list[str]) -> memoryview:
    """The rows as the lines of a COPY. Raises OutputError, naming the column, for a value that
    PostgreSQL does not have."""
    parts: list[Any] = []
    for name, column in zip(names, batch.columns, strict=True):
        try:
            parts += [_cells(column), "\t"]
        except OutputError as error:
            raise OutputError(f"column {name!r}: {error.problem}", repair=error.repair) from error
    parts[-1] = "\n"
    lines = pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement="\\N")
    return text_of(lines)


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return _cells(column.dictionary).take(column.indices)
    texts = postgres_texts(column)
    if has_byte(texts, _SPECIAL):
        for raw, escaped in _ESCAPES:
            texts = pc.replace_substring(texts, raw, escaped)
    return texts
