"""What targets changed: the mean that generators draw beside the one that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from assets.schema.dataset import Dataset
from assets.schema.targets import ColumnTarget
from assets.tables.plan import TablePlan, plan_dataset
from assets.tables.rows import RowBatch
from assets.tables.targets.siblings import SiblingTarget
from assets.tables.targets.tables import TableTarget

_SAMPLE = 4_096
"""Numbers of which the drawn mean is taken."""


@dataclass(frozen=True)
class Scaling:
    """The mean of a column, or of its rows where ``by`` is ``category``, as drawn and as given.

    The drawn mean is that of a sample. ``asked`` is the target as people read it.
    """

    table: str
    column: str
    by: str
    category: str
    asked: str
    drawn: float
    given: float

    @property
    def factor(self) -> float | None:
        """How many times the drawn mean is given; None where that says nothing."""
        return self.given / self.drawn if self.given * self.drawn > 0 else None

    def data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {**asdict(self), "factor": self.factor}

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}"
        if self.by:
            where += f" where {self.by} is {self.category}"
        how = "moved" if self.factor is None else f"scaled by {self.factor:.4g}"
        means = f"a mean of {self.drawn:,.6g} was drawn, {self.given:,.6g} is given"
        return f"{where} is {how} to {self.asked}: {means}"


def scalings(dataset: Dataset, table: str | None = None) -> list[Scaling]:
    """What the targets of a table, or of all tables, changed. The dataset must be feasible."""
    wanted = [each for each in dataset.tables if table in (None, each.name)]
    if not any(each.targets for each in wanted):
        return []
    plans, _ = plan_dataset(dataset)
    found = list[Scaling]()
    for each in wanted:
        for target in each.targets:
            derived = plans[each.name].derived[target.column]
            if isinstance(derived, TableTarget):
                found += _of_table(plans[each.name], target, derived)
            elif isinstance(derived, SiblingTarget):
                found.append(_of_siblings(plans, each.name, target, derived))
    return found


def _of_table(plan: TablePlan, target: ColumnTarget, derived: TableTarget) -> Iterator[Scaling]:
    table, stream = plan.table, plan.stream.fork("column", target.column)
    step = float(derived.units.step)
    for place, name in enumerate(derived.stretches[0].counts):
        own = [each for each in derived.stretches if name in each.totals and each.counts[name]]
        if not own:
            continue
        begin, rows = own[0].begins[place], own[0].counts[name]
        some = np.linspace(begin, begin + rows - 1, min(rows, _SAMPLE)).astype(np.int64)
        drawn = float(derived.drawn(stream, some).mean()) * step
        figure = target.figure
        number = figure[name] if isinstance(figure, dict) else figure
        asked = f"the {target.what} {number:,}"
        total, of = sum(each.totals[name] for each in own), sum(each.counts[name] for each in own)
        given = total / of * step
        yield Scaling(table.name, target.column, target.by or "", name, asked, drawn, given)


def _of_siblings(
    plans: dict[str, TablePlan], table: str, target: ColumnTarget, derived: SiblingTarget
) -> Scaling:
    some = np.arange(min(plans[table].table.rows, _SAMPLE), dtype=np.uint64)
    batch = RowBatch(plans, table, some)
    places = batch.siblings()[1]
    drawn = derived.drawn(batch, target.column)[places].mean() * float(derived.units.step)
    given = derived.units.read(batch.column(target.column)).mean() * float(derived.units.step)
    asked = f"the {target.what} {target.figure}"
    return Scaling(table, target.column, "", "", asked, float(drawn), float(given))
