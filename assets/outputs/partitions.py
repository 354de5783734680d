"""Parquet in Hive's layout: the rows of each value of one column in a folder ``column=value``."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import InputError
from assets.outputs.blocks import BLOCK_ROWS, blocks
from assets.outputs.manifest import FileEntry
from assets.outputs.storage import storage_errors
from assets.outputs.writers.base import Target
from assets.outputs.writers.parquet import ParquetWriter

NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__"
MAX_PARTITIONS = 1_000
_MAX_FOLDER_BYTES = 255
_MAX_GROUPS = 16  # row groups of one file: what describes them is held until it is closed
_HELD_BYTES = 128_000_000  # of rows that wait for more of their partition


def write_partitions(
    folder: Path,
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    column: str,
    *,
    on_progress: Callable[[int], None] | None = None,
) -> list[FileEntry]:
    """Write all rows below ``folder``, which exists: ``column=value/part-00000.parquet`` and so on.

    The files have the other columns; within a partition the rows keep their order. Memory is
    bounded: a partition's rows wait until they make a row group, or until too much waits. The same
    rows make the same files.

    Raises InputError when the column cannot name folders, or has more than MAX_PARTITIONS values.
    """
    place = check_partition_column(schema, column, where=folder.name)
    rest = schema.remove(place)
    partitions: dict[str, _Partition] = {}
    rows = waiting = 0
    for block in blocks(batches, schema, where=folder.name):
        width = max(1, block.nbytes // block.num_rows)
        with storage_errors(str(folder)):
            for value, part in _split(block, place):
                name = _folder_name(column, value, folder.name)
                if name not in partitions and len(partitions) == MAX_PARTITIONS:
                    raise _too_many(column, folder.name)
                partition = partitions.setdefault(name, _Partition(folder / name, rest))
                partition.add(part)
                waiting += part.num_rows
                if partition.waiting_rows >= BLOCK_ROWS:
                    waiting -= partition.flush()
            if waiting * width > _HELD_BYTES:
                largest = sorted(partitions.values(), key=lambda each: -each.waiting_rows)
                for partition in largest[: len(largest) // 2 + 1]:
                    waiting -= partition.flush()
        rows += block.num_rows
        if on_progress is not None:
            on_progress(rows)
    with storage_errors(str(folder)):
        return [
            entry.model_copy(update={"path": f"{name}/{entry.path}"})
            for name, partition in sorted(partitions.items())
            for entry in partition.close()
        ]


def check_partition_column(schema: pa.Schema, column: str, *, where: str) -> int:
    """The place of the column. Raises InputError when there is none, or it cannot name folders."""
    place: int = schema.get_field_index(column)
    if place < 0:
        raise InputError(
            f"there is no column {column!r} to partition by",
            where=where,
            repair=f"use one of {', '.join(schema.names[:12])}",
        )
    if len(schema) == 1:
        raise InputError(
            f"{column!r} is the only column, and its files would have none",
            where=where,
            repair="leave --partition-by out",
        )
    kind = schema.field(place).type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if not (
        pa.types.is_integer(kind)
        or pa.types.is_string(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_date(kind)
    ):
        raise InputError(
            f"{column!r} is {kind}, and folders are named by texts, integers, booleans and dates",
            where=where,
            repair="partition by another column",
        )
    return place


class _Partition:
    """The rows of one value: those that wait, and the file that is being written."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder = folder
        self._schema = schema
        self._waiting: list[pa.Table] = []
        self._file: _OpenFile | None = None
        self._entries: list[FileEntry] = []
        self.waiting_rows = 0

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        self.waiting_rows += rows.num_rows

    def flush(self) -> int:
        """Write what waits as one row group; say how many rows."""
        rows = self.waiting_rows
        if not rows:
            return 0
        if self._file is None:
            self._folder.mkdir(exist_ok=True)
            name = f"part-{len(self._entries):05d}.parquet"
            self._file = _OpenFile(self._folder / name, self._schema)
        self._file.write(_joined(self._waiting, self._schema))
        self._waiting, self.waiting_rows = [], 0
        if self._file.groups == _MAX_GROUPS:
            self._entries.append(self._file.close())
            self._file = None
        return rows

    def close(self) -> list[FileEntry]:
        """Write all that waits, and list the files."""
        self.flush()
        if self._file is not None:
            self._entries.append(self._file.close())
            self._file = None
        return self._entries


class _OpenFile:
    """A Parquet file that is written row group by row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._sink = _AppendingSink(path)
        self._writer = ParquetWriter(self._sink, schema, Target())
        self._rows = 0
        self.groups = 0

    def write(self, rows: pa.Table) -> None:
        self._writer.write(rows)
        self._sink.append()
        self._rows += rows.num_rows
        self.groups += 1

    def close(self) -> FileEntry:
        self._writer.close()
        self._sink.append()
        digest = self._sink.hash.hexdigest()
        return FileEntry(
            path=self._path.name, rows=self._rows, bytes=self._sink.bytes, sha256=digest
        )


class _AppendingSink(io.RawIOBase):
    """A file that is open only while it is appended to: few processes may hold 1,000 open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending: list[bytes] = []
        self.hash = hashlib.sha256()
        self.bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pending.append(bytes(data))
        return len(data)

    def append(self) -> None:
        """Append what was written since the last time to the file."""
        data = b"".join(self._pending)
        self._pending = []
        with self._path.open("ab") as file:
            file.write(data)
        self.hash.update(data)
        self.bytes += len(data)


def _split(block: pa.Table, place: int) -> Iterator[tuple[Any, pa.Table]]:
    """The rows of each value of a column, without it; texts are plain, so that no partition holds
    the texts of others."""
    column = block.column(place).combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values = [*column.dictionary.to_pylist(), None]
    codes = column.indices.fill_null(len(values) - 1).to_numpy()
    order = np.argsort(codes, kind="stable")
    rest = block.remove_column(place)
    plain = [_plain(chunked) for chunked in rest.columns]
    rest = pa.Table.from_arrays(plain, names=rest.column_names)
    found, starts = np.unique(codes[order], return_index=True)
    for code, start, stop in zip(found, starts, [*starts[1:], len(codes)], strict=True):
        yield values[code], rest.take(pa.array(order[start:stop]))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    return column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column


def _joined(parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """The rows as one table of ``schema``, dictionaries in the order of first use."""
    table = pa.concat_tables(parts).combine_chunks()
    columns = [
        pc.dictionary_encode(column).cast(field.type)
        if pa.types.is_dictionary(field.type)
        else column
        for field, column in zip(schema, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _folder_name(column: str, value: Any, where: str) -> str:
    if value is None:
        text = NULL_FOLDER
    elif value is True or value is False:
        text = str(value).lower()
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
        if text in ("", NULL_FOLDER):
            raise InputError(
                f"{column!r} holds {text!r}, which the folder's name cannot tell from NULL",
                where=where,
                repair="partition by another column",
            )
    name = f"{quote(column, safe='')}={quote(text, safe='')}"
    if len(name) > _MAX_FOLDER_BYTES:
        raise InputError(
            f"{column!r} holds {text[:40]!r}…, which is too long for a folder's name",
            where=where,
            repair="partition by another column",
        )
    return name


def _too_many(column: str, where: str) -> InputError:
    return InputError(
        f"{column!r} has more than {MAX_PARTITIONS:,} values, and each is a folder",
        where=where,
        repair="partition by a column with fewer values; nothing was replaced",
    )
