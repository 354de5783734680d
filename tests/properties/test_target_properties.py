"""Targets are met exactly, within the generator's range, and for any range of rows alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.errors import GenerationError, InfeasibleSpecError, SpecError
from assets.schema.apportionment import apportioned
from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import from_text, to_yaml
from assets.tables.engine import Engine
from assets.tables.targets.adjusting import adjusted
from assets.tables.targets.scaling import scalings
from assets.tables.targets.units import Units
from studio_ui.command_line.main import run
from tests.fixtures.figures import figures

TIERS = {"gold": 1, "silver": 6, "none": 3}
BOUNDED = st.sampled_from(
    [
        ("integer", {"kind": "integer", "min": -5, "max": 5}, -5, 5, 1),
        ("bigint", {"kind": "integer", "min": 0, "max": 10**12, "step": 10}, 0, 10**12, 10),
        ("decimal(10,2)", {"kind": "decimal", "min": 1, "max": 400}, 1, 400, "0.01"),
        ("decimal(30,4)", {"kind": "normal", "mean": 1, "min": -2, "max": 3}, -2, 3, "0.0001"),
        ("decimal(8,2)", {"kind": "lognormal", "mu": 3, "max": 500, "step": 0.05}, 0, 500, "0.05"),
        ("double", {"kind": "float", "min": 0, "max": 9, "step": 0.5}, 0, 9, "0.5"),
        ("smallint", {"kind": "binomial", "n": 7, "p": 0.1}, 0, 7, 1),
        ("double", {"kind": "decimal", "min": 10, "max": 20}, 10, 20, "0.01"),
    ]
)


def _table(rows: int, kind: str, generator: Any, target: Any, **fields: Any) -> dict[str, Any]:
    tier = {"kind": "choice", "values": list(TIERS), "weights": list(TIERS.values())}
    return {
        "name": "orders",
        "rows": rows,
        "columns": [
            {"name": "tier", "type": "text", "generator": {**tier, "exact": True}},
            {"name": "amount", "type": kind, "generator": generator},
        ],
        "targets": [{"column": "amount", **target}],
        **fields,
    }


def _dataset(table: dict[str, Any], seed: int = 1) -> Dataset:
    return dataset_from({"name": "shop", "seed": seed, "tables": [table]})


def _rows(engine: Engine, table: str = "orders", size: int = 65_536) -> list[dict[str, Any]]:
    total = engine.dataset.table(table).rows
    starts = range(0, total, size)
    chunks = (engine.chunk(table, start, min(start + size, total)) for start in starts)
    return [row for chunk in chunks for row in chunk.to_pylist()]


def _exact(rows: list[dict[str, Any]]) -> list[Decimal]:
    amounts = [row["amount"] for row in rows]
    return [Decimal(repr(n)) if isinstance(n, float) else Decimal(n) for n in amounts]


@settings(max_examples=60)
@given(BOUNDED, st.integers(1, 900), st.floats(0, 1), st.booleans(), st.integers(0, 2**40))
def test_sums_are_exact_and_within_the_range(
    column: tuple[str, dict[str, Any], int, int, Any],
    rows: int,
    place: float,
    by_tier: bool,
    seed: int,
) -> None:
    kind, generator, low, high, unit = column
    counts = dict(zip(TIERS, apportioned(rows, list(TIERS.values())), strict=True))
    groups = {name: count for name, count in counts.items() if count} if by_tier else {"": rows}
    step = Decimal(str(unit))
    first, last = -(-Decimal(low) // step), Decimal(high) // step
    sums = {
        name: (first * count + (last - first) * count * Decimal(place) // 1) * step
        for name, count in groups.items()
    }
    figures = {name: float(total) for name, total in sums.items()}
    target = {"sum": figures, "by": "tier"} if by_tier else {"sum": figures[""]}
    engine = Engine(_dataset(_table(rows, kind, generator, target), seed))
    found = _rows(engine)
    assert found == _rows(engine, size=97)
    for name, total in sums.items():
        own = _exact([row for row in found if name in ("", row["tier"])])
        assert sum(own) == total
        assert all(low <= value <= high and value % step == 0 for value in own)


@settings(max_examples=20)
@given(st.integers(1, 10**15), st.integers(0, 2**40), st.data())
def test_any_range_alone_is_the_same(rows: int, seed: int, data: st.DataObject) -> None:
    generator = {"kind": "lognormal", "mu": 3, "sigma": 1}
    target = {"mean": 31.5, "by": data.draw(st.none() | st.just("tier"))}
    dataset = _dataset(_table(rows, "decimal(12,2)", generator, target), seed)
    start = data.draw(st.integers(0, rows - 1))
    stop = data.draw(st.integers(start, min(rows, start + 300)))
    whole = Engine(dataset).chunk("orders", start, stop)
    middle = data.draw(st.integers(start, stop))
    engine = Engine(dataset)
    parts = [engine.chunk("orders", middle, stop), engine.chunk("orders", start, middle)]
    assert pa.Table.from_batches(reversed(parts)).combine_chunks() == pa.Table.from_batches([whole])


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=40), min_size=1, max_size=5),
    st.sampled_from([{"min": -9, "max": 9}, {"min": -9}, {"max": 9}, {}]),
    st.floats(0, 1),
    st.integers(0, 2**32),
)
def test_any_total_within_reach_is_met(
    groups: list[list[int]], ends: dict[str, int], place: float, seed: int
) -> None:
    from assets.schema.generators import Normal
    from assets.schema.types import ColumnType

    units = Units(Normal(std=5, **ends), ColumnType("integer"))
    low = units.low if units.has_low else -500
    high = units.high if units.has_high else 500
    counts = np.array([len(group) for group in groups])
    totals = counts * low + np.floor(counts * (high - low) * place).astype(np.int64)
    drawn = np.array([number for group in groups for number in group])
    within = np.random.default_rng(seed).random(len(drawn))
    found = adjusted(drawn, within, counts, totals, units)
    assert (np.add.reduceat(found, np.cumsum(counts) - counts) == totals).all()
    assert ((found >= units.low) & (found <= units.high)).all()
    same = adjusted(drawn, within, counts, np.array([sum(g) for g in groups]), units)
    assert (same == drawn).all()


@pytest.mark.parametrize("mean", [20, 27.7, 40])
def test_the_shape_stays(mean: float) -> None:
    generator = {"kind": "lognormal", "mu": 3, "sigma": 0.8}
    rows = _rows(Engine(_dataset(_table(100_000, "decimal(12,2)", generator, {"mean": mean}))))
    values = np.array([float(row["amount"]) for row in rows])
    assert values.mean() == pytest.approx(mean)
    assert np.log(values).std() == pytest.approx(0.8, rel=0.02)
    uniform = {"kind": "integer", "min": 0, "max": 1000}
    some = _rows(Engine(_dataset(_table(50_000, "integer", uniform, {"mean": 600}))))
    at_the_end = np.mean([row["amount"] == 1000 for row in some])
    assert at_the_end < 0.003  # nothing piles up


def _shop(seed: int, customers: int, generator: Any, **target: Any) -> dict[str, Any]:
    total = {"kind": "decimal", "min": 50, "max": 400}
    return {
        "name": "shop",
        "seed": seed,
        "tables": [
            {
                "name": "orders",
                "rows": customers,
                "primary_key": ["id"],
                "columns": [
                    {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
                    {"name": "total", "type": "decimal(10,2)", "generator": total},
                    {
                        "name": "added up",
                        "type": "decimal(12,2)",
                        "generator": {
                            "kind": "aggregate",
                            "function": "sum",
                            "table": "lines",
                            "column": "amount",
                        },
                    },
                ],
            },
            {
                "name": "lines",
                "per_parent": {
                    "columns": ["order_id"],
                    "count": {"kind": "poisson", "lam": 3, "min": 1, "max": 12},
                },
                "columns": [
                    {"name": "order_id", "type": "bigint"},
                    {"name": "amount", "type": "decimal(10,2)", "generator": generator},
                ],
                "foreign_keys": [
                    {
                        "columns": ["order_id"],
                        "references": "orders",
                        "references_columns": ["id"],
                    }
                ],
                "targets": [{"column": "amount", **target}],
            },
        ],
    }


@settings(max_examples=15)
@given(st.integers(1, 400), st.integers(0, 2**40), st.sampled_from(["sum", "mean"]), st.data())
def test_children_share_what_their_parent_has(
    orders: int, seed: int, what: str, data: st.DataObject
) -> None:
    generator = {"kind": "lognormal", "mu": 3, "sigma": 1, "min": 0.5}
    dataset = dataset_from(_shop(seed, orders, generator, **{what: "orders.total"}))
    engine = Engine(dataset)
    lines, found = _rows(engine, "lines"), _rows(engine, "orders")
    for order in found:
        own = [line["amount"] for line in lines if line["order_id"] == order["id"]]
        assert sum(own) == order["total"] * (1 if what == "sum" else len(own)) == order["added up"]
        assert min(own) >= Decimal("0.5")
    start = data.draw(st.integers(0, len(lines) - 1))
    stop = data.draw(st.integers(start, len(lines)))
    assert Engine(dataset).chunk("lines", start, stop).to_pylist() == lines[start:stop]


def test_a_parent_out_of_reach_is_told() -> None:
    spec = _shop(1, 50, {"kind": "decimal", "min": 1, "max": 30}, sum="orders.total")
    spec["tables"][0]["columns"][1]["generator"] = {"kind": "expression", "sql": "40 + id * 2"}
    with pytest.raises(GenerationError, match=r"cannot sum to \d+\.00.*Widen the generator's min"):
        _rows(Engine(dataset_from(spec)), "lines")


def test_renames_are_followed_and_text_holds_all() -> None:
    spec = _shop(1, 10, {"kind": "decimal", "min": 0, "max": 500}, sum="orders.total")
    spec["tables"].append(
        {
            **_table(10, "integer", {"kind": "integer"}, {"mean": {"gold": 7, "none": 2.5}}),
            "name": "others",
        }
    )
    spec["tables"][2]["targets"][0]["by"] = "tier"
    renamed = apply(
        dataset_from(spec),
        [
            RenameColumn(table="orders", column="total", new="price"),
            RenameColumn(table="lines", column="amount", new="part"),
            RenameTable(table="orders", new="sales"),
            RenameColumn(table="lines", column="order_id", new="sale"),
            RenameColumn(table="others", column="tier", new="class"),
            RenameColumn(table="others", column="amount", new="score"),
        ],
    )
    (target,) = renamed.table("lines").targets
    assert (target.column, target.sum) == ("part", "sales.price")
    (other,) = renamed.table("others").targets
    assert (other.column, other.by) == ("score", "class")
    assert from_text(to_yaml(renamed)) == renamed
    assert len(_rows(Engine(renamed), "others")) == 10


def test_what_was_scaled_is_told_of_all_appends() -> None:
    target = {"column": "score", "sum": 400}
    grown = figures(20, targets=[target]).append({"customers": 10}).append({"customers": 1})
    (score, *_) = scalings(grown, "customers")
    assert (score.asked, score.given) == ("the sum 400", 20)


def test_what_was_scaled_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = _shop(1, 200, {"kind": "decimal", "min": 0, "max": 500}, sum="orders.total")
    own = {"kind": "decimal", "min": 10, "max": 20}
    target = {"sum": {"gold": 150, "silver": 600}, "by": "tier"}
    spec["tables"].append({**_table(80, "decimal(8,2)", own, target), "name": "others"})
    path = tmp_path / "shop.yaml"
    path.write_text(to_yaml(dataset_from(spec)))
    assert run(["validate", str(path)]) == 0
    lines, gold, silver = capsys.readouterr().out.splitlines()[1:]
    assert re.match(r"lines.amount is scaled by 0\.\d+ to the sum orders\.total: a mean of", lines)
    assert re.match(r"others.amount where tier is gold is scaled by 1\.\d+ to the sum 150:", gold)
    assert silver.endswith("12.5 is given")
    assert run(["generate", str(path), "--out", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["scaled"]
    assert [each["category"] for each in told] == ["", "gold", "silver"]
    assert told[1]["factor"] == pytest.approx(told[1]["given"] / told[1]["drawn"])
    assert told[1]["given"] == 18.75


UNIFORM = {"kind": "decimal", "min": 10, "max": 20}
MONEY = "decimal(8,2)"
REFUSED: dict[str, tuple[str, Any, dict[str, Any], str]] = {
    "high sum": (
        MONEY,
        UNIFORM,
        {"sum": 2_500},
        "the sum 2,500 of 100 rows needs 25 a row, and the generator makes 10.00 to 20.00. "
        "Ask for 1,000.00 to 2,000.00",
    ),
    "low mean": (MONEY, UNIFORM, {"mean": 9.99}, "the mean 9.99 of 100 rows is not among"),
    "high mean of some": (
        MONEY,
        UNIFORM,
        {"mean": {"gold": 21}, "by": "tier"},
        "the mean 21 of 10 rows where tier is gold is not among",
    ),
    "odd sum": (MONEY, UNIFORM, {"sum": 1500.005}, "no multiple of 0.01.*Use 1,500.00"),
    "odd step": ("integer", {"kind": "integer", "step": 5}, {"sum": 7}, "no multiple of 5"),
    "outliers": (MONEY, {"kind": "normal", "outlier_rate": 0.1}, {"mean": 1}, "has outliers"),
    "choice": ("integer", {"kind": "choice", "values": [1, 2]}, {"mean": 1}, "cannot be moved"),
    "expression": ("integer", {"kind": "expression", "sql": "1"}, {"mean": 1}, "cannot be moved"),
    "no digits": ("double", {"kind": "normal"}, {"mean": 1}, "Give it a step, such as 0.01"),
    "real": ("real", {"kind": "float", "step": 1}, {"mean": 1}, "do not sum exactly"),
    "wide": ("bigint", {"kind": "integer", "max": 10**17}, {"mean": 1}, "narrow its range|Narrow"),
    "parent": (MONEY, UNIFORM, {"sum": "parents.total"}, "does not count per parent"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(name: str) -> None:
    kind, generator, target, message = REFUSED[name]
    with pytest.raises(InfeasibleSpecError, match=message):
        Engine(_dataset(_table(100, kind, generator, target)))


INVALID: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "both": ({"sum": 1, "mean": 1}, {}, "needs a sum or a mean: give one"),
    "neither": ({}, {}, "needs a sum or a mean: give one"),
    "no by": ({"mean": {"gold": 1}}, {}, "no column of them: name it in by"),
    "unknown by": ({"mean": 1, "by": "level"}, {}, "names 'level', which is no column: use tier"),
    "by itself": ({"mean": 1, "by": "amount"}, {}, "is by itself: name another"),
    "unknown": ({"mean": {"lead": 1}, "by": "tier"}, {}, "names 'lead', which tier never is: use"),
    "two": (
        {"mean": 1},
        {"targets": [{"column": "amount", "mean": 1}, {"column": "amount", "sum": 1}]},
        "has two targets: leave one",
    ),
    "unique": ({"mean": 1}, {"unique": [["amount", "tier"]]}, "key or unique column: choose"),
    "path and by": ({"sum": "parents.x", "by": "tier"}, {}, "of the parent and by tier: leave"),
}


@pytest.mark.parametrize("name", INVALID)
def test_what_is_no_target_is_refused(name: str) -> None:
    target, fields, message = INVALID[name]
    with pytest.raises(SpecError, match=message):
        _dataset(_table(100, MONEY, UNIFORM, target, **fields))


def test_targets_need_every_row_and_a_column_of_exact_counts() -> None:
    table = _table(100, MONEY, UNIFORM, {"mean": 15, "by": "tier"})
    table["columns"][1] |= {"nullable": True, "null_rate": 0.5}
    with pytest.raises(SpecError, match=r"its null_rate is 0\.5: set it to 0"):
        _dataset(table)
    table = _table(100, MONEY, UNIFORM, {"mean": 15, "by": "tier"})
    del table["columns"][0]["generator"]["exact"]
    with pytest.raises(SpecError, match="no exact counts: give it a choice"):
        _dataset(table)


SHARED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "too small": (
        {"kind": "decimal", "min": 1, "max": 30},
        {},
        r"1 rows of 1\.00 to 30\.00 can have 1\.00 to 30\.00",
    ),
    "too large": ({"kind": "decimal", "min": 20, "max": 400}, {}, r"12 rows of 20\.00"),
    "childless": (
        {"kind": "lognormal", "mu": 3},
        {"count": {"kind": "integer", "min": 0, "max": 3}},
        "count at least 1 row|Count at least 1 row",
    ),
    "coarser": ({"kind": "decimal", "max": 400, "step": 0.5}, {}, "no multiple of 0.5"),
}


@pytest.mark.parametrize("name", SHARED)
def test_what_children_cannot_share_is_refused(name: str) -> None:
    generator, family, message = SHARED[name]
    spec = _shop(1, 50, generator, sum="orders.total")
    spec["tables"][1]["per_parent"] |= family
    with pytest.raises(InfeasibleSpecError, match=message):
        Engine(dataset_from(spec))
