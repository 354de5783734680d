"""Queries that a person would try first, written for the tables at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assets.schema.dataset import Dataset
from assets.schema.table import Column, Table

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
    """Up to four queries over ``tables``, the published ones; each asks another kind of thing."""
    published = [table for table in dataset.tables if table.name in tables]
    published.sort(key=lambda table: -len(table.foreign_keys))
    makers = (_per_month, _per_choice, _top_parents)
    found = [
        next((e for t in published for e in make(t, tables, dataset)), None) for make in makers
    ]
    first = [Example(f"First rows of {t.name}", first_rows(t.name)) for t in published[:1]]
    return first + [example for example in found if example is not None]


def quoted(name: str) -> str:
    """The name as DuckDB reads it, in quotes where it must be."""
    if _SIMPLE.fullmatch(name) and name not in _reserved():
        return name
    return '"' + name.replace('"', '""') + '"'


def _per_month(table: Table, tables: set[str], dataset: Dataset) -> Iterator[Example]:  # noqa: ARG001  # one signature for all makers
    for column in table.columns:
        if column.type.is_temporal:
            name = quoted(column.name)
            yield Example(
                f"{table.name} by month",
                f"SELECT date_trunc('month', {name}) AS month, count(*) AS {_count(table)}\n"
                f"FROM {quoted(table.name)}\nGROUP BY month\nORDER BY month",
            )


def _per_choice(table: Table, tables: set[str], dataset: Dataset) -> Iterator[Example]:  # noqa: ARG001  # one signature for all makers
    for column in table.columns:
        if column.generator is not None and column.generator.kind == "choice":
            name = quoted(column.name)
            yield Example(
                f"{table.name} by {column.name}",
                f"SELECT {name}, count(*) AS {_count(table)}\nFROM {quoted(table.name)}\n"
                f"GROUP BY {name}\nORDER BY {_count(table)} DESC",
            )


def _top_parents(table: Table, tables: set[str], dataset: Dataset) -> Iterator[Example]:
    for key in table.foreign_keys:
        if key.references not in tables or key.references == table.name:
            continue
        parent = dataset.table(key.references)
        label = _label(parent) or parent.column(key.references_columns[0])
        pairs = zip(key.columns, key.references_columns, strict=True)
        on = " AND ".join(f"child.{quoted(a)} = parent.{quoted(b)}" for a, b in pairs)
        by = ", ".join(f"parent.{quoted(name)}" for name in key.references_columns)
        yield Example(
            f"{parent.name} with most {table.name}",
            f"SELECT parent.{quoted(label.name)}, count(*) AS {_count(table)}\n"
            f"FROM {quoted(table.name)} AS child\n"
            f"JOIN {quoted(parent.name)} AS parent ON {on}\n"
            f"GROUP BY {by}, parent.{quoted(label.name)}\n"
            f"ORDER BY {_count(table)} DESC\nLIMIT 15",
        )


def _label(table: Table) -> Column | None:
    """The column by which people know a row: a text that is neither a key nor a choice."""
    for column in table.columns:
        kind = column.generator.kind if column.generator else ""
        if column.type.is_string and kind not in ("", "pattern", "choice", "string"):
            return column
    return None


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
