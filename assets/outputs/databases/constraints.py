"""Constraints of tables that are in a database, which flawed rows would break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assets.errors import InputError
from assets.schema.dataset import Dataset
from assets.schema.flaw_effects import flaws_that_null, flaws_that_orphan, flaws_that_repeat
from assets.schema.table import Table


@dataclass(frozen=True)
class TargetConstraint:
    """A constraint of a table in the database; a foreign key has ``targets`` in ``references``."""

    kind: Literal["NOT NULL", "PRIMARY KEY", "UNIQUE", "FOREIGN KEY"]
    columns: tuple[str, ...]
    references: str = ""
    targets: tuple[str, ...] = ()


def require_no_breaking_flaws(
    dataset: Dataset, table: Table, constraints: Iterable[TargetConstraint]
) -> None:
    """Raises InputError when flaws of the dataset leave rows that a constraint of the table in the
    database refuses. CHECKs, and keys that a slip only happens to repeat, are the database's to
    refuse. Of a dataset without flaws the constraints are not asked for."""
    if not any(each.flaws for each in dataset.tables):
        return
    broken = dict[str, None]()
    for each in constraints:
        kinds = _breaking(dataset, table, each)
        if kinds:
            broken[f"{each.kind} ({', '.join(each.columns)}) is broken by {', '.join(kinds)}"] = (
                None
            )
    if broken:
        raise InputError(
            f"the table in the database does not take the flawed rows: {'; '.join(broken)}",
            where=table.name,
            repair="drop these constraints, load with --create --flawed into a database without "
            "the table, or remove the flaws",
        )


def _breaking(dataset: Dataset, table: Table, constraint: TargetConstraint) -> list[str]:
    columns = constraint.columns
    if constraint.kind == "NOT NULL":
        return flaws_that_null(table, columns[0])
    if constraint.kind == "FOREIGN KEY":
        parent = next((t for t in dataset.tables if t.name == constraint.references), None)
        return flaws_that_orphan(table, columns, parent, constraint.targets)
    return flaws_that_repeat(table, columns)
