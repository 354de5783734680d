"""Column types, written as SQL writes them: ``decimal(10,2)``, ``varchar(40)``, ``text[]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

INTEGER_RANGES: dict[str, tuple[int, int]] = {
    "tinyint": (-(2**7), 2**7 - 1),
    "smallint": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}
STRING_KINDS = frozenset({"char", "varchar", "text"})
PLAIN_KINDS = frozenset(
    {
        *INTEGER_RANGES,
        "boolean",
        "real",
        "double",
        "text",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "uuid",
        "json",
        "bytes",
    }
)
MAX_DECIMAL_PRECISION = 38  # Arrow's decimal128
_TYPE = re.compile(
    r"\s*([a-z]+)\s*(?:\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\))?\s*((?:\[\])?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ColumnType:
    """The type of a column.

    ``kind`` is one of PLAIN_KINDS, ``char``, ``varchar`` or ``decimal``; ``length`` is in
    characters (``bytes``: bytes); ``is_array`` marks a one-dimensional array of the type.
    """

    kind: str
    length: int | None = None
    precision: int | None = None
    scale: int = 0
    is_array: bool = False

    @classmethod
    def parse(cls, text: str) -> ColumnType:
        """The type that ``text`` names. Raises ValueError when there is none."""
        match = _TYPE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a type: {_KNOWN}")
        kind, first, second, array = match[1].lower(), match[2], match[3], bool(match[4])
        if kind == "decimal":
            precision, scale = int(first or 18), int(second or 0)
            if not 1 <= precision <= MAX_DECIMAL_PRECISION or scale > precision:
                raise ValueError(
                    f"{text!r}: a decimal has 1 to {MAX_DECIMAL_PRECISION} digits, no more of them "
                    f"after the point than in all: write decimal(10,2)"
                )
            return cls(kind, precision=precision, scale=scale, is_array=array)
        if kind in ("char", "varchar", "bytes") and second is None and first != "0":
            if kind != "bytes" and first is None:
                raise ValueError(f"{text!r} has no length: write {kind}(40), or text")
            return cls(kind, length=int(first) if first else None, is_array=array)
        if kind in PLAIN_KINDS and first is None:
            return cls(kind, is_array=array)
        raise ValueError(f"{text!r} is not a type: {_KNOWN}")

    def __str__(self) -> str:
        size = ""
        if self.kind == "decimal":
            size = f"({self.precision},{self.scale})"
        elif self.length is not None:
            size = f"({self.length})"
        return f"{self.kind}{size}{'[]' if self.is_array else ''}"

    @property
    def item(self) -> ColumnType:
        """The type of one item of an array; the type itself when it is no array."""
        return ColumnType(self.kind, self.length, self.precision, self.scale)

    @property
    def is_integer(self) -> bool:
        return self.kind in INTEGER_RANGES and not self.is_array

    @property
    def is_numeric(self) -> bool:
        return not self.is_array and (
            self.kind in INTEGER_RANGES or self.kind in ("decimal", "real", "double")
        )

    @property
    def is_string(self) -> bool:
        return self.kind in STRING_KINDS and not self.is_array

    @property
    def is_temporal(self) -> bool:
        return not self.is_array and self.kind in ("date", "timestamp", "timestamptz")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _validate(cls, value: Any) -> ColumnType:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str) or len(value) > 60:
            raise ValueError(f"a type is a short text such as 'decimal(10,2)': {_KNOWN}")
        return cls.parse(value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "description": _KNOWN, "examples": ["integer", "decimal(10,2)"]}


_KNOWN = (
    f"known are {', '.join(sorted(PLAIN_KINDS))}, char(n), varchar(n), decimal(p,s), "
    f"and each followed by [] for an array"
)
