"""CREATE TABLE."""

from __future__ import annotations

from assets.intake.ddl.catalog import Bounds, Catalog, RawTable
from assets.intake.ddl.columns import read_column
from assets.intake.ddl.constraints import read_constraint, starts_constraint
from assets.intake.ddl.tokens import Cursor, Word

_KINDS = ("OR", "REPLACE", "GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "EXTERNAL")


def read_create_table(cursor: Cursor, catalog: Catalog) -> None:
    """Reads ``CREATE TABLE ...`` into the catalog. Raises IntakeError for what is no such thing."""
    cursor.expect("CREATE")
    while cursor.accept_any((*_KINDS, "FOREIGN", "EDITIONABLE", "COLUMN", "TRANSIENT")):
        pass
    cursor.expect("TABLE")
    if_absent = cursor.accept("IF", "NOT", "EXISTS")
    line = cursor.source.line
    schema, name = cursor.qualified()
    table = RawTable(schema or catalog.schema, name, line)
    existing = _existing(catalog, table)
    if existing is not None and if_absent:
        catalog.warn(
            name, "a second definition", f"left out, the one in line {existing.line} holds"
        )
        return
    if existing is not None:
        cursor.refuse(
            f"the table {name!r} is created a second time (first in line {existing.line})",
            "remove or rename one of them",
        )
    if cursor.accept("AS") or cursor.at("SELECT"):
        catalog.leave_out("CREATE TABLE AS", name)
        return
    if cursor.accept("LIKE"):  # MySQL's: all of the table
        source = cursor.qualified()
        table.like.append((*source, True))
    elif cursor.accept("PARTITION", "OF"):
        _partition(cursor, table, catalog)
    elif cursor.accept("OF"):
        cursor.fail("a table of a composite type cannot be read")
    else:
        _body(cursor, table, catalog)
    if _options(cursor, table, catalog):
        return
    if not (table.columns or table.like or table.partition_of or table.inherits):
        cursor.refuse(f"the table {name!r} has no columns", "give it at least one")
    catalog.tables.append(table)


def _existing(catalog: Catalog, table: RawTable) -> RawTable | None:
    for other in catalog.tables:
        if (other.name, other.schema.casefold()) == (table.name, table.schema.casefold()):
            return other
    return None


def _body(cursor: Cursor, table: RawTable, catalog: Catalog) -> None:
    for part in cursor.items():
        if part.done:
            cursor.fail(f"a comma in {table.name} has no column before or after it")
        if part.accept("LIKE"):
            source = part.qualified()
            whole = any(word.key in ("ALL", "INDEXES") for word in part.rest())
            table.like.append((*source, whole))
        elif starts_constraint(part):
            read_constraint(part, table, catalog)
        else:
            read_column(part, table, catalog)


def _partition(cursor: Cursor, table: RawTable, catalog: Catalog) -> None:
    """``PARTITION OF parent [(column options and constraints)] FOR VALUES ... | DEFAULT``."""
    table.partition_of = cursor.qualified()
    if cursor.at("("):
        for part in cursor.items():
            if starts_constraint(part):
                read_constraint(part, table, catalog)
            else:
                part.rest()
    table.bounds = read_bounds(cursor)


def read_bounds(cursor: Cursor) -> Bounds:
    """``FOR VALUES FROM (..) TO (..) | IN (..) | WITH (..)``, or DEFAULT."""
    if cursor.accept("DEFAULT"):
        return Bounds("default")
    cursor.expect("FOR", "VALUES")
    if cursor.accept("FROM"):
        low = _literals(cursor)
        cursor.expect("TO")
        return Bounds("range", low, _literals(cursor))
    if cursor.accept("IN"):
        return Bounds("list", values=_literals(cursor))
    cursor.expect("WITH")
    cursor.group()
    return Bounds("hash")


def _literals(cursor: Cursor) -> tuple[str, ...]:
    return tuple(_literal(part.words) for part in cursor.items())


def _literal(words: list[Word]) -> str:
    """The text of a literal; empty for MINVALUE, MAXVALUE and what is no literal."""
    sign = "-" if words and words[0].key == "-" else ""
    value = next((word for word in words if word.kind in ("string", "number")), None)
    return sign + value.text if value else ""


def _options(cursor: Cursor, table: RawTable, catalog: Catalog) -> bool:
    """What follows the columns: True when the table is made from a query after all."""
    while not cursor.done:
        if cursor.accept("INHERITS"):
            table.inherits += [part.qualified() for part in cursor.items()]
        elif cursor.accept("PARTITION", "BY"):
            _partition_by(cursor, table)
        elif cursor.accept("COMMENT"):
            cursor.accept("=")
            table.comment = cursor.string()
        elif (cursor.accept("AS") and not cursor.at("NODE")) or cursor.at("SELECT"):
            catalog.leave_out("CREATE TABLE AS", table.name)
            return True
        elif cursor.at("CREATE") or cursor.at("ALTER", "TABLE"):
            cursor.refuse(
                f"the statement that creates {table.name!r} is not ended by ;", "end it with ;"
            )
        elif cursor.at("("):
            cursor.group()
        else:
            cursor.next()
    return False


def _partition_by(cursor: Cursor, table: RawTable) -> None:
    words: list[str] = []
    while not cursor.at("("):
        words.append(cursor.next().key)
    parts = cursor.items()
    names = tuple(
        part.words[0].text
        for part in parts
        if len(part.words) == 1 and part.words[0].kind != "number"
    )
    if len(names) == len(parts) and cursor.source.dialect != "mysql":
        table.partition_by = (words[0].lower() if words else "", names)
