"""Batches written as the numbered files of one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from assets.errors import OutputError
from assets.outputs.blocks import BLOCK_ROWS, blocks
from assets.outputs.manifest import FileEntry, Format
from assets.outputs.storage import HashingSink, local_path, storage_errors, sync
from assets.outputs.writers import WRITERS, Target, Writer

PART_ROWS = 38 * BLOCK_ROWS  # about 5,000,000
_NO_TARGET = Target()


class _Part:
    """One file that is being written."""

    def __init__(
        self,
        filesystem: fs.FileSystem,
        folder: str,
        name: str,
        kind: Format,
        schema: pa.Schema,
        target: Target,
    ) -> None:
        self._name = name
        self.rows = 0
        self._sink = HashingSink(filesystem, f"{folder}/{name}")
        self._writer: Writer = WRITERS[kind](self._sink, schema, target)

    def write(self, block: pa.Table) -> None:
        self._writer.write(block)
        self.rows += block.num_rows

    def close(self) -> FileEntry:
        self._writer.close()
        self._sink.close()
        return FileEntry(
            path=self._name, rows=self.rows, bytes=self._sink.bytes, sha256=self._sink.sha256
        )

    def abandon(self) -> None:
        """Let go of the file without finishing it."""
        self._sink.abandon()
        self._writer.close()
        self._sink.close()


def write_parts(
    filesystem: fs.FileSystem,
    folder: str,
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    *,
    kind: Format,
    target: Target = _NO_TARGET,
    part_rows: int = PART_ROWS,
    on_progress: Callable[[int], None] | None = None,
) -> list[FileEntry]:
    """Write all rows to ``folder``, which exists: ``part-00000.parquet`` and so on.

    A file holds ``part_rows`` rows, a multiple of BLOCK_ROWS; there is at least one file.
    ``on_progress`` is told the number of rows written so far. Memory does not grow with the rows.
    Raises OutputError when the files cannot be written, and whatever ``batches`` raises.
    """
    if part_rows < BLOCK_ROWS or part_rows % BLOCK_ROWS:
        raise ValueError(f"part_rows is {part_rows}: use a multiple of {BLOCK_ROWS}")
    entries: list[FileEntry] = []
    part: _Part | None = None
    rows = 0
    try:
        for block in blocks(batches, schema, where=folder):
            with storage_errors(folder):
                if part is not None and part.rows == part_rows:
                    entries.append(part.close())
                    part = None
                if part is None:
                    part = _open(filesystem, folder, len(entries), kind, schema, target)
                part.write(block)
            rows += block.num_rows
            if on_progress is not None:
                on_progress(rows)
        with storage_errors(folder):
            if part is None:
                part = _open(filesystem, folder, 0, kind, schema, target)
            entries.append(part.close())
            part = None
    finally:
        if part is not None:
            part.abandon()
    return entries


def _open(
    filesystem: fs.FileSystem,
    folder: str,
    number: int,
    kind: Format,
    schema: pa.Schema,
    target: Target,
) -> _Part:
    return _Part(filesystem, folder, f"part-{number:05d}.{kind}", kind, schema, target)


def verify_parts(
    filesystem: fs.FileSystem, folder: str, entries: list[FileEntry], *, kind: Format
) -> None:
    """Check that the files are there with the bytes and rows that were written, and flush them to
    the disk. Raises OutputError when one is not."""
    with storage_errors(folder):
        for entry in entries:
            path = f"{folder}/{entry.path}"
            check_size(filesystem, folder, entry)
            if kind == "parquet":
                with filesystem.open_input_file(path) as file:
                    rows = pq.read_metadata(file).num_rows
                if rows != entry.rows:
                    raise OutputError(
                        f"{entry.path} holds {rows} rows and {entry.rows} were written to it",
                        where=folder,
                        repair="run it again",
                    )
            target = local_path(filesystem, path)
            if target is not None:
                sync(target)


def check_size(filesystem: fs.FileSystem, folder: str, entry: FileEntry) -> None:
    """Raise OutputError unless the file is there and as long as its entry says."""
    info = filesystem.get_file_info(f"{folder}/{entry.path}")
    repair = "generate the table again"
    if info.type != fs.FileType.File:
        raise OutputError(f"the file {entry.path} is missing", where=folder, repair=repair)
    if info.size != entry.bytes:
        raise OutputError(
            f"the file {entry.path} has {info.size} bytes, its manifest says {entry.bytes}",
            where=folder,
            repair=repair,
        )
