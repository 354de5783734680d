"""The rules of integrity: each knows the SQL whose rows are its violations.

The table is the view ``own``; the one that a foreign key refers to is the view ``parent``. Names
are quoted here; the conditions of a table are its author's SQL and run without access to files.
"""
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Rule(Protocol):
    """``sql()`` selects one row for each violation: the offending values."""

    def sql(self) -> str: ...


@dataclass(frozen=True)
class RowCount:
    """The table has ``rows`` rows."""

    rows: int

    def sql(self) -> str:
        return (
            f"SELECT found AS rows_found, {self.rows} AS rows_expected "
            f"FROM (SELECT count(*) AS found FROM own) WHERE found <> {self.rows}"
        )


@dataclass(frozen=True)
class NotNull:
    """None of ``columns`` is ever NULL."""

    columns: tuple[str, ...]

    def sql(self) -> str:
        any_null = " OR ".join(f"{quoted(name)} IS NULL" for name in self.columns)
        return f"SELECT {_list(self.columns)} FROM own WHERE {any_null}"


@dataclass(frozen=True)
class Unique:
    """No two rows have the same ``columns``. With ``nulls``, a row with a NULL among them is not
    compared (SQL's unique constraint); without, it is a violation itself (a primary key)."""

    columns: tuple[str, ...]
    nulls: bool

    def sql(self) -> str:
        whole = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in self.columns)
        where = f"WHERE {whole} " if self.nulls else ""
        having = "count(*) > 1" if self.nulls else f"count(*) > 1 OR NOT ({whole})"
        columns = _list(self.columns)
        return (
            f"SELECT {columns}, count(*) AS times FROM own {where}"
            f"GROUP BY {columns} HAVING {having}"
        )


@dataclass(frozen=True)
class Found:
    """Where ``columns`` are all not NULL, a row of the parent has them as its ``targets``."""

    columns: tuple[str, ...]
    targets: tuple[str, ...]

    def sql(self) -> str:
        columns = _list(self.columns)
        whole = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in self.columns)
        same = " AND ".join(
            f"child.{quoted(name)} = parent.{quoted(target)}"
            for name, target in zip(self.columns, self.targets, strict=True)
        )
        return (
            f"SELECT * FROM (SELECT {columns}, count(*) AS times FROM own WHERE {whole} "
            f"GROUP BY {columns}) AS child ANTI JOIN parent ON {same}"
        )


@dataclass(frozen=True)
class FoundByType:
    """Where the type is ``type``, a row of the parent has the id as its ``target``."""

    type_column: str
    id_column: str
    type: str
    target: str

    def sql(self) -> str:
        kind, own = quoted(self.type_column), quoted(self.id_column)
        return (
            f"SELECT * FROM (SELECT {kind}, {own}, count(*) AS times FROM own "
            f"WHERE CAST({kind} AS VARCHAR) = {_literal(self.type)} AND {own} IS NOT NULL "
            f"GROUP BY {kind}, {own}) AS child "
            f"ANTI JOIN parent ON child.{own} = parent.{quoted(self.target)}"
        )


@dataclass(frozen=True)
class TypedIds:
    """The type is one of ``types``, and it is NULL just where the id is."""

    type_column: str
    id_column: str
    types: tuple[str, ...]

    def sql(self) -> str:
        kind, own = quoted(self.type_column), quoted(self.id_column)
        known = ", ".join(map(_literal, self.types))
        return (
            f"SELECT {kind}, {own}, count(*) AS times FROM own "
            f"WHERE ({kind} IS NULL) <> ({own} IS NULL) "
            f"OR CAST({kind} AS VARCHAR) NOT IN ({known}) GROUP BY {kind}, {own}"
        )


@dataclass(frozen=True)
class Conditions:
    """Every row meets each condition, given as (name, SQL); NULL counts as met."""

    conditions: tuple[tuple[str, str], ...]

    def sql(self) -> str:
        names = ", ".join(
            f"CASE WHEN NOT ({sql}) THEN {_literal(name)} END" for name, sql in self.conditions
        )
        broken = " OR ".join(f"NOT ({sql})" for _, sql in self.conditions)
        return f"SELECT concat_ws(', ', {names}) AS violated, * FROM own WHERE {broken}"


def counted(rule: Rule) -> str:
    """The SQL that counts the violations of a rule."""
    return f"SELECT count(*) FROM ({rule.sql()})"


def quoted(name: str) -> str:
    """The name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
