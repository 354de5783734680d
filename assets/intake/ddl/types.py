"""From the types of SQL's dialects to the column types of a spec."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from assets.intake.ddl.catalog import Catalog, RawCheck, TypeName
from assets.intake.limits import Limits
from assets.schema.generators import (
    Array,
    Bytes,
    Choice,
    Float,
    Generator,
    Integer,
    Internet,
    Json,
    Pattern,
    String,
    Text,
)
from assets.schema.types import INTEGER_RANGES, MAX_DECIMAL_PRECISION, ColumnType


@dataclass(frozen=True, slots=True)
class Typed:
    """A column's type, what it says about the values, and what of it could not be kept (``loss``).

    ``generator`` is set where the type alone decides what the values look like.
    """

    type: ColumnType
    generator: Generator | None = None
    limits: Limits = field(default_factory=Limits)
    loss: str = ""
    nullable: bool = True
    serial: bool = False
    values: tuple[str, ...] = ()
    checks: tuple[RawCheck, ...] = ()


_PLAIN = {
    "int": "integer", "integer": "integer", "int4": "integer", "mediumint": "integer",
    "int3": "integer", "serial": "integer", "serial4": "integer", "signed": "integer",
    "smallint": "smallint", "int2": "smallint", "smallserial": "smallint", "serial2": "smallint",
    "bigint": "bigint", "int8": "bigint", "bigserial": "bigint", "serial8": "bigint",
    "big int": "bigint", "long": "bigint", "oid": "bigint",
    "tinyint": "tinyint", "int1": "tinyint",
    "boolean": "boolean", "bool": "boolean", "logical": "boolean",
    "real": "real", "float4": "real",
    "double precision": "double", "double": "double", "float8": "double",
    "text": "text", "tinytext": "text", "mediumtext": "text", "longtext": "text", "ntext": "text",
    "clob": "text", "string": "text", "citext": "text", "character large object": "text",
    "char large object": "text", "long varchar": "text", "nclob": "text",
    "date": "date", "time": "time", "timestamp": "timestamp", "datetime": "timestamp",
    "datetime2": "timestamp", "smalldatetime": "timestamp",
    "timestamptz": "timestamptz", "timestamp with time zone": "timestamptz",
    "datetimeoffset": "timestamptz",
    "uuid": "uuid", "uniqueidentifier": "uuid", "guid": "uuid",
    "json": "json", "jsonb": "json",
    "bytea": "bytes", "blob": "bytes", "tinyblob": "bytes", "mediumblob": "bytes",
    "longblob": "bytes", "image": "bytes", "binary large object": "bytes",
}  # fmt: skip
_SERIAL = frozenset({"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"})
_VARCHAR = frozenset(
    {"varchar", "character varying", "char varying", "nvarchar", "varchar2", "nvarchar2",
     "national varchar", "national character varying", "national char varying", "nchar varying",
     "varying character"}
)  # fmt: skip
_CHAR = frozenset(
    {"char", "character", "nchar", "bpchar", "national char", "national character",
     "native character"}
)  # fmt: skip
_DECIMAL = frozenset({"decimal", "numeric", "dec", "fixed", "number"})
_BINARY = frozenset({"binary", "varbinary", "binary varying", "raw"})
_NET = {"inet": "ipv4", "cidr": "ipv4", "macaddr": "mac"}
_AS_TEXT: dict[str, tuple[Generator, str]] = {
    "interval": (Pattern(pattern="## d\\ays"), "an interval, as text such as '3 days'"),
    "xml": (Pattern(pattern="<value>####</value>".replace("a", "\\a")), "XML, as text"),
    "tsvector": (Text(style="title"), "a text search vector, as plain words"),
    "tsquery": (Text(style="word"), "a text search query, as one word"),
    "point": (Pattern(pattern="(##,##)"), "a point, as text"),
    "time with time zone": (Pattern(pattern="1#:0#:0#+00"), "a time with a zone, as text"),
    "timetz": (Pattern(pattern="1#:0#:0#+00"), "a time with a zone, as text"),
    "macaddr8": (Pattern(pattern="02:00:5e:##:##:##:##:##"), "a network address, as text"),
    "hierarchyid": (Pattern(pattern="/#/##/"), "a hierarchy's node, as text"),
    "hstore": (Pattern(pattern="key=>*****".replace("a", "\\a")), "a map, as text"),
    "ltree": (Pattern(pattern="T.##.##"), "a label tree, as text"),
    "int4range": (Pattern(pattern="[##,1##)"), "a range, as text"),
    "int8range": (Pattern(pattern="[##,1##)"), "a range, as text"),
    "numrange": (Pattern(pattern="[##,1##)"), "a range, as text"),
    "daterange": (Pattern(pattern="[2024-01-1#,2025-01-1#)"), "a range, as text"),
}
_UNSIGNED = {
    "tinyint": ("smallint", 2**8 - 1), "smallint": ("integer", 2**16 - 1),
    "integer": ("bigint", 2**32 - 1),
}  # fmt: skip


def resolve_type(name: TypeName, catalog: Catalog, depth: int = 0) -> Typed:
    """What a type name means in the catalog's dialect. Never fails: a type that is not known
    becomes text with a loss."""
    if name.is_array:
        return _array(resolve_type(replace(name, is_array=False), catalog, depth))
    own = name.words.casefold()
    if own in catalog.enums:
        return _enum(catalog.enums[own])
    if own in catalog.domains and depth < 20:
        domain = catalog.domains[own]
        base = resolve_type(domain.base, catalog, depth + 1)
        return replace(
            base,
            nullable=base.nullable and domain.nullable,
            checks=(*base.checks, *domain.checks),
        )
    for reader in (_dialect_type, _number_type, _string_type, _special_type):
        typed = reader(name, own, catalog.dialect)
        if typed is not None:
            return typed
    what = "a composite or base type" if own in catalog.composites else "an unknown type"
    return Typed(ColumnType("text"), Text(style="word"), loss=f"{what}, as text")


def _dialect_type(name: TypeName, own: str, dialect: str) -> Typed | None:
    """Words that mean something else in one dialect."""
    size = _size(name)
    if not own:
        loss = "" if dialect == "sqlite" else "no type is given, as text"
        return Typed(ColumnType("text"), loss=loss)
    if dialect == "tsql":
        if own in ("rowversion", "timestamp"):
            loss = "SQL Server fills a row version by itself, as 8 bytes"
            return Typed(ColumnType("bytes", 8), Bytes(min_length=8, max_length=8), loss=loss)
        if own == "tinyint":
            return Typed(ColumnType("smallint"), limits=Limits(low=0, high=255))
        if own in ("money", "smallmoney"):
            return Typed(ColumnType("decimal", precision=19 if own == "money" else 10, scale=4))
        if own == "sysname":
            return Typed(ColumnType("varchar", 128))
    if dialect == "mysql":
        if own in ("tinyint", "int1") and size == 1 and not name.unsigned:
            return Typed(ColumnType("boolean"))
        if own == "year":
            return Typed(
                ColumnType("smallint"),
                Integer(min=1990, max=2025),
                Limits(low=1901, high=2155),
            )
        if own == "enum":
            return _enum(list(name.strings))
        if own == "set":
            values = [value for value in name.strings if value]
            loss = "a set, as text with one of its values"
            return replace(_enum(values), loss=loss, values=())
        if own == "serial":
            return Typed(ColumnType("bigint"), serial=True, nullable=False)
    if own == "money":
        return Typed(ColumnType("decimal", precision=19, scale=2))
    if own == "bit" and dialect in ("tsql", "mysql"):
        if size is None or size == 1:
            return Typed(ColumnType("boolean"))
        high = 2 ** min(size, 62) - 1
        return Typed(
            ColumnType("bigint"), limits=Limits(low=0, high=high), loss="bits, as a number"
        )
    return None


def _number_type(name: TypeName, own: str, dialect: str) -> Typed | None:
    size = _size(name)
    if own in ("hugeint", "uhugeint"):
        return Typed(ColumnType("decimal", precision=38, scale=0), Integer(min=0, max=2**62))
    if dialect == "duckdb" and own in ("utinyint", "usmallint", "uinteger", "ubigint"):
        own, name = own[1:], replace(name, unsigned=True)
    if own == "float" or own == "binary_float":
        single = (size or 53) <= 24 if size or dialect not in ("mysql", "duckdb") else True
        return Typed(ColumnType("real" if single else "double"))
    if own in _DECIMAL:
        return _decimal(name)
    kind = _PLAIN.get(own)
    if kind not in INTEGER_RANGES:
        return None
    serial = own in _SERIAL
    if name.unsigned and kind in _UNSIGNED:
        wider, high = _UNSIGNED[kind]
        return Typed(ColumnType(wider), limits=Limits(low=0, high=high), serial=serial)
    if name.unsigned:
        high = 2**63 - 1
        return Typed(ColumnType("decimal", precision=20), limits=Limits(low=0, high=high))
    return Typed(ColumnType(kind), serial=serial, nullable=not serial)


def _decimal(name: TypeName) -> Typed:
    numbers = [int(arg) for arg in name.args if arg.lstrip("-").isdigit() and len(arg) < 6]
    if not numbers:
        return Typed(ColumnType("decimal", precision=18, scale=4))
    precision, scale = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if 1 <= precision <= MAX_DECIMAL_PRECISION and 0 <= scale <= precision:
        return Typed(ColumnType("decimal", precision=precision, scale=scale))
    kept = max(0, min(scale, MAX_DECIMAL_PRECISION))
    kind = ColumnType("decimal", precision=max(1, min(precision, MAX_DECIMAL_PRECISION)), scale=0)
    kind = replace(kind, scale=min(kept, kind.precision or 1))
    return Typed(kind, loss=f"as {kind}: at most {MAX_DECIMAL_PRECISION} digits are kept")


def _string_type(name: TypeName, own: str, _dialect: str) -> Typed | None:
    size = _size(name)
    if own in _VARCHAR or own in _CHAR:
        if size is None:
            fixed = own in _CHAR and own != "bpchar" and not name.args
            return Typed(ColumnType("char", 1) if fixed else ColumnType("text"))
        if size == 0 or size > 1_000_000:
            return Typed(ColumnType("text"), loss=f"a length of {size}, as text")
        return Typed(ColumnType("char" if own in _CHAR else "varchar", size))
    if own in _BINARY:
        length = size if size and size <= 1_000_000 else (1 if not name.args else None)
        if own in ("binary",) and length:
            return Typed(ColumnType("bytes", length), Bytes(min_length=length, max_length=length))
        return Typed(ColumnType("bytes", length))
    if own in ("bit", "bit varying", "varbit"):
        length = size or (1 if own == "bit" else 16)
        length = min(length, 1_000)
        low = length if own == "bit" else 1
        digits = String(min_length=low, max_length=length, alphabet="01")
        return Typed(ColumnType("text"), digits, loss="a string of bits, as text of 0 and 1")
    if own in ("enum", "set"):
        return _enum(list(name.strings))
    return None


def _special_type(name: TypeName, own: str, dialect: str) -> Typed | None:
    if own in ("vector", "halfvec") and dialect == "postgres":
        size = min(_size(name) or 3, 1_000)
        items = Array(items=Float(min=-1, max=1), min_items=size, max_items=size)
        return Typed(ColumnType("real", is_array=True), items, loss=f"an array of {size} numbers")
    if own in _NET:
        field_: Any = _NET[own]
        return Typed(ColumnType("text"), Internet(field=field_), loss="a network address, as text")
    if own in _AS_TEXT:
        generator, loss = _AS_TEXT[own]
        return Typed(ColumnType("text"), generator, loss=loss)
    kind = _PLAIN.get(own)
    if kind is None:
        return None
    if kind == "timestamp" and name.words.endswith("with time zone"):
        kind = "timestamptz"
    return Typed(ColumnType(kind), Json(fields=JSON_FIELDS) if kind == "json" else None)


JSON_FIELDS: dict[str, Generator] = {
    "name": Text(style="word"),
    "count": Integer(min=0, max=100),
    "active": Choice(values=[True, False]),
}


def _enum(values: list[str]) -> Typed:
    distinct = tuple(dict.fromkeys(values))
    if not distinct:
        return Typed(ColumnType("text"), loss="an enum without values, as text")
    if max(map(len, distinct)) == 0:
        return Typed(ColumnType("text"), loss="an enum of the empty text alone, as text")
    return Typed(ColumnType("text"), Choice(values=list(distinct)), values=distinct)


def _array(item: Typed) -> Typed:
    if item.type.is_array:
        return replace(item, loss=item.loss or "an array of arrays, as an array")
    array = replace(item.type, is_array=True)
    items = item.generator
    made = None if items is None else Array(items=items)
    loss = f"its items: {item.loss}" if item.loss else ""
    return Typed(array, made, limits=item.limits, loss=loss)


def _size(name: TypeName) -> int | None:
    first = name.args[0] if name.args else ""
    digits = first.lower().removesuffix("byte").removesuffix("char").strip()
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def is_plain(written: str, column_type: ColumnType) -> bool:
    """Whether a type as it is written says no more than the column type."""
    text = written.casefold().replace(", ", ",")
    for old, new in (
        ("character varying", "varchar"),
        (" without time zone", ""),
        ("timestamp with time zone", "timestamptz"),
        ("numeric", "decimal"),
        ("character(", "char("),
    ):
        text = text.replace(old, new)
    word, bracket, rest = text.partition("(" if "(" in text else "[")
    base = word.strip()
    plain = {"int", "int4", "int2", "int8", "bool", "float4", "float8", "bytea", "double precision"}
    text = f"{_PLAIN[base] if base in plain else base}{bracket}{rest}"
    if column_type.kind == "decimal" and column_type.scale == 0 and "," not in text:
        text = text.replace(")", ",0)")
    return text in (str(column_type), "")
