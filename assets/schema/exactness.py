"""Where exact counts of categories can be kept: in columns whose every row has a category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.schema.generators import Boolean, Choice
from assets.schema.repairs.edits import MendableError, removing

if TYPE_CHECKING:
    from assets.schema.table import Table


def is_exact(generator: object) -> bool:
    """Whether the generator gives each category its exact share of the table's rows."""
    return isinstance(generator, Choice | Boolean) and generator.exact


def require_exactness(table: Table) -> None:
    """Raises ValueError for a column whose categories cannot have exact counts."""
    keyed = {name for key in table.foreign_keys for name in key.columns}
    alone = {names[0] for names in table.unique_sets if len(names) == 1}
    for column in table.columns:
        if not is_exact(column.generator):
            continue
        where = f"{table.name}.{column.name} has exact counts"
        at = ("columns", column.name)
        drawn = removing(f"draw {table.name}.{column.name} at random", *at, "generator", "exact")
        if column.null_rate > 0:
            full = removing(f"leave no NULL in {table.name}.{column.name}", *at, "null_rate")
            raise MendableError(
                f"{where} and a null_rate of {column.null_rate}, which would take rows from them: "
                f"set null_rate: 0",
                full,
                drawn,
                at=at,
            )
        if column.name in keyed:
            filled = removing(f"let the key fill {table.name}.{column.name}", *at, "generator")
            text = f"{where} and is in a foreign key, which fills it: leave the generator out"
            raise MendableError(text, filled, at=at)
        if column.name in alone:
            text = f"{where} of rows that share a value, and is unique: leave one of the two out"
            raise MendableError(text, drawn, at=at)
