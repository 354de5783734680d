"""Real databases take the SQL of any valid spec, and Mermaid's own parser takes its diagram."""

from __future__ import annotations

import re
import sqlite3

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, reject, settings

from assets.errors import SpecError
from assets.schema.dataset import Dataset
from assets.schema.views import mermaid_er, sql_ddl
from tests.fixtures.mermaid import parse_mermaid
from tests.fixtures.postgres import PostgresServer
from tests.properties.spec_strategies import datasets

some = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


@some
@given(datasets())
def test_sqlite_takes_any_spec(dataset: Dataset) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript("PRAGMA foreign_keys = ON;" + sql_ddl(dataset, "sqlite"))
    for table in dataset.tables:
        quoted = '"' + table.name.replace('"', '""') + '"'
        rows = connection.execute(f"PRAGMA table_info({quoted})").fetchall()
        assert [row[1] for row in rows] == [column.name for column in table.columns]
        keys = connection.execute(f"PRAGMA foreign_key_list({quoted})").fetchall()
        assert len({row[0] for row in keys}) == len(table.foreign_keys)
    connection.close()


@some
@given(datasets())
def test_duckdb_takes_any_spec(dataset: Dataset) -> None:
    with duckdb.connect() as connection:
        connection.execute(sql_ddl(dataset, "duckdb"))
        found = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        assert sorted(found) == sorted((t.name, c.name) for t in dataset.tables for c in t.columns)


@pytest.mark.e2e
def test_postgres_takes_any_spec(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:

        @some
        @given(datasets())
        def check(dataset: Dataset) -> None:
            statements = _unless_cut(dataset)
            connection.execute("DROP SCHEMA IF EXISTS odd CASCADE")
            connection.execute("CREATE SCHEMA odd; SET search_path TO odd")
            connection.execute(statements)
            kinds = connection.execute(
                "SELECT contype, count(*) FROM pg_constraint c JOIN pg_namespace n "
                "ON n.oid = c.connamespace WHERE n.nspname = 'odd' GROUP BY 1"
            ).fetchall()
            counts = {str(kind): int(count) for kind, count in kinds}
            tables = dataset.tables
            assert counts.get("p", 0) == sum(bool(table.primary_key) for table in tables)
            assert counts.get("f", 0) == sum(len(table.foreign_keys) for table in tables)
            assert counts.get("c", 0) == sum(len(table.checks) for table in tables)

        check()


def _unless_cut(dataset: Dataset) -> str:
    """The SQL; the example is not counted where PostgreSQL would cut two names to the same one."""
    try:
        return sql_ddl(dataset, "postgres")
    except SpecError:
        return reject()


@pytest.mark.e2e
def test_mermaid_takes_any_spec() -> None:
    drawn: list[Dataset] = []

    @some
    @given(datasets())
    def collect(dataset: Dataset) -> None:
        drawn.append(dataset)

    collect()
    answers = parse_mermaid([mermaid_er(dataset) for dataset in drawn])
    for dataset, answer in zip(drawn, answers, strict=True):
        assert answer.error == ""
        assert answer.entities == [table.name for table in dataset.tables]
        shown = [
            attribute.comment or attribute.name
            for table in answer.attributes
            for attribute in table
        ]
        assert shown == [column.name for table in dataset.tables for column in table.columns]
        foreign = sum(len(table.foreign_keys) for table in dataset.tables)
        polymorphic = [key for table in dataset.tables for key in table.polymorphic_keys]
        owners = sum(len({ref.table for ref in key.references}) for key in polymorphic)
        assert answer.relationships == foreign + owners
        assert re.search(r"^erDiagram$", mermaid_er(dataset), re.MULTILINE)
