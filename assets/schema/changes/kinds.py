"""The kinds of change. Each is data: made by ``diff``, an editor or an agent, kept as JSON."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assets.errors import SpecError
from assets.schema.base import SpecModel, Variant
from assets.schema.changes.fields import from_plain, to_plain
from assets.schema.dataset import Dataset
from assets.schema.names import DatasetName, Identifier
from assets.schema.table import Column, ForeignKey, Table


class _Set(Variant):
    """Sets ``field`` from ``old``, which must be its present value, to ``new``.

    Both are held as JSON holds them (``"decimal(10,2)"``, ``{"kind": "uuid"}``) and must be values
    of that field.
    """

    owner: ClassVar[type[SpecModel]]
    field: str
    old: JsonValue
    new: JsonValue

    @field_validator("old", "new", mode="before")
    @classmethod
    def _typed(cls, value: Any, info: ValidationInfo) -> Any:
        field = str(info.data.get("field"))
        return to_plain(cls.owner, field, from_plain(cls.owner, field, value))


class _Placed(Variant):
    """Puts something into a list: ``after`` another one, ``first``, or (neither given) last."""

    after: Identifier | None = None
    first: bool = False

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.first and self.after is not None:
            raise ValueError("first and after are both given: give one of them")
        return self


class CreateDataset(Variant):
    """Starts a new dataset; the changes that follow add its tables."""

    kind: Literal["create_dataset"] = "create_dataset"
    name: DatasetName


class ChangeDataset(_Set):
    """Sets a field of the dataset: name, description, seed, locale."""

    kind: Literal["change_dataset"] = "change_dataset"
    owner: ClassVar[type[SpecModel]] = Dataset


class AddTable(_Placed):
    kind: Literal["add_table"] = "add_table"
    table: Table


class RemoveTable(Variant):
    kind: Literal["remove_table"] = "remove_table"
    table: Identifier


class RenameTable(Variant):
    """Renames a table, and what refers to it."""

    kind: Literal["rename_table"] = "rename_table"
    table: Identifier
    new: Identifier


class MoveTable(_Placed):
    kind: Literal["move_table"] = "move_table"
    table: Identifier


class ChangeTable(_Set):
    """Sets a field of a table: rows, primary_key, unique, checks, flaws and others."""

    kind: Literal["change_table"] = "change_table"
    owner: ClassVar[type[SpecModel]] = Table
    table: Identifier


class AddColumn(_Placed):
    kind: Literal["add_column"] = "add_column"
    table: Identifier
    column: Column


class RemoveColumn(Variant):
    kind: Literal["remove_column"] = "remove_column"
    table: Identifier
    column: Identifier


class RenameColumn(Variant):
    """Renames a column, and what refers to it: keys, checks and expressions."""

    kind: Literal["rename_column"] = "rename_column"
    table: Identifier
    column: Identifier
    new: Identifier


class MoveColumn(_Placed):
    kind: Literal["move_column"] = "move_column"
    table: Identifier
    column: Identifier


class ChangeColumn(_Set):
    """Sets a field of a column: type, nullable, null_rate, unique, generator and so on."""

    kind: Literal["change_column"] = "change_column"
    owner: ClassVar[type[SpecModel]] = Column
    table: Identifier
    column: Identifier


class AddForeignKey(Variant):
    """Adds a foreign key, as the ``position``-th from 0 (None: as the last)."""

    kind: Literal["add_foreign_key"] = "add_foreign_key"
    table: Identifier
    foreign_key: ForeignKey
    position: Annotated[int, Field(ge=0)] | None = None


class RemoveForeignKey(Variant):
    """Removes the first foreign key that equals ``foreign_key``."""

    kind: Literal["remove_foreign_key"] = "remove_foreign_key"
    table: Identifier
    foreign_key: ForeignKey


class ChangeForeignKey(Variant):
    """Puts ``new`` in the place of the first foreign key that equals ``old``."""

    kind: Literal["change_foreign_key"] = "change_foreign_key"
    table: Identifier
    old: ForeignKey
    new: ForeignKey


Change = Annotated[
    CreateDataset
    | ChangeDataset
    | AddTable
    | RemoveTable
    | RenameTable
    | MoveTable
    | ChangeTable
    | AddColumn
    | RemoveColumn
    | RenameColumn
    | MoveColumn
    | ChangeColumn
    | AddForeignKey
    | RemoveForeignKey
    | ChangeForeignKey,
    Field(discriminator="kind"),
]

_CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])


def changes_from(data: Any) -> list[Change]:
    """The changes that plain data (JSON from an agent or a history) describes.

    Raises SpecError, which names what is wrong in which of them.
    """
    try:
        return _CHANGES.validate_python(data)
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False):
            place = ".".join(str(step) for step in problem["loc"])
            lines.append(f"{place}: {problem['msg'].removeprefix('Value error, ')}")
        raise SpecError("; ".join(lines), where="changes") from error
