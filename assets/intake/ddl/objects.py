"""Types, domains, unique indexes, comments and dropped tables: what is not a table itself."""

from __future__ import annotations

from assets.intake.ddl.catalog import Catalog, Domain, RawKey
from assets.intake.ddl.columns import read_check, skip_expression
from assets.intake.ddl.constraints import key_columns
from assets.intake.ddl.tokens import Cursor
from assets.intake.ddl.type_names import read_type


def read_type_definition(cursor: Cursor, catalog: Catalog) -> None:
    """``CREATE TYPE name AS ENUM (...)``; composite, range and base types are noted."""
    cursor.expect("CREATE")
    cursor.accept("OR", "REPLACE")
    cursor.expect("TYPE")
    cursor.accept("IF", "NOT", "EXISTS")
    _, name = cursor.qualified()
    if cursor.accept("AS", "ENUM"):
        catalog.enums[name.casefold()] = [part.string() for part in cursor.items()]
    elif cursor.accept("FROM"):  # SQL Server's alias of a type
        domain = Domain(read_type(cursor), nullable=not cursor.accept("NOT", "NULL"))
        catalog.domains[name.casefold()] = domain
    else:
        catalog.composites.add(name.casefold())
        catalog.leave_out("type", name)


def read_alter_type(cursor: Cursor, catalog: Catalog) -> None:
    """``ALTER TYPE name ADD VALUE 'x' [BEFORE | AFTER 'y']``; all else changes no value."""
    cursor.expect("ALTER", "TYPE")
    _, name = cursor.qualified()
    values = catalog.enums.get(name.casefold())
    if values is not None and cursor.accept("ADD", "VALUE"):
        cursor.accept("IF", "NOT", "EXISTS")
        value = cursor.string()
        if value not in values:
            values.append(value)
    elif values is not None and cursor.accept("RENAME", "VALUE"):
        old = cursor.string()
        cursor.expect("TO")
        new = cursor.string()
        values[:] = [new if value == old else value for value in values]
    else:
        catalog.technical += 1


def read_domain(cursor: Cursor, catalog: Catalog) -> None:
    """``CREATE DOMAIN name AS type [NOT NULL] [CHECK (VALUE ...)]``."""
    cursor.expect("CREATE", "DOMAIN")
    _, name = cursor.qualified()
    cursor.accept("AS")
    domain = Domain(read_type(cursor))
    _domain_constraints(cursor, domain)
    catalog.domains[name.casefold()] = domain


def read_alter_domain(cursor: Cursor, catalog: Catalog) -> None:
    """``ALTER DOMAIN name ADD CONSTRAINT ... | SET NOT NULL``; all else changes no value."""
    cursor.expect("ALTER", "DOMAIN")
    _, name = cursor.qualified()
    domain = catalog.domains.get(name.casefold())
    if domain is None or not (cursor.accept("ADD") or cursor.at("SET", "NOT")):
        catalog.technical += 1
        return
    cursor.accept("SET")
    _domain_constraints(cursor, domain)


def _domain_constraints(cursor: Cursor, domain: Domain) -> None:
    name = ""
    while not cursor.done:
        if cursor.accept("CONSTRAINT"):
            name = cursor.name()
        elif cursor.accept("NOT", "NULL"):
            domain.nullable = False
        elif cursor.accept("CHECK"):
            domain.checks.append(read_check(cursor, name))
            name = ""
        elif cursor.accept("DEFAULT"):
            skip_expression(cursor)
        elif cursor.accept("COLLATE"):
            cursor.qualified()
        elif not (cursor.accept("NULL") or cursor.accept("NOT", "VALID")):
            cursor.fail("the domain is not understood")


def read_index(cursor: Cursor, catalog: Catalog) -> None:
    """A unique index makes its columns unique, unless it is partial or on an expression."""
    cursor.expect("CREATE")
    unique = False
    while key := cursor.accept_any(
        (
            "OR",
            "REPLACE",
            "UNIQUE",
            "CLUSTERED",
            "NONCLUSTERED",
            "COLUMNSTORE",
            "FULLTEXT",
            "SPATIAL",
            "ONLINE",
            "OFFLINE",
            "BITMAP",
            "PRIMARY",
            "XML",
        )
    ):
        unique = unique or key == "UNIQUE"
    cursor.expect("INDEX")
    cursor.accept("CONCURRENTLY")
    cursor.accept("IF", "NOT", "EXISTS")
    if not unique:
        catalog.technical += 1
        return
    name = "" if cursor.at("ON") else cursor.qualified()[1]
    if cursor.accept("USING"):
        cursor.next()
    cursor.expect("ON")
    cursor.accept("ONLY")
    schema, table_name = cursor.qualified()
    if cursor.accept("USING"):
        cursor.next()
    table = catalog.find(schema, table_name)
    what = f"the unique index {name}".strip()
    if table is None:
        if table_name in catalog.left_out.get("materialized view", []):
            return
        cursor.fail(f"{what} is on {table_name!r}, which is not a table")
    columns = key_columns(cursor, table, catalog, what)
    if columns is None:
        return
    if any(word.key == "WHERE" for word in cursor.rest()):
        catalog.warn(table.name, what, "holds for some rows only, which has no counterpart")
        return
    key_ = RawKey(columns, name)
    catalog.unique_indexes[name.casefold()] = key_
    table.uniques.append(key_)


def read_comment(cursor: Cursor, catalog: Catalog) -> None:
    """``COMMENT ON TABLE | COLUMN ... IS '...'`` becomes a description; others are noted."""
    cursor.expect("COMMENT", "ON")
    if cursor.accept("TABLE"):
        schema, name = cursor.qualified()
        table = catalog.find(schema, name)
        if table is not None:
            table.comment = _text(cursor)
        return
    if not cursor.accept("COLUMN"):
        catalog.technical += 1
        return
    parts = [cursor.name()]
    while cursor.accept("."):
        parts.append(cursor.name())
    table = catalog.find(parts[-3] if len(parts) > 2 else "", parts[-2] if len(parts) > 1 else "")
    column = table.column(parts[-1]) if table else None
    if column is not None:
        column.comment = _text(cursor)


def _text(cursor: Cursor) -> str:
    cursor.expect("IS")
    return "" if cursor.accept("NULL") else cursor.string()


def read_drop_table(cursor: Cursor, catalog: Catalog) -> None:
    """A table that is dropped again is none; scripts often begin by dropping what they create."""
    cursor.expect("DROP")
    cursor.accept_any(("FOREIGN", "TEMPORARY"))
    cursor.expect("TABLE")
    cursor.accept("IF", "EXISTS")
    while True:
        table = catalog.find(*cursor.qualified())
        if table is not None:
            catalog.tables.remove(table)
        if not cursor.accept(","):
            break
    catalog.technical += 1


def read_set(cursor: Cursor, catalog: Catalog) -> None:
    """``SET search_path = schema`` and ``USE schema`` name the schema of bare names."""
    catalog.technical += 1
    if cursor.accept("USE") and cursor.source.dialect == "mysql":
        catalog.schema = cursor.name()
    elif cursor.accept("SET", "SEARCH_PATH") and (cursor.accept("=") or cursor.accept("TO")):
        word = cursor.next()
        catalog.schema = "" if word.key in ("DEFAULT", '""') else word.text.split(",")[0].strip()
        if catalog.schema in ("public", "$user", '"$user"'):
            catalog.schema = ""
