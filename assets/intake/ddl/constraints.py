"""Keys, foreign keys and checks that stand beside the columns of a table."""

from __future__ import annotations

from assets.intake.ddl.catalog import Catalog, RawCheck, RawForeignKey, RawKey, RawTable
from assets.intake.ddl.tokens import Cursor

_PLAIN_INDEX = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL"})
_TABLE_STARTS = (
    frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "PERIOD"})
    | _PLAIN_INDEX
)


def starts_constraint(cursor: Cursor) -> bool:
    """Whether a table's constraint is next, and no column that has the name of one."""
    word, following = cursor.peek(), cursor.peek(1)
    if word is None or word.key not in _TABLE_STARTS or following is None:
        return False
    if word.key in ("PRIMARY", "FOREIGN"):
        return following.key == "KEY"
    if word.key == "CONSTRAINT":
        return following.kind in ("word", "name") or cursor.source.dialect == "mysql"
    if word.key == "PERIOD":
        return following.key == "FOR"
    if word.key in _PLAIN_INDEX:
        return cursor.source.dialect in ("mysql", "tsql") and _is_index(cursor)
    return True


def _is_index(cursor: Cursor) -> bool:
    """``KEY name (columns)`` against a column called ``key``, whose type follows."""
    words = cursor.words[cursor.position : cursor.position + 7]
    opening = next((i for i, word in enumerate(words) if word.key == "("), None)
    if opening is None or opening + 1 >= len(words):
        return False
    return words[opening + 1].kind in ("word", "name", "symbol")


def read_constraint(cursor: Cursor, table: RawTable, catalog: Catalog) -> None:
    """Reads a whole table constraint and adds it to the table."""
    name = ""
    if cursor.accept("CONSTRAINT"):
        word = cursor.peek()
        if word is None or word.key not in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK"):
            name = cursor.name()
    if cursor.accept("PRIMARY", "KEY"):
        _primary(cursor, table, catalog, name)
    elif cursor.accept("UNIQUE"):
        _unique(cursor, table, catalog, name)
    elif cursor.accept("FOREIGN", "KEY"):
        if not cursor.at("("):
            name = name or cursor.name()
        columns = key_columns(cursor, table, catalog, name or "a foreign key")
        cursor.expect("REFERENCES")
        table.foreign_keys.append(references(cursor, columns or (), name))
    elif cursor.accept("CHECK"):
        cursor.accept("NOT", "FOR", "REPLICATION")
        opening = cursor.peek()
        words = cursor.group()
        if not words:
            cursor.fail("a CHECK has no condition")
        line = cursor.source.line
        line += cursor.source.text.count("\n", 0, opening.start) if opening else 0
        table.checks.append(RawCheck(cursor.source.slice(words), name, line))
    elif cursor.accept("EXCLUDE"):
        catalog.warn(table.name, f"exclusion constraint {name}".strip(), "has no counterpart")
    elif cursor.accept("PERIOD"):
        catalog.warn(table.name, "PERIOD FOR", "a period has no counterpart, its columns are kept")
    elif cursor.accept_any(_PLAIN_INDEX):
        catalog.technical += 1
    else:
        cursor.fail("a constraint is not understood")


def references(cursor: Cursor, columns: tuple[str, ...], name: str) -> RawForeignKey:
    """The target that follows REFERENCES, and its actions, which say nothing about the rows."""
    word = cursor.peek()
    schema, table = cursor.qualified()
    targets: tuple[str, ...] = ()
    if cursor.at("("):
        targets = tuple(part.name() for part in cursor.items())
    while True:
        if cursor.accept("ON", "DELETE") or cursor.accept("ON", "UPDATE"):
            if cursor.accept_any(("SET", "NO")):
                cursor.next()
                if cursor.at("("):
                    cursor.group()
            else:
                cursor.next()
        elif cursor.accept("MATCH") or cursor.accept("INITIALLY"):
            cursor.next()
        elif not (
            cursor.accept("NOT", "DEFERRABLE")
            or cursor.accept("DEFERRABLE")
            or cursor.accept("NOT", "VALID")
            or cursor.accept("NOT", "FOR", "REPLICATION")
            or cursor.accept("NOT", "ENFORCED")
        ):
            break
    line = cursor.source.line + (cursor.source.text.count("\n", 0, word.start) if word else 0)
    return RawForeignKey(columns, schema, table, targets, name, line)


def key_columns(
    cursor: Cursor, table: RawTable, catalog: Catalog, what: str
) -> tuple[str, ...] | None:
    """The columns in the parentheses that follow; None, with a warning, for expressions."""
    names: list[str] = []
    for part in cursor.items():
        word = part.peek()
        if word is None or (word.kind not in ("word", "name") and not _is_name(part)):
            catalog.warn(table.name, what, "is on an expression, which has no counterpart")
            return None
        name = part.name()
        if part.at("(") and cursor.source.dialect == "mysql" and _is_prefix(part):
            prefix = part.group()[0].text
            catalog.warn(
                table.name,
                what,
                f"is on the first {prefix} characters of {name}, kept on the whole column",
            )
        elif part.at("(") or part.at(".") or part.at("::"):
            catalog.warn(table.name, what, "is on an expression, which has no counterpart")
            return None
        names.append(name)
    if not names:
        cursor.fail(f"{what} of {table.name} names no column")
    return tuple(names)


def _is_name(part: Cursor) -> bool:
    word = part.peek()
    return word is not None and word.kind == "string" and part.source.dialect == "sqlite"


def _is_prefix(part: Cursor) -> bool:
    inner, close = part.peek(1), part.peek(2)
    return bool(inner and inner.kind == "number" and close and close.key == ")")


def _primary(cursor: Cursor, table: RawTable, catalog: Catalog, name: str) -> None:
    if cursor.accept("USING", "INDEX"):
        key = catalog.unique_indexes.get(cursor.name().casefold())
        if key is None:
            cursor.fail(f"the primary key of {table.name} uses an index that is not known")
        table.primary_key = RawKey(key.columns, name or key.name)
        return
    _skip_manner(cursor)
    columns = key_columns(cursor, table, catalog, "the primary key")
    if columns is None:
        return
    if table.primary_key is not None and table.primary_key.columns != columns:
        cursor.refuse(f"{table.name} has a second primary key", "remove one of them")
    table.primary_key = RawKey(columns, name)


def _unique(cursor: Cursor, table: RawTable, catalog: Catalog, name: str) -> None:
    if cursor.accept("USING", "INDEX"):
        return  # the index has made them unique already
    cursor.accept_any(("KEY", "INDEX"))
    cursor.accept("NULLS", "NOT", "DISTINCT") or cursor.accept("NULLS", "DISTINCT")
    _skip_manner(cursor)
    if not cursor.at("("):
        name = name or cursor.name()
        _skip_manner(cursor)
    columns = key_columns(cursor, table, catalog, f"the unique constraint {name}".strip())
    if columns is not None:
        table.uniques.append(RawKey(columns, name))


def _skip_manner(cursor: Cursor) -> None:
    while cursor.accept_any(("CLUSTERED", "NONCLUSTERED", "HASH")) or cursor.accept("USING"):
        if cursor.words[cursor.position - 1].key == "USING":
            cursor.next()
