"""Hypothesis strategies for feasible datasets of related tables, small enough to make whole.

``related_datasets()`` draws two to six tables or a few more, whose relations are of every kind
there is. Each of ``SHAPES`` is a function that adds one relation with its tables to a ``Draft``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from

Data = dict[str, Any]

SEQUENCE = {"kind": "sequence"}


@dataclass
class Draft:
    """Tables so far, as plain data. ``draw`` is Hypothesis's."""

    draw: st.DrawFn
    tables: list[Data] = field(default_factory=list)

    def dataset(self) -> Dataset:
        seed = self.draw(st.integers(0, 2**40)) if self.tables else 1
        try:
            return dataset_from({"name": "related", "seed": seed, "tables": self.tables})
        except SpecError:  # so few parents that none has a child
            reject()

    def rows(self, name: str) -> int:
        try:
            return dataset_from({"name": "related", "tables": self.tables}).table(name).rows
        except SpecError:
            reject()

    def parent(self) -> str:
        """A table whose key is ``id`` alone."""
        names = [table["name"] for table in self.tables if table["primary_key"] == ["id"]]
        return self.draw(st.sampled_from(names))

    def add(self, columns: list[Data], keys: list[Data], **rest: Any) -> str:
        """Adds a table; the primary key is ``id`` unless told."""
        name = f"t{len(self.tables)}"
        if "primary_key" not in rest:
            columns = [column("id", generator=SEQUENCE), *columns]
            rest["primary_key"] = ["id"]
        if "rows" not in rest and "per_parent" not in rest:
            rest["rows"] = self.draw(st.integers(1, 30))
        self.tables.append({"name": name, "columns": columns, "foreign_keys": keys, **rest})
        return name

    def counted(self, *columns: str, least: int | None = None) -> Data:
        """Some children per parent; at least ``least`` of them."""
        low = self.draw(st.integers(0, 2)) if least is None else least
        if low == 0:
            return {"columns": columns, "count": {"kind": "choice", "values": [0, 1, 3]}}
        high = self.draw(st.integers(low, low + 3))
        return {"columns": columns, "count": {"kind": "integer", "min": low, "max": high}}

    def pick(self) -> Data:
        return self.draw(
            st.sampled_from(
                [{"kind": "uniform"}, {"kind": "zipf"}, {"kind": "zipf", "exponent": 1}]
            )
        )

    def tree(self, **rest: Any) -> Data:
        shape = self.draw(
            st.sampled_from([{}, {"roots": 1}, {"branching": 0.5}, {"branching": 6.0}])
        )
        return {"kind": "tree", "max_depth": self.draw(st.integers(1, 5)), **shape, **rest}


def column(name: str, **rest: Any) -> Data:
    return {"name": name, "type": "bigint", **rest}


def key(columns: str, references: str, targets: str = "id", **rest: Any) -> Data:
    """A foreign key; names stand with spaces between them."""
    return {
        "columns": columns.split(),
        "references": references,
        "references_columns": targets.split(),
        **rest,
    }


def child(draft: Draft) -> None:
    """Rows that refer to one or two parents, or to none."""
    names = ["a", "b"][: draft.draw(st.integers(1, 2))]
    nullable = draft.draw(st.booleans())
    rest = {"null_rate": 0.3} if nullable else {}
    keys = [key(name, draft.parent(), pick=draft.pick(), **rest) for name in names]
    draft.add([column(name, nullable=nullable) for name in names], keys)


def family(draft: Draft) -> None:
    """Children that are counted per parent, numbered among their siblings."""
    columns = [column("a"), column("number", generator={"kind": "position"})]
    rest: Data = {"primary_key": ["a", "number"]} if draft.draw(st.booleans()) else {}
    keys = [key("a", draft.parent())]
    name = draft.add(columns, keys, per_parent=draft.counted("a"), **rest)
    if rest:  # a key of two columns, which others refer to
        rows = draft.draw(st.integers(1, min(20, draft.rows(name))))
        once = draft.draw(st.booleans())
        draft.add(
            [column("a", nullable=True), column("number", nullable=True)],
            [key("a number", name, "a number", null_rate=0.2)],
            rows=rows,
            unique=[["a", "number"]] if once else [],
        )


def extension(draft: Draft) -> None:
    """One row, or none, for a row of the parent: its key is a foreign key."""
    parent = draft.parent()
    rows = draft.draw(st.integers(1, draft.rows(parent)))
    draft.add([column("id")], [key("id", parent)], rows=rows, primary_key=["id"])


def optional_one_to_one(draft: Draft) -> None:
    """A row of the parent at most once, or none."""
    parent = draft.parent()
    rows = draft.draw(st.integers(1, draft.rows(parent)))
    if draft.draw(st.booleans()):
        keys = [key("a", parent, pick={"kind": "one_to_one"}, null_rate=0.4)]
        draft.add([column("a", nullable=True)], keys, rows=rows)
    else:
        count = {"kind": "choice", "values": [0, 1]}
        draft.add(
            [column("a", unique=True)],
            [key("a", parent)],
            per_parent={"columns": ["a"], "count": count},
        )


def pairs(draft: Draft) -> None:
    """Many-to-many without a pair twice, up to every pair there is."""
    left, right = draft.parent(), draft.parent()
    most = draft.rows(left) * draft.rows(right)
    columns = [column("a"), column("b")]
    keys = [key("a", left), key("b", right)]
    if draft.draw(st.booleans()):
        rows = draft.draw(st.just(min(most, 400)) | st.integers(1, min(most, 60)))
        draft.add(columns, keys, rows=rows, primary_key=["a", "b"])
    else:
        top = draft.draw(st.integers(1, min(draft.rows(right), 6)))
        count = {"kind": "integer", "min": 1, "max": top}
        draft.add(
            columns, keys, primary_key=["b", "a"], per_parent={"columns": ["a"], "count": count}
        )


def tree(draft: Draft) -> None:
    """A self-reference: a tree, a chain, or any earlier row; with or without NULLs."""
    pick = draft.draw(st.sampled_from([{"kind": "uniform"}, draft.tree(), draft.tree()]))
    nullable = draft.draw(st.booleans())
    if nullable and draft.draw(st.booleans()):
        pick = {"kind": "one_to_one"}
    own = f"t{len(draft.tables)}"
    rows = draft.draw(st.integers(1, 120))
    draft.add([column("up", nullable=nullable)], [key("up", own, pick=pick)], rows=rows)


def thread(draft: Draft) -> None:
    """Trees of the children of each parent, by a key of one column or of two."""
    own, nullable = f"t{len(draft.tables)}", draft.draw(st.booleans())
    counted = draft.counted("a")
    columns, keys = [column("a"), column("up", nullable=nullable)], [key("a", draft.parent())]
    if draft.draw(st.booleans()):
        pick = draft.tree(within="parent")
        draft.add(columns, [*keys, key("up", own, pick=pick)], per_parent=counted)
        return
    pick = draft.draw(st.sampled_from([{"kind": "uniform"}, draft.tree(within="parent")]))
    number = column("number", generator={"kind": "position"})
    draft.add(
        [*columns, number],
        [*keys, key("a up", own, "a number", pick=pick)],
        per_parent=counted,
        primary_key=["a", "number"],
    )


def tenancy(draft: Draft) -> None:
    """Lines that refer to an order and a product of one tenant, which they share or inherit."""
    tenant = draft.parent()
    optional = draft.draw(st.booleans())
    products = draft.add(
        [column("tenant")],
        [key("tenant", tenant)],
        per_parent=draft.counted("tenant", least=0 if optional else 2),
        unique=[["tenant", "id"]],
    )
    if draft.draw(st.booleans()):
        orders = draft.add([column("tenant")], [key("tenant", tenant)], unique=[["tenant", "id"]])
    else:  # the tenant of an order is that of its customer
        customers = draft.add([column("tenant")], [key("tenant", tenant, pick=draft.pick())])
        inherit = {"kind": "inherit", "column": f"{customers}.tenant"}
        keys = [key("customer", customers)]
        if draft.draw(st.booleans()):
            keys.append(key("tenant", tenant))
        columns = [column("tenant", generator=inherit), column("customer")]
        orders = draft.add(columns, keys, unique=[["tenant", "id"]])
    columns = [column("tenant"), column("order"), column("product", nullable=optional)]
    keys = [
        key("tenant product", products, "tenant id", pick=draft.pick()),
        key("tenant order", orders, "tenant id"),
    ]
    if draft.draw(st.booleans()):
        keys.append(key("tenant", tenant))
    rest: Data = {}
    if draft.draw(st.booleans()):
        rest["per_parent"] = draft.counted("tenant", "order", least=1)
        if not optional and draft.draw(st.booleans()):
            rest["per_parent"]["count"] = {"kind": "choice", "values": [1, 2]}
            rest["unique"] = [["order", "product"]]
    draft.add(columns, keys, **rest)


def circle(draft: Draft) -> None:
    """Two tables that refer to each other, one of them by a nullable column."""
    first, second = f"t{len(draft.tables)}", f"t{len(draft.tables) + 1}"
    once = {"pick": {"kind": "one_to_one"}} if draft.draw(st.booleans()) else {}
    rows = draft.draw(st.integers(1, 20))
    draft.add([column("a", nullable=True)], [key("a", second, null_rate=0.2, **once)], rows=rows)
    draft.add([column("b")], [key("b", first, pick=draft.pick())], rows=rows + 3)


def inheriting(draft: Draft) -> None:
    """Children that carry a value of their parent, and their children of theirs."""
    parent = draft.parent()
    inherit = {"kind": "inherit", "column": f"{parent}.id"}
    name = draft.add(
        [column("a"), column("carried", generator=inherit)],
        [key("a", parent)],
        per_parent=draft.counted("a"),
    )
    again = {"kind": "inherit", "column": f"{name}.carried"}
    keys = [key("b", name), key("carried", parent)]
    draft.add([column("b"), column("carried", generator=again)], keys)


def polymorphic(draft: Draft) -> None:
    """Rows that belong to a row of one of several tables, some of them to none."""
    own = f"t{len(draft.tables)}"
    names = [draft.parent() for _ in range(draft.draw(st.integers(1, 3)))]
    if draft.draw(st.booleans()):
        names.append(own)
    numbered = draft.draw(st.booleans())
    references = [
        {
            "table": name,
            "column": "id",
            "type": place if numbered else f"Type{place}",
            "weight": draft.draw(st.sampled_from([1, 0.25, 3])),
        }
        for place, name in enumerate(names)
    ]
    nullable = draft.draw(st.booleans())
    columns = [
        column("kind", type="integer" if numbered else "varchar(8)", nullable=nullable),
        column("owner", nullable=nullable),
    ]
    rest: Data = {}
    if own not in names:
        few = min(map(draft.rows, names)) // 4
        family = draft.draw(st.booleans())
        if family and few >= 3:  # who likes a thing does so once
            columns.append(column("who"))
            rest = {"unique": [["who", "kind", "owner"]], "per_parent": draft.counted("who")}
            rest["per_parent"]["count"] = {"kind": "integer", "min": 1, "max": few}
        elif few >= 1 and draft.draw(st.booleans()):
            rest = {"unique": [["kind", "owner"]], "rows": draft.draw(st.integers(1, few))}
    key_data = {"type_column": "kind", "id_column": "owner", "references": references}
    if nullable:
        key_data["null_rate"] = 0.3
    keys = [key("who", draft.parent())] if "per_parent" in rest else []
    draft.add(columns, keys, polymorphic_keys=[key_data], **rest)


SHAPES: list[Callable[[Draft], None]] = [
    child,
    family,
    extension,
    optional_one_to_one,
    pairs,
    tree,
    thread,
    tenancy,
    circle,
    inheriting,
    polymorphic,
]


@st.composite
def related_datasets(draw: st.DrawFn, shapes: list[Callable[[Draft], None]] = SHAPES) -> Dataset:
    """A feasible dataset of two to six tables with relations of ``shapes``."""
    draft = Draft(draw)
    draft.add([], [], rows=draw(st.integers(1, 25)))
    wanted = draw(st.integers(2, 6))
    while len(draft.tables) < wanted:
        draw(st.sampled_from(shapes))(draft)
    return draft.dataset()
