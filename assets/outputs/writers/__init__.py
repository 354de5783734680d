"""One module per format.

WRITERS write one file of one table's rows, FILE_WRITERS one file that holds every table.
"""

from __future__ import annotations

from collections.abc import Mapping

from assets.outputs.manifest import Format, SingleFormat
from assets.outputs.writers.avro import AvroWriter
from assets.outputs.writers.base import MakeWriter, Target, WriteFile, Writer
from assets.outputs.writers.copy import CopyWriter
from assets.outputs.writers.csv import CsvWriter
from assets.outputs.writers.delta import DeltaWriter
from assets.outputs.writers.duckdb import write_duckdb
from assets.outputs.writers.jsonl import JsonlWriter
from assets.outputs.writers.parquet import ParquetWriter
from assets.outputs.writers.sql import SqlWriter
from assets.outputs.writers.sqlite import write_sqlite
from assets.outputs.writers.xlsx import write_xlsx

__all__ = ["FILE_WRITERS", "WRITERS", "Target", "Writer"]

WRITERS: Mapping[Format, MakeWriter] = {
    "parquet": ParquetWriter,
    "csv": CsvWriter,
    "jsonl": JsonlWriter,
    "sql": SqlWriter,
    "copy": CopyWriter,
    "avro": AvroWriter,
    "delta": DeltaWriter,
}
FILE_WRITERS: Mapping[SingleFormat, WriteFile] = {
    "duckdb": write_duckdb,
    "sqlite": write_sqlite,
    "xlsx": write_xlsx,
}
