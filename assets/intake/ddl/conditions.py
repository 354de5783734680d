"""CHECK conditions and generated columns: put into DuckDB's SQL, and understood if simple."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from assets.intake.ddl.patterns import pattern_of
from assets.intake.limits import Limits
from assets.schema.names import shown
from assets.schema.types import ColumnType

if TYPE_CHECKING:
    import duckdb

MAX_SQL = 2_000


class UntranslatableError(ValueError):
    """The expression cannot be carried over; ``str()`` says why."""


@dataclass(slots=True)
class Condition:
    """A CHECK. ``limits`` holds what it says about single columns, ``ordered`` the pairs of a
    larger and a smaller column (and whether they must differ), ``understood`` whether that is
    all."""

    sql: str
    columns: list[str]
    limits: dict[str, Limits] = field(default_factory=dict)
    ordered: list[tuple[str, str, bool]] = field(default_factory=list)
    understood: bool = True


def translate(
    sql: str, dialect: str, types: dict[str, ColumnType], value_of: str = ""
) -> Condition:
    """The condition or expression in DuckDB's SQL over the table's columns.

    ``types`` are the table's columns, ``value_of`` the column that VALUE stands for in a domain.
    Raises UntranslatableError.
    """
    if len(sql) > 4 * MAX_SQL:
        raise UntranslatableError(f"it is longer than {4 * MAX_SQL:,} characters")
    tree = _parse(sql, dialect, types, value_of)
    try:
        text = tree.sql(dialect="duckdb", comments=False, unsupported_level=ErrorLevel.RAISE)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise UntranslatableError("DuckDB has no such expression") from error
    if len(text) > MAX_SQL:
        raise UntranslatableError(f"it is longer than {MAX_SQL:,} characters")
    if ";" in text or "--" in text or "/*" in text:
        raise UntranslatableError("it holds a semicolon or the mark of a comment")
    _require_binding(text, types)
    columns = list(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))
    return Condition(text, columns)


def understand(
    sql: str, dialect: str, types: dict[str, ColumnType], value_of: str = ""
) -> Condition:
    """``translate``, and what the condition says about single columns and pairs of them."""
    condition = translate(sql, dialect, types, value_of)
    tree = _parse(sql, dialect, types, value_of)
    for part in _conjuncts(tree):
        if not _note(part, condition, types):
            condition.understood = False
    return condition


def _parse(sql: str, dialect: str, types: dict[str, ColumnType], value_of: str) -> exp.Expr:
    try:
        found: Any = sqlglot.parse_one(f"SELECT {sql}", read=dialect)
    except (SqlglotError, RecursionError, ValueError) as error:
        raise UntranslatableError("it is no expression that can be read") from error
    if not isinstance(found, exp.Select) or len(found.expressions) != 1 or found.args.get("from_"):
        raise UntranslatableError("it is no single expression")
    tree: exp.Expr = found.expressions[0].unalias()
    if tree.find(exp.Subquery, exp.Select, exp.Window, exp.AggFunc, exp.Placeholder):
        raise UntranslatableError("it looks beyond the row")
    known = {name.casefold(): name for name in types}

    def named(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            name = node.name
            if value_of and name.upper() == "VALUE":
                name = value_of
            spelt = name if name in types else known.get(name.casefold())
            if spelt is None:
                raise UntranslatableError(
                    f"it names {shown(name)}, which is no column of the table"
                )
            return exp.column(exp.to_identifier(spelt, quoted=True))
        if isinstance(node, exp.Cast) and node.to.this == exp.DType.USERDEFINED:
            inner: exp.Expr = node.this
            return inner
        return node

    translated: exp.Expr = tree.transform(_listed_any).transform(named)
    return translated


def _listed_any(node: exp.Expr) -> exp.Expr:
    """``x = ANY (ARRAY['a', 'b'])``, as PostgreSQL's dumps write ``x IN ('a', 'b')``."""
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
        array = _bare(node.expression.this)
        if isinstance(array, exp.Array):
            return exp.In(this=node.this, expressions=array.expressions)
    return node


def type_of(condition: Condition, types: dict[str, ColumnType]) -> ColumnType:
    """The type of a translated expression; text where it is none of ours."""
    cursor = _database().cursor()
    try:
        found = cursor.execute(_describe(condition.sql, types)).fetchone()
    finally:
        cursor.close()
    name = str(found[1]).lower() if found else ""
    name = {"varchar": "text", "float": "real", "timestamp with time zone": "timestamptz",
            "hugeint": "decimal(38,0)"}.get(name, name)  # fmt: skip
    try:
        return ColumnType.parse(name)
    except ValueError:
        return ColumnType("text")


@cache
def _database() -> duckdb.DuckDBPyConnection:
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "threads": "1",
    }
    return duckdb.connect(":memory:", config=settings)


def _require_binding(text: str, types: dict[str, ColumnType]) -> None:
    """DuckDB must know every function, with these types, and each must depend on the row alone."""
    import duckdb

    cursor = _database().cursor()
    try:
        cursor.execute(_describe(text, types))
        called = {match.lower() for match in re.findall(r"([A-Za-z_]\w*)\s*\(", text)}
        called |= set(re.findall(r"\bcurrent_\w+|\blocaltime\w*", text.lower()))
        volatile = cursor.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT' "
            "AND function_type <> 'macro' AND list_contains(?, function_name)",
            [sorted(called)],
        ).fetchall()
    except duckdb.Error as error:
        reason = " ".join(str(error).split("\n")[0].split())[:120]
        raise UntranslatableError(f"DuckDB does not accept it ({reason})") from error
    finally:
        cursor.close()
    found = [str(name) for (name,) in volatile]
    if found or "current_" in text.lower():
        raise UntranslatableError(
            f"{(found or ['the current time'])[0]} is not the same every time"
        )


def _describe(text: str, types: dict[str, ColumnType]) -> str:
    """A statement that binds the expression and does not run it."""
    columns = ", ".join(
        f"CAST(NULL AS {_duckdb_type(kind)}) AS {_quoted(name)}" for name, kind in types.items()
    )
    return f"DESCRIBE SELECT ({text}) FROM (SELECT {columns})"  # noqa: S608  # parsed and bound only


def _duckdb_type(column_type: ColumnType) -> str:
    kinds = {"bytes": "BLOB", "char": "VARCHAR", "text": "VARCHAR", "varchar": "VARCHAR",
             "json": "VARCHAR", "uuid": "VARCHAR"}  # fmt: skip
    name = kinds.get(column_type.kind, str(column_type.item))
    return f"{name}[]" if column_type.is_array else name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _conjuncts(tree: exp.Expr) -> list[exp.Expr]:
    tree = tree.unnest()
    if isinstance(tree, exp.And):
        return [*_conjuncts(tree.left), *_conjuncts(tree.right)]
    return [tree]


def _note(part: exp.Expr, condition: Condition, types: dict[str, ColumnType]) -> bool:
    """Adds what one part says to the condition; False when it is not understood."""
    if isinstance(part, exp.Or):
        return _note_or(part, condition, types)
    if isinstance(part, exp.GTE | exp.GT | exp.LTE | exp.LT):
        pair = (_column(part.this), _column(part.expression))
        if pair[0] and pair[1]:
            larger_first = isinstance(part, exp.GTE | exp.GT)
            larger, smaller = pair if larger_first else (pair[1], pair[0])
            condition.ordered.append((larger, smaller, isinstance(part, exp.GT | exp.LT)))
            return True
    found = _limits(part, types)
    if found is None:
        return False
    name, limits = found
    condition.limits[name] = condition.limits.get(name, Limits()).and_(limits)
    return True


def _note_or(part: exp.Or, condition: Condition, types: dict[str, ColumnType]) -> bool:
    """``x IS NULL OR rest`` is the rest, as NULL meets checks; ``x = 1 OR x = 2`` is a list."""
    sides = [side.unnest() for side in part.flatten()]
    rest = [side for side in sides if not _is_null(side, negated=False)]
    if len(rest) == 1 and len(sides) > 1:
        return all(_note(one, condition, types) for one in _conjuncts(rest[0]))
    found = [_limits(side, types) for side in rest]
    names = {one[0] for one in found if one is not None}
    if None in found or len(names) != 1:
        return False
    values: list[str | int | float] = []
    for one in found:
        if one is None or one[1].values is None:
            return False
        values += one[1].values
    name = names.pop()
    listed = Limits(values=tuple(dict.fromkeys(values)))
    condition.limits[name] = condition.limits.get(name, Limits()).and_(listed)
    return True


def _is_null(node: exp.Expr, *, negated: bool) -> bool:
    """``x IS NULL``, or ``x IS NOT NULL`` and ``NOT x IS NULL``."""
    turned = isinstance(node, exp.Not)
    inner = node.this.unnest() if isinstance(node, exp.Not) else node
    if not isinstance(inner, exp.Is) or not isinstance(inner.expression, exp.Null):
        return False
    return (bool(inner.args.get("negate")) != turned) == negated


_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GTE: exp.LTE, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.LT: exp.GT, exp.EQ: exp.EQ,
    exp.NEQ: exp.NEQ,
}  # fmt: skip


def _limits(part: exp.Expr, types: dict[str, ColumnType]) -> tuple[str, Limits] | None:
    part = part.unnest()
    if _is_null(part, negated=True):
        inner = part.this.unnest() if isinstance(part, exp.Not) else part
        name = _column(inner.this)
        return (name, Limits(not_null=True)) if name else None
    if isinstance(part, exp.Between):
        name = _column(part.this) or _length_of(part.this)
        make = _comparison(part.this, types)
        low, high = make(exp.GTE, part.args["low"]), make(exp.LTE, part.args["high"])
        return (name, low.and_(high)) if name and low and high else None
    if isinstance(part, exp.In):
        name, values = _column(part.this), _listed(part)
        return (name, Limits(values=values)) if name and values else None
    if isinstance(part, exp.RegexpLike):
        name, regex = _column(part.this), _bare(part.expression)
        pattern = pattern_of(regex.name) if isinstance(regex, exp.Literal) else None
        return (name, Limits(pattern=pattern)) if name and pattern else None
    if type(part) not in _MIRRORED:
        return None
    operator, left, right = type(part), part.this, part.expression
    if not (_column(left) or _length_of(left)):
        operator, left, right = _MIRRORED[operator], right, left
    name = _column(left) or _length_of(left)
    limits = _comparison(left, types)(operator, right) if name else None
    return (name, limits) if name and limits is not None else None


def _comparison(
    left: exp.Expr, types: dict[str, ColumnType]
) -> Callable[[type[exp.Expr], exp.Expr], Limits | None]:
    name = _column(left)
    if name:
        return lambda operator, right: _value_limits(operator, _value(right, types[name]))
    return lambda operator, right: _length_limits(operator, _value(right, ColumnType("integer")))


def _value_limits(operator: type[exp.Expr], value: Any) -> Limits | None:
    if value is None:
        return None
    if operator is exp.EQ:
        return Limits(values=(value,)) if isinstance(value, str | int | float) else None
    if operator is exp.NEQ:
        return Limits(min_length=1) if value == "" else None
    if isinstance(value, str):
        return None
    if operator in (exp.GTE, exp.GT):
        return Limits(low=value, low_open=operator is exp.GT)
    return Limits(high=value, high_open=operator is exp.LT)


def _length_limits(operator: type[exp.Expr], value: Any) -> Limits | None:
    if not isinstance(value, int) or operator is exp.NEQ:
        return None
    match operator:
        case exp.EQ:
            return Limits(min_length=value, max_length=value)
        case exp.GTE:
            return Limits(min_length=value)
        case exp.GT:
            return Limits(min_length=value + 1)
        case exp.LTE:
            return Limits(max_length=value)
        case _:
            return Limits(max_length=value - 1)


def _bare(node: exp.Expr) -> exp.Expr:
    """The node without parentheses and casts around it."""
    node = node.unnest()
    while isinstance(node, exp.Cast):
        node = node.this.unnest()
    return node


def _column(node: exp.Expr) -> str:
    bare = _bare(node)
    return bare.name if isinstance(bare, exp.Column) else ""


def _length_of(node: exp.Expr) -> str:
    bare = _bare(node)
    return _column(bare.this) if isinstance(bare, exp.Length) else ""


def _listed(part: exp.In) -> tuple[str | int | float, ...] | None:
    values: list[str | int | float] = []
    for node in part.expressions:
        value = _value(node, ColumnType("text"))
        if not isinstance(value, str | int | float):
            return None
        values.append(value)
    return tuple(dict.fromkeys(values))


def _value(node: exp.Expr, column_type: ColumnType) -> Any:
    """The number, text, day or moment of a literal; None for all else."""
    bare = _bare(node)
    if isinstance(bare, exp.Neg):
        inner = _value(bare.this, column_type)
        return -inner if isinstance(inner, int | float) else None
    if not isinstance(bare, exp.Literal):
        return None
    if bare.is_string and not column_type.is_temporal:
        return _numeric(bare.name) if column_type.is_numeric else bare.name
    return moment(bare.name) if bare.is_string else _numeric(bare.name)


def _numeric(text: str) -> int | float | None:
    try:
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else float(text)
    except ValueError:
        return None


def moment(text: str) -> date | datetime | None:
    """The day or moment that a text names, in UTC and without a zone; None when it names none."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
