"""What the first row of a table costs at row 10^12, and at row 0."""

from __future__ import annotations

from statistics import median

from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import read_spec
from assets.tables.engine import Engine
from tests.benchmarks.customers import TABLE, customers
from tests.benchmarks.figures import Figure, at_most, seconds
from tests.benchmarks.shop import SPEC

FAR = 10**12
ROUNDS = 101
_ROWS = 25 * FAR


def far_rows(rounds: int = ROUNDS) -> list[Figure]:
    """The time for one row at FAR over that for one row at 0: of every table, the worst.

    Both are medians over ``rounds`` rows from there on, made in turn by themselves.
    """
    engines = [Engine(customers(_ROWS)), Engine(far_shop())]
    wanted = [(engines[0], TABLE), *((engines[1], t.name) for t in engines[1].dataset.tables)]
    ratios = {f"{e.dataset.name}.{table}": _ratio(e, table, rounds) for e, table in wanted}
    worst = max(ratios, key=lambda name: ratios[name])
    return [
        at_most(f"a row at 10^12 over one at 0, worst of {len(ratios)} tables", ratios[worst], 1.2),
        Figure("the same, median of the tables", f"{median(ratios.values()):.2f}"),
    ]


def far_shop() -> Dataset:
    """The shop with more than FAR rows in every table; names, codes and addresses may repeat."""
    data = read_spec(SPEC).model_dump(mode="json", exclude_defaults=True)
    for table in data["tables"]:
        if "per_parent" not in table:
            table["rows"] = _ROWS
            for column in table["columns"]:
                column.pop("unique", None)
    return dataset_from(data)


def _ratio(engine: Engine, table: str, rounds: int) -> float:
    near, far = list[float](), list[float]()
    engine.chunk(table, 0, 1)
    for turn in range(rounds):
        for start, taken in ((0, near), (FAR, far)):
            row = start + turn
            taken.append(seconds(lambda row=row: engine.chunk(table, row, row + 1)))
    return median(far) / median(near)
