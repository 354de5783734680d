"""Checks, correlations, targets and exact counts that no rows can have."""

from __future__ import annotations

from tests.properties.breakages.edits import (
    Breakage,
    added,
    column_of,
    table,
)

FIGURES: dict[str, Breakage] = {
    "correlation of nothing": table("customers", correlations=[
        {"columns": ["age", "height"], "matrix": [[1, 0.5], [0.5, 1]]}]),
    "correlation of one": table("customers", correlations=[{"columns": ["age"], "matrix": [[1]]}]),
    "lopsided correlation": table("customers", correlations=[
        {"columns": ["age", "born"], "matrix": [[1, 0.5], [0.4, 1]]}]),
    "correlation without figures": table("customers", correlations=[{"columns": ["age", "born"]}]),
    "empty check": table("customers", checks=[{"sql": ""}]),
    "target of nothing": table("customers", targets=[{"column": "height", "mean": 1}]),
    "target without a figure": table("customers", targets=[{"column": "age"}]),
    "target of a key": table("customers", targets=[{"column": "id", "mean": 1}]),
    "two targets": table("customers", targets=[
        {"column": "age", "mean": 50}, {"column": "age", "sum": 10_000}]),
    "target by what is not exact": table("orders", targets=[
        {"column": "price", "mean": 50, "by": "state"}]),
    "target of NULLs": added("customers", {
        "name": "score", "type": "integer", "nullable": True, "null_rate": 0.5,
        "generator": {"kind": "integer"}}, targets=[{"column": "score", "mean": 50}]),
    "exact and unique": added("customers", {
        "name": "tier", "type": "text", "unique": True,
        "generator": {"kind": "choice", "values": ["a", "b"], "exact": True}}),
    "exact NULLs": added("customers", {
        "name": "tier", "type": "text", "nullable": True, "null_rate": 0.5,
        "generator": {"kind": "choice", "values": ["a", "b"], "exact": True}}),
    "correlations that cannot be": lambda data: (
        added("customers", {"name": "n", "type": "integer", "generator": {"kind": "integer"}},
              correlations=[{"columns": ["age", "born", "n"], "matrix": [
                  [1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}])(data),
    )[0],
    "pairs that cannot be": lambda data: (
        added("customers", {"name": "n", "type": "integer", "generator": {"kind": "integer"}},
              correlations=[{"pairs": {
                  "age": {"born": 0.9, "n": -0.9}, "born": {"n": 0.9}}}])(data),
    )[0],
    "correlation without an order": table("orders", correlations=[
        {"pairs": {"price": {"state": 0.5}}}]),
    "correlation of a key": table("orders", correlations=[
        {"pairs": {"price": {"customer_id": 0.5}}}]),
    "correlation beyond ties": added(
        "customers", {"name": "vip", "type": "boolean",
                      "generator": {"kind": "boolean", "true_rate": 0.001}},
        correlations=[{"pairs": {"age": {"vip": 0.99}}}]),
    "correlation twice": table("customers", correlations=[
        {"pairs": {"age": {"born": 0.5}}}, {"pairs": {"age": {"born": 0.5}}}]),
    "sum out of reach": table("customers", targets=[{"column": "age", "sum": 100}]),
    "sum between units": table("orders", targets=[{"column": "price", "sum": 9000.005}]),
    "mean out of reach": table("customers", targets=[{"column": "age", "mean": 99.5}]),
    "target of text": table("orders", targets=[{"column": "state", "mean": 1}]),
    "target of no parent": table("orders", targets=[{"column": "price", "sum": "stores.size"}]),
    "target of childless parents": table("orders", targets=[
        {"column": "price", "sum": "customers.age"}]),
    "correlated target": table("customers", targets=[{"column": "age", "mean": 50}],
        correlations=[{"pairs": {"age": {"born": 0.5}}}]),
    "check that fails": table("customers", checks=[{"sql": "age > 40"}]),
    "check that never holds": table("customers", checks=[{"sql": "age > 400"}]),
    "checks that exclude each other": table(
        "customers", checks=[{"sql": "age < 40"}, {"sql": "age > 60"}]),
    "check of nothing": table("customers", checks=[{"sql": "agee > 4"}]),
    "check that is hostile": table("customers", checks=[{"sql": "getenv('HOME') IS NULL"}]),
    "check that fails to run": table("customers", checks=[{"sql": "email::INTEGER > 3"}]),
    "exact and nullable": lambda data: column_of(data, "orders", "state").update(
        nullable=True, null_rate=0.5,
        generator={"kind": "choice", "values": ["new", "paid"], "exact": True}),
}  # fmt: skip
