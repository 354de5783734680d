"""Values of keys and of other columns that may not repeat."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from assets.intake.semantics import numbers
from assets.intake.semantics.words import singular, words
from assets.schema.generators import (
    Bytes,
    Date,
    Decimal,
    Generator,
    Integer,
    Pattern,
    Sequence,
    Uuid,
)
from assets.schema.types import ColumnType

_UUID_LENGTH = 36
_IDENTIFIERS = frozenset({"id", "key", "number", "code", "identifier"})


class Uniqueness(Protocol):
    """What of a column's facts decides here."""

    @property
    def unique(self) -> bool: ...
    @property
    def key(self) -> bool: ...
    @property
    def part(self) -> bool: ...
    @property
    def identity(self) -> tuple[int, int] | None: ...


def generator(
    table: str, name: tuple[str, ...], column_type: ColumnType, facts: Uniqueness
) -> Generator | None:
    """A generator with room enough; None where what the name suggests has it as well."""
    if column_type.kind == "uuid":
        return Uuid()
    if column_type.is_numeric:
        return _number(table, name, column_type, facts)
    if column_type.is_string:
        if not (facts.key or (facts.part and not facts.unique)):
            return None
        return code(column_type, name)
    if column_type.kind == "date" and (facts.unique or facts.key):
        return Date(min=date(1900, 1, 1), max=date(2099, 12, 31))
    if column_type.kind == "bytes" and (facts.unique or facts.key):
        size = min(column_type.length or 16, 16)
        return Bytes(min_length=size, max_length=size)
    return None


def _number(
    table: str, name: tuple[str, ...], column_type: ColumnType, facts: Uniqueness
) -> Generator:
    whole = column_type.is_integer or (column_type.kind == "decimal" and column_type.scale == 0)
    if facts.identity is not None and (column_type.is_integer or whole):
        start, step = facts.identity
        return Sequence(start=start, step=step)
    if facts.key and whole:
        return Sequence()
    own = bool(name) and name[-1] in _IDENTIFIERS
    if facts.part and not facts.unique and whole and own and _names_table(table, name):
        return Sequence()
    _, high = numbers.type_range(column_type)
    if whole:
        least = 0 if high < 1_000 else 1
        most = 32_767 if facts.part and not facts.unique else 2**31 - 1
        return Integer(min=least, max=int(min(high, most)))
    if column_type.kind in ("real", "double"):
        return Decimal(min=0.0, max=10.0**6)
    return Decimal(min=0.0, max=min(high, 10.0**9))


def _names_table(table: str, name: tuple[str, ...]) -> bool:
    return len(name) == 1 or singular(name[0]) in {singular(word) for word in words(table)}


def code(column_type: ColumnType, name: tuple[str, ...]) -> Generator:
    """A code of letters and digits within the length: ``ABCDE``, or ``AB-123456`` if it fits."""
    length = column_type.length
    if length == _UUID_LENGTH or (("uuid" in name) and (length is None or length > _UUID_LENGTH)):
        return Uuid()
    if column_type.kind == "char" and length is not None:
        return Pattern(pattern=_filled(length))
    if length is None or length >= 12:
        return Pattern(pattern="AAA-########")
    return Pattern(pattern=_filled(length))


def _filled(length: int) -> str:
    if length <= 3:
        return "*" * length
    if length <= 5:
        return "A" * length
    return "AA" + "#" * min(length - 2, 190)
