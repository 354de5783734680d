"""A type as DDL writes it."""

from __future__ import annotations

from assets.intake.ddl.catalog import TypeName
from assets.intake.ddl.tokens import Cursor

SIMPLE_TYPES = frozenset(
    "INT INTEGER BIGINT SMALLINT TINYINT MEDIUMINT VARCHAR NVARCHAR CHAR NCHAR TEXT NUMERIC "
    "DECIMAL REAL FLOAT DOUBLE BOOLEAN BOOL TIMESTAMP TIMESTAMPTZ DATETIME DATETIME2 UUID JSON "
    "JSONB BYTEA BLOB SERIAL BIGSERIAL MONEY BIT UNIQUEIDENTIFIER".split()
)
_CONTINUES = {
    "DOUBLE": ("PRECISION",),
    "CHARACTER": ("VARYING", "LARGE", "OBJECT"),
    "CHAR": ("VARYING", "LARGE", "OBJECT"),
    "NCHAR": ("VARYING", "LARGE", "OBJECT"),
    "NATIONAL": ("CHARACTER", "CHAR", "VARYING", "VARCHAR", "LARGE", "OBJECT"),
    "BIT": ("VARYING",),
    "BINARY": ("VARYING", "LARGE", "OBJECT"),
    "LONG": ("VARCHAR", "RAW", "VARBINARY"),
    "NATIVE": ("CHARACTER",),
    "VARYING": ("CHARACTER",),
    "UNSIGNED": ("BIG", "INT"),
    "BIG": ("INT",),
}
_INTERVAL = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO")
_ENDS = frozenset(
    "NOT NULL PRIMARY UNIQUE CHECK DEFAULT REFERENCES CONSTRAINT GENERATED AS COLLATE".split()
)
MAX_ARGUMENTS = 10_000


def read_type(cursor: Cursor) -> TypeName:
    """The type that comes next; an empty one where the column has none (computed, or SQLite)."""
    start = cursor.position
    first = cursor.peek()
    if first is None or first.key in _ENDS or first.kind not in ("word", "name"):
        if first is None and cursor.source.dialect != "sqlite":
            cursor.fail("the type of the last column is missing")
        if first is not None and first.key not in _ENDS:
            cursor.fail("a type is missing")
        return TypeName("")
    schema, name = cursor.qualified()
    words = [name.lower()]
    if first.kind == "word":
        allowed = _CONTINUES.get(first.key, ())
        while key := cursor.accept_any(allowed):
            words.append(key.lower())
            allowed += _CONTINUES.get(key, ())
        if first.key == "INTERVAL":
            while cursor.accept_any(_INTERVAL):
                pass
    args, strings = _arguments(cursor)
    if first.key in ("TIME", "TIMESTAMP") and cursor.at("WITH"):
        cursor.expect("WITH")
        local = cursor.accept("LOCAL")
        cursor.expect("TIME", "ZONE")
        words += [] if local and cursor.source.dialect != "postgres" else ["with time zone"]
    elif cursor.accept("WITHOUT", "TIME", "ZONE"):
        pass
    unsigned = _signs(cursor) or "unsigned" in words
    is_array = _array(cursor)
    text = cursor.source.slice(cursor.words[start : cursor.position])
    return TypeName(
        " ".join(word for word in words if word != "unsigned") or "integer",
        args,
        strings,
        schema.lower(),
        is_array,
        unsigned,
        " ".join(text.split()),
    )


def _arguments(cursor: Cursor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not cursor.at("("):
        return (), ()
    parts = cursor.items()
    if len(parts) > MAX_ARGUMENTS:
        cursor.fail(f"a type has {len(parts):,} arguments")
    words = [part.words for part in parts if part.words]
    strings = tuple(part[0].text for part in words if part[0].kind == "string")
    return tuple("".join(word.text for word in part[:2]) for part in words), strings


def _signs(cursor: Cursor) -> bool:
    unsigned = False
    while key := cursor.accept_any(("UNSIGNED", "SIGNED", "ZEROFILL")):
        unsigned = unsigned or key != "SIGNED"
    return unsigned


def _array(cursor: Cursor) -> bool:
    if cursor.accept("ARRAY"):
        if cursor.accept("["):
            cursor.next()
            cursor.expect("]")
        return True
    found = False
    while cursor.accept("["):
        found = True
        if not cursor.accept("]"):
            cursor.next()
            cursor.expect("]")
    return found
