"""What a column is in the light of its table's others: of the same person, product or place."""

from __future__ import annotations

from typing import Literal

from assets.intake.semantics import strings
from assets.intake.semantics.words import find, words
from assets.schema.generators import Address, Generator, Person, Product
from assets.schema.types import ColumnType

_NAMES = ("first_name", "last_name", "full_name")
_BIRTH = (("birth", "date"), ("date", "birth"), ("birth", "day"), ("born", "on"), ("born",))
_PRICES = (("unit", "price"), ("list", "price"), ("price",))
_COORDINATES: dict[Literal["latitude", "longitude"], int] = {"latitude": 2, "longitude": 3}
"""Each with the digits that it has before the point."""


def generator(
    table: str, name: tuple[str, ...], column_type: ColumnType, siblings: tuple[str, ...]
) -> Generator | None:
    """A field of the entity that siblings name; None where there is none."""
    found = _coordinate(table, name, column_type)
    if found is not None:
        return found
    if column_type.is_temporal:
        group = _group_of(table, name, _BIRTH)
        if group is not None and group in _groups(table, siblings, Person):
            return Person(field="birth_date", group=group)
    roomy = column_type.kind == "decimal" and (column_type.precision or 18) - column_type.scale >= 4
    if roomy or column_type.kind in ("real", "double"):
        group = _group_of(table, name, _PRICES)
        if group is not None and group in _groups(table, siblings, Product):
            return Product(field="price", group=group)
    return None


def _coordinate(table: str, name: tuple[str, ...], column_type: ColumnType) -> Generator | None:
    for field, digits in _COORDINATES.items():
        at = find((field,), name)
        if at < 0:
            continue
        whole = (column_type.precision or 18) - column_type.scale
        fits = column_type.kind == "decimal" and column_type.scale and whole >= digits
        if fits or column_type.kind in ("real", "double"):
            return Address(field=field, group=strings.group(table, name[:at]))
    return None


def _group_of(
    table: str, name: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]
) -> str | None:
    """The group of a column whose name has one of the phrases, else None."""
    places = [find(phrase, name) for phrase in phrases]
    at = next((place for place in places if place >= 0), None)
    return None if at is None else strings.group(table, name[:at])


def _groups(table: str, siblings: tuple[str, ...], kind: type[Person] | type[Product]) -> set[str]:
    """The groups of the people or products that the siblings name."""
    text, found = ColumnType("text"), set[str]()
    for sibling in siblings:
        made = strings.generator(table, words(sibling), text)
        if isinstance(made, kind) and made.field in (*_NAMES, "name"):
            found.add(made.group)
    return found
