"""The SQL of a question: one SELECT over known tables, names quoted and values escaped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agents.questions.catalogue import Catalogue, Column, Key

Unit = Literal["hour", "day", "week", "month", "quarter", "year", "weekday"]
_LABELS = ("name", "title", "full_name", "label", "code", "email")
MOST_LISTED = 100


@dataclass(frozen=True)
class Comparison:
    """Rows whose ``column`` (of a moment its year) compares so with ``value``."""

    column: Column
    sign: str
    value: str | float | bool
    year: bool = False


@dataclass(frozen=True)
class Grouping:
    """By a ``column`` (of a moment, by ``unit``), or by the rows of a ``table``."""

    column: Column | None = None
    table: str | None = None
    unit: Unit | None = None


@dataclass
class Query:
    """Of the rows of ``table``: their number, or the ``aggregate`` of ``measure``.

    ``share``: what part of them meets the filters. ``lacking``: those that no row of that table
    refers to, one by one where ``lists``.
    """

    table: str
    aggregate: str = "count"
    measure: Column | None = None
    group: Grouping | None = None
    filters: list[Comparison] = field(default_factory=list)
    top: int | None = None
    moment: Column | None = None
    share: bool = False
    lacking: str | None = None
    lists: bool = False


def written(query: Query, catalogue: Catalogue) -> str:
    """The SELECT of a query."""
    joins = _Joins(query.table, catalogue)
    if query.lacking is not None:
        return _lacking(query, catalogue, joins)
    conditions = [_condition(each, joins) for each in query.filters]
    figure, name = _figure(query, joins, conditions)
    where = [] if query.share else conditions
    if query.group is None:
        head, tail = f"SELECT {figure} AS {quoted(name)}", ""
    else:
        chosen, keys = _grouped(query.group, joins)
        head = f"SELECT {', '.join([*chosen, f'{figure} AS {quoted(name)}'])}"
        in_time = query.group.unit is not None and query.top is None
        order = keys[0] if in_time else f"{quoted(name)} DESC, {keys[0]}"
        limit = f" LIMIT {query.top}" if query.top is not None else ""
        tail = f" GROUP BY {', '.join(keys)} ORDER BY {order}{limit}"
    filtered = f" WHERE {' AND '.join(where)}" if where else ""
    return f"{head} FROM {quoted(query.table)}{joins.sql}{filtered}{tail}"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | float | bool) -> str:
    """A value as SQL writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{value:.10g}"


class _Joins:
    """The parents that a statement needs, each joined once."""

    def __init__(self, table: str, catalogue: Catalogue) -> None:
        self.table, self.catalogue = table, catalogue
        self.keys: list[Key] = []

    def column(self, column: Column) -> str:
        for key in self.catalogue.path(self.table, column.table) or ():
            if key not in self.keys:
                self.keys.append(key)
        return f"{quoted(column.table)}.{quoted(column.name)}"

    @property
    def sql(self) -> str:
        return "".join(
            f" JOIN {quoted(key.parent)} ON {quoted(key.child)}.{quoted(key.column)} = "
            f"{quoted(key.parent)}.{quoted(key.parent_column)}"
            for key in self.keys
        )


def _condition(filter_: Comparison, joins: _Joins) -> str:
    column = joins.column(filter_.column)
    if filter_.year:
        return f"year({column}) {filter_.sign} {literal(filter_.value)}"
    if isinstance(filter_.value, str):
        return f"lower({column}) = lower({literal(filter_.value)})"
    return f"{column} {filter_.sign} {literal(filter_.value)}"


def _figure(query: Query, joins: _Joins, conditions: list[str]) -> tuple[str, str]:
    if query.share:
        return f"round(avg(CAST({' AND '.join(conditions)} AS INTEGER)), 4)", "share"
    if query.measure is None:
        return "count(*)", "rows"
    column = joins.column(query.measure)
    if query.aggregate == "distinct":
        return f"count(DISTINCT {column})", f"different_{query.measure.name}"
    return f"{query.aggregate}({column})", f"{query.aggregate}_{query.measure.name}"


def _grouped(group: Grouping, joins: _Joins) -> tuple[list[str], list[str]]:
    """What is shown of each group, and by what the rows are grouped."""
    if group.column is not None:
        column = joins.column(group.column)
        if group.unit == "weekday":
            return [f"dayname({column}) AS {quoted('weekday')}"], [f"dayname({column})"]
        if group.unit is not None:
            cut = f"date_trunc('{group.unit}', {column})"
            return [f"{cut} AS {quoted(group.unit)}"], [cut]
        return [column], [column]
    table = group.table or joins.table
    columns = joins.catalogue.tables[table]
    keys = [c for c in columns if c.kind == "key"][:1] or list(columns[:1])
    labels = [c for name in _LABELS for c in columns if c.name == name][:1]
    names = [c for c in columns if c.name in ("first_name", "last_name")]
    shown = [joins.column(c) for c in dict.fromkeys((*keys, *(labels or names)))]
    return shown, shown


def _lacking(query: Query, catalogue: Catalogue, joins: _Joins) -> str:
    """Filters on the rows that are lacking tell which of them: ``no returned orders``."""
    child = query.lacking or ""
    own = _Joins(child, catalogue)
    told = [_condition(f, own) for f in query.filters if f.column.table == child]
    conditions = [_condition(f, joins) for f in query.filters if f.column.table != child]
    path = catalogue.path(child, query.table) or []
    first, last = path[0], path[-1]
    links = "".join(
        f" JOIN {quoted(key.parent)} AS {quoted(f'_{key.parent}')} ON "
        f"{quoted(f'_{key.child}') if number else quoted(key.child)}.{quoted(key.column)} = "
        f"{quoted(f'_{key.parent}')}.{quoted(key.parent_column)}"
        for number, key in enumerate(path[:-1])
    )
    owner = quoted(f"_{last.child}") if len(path) > 1 else quoted(last.child)
    same = f"{owner}.{quoted(last.column)} = {quoted(query.table)}.{quoted(last.parent_column)}"
    inside = f"SELECT 1 FROM {quoted(first.child)}{links} WHERE {' AND '.join([same, *told])}"  # noqa: S608
    shown = f"{quoted(query.table)}.*" if query.lists else f"count(*) AS {quoted('rows')}"
    where = " AND ".join([f"NOT EXISTS ({inside})", *conditions])
    limit = f" LIMIT {MOST_LISTED}" if query.lists else ""
    return f"SELECT {shown} FROM {quoted(query.table)}{joins.sql} WHERE {where}{limit}"  # noqa: S608
