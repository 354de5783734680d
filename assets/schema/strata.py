"""Strata: parents whose counts of children depend on a category of theirs, category by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assets.schema.apportionment import exact_counts
from assets.schema.cardinality import Counts, total_children
from assets.schema.names import shown

if TYPE_CHECKING:
    from assets.schema.per_parent import PerParent
    from assets.schema.table import Table

MOST_STRATA = 1_000
"""Categories by which children can be counted."""


@dataclass(frozen=True)
class Stratum:
    """The ``parents`` rows that have one category, and the distribution of their children."""

    parents: int
    counts: Counts

    @property
    def children(self) -> int:
        return total_children(self.parents, self.counts) if self.parents else 0


def strata(parent: Table, rows: int, per_parent: PerParent) -> list[Stratum]:
    """A stratum for each category of the parent's column, in the order of the categories; one for
    all of its ``rows`` where the count depends on nothing.

    Raises ValueError, saying how to mend it, for a column that cannot tell the parents apart.
    """
    if per_parent.by is None:
        return [Stratum(rows, per_parent.counts)]
    by = per_parent.by
    column = next((each for each in parent.columns if each.name == by.column), None)
    if column is None:
        names = ", ".join(each.name for each in parent.columns[:8])
        raise ValueError(
            f"children are counted by {shown(by.column)}, which {parent.name} does not have: "
            f"use one of {names}"
        )
    found = exact_counts(column.generator, rows)
    if found is None:
        raise ValueError(
            f"children are counted by {parent.name}.{column.name}, whose categories have no exact "
            f"counts: give it a choice or boolean generator with exact: true"
        )
    if len(found) > MOST_STRATA:
        raise ValueError(
            f"children are counted by {parent.name}.{column.name}, which has {len(found):,} "
            f"categories: use a column of at most {MOST_STRATA:,}"
        )
    unknown = next((name for name in by.counts if name not in found), None)
    if unknown is not None:
        known = ", ".join(list(found)[:8])
        raise ValueError(
            f"{parent.name}.{column.name} is never {shown(unknown)}: count by one of {known}"
        )
    given = by.distributions
    return [Stratum(parents, given.get(name, per_parent.counts)) for name, parents in found.items()]


def total_rows(parent: Table, rows: int, per_parent: PerParent) -> int:
    """How many children ``rows`` rows of the parent have in all. Raises ValueError."""
    return sum(stratum.children for stratum in strata(parent, rows, per_parent))
