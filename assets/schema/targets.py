"""Targets: sums and means that numeric columns must have exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from assets.schema.apportionment import exact_counts
from assets.schema.base import SpecModel
from assets.schema.generator_fields import Category, ColumnPath, Finite
from assets.schema.generators import Boolean, Choice
from assets.schema.names import Identifier, shown
from assets.schema.repairs.edits import Edit, MendableError, Repair, removing

if TYPE_CHECKING:
    from assets.schema.table import Table

Amount = int | Finite
Figure = Amount | Annotated[dict[Category, Amount], Field(min_length=1)] | ColumnPath
"""One number; one for each category; or a column of the parent, as ``parent.column``."""


class ColumnTarget(SpecModel):
    """The exact ``sum`` or ``mean`` of a numeric column.

    It is that of all rows of the table; of the rows of each category of ``by``, a column with exact
    counts; or, where it names a column of the parent whose children the rows are, of the children
    of each parent.
    """

    column: Identifier
    sum: Figure | None = None
    mean: Figure | None = None
    by: Identifier | None = None

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if (self.sum is None) == (self.mean is None):
            raise ValueError(f"the target of {self.column} needs a sum or a mean: give one of them")
        if isinstance(self.figure, dict) and self.by is None:
            raise ValueError(
                f"the target of {self.column} has a figure for each category and no column of "
                f"them: name it in by"
            )
        if isinstance(self.figure, str) and self.by is not None:
            raise ValueError(
                f"the target of {self.column} is both {self.figure} of the parent and by "
                f"{self.by}: leave one of them out"
            )
        if self.by == self.column:
            raise ValueError(f"the target of {self.column} is by itself: name another column")
        return self

    @property
    def figure(self) -> Figure:
        found = self.mean if self.sum is None else self.sum
        assert found is not None
        return found

    @property
    def what(self) -> str:
        return "mean" if self.sum is None else "sum"

    def renamed(self, column: Callable[[str], str], path: Callable[[str], str]) -> ColumnTarget:
        """The target after a rename of columns of its table, and in paths to parents."""
        figure = path(self.figure) if isinstance(self.figure, str) else self.figure
        update = {
            "column": column(self.column),
            self.what: figure,
            "by": self.by and column(self.by),
        }
        return self.model_copy(update=update)


def require_targets(table: Table) -> None:
    """Raises ValueError for targets of columns that are not there or cannot have one."""
    columns = {column.name: column for column in table.columns}
    keyed = {name for key in table.foreign_keys for name in key.columns}
    unique = {name for names in table.unique_sets for name in names}
    seen = set[str]()
    for place, target in enumerate(table.targets):
        where = f"the target of {table.name}.{target.column}"
        gone = removing(f"remove {where}", "targets", place)
        for name in (target.column, target.by):
            if name is not None and name not in columns:
                known = ", ".join(list(columns)[:8])
                text = f"{where} names {shown(name)}, which is no column: use {known}"
                raise MendableError(text, gone)
        if target.column in seen:
            text = f"{table.name}.{target.column} has two targets: leave one of them out"
            raise MendableError(text, gone)
        seen.add(target.column)
        if target.column in keyed | unique:
            text = f"{where} would change values of a key or unique column: choose another column"
            raise MendableError(text, gone)
        rate = columns[target.column].null_rate
        if rate > 0:
            text = f"{where} counts every row, and its null_rate is {rate}: set it to 0"
            at = ("columns", target.column, "null_rate")
            full = removing(f"leave no NULL in {table.name}.{target.column}", *at)
            raise MendableError(text, full, gone)
        if target.by is not None:
            _require_categories(table, target, where, gone)


def _require_categories(table: Table, target: ColumnTarget, where: str, gone: Repair) -> None:
    assert target.by is not None
    generator = table.column(target.by).generator
    found = exact_counts(generator, table.rows)
    if found is None:
        exact = Repair(
            f"give {table.name}.{target.by} exact counts",
            (Edit(("columns", target.by, "generator", "exact"), True),),
        )
        offers = [exact, gone] if isinstance(generator, Boolean | Choice) else [gone]
        raise MendableError(
            f"{where} is by {target.by}, whose categories have no exact counts: give it a choice "
            f"or boolean generator with exact: true",
            *offers,
        )
    if isinstance(target.figure, dict):
        unknown = next((name for name in target.figure if name not in found), None)
        if unknown is not None:
            known = ", ".join(list(found)[:8])
            text = f"{where} names {shown(unknown)}, which {target.by} never is: use one of {known}"
            raise MendableError(text, gone)
