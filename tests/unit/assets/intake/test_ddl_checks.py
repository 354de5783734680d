"""CHECK constraints, domains and generated columns: kept, and followed by the generators."""

from __future__ import annotations

import pytest

from assets.intake.ddl import read_ddl
from assets.intake.ddl.patterns import pattern_of
from assets.intake.result import Intake
from assets.schema.generators import Generator
from assets.tables.engine import Engine


def read(column: str, *more: str) -> Intake:
    return read_ddl(f"CREATE TABLE t (id int PRIMARY KEY, {column}); {' '.join(more)}")


def generator(column: str) -> Generator:
    found = read(f"c {column}").dataset.table("t").column("c").generator
    assert found is not None
    return found


FOLLOWED = [
    "int CHECK (c > 0 AND c <= 7)",
    "int CHECK (c BETWEEN 1900 AND 1950)",
    "int CHECK (5 <= c)",
    "int CHECK (c IN (1, 5, 9))",
    "int CHECK (c IS NULL OR c >= 100)",
    "int CHECK (c = 1 OR c = 2)",
    "smallint NOT NULL CHECK (c < -5)",
    "numeric(5,2) CHECK (c > 0 AND c < 1)",
    "real CHECK (c >= 0.25 AND c <= 0.5)",
    "text CHECK (c = ANY (ARRAY['a'::text, 'b'::text]))",
    "text CHECK (length(c) BETWEEN 3 AND 5)",
    "text CHECK (char_length(c) <= 10)",
    "varchar(20) CHECK (c <> '')",
    "varchar(20) CHECK ((c)::text ~ '^[A-Z]{2}-[0-9]{4}$'::text)",
    "date CHECK (c >= '1999-05-01' AND c < '1999-06-01')",
    "timestamp CHECK (c > '2031-01-01 10:00:00')",
    "text CHECK (c IS NOT NULL)",
    "int CHECK (c > 3), d int, CHECK (d > c)",
    "date, d date NOT NULL, CHECK (c > d)",
    "timestamptz, d timestamptz, CHECK (d <= c)",
    "numeric(6,2), d numeric(6,2), CHECK (c >= d)",
]


@pytest.mark.parametrize("column", FOLLOWED)
def test_the_generator_stays_within_the_check(column: str) -> None:
    import duckdb

    found = read(f"c {column}")
    table = found.dataset.table("t")
    rows = Engine(found.dataset.with_rows(2_000)).chunk("t", 0, 2_000)
    assert found.warnings == []
    assert table.checks
    with duckdb.connect(":memory:") as connection:
        connection.register("t", rows)
        for check in table.checks:
            query = f"SELECT count(*) FROM t WHERE NOT ({check.sql})"
            assert connection.execute(query).fetchone() == (0,)


@pytest.mark.parametrize(
    "column",
    [
        "c int CHECK (c % 2 = 0)",
        "c text CHECK (c LIKE 'a%')",
        "c int, d int, CHECK (c + d > 10)",
        "c int CHECK (c > 5 OR c < 2)",
    ],
)
def test_a_check_that_no_generator_aims_at_is_kept_and_noted(column: str) -> None:
    found = read(column)
    assert len(found.dataset.table("t").checks) == 1
    assert "do not aim at it" in str(found.warnings[0])


@pytest.mark.parametrize(
    "condition",
    [
        "c IN (SELECT 1)",
        "nothing > 1",
        "no_such_function(c) > 1",
        "c > random()",
        "c <> ';'",
        "c >",
    ],
)
def test_a_check_that_cannot_be_kept_is_left_out_and_noted(condition: str) -> None:
    found = read(f"c int CHECK ({condition})")
    assert found.dataset.table("t").checks == []
    assert "left out" in str(found.warnings[0])


def test_domains_and_enums_give_their_conditions_to_columns() -> None:
    found = read_ddl(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TYPE mood ADD VALUE 'glad';"
        "CREATE DOMAIN posint AS integer NOT NULL CONSTRAINT pos CHECK (VALUE > 0);"
        "CREATE TABLE t (m mood, p posint);"
    )
    table = found.dataset.table("t")
    assert [(check.name, check.sql) for check in table.checks] == [
        ("", "\"m\" IN ('sad', 'ok', 'glad')"),
        ("pos", '"p" > 0'),
    ]
    assert not table.column("p").nullable
    assert table.column("p").source_type == "posint"


def test_generated_columns_are_expressions() -> None:
    column = "a text, g text GENERATED ALWAYS AS (upper(a) || '!') STORED"
    made = read(column).dataset.table("t").column("g").generator
    assert made is not None
    assert made.model_dump()["sql"] == "UPPER(\"a\") || '!'"


def test_a_generated_column_that_is_not_of_the_row_is_noted() -> None:
    found = read("g text GENERATED ALWAYS AS (md5(random()::text)) STORED")
    assert "random is not the same every time" in str(found.warnings[0])


@pytest.mark.parametrize(
    ("regex", "pattern"),
    [
        ("^[A-Z]{2}$", "AA"),
        (r"^\d{3}-[0-9]{4}$", "###-####"),
        ("^A[a-z]+$", "\\Aaaa"),
        ("^[A-Za-z0-9]{3}$", "***"),
        ("[A-Z]", None),
        ("^(a|b)$", None),
        ("^.*$", None),
    ],
)
def test_simple_expressions_are_patterns(regex: str, pattern: str | None) -> None:
    assert pattern_of(regex) == pattern
