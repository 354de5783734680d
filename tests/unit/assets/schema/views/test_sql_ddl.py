"""The SQL view: real databases run it and hold its constraints."""

from __future__ import annotations

import sqlite3
from typing import Any

import duckdb
import psycopg
import pytest
import sqlglot

from assets.errors import InputError, SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.types import PLAIN_KINDS
from assets.schema.views import sql_ddl
from assets.schema.views.sql_ddl import creation_order
from assets.schema.views.sql_types import DIALECTS
from tests.fixtures.specs import shop, shop_data


def _every_type() -> Dataset:
    kinds = [*sorted(PLAIN_KINDS), "char(3)", "varchar(9)", "decimal(10,2)", "bytes(4)", "text[]"]
    columns = [
        {"name": kind, "type": kind, "nullable": True, "generator": {"kind": "sequence"}}
        for kind in kinds
    ]
    for column in columns:
        column["name"] = str(column["name"]).replace("[]", " list").replace(",", " ")
    return dataset_from({"name": "types", "tables": [{"name": "t", "columns": columns}]})


def _cycle() -> Dataset:
    """Two tables that refer to each other, and a third that refers to itself."""

    def table(name: str, other: str) -> dict[str, Any]:
        key = {"columns": ["ref"], "references": other, "references_columns": ["id"]}
        return {
            "name": name,
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "ref", "type": "integer", "nullable": True},
            ],
            "primary_key": ["id"],
            "foreign_keys": [key],
        }

    return dataset_from(
        {"name": "cycle", "tables": [table("a", "b"), table("b", "a"), table("c", "c")]}
    )


def test_the_sql_of_a_shop() -> None:
    assert sql_ddl(shop()).startswith(
        'CREATE TABLE "customers" (\n'
        '    "id" integer NOT NULL,\n'
        '    "email" varchar(60) NOT NULL,\n'
        '    "referred_by" integer,\n'
        '    PRIMARY KEY ("id"),\n'
        '    UNIQUE ("email"),\n'
        '    FOREIGN KEY ("referred_by") REFERENCES "customers" ("id")\n'
        ");\n"
    )
    assert 'CHECK ("price" >= 0 AND "price" < 1000)' in sql_ddl(shop())
    lines = 'FOREIGN KEY ("shop", "order") REFERENCES "orders" ("shop", "number")'
    assert lines in sql_ddl(shop())  # in the order of the parent's key


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("make", [shop, _every_type, _cycle])
def test_every_dialect_is_that_dialect(make: Any, dialect: str) -> None:
    dataset = make()
    statements = [s for s in sqlglot.parse(sql_ddl(dataset, dialect), dialect=dialect) if s]
    created = [s for s in statements if isinstance(s, sqlglot.exp.Create)]
    assert len(created) == len(dataset.tables)


def test_sqlite_holds_the_constraints() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript("PRAGMA foreign_keys = ON;" + sql_ddl(shop(), "sqlite"))
    connection.execute("INSERT INTO customers VALUES (1, 'a', NULL), (2, 'b', 1)")
    connection.execute("INSERT INTO orders VALUES (1, 7, 2, 5.0, 6.0)")
    connection.execute("INSERT INTO lines VALUES (1, 7, 1)")
    for bad in (
        "INSERT INTO customers VALUES (1, 'c', NULL)",
        "INSERT INTO customers VALUES (3, 'b', NULL)",
        "INSERT INTO customers VALUES (4, NULL, NULL)",
        "INSERT INTO orders VALUES (1, 8, 99, 5.0, 6.0)",
        "INSERT INTO orders VALUES (1, 8, 1, -5.0, 6.0)",
        "INSERT INTO lines VALUES (7, 1, 1)",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(bad)
    connection.close()


def test_duckdb_holds_the_constraints() -> None:
    with duckdb.connect() as connection:
        connection.execute(sql_ddl(shop(), "duckdb"))
        connection.execute("INSERT INTO customers VALUES (1, 'a', NULL)")
        connection.execute("INSERT INTO customers VALUES (2, 'b', 1)")
        connection.execute("INSERT INTO orders VALUES (1, 7, 2, 5.0, 6.0)")
        connection.execute("INSERT INTO lines VALUES (1, 7, 1)")
        for bad in (
            "INSERT INTO customers VALUES (3, 'b', NULL)",
            "INSERT INTO orders VALUES (1, 8, 99, 5.0, 6.0)",
            "INSERT INTO orders VALUES (1, 8, 1, -5.0, 6.0)",
            "INSERT INTO lines VALUES (7, 1, 1)",
        ):
            with pytest.raises(duckdb.ConstraintException):
                connection.execute(bad)


@pytest.mark.e2e
def test_postgres_holds_the_constraints(postgres_database: str) -> None:
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(sql_ddl(shop()))
        connection.execute("INSERT INTO customers VALUES (1, 'a', NULL), (2, 'b', 1)")
        connection.execute("INSERT INTO orders VALUES (1, 7, 2, 5.0, 6.0)")
        connection.execute("INSERT INTO lines VALUES (1, 7, 1)")
        for bad in (
            "INSERT INTO customers VALUES (3, 'b', NULL)",
            "INSERT INTO orders VALUES (1, 8, 99, 5.0, 6.0)",
            "INSERT INTO orders VALUES (1, 8, 1, -5.0, 6.0)",
            "INSERT INTO lines VALUES (7, 1, 1)",
        ):
            with pytest.raises(psycopg.errors.IntegrityError):
                connection.execute(bad)


@pytest.mark.e2e
def test_postgres_takes_every_type_and_cycles(postgres_database: str) -> None:
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(sql_ddl(_every_type()))
        connection.execute(sql_ddl(_cycle()))
        keys = connection.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
        assert keys.fetchone() == (3,)


def test_duckdb_takes_every_type_and_says_what_it_cannot_hold() -> None:
    with duckdb.connect() as connection:
        connection.execute(sql_ddl(_every_type(), "duckdb"))
        script = sql_ddl(_cycle(), "duckdb")
        connection.execute(script)
    assert script.count("-- left out, a cycle or a list") == 1
    assert script.count("    FOREIGN KEY") == 2


def test_duckdb_leaves_unique_lists_out_aloud() -> None:
    data = shop_data()
    data["tables"][0]["columns"].append(
        {
            "name": "tags",
            "type": "text[]",
            "unique": True,
            "generator": {"kind": "array", "items": {"kind": "text"}},
        }
    )
    script = sql_ddl(dataset_from(data), "duckdb")
    assert '-- left out, DuckDB has no unique lists: "tags"' in script
    with duckdb.connect() as connection:
        connection.execute(script)


def test_parents_come_first() -> None:
    data = shop_data()
    data["tables"].reverse()
    order = [table.name for table in creation_order(dataset_from(data))]
    assert order == ["customers", "orders", "lines"]
    assert [table.name for table in creation_order(_cycle())] == ["c", "a", "b"]


@pytest.mark.parametrize("sql", ["nope > 1", "price >", "list_filter([1], x -> x > 0)[1] = 1"])
def test_a_check_without_an_equal_is_left_out_aloud(sql: str) -> None:
    data = shop_data()
    data["tables"][1]["checks"] = [{"sql": sql}]
    assert f"-- left out, no tsql for a check of orders: {sql}" in sql_ddl(
        dataset_from(data), "tsql"
    )


def test_checks_name_their_columns_exactly() -> None:
    data = shop_data()
    data["tables"][1]["columns"][3]["name"] = "Net Price"
    data["tables"][1]["columns"][4]["generator"] = {"kind": "decimal"}
    data["tables"][1]["checks"] = [{"sql": 'orders."net price" > 0'}]
    assert 'CHECK ("Net Price" > 0)' in sql_ddl(dataset_from(data))
    assert "CHECK ([Net Price] > 0)" in sql_ddl(dataset_from(data), "tsql")
    assert "CHECK (`Net Price` > 0)" in sql_ddl(dataset_from(data), "mysql")


def test_sql_server_takes_many_nulls_in_a_unique_column() -> None:
    data = shop_data()
    data["tables"][0]["columns"][1]["nullable"] = True
    script = sql_ddl(dataset_from(data), "tsql")
    index = "CREATE UNIQUE INDEX [unique_1] ON [customers] ([email]) WHERE [email] IS NOT NULL;"
    assert index in script
    assert "UNIQUE ([email])" not in script


def test_keys_of_unbounded_text_get_a_length_where_indexes_need_one() -> None:
    data = shop_data()
    data["tables"][0]["columns"][1]["type"] = "text"
    assert "`email` varchar(255) NOT NULL" in sql_ddl(dataset_from(data), "mysql")
    assert "[email] nvarchar(425) NOT NULL" in sql_ddl(dataset_from(data), "tsql")


def test_a_child_column_has_the_type_of_its_parent() -> None:
    data = shop_data()
    data["tables"][0]["columns"][0]["type"] = "bigint"
    script = sql_ddl(dataset_from(data), "mysql")
    assert "`customer_id` bigint NOT NULL" in script
    assert "`referred_by` bigint" in script


def test_long_names_are_refused_where_the_dialect_would_cut_them() -> None:
    data = shop_data()
    for place, end in ((3, "a"), (4, "b")):
        data["tables"][1]["columns"][place] = {
            "name": "x" * 70 + end, "type": "integer", "generator": {"kind": "integer"}
        }  # fmt: skip
    data["tables"][1]["checks"] = []
    with pytest.raises(SpecError, match="cuts names at 63 bytes"):
        sql_ddl(dataset_from(data))
    with pytest.raises(SpecError, match="mysql takes 64"):
        sql_ddl(dataset_from(data), "mysql")
    assert "x" * 70 in sql_ddl(dataset_from(data), "sqlite")


@pytest.mark.parametrize("dialect", ["", "oracle", "Postgres", '"; drop'])
def test_unknown_dialects_are_refused(dialect: str) -> None:
    with pytest.raises(InputError, match="se one of postgres"):
        sql_ddl(shop(), dialect)
