"""DuckDB: Arrow blocks into the tables of a database file, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import duckdb

from assets.outputs.databases.base import (
    LoadOptions,
    TargetColumn,
    database_file,
    no_table,
    not_empty,
    require_held,
    written_columns,
)
from assets.outputs.databases.constraints import TargetConstraint, require_no_breaking_flaws
from assets.outputs.databases.url import DatabaseUrl, database_errors
from assets.outputs.job import ExportJob
from assets.outputs.writers.duckdb import insert_rows
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.schema.views.sql_ddl import creation_order, quoted_name, sql_ddl

_REPAIR = "mend what the database names; nothing was changed in it"
_COLUMNS = """
    SELECT column_name, is_generated = 'ALWAYS', is_nullable = 'NO' AND column_default IS NULL
    FROM information_schema.columns
    WHERE table_name = ? AND table_schema = current_schema() AND table_catalog = current_database()
    ORDER BY ordinal_position
"""
_MADE_BY = """
    SELECT sql FROM duckdb_tables() WHERE table_name = ? AND schema_name = current_schema()
        AND database_name = current_database()
"""
_INDEXES = """
    SELECT sql FROM duckdb_indexes() WHERE table_name = ? AND schema_name = current_schema()
        AND database_name = current_database() AND sql IS NOT NULL
"""
_CONSTRAINTS = """
    SELECT constraint_type, constraint_column_names, coalesce(referenced_table, ''),
        coalesce(referenced_column_names, [])
    FROM duckdb_constraints() WHERE table_name = ? AND schema_name = current_schema()
        AND database_name = current_database()
        AND constraint_type IN ('NOT NULL', 'PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
"""


def load_duckdb(
    url: DatabaseUrl, dataset: Dataset, jobs: Sequence[ExportJob], options: LoadOptions
) -> list[int]:
    """Load all jobs, or change nothing.

    To replace rows the tables are dropped and made anew as they were, as DuckDB does not see
    within a transaction that rows with keys are gone.
    """
    by_name = {job.table: job for job in jobs}
    counts: dict[str, int] = {}
    tables = creation_order(dataset)
    with (
        database_errors(url, duckdb.Error, repair=_REPAIR),
        _transaction(url, create=options.create) as connection,
    ):
        if options.create:
            connection.execute(sql_ddl(dataset, "duckdb"))
        columns = {table.name: _columns(connection, by_name[table.name]) for table in tables}
        for table in tables:
            require_no_breaking_flaws(dataset, table, _constraints(connection, table))
        if options.replace:
            _renew(connection, tables)
        for table in tables:
            _require_rows(connection, table, options)
        for table in tables:
            job = by_name[table.name]
            counts[table.name] = insert_rows(connection, table, job, columns[table.name])
    return [counts[job.table] for job in jobs]


@contextmanager
def _transaction(url: DatabaseUrl, *, create: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        database_file(url, create=create) as path,
        closing(duckdb.connect(str(path))) as connection,
    ):
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def _columns(connection: duckdb.DuckDBPyConnection, job: ExportJob) -> list[str]:
    rows = connection.execute(_COLUMNS, [job.table]).fetchall()
    if not rows:
        raise no_table(job.table)
    return written_columns(job, [TargetColumn(*row) for row in rows])


def _constraints(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[TargetConstraint]:
    rows = connection.execute(_CONSTRAINTS, [table.name]).fetchall()
    for kind, columns, references, targets in rows:
        yield TargetConstraint(kind, tuple(columns), references, tuple(targets))


def _renew(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    statements: list[str] = []
    for table in tables:
        for query in (_MADE_BY, _INDEXES):
            statements += [row[0] for row in connection.execute(query, [table.name]).fetchall()]
    for table in reversed(tables):
        connection.execute(f"DROP TABLE {quoted_name(table.name, 'duckdb')}")
    for statement in statements:
        connection.execute(statement)


def _require_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, options: LoadOptions
) -> None:
    name = quoted_name(table.name, "duckdb")
    if table.name in options.held:
        found = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]  # noqa: S608 (a quoted name)
        require_held(table.name, found, options.held[table.name])
        return
    query = f"SELECT count(*) FROM (FROM {name} LIMIT 1)"  # noqa: S608 (a quoted name)
    if connection.execute(query).fetchall() != [(0,)]:
        raise not_empty(table.name)
