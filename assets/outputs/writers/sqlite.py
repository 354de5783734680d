"""One SQLite database with every table, its keys and checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assets.errors import OutputError
from assets.outputs import arrow_types
from assets.outputs.job import ExportJob, written_blocks
from assets.outputs.writers.base import Written
from assets.outputs.writers.cells import slices
from assets.outputs.writers.duckdb import left_out
from assets.outputs.writers.sqlite_values import sqlite_values
from assets.schema.dataset import Dataset
from assets.schema.views.sql_ddl import quoted_name, sql_ddl

_SETTINGS = (  # nobody else sees the file yet, and it is thrown away when writing fails
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -65536",
)


def write_sqlite(path: Path, dataset: Dataset, jobs: Sequence[ExportJob]) -> Written:
    """Make the database; ``sqlite_values`` says how values are stored."""
    script = sql_ddl(dataset, "sqlite")
    with _errors(path.name), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.executescript(script)
        counts = [_insert(connection, job) for job in jobs]
    return Written(counts, left_out(script))


def _insert(connection: sqlite3.Connection, job: ExportJob) -> int:
    names = [quoted_name(name, "sqlite") for name in job.schema.names]
    statement = (
        f"INSERT INTO {quoted_name(job.table, 'sqlite')} ({', '.join(names)}) "  # noqa: S608 (quoted names)
        f"VALUES ({', '.join('?' * len(names))})"
    )
    fields = [(field.name, arrow_types.holds_json(field)) for field in job.schema]
    rows = 0
    with _errors(job.table):
        connection.execute("BEGIN")
        for block in written_blocks(job):
            for batch in slices(block):
                columns = []
                for (name, is_json), column in zip(fields, batch.columns, strict=True):
                    try:
                        columns.append(sqlite_values(column, is_json=is_json))
                    except OutputError as error:
                        raise OutputError(
                            error.problem, where=f"{job.table}.{name}", repair=error.repair
                        ) from error
                connection.executemany(statement, zip(*columns, strict=True))
            rows += block.num_rows
        connection.execute("COMMIT")
    return rows


@contextmanager
def _errors(where: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OutputError(
            f"SQLite: {error}", where=where, repair="check the free space, and the spec's keys"
        ) from error
