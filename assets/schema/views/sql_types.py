"""The names of column types in each SQL dialect."""

from __future__ import annotations

from assets.errors import SpecError
from assets.schema.types import ColumnType

DIALECTS = ("postgres", "mysql", "sqlite", "duckdb", "tsql")

_NAMES: dict[str, tuple[str, str, str, str, str]] = {  # in the order of DIALECTS
    "tinyint": ("smallint", "tinyint", "integer", "tinyint", "smallint"),
    "smallint": ("smallint", "smallint", "integer", "smallint", "smallint"),
    "integer": ("integer", "int", "integer", "integer", "int"),
    "bigint": ("bigint", "bigint", "integer", "bigint", "bigint"),
    "boolean": ("boolean", "boolean", "boolean", "boolean", "bit"),
    "real": ("real", "float", "real", "real", "real"),
    "double": ("double precision", "double", "real", "double", "float(53)"),
    "decimal": ("numeric", "decimal", "numeric", "decimal", "decimal"),
    "char": ("char", "char", "char", "varchar", "nchar"),
    "varchar": ("varchar", "varchar", "varchar", "varchar", "nvarchar"),
    "text": ("text", "longtext", "text", "varchar", "nvarchar(max)"),
    "date": ("date", "date", "date", "date", "date"),
    "time": ("time", "time", "time", "time", "time(0)"),
    "timestamp": ("timestamp", "datetime(6)", "timestamp", "timestamp", "datetime2"),
    "timestamptz": ("timestamptz", "datetime(6)", "timestamptz", "timestamptz", "datetimeoffset"),
    "uuid": ("uuid", "char(36)", "char(36)", "uuid", "uniqueidentifier"),
    "json": ("jsonb", "json", "text", "json", "nvarchar(max)"),
    "bytes": ("bytea", "longblob", "blob", "blob", "varbinary(max)"),
}
_ARRAYS = {"mysql": "json", "sqlite": "text", "tsql": "nvarchar(max)"}
_LONGEST = {  # of a type with a length, beyond which the unbounded one is used
    ("mysql", "char"): 255,
    ("mysql", "varchar"): 16_383,
    ("mysql", "bytes"): 65_535,
    ("tsql", "char"): 4_000,
    ("tsql", "varchar"): 4_000,
    ("tsql", "bytes"): 8_000,
}
_UNBOUNDED = {
    "mysql": ("longtext", "json", "longblob"),
    "tsql": ("nvarchar(max)", "varbinary(max)"),
}
_KEY_LENGTH = {"mysql": 255, "tsql": 425}  # what an index takes where it refuses unbounded types
_MYSQL_MAX_SCALE = 30


def sql_type(kind: ColumnType, dialect: str, *, is_key: bool = False) -> str:
    """The type in ``dialect``, one of DIALECTS; ``is_key``: one that an index can be made of.

    Raises SpecError for a decimal that the dialect does not have.
    """
    name = _name(kind, dialect)
    if is_key and name in _UNBOUNDED.get(dialect, ()):
        letter = "n" if dialect == "tsql" else ""
        base = "varbinary" if kind.kind == "bytes" and not kind.is_array else f"{letter}varchar"
        return f"{base}({_KEY_LENGTH[dialect]})"
    return name


def _name(kind: ColumnType, dialect: str) -> str:
    if kind.is_array:
        return _ARRAYS.get(dialect) or f"{_name(kind.item, dialect)}[]"
    place = DIALECTS.index(dialect)
    base = _NAMES[kind.kind][place]
    if kind.kind == "decimal":
        if dialect == "mysql" and kind.scale > _MYSQL_MAX_SCALE:
            raise SpecError(
                f"{kind} has more digits after the point than MySQL's {_MYSQL_MAX_SCALE}",
                repair="give it fewer, or choose another dialect",
            )
        return f"{base}({kind.precision},{kind.scale})"
    if kind.length is None:
        return base
    if kind.length > _LONGEST.get((dialect, kind.kind), kind.length):
        return _NAMES["bytes" if kind.kind == "bytes" else "text"][place]
    if kind.kind == "bytes":
        return f"varbinary({kind.length})" if dialect in ("mysql", "tsql") else base
    return f"{base}({kind.length})"
