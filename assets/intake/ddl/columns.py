"""One column's definition: its name, its type and what is written behind it."""

from __future__ import annotations

from assets.intake.ddl.catalog import Catalog, RawCheck, RawColumn, RawKey, RawTable
from assets.intake.ddl.constraints import references
from assets.intake.ddl.tokens import Cursor, Word
from assets.intake.ddl.type_names import SIMPLE_TYPES, read_type

_CONSTRAINT_STARTS = frozenset(
    "NOT NULL CONSTRAINT PRIMARY UNIQUE CHECK REFERENCES COMMENT ON AUTO_INCREMENT AUTOINCREMENT "
    "COLLATE GENERATED IDENTITY KEY VISIBLE INVISIBLE DEFAULT STORAGE COMPRESSION AS FOREIGN "
    "ROWGUIDCOL SPARSE WITH ENCODE".split()
)
_ALONE = frozenset(
    "ASC DESC CLUSTERED NONCLUSTERED ROWGUIDCOL SPARSE PERSISTED STORED VIRTUAL VISIBLE INVISIBLE "
    "DEFERRABLE ENFORCED ZEROFILL BINARY FIRST FILESTREAM HIDDEN NORELY RELY".split()
)
_WITH_VALUE = frozenset(
    "COLLATE CHARSET STORAGE COMPRESSION COLUMN_FORMAT AFTER SRID INITIALLY ENCODE".split()
)


def read_column(cursor: Cursor, table: RawTable, catalog: Catalog) -> RawColumn:
    """Reads a whole column definition and adds it, with its constraints, to the table."""
    first = cursor.peek()
    name = cursor.name()
    line = cursor.source.line + (cursor.source.text.count("\n", 0, first.start) if first else 0)
    column = RawColumn(name, read_type(cursor), line)
    if table.column(name) is not None:
        cursor.refuse(
            f"{table.name} has two columns {name!r}, which may differ in case", "rename one of them"
        )
    table.columns.append(column)
    read_attributes(cursor, column, table, catalog)
    return column


def read_attributes(cursor: Cursor, column: RawColumn, table: RawTable, catalog: Catalog) -> None:
    """Reads what follows a column's type, up to the end."""
    name = ""
    while not cursor.done:
        if cursor.accept("CONSTRAINT"):
            name = cursor.name()
        elif _constraint(cursor, column, table, name):
            name = ""
        elif not (_value(cursor, column) or _technical(cursor)):
            _unknown(cursor, column, table, catalog)


def _constraint(cursor: Cursor, column: RawColumn, table: RawTable, name: str) -> bool:
    own = (column.name,)
    if cursor.accept("NOT", "NULL"):
        column.nullable = False
    elif cursor.accept("NULL"):
        column.nullable = True
    elif cursor.accept("PRIMARY", "KEY") or cursor.accept("KEY"):
        if table.primary_key is not None and table.primary_key.columns != own:
            cursor.refuse(f"{table.name} has a second primary key", "remove one of them")
        table.primary_key = RawKey(own, name)
    elif cursor.accept("UNIQUE"):
        cursor.accept("KEY")
        cursor.accept("NULLS", "NOT", "DISTINCT") or cursor.accept("NULLS", "DISTINCT")
        table.uniques.append(RawKey(own, name))
    elif cursor.accept("CHECK"):
        cursor.accept("NOT", "FOR", "REPLICATION")
        table.checks.append(read_check(cursor, name))
    elif cursor.accept("FOREIGN", "KEY"):
        cursor.expect("REFERENCES")
        table.foreign_keys.append(references(cursor, own, name))
    elif cursor.accept("REFERENCES"):
        table.foreign_keys.append(references(cursor, own, name))
    else:
        return False
    return True


def read_check(cursor: Cursor, name: str) -> RawCheck:
    """The condition in the parentheses that follow."""
    opening = cursor.peek()
    inner = cursor.group()
    if not inner:
        cursor.fail("a CHECK has no condition")
    line = cursor.source.text.count("\n", 0, opening.start) if opening else 0
    return RawCheck(cursor.source.slice(inner), name, cursor.source.line + line)


def _value(cursor: Cursor, column: RawColumn) -> bool:
    if cursor.accept("DEFAULT"):
        words = skip_expression(cursor)
        if any(word.key == "NEXTVAL" for word in words):
            column.identity = column.identity or (1, 1)
    elif cursor.accept("COMMENT"):
        cursor.accept("=")
        column.comment = cursor.string()
    elif cursor.accept_any(("AUTO_INCREMENT", "AUTOINCREMENT")):
        column.identity = (1, 1)
    elif cursor.accept("IDENTITY"):
        column.identity = _identity(cursor)
    elif cursor.accept("GENERATED"):
        _generated(cursor, column)
    elif cursor.accept("AS"):
        column.generated = cursor.source.slice(cursor.group())
    else:
        return False
    return True


def _identity(cursor: Cursor) -> tuple[int, int]:
    if not cursor.at("("):
        return 1, 1
    numbers = [_number(part.words) for part in cursor.items()]
    return (numbers[0], numbers[1] or 1) if len(numbers) == 2 else (1, 1)


def _generated(cursor: Cursor, column: RawColumn) -> None:
    """``GENERATED {ALWAYS | BY DEFAULT [ON NULL]} AS {IDENTITY [(options)] | (expression)}``."""
    cursor.accept("ALWAYS") or cursor.accept("BY", "DEFAULT")
    cursor.accept("ON", "NULL")
    cursor.expect("AS")
    if cursor.accept("IDENTITY"):
        column.identity = identity_options(cursor) if cursor.at("(") else (1, 1)
        column.nullable = False
    elif cursor.accept("ROW"):  # the period columns of a temporal table
        cursor.accept_any(("START", "END"))
    else:
        column.generated = cursor.source.slice(cursor.group())


def identity_options(cursor: Cursor) -> tuple[int, int]:
    """START and INCREMENT of ``(START WITH 10 INCREMENT BY 5 ...)``."""
    inner = Cursor(cursor.source, cursor.group())
    start, step = 1, 1
    while not inner.done:
        word = inner.next()
        if word.key in ("START", "INCREMENT"):
            inner.accept_any(("WITH", "BY"))
            value = _number([word for word in (inner.peek(), inner.peek(1)) if word])
            start, step = (value, step) if word.key == "START" else (start, value or 1)
    return start, step


def _number(words: list[Word]) -> int:
    sign = -1 if words and words[0].key == "-" else 1
    digits = next((word.text for word in words[:2] if word.text.isdigit()), "1")
    return sign * int(digits) if len(digits) < 18 else 1


def skip_expression(cursor: Cursor) -> list[Word]:
    """Passes over an expression that no parentheses need enclose; its words."""
    start, depth = cursor.position, 0
    while not cursor.done:
        word = cursor.next()
        depth += (word.key in ("(", "[")) - (word.key in (")", "]"))
        following = cursor.peek()
        operator = word.kind == "symbol" and word.key not in (")", "]")
        if depth == 0 and not operator and following and following.key in _CONSTRAINT_STARTS:
            break
    if cursor.position == start:
        cursor.fail("an expression is missing")
    return cursor.words[start : cursor.position]


def _technical(cursor: Cursor) -> bool:
    """What says nothing about the values: order, storage, collation, when a key is checked."""
    if cursor.accept("ON", "UPDATE"):
        skip_expression(cursor)
    elif cursor.accept("ON", "CONFLICT"):
        cursor.next()
    elif cursor.accept("CHARACTER", "SET") or cursor.accept_any(_WITH_VALUE):
        cursor.accept("=")
        cursor.qualified()
    elif cursor.accept("USING", "INDEX", "TABLESPACE"):
        cursor.next()
    elif cursor.accept("WITH") or cursor.accept("MASKED", "WITH"):
        cursor.group()
    elif not (
        cursor.accept_any(_ALONE)
        or cursor.accept("NOT", "DEFERRABLE")
        or cursor.accept("NOT", "VALID")
        or cursor.accept("NOT", "ENFORCED")
        or cursor.accept("NOT", "FOR", "REPLICATION")
        or cursor.accept("NO", "INHERIT")
    ):
        return False
    return True


def _unknown(cursor: Cursor, column: RawColumn, table: RawTable, catalog: Catalog) -> None:
    word = cursor.next()
    if word.key in SIMPLE_TYPES or word.kind == "number":
        cursor.position -= 1
        cursor.fail(f"a comma may be missing after the column {column.name!r} of {table.name}")
    if cursor.at("("):
        cursor.group()
    catalog.warn(
        f"{table.name}.{column.name}",
        f"{word.text[:40]!r} in its definition",
        "not understood, left out",
    )
