"""Queries that a person would try first, written for the tables at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assets.schema.dataset import Dataset
from assets.schema.generators import Choice, Date, Timestamp
from assets.schema.table import Column, ForeignKey, Table

MANY_DAYS = 5 * 365
_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Example:
    """A query and the question that it answers."""

    title: str
    sql: str


def first_rows(table: str) -> str:
    """SQL for the first rows of a table."""
    return f"SELECT *\nFROM {quoted(table)}\nLIMIT 100"


def examples(dataset: Dataset, tables: set[str]) -> list[Example]:
    """Up to three queries over ``tables``, the published ones; each asks another kind of thing."""
    published = [table for table in dataset.tables if table.name in tables]
    published.sort(key=lambda table: -len(table.foreign_keys))
    asked = (_over_time(published), _per_choice(published), _top_parents(published, dataset))
    return [found for found in (next(kind, None) for kind in asked) if found is not None]


def quoted(name: str) -> str:
    """The name as DuckDB reads it, in quotes where it must be."""
    if _SIMPLE.fullmatch(name) and name not in _reserved():
        return name
    return '"' + name.replace('"', '""') + '"'


def _over_time(tables: list[Table]) -> Iterator[Example]:
    for kinds in (("timestamp", "timestamptz"), ("date",)):
        for table in tables:
            for column in table.columns:
                if column.type.kind in kinds and not column.type.is_array:
                    step = _step(column)
                    name = quoted(column.name)
                    yield Example(
                        f"{table.name} by {step}",
                        f"SELECT date_trunc('{step}', {name}) AS {step}, "
                        f"count(*) AS {_count(table)}\n"
                        f"FROM {quoted(table.name)}\nGROUP BY {step}\nORDER BY {step}",
                    )


def _step(column: Column) -> str:
    """The unit of time that gives some dozens of points."""
    generator = column.generator
    if isinstance(generator, Date | Timestamp) and (generator.max - generator.min).days > MANY_DAYS:
        return "year"
    return "month"


def _per_choice(tables: list[Table]) -> Iterator[Example]:
    for table in tables:
        for column in table.columns:
            if isinstance(column.generator, Choice):
                name = quoted(column.name)
                yield Example(
                    f"{table.name} by {column.name}",
                    f"SELECT {name}, count(*) AS {_count(table)}\nFROM {quoted(table.name)}\n"
                    f"GROUP BY {name}\nORDER BY {_count(table)} DESC",
                )


def _top_parents(tables: list[Table], dataset: Dataset) -> Iterator[Example]:
    published = {table.name for table in tables}
    for table in tables:
        for key in table.foreign_keys:
            if key.references in published and key.references != table.name:
                yield _with_most(dataset.table(key.references), table, key)


def _with_most(parent: Table, table: Table, key: ForeignKey) -> Example:
    label = _label(parent) or parent.column(key.references_columns[0])
    pairs = zip(key.columns, key.references_columns, strict=True)
    on = " AND ".join(f"child.{quoted(a)} = parent.{quoted(b)}" for a, b in pairs)
    by = ", ".join(f"parent.{quoted(name)}" for name in key.references_columns)
    return Example(
        f"{parent.name} with most {table.name}",
        f"SELECT parent.{quoted(label.name)}, count(*) AS {_count(table)}\n"
        f"FROM {quoted(table.name)} AS child\n"
        f"JOIN {quoted(parent.name)} AS parent ON {on}\n"
        f"GROUP BY {by}, parent.{quoted(label.name)}\n"
        f"ORDER BY {_count(table)} DESC\nLIMIT 15",
    )


def _label(table: Table) -> Column | None:
    """The column by which people know a row: a text that is neither a key nor a choice, rather a
    last name than a first one."""
    found = [
        column
        for column in table.columns
        if column.type.is_string
        and column.generator is not None
        and column.generator.kind not in ("pattern", "choice", "string")
    ]
    found.sort(key=lambda column: getattr(column.generator, "field", "") == "first_name")
    return found[0] if found else None


def _count(table: Table) -> str:
    return quoted(table.name if _SIMPLE.fullmatch(table.name) else "number of rows")


@cache
def _reserved() -> frozenset[str]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
        ).fetchall()
    return frozenset(str(row[0]) for row in rows)
