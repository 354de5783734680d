"""SQLite, MySQL and whatever else SQLAlchemy has a driver for: bulk inserts in one transaction."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import event, exc

from assets.errors import InputError, OutputError
from assets.outputs import arrow_types
from assets.outputs.databases.base import (
    CONNECT_SECONDS,
    LOCK_SECONDS,
    LoadOptions,
    TargetColumn,
    database_file,
    identifying_key,
    no_table,
    not_empty,
    require_held,
    written_columns,
)
from assets.outputs.databases.constraints import TargetConstraint, require_no_breaking_flaws
from assets.outputs.databases.url import DatabaseUrl, database_errors
from assets.outputs.job import ExportJob, written_blocks
from assets.outputs.writers.cells import json_cells, keep_nulls, slices
from assets.outputs.writers.python_values import python_values
from assets.outputs.writers.sqlite_values import sqlite_values
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.schema.views.sql_ddl import creation_order, ddl_statements

_REPAIR = "mend what the database names; nothing was changed in it"
_DDL_DIALECTS = {"sqlite": "sqlite", "mysql": "mysql", "mariadb": "mysql", "mssql": "tsql"}
_HOST = re.compile(r"\[?(?P<name>[^\]]*?)\]?(?::(?P<port>\d+))?")
_TIMEOUTS = {"pymysql": "read_timeout", "mysqldb": "read_timeout"}


@dataclass(frozen=True)
class _Target:
    """A table in the database, the columns to write, and those of keys that have to wait."""

    table: Table
    job: ExportJob
    columns: list[str]
    late: list[str]
    clause: sa.TableClause


def load_sqlalchemy(
    url: DatabaseUrl, dataset: Dataset, jobs: Sequence[ExportJob], options: LoadOptions
) -> list[int]:
    """Load all jobs, or change nothing. (MySQL keeps the empty tables that ``create`` made, as it
    ends a transaction at each.)"""
    by_name = {job.table: job for job in jobs}
    counts: dict[str, int] = {}
    with (
        database_errors(url, exc.SQLAlchemyError, repair=_REPAIR),
        _transaction(url, options) as connection,
    ):
        tables = creation_order(dataset)
        if options.create:
            _create(connection, dataset)
        late = _late_columns(tables)
        targets = [
            _target(connection, table, by_name[table.name], late[table.name]) for table in tables
        ]
        for table in tables:
            require_no_breaking_flaws(dataset, table, _constraints(connection, table.name))
        if options.replace:
            _delete_rows(connection, targets)
        for target in targets:
            _require_rows(connection, target, options)
        for target in targets:
            counts[target.table.name] = _insert_rows(connection, target)
        for target in targets:
            if target.late:
                _set_late_keys(connection, target)
    return [counts[job.table] for job in jobs]


@contextmanager
def _transaction(url: DatabaseUrl, options: LoadOptions) -> Iterator[sa.Connection]:
    with ExitStack() as stack:
        if url.scheme.partition("+")[0] == "sqlite":
            path = stack.enter_context(database_file(url, create=options.create))
            engine = sa.create_engine(
                sa.URL.create(url.scheme, database=str(path)),
                connect_args={"timeout": LOCK_SECONDS},
            )
            event.listen(engine, "connect", _leave_transactions_to_us)
            event.listen(engine, "begin", _begin)
        else:
            engine = _remote_engine(url, options)
        stack.callback(engine.dispose)
        yield stack.enter_context(engine.begin())


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    """Python's driver would end the transaction at every CREATE TABLE."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _remote_engine(url: DatabaseUrl, options: LoadOptions) -> sa.Engine:
    match = _HOST.fullmatch(url.host)
    if match is None:
        raise InputError("the URL's host is not one", repair="write host:port")
    try:
        address = sa.URL.create(
            url.scheme,
            username=url.user or None,
            password=url.password.get_secret_value() if url.password else None,
            host=match["name"] or None,
            port=int(match["port"]) if match["port"] else None,
            database=url.database or None,
            query=url.options,
        )
        driver = address.get_dialect().driver
        arguments: dict[str, Any] = {}
        if driver in _TIMEOUTS:
            arguments = {
                "connect_timeout": CONNECT_SECONDS,
                _TIMEOUTS[driver]: int(options.statement_seconds),
            }
        return sa.create_engine(address, connect_args=arguments, hide_parameters=True)
    except (exc.NoSuchModuleError, exc.ArgumentError, ImportError) as error:
        raise InputError(
            f"there is no driver for {url.scheme} here: {url.hide(str(error))}",
            repair="install SQLAlchemy's driver for it, or use postgresql, sqlite or duckdb",
        ) from None


def _create(connection: sa.Connection, dataset: Dataset) -> None:
    name = connection.dialect.name
    if name not in _DDL_DIALECTS:
        raise InputError(
            f"--create does not know the SQL of {name}", repair="make the tables, then load"
        )
    for statement in ddl_statements(dataset, _DDL_DIALECTS[name]):
        if not statement.startswith("--"):
            connection.exec_driver_sql(statement)


def _late_columns(tables: list[Table]) -> dict[str, list[str]]:
    """The nullable columns of each table's keys to a table that is written after it."""
    places = {table.name: place for place, table in enumerate(tables)}
    return {
        table.name: sorted(
            {
                name
                for key in table.foreign_keys
                if places[key.references] > places[table.name]
                for name in key.columns
                if table.column(name).nullable
            }
        )
        for table in tables
    }


def _target(connection: sa.Connection, table: Table, job: ExportJob, late: list[str]) -> _Target:
    inspector = sa.inspect(connection)
    if not inspector.has_table(table.name):
        raise no_table(table.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exc.SAWarning)  # of types it does not know; none is used
        reflected = inspector.get_columns(table.name)
    found = [
        TargetColumn(
            column["name"],
            is_generated="computed" in column,
            is_required=not column["nullable"]
            and column.get("default") is None
            and "computed" not in column
            and "identity" not in column
            and column.get("autoincrement") is not True,
        )
        for column in reflected
    ]
    names = written_columns(job, found)
    clause = sa.table(table.name, *(sa.column(name) for name in names))
    return _Target(table, job, names, [name for name in late if name in names], clause)


def _constraints(connection: sa.Connection, name: str) -> Iterator[TargetConstraint]:
    inspector = sa.inspect(connection)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exc.SAWarning)  # of indexes over expressions
        for column in inspector.get_columns(name):
            if not column["nullable"]:
                yield TargetConstraint("NOT NULL", (column["name"],))
        own = tuple(inspector.get_pk_constraint(name)["constrained_columns"])
        if own:
            yield TargetConstraint("PRIMARY KEY", own)
        for unique in inspector.get_unique_constraints(name):
            yield TargetConstraint("UNIQUE", tuple(unique["column_names"]))
        for index in inspector.get_indexes(name):
            columns = tuple(column for column in index["column_names"] if column is not None)
            if index["unique"] and len(columns) == len(index["column_names"]):
                yield TargetConstraint("UNIQUE", columns)
        for key in inspector.get_foreign_keys(name):
            own, targets = tuple(key["constrained_columns"]), tuple(key["referred_columns"])
            yield TargetConstraint("FOREIGN KEY", own, key["referred_table"], targets)


def _delete_rows(connection: sa.Connection, targets: list[_Target]) -> None:
    """Children before parents; keys of a cycle, and to the table itself, are cut first."""
    for target in targets:
        own = {
            name
            for key in target.table.foreign_keys
            if key.references == target.table.name
            for name in key.columns
            if target.table.column(name).nullable
        }
        cut = {name: None for name in target.columns if name in own or name in target.late}
        if cut:
            connection.execute(target.clause.update().values(cut))
    for target in reversed(targets):
        connection.execute(target.clause.delete())


def _require_rows(connection: sa.Connection, target: _Target, options: LoadOptions) -> None:
    name = target.table.name
    if name in options.held:
        query = sa.select(sa.func.count()).select_from(target.clause)
        require_held(name, connection.execute(query).scalar_one(), options.held[name])
        return
    first = sa.select(sa.literal(1)).select_from(target.clause).limit(1)
    if connection.execute(first).first() is not None:
        raise not_empty(name)


def _insert_rows(connection: sa.Connection, target: _Target) -> int:
    names = [f"p{place}" for place in range(len(target.columns))]
    binds: dict[str, Any] = {
        column: sa.bindparam(name) for column, name in zip(target.columns, names, strict=True)
    }
    statement = target.clause.insert().values(binds)
    rows = 0
    for block in written_blocks(target.job):
        for batch in slices(block.select(target.columns)):
            columns = [
                [None] * batch.num_rows
                if field.name in target.late
                else _values(column, field, connection.dialect.name, target.table.name)
                for field, column in zip(batch.schema, batch.columns, strict=True)
            ]
            connection.execute(
                statement,
                [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
            )
        rows += block.num_rows
    return rows


def _set_late_keys(connection: sa.Connection, target: _Target) -> None:
    """Give the keys that had to wait their values, found again by a key of the table."""
    table = target.table
    own = identifying_key(table, target.late)
    wanted = [*own, *target.late]
    names = [f"p{place}" for place in range(len(wanted))]
    binds: dict[str, Any] = {
        column: sa.bindparam(name) for column, name in zip(wanted, names, strict=True)
    }
    statement = (
        target.clause.update()
        .where(*(target.clause.c[name] == binds[name] for name in own))
        .values({name: binds[name] for name in target.late})
    )
    for batch in target.job.batches:
        for part in slices(pa.Table.from_batches([batch]).select(wanted)):
            columns = [
                _values(column, field, connection.dialect.name, table.name)
                for field, column in zip(part.schema, part.columns, strict=True)
            ]
            connection.execute(
                statement,
                [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
            )


def _values(column: pa.Array, field: pa.Field, dialect: str, table: str) -> list[Any]:
    """What the driver is given: SQLite's own values; elsewhere Python's, arrays as JSON text."""
    is_json = arrow_types.holds_json(field)
    try:
        if dialect == "sqlite":
            return sqlite_values(column, is_json=is_json)
        if pa.types.is_list(column.type):
            return python_values(keep_nulls(json_cells(column, is_json=is_json), column))
    except OutputError as error:
        raise OutputError(
            error.problem, where=f"{table}.{field.name}", repair=error.repair
        ) from error
    if dialect in ("mysql", "mariadb") and pa.types.is_timestamp(column.type):
        counted = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
        column = counted.cast(pa.timestamp("us"))  # the moment in UTC, without its zone
    return python_values(column)
