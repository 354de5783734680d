"""Files written by several threads are those that one thread writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from assets.errors import GenerationError
from assets.outputs.ahead import read_ahead
from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.manifest import FileEntry
from assets.outputs.parts import PART_ROWS, part_rows_of, write_parts
from assets.outputs.row_source import RowSource
from assets.schema.formats import read_spec
from assets.tables.engine import CHUNK_ROWS, Engine

SCHEMA = pa.schema([("id", pa.int64())])
SHOP = Path(__file__).parents[3] / "fixtures/derived_shop.yaml"


def numbers(start: int, stop: int) -> Iterator[pa.RecordBatch]:
    for first in range(start, stop, CHUNK_ROWS):
        rows = np.arange(first, min(first + CHUNK_ROWS, stop))
        yield pa.RecordBatch.from_arrays([pa.array(rows)], schema=SCHEMA)


def written(folder: Path, source: RowSource, **options: Any) -> list[FileEntry]:
    folder.mkdir()
    return write_parts(fs.LocalFileSystem(), str(folder), source, SCHEMA, kind="parquet", **options)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_files_do_not_depend_on_the_workers(tmp_path: Path, workers: int) -> None:
    source = RowSource(4 * BLOCK_ROWS + 7, numbers)
    told: list[int] = []
    alone = written(tmp_path / "alone", source, part_rows=BLOCK_ROWS, workers=1)
    together = written(
        tmp_path / "together",
        source,
        part_rows=BLOCK_ROWS,
        workers=workers,
        on_progress=told.append,
    )
    assert together == alone
    assert [entry.rows for entry in together] == [BLOCK_ROWS] * 4 + [7]
    assert told == sorted(told)
    assert told[-1] == source.rows
    rows = pq.read_table([tmp_path / "together" / entry.path for entry in together])
    assert rows["id"].to_pylist() == list(range(source.rows))


def test_the_first_error_stops_all_threads(tmp_path: Path) -> None:
    made: list[int] = []

    def failing(start: int, stop: int) -> Iterator[pa.RecordBatch]:
        if start == 0:
            raise GenerationError("no such row", where="t")
        for batch in numbers(start, stop):
            made.append(batch.num_rows)
            yield batch

    before = threading.active_count()
    with pytest.raises(GenerationError, match="no such row"):
        written(tmp_path / "t", RowSource(400 * BLOCK_ROWS, failing), workers=2)
    assert threading.active_count() == before
    assert sum(made) < 40 * BLOCK_ROWS


def test_rows_read_ahead_come_in_order_and_not_all_at_once() -> None:
    made: list[int] = []

    def noted(start: int, stop: int) -> Iterator[pa.RecordBatch]:
        made.append(start)
        yield from numbers(start, stop)

    source = RowSource(20 * BLOCK_ROWS + 1, noted)
    batches = iter(read_ahead(source, workers=3))
    first = next(batches)
    assert max(made) < 5 * BLOCK_ROWS
    found = pa.Table.from_batches([first, *batches])
    assert found["id"].to_pylist() == list(range(source.rows))


@pytest.mark.parametrize("rows", [1, 10**6, PART_ROWS + 1, 10**7, 10**8, 10**9, 10**12])
def test_large_tables_have_enough_files_for_many_machines(rows: int) -> None:
    size = part_rows_of(rows, "parquet")
    assert size <= PART_ROWS
    if rows > PART_ROWS:
        assert rows / size > 64
    assert part_rows_of(rows, "csv") == PART_ROWS


def test_engines_make_the_same_rows_in_many_threads(tmp_path: Path) -> None:
    dataset = read_spec(SHOP).with_rows(40_000)
    for table in dataset.tables:
        entries = []
        for workers in (1, 4):
            engine = Engine(dataset)  # a new one: its caches are filled by the threads
            folder = tmp_path / f"{table.name}-{workers}"
            folder.mkdir()
            entries.append(
                write_parts(
                    fs.LocalFileSystem(),
                    str(folder),
                    RowSource(table.rows, lambda a, b, e=engine, t=table.name: e.chunks(t, a, b)),
                    engine.schema(table.name),
                    kind="parquet",
                    part_rows=BLOCK_ROWS,
                    workers=workers,
                )
            )
        assert entries[0] == entries[1]
