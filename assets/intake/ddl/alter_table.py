"""ALTER TABLE: what it adds, changes and removes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assets.intake.ddl.catalog import Catalog, RawColumn, RawTable
from assets.intake.ddl.columns import (
    identity_options,
    read_attributes,
    read_column,
    skip_expression,
)
from assets.intake.ddl.constraints import read_constraint, starts_constraint
from assets.intake.ddl.create_table import read_bounds
from assets.intake.ddl.tokens import Cursor, cut
from assets.intake.ddl.type_names import read_type

_TECHNICAL = frozenset(
    "OWNER SET RESET CLUSTER ENABLE DISABLE REPLICA VALIDATE CHECK NOCHECK FORCE ENGINE "
    "AUTO_INCREMENT CONVERT ORDER COMMENT CHARACTER DEFAULT COLLATE ROW_FORMAT INHERIT NO "
    "DETACH OPTIONS ALGORITHM LOCK WITHOUT OF NOT USING REBUILD SWITCH".split()
)


def read_alter_table(cursor: Cursor, catalog: Catalog) -> None:
    """Reads ``ALTER TABLE ...`` into the catalog.

    Raises IntakeError when it adds something to a table that does not exist, or cannot be read.
    """
    cursor.expect("ALTER")
    cursor.accept("FOREIGN")
    cursor.expect("TABLE")
    cursor.accept("IF", "EXISTS")
    cursor.accept("ONLY")
    schema, name = cursor.qualified()
    cursor.accept("*")
    table = catalog.find(schema, name)
    previous = ""
    actions = cut(cursor.rest())
    if not actions:
        cursor.fail("the statement breaks off")
    for words in actions:
        action = Cursor(cursor.source, words)
        word = action.peek()
        if word is None:
            cursor.fail("a comma has nothing before or after it")
        key = _verb(action, previous)
        if table is None:
            if key in ("ADD", "ALTER", "MODIFY", "CHANGE", "ATTACH"):
                action.refuse(
                    f"the table {name!r} is changed and never created", "create it in the script"
                )
            catalog.technical += 1  # the owner of a view or sequence
            continue
        _ACTIONS.get(key, _other)(action, table, catalog)
        previous = key if key in ("ADD", "DROP") else ""


def _verb(action: Cursor, previous: str) -> str:
    """The action's first word, passed over. T-SQL leaves it out from the second item on."""
    if action.accept("WITH", "CHECK") or action.accept("WITH", "NOCHECK"):
        pass
    word = action.peek()
    if word is None:
        return ""
    if previous == "ADD" and action.source.dialect == "tsql" and word.key not in _ACTIONS:
        return previous
    if word.key in _ACTIONS or word.key in _TECHNICAL:
        action.next()
    return word.key


def _add(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    if action.accept("PARTITION") or action.accept("GENERATED"):
        catalog.technical += 1
        return
    if starts_constraint(action):
        if action.at("CONSTRAINT") and any(w.key == "DEFAULT" for w in action.words[2:5]):
            catalog.technical += 1
            return
        read_constraint(action, table, catalog)
        return
    if action.at("DEFAULT"):
        catalog.technical += 1
        return
    action.accept("COLUMN")
    if_absent = action.accept("IF", "NOT", "EXISTS")
    if action.at("("):
        for part in action.items():
            read_column(part, table, catalog)
        return
    word = action.peek()
    if if_absent and word is not None and table.column(word.text):
        return
    read_column(action, table, catalog)


def _alter(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    if action.at("INDEX") or action.at("CONSTRAINT") or action.at("CHECK"):
        catalog.technical += 1
        return
    action.accept("COLUMN")
    column = _existing(action, table)
    if action.accept("SET", "NOT", "NULL"):
        column.nullable = False
    elif action.accept("DROP", "NOT", "NULL"):
        column.nullable = True
    elif action.accept("SET", "DEFAULT"):
        if any(word.key == "NEXTVAL" for word in skip_expression(action)):
            column.identity = column.identity or (1, 1)
    elif action.accept("ADD", "GENERATED"):
        action.accept("ALWAYS") or action.accept("BY", "DEFAULT")
        action.expect("AS", "IDENTITY")
        column.identity = identity_options(action) if action.at("(") else (1, 1)
    elif action.accept("SET", "DATA", "TYPE") or action.accept("TYPE"):
        column.type = read_type(action)
    elif action.accept_any(("SET", "DROP", "RESET", "RESTART")) or action.accept("ADD"):
        catalog.technical += 1
    elif action.source.dialect == "tsql":
        column.type = read_type(action)
        column.nullable = True
        read_attributes(action, column, table, catalog)
    else:
        action.fail("the change of a column is not understood")


def _modify(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    """MySQL's MODIFY states the whole column again."""
    action.accept("COLUMN")
    column = _existing(action, table)
    _restate(action, column, table, catalog)


def _change(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    """MySQL's CHANGE is a MODIFY with a new name."""
    action.accept("COLUMN")
    column = _existing(action, table)
    _rename_column(table, column, action.name(), catalog)
    _restate(action, column, table, catalog)


def _restate(action: Cursor, column: RawColumn, table: RawTable, catalog: Catalog) -> None:
    column.type = read_type(action)
    column.nullable, column.identity, column.generated = True, None, ""
    read_attributes(action, column, table, catalog)


def _drop(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    if action.accept("CONSTRAINT") or action.accept("FOREIGN", "KEY") or action.accept("CHECK"):
        action.accept("IF", "EXISTS")
        name = action.name().casefold()
        table.uniques = [key for key in table.uniques if key.name.casefold() != name]
        table.foreign_keys = [key for key in table.foreign_keys if key.name.casefold() != name]
        table.checks = [check for check in table.checks if check.name.casefold() != name]
        if table.primary_key is not None and table.primary_key.name.casefold() == name:
            table.primary_key = None
    elif action.accept("PRIMARY", "KEY"):
        table.primary_key = None
    elif action.accept("INDEX") or action.accept("KEY"):
        name = action.name().casefold()
        table.uniques = [key for key in table.uniques if key.name.casefold() != name]
    elif action.accept("PARTITION"):
        catalog.technical += 1
    else:
        action.accept("COLUMN")
        action.accept("IF", "EXISTS")
        column = _existing(action, table)
        table.columns.remove(column)
        gone = column.name
        table.uniques = [key for key in table.uniques if gone not in key.columns]
        table.foreign_keys = [key for key in table.foreign_keys if gone not in key.columns]


def _rename(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    if action.accept_any(("CONSTRAINT", "INDEX", "KEY")):
        catalog.technical += 1
        return
    if action.accept("TO") or action.accept("AS"):
        schema, name = action.qualified()
        table.schema, table.name = schema or table.schema, name
        return
    action.accept("COLUMN")
    column = _existing(action, table)
    action.expect("TO")
    _rename_column(table, column, action.name(), catalog)


def _rename_column(table: RawTable, column: RawColumn, name: str, catalog: Catalog) -> None:
    """Renames it in the keys too, the foreign keys of other tables included."""
    old, column.name = column.name, name

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name if other.casefold() == old.casefold() else other for other in names)

    if table.primary_key is not None:
        table.primary_key = replace(table.primary_key, columns=renamed(table.primary_key.columns))
    table.uniques = [replace(key, columns=renamed(key.columns)) for key in table.uniques]
    table.foreign_keys = [replace(key, columns=renamed(key.columns)) for key in table.foreign_keys]
    for other in catalog.tables:
        other.foreign_keys = [
            replace(key, targets=renamed(key.targets))
            if catalog.find(key.schema, key.table) is table
            else key
            for key in other.foreign_keys
        ]


def _attach(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    action.expect("PARTITION")
    schema, name = action.qualified()
    part = catalog.find(schema, name)
    if part is None:
        action.refuse(
            f"the partition {name!r} of {table.name} is never created", "create it in the script"
        )
    part.partition_of = (table.schema, table.name)
    part.bounds = read_bounds(action)


def _other(action: Cursor, table: RawTable, catalog: Catalog) -> None:
    word = action.peek()
    if action.position == 0 and word is not None:
        action.fail(f"a change of {table.name} is not understood")
    catalog.technical += 1


def _existing(action: Cursor, table: RawTable) -> RawColumn:
    name = action.name()
    column = table.column(name)
    if column is None:
        action.refuse(
            f"the column {name!r} of {table.name} is changed and never created",
            f"use one of {', '.join(column.name for column in table.columns[:8])}",
        )
    return column


_ACTIONS: dict[str, Callable[[Cursor, RawTable, Catalog], None]] = {
    "ADD": _add,
    "ALTER": _alter,
    "MODIFY": _modify,
    "CHANGE": _change,
    "DROP": _drop,
    "RENAME": _rename,
    "ATTACH": _attach,
}
