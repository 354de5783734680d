"""Which SQL may be run: one statement that reads, and that calls no function with side doors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from assets.errors import QueryError

MAX_SQL_LENGTH = 1_000_000
TABLE_FUNCTIONS = frozenset(
    {"generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest"}
)
_EXPLAIN = re.compile(r"\s*EXPLAIN\b\s*(ANALYZE\b)?\s*(\([^()]*\))?", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(--[^\n]*(\n|$)|/\*.*?\*/)", re.DOTALL)
_NAMES = {"MULTI": "a PIVOT without an IN list and other statements of several steps"}
_REPAIR = "write one SELECT, WITH, VALUES, FROM, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN"


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise QueryError unless ``sql`` may be run; ``connection`` is used to parse it alone.

    Table functions are allowed by name: those of DuckDB that scan memory by address, run text as
    SQL, open files or show settings are not among them.
    """
    if len(sql) > MAX_SQL_LENGTH:
        raise QueryError(
            f"the query has {len(sql)} characters, {MAX_SQL_LENGTH} are allowed",
            repair="shorten it",
        )
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        what = f"there are {len(statements)} statements" if statements else "the query is empty"
        raise QueryError(f"{what}, and one is needed", repair=_REPAIR)
    kind = statements[0].type.name
    if kind == "EXPLAIN":
        check_statement(connection, _explained(sql))
        return
    if kind != "SELECT":
        kind = _NAMES.get(kind, f"{kind} statements")
        raise QueryError(f"{kind} are refused, a query only reads", repair=_REPAIR)
    (found,) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    tree = json.loads(found[0])
    if tree["error"]:
        raise QueryError(
            f"this statement is refused, a query only reads ({tree.get('error_message', '')})",
            repair=_REPAIR,
        )
    for name in _table_functions(tree["statements"]):
        if name not in TABLE_FUNCTIONS:
            raise QueryError(
                f"the table function {name}() is refused",
                repair=f"select from the tables; allowed are {', '.join(sorted(TABLE_FUNCTIONS))}",
            )


def _explained(sql: str) -> str:
    while match := _COMMENT.match(sql):
        sql = sql[match.end() :]
    match = _EXPLAIN.match(sql)
    if match is None:
        raise QueryError("this EXPLAIN cannot be read", repair="write EXPLAIN before a SELECT")
    return sql[match.end() :]


def _table_functions(node: Any) -> Iterator[str]:
    todo = [node]
    while todo:
        current = todo.pop()
        if isinstance(current, dict):
            if current.get("type") == "TABLE_FUNCTION":
                yield str(current["function"].get("function_name", "")).lower()
            todo += current.values()
        elif isinstance(current, list):
            todo += current
