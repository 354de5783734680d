"""From the DDL of a real database, through generated rows, back into a real PostgreSQL.

The schema statements of each script are run as they stand, constraints on; 10,000 generated rows a
table are copied in foreign-key order, and every row is read back and compared.

Pagila asks for PostgreSQL 18 and the extension pgvector. Older servers lack ``uuidv7()`` (here
``gen_random_uuid()``), virtual generated columns (here stored ones) and ``vector(20)`` (here
``real[]``, without its index).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from psycopg import sql

from assets.intake.ddl import read_ddl_file
from assets.intake.ddl.statements import split
from assets.schema.dataset import Dataset
from assets.schema.generators import Expression
from assets.schema.table import Table
from assets.schema.views.sql_ddl import sql_ddl
from assets.tables.engine import Engine

DDL = (Path(__file__).parents[2] / "../shared/data/ddl").resolve()
ROWS = 10_000
SKIPPED = re.compile(
    r"(INSERT|COPY|CREATE DATABASE|DROP DATABASE|CREATE EXTENSION|COMMENT ON EXTENSION)\b|"
    r"CREATE INDEX film_embedding_embedding_hnsw_idx\b"
)
NEWER_THAN_15 = {
    "uuidv7()": "gen_random_uuid()",
    ") VIRTUAL": ") STORED",
    "public.vector(20)": "real[]",
}
FILLED_BY_TRIGGER = {("film", "fulltext")}

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}"),
]


@pytest.mark.parametrize("script", ["chinook", "northwind", "pagila"])
def test_the_rows_of_a_script_load_into_its_own_schema(script: str, postgres_database: str) -> None:
    path = DDL / f"{script}-postgres.sql"
    dataset = read_ddl_file(path, rows=ROWS).dataset
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        _create(connection, path.read_text(encoding="utf-8"))
        _load_and_compare(connection, dataset)


@pytest.mark.parametrize("script", ["chinook-mysql-schema", "chinook-sqlserver-schema"])
def test_the_rows_of_another_dialect_load_into_the_schema_as_we_write_it(
    script: str, postgres_database: str
) -> None:
    dataset = read_ddl_file(DDL / f"{script}.sql", rows=ROWS).dataset
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(sql_ddl(dataset, "postgres").encode())
        connection.execute("SET timezone = 'UTC'")
        _load_and_compare(connection, dataset)


def _create(connection: psycopg.Connection, text: str) -> None:
    for old, new in NEWER_THAN_15.items():
        text = text.replace(old, new)
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = 'postgres'").fetchone()
    if known is None:  # the owner that the scripts name
        connection.execute("CREATE ROLE postgres SUPERUSER")
    try:
        for statement in split(text, "postgres", "script")[0]:
            if not SKIPPED.match(statement.text):
                connection.execute(statement.text.encode())
    finally:
        connection.execute("SET search_path = public; SET timezone = 'UTC'")


def _load_and_compare(connection: psycopg.Connection, dataset: Dataset) -> None:
    engine, made = Engine(dataset), {}
    for table in _parents_first(dataset):
        made[table.name] = pa.Table.from_batches(engine.chunks(table.name)).to_pylist()
        assert len(made[table.name]) == ROWS
        _copy(connection, table, made[table.name])
    for table in dataset.tables:
        _compare(connection, table, made[table.name])
        for key in table.foreign_keys:
            _require_no_orphans(connection, table.name, key.model_dump(), made[table.name])


def _parents_first(dataset: Dataset) -> list[Table]:
    ordered: list[Table] = []
    waiting = list(dataset.tables)
    while waiting:
        done = {table.name for table in ordered}
        ready = [
            table
            for table in waiting
            if all(key.references in done | {table.name} for key in table.foreign_keys)
        ]
        assert ready, f"the tables {[table.name for table in waiting]} refer to one another"
        ordered += ready
        waiting = [table for table in waiting if table not in ready]
    return ordered


def _copy(connection: psycopg.Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Generated columns are the server's to fill."""
    names = [c.name for c in table.columns if not isinstance(c.generator, Expression)]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _compare(connection: psycopg.Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    names = [c.name for c in table.columns if (table.name, c.name) not in FILLED_BY_TRIGGER]
    singles = {c.name for c in table.columns if c.type.kind == "real"}
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    query = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table.name))
    stored = connection.execute(query).fetchall()
    found = Counter(
        tuple(_plain(value, name in singles) for name, value in zip(names, row, strict=True))
        for row in stored
    )
    wanted = Counter(tuple(_plain(row[name], name in singles) for name in names) for row in rows)
    assert len(stored) == ROWS
    assert found - wanted == Counter(), f"{table.name} holds rows that were not generated"
    assert wanted - found == Counter(), f"{table.name} lost rows"


def _plain(value: Any, single: bool) -> Any:
    """The value in the form that both sides share."""
    if isinstance(value, list):
        return tuple(_plain(item, single) for item in value)
    if isinstance(value, float) and single:
        return float(np.float32(value))
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, bytes | bool | int | float | str | Decimal | type(None) | datetime):
        return value
    return str(value)


def _require_no_orphans(
    connection: psycopg.Connection, table: str, key: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    pairs = list(zip(key["columns"], key["references_columns"], strict=True))
    matches = sql.SQL(" AND ").join(
        sql.SQL("p.{} = c.{}").format(sql.Identifier(target), sql.Identifier(own))
        for own, target in pairs
    )
    present = sql.SQL(" AND ").join(
        sql.SQL("c.{} IS NOT NULL").format(sql.Identifier(own)) for own, _ in pairs
    )
    exists = sql.SQL("EXISTS (SELECT FROM {} p WHERE {})").format(
        sql.Identifier(key["references"]), matches
    )
    query = sql.SQL("SELECT count(*) FILTER (WHERE NOT {}), count(*) FROM {} c WHERE {}").format(
        exists, sql.Identifier(table), present
    )
    linked = sum(all(row[name] is not None for name in key["columns"]) for row in rows)
    assert connection.execute(query).fetchone() == (0, linked)
    assert linked > 0
