"""The shop of ten tables at scale: its speed over that of one table, and its integrity."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import duckdb

from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import read_spec
from tests.benchmarks.customers import export
from tests.benchmarks.engine import one_table
from tests.benchmarks.figures import ROOT, Figure, at_least, seconds, use_cores
from tests.benchmarks.shop_rules import rules

SPEC = ROOT / "examples/shop.yaml"
_LINES_A_CUSTOMER = 9.68
_PRODUCTS_A_LINE = 1 / 200


def shop(lines: int) -> Dataset:
    """The example with about so many order lines, a product for every 200 of them."""
    data = read_spec(SPEC).model_dump(mode="json", exclude_defaults=True)
    customers = max(round(lines / _LINES_A_CUSTOMER), 1)
    scaled = {"customers": customers, "products": max(round(lines * _PRODUCTS_A_LINE), 100)}
    for table in data["tables"]:
        if table["name"] in scaled:
            table["rows"] = scaled[table["name"]]
    return dataset_from(data)


def shop_figures(lines: int, rows: int) -> list[Figure]:
    """Rows a second over all tables on one core, relative to ``rows`` customers, and broken rules.

    The customers are measured before and after each table: ``equal`` is how many of them could have
    been made in its place."""
    dataset = shop(lines)
    total, taken, equal = sum(table.rows for table in dataset.tables), 0.0, 0.0
    use_cores(1)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        before = one_table(rows)
        for table in dataset.tables:
            spent = seconds(partial(export, dataset, target / "shop", table.name))
            after = one_table(rows)
            taken += spent
            equal += spent * (before + after) / 2
            before = after
        broken = violations(dataset, target / "shop", target / "spill")
    rate = total / taken
    lines = dataset.table("order_lines").rows
    wrong = {rule: count for rule, count in broken.items() if count}
    worst = f" ({', '.join(wrong)})" if wrong else ""
    return [
        Figure(f"rows a second, shop of {lines:,} order lines", f"{rate:,.0f}"),
        at_least("rows a second of the shop over the one table", total / equal, 0.6, 2),
        Figure(
            f"broken rules of {len(broken)} over {total:,} rows",
            f"{sum(wrong.values()):,} rows{worst}",
            "0",
            not wrong,
        ),
    ]


def violations(dataset: Dataset, folder: Path, spill: Path) -> dict[str, int]:
    """How many rows of the exported shop break each rule, in bounded memory."""
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{spill}'")
        connection.execute("SET memory_limit = '2GB'")
        connection.execute("SET preserve_insertion_order = false")
        for table in dataset.tables:
            files = folder / table.name / "*.parquet"
            connection.execute(f'CREATE VIEW "{table.name}" AS FROM read_parquet("{files}")')
        return {
            rule: connection.sql(f"SELECT count(*) FROM ({sql})").fetchall()[0][0]
            for rule, sql in rules(dataset).items()
        }
