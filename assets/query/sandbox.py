"""One query in a DuckDB that can reach the given tables and nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset  # DuckDB knows datasets for what they are once it is loaded

from assets.errors import QueryError
from assets.query.statement import check_statement

THREADS = 2
BATCH_ROWS = 4_096
MAX_RESULT_BYTES = 256 * 2**20
_LINE = re.compile(r"\bLINE (\d+):")
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "threads": str(THREADS),
}


def run(
    tables: Mapping[str, Any],
    sql: str,
    *,
    row_limit: int,
    timeout_seconds: float,
    memory_limit: str,
) -> tuple[pa.Table, bool]:
    """The first ``row_limit`` rows of the result, and whether there were more.

    ``tables`` are Arrow datasets or tables by name. Rows beyond the limit are never made. Raises
    QueryError when the query is wrong, refused, or over the time or memory given.
    """
    with _connected(memory_limit) as connection, _errors(timeout_seconds, memory_limit):
        check_statement(connection, sql)
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute("SET temp_directory = ''")  # nothing is spilled to the disk
        connection.execute("SET secret_directory = ''")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        timer = threading.Timer(timeout_seconds, connection.interrupt)
        timer.start()
        try:
            return _fetch(connection, sql, row_limit)
        finally:
            timer.cancel()


def _fetch(
    connection: duckdb.DuckDBPyConnection, sql: str, row_limit: int
) -> tuple[pa.Table, bool]:
    try:
        relation = connection.sql(sql)  # unlike execute() it makes no more rows than are read
    except duckdb.Error:
        connection.execute(sql)  # fails as well, and says in which line
        raise
    reader: pa.RecordBatchReader = relation.to_arrow_reader(BATCH_ROWS)
    batches: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in reader:
        batches.append(batch.slice(0, row_limit - rows))
        rows += batch.num_rows
        size += batch.nbytes
        if size > MAX_RESULT_BYTES:
            raise QueryError(
                f"the result is larger than {MAX_RESULT_BYTES // 2**20} MB",
                repair="select fewer or shorter columns, or add a LIMIT",
            )
        if rows > row_limit:
            break
    table = pa.Table.from_batches(batches, schema=reader.schema)
    return table.rename_columns(_distinct(table.column_names)), rows > row_limit


def _distinct(names: list[str]) -> list[str]:
    """The names, numbered where one repeats: grids and files need them to differ."""
    taken: set[str] = set()
    result = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        result.append(candidate)
    return result


@contextmanager
def _connected(memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(":memory:", config=_CONFIG | {"memory_limit": memory_limit})
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _errors(timeout_seconds: float, memory_limit: str) -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException as error:
        raise timed_out(timeout_seconds) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise out_of_memory(memory_limit) from error
    except duckdb.Error as error:
        raise explained(str(error)) from error
    except (pa.ArrowException, UnicodeError, OSError, RuntimeError) as error:
        raise explained(str(error) or type(error).__name__) from error


def explained(text: str) -> QueryError:
    """DuckDB's message as one line, with the line of the query where it says so."""
    line = _LINE.search(text)
    problem = (text[: line.start()] if line else text).strip().rstrip("!")
    return QueryError(
        problem[:500] or "the query failed",
        where=f"line {line[1]} of the query" if line else "query",
        repair="correct the query",
    )


def timed_out(seconds: float) -> QueryError:
    """The error of a query that ran too long."""
    return QueryError(
        f"the query was stopped after {seconds:g} seconds",
        repair="read fewer rows, or set DATAFORGE_QUERY_TIMEOUT_SECONDS to more",
    )


def out_of_memory(limit: str) -> QueryError:
    """The error of a query that needs too much memory."""
    return QueryError(
        f"the query needs more memory than the {limit} that it may use",
        repair="read fewer rows or columns, or set DATAFORGE_QUERY_MEMORY_LIMIT to more",
    )
