"""One module per format; each writes one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pyarrow as pa

from assets.outputs.manifest import Format
from assets.outputs.writers.csv import CsvWriter
from assets.outputs.writers.jsonl import JsonlWriter
from assets.outputs.writers.parquet import ParquetWriter


class Writer(Protocol):
    """Writes blocks to an open file, which it leaves open."""

    def write(self, block: pa.Table) -> None: ...

    def close(self) -> None: ...


WRITERS: Mapping[Format, Callable[[Any, pa.Schema], Writer]] = {
    "parquet": ParquetWriter,
    "csv": CsvWriter,
    "jsonl": JsonlWriter,
}
