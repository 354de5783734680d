"""Columns that cannot follow from others."""

from __future__ import annotations

from tests.properties.breakages.edits import (
    Breakage,
    added,
    column_of,
    generator,
    table_of,
)

DERIVED: dict[str, Breakage] = {
    "count of a column": generator("customers.spent", kind="aggregate", function="count",
                                   table="orders", column="price"),
    "sum of nothing": generator("customers.spent", kind="aggregate", function="sum",
                                table="orders"),
    "two statements": generator("orders.gross", kind="expression", sql="1; DROP TABLE x"),
    "long expression": generator("orders.gross", kind="expression", sql="1+" * 1_500 + "1"),
    "position without a family": added("vouchers", {
        "name": "n", "type": "integer", "generator": {"kind": "position"}}),
    "running without a family": added("vouchers", {
        "name": "n", "type": "bigint", "generator": {"kind": "running", "column": "customer_id"}}),
    "running text": added("orders", {
        "name": "n", "type": "bigint", "generator": {"kind": "running", "column": "state"}}),
    "aggregate of nothing": generator("customers.spent", kind="aggregate", function="sum",
                                      table="order", column="price"),
    "aggregate over no family": generator("customers.spent", kind="aggregate", function="sum",
                                          table="vouchers", column="customer_id"),
    "aggregate of no column": generator("customers.spent", kind="aggregate", function="sum",
                                        table="orders", column="prize"),
    "aggregate of text": generator("customers.spent", kind="aggregate", function="sum",
                                   table="orders", column="state"),
    "sum of moments": generator("customers.spent", kind="aggregate", function="sum",
                                table="orders", column="ordered_at"),
    "aggregate that is NULL": generator("customers.spent", kind="aggregate", function="max",
                                        table="orders", column="price"),
    "filter of nothing": generator("customers.spent", kind="aggregate", function="count",
                                   table="orders", filter="nothing > 3"),
    "filter that no child meets": generator("customers.spent", kind="aggregate", function="count",
                                            table="orders", filter="state = 'payed'"),
    "inherit from itself": generator("orders.label", kind="inherit", column="state"),
    "inherit from nobody": generator("orders.label", kind="inherit", column="customer.email"),
    "broken template": generator("orders.label", kind="template", template="{state"),
    "formatted template": generator("orders.label", kind="template", template="{state:>10}"),
    "template of nothing": generator("orders.label", kind="template", template="{stat}"),
    "expression of nothing": generator("orders.gross", kind="expression", sql="prize * 2"),
    "no expression": generator("orders.gross", kind="expression", sql="price *"),
    "hostile expression": generator("orders.gross", kind="expression",
                                    sql="(SELECT max(x) FROM read_csv('/etc/passwd'))"),
    "expression too large": generator("orders.gross", kind="expression",
                                      sql="price * 1000000000000"),
    "expression that fails": generator("orders.gross", kind="expression", sql="state"),
    "case of nothing": generator("orders.label", kind="conditional", cases=[
        {"when": "nothing", "use": {"kind": "text"}}], otherwise={"kind": "text"}),
    "case of another type": generator("orders.label", kind="conditional", cases=[
        {"when": "true", "use": {"kind": "boolean"}}], otherwise={"kind": "text"}),
    "circle of columns": lambda data: (
        generator("orders.gross", kind="expression", sql="number + 1")(data),
        generator("orders.number", kind="expression", sql="gross - 1")(data),
    )[0],
    "dates of numbers": generator("customers.born", kind="aggregate", function="max",
                                  table="orders", column="price"),
    "moments in numbers": generator("customers.spent", kind="aggregate", function="max",
                                    table="orders", column="ordered_at"),
    "nulls in what follows": lambda data: (
        column_of(data, "orders", "ordered_at").update(nullable=True, null_rate=0.5),
    )[0],
    "expression too long to make": lambda data: (
        table_of(data, "customers").update(rows=50_000),
        generator("customers.spent", type="text", kind="expression",
                  sql="repeat(email, 1000)")(data),
    )[0],
    "expression that explodes": generator("orders.gross", kind="expression", type="text",
                                          sql="repeat(repeat(state, 1000), 1000)"),
    "segments of nothing": generator("orders.label", kind="conditional_table", columns=["stat"],
                                     segments=[{"when": ["new"], "use": {"kind": "text"}}],
                                     otherwise={"kind": "text"}),
    "segment of too many": generator("orders.label", kind="conditional_table", columns=["state"],
                                     segments=[{"when": ["new", 3], "use": {"kind": "text"}}],
                                     otherwise={"kind": "text"}),
    "rows of no segment": generator("orders.label", kind="conditional_table", columns=["state"],
                                    segments=[{"when": ["new"], "use": {"kind": "text"}}]),
}  # fmt: skip
