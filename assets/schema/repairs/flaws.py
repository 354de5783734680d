"""Repairs of a table's flaws: leaving them out, and lowering their rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assets.schema.flaws import Duplicate
from assets.schema.repairs.edits import Edit, Repair

if TYPE_CHECKING:
    from assets.schema.table import Table


def without_flaw(table: Table, place: int, column: str = "") -> Repair:
    """Without the flaw at a place; in one column alone, where it has others and one is named."""
    flaw, at = table.flaws[place], ("tables", table.name, "flaws", place)
    if column and not isinstance(flaw, Duplicate) and len(flaw.columns) > 1:
        kept = [name for name in flaw.columns if name != column]
        return Repair(f"leave {flaw.kind} out of {column}", (Edit((*at, "columns"), kept),))
    return Repair(f"leave {flaw.kind} out of {table.name}", (Edit(at, removes=True),))


def lower_rates(table: Table, places: Sequence[int], total: float) -> Repair:
    """The flaws at these places at rates that are ``total`` times lower."""
    edits = tuple(
        Edit(("tables", table.name, "flaws", place, "rate"), table.flaws[place].rate / total)
        for place in places
    )
    kinds = ", ".join(table.flaws[place].kind for place in places)
    return Repair(f"lower the rates of {kinds} to {100 / total:.0f}% of themselves", edits)
