"""Polymorphic keys: a column names a table, another one holds a key of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel
from assets.schema.generator_fields import Rate, Weight
from assets.schema.names import Identifier

if TYPE_CHECKING:
    from assets.schema.table import Table


class PolymorphicReference(SpecModel):
    """A table that rows refer to in proportion to ``weight``, by the values of ``column``.

    ``type`` is what the type column then holds, such as a class or an id of a content type; the
    table's name unless told."""

    table: Identifier
    column: Identifier
    type: Annotated[str, Field(min_length=1, max_length=200)] | int | None = None
    weight: Weight = 1.0

    @property
    def type_value(self) -> str | int:
        return self.table if self.type is None else self.type


class PolymorphicKey(SpecModel):
    """``id_column`` holds a value of the column of one row of the table that ``type_column`` names.

    Rails and Django know such keys, SQL does not. ``null_rate`` is the share of rows where both are
    NULL."""

    type_column: Identifier
    id_column: Identifier
    references: Annotated[list[PolymorphicReference], Field(min_length=1, max_length=100)]
    null_rate: Rate = 0.0

    @property
    def columns(self) -> tuple[str, str]:
        return self.type_column, self.id_column

    @property
    def possible(self) -> list[PolymorphicReference]:
        """The references that rows have: those with a weight."""
        return [reference for reference in self.references if reference.weight > 0]

    def with_table(self, old: str, new: str) -> Self:
        """The key after a rename of a table."""
        return self._with(lambda ref: {"table": new} if ref.table == old else {})

    def with_column(self, table: str, old: str, new: str) -> Self:
        """The key after a rename of a column of ``table``."""
        return self._with(
            lambda ref: {"column": new} if (ref.table, ref.column) == (table, old) else {}
        )

    def with_own_column(self, old: str, new: str) -> Self:
        """The key after a rename of a column of its own table."""
        names = {field: getattr(self, field) for field in ("type_column", "id_column")}
        changed = {field: new for field, name in names.items() if name == old}
        return self.model_copy(update=changed)

    def _with(self, changed: Callable[[PolymorphicReference], dict[str, object]]) -> Self:
        references = [ref.model_copy(update=changed(ref)) for ref in self.references]
        return self.model_copy(update={"references": references})

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if self.type_column == self.id_column:
            raise ValueError(
                f"{self.id_column} holds both the type and the id: name a column for each"
            )
        types = [str(reference.type_value) for reference in self.references]
        twice = next((name for name in types if types.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"the type {twice!r} stands for two references: rename one")
        if not self.possible:
            raise ValueError("all references have the weight 0: give one a weight above 0")
        return self


def require_free_columns(table: Table) -> None:
    """Raises ValueError where the columns of polymorphic keys are filled by something else."""
    taken = {name for key in table.foreign_keys for name in key.columns}
    for key in table.polymorphic_keys:
        name = f"the polymorphic key ({', '.join(key.columns)}) of {table.name}"
        for column in map(table.column, key.columns):
            if column.name in taken:
                raise ValueError(f"{name} shares {column.name} with another key: remove one")
            if column.generator is not None:
                raise ValueError(
                    f"{name} fills {column.name}, which has a generator: remove the generator"
                )
            if column.null_rate > 0:
                raise ValueError(
                    f"{name} has {column.name} with a null_rate of its own, which would leave the "
                    f"other without it: set the null_rate of the key"
                )
            if key.null_rate > 0 and not column.nullable:
                raise ValueError(
                    f"{name} has a null_rate of {key.null_rate}, and {column.name} is not "
                    f"nullable: set null_rate: 0"
                )
        taken |= {*key.columns}
