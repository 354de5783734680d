"""Trees, keys that share columns, and what of them cannot be."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine

Data = dict[str, Any]


def column(name: str, **rest: Any) -> Data:
    return {"name": name, "type": "bigint", **rest}


def key(columns: str, references: str, targets: str = "id", **rest: Any) -> Data:
    found = {"columns": columns.split(), "references_columns": targets.split()}
    return {**found, "references": references, **rest}


ID = column("id", generator={"kind": "sequence"})


def counted(columns: str, low: int, high: int) -> Data:
    return {"columns": columns.split(), "count": {"kind": "integer", "min": low, "max": high}}


def rows(dataset: Dataset, table: str) -> list[Data]:
    found: list[Data] = Engine(dataset).chunk(table, 0, dataset.table(table).rows).to_pylist()
    return found


def staff(count: int, *, nullable: bool = True, **pick: Any) -> Dataset:
    own = key("boss", "staff", pick={"kind": "tree", **pick})
    table = {"name": "staff", "rows": count, "primary_key": ["id"], "foreign_keys": [own]}
    columns = [ID, column("boss", nullable=nullable)]
    return dataset_from({"name": "firm", "tables": [{**table, "columns": columns}]})


def levels(found: list[Data]) -> list[int]:
    """How many rows each level of a tree has."""
    depth: dict[int, int] = {}
    for row in found:
        at_root = row["boss"] in (None, row["id"])
        depth[row["id"]] = 0 if at_root else depth[row["boss"]] + 1
    return [number for _, number in sorted(Counter(depth.values()).items())]


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize(
    ("count", "pick", "expected"),
    [
        (1_000, {}, [25, 75, 225, 675]),
        (156, {"roots": 1}, [1, 5, 25, 125]),
        (150, {"branching": 0.5}, [80, 40, 20, 10]),
        (20, {"roots": 2, "branching": 3, "max_depth": 5}, [2, 6, 12]),
        (3, {"roots": 1, "max_depth": 100}, [1, 1, 1]),
        (1, {"max_depth": 1}, [1]),
    ],
)
def test_a_tree_has_the_shape_that_is_asked_for(
    count: int, pick: Data, expected: list[int], nullable: bool
) -> None:
    assert levels(rows(staff(count, nullable=nullable, **pick), "staff")) == expected


def tenancy(products: tuple[int, int] = (2, 4), **lines: Any) -> Dataset:
    """Order lines whose order and product are of one tenant."""
    tables = [
        {"name": "tenants", "rows": 200, "columns": [ID]},
        {
            "name": "products",
            "columns": [ID, column("tenant")],
            "unique": [["tenant", "id"]],
            "foreign_keys": [key("tenant", "tenants")],
            "per_parent": counted("tenant", *products),
        },
        {
            "name": "orders",
            "rows": 3_000,
            "columns": [ID, column("tenant")],
            "unique": [["tenant", "id"]],
            "foreign_keys": [key("tenant", "tenants", pick={"kind": "zipf"})],
        },
        {
            "name": "lines",
            "columns": [ID, *map(column, ("tenant", "order_id", "product"))],
            "foreign_keys": [
                key("tenant order_id", "orders", "tenant id"),
                key("tenant product", "products", "tenant id"),
            ],
            "per_parent": counted("tenant order_id", 1, 2),
            **lines,
        },
    ]
    keyed = [{"primary_key": ["id"], **table} for table in tables]
    return dataset_from({"name": "shops", "seed": 4, "tables": keyed})


def test_two_keys_share_a_column_and_agree() -> None:
    dataset = tenancy(unique=[["order_id", "product"]])
    owners = {row["id"]: row["tenant"] for row in rows(dataset, "products")}
    lines = rows(dataset, "lines")
    assert all(owners[row["product"]] == row["tenant"] for row in lines)
    orders = {row["id"]: row["tenant"] for row in rows(dataset, "orders")}
    assert all(orders[row["order_id"]] == row["tenant"] for row in lines)
    assert len({(row["order_id"], row["product"]) for row in lines}) == len(lines)
    buying = {row["tenant"] for row in lines}
    offered = [product for product, tenant in owners.items() if tenant in buying]
    assert len({row["product"] for row in lines}) > 0.8 * len(offered)


def test_a_tenant_without_a_product_has_lines_without_one() -> None:
    columns = [ID, column("tenant"), column("order_id"), column("product", nullable=True)]
    dataset = tenancy((0, 1), columns=columns)
    have = {row["tenant"] for row in rows(dataset, "products")}
    lines = rows(dataset, "lines")
    assert {row["tenant"] in have for row in lines} == {True, False}
    assert all((row["product"] is not None) == (row["tenant"] in have) for row in lines)


def test_some_candidates_are_popular() -> None:
    keys = [
        key("tenant order_id", "orders", "tenant id"),
        key("tenant product", "products", "tenant id", pick={"kind": "zipf", "exponent": 2}),
    ]
    lines = rows(tenancy((10, 10), foreign_keys=keys), "lines")
    big = Counter(row["tenant"] for row in lines).most_common(1)[0][0]
    chosen = Counter(row["product"] for row in lines if row["tenant"] == big)
    assert chosen.most_common(1)[0][1] > 0.4 * chosen.total()
    assert len(chosen) > 5


def test_a_row_far_away_has_a_product_of_its_tenant() -> None:
    data = tenancy().model_dump(mode="json", exclude_defaults=True)
    data["tables"][0]["rows"] = 10**11
    data["tables"][2]["rows"] = 10**12
    engine = Engine(dataset_from(data))
    last = engine.dataset.table("lines").rows
    assert last > 10**12
    for row in engine.chunk("lines", last - 3, last).to_pylist():
        place = row["product"] - 1
        (product,) = engine.chunk("products", place, place + 1).to_pylist()
        assert product["tenant"] == row["tenant"]


REFUSED: dict[str, tuple[Any, str]] = {
    "no candidate": (
        lambda: tenancy((0, 3)),
        r"one of the products with the same tenant, and 25.00% of tenants have none.*"
        r"count at least 1 of products per row of tenants, or make product nullable",
    ),
    "too few for different ones": (
        lambda: tenancy((1, 3), unique=[["order_id", "product"]]),
        r"not enough different values",
    ),
    "unique in a part of the parent's key": (
        lambda: tenancy(
            columns=[
                *[ID, *map(column, ("tenant", "order_id", "product"))],
                column("number", generator={"kind": "position"}),
            ],
            unique=[["tenant", "number"]],
        ),
        r"\(tenant, number\) must be unique",
    ),
    "too small a tree": (
        lambda: staff(1_000, roots=2, branching=3),
        r"2 roots with 3 rows below each hold 80 rows down to depth 3, and there are 1,000.*"
        r"raise max_depth to 6",
    ),
    "more roots than rows": (
        lambda: staff(3, roots=5),
        r"5 roots has 3 rows.*use at most 3 roots",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_numbers(name: str) -> None:
    build, message = REFUSED[name]
    with pytest.raises(InfeasibleSpecError, match=f"(?i){message}"):
        Engine(build())


def test_candidates_must_lie_together() -> None:
    data = tenancy().model_dump(mode="json", exclude_defaults=True)
    del data["tables"][1]["per_parent"]
    with pytest.raises(InfeasibleSpecError, match=r"rows lie anywhere in products. Count the rows"):
        Engine(dataset_from(data))


def test_a_first_row_that_refers_to_itself_is_not_one_to_one() -> None:
    own = key("boss", "staff", pick={"kind": "one_to_one"})
    rest = {"rows": 5, "primary_key": ["id"], "foreign_keys": [own]}
    table = {"name": "staff", "columns": [ID, column("boss", unique=True)]}
    data = {"name": "firm", "tables": [{**table, **rest}]}
    with pytest.raises(InfeasibleSpecError, match=r"can only refer to itself. Make boss nullable"):
        Engine(dataset_from(data))


@pytest.mark.parametrize(
    ("name", "pick", "message"),
    [
        ("orders", {"kind": "tree"}, "only a self-reference can be a tree"),
        ("staff", {"kind": "tree", "within": "parent"}, "does not count per parent: give it"),
        (
            "staff",
            {"kind": "tree", "within": "parent", "roots": 1, "branching": 2},
            "roots or branching: leave one",
        ),
    ],
)
def test_a_tree_that_is_none_is_no_spec(name: str, pick: Data, message: str) -> None:
    data = tenancy().model_dump(mode="json", exclude_defaults=True)
    own = {"name": "staff", "columns": [ID, column("up")], "primary_key": ["id"]}
    data["tables"].append({**own, "foreign_keys": [key("up", name, pick=pick)]})
    with pytest.raises(SpecError, match=message):
        dataset_from(data)


def test_a_key_that_follows_from_inheritance_alone_is_kept_or_refused() -> None:
    data = tenancy().model_dump(mode="json", exclude_defaults=True)
    columns = [ID, column("line"), column("tenant"), column("product")]
    inherit = {"kind": "inherit", "column": "lines.tenant"}
    columns[2]["generator"] = inherit
    keys = [
        key("line", "lines"),
        key("tenant", "tenants"),
        key("tenant product", "products", "tenant id"),
    ]
    returns = {"name": "returns", "rows": 500, "columns": columns, "primary_key": ["id"]}
    data["tables"].append({**returns, "foreign_keys": keys})
    dataset = dataset_from(data)
    owners = {row["id"]: row["tenant"] for row in rows(dataset, "products")}
    lines = {row["id"]: row["tenant"] for row in rows(dataset, "lines")}
    for row in rows(dataset, "returns"):
        assert row["tenant"] == lines[row["line"]] == owners[row["product"]]
    columns[2]["generator"] = {"kind": "inherit", "column": "lines.id"}
    with pytest.raises(InfeasibleSpecError, match="from lines, where no value is sure"):
        Engine(dataset_from(data))
