"""Names, types, fields and sizes of a dataset, its tables and its columns."""

from __future__ import annotations

from copy import deepcopy

from tests.properties.breakages.edits import (
    Breakage,
    added,
    column,
    column_of,
    generator,
    table,
    table_of,
)
from tests.properties.breakages.shop import Data


def _too_many_tables(data: Data) -> None:
    small = {"columns": [{"name": "n", "type": "integer", "generator": {"kind": "integer"}}]}
    if not isinstance(data["tables"], list):
        return
    data["tables"] += [{"name": f"t{place}", **small} for place in range(500)]


LAYOUT: dict[str, Breakage] = {
    "unknown field of a generator": generator("customers.age", kind="integer", maximum=4),
    "unknown type": column("customers.age", type="int"),
    "type without length": column("customers.email", type="varchar"),
    "no type": lambda data: column_of(data, "customers", "age").pop("type", None),
    "type is a list": column("customers.age", type=["integer"]),
    "unknown field of a column": column("customers.age", nulable=True),
    "unknown field of a table": table("orders", primary_keys=["id"]),
    "unknown field of the dataset": lambda data: data.update(sed=3),
    "locale": lambda data: data.update(locale="english"),
    "seed": lambda data: data.update(seed=-4),
    "name of the dataset": lambda data: data.update(name="My Shop!"),
    "name of a table": lambda data: table_of(data, "vouchers").update(name="a/b"),
    "name of a column": lambda data: column_of(data, "customers", "age").update(name="age; drop"),
    "no name": lambda data: column_of(data, "customers", "age").pop("name", None),
    "no tables": lambda data: data.update(tables=[]),
    "no columns": table("vouchers", columns=[], foreign_keys=[]),
    "a column is a text": lambda data: table_of(data, "vouchers")["columns"].append("code"),
    "tables is a text": lambda data: data.update(tables="customers"),
    "no rows": table("customers", rows=0),
    "too many rows for any spec": table("customers", rows=10**20),
    "rows are a text": table("customers", rows="many"),
    "null_rate without nullable": column("customers.age", null_rate=0.5),
    "null_rate above 1": column("customers.age", nullable=True, null_rate=2),
    "same column twice": added("customers", {"name": "AGE", "type": "integer",
                                             "generator": {"kind": "integer"}}),
    "exactly the same column": added("vouchers", {"name": "n", "type": "text",
                                                  "generator": {"kind": "text"}},
                                     {"name": "n", "type": "text", "generator": {"kind": "uuid"}}),
    "same table twice": lambda data: data.update(tables=[
        *data["tables"], {**deepcopy(table_of(data, "vouchers")), "name": "Customers"}]),
    "no generator": added("vouchers", {"name": "n", "type": "integer"}),
    "unknown locale": lambda data: data.update(locale="xx_XX"),
    "rows over the limit": table("customers", rows=10**12),
    "children over the limit": lambda data: (
        table_of(data, "customers").update(rows=10**9),
        table_of(data, "vouchers").update(rows=10),
    )[0],
    "too many tables": _too_many_tables,
    "too many columns": lambda data: table_of(data, "vouchers")["columns"].extend(
        {"name": f"c{place}", "type": "integer", "generator": {"kind": "integer"}}
        for place in range(600)
    ),
    "values too long to make": lambda data: (
        table_of(data, "customers").update(rows=50_000),
        table_of(data, "vouchers").update(rows=10),
        added("customers", {"name": "blob", "type": "bytes", "generator": {
            "kind": "bytes", "min_length": 100_000, "max_length": 100_000}})(data),
    )[0],
    "files over the limit": lambda data: (
        table_of(data, "customers").update(rows=9 * 10**8),
        table_of(data, "orders").update(per_parent={
            "columns": ["customer_id"], "count": {"kind": "integer", "min": 1, "max": 1}}),
        table_of(data, "orders")["columns"].append({
            "name": "blob", "type": "bytes",
            "generator": {"kind": "bytes", "min_length": 2_000, "max_length": 2_000}}),
    )[0],
}  # fmt: skip
