"""A shop that is feasible, as plain data."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Data = dict[str, Any]


def shop() -> Data:
    """A feasible shop: customers, their orders per customer, the lines of orders, vouchers."""
    return deepcopy(_SHOP)


_SHOP: Data = {
    "name": "shop",
    "tables": [
        {
            "name": "customers",
            "rows": 200,
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {
                    "name": "email",
                    "type": "varchar(60)",
                    "unique": True,
                    "generator": {"kind": "person", "field": "email"},
                },
                {"name": "age", "type": "smallint",
                 "generator": {"kind": "integer", "min": 18, "max": 90}},
                {"name": "born", "type": "date",
                 "generator": {"kind": "date", "min": "1950-01-01", "max": "2000-01-01"}},
                {"name": "spent", "type": "decimal(12,2)", "generator": {
                    "kind": "aggregate", "function": "sum", "table": "orders", "column": "price"}},
            ],
            "checks": [{"sql": "age >= 18"}],
        },
        {
            "name": "orders",
            "per_parent": {"columns": ["customer_id"],
                           "count": {"kind": "integer", "min": 0, "max": 4}},
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "customer_id", "type": "integer"},
                {"name": "number", "type": "integer", "generator": {"kind": "position"}},
                {"name": "price", "type": "decimal(8,2)", "generator": {
                    "kind": "normal", "mean": 50, "std": 10, "min": 1, "max": 99}},
                {"name": "state", "type": "varchar(10)", "generator": {
                    "kind": "choice", "values": ["new", "paid"], "weights": [1, 3]}},
                {"name": "ordered_at", "type": "timestamp", "generator": {"kind": "timestamp"}},
                {"name": "paid_at", "type": "timestamp", "generator": {
                    "kind": "after", "column": "ordered_at",
                    "delay": {"kind": "integer", "min": 1, "max": 9}}},
                {"name": "gross", "type": "decimal(12,2)",
                 "generator": {"kind": "expression", "sql": "price * 1.19"}},
                {"name": "label", "type": "text",
                 "generator": {"kind": "template", "template": "{state} by {customers.email}"}},
            ],
            "foreign_keys": [
                {"columns": ["customer_id"], "references": "customers",
                 "references_columns": ["id"]}
            ],
        },
        {
            "name": "vouchers",
            "rows": 100,
            "columns": [
                {"name": "code", "type": "char(8)", "unique": True,
                 "generator": {"kind": "pattern", "pattern": "AAAA-###"}},
                {"name": "customer_id", "type": "integer"},
            ],
            "foreign_keys": [
                {"columns": ["customer_id"], "references": "customers",
                 "references_columns": ["id"], "pick": {"kind": "one_to_one"}}
            ],
        },
    ],
}  # fmt: skip  # fmt: skip
