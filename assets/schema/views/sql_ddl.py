"""The spec as SQL that makes its tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assets.errors import InputError, SpecError
from assets.schema.dataset import Dataset
from assets.schema.names import folded, shown
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.table import Column, ForeignKey, Table
from assets.schema.types import ColumnType
from assets.schema.views.sql_types import DIALECTS, sql_type

if TYPE_CHECKING:
    from sqlglot import exp

_QUOTES = {"mysql": ("`", "`"), "tsql": ("[", "]")}
_NAME_LIMITS = {"postgres": (63, "bytes"), "mysql": (64, "characters")}


def sql_ddl(dataset: Dataset, dialect: str = "postgres") -> str:
    """CREATE TABLE statements in the order in which they can be run, one key and check a line.

    ``dialect`` is postgres, mysql, sqlite, duckdb or tsql. Foreign keys in a cycle follow as ALTER
    TABLE. What the dialect cannot hold stands in a comment that begins with ``-- left out``.

    Raises InputError for another dialect, SpecError for a name or type that it does not take.
    """
    return "\n".join(ddl_statements(dataset, dialect))


def ddl_statements(dataset: Dataset, dialect: str = "postgres") -> list[str]:
    """The statements and comments of ``sql_ddl``, one by one, for drivers that take one at once."""
    if dialect not in DIALECTS:
        raise InputError(
            f"{shown(dialect)} is not an SQL dialect of DataForge",
            repair=f"use one of {', '.join(DIALECTS)}",
        )
    return list(_Script(dataset, dialect).statements())


class _Script:
    """One dataset in one dialect."""

    def __init__(self, dataset: Dataset, dialect: str) -> None:
        self._dataset = dataset
        self._dialect = dialect
        self._by_name = {table.name: table for table in dataset.tables}
        self._check_names(table.name for table in dataset.tables)
        for table in dataset.tables:
            self._check_names(column.name for column in table.columns)

    def statements(self) -> Iterable[str]:
        created: set[str] = set()
        late: list[tuple[Table, ForeignKey]] = []
        for table in creation_order(self._dataset):
            created.add(table.name)
            early = []
            for key in table.foreign_keys:
                parent = self._by_name[key.references]
                placed = key.references in created and self._is_indexable(
                    parent, key.references_columns
                )
                if self._dialect == "duckdb" and _needs_itself(table, key):
                    placed = False
                if placed or self._dialect == "sqlite":
                    early.append(key)
                else:
                    late.append((table, key))
            yield from self._create(table, early)
        for table, key in late:
            if self._dialect == "duckdb":
                text = f"{self._quote(table.name)} {self._reference(key)}"
                yield f"-- left out, a cycle or a list: {text}\n"
            else:
                yield f"ALTER TABLE {self._quote(table.name)} ADD {self._reference(key)};\n"

    def _create(self, table: Table, keys: list[ForeignKey]) -> Iterable[str]:
        lines = [self._column(table, column) for column in table.columns]
        after: list[str] = []
        for names in table.unique_sets:
            is_primary = set(names) == set(table.primary_key)
            nullable = [name for name in names if table.column(name).nullable]
            if not self._is_indexable(table, names):
                after.append(f"-- left out, DuckDB has no unique lists: {self._list(names)}\n")
            elif self._dialect == "tsql" and nullable and not self._is_target(table, names):
                after.append(self._filtered_index(table, names, nullable, len(after) + 1))
            else:
                lines.append(f"{'PRIMARY KEY' if is_primary else 'UNIQUE'} ({self._list(names)})")
        for check in table.checks:
            text = self._check(table, check.sql)
            if text is None:
                flat = " ".join(check.sql.split())
                after.append(
                    f"-- left out, no {self._dialect} for a check of {table.name}: {flat}\n"
                )
            else:
                lines.append(f"CHECK ({text})")
        after += [
            f"-- left out, SQL has no polymorphic keys: {self._polymorphic(table, key)}\n"
            for key in table.polymorphic_keys
        ]
        lines += [self._reference(key) for key in keys]
        body = ",\n    ".join(lines)
        yield f"CREATE TABLE {self._quote(table.name)} (\n    {body}\n);\n"
        yield from after

    def _column(self, table: Table, column: Column) -> str:
        keyed = any(column.name in names for names in table.unique_sets) or any(
            column.name in key.columns for key in table.foreign_keys
        )
        kind = sql_type(self._stored_type(table, column), self._dialect, is_key=keyed)
        return f"{self._quote(column.name)} {kind}" + ("" if column.nullable else " NOT NULL")

    def _stored_type(self, table: Table, column: Column) -> ColumnType:
        """The column's type, or that of what it refers to, as most dialects want both the same."""
        seen = set[tuple[str, str]]()
        while (table.name, column.name) not in seen:
            seen.add((table.name, column.name))
            for key in table.foreign_keys:
                if column.name in key.columns:
                    target = key.references_columns[key.columns.index(column.name)]
                    table = self._by_name[key.references]
                    column = table.column(target)
                    break
        return column.type

    def _reference(self, key: ForeignKey) -> str:
        parent = self._by_name[key.references]
        targets = next(
            names for names in parent.unique_sets if set(names) == set(key.references_columns)
        )  # in the order of the parent's key, which MySQL insists on
        columns = [key.columns[key.references_columns.index(name)] for name in targets]
        return (
            f"FOREIGN KEY ({self._list(columns)}) "
            f"REFERENCES {self._quote(parent.name)} ({self._list(targets)})"
        )

    def _polymorphic(self, table: Table, key: PolymorphicKey) -> str:
        parents = [
            f"{each.type_value} in {self._quote(each.table)} ({self._quote(each.column)})"
            for each in key.references
        ]
        text = f"{self._quote(table.name)} ({self._list(key.columns)}), {', '.join(parents)}"
        return " ".join(text.split())

    def _is_indexable(self, table: Table, names: Iterable[str]) -> bool:
        is_list = any(table.column(name).type.is_array for name in names)
        return not (is_list and self._dialect == "duckdb")

    def _is_target(self, table: Table, names: tuple[str, ...]) -> bool:
        return any(
            key.references == table.name and set(key.references_columns) == set(names)
            for other in self._dataset.tables
            for key in other.foreign_keys
        )

    def _filtered_index(
        self, table: Table, names: tuple[str, ...], nullable: list[str], number: int
    ) -> str:
        """SQL Server's UNIQUE takes NULL for a value like any other; such an index does not."""
        where = " AND ".join(f"{self._quote(name)} IS NOT NULL" for name in nullable)
        return (
            f"CREATE UNIQUE INDEX {self._quote(f'unique_{number}')} ON {self._quote(table.name)} "
            f"({self._list(names)}) WHERE {where};\n"
        )

    def _check(self, table: Table, sql: str) -> str | None:
        """The check in this dialect with its columns quoted, None where there is no such thing."""
        import sqlglot
        from sqlglot import ErrorLevel, exp
        from sqlglot.errors import SqlglotError

        try:
            tree = sqlglot.parse_one(sql, dialect="duckdb")
            if self._dialect != "duckdb" and tree.find(exp.Lambda, exp.Query):
                return None
            for node in list(tree.find_all(exp.Column)):
                if not _resolve(node, table):
                    return None
            if self._dialect == "sqlite" and _calculates_decimals(tree, table):
                return None  # it would do so with floats, and refuse rows that meet the check
            return tree.sql(dialect=self._dialect, unsupported_level=ErrorLevel.RAISE)
        except (SqlglotError, RecursionError):
            return None

    def _quote(self, name: str) -> str:
        return quoted_name(name, self._dialect)

    def _list(self, names: Iterable[str]) -> str:
        return ", ".join(self._quote(name) for name in names)

    def _check_names(self, names: Iterable[str]) -> None:
        """Refuse what the dialect refuses, or would cut so that two names become one."""
        limit, unit = _NAME_LIMITS.get(self._dialect, (0, ""))
        cut: dict[str, str] = {}
        for name in names if limit else ():
            if unit == "characters" and len(name) > limit:
                raise SpecError(
                    f"the name {shown(name)} has {len(name)} characters, {self._dialect} takes "
                    f"{limit}",
                    repair="shorten it",
                )
            short = name.encode()[:limit].decode(errors="ignore")
            other = cut.setdefault(short, name)
            if other != name:
                raise SpecError(
                    f"{self._dialect} cuts names at {limit} {unit}, after which {shown(other)} and "
                    f"{shown(name)} are the same",
                    repair="shorten one of them",
                )


def _needs_itself(table: Table, key: ForeignKey) -> bool:
    """Whether the first row must refer to itself, which DuckDB never finds in time."""
    nullable = any(table.column(name).nullable for name in key.columns)
    return key.references == table.name and not nullable


def _calculates_decimals(tree: exp.Expr, table: Table) -> bool:
    """Whether a decimal column goes through an operator of arithmetic, or a function."""
    from sqlglot import exp

    arithmetic = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Func)
    decimals = {column.name for column in table.columns if column.type.kind == "decimal"}
    return any(
        name.name in decimals
        for node in tree.find_all(*arithmetic)
        if not isinstance(node, exp.Connector)  # AND is a function to sqlglot
        for name in node.find_all(exp.Column)
    )


def quoted_name(name: str, dialect: str) -> str:
    """The name of a table or column in the quotes of ``dialect``."""
    left, right = _QUOTES.get(dialect, ('"', '"'))
    return left + name.replace(right, right * 2) + right


def creation_order(dataset: Dataset) -> list[Table]:
    """The tables so that each follows those that it refers to, as far as cycles allow; else in the
    order of the spec."""
    waiting = {
        table.name: {key.references for key in table.foreign_keys} - {table.name}
        for table in dataset.tables
    }
    order = []
    while waiting:
        ready = next(
            (name for name, parents in waiting.items() if not parents & set(waiting)), None
        )
        name = ready or min(waiting, key=lambda each: len(waiting[each] & set(waiting)))
        del waiting[name]
        order.append(dataset.table(name))
    return order


def _resolve(node: exp.Column, table: Table) -> bool:
    """Name the column of ``table`` that ``node`` means exactly, in quotes; False where none is."""
    from sqlglot import exp

    parts = [part.name for part in node.parts]
    if len(parts) > 1 and folded(parts[0]) == folded(table.name):
        del parts[0]
    exact = next((c.name for c in table.columns if folded(c.name) == folded(parts[0])), None)
    if exact is None or len(parts) > 1:
        return False
    node.replace(exp.column(exact, quoted=True))
    return True
