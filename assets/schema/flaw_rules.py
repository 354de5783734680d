"""What a table's flaws and the name of its labels must be, told from the table alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.schema.flaws import LABEL_COLUMNS, Duplicate, Orphan, flawed_names
from assets.schema.names import check_identifier, folded, shown
from assets.schema.repairs.edits import Edit, MendableError, Repair, removing, without

if TYPE_CHECKING:
    from assets.schema.table import Table


def require_flaws(table: Table) -> None:
    """Raises MendableError for flaws or labels that the table cannot have."""
    keys = [key.columns for key in table.foreign_keys]
    for place, flaw in enumerate(table.flaws):
        names = flawed_names(flaw)
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            field = "keep" if isinstance(flaw, Duplicate) else "columns"
            once = Edit(("flaws", place, field), list(dict.fromkeys(names)))
            raise MendableError(
                f"a flaw of kind {flaw.kind} of {table.name} names {shown(repeated)} twice: "
                f"name it once",
                Repair("name it once", (once,)),
            )
        if isinstance(flaw, Orphan) and set(names) not in map(set, keys):
            known = ", ".join(f"({', '.join(columns)})" for columns in keys)
            raise MendableError(
                f"an orphan of {table.name} names ({', '.join(names)}), which are not the "
                f"columns of a foreign key: "
                + (f"use one of {known}" if known else "remove the flaw"),
                removing(f"leave orphan out of {table.name}", "flaws", place),
            )
    if table.labels_name is not None:
        _require_labels(table, table.labels_name)


def _require_labels(table: Table, name: str) -> None:
    offer = without("make no labels", "flaw_labels")
    try:
        check_identifier(name)
    except ValueError as error:
        raise MendableError(f"the labels of {table.name}: {error}", offer) from error
    taken = {folded(column) for column in LABEL_COLUMNS}
    clash = next((key for key in table.primary_key if folded(key) in taken), None)
    if clash is not None:
        raise MendableError(
            f"the table of labels of {table.name} has a column {shown(clash)} of its own, and "
            f"would have that of the primary key, too: rename the column of {table.name}",
            offer,
        )
