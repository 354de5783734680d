"""The choice of a generator, by the family of the column's type."""

from __future__ import annotations

from dataclasses import dataclass

from assets.intake.semantics import keys, numbers, related, strings, times
from assets.intake.semantics.words import words
from assets.schema.generators import Array, Boolean, Bytes, Generator, Json, Text, Uuid
from assets.schema.types import ColumnType

_OFTEN_TRUE = frozenset({"active", "activebool", "enabled", "available", "visible", "valid"})
_SELDOM_TRUE = frozenset(
    {"deleted", "discontinued", "blocked", "archived", "banned", "locked", "hidden", "cancelled"}
)


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What is known of a column. ``unique`` is true where no value may repeat by itself, ``key``
    where it is a key of one column, ``part`` where it is in a key of several; ``identity`` is
    where a column that counts by itself starts and how it steps; ``siblings`` are the names of the
    table's other columns."""

    table: str
    name: str
    type: ColumnType
    unique: bool = False
    key: bool = False
    part: bool = False
    identity: tuple[int, int] | None = None
    siblings: tuple[str, ...] = ()


def generator_for(facts: ColumnFacts) -> Generator:
    """A generator whose values fit the column's type, and are many enough where it is unique."""
    name, kind = words(facts.name), facts.type.kind
    if facts.type.is_array:
        item = ColumnFacts(facts.table, facts.name, facts.type.item)
        return Array(items=generator_for(item), min_items=0, max_items=3)
    if facts.identity or facts.key or facts.part or facts.unique:
        found = keys.generator(facts.table, name, facts.type, facts)
        if found is not None:
            return found
    found = related.generator(facts.table, name, facts.type, facts.siblings)
    if found is not None and not facts.unique:
        return found
    if facts.type.is_string:
        return strings.generator(facts.table, name, facts.type, unique=facts.unique)
    if facts.type.is_numeric:
        return numbers.generator(name, facts.type)
    if facts.type.is_temporal or kind == "time":
        return times.generator(name, facts.type)
    if kind == "boolean":
        return _boolean(name)
    if kind == "uuid":
        return Uuid()
    if kind == "json":
        return Json(fields={"name": Text(style="word"), "active": Boolean()})
    return _bytes(facts.type)


def _boolean(name: tuple[str, ...]) -> Generator:
    if _OFTEN_TRUE & set(name):
        return Boolean(true_rate=0.9)
    if _SELDOM_TRUE & set(name):
        return Boolean(true_rate=0.1)
    return Boolean()


def _bytes(column_type: ColumnType) -> Generator:
    longest = min(column_type.length or 64, 64)
    return Bytes(min_length=min(8, longest), max_length=longest)
