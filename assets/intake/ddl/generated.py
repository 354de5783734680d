"""Generated columns as expressions over the row."""

from __future__ import annotations

from assets.intake.ddl.catalog import Catalog, RawColumn, RawTable
from assets.intake.ddl.conditions import UntranslatableError, translate
from assets.intake.ddl.types import Typed
from assets.schema.generators import Expression


def generated_column(
    column: RawColumn, types: dict[str, Typed], table: RawTable, catalog: Catalog
) -> Expression | None:
    """The expression that makes the column; None, with a warning, when there is none."""
    plain = {name: typed.type for name, typed in types.items()}
    try:
        condition = translate(column.generated, catalog.dialect, plain)
    except UntranslatableError as error:
        short = " ".join(column.generated.split())[:80]
        catalog.warn(
            f"{table.name}.{column.name}",
            f"generated as ({short})",
            f"made like an ordinary column: {error}",
        )
        return None
    return Expression(sql=condition.sql)
