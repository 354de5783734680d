"""DuckDB SQL over the columns of a row: checked before it runs, and run without access to anything.

An expression is taken apart by DuckDB's own parser and may hold only columns of its table,
constants, operators, CASE, casts, and scalar functions whose result depends on their arguments
alone, so that a value stays a pure function of its row.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from assets.errors import GenerationError, SpecError
from assets.schema.types import ColumnType
from assets.tables.expression_bounds import (
    UnboundedError,
    require_bounded,
    require_refused_left_out,
)

if TYPE_CHECKING:
    import duckdb

TIMEOUT_SECONDS = 60.0
"""The longest that one expression may take over one chunk of rows."""

_MOST_INPUT = 64_000_000
"""Bytes of columns that one call of DuckDB is given."""

_CLASSES = frozenset(
    [
        "BETWEEN",
        "CASE",
        "CAST",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "OPERATOR",
        "TYPE",
    ]
)
_LOGIC = frozenset(
    ["BETWEEN", "CAST", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "OPERATOR"]
)
_OF_NULL = frozenset(
    [
        "COMPARE_DISTINCT_FROM",
        "COMPARE_NOT_DISTINCT_FROM",
        "OPERATOR_COALESCE",
        "OPERATOR_IS_NOT_NULL",
        "OPERATOR_IS_NULL",
        "OPERATOR_TRY",
    ]
)
"""What gives more than NULL for NULL."""

_PURE_MACROS = frozenset({"nullif", "split_part", "fmod", "fdiv", "date_add", "if"})
_SQL_TYPES = {
    "bytes": "BLOB", "char": "VARCHAR", "text": "VARCHAR", "json": "VARCHAR", "uuid": "VARCHAR",
    "varchar": "VARCHAR",
}  # fmt: skip


Path = tuple[str, ...]
"""``(column,)`` of the row, or ``(parent, column)``."""


def columns_of(
    sql: str,
    columns: Iterable[str],
    parents: Mapping[str, Iterable[str]] | None = None,
    *,
    where: str,
) -> list[Path]:
    """The columns that an expression reads, as they are spelt in their tables.

    ``parents`` are the columns of each parent's table. Raises SpecError for what is not one pure
    expression over those columns.
    """
    if not sql.strip():
        raise SpecError("the expression is empty", where=where, repair="write one")
    answer = _parsed(sql, where)
    if answer["error"]:
        raise SpecError(
            f"{sql[:80]!r} is no SQL expression: {answer['error_message']}", where=where
        )
    nodes = [statement["node"] for statement in answer["statements"]]
    select = nodes[0]
    if len(nodes) != 1 or not _is_one_value(select):
        raise SpecError(f"{sql[:80]!r} is more than one expression", where=where)
    known: dict[Path, Path] = {(name.casefold(),): (name,) for name in columns}
    for parent, names in (parents or {}).items():
        known |= {(parent.casefold(), name.casefold()): (parent, name) for name in names}
    found: dict[Path, None] = {}
    for node in _nodes(select["select_list"][0]):
        _require_allowed(node, sql, where)
        if node["class"] == "COLUMN_REF":
            path = known.get(tuple(part.casefold() for part in node["column_names"]))
            if path is None:
                named = ".".join(node["column_names"])
                raise SpecError(
                    f"{sql[:80]!r} reads {named!r}, which is no column of the table or a parent",
                    where=where,
                    repair=f"use {', '.join(sorted(map('.'.join, known.values()))[:8])}",
                )
            found[path] = None
    try:
        require_bounded(select["select_list"][0], lambda name: name in _fixed_functions())
    except UnboundedError as error:
        text, _, repair = str(error).partition(": ")
        raise SpecError(f"{sql[:80]!r} {text}", where=where, repair=repair) from error
    return list(found)


def is_three_valued(sql: str) -> bool:
    """Whether an expression is made of comparisons, AND, OR and NOT alone, and so is false for
    every value of a column for which it is false when the column is NULL."""
    answer = _parsed(sql, "")
    if answer["error"]:
        return False
    nodes = list(_nodes(answer["statements"][0]["node"]["select_list"][0]))
    return all(node["class"] in _LOGIC and node["type"] not in _OF_NULL for node in nodes)


def _is_one_value(select: dict[str, Any]) -> bool:
    """Whether a parsed statement is ``SELECT`` with one expression, and nothing else."""
    clauses = ("where_clause", "having", "qualify", "sample", "modifiers", "group_expressions")
    return (
        select["type"] == "SELECT_NODE"
        and len(select["select_list"]) == 1
        and select["from_table"]["type"] == "EMPTY"
        and not any(select.get(clause) for clause in clauses)
    )


def _parsed(sql: str, where: str) -> Any:
    import duckdb

    try:
        cursor = _database().cursor()
        return json.loads(_one(cursor.execute("SELECT json_serialize_sql(?)", [f"SELECT ({sql})"])))
    except (duckdb.Error, RecursionError, ValueError) as error:
        raise SpecError(
            f"{sql[:80]!r} cannot be read as SQL: {str(error).splitlines()[0][:200]}",
            where=where,
            repair="shorten it",
        ) from error


def evaluate(
    sql: str, columns: Mapping[Path, pa.Array], count: int, column_type: ColumnType, *, where: str
) -> pa.Array:
    """The expression's value for each of ``count`` rows, cast to ``column_type``.

    Where the columns are large, parts of the rows are worked out one after the other.

    Raises GenerationError, naming ``where``, when it fails on a row or takes too long.
    """
    size = sum(array.nbytes for array in columns.values())
    if size > _MOST_INPUT and count > 1:
        half = count // 2
        parts = ({path: array[at] for path, array in columns.items()} for at in _halves(half))
        sizes = (half, count - half)
        made = [
            evaluate(sql, part, rows, column_type, where=where)
            for part, rows in zip(parts, sizes, strict=True)
        ]
        return pa.concat_arrays(made)
    return _evaluated(sql, columns, count, column_type, where)


def _halves(middle: int) -> tuple[slice, slice]:
    return slice(0, middle), slice(middle, None)


def _evaluated(
    sql: str, columns: Mapping[Path, pa.Array], count: int, column_type: ColumnType, where: str
) -> pa.Array:
    import duckdb

    cursor = _database().cursor()
    timer = threading.Timer(TIMEOUT_SECONDS, cursor.interrupt)
    timer.start()
    try:
        cursor.register("chunk", _relation(columns, count))
        # columns_of has refused all but one pure expression
        query = f"SELECT CAST(({sql}) AS {_sql_type(column_type)}) AS v FROM chunk"  # noqa: S608
        result = cursor.sql(query)
        return result.to_arrow_table().column("v").combine_chunks()
    except (duckdb.Error, pa.ArrowException, MemoryError, UnicodeError) as error:
        if isinstance(error, duckdb.InternalError | duckdb.FatalException):
            _database.cache_clear()  # DuckDB refuses all that comes after one of these
        text = (str(error).splitlines() or ["no memory"])[0]
        raise GenerationError(
            f"the expression {sql[:80]!r} failed: {text}", where=where, repair="correct it"
        ) from error
    finally:
        timer.cancel()
        cursor.close()


def _relation(columns: Mapping[Path, pa.Array], count: int) -> pa.Table:
    """One Arrow column for each column of the row, and a struct for each parent."""
    data = {path[0]: array for path, array in columns.items() if len(path) == 1}
    for parent in {path[0] for path in columns if len(path) == 2}:
        fields = {path[1]: array for path, array in columns.items() if path[0] == parent}
        data[parent] = pa.StructArray.from_arrays(list(fields.values()), names=list(fields))
    return pa.table(data) if data else pa.table({"row": pa.nulls(count)})


@cache
def _database() -> duckdb.DuckDBPyConnection:
    import duckdb

    settings = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "memory_limit": "1GB",
        "threads": "1",
        "python_enable_replacements": "false",
    }
    connection = duckdb.connect(":memory:", config=dict(settings))
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection


@cache
def _pure_functions() -> frozenset[str]:
    rows = (
        _database()
        .cursor()
        .execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'scalar' "
            "AND stability = 'CONSISTENT' AND NOT starts_with(function_name, '__internal')"
        )
    )
    names = {str(name) for (name,) in rows.fetchall()}
    return (
        frozenset(names - {"current_localtime", "current_localtimestamp", "version"}) | _PURE_MACROS
    )


@cache
def _fixed_functions() -> frozenset[str]:
    """The functions whose every result is a number, a moment, a truth value or a UUID."""
    rows = (
        _database()
        .cursor()
        .execute(
            "SELECT function_name FROM duckdb_functions() WHERE function_type = 'scalar' "
            "GROUP BY ALL HAVING bool_and(regexp_full_match(return_type, "
            "'BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|DATE|UUID|INTERVAL"
            "|TIME.*'))"
        )
    )
    return frozenset(str(name) for (name,) in rows.fetchall())


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    todo = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, dict):
            if "class" in current:
                yield current
            todo += list(current.values())
        elif isinstance(current, list):
            todo += current


def _require_allowed(node: dict[str, Any], sql: str, where: str) -> None:
    if node["class"] not in _CLASSES:
        raise SpecError(
            f"{sql[:80]!r} holds a {node['class'].lower()}, which an expression over one row may "
            f"not",
            where=where,
        )
    name = node.get("function_name")
    if name is not None:
        try:
            require_refused_left_out(name.lower())
        except UnboundedError as error:
            text, _, repair = str(error).partition(": ")
            raise SpecError(f"{sql[:80]!r} {text}", where=where, repair=repair) from error
    if name is not None and (node.get("schema") or name.lower() not in _pure_functions()):
        raise SpecError(
            f"{sql[:80]!r} calls {name}(), which is no function of its arguments alone",
            where=where,
            repair="leave it out",
        )


def _sql_type(column_type: ColumnType) -> str:
    item = column_type.item
    name = _SQL_TYPES.get(item.kind, str(item))
    return f"{name}[]" if column_type.is_array else name


def _one(cursor: duckdb.DuckDBPyConnection) -> Any:
    row = cursor.fetchone()
    assert row is not None
    return row[0]
