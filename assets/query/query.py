"""Running SQL over tables, within limits."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset as ds

from assets.errors import QueryError
from assets.outputs.export import open_export
from assets.outputs.store import OutputStore
from assets.query import workers
from assets.query.sandbox import out_of_memory, timed_out

GRACE_SECONDS = 2.0  # between the interrupt, which DuckDB heeds between steps, and the kill


@dataclass(frozen=True)
class QueryResult:
    """``table`` holds at most the rows asked for; ``truncated`` says whether there were more."""

    table: pa.Table
    truncated: bool
    seconds: float


def run_query(
    tables: Mapping[str, ds.Dataset],
    sql: str,
    *,
    row_limit: int,
    timeout_seconds: float,
    memory_limit: str,
) -> QueryResult:
    """The result of one reading statement over ``tables``, which SQL sees by their names.

    It runs in a process of its own that reaches no file, network, setting or variable besides the
    tables. ``memory_limit`` is written as ``1GB`` or ``500MB``. Raises QueryError when the query
    is wrong or refused, or runs out of time or memory.
    """
    started = time.perf_counter()
    request: dict[str, Any] = {
        "tables": {name: _portable(table) for name, table in tables.items()},
        "sql": sql,
        "row_limit": row_limit,
        "timeout_seconds": timeout_seconds,
        "memory_limit": memory_limit,
    }
    try:
        with workers.borrowed() as worker:
            started = time.perf_counter()
            head, body = worker.ask(request, seconds=timeout_seconds + GRACE_SECONDS)
    except workers.OverrunError as error:
        raise timed_out(timeout_seconds) from error
    except workers.GoneError as error:
        raise out_of_memory(memory_limit) from error
    if "error" in head:
        problem = head["error"]
        raise QueryError(problem["problem"], where=problem["where"], repair=problem["repair"])
    with pa.ipc.open_stream(body) as reader:
        table = reader.read_all()
    return QueryResult(table, head["truncated"], time.perf_counter() - started)


def query_outputs(
    store: OutputStore,
    dataset: str,
    sql: str,
    *,
    row_limit: int,
    timeout_seconds: float,
    memory_limit: str,
) -> QueryResult:
    """``run_query`` over all published tables of a dataset."""
    tables = {name: store.read(dataset, name) for name in store.manifests(dataset)}
    return run_query(
        tables,
        sql,
        row_limit=row_limit,
        timeout_seconds=timeout_seconds,
        memory_limit=memory_limit,
    )


def query_export(
    directory: Path, sql: str, *, row_limit: int, timeout_seconds: float, memory_limit: str
) -> QueryResult:
    """``run_query`` over the tables of an exported folder."""
    return run_query(
        open_export(directory),
        sql,
        row_limit=row_limit,
        timeout_seconds=timeout_seconds,
        memory_limit=memory_limit,
    )


def _portable(table: ds.Dataset) -> Any:
    """What can be sent to another process: rows in memory go as a table."""
    return table.to_table() if isinstance(table, ds.InMemoryDataset) else table
