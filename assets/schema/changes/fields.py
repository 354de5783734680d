"""The plain fields of a dataset, a table and a column, which a change sets one at a time."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from assets.schema.base import SpecModel
from assets.schema.dataset import Dataset
from assets.schema.names import shown
from assets.schema.table import Column, Table

_OTHERWISE: dict[type[SpecModel], set[str]] = {  # changed by kinds of their own
    Dataset: {"tables"},
    Table: {"name", "columns", "foreign_keys"},
    Column: {"name"},
}


def plain_fields(owner: type[SpecModel]) -> list[str]:
    """The names of the fields of Dataset, Table or Column that are set one at a time."""
    return [name for name in owner.model_fields if name not in _OTHERWISE[owner]]


def to_plain(owner: type[SpecModel], field: str, value: Any) -> Any:
    """A value of a field as JSON holds it, defaults left out."""
    return _adapter(owner, field).dump_python(value, mode="json", exclude_defaults=True)


def from_plain(owner: type[SpecModel], field: str, value: Any) -> Any:
    """The value of a field that JSON holds. Raises ValueError for an unknown field or bad value."""
    if field not in plain_fields(owner):
        raise ValueError(
            f"{owner.__name__.lower()}s have no field {shown(field)} that can be set: use one of "
            f"{', '.join(plain_fields(owner))}"
        )
    try:
        return _adapter(owner, field).validate_python(value)
    except ValidationError as error:
        reasons = [problem["msg"].removeprefix("Value error, ") for problem in error.errors()]
        raise ValueError(f"{field}: {'; '.join(reasons)}") from error


@cache
def _adapter(owner: type[SpecModel], field: str) -> TypeAdapter[Any]:
    info = owner.model_fields[field]
    kind: Any = info.annotation
    for constraint in info.metadata:
        kind = Annotated[kind, constraint]
    return TypeAdapter(kind)
