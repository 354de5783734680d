"""Keys and foreign keys with the names that the dataset uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.errors import IntakeError
from assets.intake.ddl.catalog import Catalog, RawForeignKey, RawTable
from assets.intake.ddl.text import at_line
from assets.schema.names import shown
from assets.schema.table import ForeignKey, OneToOne, Uniform

if TYPE_CHECKING:
    from assets.intake.ddl.build import TableFacts


def key_names(table: RawTable, where: str) -> tuple[str, ...]:
    """The columns of the primary key; none when there is none."""
    if table.primary_key is None:
        return ()
    return _own(table, table.primary_key.columns, "the primary key", where)


def unique_keys(table: RawTable, where: str) -> list[tuple[str, ...]]:
    """Every other set of columns that may not repeat, each once."""
    primary = frozenset(key_names(table, where))
    kept: dict[frozenset[str], tuple[str, ...]] = {}
    for key in table.uniques:
        names = _own(table, key.columns, f"the unique constraint {key.name}".strip(), where)
        if frozenset(names) != primary:
            kept.setdefault(frozenset(names), names)
    return list(kept.values())


def foreign_keys(
    one: TableFacts, tables: dict[int, TableFacts], catalog: Catalog, where: str, null_rate: float
) -> list[ForeignKey]:
    """The foreign keys, each once. Raises IntakeError for one that refers to nothing."""
    found: dict[tuple[object, ...], ForeignKey] = {}
    for key in one.raw.foreign_keys:
        parent = _parent(one.raw, key, tables, catalog, where)
        made = _foreign_key(one, key, parent, where, null_rate)
        same = (tuple(made.columns), made.references, tuple(made.references_columns))
        found.setdefault(same, made)
    return list(found.values())


def _parent(
    table: RawTable, key: RawForeignKey, tables: dict[int, TableFacts], catalog: Catalog, where: str
) -> TableFacts:
    raw = catalog.find(key.schema or table.schema, key.table) or catalog.find(key.schema, key.table)
    if raw is None:
        target = f"{key.schema}.{key.table}" if key.schema else key.table
        raise IntakeError(
            f"the foreign key ({', '.join(key.columns)}) of {table.name} refers to the table "
            f"{shown(target)}, which does not exist",
            where=at_line(where, key.line),
            repair="create that table in the script, or remove the foreign key",
        )
    return tables[id(raw)]


def _foreign_key(
    one: TableFacts, key: RawForeignKey, parent: TableFacts, where: str, null_rate: float
) -> ForeignKey:
    what = f"the foreign key ({', '.join(key.columns)}) of {one.raw.name}"
    columns = _own(one.raw, key.columns, what, where, key.line)
    targets = _targets(key, parent, what, where)
    if len(columns) != len(targets):
        raise IntakeError(
            f"{what} has {len(columns)} columns and refers to {len(targets)} of {parent.name} "
            f"({', '.join(targets)})",
            where=at_line(where, key.line),
            repair="name one column of the target for each",
        )
    keys = [parent.primary_key, *parent.uniques]
    if not any(set(names) == set(targets) for names in keys if names):
        raise IntakeError(
            f"{what} refers to {parent.name} ({', '.join(targets)}), which is neither its primary "
            f"key nor unique",
            where=at_line(where, key.line),
            repair="refer to its key, or make those columns unique",
        )
    alone = [frozenset(one.primary_key), *(frozenset(names) for names in one.uniques)]
    nullable = all(
        (raw := one.raw.column(name)) is not None
        and raw.nullable
        and one.types[name].nullable
        and name not in one.primary_key
        for name in columns
    )
    return ForeignKey(
        columns=list(columns),
        references=parent.name,
        references_columns=list(targets),
        pick=OneToOne() if frozenset(columns) in alone else Uniform(),
        null_rate=null_rate if nullable else 0.0,
        name=key.name[:120],
    )


def _targets(key: RawForeignKey, parent: TableFacts, what: str, where: str) -> tuple[str, ...]:
    if not key.targets:
        if not parent.primary_key:
            raise IntakeError(
                f"{what} refers to {parent.name}, which has no primary key",
                where=at_line(where, key.line),
                repair="name the columns that it refers to, or give that table a primary key",
            )
        return parent.primary_key
    names: list[str] = []
    for target in key.targets:
        column = parent.raw.column(target)
        if column is None:
            known = ", ".join(column.name for column in parent.raw.columns[:8])
            raise IntakeError(
                f"{what} refers to {parent.name}.{shown(target)}, which does not exist",
                where=at_line(where, key.line),
                repair=f"use one of {known}",
            )
        names.append(column.name)
    return tuple(names)


def _own(
    table: RawTable, columns: tuple[str, ...], what: str, where: str, line: int = 0
) -> tuple[str, ...]:
    names: list[str] = []
    for name in columns:
        column = table.column(name)
        if column is None:
            known = ", ".join(column.name for column in table.columns[:8])
            raise IntakeError(
                f"{what} names {shown(name)}, which is no column of {table.name}",
                where=at_line(where, line or table.line),
                repair=f"use one of {known}",
            )
        names.append(column.name)
    return tuple(dict.fromkeys(names))
