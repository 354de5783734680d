"""One DuckDB database with every table, its keys and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs.job import ExportJob, written_blocks
from assets.outputs.writers.base import Written
from assets.schema.dataset import Dataset
from assets.schema.table import ForeignKey, Table
from assets.schema.views.sql_ddl import creation_order, quoted_name, sql_ddl

if TYPE_CHECKING:
    import duckdb

_LEFT_OUT = "-- left out"
_MEMORY = "400MB"  # of DuckDB's own; it takes somewhat more
_BLOCKS_PER_COMMIT = 8  # each commit is made safe against a power cut, which takes time
_SEPARATOR = "\x1f"


def write_duckdb(path: Path, dataset: Dataset, jobs: Sequence[ExportJob]) -> Written:
    """Make the database. Parents are written before their children, as DuckDB checks every row.

    The notes name the keys that DuckDB cannot hold: those in a cycle, and of lists.
    """
    import duckdb

    by_name = {job.table: job for job in jobs}
    script = sql_ddl(dataset, "duckdb")
    counts: dict[str, int] = {}
    with duckdb_errors(path.name):
        connection = duckdb.connect(str(path), config={"memory_limit": _MEMORY})
    try:
        with duckdb_errors(path.name):
            connection.execute(script)
        for table in creation_order(dataset):
            connection.execute("BEGIN")
            counts[table.name] = insert_rows(
                connection, table, by_name[table.name], blocks_per_commit=_BLOCKS_PER_COMMIT
            )
            with duckdb_errors(table.name):
                connection.execute("COMMIT")
        with duckdb_errors(path.name):
            connection.execute("CHECKPOINT")
    finally:
        connection.close()
    return Written([counts[job.table] for job in jobs], left_out(script))


def left_out(script: str) -> list[str]:
    """What the comments of a script of ``sql_ddl`` say that it leaves out."""
    return [line.removeprefix("-- ") for line in script.splitlines() if line.startswith(_LEFT_OUT)]


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    job: ExportJob,
    columns: Sequence[str] | None = None,
    *,
    blocks_per_commit: int | None = None,
) -> int:
    """Insert the rows of a job into the table of its name; say how many.

    ``columns``: only these. A transaction is open; it is ended and begun again after every
    ``blocks_per_commit`` blocks, as DuckDB's memory grows with the rows of a transaction.

    Raises OutputError when DuckDB refuses a row.
    """
    names = list(columns or job.schema.names)
    own = [key for key in table.foreign_keys if key.references == table.name]
    into = ", ".join(quoted_name(name, "duckdb") for name in names)
    statement = f"INSERT INTO {quoted_name(table.name, 'duckdb')} ({into}) SELECT {into} FROM rows"  # noqa: S608 (quoted names)
    rows = 0
    for number, block in enumerate(written_blocks(job)):
        with duckdb_errors(table.name):
            if number and blocks_per_commit and number % blocks_per_commit == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN")
            for part in _waves(block, own):
                connection.register("rows", part.select(names))
                connection.execute(statement)
                connection.unregister("rows")
        rows += block.num_rows
    return rows


@contextmanager
def duckdb_errors(where: str) -> Iterator[None]:
    """Turn what DuckDB raises into OutputError."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise OutputError(
            f"DuckDB: {error}", where=where, repair="check the free space, and the spec's keys"
        ) from error


def _waves(block: pa.Table, keys: Sequence[ForeignKey]) -> Iterator[pa.Table]:
    """The rows in parts, so that none refers to a row of its own part or of a later one.

    DuckDB looks for the parents of all rows of a statement before it inserts the first.
    """
    parents = [_parents(block, key) for key in keys]
    levels = np.zeros(block.num_rows, dtype=np.int32)
    for _ in range(block.num_rows if parents else 0):
        deeper = levels
        for found in parents:
            deeper = np.maximum(deeper, np.where(found >= 0, levels[found] + 1, 0))
        if np.array_equal(deeper, levels):
            break
        levels = deeper
    if not levels.any():
        yield block
        return
    order = np.argsort(levels, kind="stable")
    ends = np.cumsum(np.bincount(levels))
    for start, stop in zip([0, *ends[:-1]], ends, strict=True):
        yield block.take(pa.array(order[start:stop]))


def _parents(block: pa.Table, key: ForeignKey) -> Any:
    """The position of each row's parent within the block; -1 when it is not there, or the row
    itself."""
    children, targets = _texts(block, key.columns), _texts(block, key.references_columns)
    found = pc.index_in(children, value_set=targets).fill_null(-1).to_numpy()
    found = np.where(pc.is_valid(children).to_numpy(zero_copy_only=False), found, -1)
    return np.where(found == np.arange(len(found)), -1, found)


def _texts(block: pa.Table, names: Sequence[str]) -> pa.Array:
    columns = [block.column(name).cast(pa.string()).combine_chunks() for name in names]
    joined = pc.binary_join_element_wise(*columns, _SEPARATOR)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined
