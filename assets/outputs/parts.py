"""Rows written as the numbered files of one folder, by as many threads as there are cores."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from assets.errors import OutputError
from assets.outputs.ahead import read_ahead
from assets.outputs.blocks import BLOCK_ROWS, blocks
from assets.outputs.manifest import FileEntry, Format
from assets.outputs.row_source import RowSource, worker_count
from assets.outputs.storage import HashingSink, local_path, storage_errors, sync
from assets.outputs.writers import WRITERS, Target, Writer

PART_ROWS = 38 * BLOCK_ROWS  # about 5,000,000
"""The most rows of one file, and the rows of every file of a format that people read as text."""

_FEW_PART_ROWS = 2 * BLOCK_ROWS
_LEAST_PART_ROWS = BLOCK_ROWS // 2
_MANY_PARTS = 128
_POLL_SECONDS = 0.1
_PARQUET: tuple[Format, ...] = ("parquet", "delta")
_NO_TARGET = Target()


def part_rows_of(rows: int, kind: Format) -> int:
    """How many rows each file of a table of ``rows`` rows holds: a function of these alone, so
    that the files are the same however many threads or machines write them.

    Parquet, Delta's too, and Avro are cut into a few files that can be written side by side, and
    above PART_ROWS into about 128, of which machines take their shares.
    """
    if kind not in (*_PARQUET, "avro"):
        return PART_ROWS
    if rows <= PART_ROWS:
        return _FEW_PART_ROWS
    whole = rows // _MANY_PARTS // _LEAST_PART_ROWS * _LEAST_PART_ROWS
    return min(max(whole, _LEAST_PART_ROWS), PART_ROWS)


@dataclass(frozen=True)
class Place:
    """Where and how the files of one table are written."""

    filesystem: fs.FileSystem
    folder: str
    schema: pa.Schema
    kind: Format
    target: Target = field(default=_NO_TARGET)
    suffix: str = ""

    def name(self, number: int) -> str:
        """The name of a file; names sort like the rows."""
        ending = "parquet" if self.kind in _PARQUET else self.kind
        return f"part-{number:05d}.{ending}{self.suffix}"


class _Stopped(Exception):  # noqa: N818  # no error: another thread has one
    """The rest need not be written."""


class _Part:
    """One file that is being written."""

    def __init__(self, place: Place, name: str) -> None:
        self._name = name
        self.rows = 0
        self._sink = HashingSink(place.filesystem, f"{place.folder}/{name}")
        self._writer: Writer = WRITERS[place.kind](self._sink, place.schema, place.target)

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
    batches: Iterable[pa.RecordBatch] | RowSource,
    schema: pa.Schema,
    *,
    kind: Format,
    target: Target = _NO_TARGET,
    part_rows: int | None = None,
    workers: int | None = None,
    first: int = 0,
    on_progress: Callable[[int], None] | None = None,
) -> list[FileEntry]:
    """Write all rows to ``folder``, which exists: ``part-00000.parquet`` and so on, from the number
    ``first``.

    A file holds ``part_rows`` rows, which is a multiple of BLOCK_ROWS; there is at least one
    file. Left out, it follows from the rows of a RowSource, whose files are written by ``workers``
    threads (all cores, unless told); other batches are written one after the other.
    ``on_progress`` is told the number of rows written so far. Memory does not grow with the rows.
    Raises OutputError when the files cannot be written, and whatever making the rows raises.
    """
    if part_rows is not None and (part_rows < 1 or part_rows % BLOCK_ROWS):
        raise ValueError(f"part_rows is {part_rows}: use a multiple of {BLOCK_ROWS}")
    place = Place(filesystem, folder, schema, kind, target)
    if isinstance(batches, RowSource):
        pieces = batches.pieces(part_rows or part_rows_of(batches.rows, kind))
        return write_pieces(place, dict(enumerate(pieces, first)), workers, on_progress)
    return _write_in_turn(place, batches, part_rows or PART_ROWS, first, on_progress)


def write_pieces(
    place: Place,
    pieces: dict[int, RowSource],
    workers: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> list[FileEntry]:
    """Write each piece as the file of its number, several at once. Returns them in that order.

    Errors are those of ``write_parts``; the first one stops the other threads.
    """
    threads = worker_count() if workers is None else workers
    written, stop = _Counter(), threading.Event()
    ahead = threads if len(pieces) < threads else 1

    def write(number: int) -> FileEntry:
        return _write_piece(place, place.name(number), pieces[number], ahead, written, stop)

    if min(threads, len(pieces)) < 2:
        written.on_progress = on_progress
        return [write(number) for number in pieces]
    with ThreadPoolExecutor(min(threads, len(pieces)), thread_name_prefix="parts") as executor:
        futures = [executor.submit(write, number) for number in pieces]
        try:
            _follow(futures, written, on_progress)
            return [future.result() for future in futures]
        finally:
            stop.set()
            executor.shutdown(wait=True, cancel_futures=True)


class _Counter:
    """The rows that all threads have written so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.rows = 0
        self.on_progress: Callable[[int], None] | None = None

    def add(self, rows: int) -> None:
        with self._lock:
            self.rows += rows
        if self.on_progress is not None:
            self.on_progress(self.rows)


def _follow(
    futures: list[Future[FileEntry]], written: _Counter, on_progress: Callable[[int], None] | None
) -> None:
    """Wait until all are done or one has failed, telling the progress; raises what it raised."""
    told = 0
    pending = set(futures)
    while pending:
        done, pending = wait(pending, timeout=_POLL_SECONDS, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
        if on_progress is not None and written.rows > told:
            told = written.rows
            on_progress(told)


def _write_piece(
    place: Place, name: str, piece: RowSource, ahead: int, written: _Counter, stop: threading.Event
) -> FileEntry:
    with storage_errors(place.folder):
        part = _Part(place, name)
    done = False
    try:
        for block in blocks(read_ahead(piece, ahead), place.schema, where=place.folder):
            if stop.is_set():
                raise _Stopped
            with storage_errors(place.folder):
                part.write(block)
            written.add(block.num_rows)
        done = True
    finally:
        if not done:
            part.abandon()
    with storage_errors(place.folder):
        return part.close()


def _write_in_turn(
    place: Place,
    batches: Iterable[pa.RecordBatch],
    part_rows: int,
    first: int,
    on_progress: Callable[[int], None] | None,
) -> list[FileEntry]:
    entries: list[FileEntry] = []
    part: _Part | None = None
    rows = 0
    try:
        for block in blocks(batches, place.schema, where=place.folder):
            with storage_errors(place.folder):
                if part is not None and part.rows == part_rows:
                    entries.append(part.close())
                    part = None
                if part is None:
                    part = _Part(place, place.name(first + len(entries)))
                part.write(block)
            rows += block.num_rows
            if on_progress is not None:
                on_progress(rows)
        with storage_errors(place.folder):
            if part is None:
                part = _Part(place, place.name(first))
            entries.append(part.close())
            part = None
    finally:
        if part is not None:
            part.abandon()
    return entries


def verify_parts(
    filesystem: fs.FileSystem, folder: str, entries: list[FileEntry], *, kind: Format
) -> None:
    """Check that the files are there with the bytes and rows that were written, and flush them to
    the disk. Raises OutputError when one is not."""
    with storage_errors(folder):
        for entry in entries:
            path = f"{folder}/{entry.path}"
            check_size(filesystem, folder, entry)
            if kind in _PARQUET:
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
