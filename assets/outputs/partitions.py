"""Parquet in Hive's layout: the rows of each value of one column in a folder ``column=value``."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import InputError
from assets.outputs.ahead import read_ahead
from assets.outputs.blocks import blocks
from assets.outputs.manifest import FileEntry
from assets.outputs.row_source import RowSource
from assets.outputs.storage import storage_errors
from assets.outputs.writers.base import Target
from assets.outputs.writers.parquet import ParquetWriter

NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__"
MAX_PARTITIONS = 1_000
_MAX_FOLDER_BYTES = 255
_MAX_GROUPS = 8  # row groups of one file: what describes them is held until it is closed
HELD_BYTES = 64_000_000


def write_partitions(
    folder: Path,
    batches: Iterable[pa.RecordBatch] | RowSource,
    schema: pa.Schema,
    column: str,
    *,
    held_bytes: int = HELD_BYTES,
    on_progress: Callable[[int], None] | None = None,
) -> list[FileEntry]:
    """Write all rows below ``folder``, which exists: ``column=value/part-00000.parquet`` and so on.

    The files have the other columns; within a partition the rows keep their order. Memory is
    bounded: rows are sorted and written whenever ``held_bytes`` of them wait. The same rows make
    the same files.

    Raises InputError when the column cannot name folders, or has more than MAX_PARTITIONS values.
    """
    place = check_partition_column(schema, column, where=folder.name)
    partitions: dict[str, _Partition] = {}
    held: list[pa.Table] = []
    size = rows = 0
    for block in blocks(read_ahead(batches), schema, where=folder.name):
        for value in pc.unique(block.column(place)).to_pylist():
            name = _folder_name(column, value, folder.name)
            if name not in partitions:
                if len(partitions) == MAX_PARTITIONS:
                    raise _too_many(column, folder.name)
                partitions[name] = _Partition(folder / name, schema.remove(place))
        held.append(block)
        size += block.nbytes
        rows += block.num_rows
        if size >= held_bytes:
            _write(held, place, partitions, folder)
            held, size = [], 0
        if on_progress is not None:
            on_progress(rows)
    _write(held, place, partitions, folder)
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


def _write(
    held: list[pa.Table], place: int, partitions: dict[str, _Partition], folder: Path
) -> None:
    """Write the rows, one row group for each partition that has some."""
    if not held:
        return
    table = pa.concat_tables(held).unify_dictionaries().combine_chunks()
    column = table.schema.names[place]
    keys = table.column(place).combine_chunks()
    if not pa.types.is_dictionary(keys.type):
        keys = keys.dictionary_encode()
    values = [*keys.dictionary.to_pylist(), None]
    codes = keys.indices.fill_null(len(values) - 1).to_numpy()
    order = np.argsort(codes, kind="stable")
    table = table.remove_column(place).take(pa.array(order))
    found, starts = np.unique(codes[order], return_index=True)
    with storage_errors(str(folder)):
        for code, start, stop in zip(found, starts, [*starts[1:], len(codes)], strict=True):
            name = _folder_name(column, values[code], folder.name)
            partitions[name].write(table.slice(start, stop - start))


class _Partition:
    """The files of one value."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder = folder
        self._schema = schema
        self._file: _OpenFile | None = None
        self._entries: list[FileEntry] = []

    def write(self, rows: pa.Table) -> None:
        """Write a row group; each dictionary has the values that these rows use."""
        if self._file is None:
            self._folder.mkdir(exist_ok=True)
            name = f"part-{len(self._entries):05d}.parquet"
            self._file = _OpenFile(self._folder / name, self._schema)
        self._file.write(_with_own_dictionaries(rows, self._schema))
        if self._file.groups == _MAX_GROUPS:
            self._entries.append(self._file.close())
            self._file = None

    def close(self) -> list[FileEntry]:
        """The files, all finished."""
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


def _with_own_dictionaries(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        column.cast(column.type.value_type).dictionary_encode().cast(column.type)
        if pa.types.is_dictionary(column.type)
        else column
        for column in rows.columns
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
